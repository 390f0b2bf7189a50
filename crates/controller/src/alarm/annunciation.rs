//! What the annunciators do now: one signal each, of all that are wanted.

use super::{Alarm, Priority};
use units::Instant;

/// A signal: whose, how urgent, and since when, so that a board can play its pattern from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Signal {
    /// The alarm that it tells of.
    pub alarm: Alarm,
    /// The urgency that it expresses: its alarm's priority, or one step above. The patterns follow from it.
    pub level: Priority,
    /// When its pattern began.
    pub since: Instant,
}

/// What sounder, light and vibrator play until the next step: each one signal, the most urgent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct Annunciation {
    /// What the sounder plays: [`Priority::sound`](super::Priority::sound) of its level.
    pub sound: Option<Signal>,
    /// What the light shows: [`Priority::light`](super::Priority::light). It shows what is silent, too.
    pub light: Option<Signal>,
    /// What the vibrator plays: [`Priority::vibration`](super::Priority::vibration).
    pub vibration: Option<Signal>,
}

impl Signal {
    /// What has to be heard before something else: what is more urgent, then what is so by its own priority rather
    /// than by having waited.
    pub(super) fn rank(&self) -> (Priority, Priority) {
        (self.level, self.alarm.spec().priority)
    }

    /// The one to be played of two: the first unless the second outranks it.
    pub(super) fn foremost(self, other: Self) -> Self {
        if other.rank() > self.rank() { other } else { self }
    }
}
