//! What is asked of the wires, and the token that proves that somebody is still asking.

use crate::wire::{Duty, PerWire};
use units::Instant;

/// A proof of life: handed out by each step, worth one renewal. Who asks for power hands it back with what its own
/// step has decided; a token that was used, or is not the last one, is worth nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[must_use]
pub struct ArmToken(pub(crate) u32);

/// What is asked of the wires until the next step.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Asked {
    /// Power of each wire.
    pub duties: PerWire<Duty>,
    /// The token of the last decision, if this was decided anew; none if old outputs are merely still there.
    pub fresh: Option<Fresh>,
}

/// What comes with a decision that was made just now.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fresh {
    /// The token of the last decision.
    pub token: ArmToken,
    /// The time by the clock of who asks.
    pub at: Instant,
}
