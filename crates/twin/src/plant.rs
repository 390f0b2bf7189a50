//! The plant as one system of differential equations: actuators, membrane and fluid path, coupled by forces and
//! pressures.
//!
//! What is slow and gentle (battery, housing temperature) is advanced beside it, once a step, and held within the
//! step.

use crate::part::actuator::Actuator;
use crate::part::membrane::Membrane;
use crate::part::plunger::stop_force;
use crate::part::valve::{Rest, Valve};
use crate::part::wire::{PhaseAnchors, Surroundings};
use crate::path::{EdgeKind, Outside, Path, ValveSite};
use crate::real::Real;
use crate::solver::{SparseLu, System, Tolerance};
use crate::stamp::{Linearisation, Pattern, Rates, Sink};
use crate::unit::PumpUnit;

/// Where an actuator's states lie: wire temperature (degC), martensite fraction, travel (mm).
#[derive(Debug, Clone, Copy)]
pub(crate) struct ActuatorStates {
    pub(crate) temperature: usize,
    pub(crate) martensite: usize,
    pub(crate) travel: usize,
}

pub(crate) const PUMP: ActuatorStates = ActuatorStates { temperature: 0, martensite: 1, travel: 2 };
pub(crate) const FIRST: ActuatorStates = ActuatorStates { temperature: 3, martensite: 4, travel: 5 };
pub(crate) const SECOND: ActuatorStates = ActuatorStates { temperature: 6, martensite: 7, travel: 8 };
/// Travels to which the membrane's material has relaxed (mm).
const FAST: usize = 9;
const SLOW: usize = 10;
/// What each node of the fluid path has gained (uL) starts here.
pub(crate) const FLUID: usize = 11;

/// A fraction that has changed by less than this has not moved.
const STILL: f64 = 1e-9;

/// Martensite fractions of pump, first valve and second valve wire.
pub(crate) fn fractions(y: &[f64]) -> [f64; 3] {
    [PUMP, FIRST, SECOND].map(|states| y[states.martensite])
}

/// One wire's circumstances beyond its own states.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Drive {
    pub(crate) surroundings: Surroundings,
    pub(crate) anchors: PhaseAnchors,
    /// 1, or 0 when the wire is broken.
    pub(crate) intact: f64,
    /// Friction beyond the drawn one, N.
    pub(crate) binding_n: f64,
}

/// The equations with everything that is held during a step.
#[derive(Debug, Clone)]
pub(crate) struct Plant {
    pub(crate) pump: Actuator,
    pub(crate) first: Valve,
    pub(crate) second: Valve,
    pub(crate) membrane: Membrane,
    pub(crate) depth_mm: f64,
    pub(crate) path: Path,
    /// Drives of pump, first valve and second valve.
    pub(crate) drives: [Drive; 3],
    pub(crate) outside: Outside,
    /// Share of the tip's conductance that is left; 1 when free.
    pub(crate) tip_open: f64,
}

impl Plant {
    /// The tethered embodiment of a pump unit, at rest, with this much in the reservoir (uL).
    pub(crate) fn tethered(unit: &PumpUnit, fill_ul: f64, outside: Outside, air_c: f64) -> Self {
        let membrane = Membrane::new(unit.disposable.membrane, unit.disposable.chamber.depth_mm);
        let at_rest = Drive {
            surroundings: Surroundings {
                air_c,
                supply_v: 0.0,
                series_ohm: unit.reusable.battery.switch_ohm,
                duty: 0.0,
            },
            anchors: PhaseAnchors::COLD,
            intact: 1.0,
            binding_n: 0.0,
        };
        Self {
            pump: unit.reusable.plunger.actuator(unit.reusable.alloy),
            first: Valve {
                actuator: unit.reusable.first_valve.actuator(unit.reusable.alloy),
                rest: Rest::Open { seat_mm: unit.reusable.first_valve.seat_travel_mm },
                seat: unit.disposable.first_seat,
            },
            second: Valve {
                actuator: unit.reusable.second_valve.actuator(unit.reusable.alloy),
                rest: Rest::Closed,
                seat: unit.disposable.second_seat,
            },
            membrane,
            depth_mm: unit.disposable.chamber.depth_mm,
            path: Path::tethered(unit, membrane, fill_ul),
            drives: [at_rest; 3],
            outside,
            tip_open: 1.0,
        }
    }

