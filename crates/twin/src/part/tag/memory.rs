//! The tag's 45 pages of four bytes, and which of them may be written.
//!
//! ```text
//!   0..2   serial number with its check bytes, then the static lock bytes    0..1 never, lock bits only ever set
//!   3      capability container                                              bits only ever set
//!   4..39  for whoever uses the tag                                          until locked
//!   40     dynamic lock bytes                                                bits only ever set
//!   41..42 configuration                                                     until locked
//!   43..44 password and what it is answered with                             write only; shown as zeros
//! ```
//!
//! Locking: a lock bit makes its page (from page 16 on: its two pages) read-only for good; a block-locking bit freezes
//! the lock bits of its group as they are.
//!
//! Source: [NTG]. Assumed, because the sources leave it open: configuration counts from the moment it is written.

use super::CASCADE;
use crate::random::Random;

/// How many pages there are.
pub(crate) const PAGES: u8 = 45;

const STATIC_LOCK: usize = 2;
const CONTAINER: usize = 3;
const DYNAMIC_LOCK: usize = 40;
const CONFIGURATION: usize = 41;
const ACCESS: usize = 42;
const PASSWORD: usize = 43;
const PASSWORD_ANSWER: usize = 44;

/// The byte between check byte and lock bytes, as tags have it.
const INTERNAL: u8 = 0x48;

/// Each static block-locking bit, with the lock bits that it freezes; low byte first.
const STATIC_BLOCKS: [(u32, u32); 3] = [(1 << 0, 0x0008), (1 << 1, 0x03f0), (1 << 2, 0xfc00)];
/// All bits of the static lock bytes.
const STATIC_BITS: u32 = 0xffff;
/// Lock bits of pages 16 to 39, two pages each; then block-locking bits, four pages each.
const DYNAMIC_BITS: u32 = 0x003f_0fff;

/// A bit of the access configuration.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Access {
    /// The protected pages need the password for reading, too, not only for writing.
    ReadNeedsPassword = 0x80,
    /// The configuration can be written no more.
    ConfigurationLocked = 0x40,
    /// Reading is counted.
    Counts = 0x10,
    /// The counter needs the password.
    CounterNeedsPassword = 0x08,
}

/// The bits of the access configuration that say how many wrong passwords are too many.
const WRONG_PASSWORDS: u8 = 0x07;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Memory([[u8; 4]; PAGES as usize]);

impl Memory {
    /// As the maker delivers it: nothing locked, no password needed, reading not counted, and an empty message behind
    /// a block that says where the dynamic lock bytes are.
    pub(crate) fn new(serial: [u8; 7]) -> Self {
        let check = |bytes: &[u8]| bytes.iter().fold(0, |all, byte| all ^ byte);
        let (first, second) = serial.split_at(3);
        let mut pages = [[0; 4]; PAGES as usize];
        pages[0][..3].copy_from_slice(first);
        pages[0][3] = CASCADE ^ check(first);
        pages[1].copy_from_slice(second);
        pages[STATIC_LOCK] = [check(second), INTERNAL, 0x00, 0x00];
        pages[CONTAINER] = [0xe1, 0x10, 0x12, 0x00];
        pages[4] = [0x01, 0x03, 0xa0, 0x0c];
        pages[5] = [0x34, 0x03, 0x00, 0xfe];
        pages[DYNAMIC_LOCK] = [0x00, 0x00, 0x00, 0xbd];
        pages[CONFIGURATION] = [0x04, 0x00, 0x00, 0xff];
        pages[ACCESS] = [0x00, 0x05, 0x00, 0x00];
        pages[PASSWORD] = [0xff; 4];
        Self(pages)
    }

    /// The two parts in which the serial number is told, each with its check byte.
    pub(crate) fn serial_parts(&self) -> [[u8; 5]; 2] {
        let [first, second, third] = [0, 1, 2].map(|page: usize| self.0[page]);
        [[CASCADE, first[0], first[1], first[2], first[3]], [second[0], second[1], second[2], second[3], third[0]]]
    }

    /// What a reader is shown of a page: passwords are not.
    pub(crate) fn shown(&self, page: u8) -> [u8; 4] {
        let page = usize::from(page);
        if page >= PASSWORD { [0; 4] } else { self.0[page] }
    }

