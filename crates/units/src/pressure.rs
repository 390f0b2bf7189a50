//! Pressure, of fluid and of air.

use crate::text::Unit;

quantity! {
    /// A pressure, absolute or above ambient as whoever holds it says.
    ///
    /// A millimetre of mercury (133.322387415 Pa) is no whole number of millipascals: text in mmHg
    /// is rounded to the nearest, ties away from zero.
    Pressure(i64),
    step "1 mPa",
    convert from_mpa, as_mpa,
    range "-9223372036854.775808 kPa" to "9223372036854.775807 kPa",
    shown in "kPa" with 6 decimals,
    read in [
        "Pa" = Unit::exact(1_000),
        "hPa" = Unit::exact(100_000),
        "kPa" = Unit::exact(1_000_000),
        "mbar" = Unit::exact(100_000),
        "mmHg" = Unit::rounded(133_322_387_415, 1_000_000),
        "bar" = Unit::exact(100_000_000),
    ],
}

amount!(Pressure);

#[cfg(test)]
mod tests {
    use super::Pressure;
    use std::string::ToString;

    #[test]
    fn pressures_are_read_in_the_units_of_the_trade() {
        let check = |text: &str, mpa, shown| {
            let pressure = Pressure::from_mpa(mpa);
            assert_eq!(text.parse(), Ok(pressure), "{text:?}");
            assert_eq!(pressure.to_string(), shown);
        };
        check("0.001 Pa", 1, "0.000001 kPa");
        check("1013.25 hPa", 101_325_000, "101.325 kPa");
        check("1013.25 mbar", 101_325_000, "101.325 kPa");
        check("1 bar", 100_000_000, "100 kPa");
        check("-20 kPa", -20_000_000, "-20 kPa");
    }

    #[test]
    fn millimetres_of_mercury_round_to_the_nearest_millipascal() {
        let check = |text: &str, mpa| {
            assert_eq!(text.parse(), Ok(Pressure::from_mpa(mpa)), "{text:?}");
        };
        check("1 mmHg", 133_322);
        check("-1 mmHg", -133_322);
        check("2 mmHg", 266_645);
        check("760 mmHg", 101_325_014);
        check("0.000001 mmHg", 0);
        check("0.000004 mmHg", 1);
        check("0.000000000000000001 mmHg", 0);
        check("69180969645740.541718006257921465 mmHg", i64::MAX);
        assert!("69180969645740.541718006257921466 mmHg".parse::<Pressure>().is_err());
        assert!("0.0000000000000000001 mmHg".parse::<Pressure>().is_err());
    }

    #[test]
    fn other_units_are_exact_or_refused() {
        let check = |text: &str| assert!(text.parse::<Pressure>().is_err(), "{text:?}");
        check("0.0001 Pa");
        check("1 psi");
        check("1 mPa");
    }
}
