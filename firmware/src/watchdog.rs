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

/// How long some work may take, in cycles of 40 ns.
#[derive(Clone, Copy)]
#[repr(u32)]
pub(crate) enum Allowed {
    /// A request: half a second. Where the controller hangs, the supervisor comes before.
    Request = 12_500_000,
    /// A restart: ten seconds.
    Restart = 250_000_000,
}

/// The watchdog runs for as long as this is alive.
pub(crate) struct Armed(());

/// Starts the time for one request.
pub(crate) fn arm() -> Armed {
    allow(Allowed::Request);
    Armed(())
}

/// From now on this much time is left.
pub(crate) fn allow(time: Allowed) {
    LOCK.write(UNLOCK);
    LOAD.write(time as u32);
    // The emulated one counts on while it is off, and would remember a time-out from then.
    CLEAR.write(1);
    CONTROL.write(CONTROL_INTERRUPT | CONTROL_RESET);
    LOCK.write(0);
}

impl Drop for Armed {
    fn drop(&mut self) {
        LOCK.write(UNLOCK);
        CONTROL.write(0);
        LOAD.write(u32::MAX);
        LOCK.write(0);
    }
}
