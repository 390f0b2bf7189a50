//! What the device reads from outside as bytes: only this crate knows how they are laid out.
//!
//! Everything that comes from outside may be anything. Each decoder is a total function: any bytes give a value that
//! was checked as a whole, or one error that says what is wrong. Nothing here allocates, performs input or output, or
//! can panic.
//!
//! - `set_record`: what an infusion set's tag says of the set. `date`: its expiry.
//! - `ndef`: the tag's memory as blocks, messages and records. `bytes`: reading and writing without overrun.
//! - `error`: what may be wrong with a tag.
//! - `lockstep`: a controller that runs elsewhere, asked step by step over a serial line.
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

mod bytes;
mod date;
mod error;
mod journal_item;
pub mod lockstep;
mod ndef;
mod set_record;

pub use error::TagError;
pub use journal_item::{ITEM_SIZE_MAX, Item, ItemError, ItemKind, ItemRef, decode_settings, decode_state};
pub use ndef::data_area_size;
pub use set_record::{decode_set, encode_set};
