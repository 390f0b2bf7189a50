//! The situations in which a bolus is given.

use units::Dose;

/// A situation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Situation {
    /// One after the other, each when the last has long ended; no basal.
    Consecutive,
    /// Five commands at one instant, weighed together; no basal.
    Stacked,
    /// While basal of 1 U/h runs.
    OnBasal,
    /// At the instant at which delivery is resumed after ten minutes' suspension; basal of 1 U/h.
    AfterSuspend,
    /// Cancelled while it is under way, each later than the last; compared with what the pump then reports.
    Cancelled,
    /// From a reservoir that runs empty.
    NearEmpty,
}

impl Situation {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Consecutive, Self::Stacked, Self::OnBasal, Self::AfterSuspend, Self::Cancelled, Self::NearEmpty];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Consecutive => "consecutive",
            Self::Stacked => "stacked",
            Self::OnBasal => "on-basal",
            Self::AfterSuspend => "after-suspend",
            Self::Cancelled => "cancelled",
            Self::NearEmpty => "near-empty",
        }
    }

    /// The situation of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|situation| situation.name() == name)
    }

    /// The doses of the series.
    pub(super) fn doses(self) -> Vec<Dose> {
        let thousandths: &[i64] = match self {
            Self::Consecutive => &[50, 100, 200, 1_000, 5_000, 10_000, 30_000],
            Self::Stacked | Self::OnBasal | Self::AfterSuspend | Self::NearEmpty => &[1_000],
            Self::Cancelled => &[5_000],
        };
        thousandths.iter().map(|thousandths| Dose::from_micro_units(1_000 * thousandths)).collect()
    }

    /// Whether basal runs meanwhile.
    pub(super) fn has_basal(self) -> bool {
        matches!(self, Self::OnBasal | Self::AfterSuspend)
    }

    /// Commands that are given at one instant.
    pub(super) fn at_once(self) -> u32 {
        if self == Self::Stacked { 5 } else { 1 }
    }
}
