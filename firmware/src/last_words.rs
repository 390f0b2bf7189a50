//! What happens when something is wrong that no alarm covers: power off first, then the record, then the end.
//!
//! Three roads lead here: the program panics, the processor refuses an instruction, or the watchdog finds that a request
//! has not been answered in time. Nothing on the way needs what may be broken: no heap, no lock, no controller.

use crate::{power, uart};
use core::panic::PanicInfo;
use cortex_m_rt::{ExceptionFrame, exception};
use cortex_m_semihosting::{debug, hio};
use protocol::lockstep::{Answer, Cause, FRAME_MAX, Frame};

fn end(cause: Cause, words: &str) -> ! {
    power::drop_all();
    let mut room = [0; FRAME_MAX];
    let frame = Frame { sequence: 0, body: Answer::PowerDropped(cause) };
    // The line may be in the middle of an answer: a zero ends that.
    uart::send(&[0]);
    uart::send(frame.encode(&mut room).unwrap_or_default());
    // Whether anyone reads it does not matter any more.
    if let Ok(mut stderr) = hio::hstderr() {
        stderr.write_all(words.as_bytes()).unwrap_or_default();
    }
    loop {
        debug::exit(debug::EXIT_FAILURE);
    }
}

#[panic_handler]
fn panicked(info: &PanicInfo<'_>) -> ! {
    power::drop_all();
    let line = info.location().map_or(0, core::panic::Location::line);
    end(Cause::Panicked { line }, "firmware: panicked; wire power is off\n")
}

/// # Safety
/// Only the processor calls it.
#[exception]
unsafe fn HardFault(frame: &ExceptionFrame) -> ! {
    power::drop_all();
    end(Cause::HardFault { address: frame.pc() }, "firmware: hard fault; wire power is off\n")
}

/// The watchdog's interrupt.
///
/// # Safety
/// Only the processor calls it.
#[exception]
unsafe fn NonMaskableInt() {
    power::drop_all();
    end(Cause::Overdue, "firmware: a request was not answered in time; wire power is off\n")
}
