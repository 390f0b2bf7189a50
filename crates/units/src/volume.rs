//! How much fluid: the unit of the dose ledger.

use crate::{Duration, FlowRate, flow_rate::US_PER_H, integer, text::Unit};

quantity! {
    /// A volume of fluid, positive towards the patient.
    Volume(i64),
    step "1 pL",
    convert from_pl, as_pl,
    range "-9223372036854.775808 uL" to "9223372036854.775807 uL",
    shown in "uL" with 6 decimals,
    read in [
        "pL" = Unit::exact(1),
        "nL" = Unit::exact(1_000),
        "uL" = Unit::exact(1_000_000),
        "mL" = Unit::exact(1_000_000_000),
    ],
}

amount!(Volume);
scalable!(Volume);

impl Volume {
    /// The steady rate that moves this volume in `duration`, rounded toward zero to 1 pL/h, so that
    /// it never moves more; saturates at the limits of [`FlowRate`]. `None` when `duration` is
    /// zero.
    pub fn rate_over(self, duration: Duration) -> Option<FlowRate> {
        i128::from(self.as_pl())
            .saturating_mul(US_PER_H)
            .checked_div(i128::from(duration.as_us()))
            .map(integer::saturated)
            .map(FlowRate::from_pl_per_h)
    }
}

#[cfg(test)]
mod tests {
    use super::Volume;
    use crate::{Duration, FlowRate, ParseQuantityError};
    use std::string::ToString;

    const ALLOWED: &[&str] = &["pL", "nL", "uL", "mL"];

    #[test]
    fn volumes_are_read_exactly() {
        let check = |text: &str, pl| assert_eq!(text.parse(), Ok(Volume::from_pl(pl)), "{text:?}");
        check("1 pL", 1);
        check("1pL", 1);
        check("0.5 uL", 500_000);
        check("00.500000000000000000000000000 uL", 500_000);
        check("+2.4 uL", 2_400_000);
        check("-2.4 uL", -2_400_000);
        check("-0 uL", 0);
        check("3 mL", 3_000_000_000);
        check("0.000000001 mL", 1);
        check("9223372036854775807 pL", i64::MAX);
        check("-9223372036854.775808 uL", i64::MIN);
    }

    #[test]
    fn what_is_no_volume_is_refused_with_its_reason() {
        let check = |text: &str, error| assert_eq!(text.parse::<Volume>(), Err(error), "{text:?}");
        check("", ParseQuantityError::Empty);
        check(" \t", ParseQuantityError::Empty);
        for text in [
            "uL",
            " 5 uL",
            ".5 uL",
            "5. uL",
            "5.uL",
            "-.5 uL",
            "- 5 uL",
            "--5 uL",
            "1.2.3 uL",
            "1,5 uL",
            "1_000 uL",
            "1'000 uL",
            "1 000 uL",
            "1e3 uL",
            "1E-3 uL",
            "0x10 uL",
            "5 uL 3",
            "\u{663} uL",
        ] {
            check(text, ParseQuantityError::MalformedNumber);
        }
        for text in ["5", "5 ", "5  "] {
            check(text, ParseQuantityError::MissingUnit { allowed: ALLOWED });
        }
        for text in ["5  uL", "5 uL ", "5 ul", "5 uL/h", "5 U", "5 \u{b5}L", "inf uL"] {
            let error = match text {
                "inf uL" => ParseQuantityError::MalformedNumber,
                _ => ParseQuantityError::UnknownUnit { allowed: ALLOWED },
            };
            check(text, error);
        }
        for text in ["0.5 pL", "0.0000001 uL", "0.0000000000000000000000000000001 mL"] {
            check(text, ParseQuantityError::TooFine { finest: "1 pL" });
        }
        for text in [
            "9223372036854775808 pL",
            "-9223372036854.775809 uL",
            "99999999999999999999999999999999999999999999999999 pL",
        ] {
            let (least, greatest) = ("-9223372036854.775808 uL", "9223372036854.775807 uL");
            check(text, ParseQuantityError::OutOfRange { least, greatest });
        }
    }

    #[test]
    fn volumes_are_shown_in_microlitres_without_trailing_zeros() {
        let check = |pl, text| assert_eq!(Volume::from_pl(pl).to_string(), text);
        check(0, "0 uL");
        check(500_000, "0.5 uL");
        check(-1, "-0.000001 uL");
        check(-12_000_000, "-12 uL");
        check(i64::MIN, "-9223372036854.775808 uL");
        check(i64::MAX, "9223372036854.775807 uL");
    }

    #[test]
    fn sums_saturate() {
        let pl = Volume::from_pl;
        let check = |found: Volume, expected| assert_eq!(found, pl(expected));
        check(pl(2) + pl(-5), -3);
        check(pl(2) - pl(-5), 7);
        check(-pl(2), -2);
        check(pl(-2).abs(), 2);
        check(Volume::MAX + pl(1), i64::MAX);
        check(Volume::MIN - pl(1), i64::MIN);
        check(-Volume::MIN, i64::MAX);
        check(Volume::MIN.abs(), i64::MAX);
        check(Volume::MIN.min(pl(3)), i64::MIN);
        let mut sum = pl(3);
        sum += pl(4);
        check(sum, 7);
        sum -= pl(9);
        check(sum, -2);
    }

    #[test]
    fn zero_has_no_sign() {
        let check = |pl, negative, positive| {
            let volume = Volume::from_pl(pl);
            assert_eq!((volume.is_negative(), volume.is_positive()), (negative, positive));
        };
        check(-1, true, false);
        check(0, false, false);
        check(1, false, true);
    }

    #[test]
    fn mean_rate_never_moves_more_than_the_volume() {
        let check = |pl, duration, pl_per_h: Option<i64>| {
            let rate = Volume::from_pl(pl).rate_over(duration);
            assert_eq!(rate, pl_per_h.map(FlowRate::from_pl_per_h));
        };
        check(100, Duration::from_h(2), Some(50));
        check(100, Duration::from_min(1), Some(6_000));
        check(2, Duration::from_h(3), Some(0));
        check(-5, Duration::from_h(3), Some(-1));
        check(0, Duration::from_us(1), Some(0));
        check(1, Duration::ZERO, None);
        check(i64::MAX, Duration::from_us(1), Some(i64::MAX));
        check(i64::MIN, Duration::from_us(1), Some(i64::MIN));
    }
}
