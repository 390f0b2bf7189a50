//! Electric potential difference.

use crate::text::Unit;

quantity! {
    /// A voltage.
    Voltage(i32),
    step "1 uV",
    convert from_uv, as_uv,
    range "-2147.483648 V" to "2147.483647 V",
    shown in "V" with 6 decimals,
    read in [
        "V" = Unit::exact(1_000_000),
        "mV" = Unit::exact(1_000),
        "uV" = Unit::exact(1),
    ],
}

#[cfg(test)]
mod tests {
    use super::Voltage;
    use std::string::ToString;

    #[test]
    fn voltages_are_read_and_shown_in_volts() {
        let check = |text: &str, uv, shown| {
            let voltage = Voltage::from_uv(uv);
            assert_eq!(text.parse(), Ok(voltage), "{text:?}");
            assert_eq!(voltage.to_string(), shown);
        };
        check("3.7 V", 3_700_000, "3.7 V");
        check("-1mV", -1_000, "-0.001 V");
        check("1 uV", 1, "0.000001 V");
        check("2147.483647 V", i32::MAX, "2147.483647 V");
        assert!("2147.483648 V".parse::<Voltage>().is_err());
        assert!("0.5 uV".parse::<Voltage>().is_err());
    }
}
