//! The watchdog (CMSDK APB): what happens when a request is not answered and the supervisor has not ended it, because it
//! is not the controller that hangs, or because the supervisor's own interrupt is dead.
//!
//! Its first time-out is the non-maskable interrupt, which nothing can hold up; see `last_words`. Its second, should even
//! that not run, resets the board, whose pins are then off.

use crate::register::Register;

const BASE: usize = 0x4000_8000;
// SAFETY: these are the watchdog's registers; none of them makes it touch memory.
const LOAD: Register = unsafe { Register::at(BASE) };
// SAFETY: as above.
const CONTROL: Register = unsafe { Register::at(BASE + 0x8) };
// SAFETY: as above.
const CLEAR: Register = unsafe { Register::at(BASE + 0xc) };
// SAFETY: as above.
const LOCK: Register = unsafe { Register::at(BASE + 0xc00) };

const CONTROL_INTERRUPT: u32 = 1 << 0;
const CONTROL_RESET: u32 = 1 << 1;
/// Opens the lock; every other value shuts it.
const UNLOCK: u32 = 0x1acc_e551;

/// A second and a half, in cycles of 40 ns: most of it for reading a full journal after a reset. No wire has power then;
/// where one has, the supervisor comes long before.
const ALLOWED: u32 = 37_500_000;

/// The watchdog runs for as long as this is alive.
pub(crate) struct Armed(());

/// Starts the time for one request.
pub(crate) fn arm() -> Armed {
    LOCK.write(UNLOCK);
    LOAD.write(ALLOWED);
    // The emulated one counts on while it is off, and would remember a time-out from then.
    CLEAR.write(1);
    CONTROL.write(CONTROL_INTERRUPT | CONTROL_RESET);
    LOCK.write(0);
    Armed(())
}

impl Drop for Armed {
    fn drop(&mut self) {
        LOCK.write(UNLOCK);
        CONTROL.write(0);
        LOAD.write(u32::MAX);
        LOCK.write(0);
    }
}
