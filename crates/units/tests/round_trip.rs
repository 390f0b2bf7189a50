//! What is written is read back as the same value; what is not a quantity is refused, never a
//! panic.

use std::{
    fmt::{Debug, Display},
    str::FromStr,
};

use proptest::prelude::*;
use units::{
    Acceleration, Concentration, Current, Dose, DoseRate, Duration, FlowRate, Fraction, Length, ParseQuantityError,
    Pressure, SoundLevel, Temperature, Voltage, Volume,
};

/// Asserts that `quantity` survives its own text, and that `Debug` shows the same.
fn check<Q>(quantity: Q)
where
    Q: FromStr<Err = ParseQuantityError> + Display + Debug + PartialEq,
{
    let text = quantity.to_string();
    assert_eq!(format!("{quantity:?}"), text);
    assert_eq!(text.parse(), Ok(quantity), "{text}");
}

/// Asserts that the limits survive their own text, and that the error beyond them quotes it.
fn check_limits<Q>(least: Q, greatest: Q, beyond: &str)
where
    Q: FromStr<Err = ParseQuantityError> + Display + Debug + PartialEq,
{
    let (least_text, greatest_text) = (least.to_string(), greatest.to_string());
    check(least);
    check(greatest);
    match beyond.parse::<Q>() {
        Err(ParseQuantityError::OutOfRange { least, greatest }) => {
            assert_eq!((least, greatest), (&*least_text, &*greatest_text));
        }
        other => panic!("{beyond}: {other:?}"),
    }
}

#[test]
fn limits_are_documented_as_they_are() {
    check_limits(Volume::MIN, Volume::MAX, "9223372036854.775808 uL");
    check_limits(FlowRate::MIN, FlowRate::MAX, "9223372036854.775808 uL/h");
    check_limits(Dose::MIN, Dose::MAX, "9223372036854.775808 U");
    check_limits(DoseRate::MIN, DoseRate::MAX, "9223372036854.775808 U/h");
    check_limits(Pressure::MIN, Pressure::MAX, "9223372036854.775808 kPa");
    check_limits(Length::MIN, Length::MAX, "9223372036854.775808 mm");
    check_limits(Temperature::MIN, Temperature::MAX, "2147483.648 degC");
    check_limits(Voltage::MIN, Voltage::MAX, "2147.483648 V");
    check_limits(Current::MIN, Current::MAX, "2147483.648 mA");
    check_limits(Acceleration::MIN, Acceleration::MAX, "2147483.648 g");
    check_limits(SoundLevel::MIN, SoundLevel::MAX, "2147483.648 dB");
    check_limits(Fraction::ZERO, Fraction::ONE, "1.000001");
    check_limits(Duration::ZERO, Duration::MAX, "18446744073709551616 us");
    let concentration = |units_per_ml| Concentration::new(units_per_ml).unwrap();
    check_limits(concentration(1), concentration(1000), "U-1001");
}

#[test]
fn every_concentration_survives_its_text() {
    for units_per_ml in 1..=1000 {
        check(Concentration::new(units_per_ml).unwrap());
    }
}

proptest! {
    #[test]
    fn every_value_survives_its_text(
        wide: i64,
        narrow: i32,
        us: u64,
        ppm in 0_u32..=1_000_000,
    ) {
        check(Volume::from_pl(wide));
        check(FlowRate::from_pl_per_h(wide));
        check(Dose::from_micro_units(wide));
        check(DoseRate::from_micro_units_per_h(wide));
        check(Pressure::from_mpa(wide));
        check(Length::from_nm(wide));
        check(Temperature::from_millidegc(narrow));
        check(Voltage::from_uv(narrow));
        check(Current::from_ua(narrow));
        check(Acceleration::from_milli_g(narrow));
        check(SoundLevel::from_millidecibel(narrow));
        check(Fraction::from_ppm(ppm).unwrap());
        check(Duration::from_us(us));
    }

    #[test]
    fn small_values_survive_their_text(wide in -2_000_000_i64..2_000_000, us in 0_u64..4_000_000) {
        check(Volume::from_pl(wide));
        check(Pressure::from_mpa(wide));
        check(Duration::from_us(us));
    }

    #[test]
    fn any_text_is_a_quantity_or_an_error(
        text in prop_oneof!["\\PC*", "[-+0-9.,% dhminsuULpK/-]{0,24}"],
    ) {
        // Whatever is read, its own text means the same.
        if let Ok(volume) = text.parse::<Volume>() { check(volume); }
        if let Ok(pressure) = text.parse::<Pressure>() { check(pressure); }
        if let Ok(temperature) = text.parse::<Temperature>() { check(temperature); }
        if let Ok(fraction) = text.parse::<Fraction>() { check(fraction); }
        if let Ok(duration) = text.parse::<Duration>() { check(duration); }
        if let Ok(concentration) = text.parse::<Concentration>() { check(concentration); }
    }

    #[test]
    fn millimetres_of_mercury_are_never_off_by_more_than_half_a_step(micro_mmhg: i32) {
        let magnitude = micro_mmhg.unsigned_abs();
        let sign = if micro_mmhg < 0 { "-" } else { "" };
        let text = format!("{sign}{}.{:06} mmHg", magnitude / 1_000_000, magnitude % 1_000_000);
        let pressure: Pressure = text.parse().unwrap();
        // In units of 1e-12 mPa: micro_mmhg * 133_322_387_415 against a whole number of 1e12.
        let exact = i128::from(micro_mmhg) * 133_322_387_415;
        let error = i128::from(pressure.as_mpa()) * 1_000_000_000_000 - exact;
        prop_assert!(error.abs() <= 500_000_000_000);
    }
}
