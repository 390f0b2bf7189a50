//! How wires, plunger, membrane, valves and fluid path are coupled: each equation once, for whoever listens.

use super::{Drive, MembraneStates, Mover, Plant, ValveUnit};
use crate::embodiment::Coupling;
use crate::part::membrane::Membrane;
use crate::part::plunger::{body_force, home_force};
use crate::path::{CHAMBER, EdgeKind, NODES_MAX};
use crate::real::Real;
use crate::solver::{SparseLu, System};
use crate::stamp::{Linearisation, Rates, Sink};

/// A pressure of a node, with its derivatives by what the node has gained and by the membrane's travel.
type Pressures<S> = [<S as Sink>::Scalar<2>; NODES_MAX];

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

impl Plant {
    pub(super) fn equations<S: Sink>(&self, y: &[f64], sink: &mut S) {
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
            // What the tissue has taken up does not come back.
            EdgeKind::Uptake { kpa_s_ul } => drop.positive_part(1e-5) * (edge.share / kpa_s_ul),
            EdgeKind::Leak { ul_s_kpa } => drop * (edge.share * fluidity * ul_s_kpa),
            EdgeKind::Septum { septum, back_kpa } => {
                // The infusion device's lies at the site, below the column.
                let head_kpa = if edge.from == self.path.line { self.outside.head_kpa } else { 0.0 };
                septum.flow_ul_s(drop + (head_kpa - back_kpa)) * edge.share
            }
        };
        sink.add(self.fluid + edge.from, columns, -flow);
        sink.add(self.fluid + edge.to, columns, flow);
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
