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

    /// The scheduled rate at an instant, and until when it stays.
    pub(crate) fn segment(&self, time_of_day_at_zero: Duration, at: Instant) -> Segment<DoseRate> {
        let of_day = Duration::from_us((at + time_of_day_at_zero).as_us().checked_rem(DAY.as_us()).unwrap_or(0));
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
    /// When it is negative or above the limit.
    pub(crate) fn check(self, limit: DoseRate) -> Result<(), Rejected> {
        match self {
            Self::Absolute(rate) if rate.is_negative() || rate > limit => {
                Err(Rejected::RateOutOfRange { requested: rate, limit })
            }
            Self::Percent(percent) if percent > 250 => Err(Rejected::PercentOutOfRange { requested: percent }),
            Self::Absolute(_) | Self::Percent(_) => Ok(()),
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
        let (hour, at_zero) = (Duration::from_h(1), Duration::from_h(21));
        // Hours since the start at 21:00; the rate, and until when.
        for (after_h, micro_units_per_h, until_h) in
            [(0, 2, 1), (1, 3, 3), (2, 3, 3), (3, 1, 9), (8, 1, 9), (9, 2, 25), (24, 2, 25), (25, 3, 27), (241, 3, 243)]
        {
            let segment = profile.segment(at_zero, Instant::ZERO + hour.times(after_h));
            let expected = Segment { rate: rate(micro_units_per_h), until: Instant::ZERO + hour.times(until_h) };
            assert_eq!(segment, expected, "{after_h} h after 21:00");
        }
        let last = profile.segment(at_zero, Instant::ZERO + hour - Duration::from_us(1));
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
            assert_eq!(temp.check(limit).is_ok(), allowed, "{temp:?}");
        }
        assert_eq!(TempRate::Percent(150).applied_to(rate(1_000)), rate(1_500));
        assert_eq!(TempRate::Absolute(rate(7)).applied_to(rate(1_000)), rate(7));
    }
}
