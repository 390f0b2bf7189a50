//! The ledger: where every picolitre of the reservoir is. Integers only; `reserved + accounted + remaining ==
//! loaded`, always.

use units::Volume;

/// Why drug was delivered. Every volume has exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Category {
    /// Scheduled or temporary basal, including what strokes gave early or late.
    Basal,
    /// A bolus.
    Bolus,
}

/// The account of one reservoir.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Ledger {
    loaded: Volume,
    /// Upper bound of the stroke in progress.
    reserved: Volume,
    basal: Volume,
    bolus: Volume,
}

impl Ledger {
    /// A reservoir with this much in it.
    pub fn new(loaded: Volume) -> Self {
        Self { loaded, reserved: Volume::ZERO, basal: Volume::ZERO, bolus: Volume::ZERO }
    }

    /// What was in the reservoir at first.
    pub fn loaded(&self) -> Volume {
        self.loaded
    }

    /// What has been accounted as delivered.
    pub fn accounted(&self) -> Volume {
        self.basal + self.bolus
    }

    /// What has been accounted in one category.
    pub fn accounted_as(&self, category: Category) -> Volume {
        match category {
            Category::Basal => self.basal,
            Category::Bolus => self.bolus,
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
