//! Sound pressure level. It is a logarithm: two of them have no sum.

use crate::text::Unit;

quantity! {
    /// A sound pressure level in decibels above 20 uPa.
    SoundLevel(i32),
    step "0.001 dB",
    convert from_millidecibel, as_millidecibel,
    range "-2147483.648 dB" to "2147483.647 dB",
    shown in "dB" with 3 decimals,
    read in [
        "dB" = Unit::exact(1_000),
    ],
}

#[cfg(test)]
mod tests {
    use super::SoundLevel;
    use std::string::ToString;

    #[test]
    fn sound_levels_are_read_and_shown_in_decibels() {
        let check = |text: &str, millidecibel, shown| {
            let level = SoundLevel::from_millidecibel(millidecibel);
            assert_eq!(text.parse(), Ok(level), "{text:?}");
            assert_eq!(level.to_string(), shown);
        };
        check("70 dB", 70_000, "70 dB");
        check("62.5dB", 62_500, "62.5 dB");
        check("-3 dB", -3_000, "-3 dB");
        check("2147483.647 dB", i32::MAX, "2147483.647 dB");
        assert!("2147483.648 dB".parse::<SoundLevel>().is_err());
        assert!("0.0001 dB".parse::<SoundLevel>().is_err());
        assert!("70 dBA".parse::<SoundLevel>().is_err());
    }
}
