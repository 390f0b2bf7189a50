//! Pump units that cases are drawn with: made when the first case needs one, and once.

use crate::run::{self, Made, RunError};
use crate::scenario::Embodiment;
use std::sync::OnceLock;

/// How many of each embodiment: enough to differ in whatever units differ in, and few enough to be made in a minute.
pub(super) const UNITS: u64 = 32;

/// One of the stock, or why the factory rejects it.
type Unit = OnceLock<Result<Made, RunError>>;

/// Pump units by embodiment and number, 1 to [`UNITS`].
#[derive(Debug)]
pub(super) struct Stock {
    units: Vec<(Embodiment, u64, Unit)>,
}

impl Stock {
    pub(super) fn new() -> Self {
        let numbers = |embodiment| (1..=UNITS).map(move |number| (embodiment, number, OnceLock::new()));
        Self { units: Embodiment::ALL.into_iter().flat_map(numbers).collect() }
    }

    /// A unit, made if nobody has asked for it before.
    ///
    /// # Errors
    /// When its parts do not make a pump.
    ///
    /// # Panics
    /// When there is no unit of this number.
    pub(super) fn unit(&self, embodiment: Embodiment, number: u64) -> &Result<Made, RunError> {
        let found = self.units.iter().find(|(of, its, _)| (*of, *its) == (embodiment, number));
        let (_, _, unit) = found.expect("cases are drawn with the units that there are");
        unit.get_or_init(|| run::make(embodiment, number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_made_once_and_is_the_one_that_was_asked_for() {
        let stock = Stock::new();
        let first = stock.unit(Embodiment::Patch, 2).as_ref().unwrap();
        assert_eq!((first.embodiment, first.seed), (Embodiment::Patch, 2));
        assert!(std::ptr::eq(first, stock.unit(Embodiment::Patch, 2).as_ref().unwrap()));
        assert_eq!(stock.units.iter().filter(|(_, _, unit)| unit.get().is_some()).count(), 1);
    }
}
