//! The controller, unchanged, on a Cortex-M4F: what surrounds it on the board that QEMU calls `mps2-an386`.
//!
//! The image answers requests on its serial line (`protocol::lockstep`); sensors and wires are in the bench at the other
//! end, and time comes with each request. What is of the board itself is here: the line, the pin that lets the wires
//! have power, a watchdog that the controller cannot hold up, a cycle counter, and the stack's high-water mark.
//!
//! - `device`: the one loop. `uart`, `power`, `watchdog`, `cycles`, `stack`: one piece of hardware each.
//! - `last_words`: what happens when the program, the processor or the clock says that something is wrong.
//! - `register`: the only place where memory is touched by address.
#![no_std]

mod cycles;
mod device;
mod last_words;
mod power;
mod register;
mod stack;
mod uart;
mod watchdog;

pub use device::Device;
