//! A frame on the air between reader and tag: a few bits, or whole bytes, with or without a checksum behind them.
//!
//! Requests have seven bits, confirmations and refusals four. Parity bits are left out, so that a wrong bit is noticed
//! by a frame's checksum or not at all.

use crc::{CRC_16_ISO_IEC_14443_3_A, Crc, NoTable};

/// The longest frame holds every page and a checksum.
const BYTES_MAX: usize = super::memory::PAGES as usize * 4 + 2;

/// The checksum A of [ISO14443], sent with the least byte first.
const CHECKSUM: Crc<u16, NoTable> = Crc::<u16, NoTable>::new(&CRC_16_ISO_IEC_14443_3_A);

/// A frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    bytes: [u8; BYTES_MAX],
    bit_count: usize,
}

impl Frame {
    /// A frame of fewer than eight bits, the least first.
    ///
    /// # Panics
    /// When there are more bits, or `value` has others.
    pub fn short(value: u8, bit_count: usize) -> Self {
        assert!((1..8).contains(&bit_count) && value >> bit_count == 0, "a short frame of {bit_count} bits: {value}");
        Self { bit_count, ..Self::plain(&[value]) }
    }

    /// A frame of these bytes and no checksum.
    ///
    /// # Panics
    /// When there are more than 182 bytes.
    pub fn plain(content: &[u8]) -> Self {
        let mut bytes = [0; BYTES_MAX];
        bytes[..content.len()].copy_from_slice(content);
        Self { bytes, bit_count: 8 * content.len() }
    }

    /// A frame of these bytes and their checksum.
    ///
    /// # Panics
    /// When there are more than 180 bytes.
    pub fn checked(content: &[u8]) -> Self {
        let mut frame = Self::plain(content);
        frame.bytes[content.len()..content.len() + 2].copy_from_slice(&CHECKSUM.checksum(content).to_le_bytes());
        frame.bit_count += 16;
        frame
    }

    /// How many bits it has.
    pub fn bit_count(&self) -> usize {
        self.bit_count
    }

    /// Its bytes, the checksum among them; the last may have fewer than eight bits.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.bit_count.div_ceil(8)]
    }

    /// The bytes before the checksum; `None` when the checksum is wrong or there is no room for one.
    pub fn content(&self) -> Option<&[u8]> {
        let (content, checksum) = self.bytes().split_last_chunk()?;
        let is_right = self.bit_count.is_multiple_of(8) && CHECKSUM.checksum(content).to_le_bytes() == *checksum;
        is_right.then_some(content)
    }

    /// Turns one bit over.
    pub(crate) fn flip(&mut self, bit: usize) {
        assert!(bit < self.bit_count, "bit {bit} of {}", self.bit_count);
        self.bytes[bit / 8] ^= 1 << (bit % 8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e40_the_checksum_is_that_of_the_standards_examples() {
        assert_eq!(Frame::checked(&[0x00, 0x00]).bytes(), [0x00, 0x00, 0xa0, 0x1e]);
        assert_eq!(Frame::checked(&[0x12, 0x34]).bytes(), [0x12, 0x34, 0x26, 0xcf]);
        assert_eq!(CHECKSUM.checksum(b"123456789"), 0xbf05);
    }

    #[test]
    fn every_wrong_bit_of_a_checked_frame_is_noticed() {
        let right = Frame::checked(&[0x30, 0x04]);
        assert_eq!(right.content(), Some(&[0x30, 0x04][..]));
        for bit in 0..right.bit_count() {
            let mut wrong = right;
            wrong.flip(bit);
            assert_eq!(wrong.content(), None, "bit {bit}");
        }
    }

    #[test]
    fn short_frames_have_no_content() {
        assert_eq!(Frame::short(0x26, 7).content(), None);
        assert_eq!(Frame::short(0x26, 7).bytes(), [0x26]);
        assert_eq!(Frame::plain(&[0x93, 0x20]).content(), None);
    }
}
