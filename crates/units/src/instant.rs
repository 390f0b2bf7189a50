//! A point in time, counted from start-up. Two of them have a difference but no sum.

use core::{
    fmt,
    ops::{Add, AddAssign, Sub},
};

use crate::{Duration, text};

/// A point in monotonic time, in whole microseconds since start-up, for 584 thousand years. By
/// default start-up itself.
///
/// It is written as days, hours, minutes, seconds and what is left of them, `1d 07:30:00.25`,
/// without the days on the first one. It is not read from text: only a clock makes one.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Instant {
    us: u64,
}

impl Instant {
    /// Start-up.
    pub const ZERO: Self = Self { us: 0 };
    /// The last instant, 18 446 744 073 709 551 615 us after start-up.
    pub const MAX: Self = Self { us: u64::MAX };

    /// From microseconds since start-up. Every value is allowed.
    pub const fn from_us(us: u64) -> Self {
        Self { us }
    }

    /// Microseconds since start-up, exactly.
    pub const fn as_us(self) -> u64 {
        self.us
    }

    /// The time from `earlier` to this; [`Duration::ZERO`] when `earlier` is in fact later.
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_us(self.us.saturating_sub(earlier.us))
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    /// Exact; saturates at `MAX`.
    fn add(self, duration: Duration) -> Self {
        Self::from_us(self.us.saturating_add(duration.as_us()))
    }
}

impl AddAssign<Duration> for Instant {
    /// Exact; saturates at `MAX`.
    fn add_assign(&mut self, duration: Duration) {
        self.us = self.us.saturating_add(duration.as_us());
    }
}

impl Sub<Duration> for Instant {
    type Output = Self;

    /// Exact; saturates at `ZERO`.
    fn sub(self, duration: Duration) -> Self {
        Self::from_us(self.us.saturating_sub(duration.as_us()))
    }
}

impl fmt::Display for Instant {
    #[expect(clippy::integer_division, reason = "what a unit leaves is shown in the next")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (total_s, us) = (self.us / 1_000_000, self.us % 1_000_000);
        let (days, s) = (total_s / 86_400, total_s % 86_400);
        let (h, min, s) = (s / 3_600, s % 3_600 / 60, s % 60);
        if days > 0 {
            write!(f, "{days}d ")?;
        }
        write!(f, "{h:02}:{min:02}:{s:02}")?;
        text::write_part(f, us, 6)
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::Instant;
    use crate::Duration;
    use std::string::ToString;

    #[test]
    fn instants_are_shown_as_a_day_and_a_time() {
        let check = |us, text| assert_eq!(Instant::from_us(us).to_string(), text);
        check(0, "00:00:00");
        check(1, "00:00:00.000001");
        check(1_250_000, "00:00:01.25");
        check(86_399_999_999, "23:59:59.999999");
        check(86_400_000_000, "1d 00:00:00");
        check(113_400_000_000, "1d 07:30:00");
        check(u64::MAX, "213503982d 08:01:49.551615");
    }

    #[test]
    fn arithmetic_saturates() {
        let (at, us) = (Instant::from_us, Duration::from_us);
        let check = |found: Instant, expected| assert_eq!(found, at(expected));
        check(at(5) + us(2), 7);
        check(at(5) - us(2), 3);
        check(at(5) - us(6), 0);
        check(Instant::MAX + us(1), u64::MAX);
        let mut now = at(1);
        now += us(2);
        check(now, 3);
    }

    #[test]
    fn nothing_is_earlier_than_zero_time_ago() {
        let check = |later, earlier, us| {
            let duration = Instant::from_us(later).since(Instant::from_us(earlier));
            assert_eq!(duration, Duration::from_us(us));
        };
        check(5, 3, 2);
        check(3, 3, 0);
        check(3, 5, 0);
        check(u64::MAX, 0, u64::MAX);
    }
}
