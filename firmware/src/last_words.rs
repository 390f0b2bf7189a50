//! What happens when something is wrong that no alarm covers: power off first, then the record, then a reset, and the
//! device ends by saying why.
//!
//! Four roads lead here: the program panics, the processor refuses an instruction, the supervisor finds that the
//! controller has not come back, or the watchdog that a request has not been answered. Nothing on the way needs what may
//! be broken: no heap, no lock, no controller, no line. What is said is said after the reset, from what was retained.

use crate::{power, privilege, retained, uart};
use core::panic::PanicInfo;
use cortex_m::peripheral::SCB;
use cortex_m_rt::{ExceptionFrame, exception};
use cortex_m_semihosting::debug;
use protocol::lockstep::{Answer, Cause, Frame};

/// Takes power away, writes down why, and resets the board. What was written down first stays.
pub(crate) fn end(cause: Cause) -> ! {
    power::drop_all();
    // SAFETY: whatever was at this was interrupted for ever.
    unsafe {
        if retained::words().get().is_none() {
            let mut bytes = [0; 24];
            let size = postcard::to_slice(&cause, &mut bytes).map_or(0, |written| written.len());
            retained::words().put((bytes, size));
        }
    }
    SCB::sys_reset()
}

/// After a reset: if the last words were spoken, says them, and ends the device with a status that is not zero.
pub(crate) fn say() {
    // SAFETY: this is called first after a reset, before anything can go wrong.
    let words = unsafe { retained::words().get().copied() };
    let Some((bytes, size)) = words else { return };
    // SAFETY: as above.
    unsafe { retained::words().clear() };
    let cause = bytes.get(..size).and_then(|bytes| postcard::from_bytes(bytes).ok());
    let mut room = [0; 64];
    let frame = Frame { sequence: 0, body: Answer::<()>::PowerDropped(cause.unwrap_or(Cause::Overdue)) };
    // The line may be in the middle of an answer: a zero ends that.
    uart::send(&[0]);
    uart::send(frame.encode(&mut room).unwrap_or_default());
    loop {
        debug::exit(debug::EXIT_FAILURE);
    }
}

#[panic_handler]
fn panicked(info: &PanicInfo<'_>) -> ! {
    power::drop_all();
    // In an exception there is privilege already, and no way to ask for it.
    if !privilege::in_exception() {
        privilege::regain();
    }
    end(Cause::Panicked { line: info.location().map_or(0, core::panic::Location::line) })
}

/// # Safety
/// Only the processor calls it.
#[exception]
unsafe fn HardFault(frame: &ExceptionFrame) -> ! {
    end(Cause::HardFault { address: frame.pc() })
}

/// The watchdog's interrupt.
///
/// # Safety
/// Only the processor calls it.
#[exception]
unsafe fn NonMaskableInt() {
    end(Cause::Overdue)
}
