//! Counts cycles of the processor's clock, by `SysTick`: QEMU does not model the counter that is made for it (DWT).

use cortex_m::peripheral::SYST;
use cortex_m::peripheral::syst::SystClkSource;

/// `SysTick` counts 24 bits: two thirds of a second at 25 MHz.
const MOST: u32 = 0x00ff_ffff;

/// Readies the counter.
pub(crate) fn start(syst: &mut SYST) {
    syst.set_clock_source(SystClkSource::Core);
    syst.set_reload(MOST);
}

/// How many cycles some work took, and what it gave.
pub(crate) fn of<T>(syst: &mut SYST, work: impl FnOnce() -> T) -> (T, u32) {
    syst.clear_current();
    syst.enable_counter();
    let done = work();
    let left = SYST::get_current();
    syst.disable_counter();
    // The counter's first cycle goes from zero to the most.
    (done, MOST.saturating_sub(left))
}
