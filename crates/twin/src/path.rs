//! The fluid path as a graph: nodes that hold liquid, edges that let it pass.
//!
//! Each node's state is the liquid it has gained since the start, gas that came with it counted as it is at standard
//! conditions, so that the sum over all nodes stays as it was: nothing is made or lost. The graph is data; an
//! embodiment is a different list of nodes and edges, never a branch in the solver.

use crate::assembly::topology::Topology;
use crate::embodiment::{Coupling, Plan, Store};
use crate::part::chamber::ChamberParameters;
use crate::part::compliant::{self, Air};
use crate::part::dispensing::DispensingParameters;
use crate::part::mating_needle::MatingNeedleParameters;
use crate::part::membrane::Membrane;
use crate::part::reservoir::ReservoirParameters;
use crate::part::septum::Septum;
use crate::part::tubing::{bore_resistance, bore_volume_ul};
use crate::real::Real;
use crate::unit::PumpUnit;

/// The most nodes.
pub(crate) const NODES_MAX: usize = 8;

/// What holds liquid.
#[derive(Debug, Clone, Copy)]
pub(crate) enum NodeKind {
    /// The reservoir, with its content at the start (uL).
    Reservoir { wall: ReservoirParameters, fill_ul: f64 },
    /// The pump chamber; its volume follows the membrane, which at rest has swept this much (uL).
    Chamber { chamber: ChamberParameters, membrane: Membrane, rest_ul: f64 },
    /// The dispensing chamber, empty at the start.
    Dispensing { chamber: DispensingParameters },
    /// What lies between the last valve and the cannula's tip.
    Line { compliance_ul_kpa: f64 },
    /// The depot in the tissue at the tip.
    Tissue { compliance_ul_kpa: f64 },
    /// Where the tissue has taken the drug, or where it has run out of the path: holds any amount.
    Sink,
}

/// A node and the gas in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    pub(crate) kind: NodeKind,
    /// Gas, standard uL.
    pub(crate) gas_ul: f64,
    /// By how much gas takes up more than its standard volume, uL: where that is slow, it is held for a step.
    pub(crate) swelling_ul: f64,
    /// Pressure around the node above ambient, kPa: behind the reservoir's wall, in the tissue at rest.
    pub(crate) around_kpa: f64,
}

/// What acts on the whole path from outside, held for the length of a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Outside {
    /// Pressure and warmth of the air.
    pub(crate) air: Air,
    /// Hydrostatic pressure of the column from pump down to site, kPa.
    pub(crate) head_kpa: f64,
    /// Fluidity of the drug relative to 25 degC.
    pub(crate) fluidity: f64,
}

impl Node {
    /// Gauge pressure, kPa, given what the node has gained (uL) and the membrane's travel (mm).
    #[inline(always)]
    pub(crate) fn pressure<R: Real>(&self, gained: R, travel: R, air: &Air) -> R {
        let inside = match &self.kind {
            NodeKind::Reservoir { wall, fill_ul } => wall.pressure(gained + (*fill_ul + self.swelling_ul)),
            NodeKind::Chamber { chamber, membrane, rest_ul } => {
                let excess = gained + membrane.swept(travel) - *rest_ul;
                compliant::pressure(excess, chamber.compliance_ul_kpa, self.gas_ul, air)
            }
            NodeKind::Dispensing { chamber } => chamber.pressure(gained + self.swelling_ul),
            NodeKind::Line { compliance_ul_kpa } if self.gas_ul > 0.0 => {
                compliant::pressure(gained, *compliance_ul_kpa, self.gas_ul, air)
            }
            NodeKind::Line { compliance_ul_kpa } | NodeKind::Tissue { compliance_ul_kpa } => {
                gained * (1.0 / compliance_ul_kpa)
            }
            NodeKind::Sink => R::constant(0.0),
        };
        inside + self.around_kpa
    }

    /// Whether the pressure depends on the membrane's travel.
    pub(crate) fn follows_membrane(&self) -> bool {
        matches!(self.kind, NodeKind::Chamber { .. })
    }
}

