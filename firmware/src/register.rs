//! A register of the board: 32 bits at an address.

use core::ptr;

/// A register that may be read and written at any time, by anyone.
#[derive(Clone, Copy)]
pub(crate) struct Register(usize);

impl Register {
    /// # Safety
    /// There is such a register of the board, and no value written to it touches memory.
    pub(crate) const unsafe fn at(address: usize) -> Self {
        Self(address)
    }

    pub(crate) fn read(self) -> u32 {
        // SAFETY: whoever made this has promised that the register is there.
        unsafe { ptr::read_volatile(ptr::with_exposed_provenance(self.0)) }
    }

    pub(crate) fn write(self, value: u32) {
        // SAFETY: whoever made this has promised that the register is there, and harmless.
        unsafe { ptr::write_volatile(ptr::with_exposed_provenance_mut(self.0), value) }
    }
}
