//! How fast fluid flows, and the exact integral of it over time.
//!
//! A rate in pL/h over a time in us is a number of *crumbs* of 1 pL us/h, of which 3 600 000 000
//! make a picolitre. Whole picolitres are paid out as a [`Volume`], and the crumbs that are left
//! are kept in a [`VolumeRemainder`] for the next time. So the volumes of any split of an interval
//! add up to the volume of the whole.

use core::fmt;

use crate::{Duration, Volume, integer, text::Unit};

/// Microseconds in an hour, which is also the number of crumbs in a picolitre.
pub(crate) const US_PER_H: i128 = 3_600_000_000;

quantity! {
    /// A rate of flow, positive towards the patient.
    FlowRate(i64),
    step "1 pL/h",
    convert from_pl_per_h, as_pl_per_h,
    range "-9223372036854.775808 uL/h" to "9223372036854.775807 uL/h",
    shown in "uL/h" with 6 decimals,
    read in [
        "pL/h" = Unit::exact(1),
        "nL/h" = Unit::exact(1_000),
        "uL/h" = Unit::exact(1_000_000),
        "mL/h" = Unit::exact(1_000_000_000),
    ],
}

amount!(FlowRate);
scalable!(FlowRate);

/// The part of a picolitre that a flow still owes; at least nothing and less than 1 pL. By default
/// nothing.
///
/// It belongs to one flow: keep it as long as the flow lasts, and hand it to each
/// [`FlowRate::over`].
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(from = "u32", into = "u32")]
pub struct VolumeRemainder {
    /// In pL us/h, from 0 to `US_PER_H` exclusive.
    crumbs: u32,
}

impl FlowRate {
    /// The volume that flows in `duration`, together with what `remainder` still owed, rounded down
    /// to 1 pL; what is left stays in `remainder`.
    ///
    /// Exact: over any split of an interval, and through any changes of rate and sign, the volumes
    /// add up to the integral over the whole, rounded down once. The volume saturates at the limits
    /// of [`Volume`], and only then is anything lost.
    ///
    /// ```
    /// use units::{Duration, FlowRate, Volume, VolumeRemainder};
    ///
    /// let rate = FlowRate::from_pl_per_h(1);
    /// let mut remainder = VolumeRemainder::default();
    /// assert_eq!(rate.over(Duration::from_min(40), &mut remainder), Volume::ZERO);
    /// assert_eq!(rate.over(Duration::from_min(40), &mut remainder), Volume::from_pl(1));
    /// ```
    pub fn over(self, duration: Duration, remainder: &mut VolumeRemainder) -> Volume {
        // Never saturates: a rate is at least -2^63 and a duration less than 2^64, so that even the
        // lowest product leaves 2^63 for the remainder.
        let crumbs = i128::from(self.as_pl_per_h())
            .saturating_mul(i128::from(duration.as_us()))
            .saturating_add(i128::from(remainder.crumbs));
        // Less than US_PER_H, which is less than 2^32.
        remainder.crumbs = u32::try_from(crumbs.rem_euclid(US_PER_H)).unwrap_or_default();
        Volume::from_pl(integer::saturated(crumbs.div_euclid(US_PER_H)))
    }

    /// The shortest time over which at least `volume` flows, counted from no remainder, rounded up
    /// to 1 us.
    ///
    /// Zero when `volume` is not positive; saturates at [`Duration::MAX`]. `None` when the rate is
    /// not positive, for then it never flows.
    pub fn time_to(self, volume: Volume) -> Option<Duration> {
        if !self.is_positive() {
            return None;
        }
        if !volume.is_positive() {
            return Some(Duration::ZERO);
        }
        let rate = u128::from(self.as_pl_per_h().unsigned_abs());
        let crumbs = i128::from(volume.as_pl()).saturating_mul(US_PER_H);
        let us = crumbs.unsigned_abs().div_ceil(rate);
        Some(Duration::from_us(u64::try_from(us).unwrap_or(u64::MAX)))
    }
}

