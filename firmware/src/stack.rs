//! The stack's high-water mark: it was painted before `main`, and what is no longer painted was in use.

use core::ptr;
use cortex_m_rt::STACK_PAINT_VALUE;

unsafe extern "C" {
    /// The stack's highest address, where it starts; from the linker.
    static _stack_start: u32;
    /// Its lowest.
    static _stack_end: u32;
}

/// The most bytes of stack that were ever in use.
pub(crate) fn worst() -> u32 {
    let (mut word, start) = (&raw const _stack_end, &raw const _stack_start);
    // SAFETY: between its two ends the stack is plain memory, and what lies below what is in use does not change.
    while word < start && unsafe { ptr::read_volatile(word) } == STACK_PAINT_VALUE {
        word = word.wrapping_add(1);
    }
    u32::try_from(start.addr() - word.addr()).unwrap_or(u32::MAX)
}
