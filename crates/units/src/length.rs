//! Length, from the travel of a plunger to the height of a pump above its reservoir.

use crate::text::Unit;

quantity! {
    /// A length, position or height, positive in the direction that whoever holds it says.
    Length(i64),
    step "1 nm",
    convert from_nm, as_nm,
    range "-9223372036854.775808 mm" to "9223372036854.775807 mm",
    shown in "mm" with 6 decimals,
    read in [
        "nm" = Unit::exact(1),
        "um" = Unit::exact(1_000),
        "mm" = Unit::exact(1_000_000),
        "cm" = Unit::exact(10_000_000),
        "m" = Unit::exact(1_000_000_000),
    ],
}

amount!(Length);
scalable!(Length);

#[cfg(test)]
mod tests {
    use super::Length;
    use std::string::ToString;

    #[test]
    fn lengths_are_read_and_shown_in_millimetres() {
        let check = |text: &str, nm, shown| {
            let length = Length::from_nm(nm);
            assert_eq!(text.parse(), Ok(length), "{text:?}");
            assert_eq!(length.to_string(), shown);
        };
        check("1 nm", 1, "0.000001 mm");
        check("250um", 250_000, "0.25 mm");
        check("-1.5 mm", -1_500_000, "-1.5 mm");
        check("60 cm", 600_000_000, "600 mm");
        check("1 m", 1_000_000_000, "1000 mm");
        assert!("1 km".parse::<Length>().is_err());
    }

    #[test]
    fn scaling_rounds_toward_zero() {
        let check = |nm, (num, den), expected| {
            let length = Length::from_nm(nm).scaled(num, den);
            assert_eq!(length, Length::from_nm(expected));
        };
        check(1_000, (2, 3), 666);
        check(-1_000, (2, 3), -666);
        check(1_000, (1, 0), 0);
        check(i64::MAX, (3, 2), i64::MAX);
    }
}