/// What lets liquid pass from one node to the next.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) kind: EdgeKind,
    /// Share of its conductance that is left; 1 when healthy. An edge with none is not part of the equations.
    pub(crate) share: f64,
}

/// How an edge conducts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum EdgeKind {
    /// A valve, by its place in the order of flow, in series with a length of line (kPa s/uL at 25 degC).
    Valve { valve: usize, line_kpa_s_ul: f64 },
    /// The line's end, where the height of the pump above the site acts and an occlusion sits (kPa s/uL).
    Tip { kpa_s_ul: f64 },
    /// Uptake by the tissue; does not depend on the drug's viscosity (kPa s/uL).
    Uptake { kpa_s_ul: f64 },
    /// A way out of the path that should not be there (uL/(s kPa) for a share of 1).
    Leak { ul_s_kpa: f64 },
    /// A septum, as needles and damage have left it, with this pressure on its dry side (kPa above ambient).
    Septum { septum: Septum, back_kpa: f64 },
}

/// Nodes and edges.
#[derive(Debug, Clone)]
pub(crate) struct Path {
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<Edge>,
    /// Places of the nodes that have a part of their own to play. The reservoir is the first, the chamber the second.
    pub(crate) line: usize,
    pub(crate) tissue: usize,
    pub(crate) absorbed: usize,
    pub(crate) spilled: usize,
}

/// Place of the reservoir and of the pump chamber among the nodes.
pub(crate) const RESERVOIR: usize = 0;
pub(crate) const CHAMBER: usize = 1;
/// A leak of share 1, uL/(s kPa). Assumed, because a hole of 0.1 mm through 1 mm of plastic passes about this.
pub(crate) const LEAK_UL_S_KPA: f64 = 2.5;

impl Path {
    /// The path of an embodiment: reservoir, a valve before each store, the line of its set, and the tissue.
    pub(crate) fn new(plan: &Plan, set: &Topology, unit: &PumpUnit, membrane: Membrane, fill_ul: f64) -> Self {
        let line = Line::new(set, unit);
        let reservoir = NodeKind::Reservoir { wall: unit.disposable.reservoir, fill_ul };
        let stores = plan.stores.iter().map(|store| match store {
            Store::Chamber => {
                let rest_ul = membrane.swept(rest_mm(plan, unit));
                NodeKind::Chamber { chamber: unit.disposable.chamber, membrane, rest_ul }
            }
            Store::Dispensing => NodeKind::Dispensing { chamber: unit.disposable.dispensing },
        });
        let ends = [
            // One node for the whole line: it settles within 6 ms, while nothing that moves liquid changes within less
            // than 20 ms.
            NodeKind::Line { compliance_ul_kpa: line.compliance_ul_kpa },
            NodeKind::Tissue { compliance_ul_kpa: unit.site.tissue.compliance_ul_kpa },
            NodeKind::Sink,
            NodeKind::Sink,
        ];
        let kinds = core::iter::once(reservoir).chain(stores).chain(ends);
        let mut nodes: Vec<Node> =
            kinds.map(|kind| Node { kind, gas_ul: 0.0, swelling_ul: 0.0, around_kpa: 0.0 }).collect();
        nodes[CHAMBER].gas_ul = unit.disposable.chamber.residual_gas_ul;
        let valves = plan.valves.len();
        let mut edges: Vec<Edge> = (0..valves)
            .map(|valve| {
                let line_kpa_s_ul = match valve {
                    // The reservoir's outlet is a channel like those at the seats.
                    0 => unit.disposable.first_seat.channel_kpa_s_ul,
                    last if last + 1 == valves => line.before_kpa_s_ul,
                    _ => 0.0,
                };
                Edge { from: valve, to: valve + 1, kind: EdgeKind::Valve { valve, line_kpa_s_ul }, share: 1.0 }
            })
            .collect();
        let (line_node, tissue, absorbed, spilled) = (valves, valves + 1, valves + 2, valves + 3);
        let tip = EdgeKind::Tip { kpa_s_ul: line.behind_kpa_s_ul };
        let uptake = EdgeKind::Uptake { kpa_s_ul: unit.site.tissue.resistance(0.0) };
        edges.push(Edge { from: line_node, to: tissue, kind: tip, share: 1.0 });
        edges.push(Edge { from: tissue, to: absorbed, kind: uptake, share: 1.0 });
        let leak = EdgeKind::Leak { ul_s_kpa: LEAK_UL_S_KPA };
        edges.extend((0..=tissue).map(|from| Edge { from, to: spilled, kind: leak, share: 0.0 }));
        let septa = [(RESERVOIR, unit.disposable.fill_septum.rubber()), (line_node, unit.set.device_septum.rubber())];
        edges.extend(septa.map(|(from, rubber)| Edge {
            from,
            to: spilled,
            kind: EdgeKind::Septum { septum: Septum::new(rubber), back_kpa: 0.0 },
            share: 0.0,
        }));
        Self { nodes, edges, line: line_node, tissue, absorbed, spilled }
    }

