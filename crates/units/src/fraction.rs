//! A share of a whole.

use core::{fmt, str::FromStr};

use crate::{
    ParseQuantityError,
    text::{self, Scale, Unit},
};

/// A share of a whole, from 0 to 1 in steps of a millionth; never below or above. By default 0.
///
/// It is written as a bare number, `0.5`, and read from that or from percent, `50 %`.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Fraction {
    /// Parts per million, at most those of `ONE`.
    ppm: u32,
}

const SCALE: Scale = Scale {
    units: &[("", Unit::exact(1_000_000)), ("%", Unit::exact(10_000))],
    allowed: &["no unit", "%"],
    finest: "0.000001",
    least: "0",
    greatest: "1",
};

impl TryFrom<u32> for Fraction {
    type Error = ParseQuantityError;

    fn try_from(ppm: u32) -> Result<Self, Self::Error> {
        Self::from_ppm(ppm).ok_or(SCALE.out_of_range())
    }
}

impl From<Fraction> for u32 {
    fn from(fraction: Fraction) -> Self {
        fraction.as_ppm()
    }
}

impl Fraction {
    /// Nothing, 0.
    pub const ZERO: Self = Self { ppm: 0 };
    /// The whole, 1.
    pub const ONE: Self = Self { ppm: 1_000_000 };

    /// From parts per million; `None` above 1 000 000.
    pub const fn from_ppm(ppm: u32) -> Option<Self> {
        if ppm <= Self::ONE.ppm { Some(Self { ppm }) } else { None }
    }

    /// Parts per million, from 0 to 1 000 000, exactly.
    pub const fn as_ppm(self) -> u32 {
        self.ppm
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::write_decimal(f, i64::from(self.ppm), 6)
    }
}

impl fmt::Debug for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Fraction {
    type Err = ParseQuantityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.starts_with(['+', '-']) {
            return Err(ParseQuantityError::MalformedNumber);
        }
        u32::try_from(SCALE.read(text)?).ok().and_then(Self::from_ppm).ok_or(SCALE.out_of_range())
    }
}

#[cfg(test)]
mod tests {
    use super::{Fraction, SCALE};
    use crate::ParseQuantityError;
    use std::string::ToString;

    #[test]
    fn fractions_are_read_bare_and_in_percent() {
        let check = |text: &str, ppm, shown| {
            let fraction = Fraction::from_ppm(ppm).unwrap();
            assert_eq!(text.parse(), Ok(fraction), "{text:?}");
            assert_eq!(fraction.to_string(), shown);
        };
        check("0", 0, "0");
        check("1", 1_000_000, "1");
        check("1.0", 1_000_000, "1");
        check("0.5", 500_000, "0.5");
        check("50 %", 500_000, "0.5");
        check("0.0001%", 1, "0.000001");
        check("100 %", 1_000_000, "1");
    }

    #[test]
    fn what_is_no_fraction_is_refused_with_its_reason() {
        let check = |text: &str, error| assert_eq!(text.parse::<Fraction>(), Err(error), "{text:?}");
        check("", ParseQuantityError::Empty);
        for text in [".5", "+0.5", "-0.5", "-0", "0,5", "5e-1", "1/2"] {
            check(text, ParseQuantityError::MalformedNumber);
        }
        for text in ["0.0000001", "33.33333 %"] {
            check(text, ParseQuantityError::TooFine { finest: "0.000001" });
        }
        for text in ["1.000001", "2", "101 %", "99999999999"] {
            check(text, SCALE.out_of_range());
        }
        let allowed = SCALE.allowed;
        check("0.5 U", ParseQuantityError::UnknownUnit { allowed });
        check("0.5 ", ParseQuantityError::MissingUnit { allowed });
    }

    #[test]
    fn no_fraction_is_above_one() {
        let check = |ppm, exists| assert_eq!(Fraction::from_ppm(ppm).is_some(), exists);
        check(0, true);
        check(1_000_000, true);
        check(1_000_001, false);
        check(u32::MAX, false);
    }
}
