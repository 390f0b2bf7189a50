//! The second opinion: sees the raw readings and what is asked of the wires, and passes or withholds their power.
//!
//! Each wire hangs on two switches in series. One follows the processor that delivers, the other follows
//! [`Supervisor::step`], whose duty for a wire is never above what was asked: it can take power away and add none.
//! It knows nothing of therapy, doses or phases, and shares no estimate with whom it watches: its arithmetic, its
//! limits and its figures of the plunger's sensor are its own. Nothing here reads a clock, allocates, performs input or
//! output, or can panic.
//!
//! - `wire`, `readings`, `asked`, `decision`: what goes in and out. `limits`: every limit, with its reason.
//! - `supervisor`: the one `step`. `start_up`: the proof, before anything moves, that each switch can open.
//! - `current`, `heat`, `interlock`, `travel`, `window`: one check each. `arithmetic`: what they count with.
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        clippy::float_arithmetic,
        clippy::integer_division,
        clippy::modulo_arithmetic,
        clippy::missing_errors_doc,
        clippy::missing_panics_doc,
        clippy::large_stack_arrays,
        clippy::default_numeric_fallback
    )
)]

#[cfg(test)]
extern crate std;

mod arithmetic;
mod asked;
mod current;
mod decision;
mod heat;
mod interlock;
mod limits;
mod readings;
mod start_up;
mod supervisor;
mod travel;
mod window;
mod wire;

pub use asked::{ArmToken, Asked, Fresh};
pub use decision::{Decision, Reason, Withheld};
pub use heat::HeatFigures;
pub use limits::{InterlockLimits, Parted, SupervisorLimits, TravelLimits, WindowLimit, WireLimits};
pub use readings::{Counts, Place, Readings};
pub use start_up::{StartUp, StartUpLimits, StartUpStep};
pub use supervisor::Supervisor;
pub use travel::{TravelFigures, TravelPoint};
pub use wire::{Duty, PerWire, Wire};
