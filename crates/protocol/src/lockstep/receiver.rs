//! Gathers the bytes of one frame after the other.

use super::frame::{FRAME_MAX, FrameError};

/// Bytes of a frame that is still coming.
#[derive(Debug)]
pub struct Receiver {
    bytes: [u8; FRAME_MAX],
    /// How many have come; more than [`FRAME_MAX`] is counted, and thrown away.
    count: usize,
}

impl Default for Receiver {
    fn default() -> Self {
        Self::new()
    }
}

impl Receiver {
    /// Nothing has come.
    pub const fn new() -> Self {
        Self { bytes: [0; FRAME_MAX], count: 0 }
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
