//! Parameters: what a drawing leaves open, with the range in which real parts scatter and the source of each figure.

use crate::random::Random;

/// One parameter as the documents show it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// Name in code, within its group.
    pub name: &'static str,
    /// Unit, as printed.
    pub unit: &'static str,
    /// Smallest value that a good unit has.
    pub low: f64,
    /// Value by design.
    pub nominal: f64,
    /// Largest value that a good unit has.
    pub high: f64,
    /// Where the figure comes from: a key of `docs/sources.md`, or `assumed, because ...`.
    pub source: &'static str,
}

impl Row {
    /// A value for one unit: triangular between low and high, most often near nominal.
    pub(crate) fn draw(&self, random: &mut Random) -> f64 {
        let t = random.triangular();
        let reach = if t < 0.0 { self.nominal - self.low } else { self.high - self.nominal };
        self.nominal + t * reach
    }
}

/// The parameters of one part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    /// The part.
    pub part: &'static str,
    /// Who owns it.
    pub owner: crate::inventory::Owner,
    /// Its parameters.
    pub rows: &'static [Row],
}

/// Declares a part's parameters once: the struct of their values, the half of the device that owns the part, the rows
/// for documents, and how a unit draws them.
macro_rules! parameters {
    ($(#[$meta:meta])* $name:ident, $half:ident, $part:literal;
     $($field:ident: $unit:literal, $low:literal, $nominal:literal, $high:literal, source: $source:literal;)+) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub(crate) struct $name { $(#[doc = concat!("Unit: ", $unit, ". Source: ", $source)] pub(crate) $field: f64,)+ }

        impl $crate::half::Owned for $name {
            type By = $crate::unit::$half;
        }

        impl $name {
            pub(crate) const GROUP: $crate::parameter::Group = $crate::parameter::Group {
                part: $part,
                owner: <$crate::unit::$half as $crate::half::Half>::OWNER,
                rows: &[$($crate::parameter::Row {
                    name: stringify!($field),
                    unit: $unit,
                    low: $low,
                    nominal: $nominal,
                    high: $high,
                    source: $source,
                },)+],
            };

            /// The part as drawn, every value nominal.
            pub(crate) fn nominal() -> Self {
                let [$($field),+] = Self::values(|row| row.nominal);
                Self { $($field),+ }
            }

            /// One unit's part.
            pub(crate) fn draw(random: &mut $crate::random::Random) -> Self {
                let [$($field),+] = Self::values(|row| row.draw(random));
                Self { $($field),+ }
            }

            /// The same shape at another size: lengths by the factor, volumes by its cube.
            #[cfg(test)]
            pub(crate) fn scaled(&self, by: f64) -> Self {
                let factor = |name| match Self::GROUP.rows.iter().find(|row| row.name == name).map(|row| row.unit) {
                    Some("mm") => by,
                    Some("uL") => by * by * by,
                    _ => 1.0,
                };
                Self { $($field: self.$field * factor(stringify!($field)),)+ }
            }

            fn values<const N: usize>(mut value: impl FnMut(&$crate::parameter::Row) -> f64) -> [f64; N] {
                core::array::from_fn(|i| value(&Self::GROUP.rows[i]))
            }
        }
    };
}
pub(crate) use parameters;
