//! Two pins that let the wires have power, as two switches in series: one follows the controller, the other the
//! supervisor. On this board they are LEDs of two different chips, so that they can be seen, and so that neither writes
//! what is the other's.
//!
//! The duties themselves travel to the bench with each answer; these pins are what the last words take away first.

use crate::register::Register;
use controller::{Duty, Outputs};
use supervisor::{PerWire, Wire};

// SAFETY: the LED register of the board's FPGA; it only lights LEDs.
const CONTROLLER: Register = unsafe { Register::at(0x4002_8000) };
// SAFETY: the LED register of the board's system controller (SCC CFG1); it only lights LEDs.
const SUPERVISOR: Register = unsafe { Register::at(0x4002_f004) };

/// The controller's switch: lets the wires have power if any is to have some.
pub(crate) fn ask(outputs: &Outputs) {
    let any = [outputs.pump, outputs.first_valve, outputs.second_valve].iter().any(|duty| *duty > Duty::OFF);
    CONTROLLER.write(u32::from(any));
}

/// The supervisor's switch, likewise.
pub(crate) fn pass(passed: &PerWire<supervisor::Duty>) {
    let any = Wire::ALL.iter().any(|wire| passed.of(*wire) > supervisor::Duty::OFF);
    SUPERVISOR.write(u32::from(any));
}

/// Takes power from all wires, by either switch.
pub(crate) fn drop_all() {
    SUPERVISOR.write(0);
    CONTROLLER.write(0);
}
