//! Gathers the bytes of one frame after the other.

use super::frame::FrameError;

/// Bytes of a frame that is still coming, of which there may be so many.
#[derive(Debug)]
pub struct Receiver<const MAX: usize> {
    bytes: [u8; MAX],
    /// How many have come; more than there is room for are counted, and thrown away.
    count: usize,
}

impl<const MAX: usize> Default for Receiver<MAX> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const MAX: usize> Receiver<MAX> {
    /// Nothing has come.
    pub const fn new() -> Self {
        Self { bytes: [0; MAX], count: 0 }
    }

    /// Takes a byte; with the zero that closes a frame, gives the frame's bytes. An empty frame is none: a zero may
    /// come before a frame as well as after it.
    ///
    /// # Errors
    /// [`FrameError::TooLong`] when the frame that just ended was longer than any.
    pub fn take(&mut self, byte: u8) -> Option<Result<&mut [u8], FrameError>> {
        if byte != 0 {
            if let Some(free) = self.bytes.get_mut(self.count) {
                *free = byte;
            }
            self.count = self.count.saturating_add(1);
            return None;
        }
        match core::mem::take(&mut self.count) {
            0 => None,
            count => Some(self.bytes.get_mut(..count).ok_or(FrameError::TooLong)),
        }
    }
}
