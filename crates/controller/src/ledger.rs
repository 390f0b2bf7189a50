//! The ledger: where every picolitre of the reservoir is. Integers only; `reserved + accounted + remaining ==
//! loaded`, always.

use units::Volume;

/// Writes the categories and the volumes by them from one list.
macro_rules! categories {
    ($($(#[$doc:meta])* $category:ident = $field:ident,)+) => {
        /// Why drug was delivered. Every volume has exactly one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub enum Category {
            $($(#[$doc])* $category,)+
        }

        impl Category {
            /// Every category.
            pub const ALL: [Self; [$(Self::$category),+].len()] = [$(Self::$category),+];

            /// Its name in records.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$category => stringify!($field),)+ }
            }
        }

        /// A volume for each category.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
        pub struct ByCategory {
            $($field: Volume,)+
        }

        impl ByCategory {
            /// The volume of one category.
            pub fn of(&self, category: Category) -> Volume {
                match category { $(Category::$category => self.$field,)+ }
            }

            /// The sum over all categories.
            pub fn sum(&self) -> Volume {
                Volume::ZERO $(+ self.$field)+
            }

            pub(crate) fn put(&mut self, category: Category, volume: Volume) {
                match category { $(Category::$category => self.$field += volume,)+ }
            }

            pub(crate) fn add(&mut self, other: &Self) {
                $(self.$field += other.$field;)+
            }
        }
    };
}

categories! {
    /// Scheduled basal, including what strokes gave early or late.
    Basal = basal,
    /// The same while a temporary rate is in force.
    TempBasal = temp_basal,
    /// What a bolus gives at once.
    FastBolus = fast_bolus,
    /// What a bolus gives over a time.
    ExtendedBolus = extended_bolus,
    /// Priming of the tube.
    PrimeTubing = prime_tubing,
    /// Priming of the cannula.
    PrimeCannula = prime_cannula,
}

/// The account of the reservoir, and of those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Ledger {
    loaded: Volume,
    /// Upper bound of the stroke in progress.
    reserved: Volume,
    accounted: ByCategory,
}

impl Ledger {
    /// A reservoir with this much in it.
    pub fn new(loaded: Volume) -> Self {
        Self { loaded, reserved: Volume::ZERO, accounted: ByCategory::default() }
    }

    /// What the reservoirs held, less what was thrown away with those that were replaced.
    pub fn loaded(&self) -> Volume {
        self.loaded
    }

    /// What has been accounted as moved.
    pub fn accounted(&self) -> Volume {
        self.accounted.sum()
    }

    /// What has been accounted as delivered into the body.
    pub fn into_body(&self) -> Volume {
        self.accounted() - self.accounted_as(Category::PrimeTubing)
    }

    /// What has been accounted in one category.
    pub fn accounted_as(&self, category: Category) -> Volume {
        self.accounted.of(category)
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
        let sum = self.reserved + self.accounted() + self.remaining();
        let negative = Category::ALL.iter().any(|category| self.accounted_as(*category).is_negative());
        sum == self.loaded && !self.reserved.is_negative() && !negative
    }

    /// Before a stroke: sets aside the most that it could deliver.
    pub(crate) fn reserve(&mut self, bound: Volume) {
        self.reserved = bound;
    }

    /// After a stroke: accounts what was measured, by category, and frees the rest.
    pub(crate) fn settle(&mut self, shares: &ByCategory) {
        self.reserved = Volume::ZERO;
        self.accounted.add(shares);
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
            strokes in proptest::collection::vec((0i64..3_000_000, 0usize..6, 0i64..3_000_000, 0usize..6, 0i64..3_000_000), 0..50),
        ) {
            let mut ledger = Ledger::new(Volume::from_pl(loaded));
            let mut of = [0; 6];
            for (bound, first, a, second, b) in strokes {
                ledger.reserve(Volume::from_pl(bound));
                prop_assert!(ledger.balances(), "{:?}", ledger);
                let mut shares = ByCategory::default();
                for (index, pl) in [(first, a), (second, b)] {
                    shares.put(Category::ALL[index], Volume::from_pl(pl));
                    of[index] += pl;
                }
                prop_assert_eq!(shares.sum(), Volume::from_pl(a + b));
                ledger.settle(&shares);
                prop_assert_eq!(ledger.reserved(), Volume::ZERO);
                prop_assert!(ledger.balances(), "{:?}", ledger);
            }
            prop_assert_eq!(Category::ALL.map(|category| ledger.accounted_as(category).as_pl()), of);
        }
    }
}
