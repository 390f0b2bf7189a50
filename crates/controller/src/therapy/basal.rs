//! Basal: a rate for each time of day, and a temporary rate that replaces it for a while.

use crate::command::Rejected;
use units::{DoseRate, Duration, FlowRate, Instant};

/// The most blocks that a profile has.
pub const MAX_BASAL_BLOCKS: usize = 24;

const DAY: Duration = Duration::from_h(24);

/// A rate from a time of day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct BasalBlock {
    /// Time since midnight.
    pub from: Duration,
    /// Rate until the next block.
    pub rate: DoseRate,
}

/// The rates of a day.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "BasalBlocks", into = "BasalBlocks")]
pub struct BasalProfile {
    blocks: BasalBlocks,
}

type BasalBlocks = heapless::Vec<BasalBlock, MAX_BASAL_BLOCKS>;

impl TryFrom<BasalBlocks> for BasalProfile {
    type Error = BasalProfileError;

    fn try_from(blocks: BasalBlocks) -> Result<Self, Self::Error> {
        Self::new(&blocks)
    }
}

impl From<BasalProfile> for BasalBlocks {
    fn from(profile: BasalProfile) -> Self {
        profile.blocks
    }
}

/// Why a list of blocks is no profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BasalProfileError {
    /// There are none, or more than [`MAX_BASAL_BLOCKS`].
    Count,
    /// The first starts at midnight and each later one later; this one does not.
    Order {
        /// Which block, counted from zero.
        index: usize,
    },
    /// Rates are not negative; this one is.
    Rate {
        /// Which block, counted from zero.
        index: usize,
    },
}

impl core::fmt::Display for BasalProfileError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Count => write!(f, "a profile has 1 to {MAX_BASAL_BLOCKS} blocks"),
            Self::Order { index } => write!(f, "block {index} does not follow the one before within the day"),
            Self::Rate { index } => write!(f, "block {index} has a negative rate"),
        }
    }
}

impl BasalProfile {
    /// A profile, checked.
    ///
    /// # Errors
    /// See [`BasalProfileError`].
    pub fn new(blocks: &[BasalBlock]) -> Result<Self, BasalProfileError> {
        let mut last = None;
        for (index, block) in blocks.iter().enumerate() {
            if last.map_or(block.from != Duration::ZERO, |last| block.from <= last) || block.from >= DAY {
                return Err(BasalProfileError::Order { index });
            }
            if block.rate.is_negative() {
                return Err(BasalProfileError::Rate { index });
            }
            last = Some(block.from);
        }
        let blocks = heapless::Vec::from_slice(blocks).ok().filter(|blocks| !blocks.is_empty());
        Ok(Self { blocks: blocks.ok_or(BasalProfileError::Count)? })
    }

    /// The highest rate of the day.
    pub(crate) fn highest(&self) -> DoseRate {
        self.blocks.iter().map(|block| block.rate).max().unwrap_or(DoseRate::ZERO)
    }

    /// The scheduled rate at an instant with this time since midnight, and until when it stays.
    pub(crate) fn segment(&self, of_day: Duration, at: Instant) -> Segment<DoseRate> {
        let mut rate = DoseRate::ZERO;
        let mut until = DAY;
        for block in &self.blocks {
            if block.from <= of_day {
                rate = block.rate;
            } else {
                until = block.from;
                break;
            }
        }
        Segment { rate, until: at + (until - of_day) }
    }
}

/// A rate that stays until an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Segment<R = FlowRate> {
    pub(crate) rate: R,
    pub(crate) until: Instant,
}

/// The rate of a temporary basal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum TempRate {
    /// A rate of its own.
    Absolute(DoseRate),
    /// A percentage of the scheduled rate, whatever that is at the time; at most 250.
    Percent(u16),
}

impl TempRate {
    /// Whether the rate may be set.
    ///
    /// # Errors
    /// When it is negative, or above the limit with the highest of the scheduled rates.
    pub(crate) fn check(self, highest: DoseRate, limit: DoseRate) -> Result<(), Rejected> {
        match self {
            Self::Percent(percent) if percent > 250 => Err(Rejected::PercentOutOfRange { requested: percent }),
            // Never more than is scheduled, which the limit holds down anyway.
            Self::Percent(0..=100) => Ok(()),
            Self::Absolute(_) | Self::Percent(_) => {
                let requested = self.applied_to(highest);
                let allowed = !requested.is_negative() && requested <= limit;
                if allowed { Ok(()) } else { Err(Rejected::RateOutOfRange { requested, limit }) }
            }
        }
    }

