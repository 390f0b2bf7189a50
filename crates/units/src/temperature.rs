//! Temperature on the Celsius scale. Two of them have a difference but no sum.

use crate::text::Unit;

quantity! {
    /// A temperature in degrees Celsius; 0 K is -273.15 degC. Values below that are not refused.
    Temperature(i32),
    step "0.001 degC",
    convert from_millidegc, as_millidegc,
    range "-2147483.648 degC" to "2147483.647 degC",
    shown in "degC" with 3 decimals,
    read in [
        "degC" = Unit::exact(1_000),
        "K" = Unit::shifted(1_000, -273_150),
    ],
}

impl Temperature {
    /// How much warmer this is than `other`, in mK; negative when it is colder. Exact; saturates at
    /// the limits of `i32`.
    pub const fn millikelvin_above(self, other: Self) -> i32 {
        self.0.saturating_sub(other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Temperature;
    use crate::ParseQuantityError;
    use std::string::ToString;

    #[test]
    fn temperatures_are_read_in_celsius_and_kelvin() {
        let check = |text: &str, millidegc, shown| {
            let temperature = Temperature::from_millidegc(millidegc);
            assert_eq!(text.parse(), Ok(temperature), "{text:?}");
            assert_eq!(temperature.to_string(), shown);
        };
        check("38 degC", 38_000, "38 degC");
        check("-0.5degC", -500, "-0.5 degC");
        check("0 K", -273_150, "-273.15 degC");
        check("310.15 K", 37_000, "37 degC");
        check("0.001 K", -273_149, "-273.149 degC");
        check("2147483.647 degC", i32::MAX, "2147483.647 degC");
    }

    #[test]
    fn what_is_no_temperature_is_refused() {
        let check = |text: &str, expected: fn(&ParseQuantityError) -> bool| {
            let error = text.parse::<Temperature>().unwrap_err();
            assert!(expected(&error), "{text:?}: {error}");
        };
        check("38 C", |e| matches!(e, ParseQuantityError::UnknownUnit { .. }));
        check("100 degF", |e| matches!(e, ParseQuantityError::UnknownUnit { .. }));
        check("0.0001 K", |e| matches!(e, ParseQuantityError::TooFine { .. }));
        check("2147483.648 degC", |e| matches!(e, ParseQuantityError::OutOfRange { .. }));
        check("-2147483.648 K", |e| matches!(e, ParseQuantityError::OutOfRange { .. }));
    }

    #[test]
    fn differences_saturate() {
        let check = |this, other, expected| {
            let (this, other) = (Temperature::from_millidegc(this), Temperature::from_millidegc(other));
            assert_eq!(this.millikelvin_above(other), expected);
        };
        check(37_000, 20_000, 17_000);
        check(-1, 1, -2);
        check(i32::MAX, -1, i32::MAX);
        check(i32::MIN, 1, i32::MIN);
    }
}
