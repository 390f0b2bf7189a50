//! The plant as one system of differential equations: actuators, membrane and fluid path, coupled by forces and
//! pressures.
//!
//! - `drive`: a wire and what it moves. `valves`: the valves in their places. `equations`: how all of it is coupled.
//!
//! What is slow and gentle (battery, housing temperature, gas) is advanced beside it, once a step, and held within the
//! step.

mod drive;
mod equations;
mod valves;

use crate::assembly::topology::Topology;
use crate::embodiment::{Coupling, Plan};
use crate::part::contact::ContactParameters;
use crate::part::fatigue::FatigueParameters;
use crate::part::membrane::Membrane;
use crate::path::{CHAMBER, Outside, Path, rest_mm};
use crate::solver::Tolerance;
use crate::stamp::Pattern;
use crate::unit::PumpUnit;
pub(crate) use drive::{ActuatorStates, Drive};
pub use equations::Subject;
pub(crate) use valves::{Mover, ValveUnit};

/// Where the membrane's states lie, mm: its travel, and the travels to which its material has relaxed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MembraneStates {
    /// That of the plunger where the plunger holds it.
    pub(crate) travel: usize,
    fast: usize,
    slow: usize,
}

/// The equations with everything that is held during a step.
#[derive(Debug, Clone)]
pub(crate) struct Plant {
    pub(crate) pump: Drive,
    /// In order of flow.
    pub(crate) valves: Vec<ValveUnit>,
    pub(crate) membrane: Membrane,
    pub(crate) membrane_states: MembraneStates,
    pub(crate) coupling: Coupling,
    pub(crate) contact: ContactParameters,
    /// The membrane's travel with the plunger at home, mm.
    rest_mm: f64,
    /// Whether the two halves of the device are together: plunger and pins reach the membrane.
    pub(crate) engaged: bool,
    pub(crate) depth_mm: f64,
    pub(crate) path: Path,
    pub(crate) outside: Outside,
    /// What each node of the fluid path has gained (uL) starts here.
    pub(crate) fluid: usize,
}

impl Plant {
    /// An embodiment of a pump unit, at rest, with this much in the reservoir (uL).
    pub(crate) fn new(
        plan: &Plan,
        set: &Topology,
        unit: &PumpUnit,
        fill_ul: f64,
        outside: Outside,
        air_c: f64,
    ) -> Self {
        let membrane = Membrane::new(unit.disposable.membrane, unit.disposable.chamber.depth_mm);
        let mut next = 0;
        let mut drive = |actuator| {
            let states = ActuatorStates::at(next);
            next += 3;
            Drive::new(actuator, states, unit.reusable.driver.switch_ohm, air_c)
        };
        let pump = drive(unit.reusable.plunger.actuator(unit.reusable.alloy));
        let mut valves: Vec<ValveUnit> =
            plan.valves.iter().map(|&site| ValveUnit::new(site, unit, &mut drive)).collect();
        for valve in &mut valves {
            valve.place_lift(&mut next);
        }
        let travel = match plan.coupling {
            Coupling::Held => pump.states.travel,
            Coupling::Pressing => {
                next += 1;
                next - 1
            }
        };
        let membrane_states = MembraneStates { travel, fast: next, slow: next + 1 };
        Self {
            pump,
            valves,
            membrane,
            membrane_states,
            coupling: plan.coupling,
            contact: unit.reusable.contact,
            rest_mm: rest_mm(plan, unit),
            engaged: true,
            depth_mm: unit.disposable.chamber.depth_mm,
            path: Path::new(plan, set, unit, membrane, fill_ul),
            outside,
            fluid: next + 2,
        }
    }

    /// Number of states.
    pub(crate) fn size(&self) -> usize {
        self.fluid + self.path.nodes.len()
    }

    /// The wires: the plunger's, then the valves' in order of flow.
    pub(crate) fn drives(&self) -> impl Iterator<Item = &Drive> {
        core::iter::once(&self.pump).chain(self.valves.iter().filter_map(ValveUnit::drive))
    }

    /// See [`Plant::drives`].
    pub(crate) fn drives_mut(&mut self) -> impl Iterator<Item = &mut Drive> {
        core::iter::once(&mut self.pump).chain(self.valves.iter_mut().filter_map(ValveUnit::drive_mut))
    }

