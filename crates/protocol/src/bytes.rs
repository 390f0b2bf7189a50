//! Reading bytes from the front of a slice, and writing them into one, without ever running over the end.

use crate::TagError;

/// Bytes that are still to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a>(pub(crate) &'a [u8]);

impl<'a> Source<'a> {
    /// The next `N` bytes; `None`, and nothing is taken, when fewer are left.
    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*array)
    }

    /// The next byte.
    pub(crate) fn byte(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    /// The next `size` bytes; `None`, and nothing is taken, when fewer are left.
    pub(crate) fn slice(&mut self, size: usize) -> Option<&'a [u8]> {
        let (slice, rest) = self.0.split_at_checked(size)?;
        self.0 = rest;
        Some(slice)
    }
}

/// Room that is still to be written.
#[derive(Debug)]
pub(crate) struct Sink<'a> {
    room: &'a mut [u8],
    size: usize,
}

impl<'a> Sink<'a> {
    pub(crate) fn new(room: &'a mut [u8]) -> Self {
        Self { room, size: 0 }
    }

    /// Writes all of `bytes`.
    ///
    /// # Errors
    /// [`TagError::NoRoom`] when they do not fit; nothing of them is written then.
    pub(crate) fn put(&mut self, bytes: &[u8]) -> Result<(), TagError> {
        let room = core::mem::take(&mut self.room);
        let (now, rest) = room.split_at_mut_checked(bytes.len()).ok_or(TagError::NoRoom)?;
        now.copy_from_slice(bytes);
        self.room = rest;
        self.size = self.size.saturating_add(bytes.len());
        Ok(())
    }

    /// How many bytes were written.
    pub(crate) fn size(&self) -> usize {
        self.size
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_gives_what_is_there_and_no_more() {
        let mut source = Source(&[1, 2, 3, 4]);
        assert_eq!(source.byte(), Some(1));
        assert_eq!(source.array(), Some([2, 3]));
        assert_eq!(source.slice(2), None);
        assert_eq!(source.slice(1), Some(&[4][..]));
        assert_eq!(source.byte(), None);
        assert_eq!(source.slice(0), Some(&[][..]));
    }

    #[test]
    fn a_sink_refuses_what_does_not_fit() {
        let mut room = [0; 3];
        let mut sink = Sink::new(&mut room);
        assert_eq!(sink.put(&[1, 2]), Ok(()));
        assert_eq!(sink.put(&[3, 4]), Err(TagError::NoRoom));
        assert_eq!(sink.size(), 2);
        assert_eq!(room, [1, 2, 0]);
    }
}