    /// Number of states.
    pub(crate) fn size(&self) -> usize {
        FLUID + self.path.nodes.len()
    }

    /// The states of a pump that has lain at this temperature (degC).
    pub(crate) fn initial(&self, air_c: f64) -> Vec<f64> {
        let mut y = vec![0.0; self.size()];
        for states in [PUMP, FIRST, SECOND] {
            y[states.temperature] = air_c;
            y[states.martensite] = 1.0;
        }
        // The second valve lies pressed onto its seat; the solver finds how far.
        y[SECOND.travel] = -0.1;
        y
    }

    /// Error allowed in each state, a step.
    ///
    /// The plunger to 0.15 um, liquid past the tip to 0.6 nL: what sensors resolve. Over a stroke errors cancel; what
    /// they come to is measured by `tests/convergence.rs`. Valves are either open or shut, and the chamber follows
    /// the plunger: both may be rougher.
    pub(crate) fn tolerance(&self) -> Vec<Tolerance> {
        let relative = 3e-4;
        let mut tolerance = vec![Tolerance { absolute: 6e-4, relative: 0.0 }; self.size()];
        tolerance[FLUID + self.path.chamber].absolute = 3e-3;
        tolerance[FLUID].absolute = 3e-3;
        for (states, temperature, martensite, travel) in
            [(PUMP, 2e-1, 3e-3, 1.5e-4), (FIRST, 3e-1, 6e-3, 1.5e-3), (SECOND, 3e-1, 6e-3, 1.5e-3)]
        {
            tolerance[states.temperature] = Tolerance { absolute: temperature, relative };
            tolerance[states.martensite] = Tolerance { absolute: martensite, relative };
            tolerance[states.travel] = Tolerance { absolute: travel, relative };
        }
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
        self.path.nodes[node].pressure(y[FLUID + node], y[PUMP.travel], &self.outside)
    }

    /// Conductance of a valve, uL/(s kPa).
    pub(crate) fn conductance(&self, y: &[f64], site: ValveSite) -> f64 {
        let (valve, states) = self.valve(site);
        valve.conductance(y[states.travel], self.outside.fluidity)
    }

    fn valve(&self, site: ValveSite) -> (&Valve, ActuatorStates) {
        match site {
            ValveSite::First => (&self.first, FIRST),
            ValveSite::Second => (&self.second, SECOND),
        }
    }

    /// Lets the phases' anchors follow a step that started with the fractions `before`.
    pub(crate) fn follow_phases(&mut self, before: [f64; 3], y: &[f64]) {
        let actuators = [(&self.pump, PUMP), (&self.first.actuator, FIRST), (&self.second.actuator, SECOND)];
        for (((actuator, states), drive), before) in actuators.into_iter().zip(&mut self.drives).zip(before) {
            if (y[states.martensite] - before).abs() < STILL {
                continue;
            }
            let (temperature, martensite, travel) = (y[states.temperature], y[states.martensite], y[states.travel]);
            actuator.follow(&mut drive.anchors, before, temperature, martensite, travel);
        }
    }

    fn equations<S: Sink>(&self, y: &[f64], sink: &mut S) {
        for (actuator, states, drive) in [
            (&self.pump, PUMP, &self.drives[0]),
            (&self.first.actuator, FIRST, &self.drives[1]),
            (&self.second.actuator, SECOND, &self.drives[2]),
        ] {
            wire_equations(actuator, states, drive, y, sink);
        }
        self.plunger_equations(y, sink);
        for (site, drive) in [(ValveSite::First, &self.drives[1]), (ValveSite::Second, &self.drives[2])] {
            self.valve_equation(site, drive, y, sink);
        }
        for edge in 0..self.path.edges.len() {
            self.edge_equation(edge, y, sink);
        }
    }

