//! Acceleration, as shaking and shock are told.

use crate::text::Unit;

quantity! {
    /// An acceleration, in multiples of standard gravity.
    Acceleration(i32),
    step "0.001 g",
    convert from_milli_g, as_milli_g,
    range "-2147483.648 g" to "2147483.647 g",
    shown in "g" with 3 decimals,
    read in [
        "g" = Unit::exact(1_000),
    ],
}

#[cfg(test)]
mod tests {
    use super::Acceleration;
    use std::string::ToString;

    #[test]
    fn accelerations_are_read_and_shown_in_multiples_of_gravity() {
        let check = |text: &str, milli_g, shown| {
            let acceleration = Acceleration::from_milli_g(milli_g);
            assert_eq!(text.parse(), Ok(acceleration), "{text:?}");
            assert_eq!(acceleration.to_string(), shown);
        };
        check("2 g", 2_000, "2 g");
        check("0.5g", 500, "0.5 g");
        check("-1 g", -1_000, "-1 g");
        check("2147483.647 g", i32::MAX, "2147483.647 g");
        assert!("2147483.648 g".parse::<Acceleration>().is_err());
        assert!("0.0001 g".parse::<Acceleration>().is_err());
        assert!("2 m/s2".parse::<Acceleration>().is_err());
    }
}
