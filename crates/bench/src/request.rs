//! What a person can ask of the bench's campaigns, and why it may be refused.

use crate::scenario::{BOLUS, Limits};
use std::fmt;
use std::str::FromStr;
use units::{Concentration, Dose, DoseRate, Volume};

/// What the pump is filled with before a test, and how much of that a test may take: the rest cannot be drawn, or would
/// be a test of a reservoir that runs empty.
const FILL: Volume = Volume::from_pl(3_000_000_000);
const TAKEN_MAX: Volume = Volume::from_pl(2_750_000_000);

/// A basal rate that can be weighed.
const RATE: Limits = Limits::above("0 U/h", "30 U/h");

/// Which pump units are tested: so many from the first on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Units {
    /// Seed of the first.
    pub first: u64,
    /// How many.
    pub count: u64,
}

/// Why a campaign is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// A value is no such quantity, or not within its limits.
    Value {
        /// Which option.
        option: &'static str,
        /// What was typed.
        found: String,
        /// What may be.
        allowed: Limits,
    },
    /// A test takes more than a reservoir holds.
    Fill {
        /// What it takes.
        takes: Dose,
        /// What there is for it.
        holds: Dose,
    },
}

impl Units {
    /// Their seeds.
    pub fn seeds(self) -> impl Iterator<Item = u64> {
        (0..self.count).map(move |index| self.first.saturating_add(index))
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value { option, found, allowed } => write!(f, "{option}: found {found:?}; allowed: {allowed}"),
            Self::Fill { takes, holds } => {
                write!(
                    f,
                    "the test takes {takes}, and one fill of the reservoir gives {holds}; allowed: a shorter test"
                )
            }
        }
    }
}

impl std::error::Error for Refused {}

/// The drug that is tested with: U-100.
///
/// # Panics
/// Never: there is U-100.
pub(crate) fn drug() -> Concentration {
    Concentration::new(100).expect("U-100 is a concentration")
}

/// A full reservoir.
pub(crate) fn full() -> Volume {
    FILL
}

/// A basal rate.
///
/// # Errors
/// When it is none, or none that can be tested.
pub(crate) fn rate(found: &str) -> Result<DoseRate, Refused> {
    value("--rate", found, RATE)
}

/// A bolus, which this option gives.
///
/// # Errors
/// When it is none.
pub(crate) fn dose(option: &'static str, found: &str) -> Result<Dose, Refused> {
    value(option, found, BOLUS)
}

fn value<T: FromStr + Ord>(option: &'static str, found: &str, allowed: Limits) -> Result<T, Refused> {
    let refused = || Refused::Value { option, found: found.to_owned(), allowed };
    found.parse().ok().filter(|value| allowed.allow(value)).ok_or_else(refused)
}

/// How many doses of this volume a fill gives.
pub(crate) fn doses_in_a_fill(each: Volume) -> u32 {
    let doses = TAKEN_MAX.as_pl().checked_div(each.as_pl()).unwrap_or(0);
    u32::try_from(doses).unwrap_or(u32::MAX)
}

/// Whether a fill is enough.
///
/// # Errors
/// When it is not.
pub(crate) fn check_fill(takes: Volume) -> Result<(), Refused> {
    if takes <= TAKEN_MAX {
        return Ok(());
    }
    Err(Refused::Fill { takes: drug().dose_of(takes), holds: drug().dose_of(TAKEN_MAX) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_or_a_dose_that_cannot_be_is_refused_with_what_may_be() {
        for found in ["", "1", "1 mL", "0 U/h", "-1 U/h", "30.1 U/h", "one U/h", "1 U"] {
            let said = rate(found).unwrap_err().to_string();
            assert_eq!(said, format!("--rate: found {found:?}; allowed: above 0 U/h, at most 30 U/h"));
        }
        assert_eq!(rate("0.05 U/h"), Ok(DoseRate::from_micro_units_per_h(50_000)));
        assert!(dose("--dose", "0 U").is_err() && dose("--dose", "31 U").is_err());
        assert_eq!(dose("--dose", "0.05 U"), Ok(Dose::from_micro_units(50_000)));
    }

    #[test]
    fn a_test_that_would_empty_the_reservoir_is_refused() {
        assert_eq!(check_fill(Volume::from_pl(2_750_000_000)), Ok(()));
        let said = check_fill(Volume::from_pl(21_600_000_000)).unwrap_err().to_string();
        assert!(said.contains("takes 2160 U") && said.contains("gives 275 U"), "{said}");
        assert_eq!(doses_in_a_fill(Volume::from_pl(300_000_000)), 9);
        assert_eq!(doses_in_a_fill(Volume::ZERO), 0);
    }

    #[test]
    fn pump_units_are_counted_from_the_first() {
        assert_eq!(Units { first: 7, count: 3 }.seeds().collect::<Vec<u64>>(), [7, 8, 9]);
    }
}
