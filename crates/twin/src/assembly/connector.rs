//! The fluid connector: a body whose plug receiver takes the reservoir's plug, a tapered opening that holds the
//! tubing, an indent that the reusable half's latch needs, a locked icon, and a core that can carry a tag.

use super::action::{Impossible, step};

/// How deep the reservoir's plug sits in the plug receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Depth {
    Out,
    /// Held by friction; liquid gets past the seal.
    Half,
    /// Against its stop: sealed, and the indent lies where the latch looks for it.
    Seated,
}

/// How the tubing's first end sits in the tapered opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Bond {
    Bonded,
    PulledOut,
}

/// What the core on the body's underside holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Core {
    /// No tag.
    Empty,
    /// A tag.
    Tagged,
}

/// A fluid connector with its tubing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Connector {
    pub(crate) plug: Depth,
    pub(crate) tubing: Bond,
    pub(crate) core: Core,
}

/// One motion of the connector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConnectorMove {
    /// Pushes it one depth further onto the plug.
    Push,
    /// Pulls it one depth back.
    Pull,
    /// Pulls at the tubing until it leaves the tapered opening.
    TugTubing,
}

impl Connector {
    /// From its package.
    pub(super) fn new(core: Core) -> Self {
        Self { plug: Depth::Out, tubing: Bond::Bonded, core }
    }

    /// # Errors
    /// When it can go no further that way.
    pub(super) fn act(&mut self, what: ConnectorMove) -> Result<(), Impossible> {
        match (what, self.plug) {
            (ConnectorMove::Push, Depth::Out) => step(&mut self.plug, Depth::Out, Depth::Half),
            (ConnectorMove::Push, _) => step(&mut self.plug, Depth::Half, Depth::Seated),
            (ConnectorMove::Pull, Depth::Seated) => step(&mut self.plug, Depth::Seated, Depth::Half),
            (ConnectorMove::Pull, _) => step(&mut self.plug, Depth::Half, Depth::Out),
            (ConnectorMove::TugTubing, _) => step(&mut self.tubing, Bond::Bonded, Bond::PulledOut),
        }
    }
}
