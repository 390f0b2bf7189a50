//! What all plain quantities share: a whole number of steps, its limits, its text, and sums where
//! sums have a meaning.

/// Defines a quantity that may take any value of its integer, with constants, conversions and text.
///
/// Each line of the call says one thing: the type and its integer; the step; the names of the
/// conversions; the limits as text, for documentation and errors; the unit it is shown in, and how
/// many of its decimals make one step; the units it is read in, and how many steps each is.
macro_rules! quantity {
    (
        $(#[$doc:meta])*
        $name:ident($integer:ty),
        step $step:literal,
        convert $from:ident, $into:ident,
        range $least:literal to $greatest:literal,
        shown in $shown:literal with $decimals:literal decimals,
        read in [$($symbol:literal = $unit:expr),+ $(,)?] $(,)?
    ) => {
        $(#[$doc])*
        #[doc = ""]
        #[doc = concat!("A whole number of steps of ", $step, ",")]
        #[doc = concat!("from ", $least, " to ", $greatest, ".")]
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name($integer);

        impl $name {
            #[doc = concat!("0 ", $shown, ", which is also the default.")]
            pub const ZERO: Self = Self(0);
            #[doc = concat!("The least value, ", $least, ".")]
            pub const MIN: Self = Self(<$integer>::MIN);
            #[doc = concat!("The greatest value, ", $greatest, ".")]
            pub const MAX: Self = Self(<$integer>::MAX);

            #[doc = concat!("From a number of steps of ", $step, ". Every value is allowed.")]
            pub const fn $from(steps: $integer) -> Self {
                Self(steps)
            }

            #[doc = concat!("The number of steps of ", $step, ", exactly.")]
            pub const fn $into(self) -> $integer {
                self.0
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                crate::text::write_decimal(f, i64::from(self.0), $decimals)?;
                f.write_str(concat!(" ", $shown))
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(self, f)
            }
        }

        impl core::str::FromStr for $name {
            type Err = crate::ParseQuantityError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                const SCALE: crate::text::Scale = crate::text::Scale {
                    units: &[$(($symbol, $unit)),+],
                    allowed: &[$($symbol),+],
                    finest: $step,
                    least: $least,
                    greatest: $greatest,
                };
                let steps = SCALE.read(text)?;
                <$integer>::try_from(steps).map(Self).map_err(|_| SCALE.out_of_range())
            }
        }
    };
}

/// Gives a quantity the operations of an amount: sum, difference, opposite and size, all
/// saturating.
macro_rules! amount {
    ($name:ident) => {
        impl $name {
            /// The size without the sign; saturates, so that the size of `MIN` is `MAX`.
            #[must_use]
            pub const fn abs(self) -> Self {
                Self(self.0.saturating_abs())
            }

            /// Whether it is less than zero.
            pub const fn is_negative(self) -> bool {
                self.0.is_negative()
            }

            /// Whether it is more than zero.
            pub const fn is_positive(self) -> bool {
                self.0.is_positive()
            }
        }

        impl core::ops::Add for $name {
            type Output = Self;

            /// Exact; saturates at `MIN` and `MAX`.
            fn add(self, other: Self) -> Self {
                Self(self.0.saturating_add(other.0))
            }
        }

        impl core::ops::Sub for $name {
            type Output = Self;

            /// Exact; saturates at `MIN` and `MAX`.
            fn sub(self, other: Self) -> Self {
                Self(self.0.saturating_sub(other.0))
            }
        }

        impl core::ops::Neg for $name {
            type Output = Self;

            /// Exact; saturates, so that the opposite of `MIN` is `MAX`.
            fn neg(self) -> Self {
                Self(self.0.saturating_neg())
            }
        }

        impl core::ops::AddAssign for $name {
            /// Exact; saturates at `MIN` and `MAX`.
            fn add_assign(&mut self, other: Self) {
                self.0 = self.0.saturating_add(other.0);
            }
        }

        impl core::ops::SubAssign for $name {
            /// Exact; saturates at `MIN` and `MAX`.
            fn sub_assign(&mut self, other: Self) {
                self.0 = self.0.saturating_sub(other.0);
            }
        }
    };
}

/// Gives an amount the multiplication by a ratio.
macro_rules! scalable {
    ($name:ident) => {
        impl $name {
            /// This times `num / den`, rounded toward zero; saturates at `MIN` and `MAX`, and is
            /// `ZERO` when `den` is 0.
            #[must_use]
            pub fn scaled(self, num: i64, den: i64) -> Self {
                Self(crate::integer::scaled(self.0, num, den))
            }
        }
    };
}
