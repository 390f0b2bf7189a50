//! The plant as one system of differential equations: actuators, membrane and fluid path, coupled by forces and
//! pressures.
//!
//! What is slow and gentle (battery, housing temperature, gas) is advanced beside it, once a step, and held within the
//! step.

mod valves;

use crate::assembly::topology::Topology;
use crate::embodiment::{Coupling, Plan};
use crate::part::actuator::Actuator;
use crate::part::contact::ContactParameters;
use crate::part::driver::{Driver, WirePath};
use crate::part::fatigue::{Fatigue, FatigueParameters};
use crate::part::membrane::Membrane;
use crate::part::plunger::{body_force, home_force};
use crate::part::wire::{PhaseAnchors, Surroundings};
use crate::path::{CHAMBER, EdgeKind, NODES_MAX, Outside, Path, rest_mm};
use crate::real::Real;
use crate::solver::{SparseLu, System, Tolerance};
use crate::stamp::{Linearisation, Pattern, Rates, Sink};
use crate::unit::PumpUnit;
pub(crate) use valves::{Mover, ValveUnit};

/// Where an actuator's states lie: wire temperature (degC), martensite fraction, travel (mm).
#[derive(Debug, Clone, Copy)]
pub(crate) struct ActuatorStates {
    pub(crate) temperature: usize,
    pub(crate) martensite: usize,
    pub(crate) travel: usize,
}

impl ActuatorStates {
    fn at(start: usize) -> Self {
        Self { temperature: start, martensite: start + 1, travel: start + 2 }
    }
}

/// Where the membrane's states lie, mm: its travel, and the travels to which its material has relaxed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MembraneStates {
    /// That of the plunger where the plunger holds it.
    pub(crate) travel: usize,
    fast: usize,
    slow: usize,
}

/// A fraction that has changed by less than this has not moved.
const STILL: f64 = 1e-9;
/// A pressure of a node, with its derivatives by what the node has gained and by the membrane's travel.
type Pressures<S> = [<S as Sink>::Scalar<2>; NODES_MAX];

/// A wire, what it moves, and its circumstances beyond its own states.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Drive {
    /// As it is, and as it was before it wore.
    pub(crate) actuator: Actuator,
    pub(crate) fresh: Actuator,
    pub(crate) driver: Driver,
    pub(crate) fatigue: Fatigue,
    pub(crate) states: ActuatorStates,
    pub(crate) surroundings: Surroundings,
    pub(crate) anchors: PhaseAnchors,
    /// 1, or 0 when the wire is broken.
    pub(crate) intact: f64,
    /// Friction beyond the drawn one, N.
    pub(crate) binding_n: f64,
    /// Share of the return spring's preload that is left.
    pub(crate) spring_share: f64,
}