    /// The states of a pump that has lain at this temperature (degC).
    pub(crate) fn initial(&self, air_c: f64) -> Vec<f64> {
        let mut y = vec![0.0; self.size()];
        for drive in self.drives() {
            y[drive.states.temperature] = air_c;
            y[drive.states.martensite] = 1.0;
        }
        for state in [self.membrane_states.travel, self.membrane_states.fast, self.membrane_states.slow] {
            y[state] = self.rest_mm;
        }
        for valve in &self.valves {
            // A closed valve lies pressed onto its seat; the solver finds how far.
            y[valve.travel()] = valve.resting_mm();
        }
        y
    }

    /// Error allowed in each state, a step.
    ///
    /// The plunger to 0.15 um, liquid past the tip to 0.6 nL: what sensors resolve. Over a stroke errors cancel; what
    /// they come to is measured by `tests/convergence.rs`. Valves are either open or shut, and the chamber follows
    /// the plunger: both may be rougher, but for a valve that pressure lifts.
    pub(crate) fn tolerance(&self) -> Vec<Tolerance> {
        let relative = 3e-4;
        let mut tolerance = vec![Tolerance { absolute: 6e-4, relative: 0.0 }; self.size()];
        tolerance[self.fluid + CHAMBER].absolute = 3e-3;
        tolerance[self.fluid].absolute = 3e-3;
        tolerance[self.membrane_states.travel] = Tolerance { absolute: 1.5e-4, relative };
        for valve in &self.valves {
            // A passive outlet lifts by a few um, and how far decides how often it opens in a slow stroke.
            let absolute = if valve.drive().is_some() { 1.5e-3 } else { 3e-5 };
            tolerance[valve.travel()] = Tolerance { absolute, relative };
        }
        for (i, drive) in self.drives().enumerate() {
            let (temperature, martensite) = if i == 0 { (2e-1, 3e-3) } else { (3e-1, 6e-3) };
            tolerance[drive.states.temperature] = Tolerance { absolute: temperature, relative };
            tolerance[drive.states.martensite] = Tolerance { absolute: martensite, relative };
        }
        tolerance[self.pump.states.travel] = Tolerance { absolute: 1.5e-4, relative };
        tolerance
    }

    /// The entries of the Jacobian, in the order in which they are stamped.
    pub(crate) fn pattern(&self) -> Vec<(usize, usize)> {
        let mut pattern = Pattern(Vec::new());
        self.equations(&self.initial(25.0), &mut pattern);
        pattern.0
    }

    /// Gauge pressure of a node, kPa.
    pub(crate) fn pressure(&self, y: &[f64], node: usize) -> f64 {
        self.path.nodes[node].pressure(y[self.fluid + node], self.membrane_mm(y), &self.outside.air)
    }

    /// The membrane's travel, mm: none while nothing holds or presses it.
    pub(crate) fn membrane_mm(&self, y: &[f64]) -> f64 {
        self.membrane_column().map_or(0.0, |column| y[column])
    }

    /// A membrane that its boss has let go of lies at rest.
    fn membrane_column(&self) -> Option<usize> {
        (self.engaged || self.coupling == Coupling::Pressing).then_some(self.membrane_states.travel)
    }

    /// What a valve's position lets through, by its place in the order of flow, uL/(s kPa).
    pub(crate) fn passage(&self, y: &[f64], valve: usize) -> f64 {
        let valve = &self.valves[valve];
        valve.passage(y[valve.travel()], self.engaged, self.outside.fluidity)
    }

    /// Lets phases' anchors, fatigue and what lies on the seats follow a step that started with the states `before`. Returns whether a wire
    /// changed.
    pub(crate) fn follow(&mut self, p: &FatigueParameters, before: &[f64], y: &[f64]) -> bool {
        let mut changed = false;
        for drive in self.drives_mut() {
            changed |= drive.follow(p, before, y);
        }
        if self.engaged {
            for valve in &mut self.valves {
                changed |= valve.let_debris_pass(y);
            }
        }
        changed
    }
}

#[cfg(test)]
mod validation;
