//! The fluid path as a graph: nodes that hold liquid, edges that let it pass.
//!
//! Each node's state is the liquid it has gained since the start, so that the sum over all nodes stays zero: nothing
//! is made or lost. The graph is data; an embodiment is a different list of nodes and edges, never a branch in the
//! solver.

use crate::half::wetted;
use crate::part::cannula::CannulaParameters;
use crate::part::chamber::ChamberParameters;
use crate::part::membrane::{Membrane, MembraneParameters};
use crate::part::reservoir::ReservoirParameters;
use crate::part::tissue::TissueParameters;
use crate::part::tubing::TubingParameters;
use crate::part::valve::SeatParameters;
use crate::real::Real;
use crate::unit::PumpUnit;

/// Whatever the path is made of belongs to a half that liquid may touch: none of it is reusable.
const _: () = {
    wetted::<ReservoirParameters>();
    wetted::<ChamberParameters>();
    wetted::<MembraneParameters>();
    wetted::<SeatParameters>();
    wetted::<TubingParameters>();
    wetted::<CannulaParameters>();
    wetted::<TissueParameters>();
};

/// What holds liquid.
#[derive(Debug, Clone, Copy)]
pub(crate) enum NodeKind {
    /// The reservoir, with its content at the start (uL).
    Reservoir { wall: ReservoirParameters, fill_ul: f64 },
    /// The pump chamber; its volume follows the plunger.
    Chamber { chamber: ChamberParameters, membrane: Membrane },
    /// Tubing, or the tissue at the tip: pressure in proportion to what it has gained.
    Elastic { compliance_ul_kpa: f64 },
    /// Where the tissue has taken the drug: holds any amount at the tissue's own pressure.
    Absorbed,
}

/// Pressures from outside, held for the length of a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Outside {
    /// Ambient pressure, kPa absolute.
    pub(crate) ambient_kpa: f64,
    /// Pressure of the tissue at rest, kPa above ambient.
    pub(crate) tissue_kpa: f64,
    /// Hydrostatic pressure of the column from pump down to site, kPa.
    pub(crate) head_kpa: f64,
    /// Fluidity of the drug relative to 25 degC.
    pub(crate) fluidity: f64,
}

impl NodeKind {
    /// Gauge pressure, kPa, given what the node has gained (uL) and the plunger's travel (mm).
    #[inline(always)]
    pub(crate) fn pressure<R: Real>(&self, gained: R, travel: R, outside: &Outside) -> R {
        match self {
            Self::Reservoir { wall, fill_ul } => wall.pressure(gained + *fill_ul),
            Self::Chamber { chamber, membrane } => {
                chamber.pressure(gained + membrane.swept(travel), outside.ambient_kpa)
            }
            Self::Elastic { compliance_ul_kpa } => gained * (1.0 / compliance_ul_kpa) + outside.tissue_kpa,
            Self::Absorbed => R::constant(outside.tissue_kpa),
        }
    }

    /// Whether the pressure depends on the plunger's travel.
    pub(crate) fn follows_plunger(&self) -> bool {
        matches!(self, Self::Chamber { .. })
    }
}

/// Which valve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValveSite {
    First,
    Second,
}

/// What lets liquid pass from one node to the next.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) kind: EdgeKind,
}

/// How an edge conducts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum EdgeKind {
    /// A valve in series with a length of line (kPa s/uL at 25 degC).
    Valve { site: ValveSite, line_kpa_s_ul: f64 },
    /// The line's end, where the height of the pump above the site acts and an occlusion sits.
    Tip { kpa_s_ul: f64 },
    /// Uptake by the tissue; does not depend on the drug's viscosity (kPa s/uL).
    Uptake { kpa_s_ul: f64 },
}

/// Nodes and edges.
#[derive(Debug, Clone)]
pub(crate) struct Path {
    pub(crate) nodes: Vec<NodeKind>,
    pub(crate) edges: Vec<Edge>,
    /// The pump chamber, the tubing, the tissue, and where it is taken up.
    pub(crate) chamber: usize,
    pub(crate) line: usize,
    pub(crate) tissue: usize,
    pub(crate) absorbed: usize,
}

impl Path {
    /// Reservoir, first valve, chamber, second valve, tubing, cannula, tissue.
    pub(crate) fn tethered(unit: &PumpUnit, membrane: Membrane, fill_ul: f64) -> Self {
        use crate::part::tubing::bore_resistance;
        let tube = bore_resistance(unit.set.tubing.length_mm, unit.set.tubing.bore_mm);
        let cannula = bore_resistance(unit.set.cannula.length_mm, unit.set.cannula.bore_mm);
        let mut nodes = vec![
            NodeKind::Reservoir { wall: unit.disposable.reservoir, fill_ul },
            NodeKind::Chamber { chamber: unit.disposable.chamber, membrane },
        ];
        // One node for the whole tube: it settles within 6 ms, while nothing that moves liquid changes within less than
        // 20 ms.
        nodes.push(NodeKind::Elastic { compliance_ul_kpa: unit.set.tubing.compliance_ul_kpa() });
        nodes.push(NodeKind::Elastic { compliance_ul_kpa: unit.site.tissue.compliance_ul_kpa });
        nodes.push(NodeKind::Absorbed);
        let kinds = [
            // The reservoir's outlet is a channel like those at the seats.
            EdgeKind::Valve { site: ValveSite::First, line_kpa_s_ul: unit.disposable.first_seat.channel_kpa_s_ul },
            EdgeKind::Valve { site: ValveSite::Second, line_kpa_s_ul: 0.5 * tube },
            EdgeKind::Tip { kpa_s_ul: 0.5 * tube + cannula },
            EdgeKind::Uptake { kpa_s_ul: unit.site.tissue.resistance(0.0) },
        ];
        let edges = kinds.into_iter().enumerate().map(|(i, kind)| Edge { from: i, to: i + 1, kind }).collect();
        Self { nodes, edges, chamber: 1, line: 2, tissue: 3, absorbed: 4 }
    }
}

#[cfg(test)]
mod validation;
