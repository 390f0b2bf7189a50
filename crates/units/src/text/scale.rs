//! The units of a quantity, and how a text in any of them becomes a whole number of steps.
//!
//! A *step* is the smallest amount that a quantity can hold. Reading is exact: in 128-bit integers,
//! or an error that says why not.

use super::number::{self, Number, Sign};
use crate::{ParseQuantityError, integer};

/// More decimals than this, trailing zeros aside, are too fine for every unit of every quantity.
const DECIMALS_MAX: usize = 18;

/// The units that a quantity is read in, and its limits for the errors.
#[derive(Clone, Copy)]
pub(crate) struct Scale {
    /// Each unit by its symbol; an empty symbol is a number without unit.
    pub(crate) units: &'static [(&'static str, Unit)],
    /// The symbols again, for the errors.
    pub(crate) allowed: &'static [&'static str],
    /// One step, as text.
    pub(crate) finest: &'static str,
    /// The least value, as text.
    pub(crate) least: &'static str,
    /// The greatest value, as text.
    pub(crate) greatest: &'static str,
}

/// How many steps a unit is: `value * numerator / denominator + offset`.
#[derive(Clone, Copy)]
pub(crate) struct Unit {
    numerator: u64,
    denominator: u64,
    offset: i64,
}

impl Scale {
    /// The number of steps that `text` says; it may still be beyond the quantity's own integer.
    ///
    /// # Errors
    ///
    /// Any but `MalformedConcentration`, as [`ParseQuantityError`] says of each.
    pub(crate) fn read(&self, text: &str) -> Result<i128, ParseQuantityError> {
        let (number, rest) = Number::take(number::not_blank(text)?)?;
        // Whatever has digits after the number is a number that was not understood: 1e5, 1 000.
        if rest.contains(|c: char| c.is_ascii_digit()) {
            return Err(ParseQuantityError::MalformedNumber);
        }
        let symbol = match rest.strip_prefix(' ') {
            None | Some("") => rest,
            Some(symbol) => symbol,
        };
        match self.units.iter().find(|(known, _)| *known == symbol) {
            Some((_, unit)) => self.steps(number, *unit),
            None if symbol.trim().is_empty() => Err(ParseQuantityError::MissingUnit { allowed: self.allowed }),
            None => Err(ParseQuantityError::UnknownUnit { allowed: self.allowed }),
        }
    }

    /// The number of steps in `number` times `unit`.
    ///
    /// # Errors
    ///
    /// `TooFine` when that is no whole number and the unit is exact; `OutOfRange` when it needs
    /// more than 128 bits.
    pub(crate) fn steps(&self, number: Number<'_>, unit: Unit) -> Result<i128, ParseQuantityError> {
        let decimals = number.decimals.trim_end_matches('0');
        if decimals.len() > DECIMALS_MAX {
            return Err(self.too_fine());
        }
        let (quotient, numerator, denominator) =
            unit.times(number.whole, decimals).ok_or_else(|| self.out_of_range())?;
        let is_whole = numerator.checked_rem(denominator) == Some(0);
        if !is_whole && unit.denominator == 1 {
            return Err(self.too_fine());
        }
        let steps = quotient.saturating_add(integer::nearest(numerator, denominator));
        let signed = match number.sign {
            Some(Sign::Minus) => steps.saturating_neg(),
            Some(Sign::Plus) | None => steps,
        };
        Ok(signed.saturating_add(i128::from(unit.offset)))
    }

    /// The error for a value that the quantity cannot hold.
    pub(crate) const fn out_of_range(&self) -> ParseQuantityError {
        ParseQuantityError::OutOfRange { least: self.least, greatest: self.greatest }
    }

    const fn too_fine(&self) -> ParseQuantityError {
        ParseQuantityError::TooFine { finest: self.finest }
    }
}

impl Unit {
    /// A unit of a whole number of steps; finer values are refused.
    pub(crate) const fn exact(steps: u64) -> Self {
        Self { numerator: steps, denominator: 1, offset: 0 }
    }

    /// A unit of no whole number of steps; values are rounded to the nearest step, ties away from
    /// zero.
    pub(crate) const fn rounded(numerator: u64, denominator: u64) -> Self {
        Self { numerator, denominator, offset: 0 }
    }

    /// A unit of a whole number of steps, whose zero stands `offset` steps from the quantity's own.
    pub(crate) const fn shifted(steps: u64, offset: i64) -> Self {
        Self { numerator: steps, denominator: 1, offset }
    }

    /// How many steps, of a unit that is exact.
    pub(crate) const fn in_steps(self) -> u64 {
        self.numerator
    }

    /// `whole.decimals` times this, without the offset, as a quotient, and the numerator and
    /// denominator of what is still to be added; none beyond 128 bits.
    ///
    /// With `p = 10^n` for `n` decimals, `(w + d / p) * num / den` is `w * num / den`, whose rest
    /// `r` is carried, plus `(r * p + d * num) / (den * p)`. Carrying keeps every product small,
    /// however large the number.
    fn times(self, whole: &str, decimals: &str) -> Option<(i128, i128, i128)> {
        let num = i128::from(self.numerator);
        let den = i128::from(self.denominator);
        let whole = number::digits(whole)?.checked_mul(num)?;
        let quotient = whole.checked_div(den)?;
        let carried = whole.checked_rem(den)?;
        let power = 10_i128.checked_pow(u32::try_from(decimals.len()).ok()?)?;
        let numerator = carried.checked_mul(power)?.checked_add(number::digits(decimals)?.checked_mul(num)?)?;
        let denominator = den.checked_mul(power)?;
        Some((quotient, numerator, denominator))
    }
}