    /// Content of the dispensing chamber, uL, if there is one, given what the nodes have gained.
    pub(crate) fn dispensing_content(&self, gained: &[f64]) -> Option<f64> {
        let place = self.nodes.iter().position(|node| matches!(node.kind, NodeKind::Dispensing { .. }))?;
        Some(gained.get(place)? + self.nodes[place].swelling_ul)
    }

    /// The edge from the line into the body.
    pub(crate) fn tip(&mut self) -> &mut Edge {
        let tip = self.line;
        &mut self.edges[tip]
    }

    /// The edge by which the tissue takes up the drug.
    pub(crate) fn uptake(&mut self) -> &mut Edge {
        let uptake = self.tissue;
        &mut self.edges[uptake]
    }

    /// The edges of the fill septum and of the infusion device's.
    pub(crate) fn septa(&mut self) -> &mut [Edge] {
        let first = self.edges.len() - 2;
        &mut self.edges[first..]
    }

    /// The edge by which a node leaks.
    pub(crate) fn leak(&mut self, node: usize) -> &mut Edge {
        let first = self.absorbed;
        &mut self.edges[first + node]
    }
}

/// Travel of the membrane with the plunger at home, mm.
pub(crate) fn rest_mm(plan: &Plan, unit: &PumpUnit) -> f64 {
    match plan.coupling {
        Coupling::Held => 0.0,
        Coupling::Pressing => unit.reusable.contact.preload_mm,
    }
}

/// Volume between the last valve and the tip, uL: needle and cannula, and tubing where there is any.
pub(crate) fn line_volume_ul(set: &Topology, unit: &PumpUnit) -> f64 {
    let parts = &unit.set;
    let tubing = if set.has_tubing() { bore_volume_ul(parts.tubing.length_mm, parts.tubing.bore_mm) } else { 0.0 };
    let needle = bore_volume_ul(parts.mating_needle.length_mm, parts.mating_needle.bore_mm);
    tubing + needle + bore_volume_ul(parts.cannula.length_mm, parts.cannula.bore_mm)
}

/// What a set comes to as a line: one compliance between two resistances.
struct Line {
    compliance_ul_kpa: f64,
    before_kpa_s_ul: f64,
    behind_kpa_s_ul: f64,
}

impl Line {
    fn new(set: &Topology, unit: &PumpUnit) -> Self {
        let cannula = bore_resistance(unit.set.cannula.length_mm, unit.set.cannula.bore_mm);
        let MatingNeedleParameters { length_mm, bore_mm, cavity_ul_kpa, .. } = unit.set.mating_needle;
        let needle = bore_resistance(length_mm, bore_mm);
        let (tube, compliance) = if set.has_tubing() {
            let tubing = &unit.set.tubing;
            (bore_resistance(tubing.length_mm, tubing.bore_mm), tubing.compliance_ul_kpa())
        } else {
            (0.0, 0.0)
        };
        Self {
            compliance_ul_kpa: compliance + cavity_ul_kpa,
            before_kpa_s_ul: 0.5 * tube + 0.5 * needle,
            behind_kpa_s_ul: 0.5 * tube + 0.5 * needle + cannula,
        }
    }
}

#[cfg(test)]
mod validation;
