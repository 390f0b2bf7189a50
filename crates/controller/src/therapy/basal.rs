//! Basal: a rate for each time of day, and a temporary rate that replaces it for a while.

use crate::command::Rejected;
use units::{DoseRate, Duration, FlowRate, Instant};

/// The most blocks that a profile has.
pub const MAX_BASAL_BLOCKS: usize = 24;

const DAY: Duration = Duration::from_h(24);

/// A rate from a time of day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BasalBlock {
    /// Time since midnight.
    pub from: Duration,
    /// Rate until the next block.
    pub rate: DoseRate,
}

/// The rates of a day.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BasalProfile {
    blocks: heapless::Vec<BasalBlock, MAX_BASAL_BLOCKS>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct TempBasal {
    pub(crate) rate: TempRate,
    pub(crate) until: Instant,
}