    /// Writes a page; `false`, and nothing is written, when there is none or it is locked.
    pub(crate) fn write(&mut self, page: u8, content: [u8; 4]) -> bool {
        if self.is_locked(page) {
            return false;
        }
        let index = usize::from(page);
        let stored = &mut self.0[index];
        let [_, _, third, fourth] = content;
        match index {
            STATIC_LOCK => {
                let before = u32::from_le_bytes([stored[2], stored[3], 0, 0]);
                let asked = u32::from_le_bytes([third, fourth, 0, 0]) & STATIC_BITS;
                let [low, high, ..] = locked_too(before, asked, &STATIC_BLOCKS).to_le_bytes();
                (stored[2], stored[3]) = (low, high);
            }
            CONTAINER => stored.iter_mut().zip(content).for_each(|(stored, byte)| *stored |= byte),
            DYNAMIC_LOCK => {
                let [a, b, c, unchanged] = *stored;
                let before = u32::from_le_bytes([a, b, c, 0]);
                let asked = u32::from_le_bytes(content) & DYNAMIC_BITS;
                let blocks: [(u32, u32); 6] = core::array::from_fn(|i| (1 << (16 + i), 0b11 << (2 * i)));
                let [a, b, c, _] = locked_too(before, asked, &blocks).to_le_bytes();
                *stored = [a, b, c, unchanged];
            }
            PASSWORD_ANSWER => (stored[0], stored[1]) = (content[0], content[1]),
            _ => *stored = content,
        }
        true
    }

    fn is_locked(&self, page: u8) -> bool {
        let static_lock = u16::from_le_bytes([self.0[STATIC_LOCK][2], self.0[STATIC_LOCK][3]]);
        let dynamic_lock = u16::from_le_bytes([self.0[DYNAMIC_LOCK][0], self.0[DYNAMIC_LOCK][1]]);
        match page {
            // The bit of a page has the page's number.
            3..=15 => static_lock >> page & 1 == 1,
            16..=39 => dynamic_lock >> ((page - 16) / 2) & 1 == 1,
            41..=42 => self.has(Access::ConfigurationLocked),
            2 | 40 | 43..PAGES => false,
            0..=1 | PAGES.. => true,
        }
    }

    /// Whether this bit of the access configuration is set.
    pub(crate) fn has(&self, access: Access) -> bool {
        self.0[ACCESS][0] & access as u8 != 0
    }

    /// The first page that needs the password; beyond the last when none does.
    pub(crate) fn first_protected_page(&self) -> u8 {
        self.0[CONFIGURATION][3]
    }

    /// After how many wrong passwords no password is right any more, for ever; `None` when there is no end.
    pub(crate) fn wrong_passwords_max(&self) -> Option<u8> {
        Some(self.0[ACCESS][0] & WRONG_PASSWORDS).filter(|&limit| limit > 0)
    }

    pub(crate) fn password(&self) -> [u8; 4] {
        self.0[PASSWORD]
    }

    pub(crate) fn password_answer(&self) -> [u8; 2] {
        let [a, b, ..] = self.0[PASSWORD_ANSWER];
        [a, b]
    }

    /// Turns over one bit, 0 to 31, of a page.
    pub(crate) fn flip(&mut self, page: u8, bit: u8) {
        self.0[usize::from(page)][usize::from(bit / 8)] ^= 1 << (bit % 8);
    }

    /// Leaves each page that has changed since `before` as if power had gone `fraction` of the way through the change.
    ///
    /// # Model
    /// A page is erased to zeros in the first half of the time and then programmed; each bit takes its turn at a moment
    /// of its own. Lock bytes and container are protected against this and stay as they were.
    ///
    /// # Source
    /// [NTG] for what is protected. The rest is assumed, because memories of this kind are erased before they are
    /// written and nobody says in which order.
    pub(crate) fn tear(&mut self, before: &Self, fraction: f64, random: &mut Random) {
        let pages = self.0.iter_mut().zip(&before.0).enumerate().filter(|(_, (now, before))| now != before);
        for (page, (now, &before)) in pages {
            if matches!(page, STATIC_LOCK | CONTAINER | DYNAMIC_LOCK) {
                *now = before;
                continue;
            }
            for (now, before) in now.iter_mut().zip(before) {
                let (bits, kept) =
                    if fraction < 0.5 { (before, 1.0 - 2.0 * fraction) } else { (*now, 2.0 * fraction - 1.0) };
                let mask = (0..8).fold(0, |mask, bit| mask | u8::from(random.uniform() < kept) << bit);
                *now = bits & mask;
            }
        }
    }
}

/// Lock bits after a write: set ones stay set, and those that were frozen before stay as they were.
fn locked_too(before: u32, asked: u32, blocks: &[(u32, u32)]) -> u32 {
    let frozen = blocks.iter().filter(|(block, _)| before & block != 0).fold(0, |all, (_, bits)| all | bits);
    before | (asked & !frozen)
}

#[cfg(test)]
mod tests;
