//! The watchdog (CMSDK APB): what happens when the controller does not come back.
//!
//! Its first time-out is the non-maskable interrupt, which nothing that the controller does can hold up; see
//! `last_words`. Its second, should even that not run, resets the board, whose pins are then off.

use crate::power;
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

/// The time for a request while a wire may have power: 5 ms at 25 MHz, half of the shortest time between two steps. The
/// longest that was seen takes a fraction of it: see `budgets.toml`.
const POWERED_CYCLES: u32 = 125_000;
/// While no wire has: 100 ms. A controller is made then, or made again from a record.
const UNPOWERED_CYCLES: u32 = 2_500_000;

/// The watchdog runs for as long as this is alive.
pub(crate) struct Armed(());

/// Starts the time for one request.
pub(crate) fn arm() -> Armed {
    LOCK.write(UNLOCK);
    LOAD.write(if power::is_on() { POWERED_CYCLES } else { UNPOWERED_CYCLES });
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