    fn plunger_equations<S: Sink>(&self, y: &[f64], sink: &mut S) {
        let chamber = self.path.chamber;
        let columns = [Some(PUMP.martensite), Some(PUMP.travel), Some(FAST), Some(SLOW), Some(FLUID + chamber)];
        let [martensite, travel, fast, slow, gained] = sink.variables(y, columns);
        let pressure = self.path.nodes[chamber].pressure(gained, travel, &self.outside);
        let load = self.membrane.pressure_force(travel, pressure) + self.membrane.force(travel, fast, slow);
        let others = stop_force(travel, self.depth_mm) - load;
        let drive = &self.drives[0];
        let speed = self.pump.speed(martensite, travel, drive.intact, others, drive.binding_n);
        sink.add(PUMP.travel, columns, speed);

        let columns = [Some(PUMP.travel), Some(FAST), Some(SLOW)];
        let [travel, fast, slow] = sink.variables(y, columns);
        let [fast_rate, slow_rate] = self.membrane.relaxation(travel, fast, slow);
        sink.add(FAST, columns, fast_rate);
        sink.add(SLOW, columns, slow_rate);
    }

    fn valve_equation<S: Sink>(&self, site: ValveSite, drive: &Drive, y: &[f64], sink: &mut S) {
        let (valve, states) = self.valve(site);
        let chamber = self.path.chamber;
        let columns = [Some(states.martensite), Some(states.travel), Some(FLUID + chamber), Some(PUMP.travel)];
        let [martensite, travel, gained, plunger] = sink.variables(y, columns);
        let pressure = self.path.nodes[chamber].pressure(gained, plunger, &self.outside);
        let speed =
            valve.actuator.speed(martensite, travel, drive.intact, valve.force(travel, pressure), drive.binding_n);
        sink.add(states.travel, columns, speed);
    }

    fn edge_equation<S: Sink>(&self, edge: usize, y: &[f64], sink: &mut S) {
        let edge = &self.path.edges[edge];
        let (from, to) = (&self.path.nodes[edge.from], &self.path.nodes[edge.to]);
        let valve = match edge.kind {
            EdgeKind::Valve { site, .. } => Some(self.valve(site).1.travel),
            EdgeKind::Tip { .. } | EdgeKind::Uptake { .. } => None,
        };
        let plunger = (from.follows_plunger() || to.follows_plunger()).then_some(PUMP.travel);
        let columns = [Some(FLUID + edge.from), Some(FLUID + edge.to), plunger, valve];
        let [gained_from, gained_to, plunger, travel] = sink.variables(y, columns);
        let drop = from.pressure(gained_from, plunger, &self.outside) - to.pressure(gained_to, plunger, &self.outside);
        let fluidity = self.outside.fluidity;
        let flow = match edge.kind {
            EdgeKind::Valve { site, line_kpa_s_ul } => {
                let valve = self.valve(site).0.conductance(travel, fluidity);
                drop * valve * (valve * (line_kpa_s_ul / fluidity) + 1.0).recip()
            }
            EdgeKind::Tip { kpa_s_ul } => (drop + self.outside.head_kpa) * (self.tip_open * fluidity / kpa_s_ul),
            EdgeKind::Uptake { kpa_s_ul } => drop * (1.0 / kpa_s_ul),
        };
        sink.add(FLUID + edge.from, columns, -flow);
        sink.add(FLUID + edge.to, columns, flow);
    }
}

fn wire_equations<S: Sink>(actuator: &Actuator, states: ActuatorStates, drive: &Drive, y: &[f64], sink: &mut S) {
    let columns = [Some(states.temperature), Some(states.martensite), Some(states.travel)];
    let [temperature, martensite, travel] = sink.variables(y, columns);
    let [warming, transformation] =
        actuator.wire_rates(temperature, martensite, travel, &drive.surroundings, &drive.anchors);
    sink.add(states.temperature, columns, warming);
    sink.add(states.martensite, columns, transformation);
}

impl System for Plant {
    fn rates(&self, y: &[f64], rates: &mut [f64]) {
        rates.fill(0.0);
        self.equations(y, &mut Rates(rates));
    }

    fn linearise(&self, y: &[f64], rates: &mut [f64], matrix: &mut SparseLu) {
        rates.fill(0.0);
        self.equations(y, &mut Linearisation { rates, matrix, stamps: 0 });
    }
}

#[cfg(test)]
mod validation;
