//! The journal in flash: items in order, in pages that are used in turn, readable after a loss of power at any instant.
//!
//! Pages and items are `sequential_storage`'s queue, the oldest page given up for the newest; what an item is,
//! `protocol` says. The newest record is all that a restart needs beside the newest settings, so the settings are
//! written again before the page that has them is given up.
//!
//! - `repair`: what has to be put right before a torn flash is used again. `claim`: an item that claims too much.
//! - `flash`: what is read and written beside the storage.
//!
//! Nothing here waits: the driver of the flash has to be done when it returns.
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

mod claim;
mod flash;
mod repair;
mod store;

pub use store::{Journal, JournalError, Kept};
