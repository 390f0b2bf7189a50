//! An item that claims more of its page than there is.
//!
//! The header of an item says how long the item is, in a word with a checksum of its own. When that word is torn, in one of
//! some 65 000 cases the checksum is right all the same. An item that then claims to go on behind its page would stop
//! the storage for good: it looks for room after the last item.
//! Invariant: nothing is changed here, and items are walked as the storage walks them.

use crate::flash::{CHUNK, read, round_up, word_size};
use embedded_storage_async::nor_flash::NorFlash;

/// Bytes of an item's header: checksum of what it holds, how many bytes that is, checksum of this number.
const HEADER: usize = 8;

/// Whether an item of the page from `start` to `end` claims to go on behind it.
///
/// # Errors
/// The flash's.
pub(crate) async fn claims_too_much<F: NorFlash>(flash: &mut F, start: usize, end: usize) -> Result<bool, F::Error> {
    // A page has a mark at either end.
    let end = end.saturating_sub(word_size::<F>());
    let mut at = start.saturating_add(word_size::<F>());
    let header_size = round_up::<F>(HEADER);
    while at.saturating_add(header_size) <= end {
        let mut room = [0xFF; CHUNK];
        read(flash, at, room.get_mut(..header_size).unwrap_or_default()).await?;
        let Some(header) = room.first_chunk().copied().filter(|header| header.iter().any(|byte| *byte != 0xFF)) else {
            return Ok(false);
        };
        // What is no header is passed over, word by word.
        let size = length(header).map_or(word_size::<F>(), |length| header_size.saturating_add(round_up::<F>(length)));
        at = at.saturating_add(size);
    }
    Ok(at > end)
}

/// The length that a header says; none where its checksum is wrong.
fn length([_, _, _, _, low, high, check_low, check_high]: [u8; HEADER]) -> Option<usize> {
    let bytes = [low, high];
    let is_right = u16::from_le_bytes([check_low, check_high]) == checksum(bytes);
    is_right.then(|| usize::from(u16::from_le_bytes(bytes)))
}

/// The storage's checksum of a length: Koopman's CRC-16F/4.2, and never that of blank flash.
fn checksum(bytes: [u8; 2]) -> u16 {
    let mut sum = 0xFFFF_u16;
    for byte in bytes {
        sum ^= u16::from(byte);
        for _ in 0..u8::BITS {
            sum = if sum & 1_u16 == 1 { (sum >> 1_u8) ^ 0x1A2E } else { sum >> 1_u8 };
        }
    }
    (!sum).min(0xFFFE)
}
