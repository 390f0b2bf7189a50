//! Counts cycles of the processor's clock, by the board's first timer: QEMU does not model the counter that is made for
//! it (DWT), and `SysTick` is the supervisor's.

use crate::register::Register;

const BASE: usize = 0x4000_0000;
// SAFETY: these are the timer's registers (CMSDK APB timer); none of them makes it touch memory.
const CONTROL: Register = unsafe { Register::at(BASE) };
// SAFETY: as above.
const VALUE: Register = unsafe { Register::at(BASE + 0x4) };
// SAFETY: as above.
const RELOAD: Register = unsafe { Register::at(BASE + 0x8) };

const CONTROL_ENABLE: u32 = 1 << 0;

/// Counts from here. It counts 32 bits, down: almost three minutes at 25 MHz.
pub(crate) fn begin() {
    RELOAD.write(u32::MAX);
    VALUE.write(u32::MAX);
    CONTROL.write(CONTROL_ENABLE);
}

/// How many cycles have passed since.
pub(crate) fn end() -> u32 {
    let left = VALUE.read();
    CONTROL.write(0);
    u32::MAX - left
}
