//! A length of time, never negative.

mod text;

use core::ops::{Add, AddAssign, Sub, SubAssign};

/// A length of time in whole microseconds, from zero to 584 thousand years. By default zero.
///
/// It is written as the sum of whole units that is exact, largest first and without spaces:
/// `1h30min`, `1s500ms`, `0s`. It is read from such sums too, each unit at most once and largest
/// first, with a space allowed before each unit and between the terms; only the last term may have
/// decimals: `90min`, `1.5 h`, `2d 7h`.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Duration {
    us: u64,
}

const US_PER_MS: u64 = 1_000;
const US_PER_S: u64 = 1_000_000;
const US_PER_MIN: u64 = 60_000_000;
const US_PER_H: u64 = 3_600_000_000;
const US_PER_DAY: u64 = 86_400_000_000;

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self { us: 0 };
    /// The longest time, 18 446 744 073 709 551 615 us: 584 thousand years.
    pub const MAX: Self = Self { us: u64::MAX };

    /// From microseconds. Every value is allowed.
    pub const fn from_us(us: u64) -> Self {
        Self { us }
    }

    /// From milliseconds; saturates at `MAX`.
    pub const fn from_ms(ms: u64) -> Self {
        Self::from_us(ms.saturating_mul(US_PER_MS))
    }

    /// From seconds; saturates at `MAX`.
    pub const fn from_s(s: u64) -> Self {
        Self::from_us(s.saturating_mul(US_PER_S))
    }

    /// From minutes; saturates at `MAX`.
    pub const fn from_min(min: u64) -> Self {
        Self::from_us(min.saturating_mul(US_PER_MIN))
    }

    /// From hours; saturates at `MAX`.
    pub const fn from_h(h: u64) -> Self {
        Self::from_us(h.saturating_mul(US_PER_H))
    }

    /// Microseconds, exactly.
    pub const fn as_us(self) -> u64 {
        self.us
    }

    /// Whole milliseconds; what is less than one is dropped.
    #[expect(clippy::integer_division, reason = "rounds down by contract")]
    pub const fn as_ms(self) -> u64 {
        self.us / US_PER_MS
    }

    /// Whole seconds; what is less than one is dropped.
    #[expect(clippy::integer_division, reason = "rounds down by contract")]
    pub const fn as_s(self) -> u64 {
        self.us / US_PER_S
    }

    /// This many times as long; saturates at `MAX`.
    #[must_use]
    pub fn times(self, count: u32) -> Self {
        Self::from_us(self.us.saturating_mul(u64::from(count)))
    }
}

impl Add for Duration {
    type Output = Self;

    /// Exact; saturates at `MAX`.
    fn add(self, other: Self) -> Self {
        Self::from_us(self.us.saturating_add(other.us))
    }
}

impl Sub for Duration {
    type Output = Self;

    /// Exact; saturates at `ZERO`.
    fn sub(self, other: Self) -> Self {
        Self::from_us(self.us.saturating_sub(other.us))
    }
}

impl AddAssign for Duration {
    /// Exact; saturates at `MAX`.
    fn add_assign(&mut self, other: Self) {
        self.us = self.us.saturating_add(other.us);
    }
}

impl SubAssign for Duration {
    /// Exact; saturates at `ZERO`.
    fn sub_assign(&mut self, other: Self) {
        self.us = self.us.saturating_sub(other.us);
    }
}

#[cfg(test)]
mod tests {
    use super::Duration;

    #[test]
    fn arithmetic_saturates() {
        let us = Duration::from_us;
        let check = |found: Duration, expected| assert_eq!(found, us(expected));
        check(us(2) + us(3), 5);
        check(us(3) - us(2), 1);
        check(us(2) - us(3), 0);
        check(Duration::MAX + us(1), u64::MAX);
        check(us(7).times(3), 21);
        check(Duration::MAX.times(2), u64::MAX);
        check(Duration::from_ms(u64::MAX), u64::MAX);
        check(Duration::from_s(u64::MAX), u64::MAX);
        check(Duration::from_min(u64::MAX), u64::MAX);
        check(Duration::from_h(u64::MAX), u64::MAX);
        check(Duration::from_h(1), 3_600_000_000);
        let mut sum = us(1);
        sum += us(2);
        check(sum, 3);
        sum -= us(5);
        check(sum, 0);
    }

    #[test]
    fn coarser_counts_round_down() {
        let check = |us, ms, s| {
            let duration = Duration::from_us(us);
            assert_eq!((duration.as_ms(), duration.as_s()), (ms, s));
        };
        check(0, 0, 0);
        check(999, 0, 0);
        check(999_999, 999, 0);
        check(1_000_000, 1_000, 1);
    }
}
