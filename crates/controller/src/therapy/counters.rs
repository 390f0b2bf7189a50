//! What the device has done in its life, and since a person last set the second count to nothing.

use crate::ledger::ByCategory;

/// One count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct Count {
    /// What was accounted as delivered.
    pub delivered: ByCategory,
    /// Strokes that were measured.
    pub strokes: u32,
    /// Boluses that were taken.
    pub boluses: u32,
    /// Alarms that became active.
    pub alarms: u32,
}

/// The two counts; each stops at its greatest value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct Counters {
    /// Of the device's life.
    pub lifetime: Count,
    /// Since the last [`Command::ResetCounters`](crate::Command::ResetCounters).
    pub since_reset: Count,
}

impl Counters {
    pub(crate) fn reset(&mut self) {
        self.since_reset = Count::default();
    }

    pub(crate) fn stroke(&mut self, shares: &ByCategory) {
        self.each(|count| {
            count.delivered.add(shares);
            count.strokes = count.strokes.saturating_add(1);
        });
    }

    pub(crate) fn bolus(&mut self) {
        self.each(|count| count.boluses = count.boluses.saturating_add(1));
    }

    pub(crate) fn alarm(&mut self) {
        self.each(|count| count.alarms = count.alarms.saturating_add(1));
    }

    fn each(&mut self, change: impl Fn(&mut Count)) {
        change(&mut self.lifetime);
        change(&mut self.since_reset);
    }
}
