//! Appends items, and finds the newest after a restart.

use crate::flash::word_size;
use crate::repair::repair;
use controller::{Record, Settings};
use core::future::Future;
use core::ops::Range;
use core::pin::pin;
use core::task::{Context, Poll, Waker};
use embedded_storage_async::nor_flash::NorFlash;
use protocol::{ITEM_SIZE_MAX, Item, ItemKind, ItemRef, decode_settings, decode_state};
use sequential_storage::cache::NoCache;
use sequential_storage::queue;
use serde::Serialize;

/// Why the journal could not be read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JournalError<E> {
    /// The flash said so.
    Flash(E),
    /// The flash has too few pages (four at least), or of a wrong size: each has room for the longest item, and at
    /// most 4096 bytes.
    Size,
    /// The driver was not done when it returned.
    Waits,
    /// The pages are in a state that should not be possible.
    Corrupted,
}

/// What a restart needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// The newest settings.
    pub settings: Settings,
    /// The newest record, without what it tells of.
    pub record: Record<()>,
}

/// What is known of the flash between two items; all else lies there.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Journal {
    /// The newest settings that are kept.
    settings: Option<Settings>,
    /// How many bytes of items came after them.
    since_settings: usize,
    /// The newest record that was there when the journal was opened.
    newest: Option<Record<()>>,
}

/// The largest page, bytes.
const PAGE_SIZE_MAX: usize = 4_096;
/// The fewest pages: one is given up, one is written to, and settings are in one of the others.
const PAGES_MIN: usize = 4;
/// The longest word that the storage knows, bytes.
const WORD_SIZE_MAX: usize = 32;

impl Journal {
    /// Opens the journal in all of `flash`; see [`Journal::reopen`]. Returns what a restart needs.
    ///
    /// # Errors
    /// See [`JournalError`].
    pub fn open<F: NorFlash>(flash: &mut F) -> Result<(Self, Option<Kept>), JournalError<F::Error>> {
        let mut journal = Self::default();
        journal.reopen(flash)?;
        let kept = journal.kept().map(|(settings, record)| Kept { settings: settings.clone(), record: record.clone() });
        Ok((journal, kept))
    }

    /// Opens the journal in all of `flash`, in place: puts right what a loss of power has torn, and finds what a restart
    /// needs; none of it in a blank flash.
    ///
    /// # Errors
    /// See [`JournalError`].
    pub fn reopen<F: NorFlash>(&mut self, flash: &mut F) -> Result<(), JournalError<F::Error>> {
        done(repair(flash))?.map_err(JournalError::Flash)?;
        let mut places = Places::default();
        visit(flash, |bytes| places.take(bytes))?;
        (self.settings, self.newest, self.since_settings) = (None, None, places.since_settings);
        // Only the newest of each kind is decoded: items are many, and what they make is large.
        let mut count = 0_usize;
        visit(flash, |bytes| {
            count = count.saturating_add(1);
            // They are whole: their checksums are right.
            if places.settings == Some(count) {
                decode_settings(bytes, &mut self.settings).unwrap_or_default();
            }
            if places.record == Some(count) {
                decode_state(bytes, &mut self.newest).unwrap_or_default();
            }
        })
    }

    /// What a restart needs, as it was when the journal was opened.
    pub fn kept(&self) -> Option<(&Settings, &Record<()>)> {
        self.settings.as_ref().zip(self.newest.as_ref())
    }

    /// Gives each item to `visit`, from the oldest to the newest, with its size in bytes. What is no item is passed
    /// over: it was torn while it was written.
    ///
    /// # Errors
    /// See [`JournalError`].
    pub fn read<F: NorFlash>(flash: &mut F, mut visit: impl FnMut(Item, usize)) -> Result<(), JournalError<F::Error>> {
        self::visit(flash, |bytes| {
            if let Ok(item) = Item::decode(bytes) {
                visit(item, bytes.len());
            }
        })
    }

    /// Appends a record, and the settings before it if they have changed or would soon be given up. When this has
    /// returned without an error, the record is kept.
    ///
    /// # Errors
    /// See [`JournalError`]. Power may have gone at any instant: the record is then kept whole or not at all, and all
    /// that was kept before still is, but for the oldest page.
    pub fn append<F: NorFlash, E: Serialize>(
        &mut self,
        flash: &mut F,
        record: &Record<E>,
        settings: &Settings,
    ) -> Result<(), JournalError<F::Error>> {
        // Pages are at least half full: this many bytes lie in no more than half of them.
        let old = flash.capacity().checked_div(4).unwrap_or(0);
        if self.since_settings >= old || self.settings.as_ref() != Some(settings) {
            push(flash, &ItemRef::<E>::Settings(settings))?;
            (self.settings, self.since_settings) = (Some(settings.clone()), 0);
        }
        let size = push(flash, &ItemRef::Record(record))?;
        self.since_settings = self.since_settings.saturating_add(size);
        Ok(())
    }
}

