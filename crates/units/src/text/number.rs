//! Decimal numbers as text: taken apart when read, put together when written.

use core::fmt;

use crate::ParseQuantityError;

/// A decimal number as it is written: `[sign] whole [. decimals]`, both runs of digits.
#[derive(Clone, Copy)]
pub(crate) struct Number<'a> {
    pub(super) sign: Option<Sign>,
    pub(super) whole: &'a str,
    pub(super) decimals: &'a str,
}

/// A sign as it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Plus,
    Minus,
}

impl<'a> Number<'a> {
    /// The number that `text` begins with, and what follows it.
    ///
    /// # Errors
    ///
    /// `MalformedNumber` when it does not begin with one.
    pub(crate) fn take(text: &'a str) -> Result<(Self, &'a str), ParseQuantityError> {
        // Commas and the like belong to the number, so that it is the number that is refused for
        // them.
        let belongs = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | ',' | '_' | '\'');
        let rest = text.trim_start_matches(belongs);
        let number = text.strip_suffix(rest).unwrap_or(text);
        let (sign, number) = if let Some(number) = number.strip_prefix('+') {
            (Some(Sign::Plus), number)
        } else if let Some(number) = number.strip_prefix('-') {
            (Some(Sign::Minus), number)
        } else {
            (None, number)
        };
        let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
        let is_digits = |run: &str| !run.is_empty() && run.bytes().all(|b| b.is_ascii_digit());
        if is_digits(whole) && is_digits(decimals) {
            let number = Self { sign, whole, decimals };
            Ok((number, rest))
        } else {
            Err(ParseQuantityError::MalformedNumber)
        }
    }

    /// Whether it is written with a sign.
    pub(crate) const fn is_signed(self) -> bool {
        self.sign.is_some()
    }

    /// Whether it has decimals that are not zero.
    pub(crate) fn has_decimals(self) -> bool {
        self.decimals.bytes().any(|b| b != b'0')
    }
}

/// The text as it is.
///
/// # Errors
///
/// `Empty` when there is nothing but blanks in it.
pub(crate) fn not_blank(text: &str) -> Result<&str, ParseQuantityError> {
    if text.trim().is_empty() { Err(ParseQuantityError::Empty) } else { Ok(text) }
}

/// The value of a run of digits; none beyond 128 bits.
pub(super) fn digits(run: &str) -> Option<i128> {
    run.chars().try_fold(0_i128, |value, digit| value.checked_mul(10)?.checked_add(i128::from(digit.to_digit(10)?)))
}

/// Writes `steps` of `10^-decimals` with a decimal point and without trailing zeros: `0.5`, `-12`.
///
/// # Errors
///
/// Only those of the formatter.
pub(crate) fn write_decimal(f: &mut fmt::Formatter<'_>, steps: i64, decimals: u32) -> fmt::Result {
    let one = 10_u64.saturating_pow(decimals);
    let steps_abs = steps.unsigned_abs();
    let whole = steps_abs.checked_div(one).unwrap_or_default();
    let part = steps_abs.checked_rem(one).unwrap_or_default();
    let sign = if steps.is_negative() { "-" } else { "" };
    write!(f, "{sign}{whole}")?;
    write_part(f, part, decimals)
}

/// Writes `part` of `10^decimals` as what follows the whole number: `.05`, or nothing at all when
/// it is 0.
///
/// # Errors
///
/// Only those of the formatter.
pub(crate) fn write_part(f: &mut fmt::Formatter<'_>, part: u64, decimals: u32) -> fmt::Result {
    if part == 0 {
        return Ok(());
    }
    let (mut part, mut width) = (part, decimals);
    while part % 10 == 0 {
        part = part.checked_div(10).unwrap_or_default();
        width = width.saturating_sub(1);
    }
    let width = usize::try_from(width).unwrap_or_default();
    write!(f, ".{part:0width$}")
}
