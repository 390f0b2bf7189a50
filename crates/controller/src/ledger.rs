//! The ledger: where every picolitre of the reservoir is. Integers only; `reserved + accounted + remaining ==
//! loaded`, always.

use crate::assembly::Prime;
use units::Volume;

/// Why drug was delivered. Every volume has exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Category {
    /// Scheduled or temporary basal, including what strokes gave early or late.
    Basal,
    /// A bolus.
    Bolus,
    /// Priming of tubing and needle: it never reached the body.
    PrimeTubing,
    /// Priming of the cannula.
    PrimeCannula,
}

/// The account of the reservoir, and of those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Ledger {
    loaded: Volume,
    /// Upper bound of the stroke in progress.
    reserved: Volume,
    basal: Volume,
    bolus: Volume,
    prime_tubing: Volume,
    prime_cannula: Volume,
}

impl Ledger {
    /// A reservoir with this much in it.
    pub fn new(loaded: Volume) -> Self {
        Self {
            loaded,
            reserved: Volume::ZERO,
            basal: Volume::ZERO,
            bolus: Volume::ZERO,
            prime_tubing: Volume::ZERO,
            prime_cannula: Volume::ZERO,
        }
    }

    /// What the reservoirs held, less what was thrown away with those that were replaced.
    pub fn loaded(&self) -> Volume {
        self.loaded
    }

    /// What has been accounted as moved.
    pub fn accounted(&self) -> Volume {
        self.into_body() + self.prime_tubing
    }

    /// What has been accounted as delivered into the body.
    pub fn into_body(&self) -> Volume {
        self.basal + self.bolus + self.prime_cannula
    }

    /// What has been accounted in one category.
    pub fn accounted_as(&self, category: Category) -> Volume {
        match category {
            Category::Basal => self.basal,
            Category::Bolus => self.bolus,
            Category::PrimeTubing => self.prime_tubing,
            Category::PrimeCannula => self.prime_cannula,
        }
    }

    /// What a stroke in progress could deliver at most.
    pub fn reserved(&self) -> Volume {
        self.reserved
    }

    /// What is left. Negative if more was accounted than was loaded: then the load was not what was said.
    pub fn remaining(&self) -> Volume {
        self.loaded - self.accounted() - self.reserved
    }

    /// REQ-LEDGER-1: what was loaded is what is reserved, accounted and left, and no part of it but the rest is negative.
    pub fn balances(&self) -> bool {
        let parts = [self.reserved, self.basal, self.bolus];
        let sum = self.reserved + self.accounted() + self.remaining();
        sum == self.loaded && !parts.iter().any(|part| part.is_negative())
    }

    /// Before a stroke: sets aside the most that it could deliver.
    pub(crate) fn reserve(&mut self, bound: Volume) {
        self.reserved = bound;
    }

    /// After a stroke: accounts what was measured, by category, and frees the rest.
    pub(crate) fn settle(&mut self, basal: Volume, bolus: Volume) {
        self.reserved = Volume::ZERO;
        self.basal += basal;
        self.bolus += bolus;
    }

    /// After a stroke of priming: accounts what was measured, and frees the rest.
    pub(crate) fn settle_prime(&mut self, prime: Prime, measured: Volume) {
        self.reserved = Volume::ZERO;
        match prime {
            Prime::Tubing => self.prime_tubing += measured,
            Prime::Cannula => self.prime_cannula += measured,
        }
    }

    /// Another reservoir with this much in it takes the place of the old one, whose rest is thrown away.
    pub(crate) fn renew(&mut self, loaded: Volume) {
        self.loaded = self.accounted() + self.reserved + loaded;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_is_made_or_lost(
            loaded in 0i64..3_000_000_000,
            strokes in proptest::collection::vec((0i64..3_000_000, 0i64..3_000_000, 0i64..3_000_000), 0..50),
        ) {
            let mut ledger = Ledger::new(Volume::from_pl(loaded));
            for (bound, basal, bolus) in strokes {
                ledger.reserve(Volume::from_pl(bound));
                prop_assert!(ledger.balances(), "{:?}", ledger);
                ledger.settle(Volume::from_pl(basal), Volume::from_pl(bolus));
                prop_assert_eq!(ledger.reserved(), Volume::ZERO);
                prop_assert!(ledger.balances(), "{:?}", ledger);
            }
        }
    }
}