    pub(crate) fn applied_to(self, scheduled: DoseRate) -> DoseRate {
        match self {
            Self::Absolute(rate) => rate,
            Self::Percent(percent) => scheduled.percent(percent),
        }
    }
}

/// A temporary basal rate in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub(crate) struct TempBasal {
    pub(crate) rate: TempRate,
    pub(crate) until: Instant,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(micro_units_per_h: i64) -> DoseRate {
        DoseRate::from_micro_units_per_h(micro_units_per_h)
    }

    fn block(from_h: u64, micro_units_per_h: i64) -> BasalBlock {
        BasalBlock { from: Duration::from_h(from_h), rate: rate(micro_units_per_h) }
    }

    #[test]
    fn a_list_of_blocks_that_makes_no_day_is_refused_at_its_block() {
        let check = |blocks: &[BasalBlock], error| assert_eq!(BasalProfile::new(blocks).err(), error, "{blocks:?}");
        check(&[], Some(BasalProfileError::Count));
        check(&[block(1, 0)], Some(BasalProfileError::Order { index: 0 }));
        check(&[block(0, 1), block(5, 2), block(5, 3)], Some(BasalProfileError::Order { index: 2 }));
        check(&[block(0, 1), block(24, 2)], Some(BasalProfileError::Order { index: 1 }));
        check(&[block(0, 1), block(5, -1)], Some(BasalProfileError::Rate { index: 1 }));
        let quarters: [BasalBlock; 25] = core::array::from_fn(|i| BasalBlock {
            from: Duration::from_min(15 * u64::try_from(i).unwrap()),
            rate: rate(1),
        });
        check(&quarters, Some(BasalProfileError::Count));
        check(&quarters[..24], None);
        check(&[block(0, 0), block(23, i64::MAX)], None);
    }

    #[test]
    fn a_time_of_day_finds_its_block_over_midnight() {
        let profile = BasalProfile::new(&[block(0, 1), block(6, 2), block(22, 3)]).unwrap();
        let hour = Duration::from_h(1);
        // Hours since the start at 21:00; the rate, and until when.
        for (after_h, micro_units_per_h, until_h) in
            [(0, 2, 1), (1, 3, 3), (2, 3, 3), (3, 1, 9), (8, 1, 9), (9, 2, 25), (24, 2, 25), (25, 3, 27), (241, 3, 243)]
        {
            let of_day = hour.times((21 + after_h) % 24);
            let segment = profile.segment(of_day, Instant::ZERO + hour.times(after_h));
            let expected = Segment { rate: rate(micro_units_per_h), until: Instant::ZERO + hour.times(until_h) };
            assert_eq!(segment, expected, "{after_h} h after 21:00");
        }
        let last =
            profile.segment(Duration::from_h(22) - Duration::from_us(1), Instant::ZERO + hour - Duration::from_us(1));
        assert_eq!((last.rate, last.until), (rate(2), Instant::ZERO + hour));
    }

    #[test]
    fn a_temporary_rate_is_checked_against_its_limit() {
        let limit = rate(30_000_000);
        for (temp, allowed) in [
            (TempRate::Absolute(rate(0)), true),
            (TempRate::Absolute(limit), true),
            (TempRate::Absolute(rate(30_000_001)), false),
            (TempRate::Absolute(rate(-1)), false),
            (TempRate::Percent(0), true),
            (TempRate::Percent(250), true),
            (TempRate::Percent(251), false),
        ] {
            assert_eq!(temp.check(rate(12_000_000), limit).is_ok(), allowed, "{temp:?}");
        }
        // A share is judged by what it makes of the day's highest rate.
        for (highest, percent, allowed) in [(12_000_001, 250, false), (15_000_000, 200, true), (15_000_001, 200, false)]
        {
            assert_eq!(
                TempRate::Percent(percent).check(rate(highest), limit).is_ok(),
                allowed,
                "{percent} % of {highest}"
            );
        }
        assert_eq!(TempRate::Percent(150).applied_to(rate(1_000)), rate(1_500));
        assert_eq!(TempRate::Absolute(rate(7)).applied_to(rate(1_000)), rate(7));
    }
}
