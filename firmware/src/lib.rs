//! Controller and supervisor, unchanged, on a Cortex-M4F: what surrounds them on the board that QEMU calls `mps2-an386`.
//!
//! The image answers requests on its serial line (`protocol::lockstep`); sensors and wires are in the bench at the other
//! end, and time comes with each request. What is of the board itself is here.
//!
//! - `device`: the one loop. `privilege`: the controller's step has none, so that it cannot hold up what watches it.
//! - `guard`: the supervisor, in an interrupt of its own. `memory`: the journal's flash.
//! - `uart`, `power`, `watchdog`, `cycles`, `stack`: one piece of hardware each.
//! - `last_words`: what happens when program, processor, supervisor or watchdog says that something is wrong.
//! - `retained`: what outlasts a reset. `register`: a register by its address.
#![no_std]

mod cycles;
mod device;
mod guard;
mod last_words;
mod memory;
mod power;
mod privilege;
mod register;
mod retained;
mod stack;
mod uart;
mod watchdog;

pub use device::Device;
pub use guard::kill as kill_the_supervisor;
