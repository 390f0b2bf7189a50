//! Electric current.

use crate::text::Unit;

quantity! {
    /// An electric current.
    Current(i32),
    step "1 uA",
    convert from_ua, as_ua,
    range "-2147483.648 mA" to "2147483.647 mA",
    shown in "mA" with 3 decimals,
    read in [
        "A" = Unit::exact(1_000_000),
        "mA" = Unit::exact(1_000),
        "uA" = Unit::exact(1),
    ],
}

#[cfg(test)]
mod tests {
    use super::Current;
    use std::string::ToString;

    #[test]
    fn currents_are_read_and_shown_in_milliamperes() {
        let check = |text: &str, ua, shown| {
            let current = Current::from_ua(ua);
            assert_eq!(text.parse(), Ok(current), "{text:?}");
            assert_eq!(current.to_string(), shown);
        };
        check("0.25 A", 250_000, "250 mA");
        check("-1.5mA", -1_500, "-1.5 mA");
        check("1 uA", 1, "0.001 mA");
        check("2147.483647 A", i32::MAX, "2147483.647 mA");
        assert!("2147.483648 A".parse::<Current>().is_err());
        assert!("0.5 uA".parse::<Current>().is_err());
    }
}
