//! The journal's flash, emulated in a part of the board's memory that outlasts a reset: it keeps the rules of a flash.
//! Words only clear bits, pages are erased whole, and whatever breaks a rule is an error.

use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicBool, Ordering};
use embedded_storage_async::nor_flash::{ErrorType, NorFlash, NorFlashError, NorFlashErrorKind, ReadNorFlash};

const PAGE_SIZE: usize = 4_096;
const WORD_SIZE: usize = 4;
/// Of all pages.
const SIZE: usize = 64 * PAGE_SIZE;

#[repr(C, align(4))]
struct Cells(UnsafeCell<[u8; SIZE]>);

// SAFETY: there is one `Flash`, which alone touches them.
unsafe impl Sync for Cells {}

#[unsafe(link_section = ".journal")]
static CELLS: Cells = Cells(UnsafeCell::new([0; SIZE]));
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The flash.
pub(crate) struct Flash(&'static mut [u8; SIZE]);

/// Why the flash did not do what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FlashError {
    /// The place is not within it, or not at a word's or a page's boundary.
    Place,
    /// A bit that is cleared was to be set; only erasing does that.
    NotErased,
}

impl NorFlashError for FlashError {
    fn kind(&self) -> NorFlashErrorKind {
        match self {
            Self::Place => NorFlashErrorKind::OutOfBounds,
            Self::NotErased => NorFlashErrorKind::Other,
        }
    }
}

impl Flash {
    /// The one there is; none to whoever asks again.
    pub(crate) fn take() -> Option<Self> {
        // No other thread or interrupt asks for it; the processor has no atomic exchange to spare for that.
        if TAKEN.load(Ordering::Relaxed) {
            return None;
        }
        TAKEN.store(true, Ordering::Relaxed);
        // SAFETY: this is reached once, so the reference is the only one; any bytes are bytes, whatever the memory holds.
        Some(Self(unsafe { &mut *CELLS.0.get() }))
    }

    /// A new one's: all is blank.
    pub(crate) fn blank(&mut self) {
        self.0.fill(0xFF);
    }

    pub(crate) fn bytes(&mut self) -> &mut [u8] {
        self.0
    }

    fn place(&mut self, offset: u32, size: usize) -> Result<&mut [u8], FlashError> {
        let start = usize::try_from(offset).map_err(|_| FlashError::Place)?;
        self.0.get_mut(start..).and_then(|rest| rest.get_mut(..size)).ok_or(FlashError::Place)
    }
}

impl ErrorType for Flash {
    type Error = FlashError;
}

impl ReadNorFlash for Flash {
    const READ_SIZE: usize = 1;

    async fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), FlashError> {
        bytes.copy_from_slice(self.place(offset, bytes.len())?);
        Ok(())
    }

    fn capacity(&self) -> usize {
        SIZE
    }
}

impl NorFlash for Flash {
    const WRITE_SIZE: usize = WORD_SIZE;
    const ERASE_SIZE: usize = PAGE_SIZE;

    async fn erase(&mut self, from: u32, to: u32) -> Result<(), FlashError> {
        let size = to.checked_sub(from).and_then(|size| usize::try_from(size).ok()).ok_or(FlashError::Place)?;
        let whole = |bytes: usize| bytes % PAGE_SIZE == 0;
        if !whole(size) || !usize::try_from(from).is_ok_and(whole) {
            return Err(FlashError::Place);
        }
        self.place(from, size)?.fill(0xFF);
        Ok(())
    }

    async fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), FlashError> {
        let whole = |bytes: usize| bytes % WORD_SIZE == 0;
        if !whole(bytes.len()) || !usize::try_from(offset).is_ok_and(whole) {
            return Err(FlashError::Place);
        }
        let place = self.place(offset, bytes.len())?;
        for (cell, new) in place.iter_mut().zip(bytes) {
            if *new & !*cell != 0 {
                return Err(FlashError::NotErased);
            }
            *cell = *new;
        }
        Ok(())
    }
}
