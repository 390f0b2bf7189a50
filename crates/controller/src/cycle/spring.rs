//! How far the plunger springs as the first valve opens: what is between the mean of several readings before it and that of as
//! many after it.
//!
//! Each reading has noise of its own, 0.4 um of the source's, that no number of pulses takes out: as much as 4 kPa. The plunger
//! is parked meanwhile: in closed loop it would go after the noise.

use units::Length;

/// Readings of a parked plunger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Spring {
    sum: Length,
    count: u8,
    /// Where it stood before the valve opened.
    before: Option<Length>,
}

impl Spring {
    /// Takes in a reading with the valve still shut; what comes after so many is left out.
    pub(super) fn shut(&mut self, travel: Length, of: u8) {
        if self.before.is_none() {
            self.before = self.mean(travel, of);
        }
    }

    /// Takes in a reading with the valve open; where the plunger stands then, when it was the last of so many.
    pub(super) fn open(&mut self, travel: Length, of: u8) -> Option<Length> {
        self.mean(travel, of)
    }

    /// Where the plunger stood before the valve opened.
    pub(super) fn before(self) -> Option<Length> {
        self.before
    }

    /// Whether readings are to come as fast as they can.
    pub(super) fn reads(self) -> bool {
        self.before.is_none() || self.count > 0
    }

    fn mean(&mut self, travel: Length, of: u8) -> Option<Length> {
        self.sum += travel;
        self.count = self.count.saturating_add(1);
        if self.count < of {
            return None;
        }
        let mean = self.sum.scaled(1, i64::from(self.count));
        (self.sum, self.count) = (Length::ZERO, 0);
        Some(mean)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nm(nm: i64) -> Length {
        Length::from_nm(nm)
    }

    #[test]
    fn what_is_before_and_what_is_after_are_means_of_so_many_readings() {
        let mut spring = Spring::default();
        for travel in [100, 200] {
            assert!(spring.reads() && spring.before().is_none());
            spring.shut(nm(travel), 2);
        }
        assert_eq!((spring.before(), spring.reads()), (Some(nm(150)), false));
        // The valve is on its way.
        spring.shut(nm(9_000), 2);
        assert_eq!(spring.before(), Some(nm(150)));
        assert_eq!(spring.open(nm(1_000), 2), None);
        assert!(spring.reads());
        assert_eq!(spring.open(nm(1_400), 2), Some(nm(1_200)));
    }
}
