//! The pin that lets the wires have power: on this board user LED 0, so that it can be seen.
//!
//! The duties themselves travel to the bench with each answer; this pin is what the last words take away first.

use crate::register::Register;
use controller::{Duty, Outputs};

// SAFETY: the LED register of the board's FPGA; it only lights LEDs.
const LEDS: Register = unsafe { Register::at(0x4002_8000) };

/// Lets the wires have power if any is to have some.
pub(crate) fn follow(outputs: &Outputs) {
    let any = [outputs.pump, outputs.first_valve, outputs.second_valve].iter().any(|duty| *duty > Duty::OFF);
    LEDS.write(u32::from(any));
}

/// Takes power from all wires.
pub(crate) fn drop_all() {
    LEDS.write(0);
}
