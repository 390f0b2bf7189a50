//! Where liquid can get to from the reservoir: a search over valves and joints, the same for every arrangement.

use super::access::FillNeedle;
use super::connector::{Bond, Depth};
use super::housings::Engagement;
use super::infusion_device::{Hold, Mating, Stage};
use super::topology::Joint;
use super::{Assembly, Fitting, State};

/// Whether liquid passes a joint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Passage {
    Conducts,
    /// What comes from the pump gets out instead of on.
    Leaks,
    Closed,
}

/// Where liquid from the reservoir can get to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reached {
    pub(crate) tissue: bool,
    /// Out of the device: onto the skin, or up a fill needle.
    pub(crate) outside: bool,
}

/// The node that stands for everything outside; valves and joints number upwards from the reservoir, 0.
const OUTSIDE: usize = 31;

impl Assembly {
    /// Each joint from pump to tissue, and whether liquid passes it.
    pub(crate) fn joined(&self) -> impl Iterator<Item = (Joint, Passage)> + Clone {
        self.design.topology.joints.iter().map(|joint| (*joint, passage(&self.state, *joint)))
    }

    /// Where liquid gets to, given which of the pump's valves are open, from the reservoir on.
    pub(crate) fn reached(&self, valves_open: &[bool]) -> Reached {
        let fill_port = match self.state.fill_port.needle {
            FillNeedle::InSeptum => Passage::Leaks,
            FillNeedle::Away => Passage::Closed,
        };
        search(valves_open, self.joined().map(|(_, passage)| passage), fill_port)
    }

    /// Whether there is a way from reservoir to tissue.
    pub fn reachable(&self, valves_open: &[bool]) -> bool {
        self.reached(valves_open).tissue
    }
}

/// Whether liquid passes a joint; one that a device lacks lets it pass.
fn passage(state: &State, joint: Joint) -> Passage {
    match joint {
        Joint::Housings => match state.housings {
            Engagement::Locked => Passage::Conducts,
            Engagement::Apart | Engagement::Placed | Engagement::Latched => Passage::Closed,
        },
        Joint::Plug => match state.connector.map(|connector| connector.plug) {
            Some(Depth::Out | Depth::Half) => Passage::Leaks,
            Some(Depth::Seated) | None => Passage::Conducts,
        },
        Joint::TaperedOpening => match state.connector.map(|connector| connector.tubing) {
            Some(Bond::PulledOut) => Passage::Leaks,
            Some(Bond::Bonded) | None => Passage::Conducts,
        },
        Joint::Fitting => match state.fitting {
            Fitting::Off => Passage::Leaks,
            Fitting::On => Passage::Conducts,
        },
        Joint::Septum => match state.device.mating {
            Mating::Away => Passage::Leaks,
            // The septum stops the needle's mouth.
            Mating::Attached => Passage::Closed,
            Mating::Pierced => Passage::Conducts,
        },
        Joint::Tip => match (state.device.stage, state.device.hold) {
            // The introduction needle fills the cannula.
            (Stage::Packaged | Stage::TopOn | Stage::Fired, _) => Passage::Closed,
            (Stage::CannulaIn | Stage::TopRemoved, Hold::Kept) => Passage::Conducts,
            (Stage::CannulaIn | Stage::TopRemoved, Hold::CameOut) => Passage::Leaks,
        },
    }
}

/// Searches from the reservoir, through its valves in their order, then through the joints in theirs.
fn search(valves_open: &[bool], joints: impl Iterator<Item = Passage> + Clone, fill_port: Passage) -> Reached {
    let valves = valves_open.iter().map(|open| if *open { Passage::Conducts } else { Passage::Closed });
    let way = valves.chain(joints);
    let tissue = way.clone().count();
    assert!(tissue < OUTSIDE, "a way of {tissue} joints does not fit the search");
    let edges = way.enumerate().filter_map(|(from, passage)| edge(from, from + 1, passage));
    let edges = edges.chain(edge(0, OUTSIDE, fill_port));
    let mut reached = 1_u32;
    loop {
        let further = edges.clone().fold(reached, |set, (from, to)| set | (set >> from & 1) << to);
        if further == reached {
            let holds = |node: usize| reached >> node & 1 == 1;
            return Reached { tissue: holds(tissue), outside: holds(OUTSIDE) };
        }
        reached = further;
    }
}

fn edge(from: usize, to: usize, passage: Passage) -> Option<(usize, usize)> {
    match passage {
        Passage::Conducts => Some((from, to)),
        Passage::Leaks => Some((from, OUTSIDE)),
        Passage::Closed => None,
    }
}
