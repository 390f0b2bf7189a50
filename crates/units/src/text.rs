//! Quantities as people write them: a decimal number and a unit, read and written without loss.

mod number;
mod scale;

pub(crate) use number::{Number, not_blank, write_decimal, write_part};
pub(crate) use scale::{Scale, Unit};