/// What a group of the equations is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Temperature and phase of every wire.
    Wires,
    /// Plunger and membrane.
    Plunger,
    /// The valves' travels.
    Valves,
    /// Flow along every edge of the path.
    Path,
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
            let series_ohm = unit.reusable.driver.switch_ohm;
            Drive {
                actuator,
                fresh: actuator,
                driver: Driver::GOOD,
                fatigue: Fatigue::spent(0.0),
                states,
                surroundings: Surroundings { air_c, supply_v: 0.0, series_ohm, duty: 0.0, conducting: 1.0 },
                anchors: PhaseAnchors::COLD,
                intact: 1.0,
                binding_n: 0.0,
                spring_share: 1.0,
            }
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

    /// Conductance of a valve by its place in the order of flow, uL/(s kPa).
    pub(crate) fn conductance(&self, y: &[f64], valve: usize) -> f64 {
        let valve = &self.valves[valve];
        valve.conductance(y[valve.travel()], self.engaged, self.outside.fluidity)
    }

    /// Lets phases' anchors and fatigue follow a step that started with the states `before`. Returns whether a wire
    /// changed.
    pub(crate) fn follow(&mut self, p: &FatigueParameters, before: &[f64], y: &[f64]) -> bool {
        let mut changed = false;
        for drive in self.drives_mut() {
            changed |= drive.follow(p, before, y);
        }
        changed
    }

    fn equations<S: Sink>(&self, y: &[f64], sink: &mut S) {
        let pressures = self.pressures(y, sink);
        self.write(Subject::Wires, &pressures, y, sink);
        self.write(Subject::Plunger, &pressures, y, sink);
        self.write(Subject::Valves, &pressures, y, sink);
        self.write(Subject::Path, &pressures, y, sink);
    }

    /// The equations about one subject.
    #[inline(always)]
    fn write<S: Sink>(&self, subject: Subject, pressures: &Pressures<S>, y: &[f64], sink: &mut S) {
        match subject {
            Subject::Wires => self.drives().for_each(|drive| wire_equations(drive, y, sink)),
            Subject::Plunger => {
                self.plunger_equation(pressures, y, sink);
                self.membrane_equations(pressures, y, sink);
            }
            Subject::Valves => {
                for (place, valve) in self.valves.iter().enumerate() {
                    self.valve_equation(place, valve, pressures, y, sink);
                }
            }
            Subject::Path => {
                for edge in (0..self.path.edges.len()).filter(|&edge| self.path.edges[edge].share > 0.0) {
                    self.edge_equation(edge, pressures, y, sink);
                }
            }
        }
    }

    /// The rates that one subject's equations give. For benchmarks.
    pub(crate) fn rates_of(&self, subject: Subject, y: &[f64], rates: &mut [f64]) {
        rates.fill(0.0);
        let mut sink = Rates(rates);
        let pressures = self.pressures(y, &sink);
        self.write(subject, &pressures, y, &mut sink);
    }

    /// Each node's pressure, once: several equations need it.
    #[inline(always)]
    fn pressures<S: Sink>(&self, y: &[f64], sink: &S) -> Pressures<S> {
        let mut pressures = [S::Scalar::<2>::constant(0.0); NODES_MAX];
        for (node, (pressure, kind)) in pressures.iter_mut().zip(&self.path.nodes).enumerate() {
            let [gained, travel] = sink.variables(y, [Some(self.fluid + node), self.column_of(node)]);
            *pressure = kind.pressure(gained, travel, &self.outside.air);
        }
        pressures
    }

    /// The membrane's column, for a node whose pressure follows it.
    fn column_of(&self, node: usize) -> Option<usize> {
        if self.path.nodes[node].follows_membrane() { self.membrane_column() } else { None }
    }

    fn plunger_equation<S: Sink>(&self, pressures: &Pressures<S>, y: &[f64], sink: &mut S) {
        let (pump, membrane) = (&self.pump, &self.membrane_states);
        match (self.engaged, self.coupling) {
            (true, Coupling::Held) => {
                let columns = [
                    Some(pump.states.martensite),
                    Some(pump.states.travel),
                    Some(membrane.fast),
                    Some(membrane.slow),
                    Some(self.fluid + CHAMBER),
                ];
                let [martensite, travel, fast, slow, _] = sink.variables(y, columns);
                let pressure = S::carry(pressures[CHAMBER], [4, 1]);
                let load = self.membrane.pressure_force(travel, pressure) + self.membrane.force(travel, fast, slow);
                let others = home_force(travel) - body_force(travel, self.depth_mm) - load;
                sink.add(pump.states.travel, columns, pump.speed(martensite, travel, others));
            }
            (true, Coupling::Pressing) => {
                let columns = [Some(pump.states.martensite), Some(pump.states.travel), Some(membrane.travel)];
                let [martensite, travel, sheet] = sink.variables(y, columns);
                let others = home_force(travel) - self.contact.force(travel, sheet);
                sink.add(pump.states.travel, columns, pump.speed(martensite, travel, others));
            }
            (false, _) => {
                let columns = [Some(pump.states.martensite), Some(pump.states.travel)];
                let [martensite, travel] = sink.variables(y, columns);
                let others = home_force(travel) - body_force(travel, self.depth_mm);
                sink.add(pump.states.travel, columns, pump.speed(martensite, travel, others));
            }
        }
    }

    fn membrane_equations<S: Sink>(&self, pressures: &Pressures<S>, y: &[f64], sink: &mut S) {
        let MembraneStates { travel: sheet, fast, slow } = self.membrane_states;
        if self.coupling == Coupling::Pressing {
            let plunger = self.engaged.then_some(self.pump.states.travel);
            let columns = [Some(sheet), Some(fast), Some(slow), Some(self.fluid + CHAMBER), plunger];
            let [travel, fast, slow, _, plunger] = sink.variables(y, columns);
            let pressure = S::carry(pressures[CHAMBER], [3, 0]);
            let load = self.membrane.pressure_force(travel, pressure) + self.membrane.force(travel, fast, slow);
            let mut net = -load - body_force(travel, self.depth_mm);
            if self.engaged {
                net = net + self.contact.force(plunger, travel);
            }
            sink.add(sheet, columns, Membrane::speed(net));
        }
        let columns = [self.membrane_column(), Some(fast), Some(slow)];
        let [travel, fast_mm, slow_mm] = sink.variables(y, columns);
        let [fast_rate, slow_rate] = self.membrane.relaxation(travel, fast_mm, slow_mm);
        sink.add(fast, columns, fast_rate);
        sink.add(slow, columns, slow_rate);
    }

    fn valve_equation<S: Sink>(
        &self,
        place: usize,
        unit: &ValveUnit,
        pressures: &Pressures<S>,
        y: &[f64],
        sink: &mut S,
    ) {
        let membrane = self.membrane_column();
        match &unit.mover {
            Mover::Wire { valve, drive } => {
                // The chamber's pressure acts under the first valve's seat and under the second's; behind the dispensing
                // chamber it is that one's.
                let node = place.max(CHAMBER);
                let states = drive.states;
                let columns =
                    [Some(states.martensite), Some(states.travel), Some(self.fluid + node), self.column_of(node)];
                let [martensite, travel, ..] = sink.variables(y, columns);
                let pressure = S::carry(pressures[node], [2, 3]);
                let others = valve.force(travel, pressure);
                sink.add(states.travel, columns, drive.speed(martensite, travel, others));
            }
            Mover::Pressure { outlet, lift } => {
                let behind = place + 1;
                let columns = [Some(*lift), Some(self.fluid + CHAMBER), Some(self.fluid + behind), membrane];
                let [height, _, _, sheet] = sink.variables(y, columns);
                let before = S::carry(pressures[CHAMBER], [1, 3]);
                let after = S::carry(pressures[behind], [2, 3]);
                sink.add(*lift, columns, outlet.speed(height, before, after, sheet));
            }
        }
    }

    fn edge_equation<S: Sink>(&self, edge: usize, pressures: &Pressures<S>, y: &[f64], sink: &mut S) {
        let edge = &self.path.edges[edge];
        let valve = match edge.kind {
            EdgeKind::Valve { valve, .. } if self.engaged => Some(self.valves[valve].travel()),
            EdgeKind::Valve { .. }
            | EdgeKind::Tip { .. }
            | EdgeKind::Uptake { .. }
            | EdgeKind::Leak { .. }
            | EdgeKind::Septum { .. } => None,
        };
        let membrane = self.column_of(edge.from).or_else(|| self.column_of(edge.to));
        let columns = [Some(self.fluid + edge.from), Some(self.fluid + edge.to), membrane, valve];
        let [.., travel] = sink.variables(y, columns);
        let drop = S::carry::<2, 4>(pressures[edge.from], [0, 2]) - S::carry(pressures[edge.to], [1, 2]);
        let fluidity = self.outside.fluidity;
        let flow = match edge.kind {
            EdgeKind::Valve { valve, line_kpa_s_ul } => {
                let valve = self.valves[valve].conductance(travel, self.engaged, fluidity);
                drop * valve * (valve * (line_kpa_s_ul / fluidity) + 1.0).recip() * edge.share
            }
            EdgeKind::Tip { kpa_s_ul } => (drop + self.outside.head_kpa) * (edge.share * fluidity / kpa_s_ul),
            EdgeKind::Uptake { kpa_s_ul } => drop * (edge.share / kpa_s_ul),
            EdgeKind::Leak { ul_s_kpa } => drop * (edge.share * fluidity * ul_s_kpa),
            EdgeKind::Septum { septum, back_kpa } => septum.flow_ul_s(drop - back_kpa) * edge.share,
        };
        sink.add(self.fluid + edge.from, columns, -flow);
        sink.add(self.fluid + edge.to, columns, flow);
    }
}

