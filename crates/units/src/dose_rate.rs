//! How fast insulin is given, whatever volume it comes in.

use crate::{integer, text::Unit};

quantity! {
    /// A rate of insulin, in units of insulin per hour; a [`crate::Concentration`] turns it into a
    /// flow and back.
    DoseRate(i64),
    step "0.001 mU/h",
    convert from_micro_units_per_h, as_micro_units_per_h,
    range "-9223372036854.775808 U/h" to "9223372036854.775807 U/h",
    shown in "U/h" with 6 decimals,
    read in [
        "U/h" = Unit::exact(1_000_000),
        "mU/h" = Unit::exact(1_000),
    ],
}

amount!(DoseRate);

impl DoseRate {
    /// This many percent of the rate, rounded toward zero to 0.001 mU/h; saturates at `MIN` and
    /// `MAX`. 100 percent is the rate itself.
    #[must_use]
    pub fn percent(self, percent: u16) -> Self {
        Self(integer::scaled(self.0, i64::from(percent), 100))
    }
}

#[cfg(test)]
mod tests {
    use super::DoseRate;
    use std::string::ToString;

    #[test]
    fn dose_rates_are_read_and_shown_in_units_per_hour() {
        let check = |text: &str, micro_units_per_h, shown| {
            let rate = DoseRate::from_micro_units_per_h(micro_units_per_h);
            assert_eq!(text.parse(), Ok(rate), "{text:?}");
            assert_eq!(rate.to_string(), shown);
        };
        check("0.8 U/h", 800_000, "0.8 U/h");
        check("25mU/h", 25_000, "0.025 U/h");
        check("-1 U/h", -1_000_000, "-1 U/h");
        assert!("0.8 U".parse::<DoseRate>().is_err());
    }

    #[test]
    fn percent_rounds_toward_zero() {
        let check = |from, percent, to| {
            let rate = DoseRate::from_micro_units_per_h(from);
            assert_eq!(rate.percent(percent), DoseRate::from_micro_units_per_h(to));
        };
        check(800_000, 60, 480_000);
        check(800_000, 0, 0);
        check(-7, 100, -7);
        check(3, 50, 1);
        check(-3, 50, -1);
        check(i64::MAX, 101, i64::MAX);
        check(i64::MIN, u16::MAX, i64::MIN);
    }
}
