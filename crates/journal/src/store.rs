//! Appends items, and finds the newest after a restart.

use crate::repair::repair;
use controller::{Record, Settings};
use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};
use embedded_storage_async::nor_flash::NorFlash;
use protocol::{ITEM_SIZE_MAX, Item, ItemKind, ItemRef, decode_settings, decode_state};
use sequential_storage::cache::{Cache, Uncached};
use sequential_storage::queue::{QueueConfig, QueueStorage};
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
}

/// The largest page, bytes.
const PAGE_SIZE_MAX: usize = 4_096;
/// The fewest pages: one is given up, one is written to, and settings are in one of the others.
const PAGES_MIN: usize = 4;

type Queue<'a, F> = QueueStorage<&'a mut F, Cache<Uncached, Uncached, Uncached>>;

impl Journal {
    /// Opens the journal in all of `flash`: puts right what a loss of power has torn, and finds what a restart needs;
    /// none of it in a blank flash.
    ///
    /// # Errors
    /// See [`JournalError`].
    pub fn open<F: NorFlash>(flash: &mut F) -> Result<(Self, Option<Kept>), JournalError<F::Error>> {
        done(repair(flash))?.map_err(JournalError::Flash)?;
        let mut found = Found::default();
        visit(flash, |bytes| found.take(bytes))?;
        let (settings, record) = (decode_settings(&found.settings).ok(), decode_state(&found.record).ok());
        let journal = Self { settings: settings.clone(), since_settings: found.since_settings };
        Ok((journal, settings.zip(record).map(|(settings, record)| Kept { settings, record })))
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
            *self = Self { settings: Some(settings.clone()), since_settings: 0 };
        }
        let size = push(flash, &ItemRef::Record(record))?;
        self.since_settings = self.since_settings.saturating_add(size);
        Ok(())
    }
}

/// The newest items that have come by, as bytes: they are many, and only the last of each kind is looked at.
struct Found {
    settings: Bytes,
    record: Bytes,
    since_settings: usize,
}

type Bytes = heapless::Vec<u8, ITEM_SIZE_MAX>;

impl Default for Found {
    fn default() -> Self {
        Self { settings: Bytes::new(), record: Bytes::new(), since_settings: 0 }
    }
}

impl Found {
    fn take(&mut self, bytes: &[u8]) {
        let Ok(kind) = ItemKind::of(bytes) else { return };
        let kept = match kind {
            ItemKind::Settings => &mut self.settings,
            ItemKind::Record => &mut self.record,
        };
        kept.clear();
        // No item is longer than there is room for.
        kept.extend_from_slice(bytes).unwrap_or_default();
        self.since_settings = match kind {
            ItemKind::Settings => 0,
            ItemKind::Record => self.since_settings.saturating_add(bytes.len()),
        };
    }
}

/// Gives the bytes of each item to `visit`, from the oldest to the newest.
///
/// # Errors
/// See [`JournalError`].
fn visit<F: NorFlash>(flash: &mut F, mut visit: impl FnMut(&[u8])) -> Result<(), JournalError<F::Error>> {
    // What is left of a torn page may claim any size that a page has.
    let mut room = [0; PAGE_SIZE_MAX];
    let mut queue = queue(flash)?;
    let mut items = done(queue.iter())?.map_err(error)?;
    while let Some(entry) = done(items.next(&mut room))?.map_err(error)? {
        visit(&entry);
    }
    Ok(())
}

/// The pages of a flash as a queue.
///
/// # Errors
/// When they are too few or too small.
fn queue<F: NorFlash>(flash: &mut F) -> Result<Queue<'_, F>, JournalError<F::Error>> {
    let capacity = flash.capacity();
    let end = u32::try_from(capacity).map_err(|_| JournalError::Size)?;
    let pages = capacity.checked_div(F::ERASE_SIZE).unwrap_or(0);
    // Beside the item: its header and the two marks of the page, each of at most as many bytes as this.
    let item_fits = F::ERASE_SIZE >= ITEM_SIZE_MAX.saturating_add(128);
    if pages < PAGES_MIN || !item_fits || F::ERASE_SIZE > PAGE_SIZE_MAX {
        return Err(JournalError::Size);
    }
    let config = QueueConfig::try_new(0..end).map_err(|_| JournalError::Size)?;
    Ok(QueueStorage::new(flash, config, Cache::new_uncached()))
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
    done(queue(flash)?.push(bytes, true))?.map_err(error)?;
    Ok(bytes.len())
}

/// What the storage says is wrong, as the journal says it.
fn error<E>(error: sequential_storage::Error<E>) -> JournalError<E> {
    match error {
        sequential_storage::Error::Storage { value } => JournalError::Flash(value),
        sequential_storage::Error::ItemTooBig | sequential_storage::Error::BufferTooSmall(_) => JournalError::Size,
        sequential_storage::Error::FullStorage
        | sequential_storage::Error::Corrupted { .. }
        | sequential_storage::Error::LogicBug { .. }
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
