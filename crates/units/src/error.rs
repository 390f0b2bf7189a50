//! Why a text is not a quantity, in a sentence that says what would be one.

use core::{error, fmt};

/// Why a text could not be read as a quantity; `Display` is a sentence that says what is allowed.
///
/// It does not repeat the text: whoever read it knows also where it stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParseQuantityError {
    /// There is nothing but blanks.
    Empty,
    /// The number is missing, or not digits with at most one decimal point that has a digit on each
    /// side; or it has a sign and the quantity has none; or it stands in a sum of durations, has
    /// decimals and is not the last.
    MalformedNumber,
    /// There is a number but no unit.
    MissingUnit {
        /// The units that can stand here; none at all after the smallest unit of a sum.
        allowed: &'static [&'static str],
    },
    /// There is a unit that does not fit the quantity, or in a sum of durations one that is not
    /// smaller than those before it.
    UnknownUnit {
        /// The units that can stand here; none at all after the smallest unit of a sum.
        allowed: &'static [&'static str],
    },
    /// The value is not a whole number of the quantity's smallest steps.
    TooFine {
        /// The smallest step, with its unit.
        finest: &'static str,
    },
    /// The value is below or above what the quantity can hold.
    OutOfRange {
        /// The least value that is allowed, as `Display` writes it.
        least: &'static str,
        /// The greatest value that is allowed, as `Display` writes it.
        greatest: &'static str,
    },
    /// A concentration is not of the form `U-100`.
    MalformedConcentration,
}

impl fmt::Display for ParseQuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Empty => f.write_str("expected a quantity, found nothing"),
            Self::MalformedNumber => f.write_str(
                "expected a number such as 4.2: a decimal point, no comma, no grouping, \
                 no exponent, and a sign only where negative values have a meaning",
            ),
            Self::MissingUnit { allowed: [] } | Self::UnknownUnit { allowed: [] } => {
                f.write_str("expected nothing after the smallest unit")
            }
            Self::MissingUnit { allowed } => {
                f.write_str("expected a number and one of ")?;
                write_list(f, allowed)
            }
            Self::UnknownUnit { allowed } => {
                f.write_str("unknown unit here, expected one of ")?;
                write_list(f, allowed)
            }
            Self::TooFine { finest } => write!(f, "expected a whole number of steps of {finest}"),
            Self::OutOfRange { least, greatest } => {
                write!(f, "expected a value from {least} to {greatest}")
            }
            Self::MalformedConcentration => {
                f.write_str("expected a concentration in units per millilitre, written like U-100")
            }
        }
    }
}

impl error::Error for ParseQuantityError {}

/// Writes `items` with commas between.
///
/// # Errors
///
/// Only those of the formatter.
fn write_list(f: &mut fmt::Formatter<'_>, items: &[&str]) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        f.write_str(item)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::ParseQuantityError;
    use crate::{Concentration, Dose, Duration, Fraction};
    use core::{fmt::Debug, str::FromStr};
    use std::string::ToString;

    fn check<Q>(text: &str, sentence: &str)
    where
        Q: FromStr<Err = ParseQuantityError> + Debug,
    {
        let error = text.parse::<Q>().unwrap_err();
        assert_eq!(error.to_string(), sentence, "{text:?}");
    }

    #[test]
    fn each_error_says_what_is_allowed() {
        check::<Dose>("", "expected a quantity, found nothing");
        check::<Dose>(
            "4,2 U",
            "expected a number such as 4.2: a decimal point, no comma, no grouping, no exponent, \
             and a sign only where negative values have a meaning",
        );
        check::<Dose>("4.2", "expected a number and one of U, mU");
        check::<Dose>("4.2 uL", "unknown unit here, expected one of U, mU");
        check::<Fraction>("0.5 U", "unknown unit here, expected one of no unit, %");
        check::<Duration>("1h30", "expected a number and one of min, s, ms, us");
        check::<Duration>("1us1", "expected nothing after the smallest unit");
        check::<Duration>("1s1us1us", "expected nothing after the smallest unit");
        check::<Dose>("0.0001 mU", "expected a whole number of steps of 0.001 mU");
        check::<Fraction>("1.5", "expected a value from 0 to 1");
        check::<Concentration>("100 U/mL", "expected a concentration in units per millilitre, written like U-100");
    }
}
