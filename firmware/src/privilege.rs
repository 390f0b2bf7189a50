//! Lets the controller's step run without privilege: it can neither mask an interrupt nor reach the registers of
//! processor and `SysTick`, whatever it does.

use core::arch::asm;
use cortex_m::register::control::{self, Npriv};
use cortex_m_rt::exception;

/// Gives up privilege.
pub(crate) fn give_up() {
    set(Npriv::Unprivileged);
}

/// Whether an exception is at work, which has privilege anyway.
pub(crate) fn in_exception() -> bool {
    let number: u32;
    // SAFETY: reads a register of the processor, and nothing else.
    unsafe { asm!("mrs {}, IPSR", out(reg) number, options(nomem, nostack, preserves_flags)) };
    number != 0
}

/// Asks for privilege, as anything that runs without can; from then on it has.
pub(crate) fn regain() {
    // SAFETY: the call enters the handler below, which changes one bit and returns.
    unsafe { asm!("svc 0", options(nostack)) };
}

fn set(privilege: Npriv) {
    let mut control = control::read();
    control.set_npriv(privilege);
    // SAFETY: the stack in use stays as it is; privilege is all that changes.
    unsafe { control::write(control) };
}

/// Gives privilege back to whoever called.
#[exception]
fn SVCall() {
    set(Npriv::Privileged);
}
