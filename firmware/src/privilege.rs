//! Lets the controller's step run without privilege: it can neither mask an interrupt nor reach the registers of
//! processor and `SysTick`, whatever it does.

use core::arch::asm;
use cortex_m::register::control::{self, Npriv};
use cortex_m_rt::exception;

/// Does some work without privilege.
pub(crate) fn without<T>(work: impl FnOnce() -> T) -> T {
    set(Npriv::Unprivileged);
    let done = work();
    regain();
    done
}

/// Asks for privilege, as anything that runs without can; from then on it has.
pub(crate) fn regain() {
    // SAFETY: the call enters the handler below, which changes one bit and returns.
    unsafe { asm!("svc 0", options(nomem, nostack)) };
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
