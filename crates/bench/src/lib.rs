//! The bench: proves the controller against the twin.

#![cfg_attr(
    test,
    expect(clippy::missing_panics_doc, reason = "a test panics to fail")
)]

mod board;
pub mod factory;
pub mod nightscout;
pub mod scenario;
pub mod world;
