//! The flash of the device's processor, in memory: words that can only clear bits, pages that are erased whole, and
//! power that may go at any instant.
//!
//! Figures are of a class of parts (`FLS` in `docs/sources.md`). What a loss of power leaves of the word or page under
//! way is drawn from a hash of place and instant, so that it is the same every time: of a word, some of the bits that
//! were to be cleared; of a page, either what came first of it or bits here and there.
//! Not modelled: cells that read differently each time.

use embedded_storage_async::nor_flash::{ErrorType, NorFlash, NorFlashError, NorFlashErrorKind, ReadNorFlash};
use units::Duration;

/// Number of pages that the device has.
pub const PAGES: usize = 64;
/// Bytes of a page.
pub const PAGE_SIZE: usize = 4_096;
/// Bytes that are written at once.
pub const WORD_SIZE: usize = 4;
/// How often a page can be erased in its life.
pub const ENDURANCE: u32 = 10_000;
/// Time to write a word, and to erase a page.
pub const WORD_TIME: Duration = Duration::from_us(41);
/// See `WORD_TIME`.
pub const ERASE_TIME: Duration = Duration::from_ms(85);

/// Why the flash did not do what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlashError {
    /// The place is not within it, or not at a word's or a page's boundary.
    Place,
    /// A bit that is cleared was to be set; only erasing does that.
    NotErased,
    /// Power is gone.
    PowerLost,
}

impl NorFlashError for FlashError {
    fn kind(&self) -> NorFlashErrorKind {
        match self {
            Self::Place => NorFlashErrorKind::OutOfBounds,
            Self::NotErased | Self::PowerLost => NorFlashErrorKind::Other,
        }
    }
}

/// A flash; the device's by default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    bytes: Vec<u8>,
    erasures: Vec<u32>,
    /// Time spent with writing and erasing.
    busy: Duration,
    /// `busy` at which power goes.
    power_until: Option<Duration>,
}

impl Default for Flash {
    fn default() -> Self {
        Self::new(PAGES)
    }
}

impl Flash {
    /// A new one of so many pages.
    pub fn new(pages: usize) -> Self {
        Self { bytes: vec![0xFF; pages * PAGE_SIZE], erasures: vec![0; pages], busy: Duration::ZERO, power_until: None }
    }

    /// What is in it.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The same, to be changed by what is no writing and no erasing.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }

    /// How often each page was erased.
    pub fn erasures(&self) -> &[u32] {
        &self.erasures
    }

    /// Time spent with writing and erasing since it was new.
    pub fn busy(&self) -> Duration {
        self.busy
    }

    /// Lets power go after this much more work.
    pub fn cut_power_after(&mut self, work: Duration) {
        self.power_until = Some(self.busy + work);
    }

    /// Power is back.
    pub fn restore_power(&mut self) {
        self.power_until = None;
    }

    /// Spends time on something; of that which power does not outlast, the share that is done, in millionths.
    fn work(&mut self, time: Duration) -> Result<(), u64> {
        let end = self.busy + time;
        match self.power_until.filter(|until| *until < end) {
            None => {
                self.busy = end;
                Ok(())
            }
            Some(until) => {
                let done = until - self.busy;
                self.busy = until.max(self.busy);
                Err(done.as_us() * 1_000_000 / time.as_us().max(1))
            }
        }
    }

    fn write_word(&mut self, at: usize, word: &[u8]) -> Result<(), FlashError> {
        let old = &self.bytes[at..at + WORD_SIZE];
        if old.iter().zip(word).any(|(old, new)| *new & !*old != 0) {
            return Err(FlashError::NotErased);
        }
        match self.work(WORD_TIME) {
            Ok(()) => self.bytes[at..at + WORD_SIZE].copy_from_slice(word),
            Err(0) => return Err(FlashError::PowerLost),
            Err(share) => {
                let seed = self.busy.as_us();
                for (i, (byte, new)) in self.bytes[at..at + WORD_SIZE].iter_mut().zip(word).enumerate() {
                    *byte &= *new | !torn_bits(seed, at + i, share);
                }
                return Err(FlashError::PowerLost);
            }
        }
        Ok(())
    }

    fn erase_page(&mut self, page: usize) -> Result<(), FlashError> {
        let range = page * PAGE_SIZE..(page + 1) * PAGE_SIZE;
        let done = self.work(ERASE_TIME);
        if done != Err(0) {
            self.erasures[page] += 1;
        }
        let Err(share) = done else {
            self.bytes[range].fill(0xFF);
            return Ok(());
        };
        let seed = self.busy.as_us();
        let whole = usize::try_from(share).unwrap_or(usize::MAX) * PAGE_SIZE / 1_000_000;
        for (i, byte) in self.bytes[range].iter_mut().enumerate() {
            let set = if hash(seed).is_multiple_of(2) {
                if i < whole { 0xFF } else { 0 }
            } else {
                torn_bits(seed, page * PAGE_SIZE + i, share)
            };
            *byte |= set;
        }
        Err(FlashError::PowerLost)
    }
}

/// The bits of a byte that had changed when this share of the work was done.
fn torn_bits(seed: u64, at: usize, share: u64) -> u8 {
    let place = u64::try_from(at).unwrap_or(u64::MAX);
    (0..8).filter(|bit| hash(seed ^ hash(8 * place + bit)) % 1_000_000 < share).fold(0, |bits, bit| bits | 1 << bit)
}

/// Steele, Lea and Flood's mixing of 64 bits (`SplitMix64`).
fn hash(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

impl ErrorType for Flash {
    type Error = FlashError;
}

impl ReadNorFlash for Flash {
    const READ_SIZE: usize = 1;

    async fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), FlashError> {
        let start = usize::try_from(offset).map_err(|_| FlashError::Place)?;
        let from = self.bytes.get(start..).and_then(|rest| rest.get(..bytes.len())).ok_or(FlashError::Place)?;
        bytes.copy_from_slice(from);
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.bytes.len()
    }
}

impl NorFlash for Flash {
    const WRITE_SIZE: usize = WORD_SIZE;
    const ERASE_SIZE: usize = PAGE_SIZE;

    async fn erase(&mut self, from: u32, to: u32) -> Result<(), FlashError> {
        let place = |at: u32| usize::try_from(at).ok().filter(|at| at.is_multiple_of(PAGE_SIZE));
        let (from, to) = place(from).zip(place(to)).ok_or(FlashError::Place)?;
        if from > to || to > self.bytes.len() {
            return Err(FlashError::Place);
        }
        (from / PAGE_SIZE..to / PAGE_SIZE).try_for_each(|page| self.erase_page(page))
    }

    async fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), FlashError> {
        let start = usize::try_from(offset).map_err(|_| FlashError::Place)?;
        let fits = start.is_multiple_of(WORD_SIZE) && bytes.len().is_multiple_of(WORD_SIZE);
        if !fits || start + bytes.len() > self.bytes.len() {
            return Err(FlashError::Place);
        }
        bytes.chunks(WORD_SIZE).enumerate().try_for_each(|(i, word)| self.write_word(start + i * WORD_SIZE, word))
    }
}
