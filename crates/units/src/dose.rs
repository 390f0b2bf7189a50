//! How much insulin, whatever volume it comes in.

use crate::text::Unit;

quantity! {
    /// An amount of insulin, in units of insulin (U); a [`crate::Concentration`] turns it into a
    /// volume and back.
    Dose(i64),
    step "0.001 mU",
    convert from_micro_units, as_micro_units,
    range "-9223372036854.775808 U" to "9223372036854.775807 U",
    shown in "U" with 6 decimals,
    read in [
        "U" = Unit::exact(1_000_000),
        "mU" = Unit::exact(1_000),
    ],
}

amount!(Dose);

#[cfg(test)]
mod tests {
    use super::Dose;
    use std::string::ToString;

    #[test]
    fn doses_are_read_and_shown_in_units() {
        let check = |text: &str, micro_units, shown| {
            let dose = Dose::from_micro_units(micro_units);
            assert_eq!(text.parse(), Ok(dose), "{text:?}");
            assert_eq!(dose.to_string(), shown);
        };
        check("4.2 U", 4_200_000, "4.2 U");
        check("0.05U", 50_000, "0.05 U");
        check("0.001 mU", 1, "0.000001 U");
        check("-250 mU", -250_000, "-0.25 U");
    }

    #[test]
    fn what_is_no_dose_is_refused() {
        let check = |text: &str| assert!(text.parse::<Dose>().is_err(), "{text:?}");
        check("4.2");
        check("4.2 u");
        check("4.2 IU");
        check("0.0001 mU");
        check("0.0000001 U");
        check("1 uU");
    }
}
