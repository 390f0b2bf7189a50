//! Counts cycles of the processor's clock, by the board's timers: QEMU does not model the counter that is made for it
//! (DWT), and `SysTick` is the supervisor's.

use crate::register::Register;

// SAFETY: these are the registers of the board's two timers, a counter for each.
pub(crate) const CONTROLLER: Counter = unsafe { Counter::at(0x4000_0000) };
// SAFETY: as above.
pub(crate) const SUPERVISOR: Counter = unsafe { Counter::at(0x4000_1000) };

const CONTROL_ENABLE: u32 = 1 << 0;

/// A timer (CMSDK APB timer).
pub(crate) struct Counter {
    control: Register,
    value: Register,
    reload: Register,
}

impl Counter {
    /// # Safety
    /// A timer's registers are there.
    const unsafe fn at(base: usize) -> Self {
        // SAFETY: none of a timer's registers makes it touch memory.
        unsafe {
            Self { control: Register::at(base), value: Register::at(base + 0x4), reload: Register::at(base + 0x8) }
        }
    }

    /// Counts from here. It counts 32 bits, down: almost three minutes at 25 MHz.
    pub(crate) fn begin(&self) {
        self.reload.write(u32::MAX);
        self.value.write(u32::MAX);
        self.control.write(CONTROL_ENABLE);
    }

    /// How many cycles have passed since.
    pub(crate) fn end(&self) -> u32 {
        let left = self.value.read();
        self.control.write(0);
        u32::MAX - left
    }
}