/// Which of the items that have come by, counted from one, are the newest of their kind.
#[derive(Debug, Default)]
struct Places {
    count: usize,
    settings: Option<usize>,
    record: Option<usize>,
    since_settings: usize,
}

impl Places {
    fn take(&mut self, bytes: &[u8]) {
        self.count = self.count.saturating_add(1);
        match ItemKind::of(bytes) {
            Ok(ItemKind::Settings) => (self.settings, self.since_settings) = (Some(self.count), 0),
            Ok(ItemKind::Record) => {
                self.record = Some(self.count);
                self.since_settings = self.since_settings.saturating_add(bytes.len());
            }
            // It was torn while it was written.
            Err(_) => {}
        }
    }
}

/// Gives the bytes of each item to `visit`, from the oldest to the newest.
///
/// # Errors
/// See [`JournalError`].
fn visit<F: NorFlash>(flash: &mut F, mut visit: impl FnMut(&[u8])) -> Result<(), JournalError<F::Error>> {
    // What is left of a torn page may claim any size that a page has.
    let mut room = [0; PAGE_SIZE_MAX];
    let pages = pages(flash)?;
    let mut cache = NoCache::new();
    let mut items = done(queue::iter(flash, pages, &mut cache))?.map_err(error)?;
    while let Some(entry) = done(items.next(&mut room))?.map_err(error)? {
        visit(&entry);
    }
    Ok(())
}

/// Where the pages of a flash are: all of it. What the storage requires of it, and would panic for, is checked here.
///
/// # Errors
/// When they are too few or of a wrong size.
fn pages<F: NorFlash>(flash: &F) -> Result<Range<u32>, JournalError<F::Error>> {
    let capacity = flash.capacity();
    let end = u32::try_from(capacity).map_err(|_| JournalError::Size)?;
    let pages = capacity.checked_div(F::ERASE_SIZE).unwrap_or(0);
    let whole = capacity.checked_rem(F::ERASE_SIZE) == Some(0);
    // Beside the item: its header and the two marks of the page, each of at most as many bytes as this.
    let item_fits = F::ERASE_SIZE >= ITEM_SIZE_MAX.saturating_add(128);
    let word_fits = word_size::<F>() <= WORD_SIZE_MAX;
    if pages < PAGES_MIN || !whole || !item_fits || !word_fits || F::ERASE_SIZE > PAGE_SIZE_MAX {
        return Err(JournalError::Size);
    }
    Ok(0..end)
}

/// Writes an item; returns how many bytes it has.
///
/// # Errors
/// See [`JournalError`].
// Not inlined, so that its large locals leave the stack at once.
#[inline(never)]
fn push<F: NorFlash, E: Serialize>(flash: &mut F, item: &ItemRef<'_, E>) -> Result<usize, JournalError<F::Error>> {
    let mut room = [0; ITEM_SIZE_MAX];
    let bytes = item.encode(&mut room).map_err(|_| JournalError::Size)?;
    let pages = pages(flash)?;
    done(queue::push(flash, pages, &mut NoCache::new(), bytes, true))?.map_err(error)?;
    Ok(bytes.len())
}

/// What the storage says is wrong, as the journal says it.
fn error<E>(error: sequential_storage::Error<E>) -> JournalError<E> {
    match error {
        sequential_storage::Error::Storage { value } => JournalError::Flash(value),
        sequential_storage::Error::ItemTooBig | sequential_storage::Error::BufferTooSmall(_) => JournalError::Size,
        sequential_storage::Error::FullStorage
        | sequential_storage::Error::Corrupted { .. }
        | sequential_storage::Error::BufferTooBig
        | sequential_storage::Error::SerializationError(_)
        | _ => JournalError::Corrupted,
    }
}

/// What a future comes to that does not wait.
///
/// # Errors
/// [`JournalError::Waits`] when it does.
fn done<T, E>(future: impl Future<Output = T>) -> Result<T, JournalError<E>> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => Ok(outcome),
        Poll::Pending => Err(JournalError::Waits),
    }
}
