//! Which half of the device owns a part, as types.
//!
//! Everything that liquid touches is thrown away with the reservoir or with the set, and everything that moves or
//! senses is kept. A part says once who owns it, and a half is declared with its parts: a part in the wrong half does
//! not compile.
//!
//! A wetted part cannot go into the reusable half:
//!
//! ```
//! use twin::half::{Owned, belongs};
//! struct Seat;
//! impl Owned for Seat {
//!     type By = twin::Disposable;
//! }
//! belongs::<Seat, twin::Disposable>();
//! ```
//! ```compile_fail,E0271
//! use twin::half::{Owned, belongs};
//! struct Seat;
//! impl Owned for Seat {
//!     type By = twin::Disposable;
//! }
//! belongs::<Seat, twin::Reusable>();
//! ```
//!
//! And what the reusable half owns cannot hold liquid:
//!
//! ```compile_fail,E0271
//! use twin::half::{Owned, wetted};
//! struct Gear;
//! impl Owned for Gear {
//!     type By = twin::Reusable;
//! }
//! wetted::<Gear>();
//! ```

/// Liquid touches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wetted;

/// Liquid never touches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dry;

/// A half of the device, or what it is joined to.
pub trait Half {
    /// [`Wetted`] or [`Dry`].
    type Surface;
    /// The same as a value, for documents.
    const OWNER: crate::inventory::Owner;
}

/// What one half owns.
pub trait Owned {
    /// The half.
    type By: Half;
}

/// Compiles only for a part that `H` owns.
pub const fn belongs<P: Owned<By = H>, H: Half>() {}

/// Compiles only for a part that liquid may touch.
pub const fn wetted<P: Owned>()
where
    P::By: Half<Surface = Wetted>,
{
}

/// Declares a half with its parts, each of which has to be owned by it: the struct of their parameters, the groups for
/// documents, and how a unit draws them. Parts of one kind share a row.
macro_rules! half {
    ($(#[$meta:meta])* $name:ident, $surface:ident; $($($field:ident),+: $part:ty;)+) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub struct $name { $($(pub(crate) $field: $part,)+)+ }

        impl $crate::half::Half for $name {
            type Surface = $crate::half::$surface;
            const OWNER: $crate::inventory::Owner = $crate::inventory::Owner::$name;
        }

        $(const _: () = $crate::half::belongs::<$part, $name>();)+

        impl $name {
            /// The parameter rows of its parts.
            pub(crate) const GROUPS: &'static [$crate::parameter::Group] = &[$(<$part>::GROUP),+];

            /// As drawn, every parameter nominal.
            fn nominal() -> Self {
                Self { $($($field: <$part>::nominal(),)+)+ }
            }

            /// Of the pump unit with this seed; each part draws from a stream of its own.
            pub(crate) fn draw(seed: u64) -> Self {
                let stream = |part, field| $crate::random::Random::of_part(seed, part, field);
                Self { $($($field: <$part>::draw(&mut stream(<$part>::GROUP.part, stringify!($field))),)+)+ }
            }

            /// The same shape at another size.
            #[cfg(test)]
            fn scaled(&self, by: f64) -> Self {
                Self { $($($field: self.$field.scaled(by),)+)+ }
            }
        }
    };
}
pub(crate) use half;
