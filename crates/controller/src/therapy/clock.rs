//! Wall time: a label on monotonic time, which finds the block of a basal profile and nothing else.
//!
//! Setting it never moves what has accrued, what runs for a time, or a window of a limit: those are on monotonic time.

use crate::fixed::signed;
use units::{Duration, Instant};

/// Local wall time, in microseconds since 1970-01-01 00:00; any `i64` is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct WallTime {
    /// Microseconds.
    pub us: i64,
}

/// What the wall clock shows at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub(crate) struct Clock {
    at_zero: WallTime,
}

const DAY: Duration = Duration::from_h(24);

impl Clock {
    /// A clock that shows this time of day at instant zero, of a day that nobody has named yet.
    pub(crate) fn new(time_of_day: Duration) -> Self {
        Self { at_zero: WallTime { us: signed(time_of_day.as_us()) } }
    }

    pub(crate) fn set(&mut self, now: Instant, wall: WallTime) {
        self.at_zero = WallTime { us: wall.us.saturating_sub(signed(now.as_us())) };
    }

    pub(crate) fn wall(self, at: Instant) -> WallTime {
        WallTime { us: self.at_zero.us.saturating_add(signed(at.as_us())) }
    }

    /// Time since midnight.
    pub(crate) fn time_of_day(self, at: Instant) -> Duration {
        // Taken modulo a day before the sum, so that no date is too far.
        let day = signed(DAY.as_us());
        let of_day = |us: i64| us.checked_rem_euclid(day).unwrap_or(0);
        let sum = of_day(self.at_zero.us).saturating_add(of_day(signed(at.as_us())));
        Duration::from_us(of_day(sum).unsigned_abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_time_has_a_time_of_day_that_goes_on_evenly(us: i64, set_at in 0..1u64 << 60, later in 0..1u64 << 40) {
            let mut clock = Clock::new(Duration::from_h(7));
            let now = Instant::from_us(set_at);
            clock.set(now, WallTime { us });
            let day = i64::try_from(DAY.as_us()).unwrap();
            let of_day = |at| i64::try_from(clock.time_of_day(at).as_us()).unwrap();
            prop_assert!((0..day).contains(&of_day(now)));
            let then = now + Duration::from_us(later);
            prop_assert_eq!((of_day(now) + i64::try_from(later).unwrap()).rem_euclid(day), of_day(then));
            // Where nothing saturates, it is the time that was set.
            if us > i64::MIN / 2 {
                prop_assert_eq!(of_day(now), us.rem_euclid(day));
                prop_assert_eq!(clock.wall(now), WallTime { us });
            }
        }
    }
}