impl Drive {
    /// See [`Plant::follow`].
    fn follow(&mut self, p: &FatigueParameters, before: &[f64], y: &[f64]) -> bool {
        let states = self.states;
        let (was, martensite, travel) = (before[states.martensite], y[states.martensite], y[states.travel]);
        if (martensite - was).abs() < STILL {
            return false;
        }
        self.actuator.follow(&mut self.anchors, was, y[states.temperature], martensite, travel);
        let ended = self.fatigue.follow(p, martensite, self.actuator.stress_mpa(martensite, travel));
        if ended {
            self.wear(p);
        }
        ended
    }

    /// What fatigue has made of the wire.
    pub(crate) fn wear(&mut self, p: &FatigueParameters) {
        self.actuator = self.fresh.worn(self.fatigue.lost(p));
        self.actuator.spring_preload_n *= self.spring_share;
        if self.fatigue.broken() {
            self.intact = 0.0;
            self.driver.path = WirePath::Open;
        }
    }

    /// Speed of what the wire moves, mm/s, under what else pushes it (N, positive along the wire's pull).
    #[inline(always)]
    fn speed<R: Real>(&self, martensite: R, travel: R, others: R) -> R {
        self.actuator.speed(martensite, travel, self.intact, others, self.binding_n)
    }
}

fn wire_equations<S: Sink>(drive: &Drive, y: &[f64], sink: &mut S) {
    let states = drive.states;
    let columns = [Some(states.temperature), Some(states.martensite), Some(states.travel)];
    let [temperature, martensite, travel] = sink.variables(y, columns);
    let [warming, transformation] =
        drive.actuator.wire_rates(temperature, martensite, travel, &drive.surroundings, &drive.anchors);
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
