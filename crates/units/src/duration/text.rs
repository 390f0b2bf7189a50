//! Durations as people write them: sums of whole units, largest first, such as `1h30min`.

use core::{fmt, str::FromStr};

use super::{Duration, US_PER_DAY, US_PER_H, US_PER_MIN, US_PER_MS, US_PER_S};
use crate::{
    ParseQuantityError,
    text::{self, Number, Scale, Unit},
};

/// Largest first, as they are written and read.
const SCALE: Scale = Scale {
    units: &[
        ("d", Unit::exact(US_PER_DAY)),
        ("h", Unit::exact(US_PER_H)),
        ("min", Unit::exact(US_PER_MIN)),
        ("s", Unit::exact(US_PER_S)),
        ("ms", Unit::exact(US_PER_MS)),
        ("us", Unit::exact(1)),
    ],
    allowed: &["d", "h", "min", "s", "ms", "us"],
    finest: "1us",
    least: "0s",
    greatest: "213503982d8h1min49s551ms615us",
};

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ZERO {
            return f.write_str("0s");
        }
        let mut rest = self.us;
        for (symbol, unit) in SCALE.units {
            let count = rest.checked_div(unit.in_steps()).unwrap_or_default();
            rest = rest.checked_rem(unit.in_steps()).unwrap_or_default();
            if count > 0 {
                write!(f, "{count}{symbol}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Duration {
    type Err = ParseQuantityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut us = 0_i128;
        let mut rest = text::not_blank(text)?;
        // Each term takes its unit and all larger ones away, so that what is left is what may
        // follow.
        let (mut units, mut allowed) = (SCALE.units, SCALE.allowed);
        loop {
            let (number, after) = Number::take(rest)?;
            let after = after.strip_prefix(' ').unwrap_or(after);
            let tail = after.trim_start_matches(|c: char| c.is_alphabetic());
            let symbol = after.strip_suffix(tail).unwrap_or(after);
            if number.is_signed() || (number.has_decimals() && !tail.is_empty()) {
                return Err(ParseQuantityError::MalformedNumber);
            }
            if symbol.is_empty() {
                return Err(ParseQuantityError::MissingUnit { allowed });
            }
            let unknown = ParseQuantityError::UnknownUnit { allowed };
            let index = allowed.iter().position(|known| *known == symbol).ok_or(unknown)?;
            let (_, unit) = units.get(index).ok_or(unknown)?;
            us = us.saturating_add(SCALE.steps(number, *unit)?);
            if tail.is_empty() {
                break;
            }
            let next = index.saturating_add(1);
            units = units.get(next..).unwrap_or_default();
            allowed = allowed.get(next..).unwrap_or_default();
            rest = tail.strip_prefix(' ').unwrap_or(tail);
        }
        u64::try_from(us).map(Self::from_us).map_err(|_| SCALE.out_of_range())
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, SCALE};
    use crate::ParseQuantityError;
    use std::string::ToString;

    #[test]
    fn durations_are_read_as_people_say_them() {
        let check = |text: &str, expected: Duration, shown| {
            assert_eq!(text.parse(), Ok(expected), "{text:?}");
            assert_eq!(expected.to_string(), shown);
        };
        check("0s", Duration::ZERO, "0s");
        check("0 us", Duration::ZERO, "0s");
        check("24h", Duration::from_h(24), "1d");
        check("90min", Duration::from_min(90), "1h30min");
        check("1.5 h", Duration::from_min(90), "1h30min");
        check("1h30min", Duration::from_min(90), "1h30min");
        check("1 h 30 min", Duration::from_min(90), "1h30min");
        check("2d 7h", Duration::from_h(55), "2d7h");
        check("1h90min", Duration::from_min(150), "2h30min");
        check("1.500 s", Duration::from_ms(1_500), "1s500ms");
        check("1min0.5s", Duration::from_ms(60_500), "1min500ms");
        check("1.0h1s", Duration::from_s(3_601), "1h1s");
        check("0.001 ms", Duration::from_us(1), "1us");
        check("18446744073709551615us", Duration::MAX, "213503982d8h1min49s551ms615us");
    }

    #[test]
    fn what_is_no_duration_is_refused_with_its_reason() {
        let check = |text: &str, error| {
            assert_eq!(text.parse::<Duration>(), Err(error), "{text:?}");
        };
        let from = |index| SCALE.allowed.get(index..).unwrap();
        check("", ParseQuantityError::Empty);
        for text in ["h", ".5h", "5.h", "-1h", "+1h", "1h-30min", "1h ", "1h  30min", "1,5h"] {
            check(text, ParseQuantityError::MalformedNumber);
        }
        // Only the last term may have decimals.
        check("1.5h30min", ParseQuantityError::MalformedNumber);
        check("30", ParseQuantityError::MissingUnit { allowed: from(0) });
        check("1h30", ParseQuantityError::MissingUnit { allowed: from(2) });
        check("30 m", ParseQuantityError::UnknownUnit { allowed: from(0) });
        check("1e3s", ParseQuantityError::UnknownUnit { allowed: from(0) });
        check("1h1h", ParseQuantityError::UnknownUnit { allowed: from(2) });
        check("1min1h", ParseQuantityError::UnknownUnit { allowed: from(3) });
        check("1us1us", ParseQuantityError::UnknownUnit { allowed: &[] });
        check("0.5us", ParseQuantityError::TooFine { finest: "1us" });
        for text in [
            "18446744073709551616us",
            "213503982d8h1min49s551ms616us",
            "213503983d",
            "999999999999999999999999999999999999999999d",
        ] {
            check(text, SCALE.out_of_range());
        }
    }
}
