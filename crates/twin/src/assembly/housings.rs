//! How far the reusable half is joined to the disposable half: placed, turned until it latches, and locked.

use super::action::{Impossible, step};

/// How far the halves are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Engagement {
    Apart,
    /// Laid onto each other.
    Placed,
    /// Turned until the latch catches: they do not fall apart.
    Latched,
    /// Turned to the end: the plunger and the valves' pins stand on the membrane.
    Locked,
}

/// One motion of the reusable half against the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Turn {
    /// Lays it onto the other half.
    Place,
    /// Turns it until the latch catches.
    Latch,
    /// Turns it to the end.
    Lock,
    /// Turns it back from the end.
    Unlock,
    /// Turns it back off the latch.
    Unlatch,
    /// Takes it off.
    Lift,
}

impl Engagement {
    /// # Errors
    /// When the motion does not start here.
    pub(super) fn turn(&mut self, turn: Turn) -> Result<(), Impossible> {
        match turn {
            Turn::Place => step(self, Self::Apart, Self::Placed),
            Turn::Latch => step(self, Self::Placed, Self::Latched),
            Turn::Lock => step(self, Self::Latched, Self::Locked),
            Turn::Unlock => step(self, Self::Locked, Self::Latched),
            Turn::Unlatch => step(self, Self::Latched, Self::Placed),
            Turn::Lift => step(self, Self::Placed, Self::Apart),
        }
    }
}