/// As much as makes a picolitre, or more, counts as just less than one.
impl From<u32> for VolumeRemainder {
    fn from(crumbs: u32) -> Self {
        Self { crumbs: u32::try_from(US_PER_H - 1).unwrap_or(u32::MAX).min(crumbs) }
    }
}

impl From<VolumeRemainder> for u32 {
    fn from(remainder: VolumeRemainder) -> Self {
        remainder.crumbs
    }
}

impl VolumeRemainder {
    /// Nothing owed, which is also the default.
    pub const ZERO: Self = Self { crumbs: 0 };
}

impl fmt::Debug for VolumeRemainder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{US_PER_H} pL", self.crumbs)
    }
}

#[cfg(test)]
mod tests {
    use super::{FlowRate, VolumeRemainder};
    use crate::{Duration, Volume};
    use std::string::ToString;

    #[test]
    fn flow_rates_are_read_and_shown_per_hour() {
        let check = |text: &str, pl_per_h, shown| {
            let rate = FlowRate::from_pl_per_h(pl_per_h);
            assert_eq!(text.parse(), Ok(rate), "{text:?}");
            assert_eq!(rate.to_string(), shown);
        };
        check("1 pL/h", 1, "0.000001 uL/h");
        check("8 uL/h", 8_000_000, "8 uL/h");
        check("-25nL/h", -25_000, "-0.025 uL/h");
        check("0.01 mL/h", 10_000_000, "10 uL/h");
        assert!("8 uL".parse::<FlowRate>().is_err());
        assert!("8 uL / h".parse::<FlowRate>().is_err());
    }

    #[test]
    fn crumbs_are_kept_until_they_make_a_picolitre() {
        let mut remainder = VolumeRemainder::ZERO;
        let mut check = |pl_per_h, minutes, pl, left| {
            let rate = FlowRate::from_pl_per_h(pl_per_h);
            let volume = rate.over(Duration::from_min(minutes), &mut remainder);
            assert_eq!(volume, Volume::from_pl(pl));
            assert_eq!(remainder.crumbs, left);
        };
        check(1, 40, 0, 2_400_000_000);
        check(1, 40, 1, 1_200_000_000);
        check(0, 40, 0, 1_200_000_000);
        check(7, 0, 0, 1_200_000_000);
        check(-1, 30, -1, 3_000_000_000);
        check(-1, 50, 0, 0);
        check(60_000, 1, 1_000, 0);
    }

    #[test]
    fn the_largest_flows_saturate() {
        let check = |rate: FlowRate, duration, crumbs, expected| {
            let mut remainder = VolumeRemainder { crumbs };
            assert_eq!(rate.over(duration, &mut remainder), expected);
        };
        check(FlowRate::MAX, Duration::from_h(1), 0, Volume::MAX);
        check(FlowRate::MAX, Duration::MAX, 3_599_999_999, Volume::MAX);
        check(FlowRate::MIN, Duration::MAX, 3_599_999_999, Volume::MIN);
    }

    #[test]
    fn time_to_a_volume_rounds_up() {
        let check = |pl_per_h, pl, us: Option<u64>| {
            let time = FlowRate::from_pl_per_h(pl_per_h).time_to(Volume::from_pl(pl));
            assert_eq!(time, us.map(Duration::from_us));
        };
        check(60, 1, Some(60_000_000));
        check(7, 1, Some(514_285_715));
        check(3_600_000_000, 1, Some(1));
        check(i64::MAX, 1, Some(1));
        check(1, 0, Some(0));
        check(1, -1, Some(0));
        check(0, 1, None);
        check(-1, -1, None);
        check(1, i64::MAX, Some(u64::MAX));
        check(i64::MAX, i64::MAX, Some(3_600_000_000));
    }

    #[test]
    fn remainder_shows_its_fraction() {
        let remainder = VolumeRemainder { crumbs: 5 };
        assert_eq!(std::format!("{remainder:?}"), "5/3600000000 pL");
    }
}
