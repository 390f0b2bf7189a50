//! What the journal keeps, as bytes: a version, the item in postcard's format, and a CRC-32 of both.
//!
//! The format describes nothing of itself: when a type below [`Item`] changes, [`VERSION`] has to go up. An item of
//! another version is refused, never guessed at.

use controller::{Entry, Record, Settings, State};
use core::fmt;
use crc::{CRC_32_ISO_HDLC, Crc, NoTable};
use serde::de::DeserializeOwned;

/// The version that is written, and the only one that is read.
const VERSION: u8 = 3;
const CHECKSUM: Crc<u32, NoTable> = Crc::<u32, NoTable>::new(&CRC_32_ISO_HDLC);
const CHECKSUM_SIZE: usize = 4;

/// No item is longer than this, bytes: a record in which everything that can be kept at once is kept, each number at
/// its longest, has less.
pub const ITEM_SIZE_MAX: usize = 3_840;

/// One item of the journal.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[expect(clippy::large_enum_variant, reason = "nothing can be boxed here; an item is made, written and forgotten")]
pub enum Item {
    /// What a person has set, in force until the next settings.
    Settings(Settings),
    /// What has happened, and the state after it.
    Record(Record),
}

/// An item that is about to be written, where it lies: the same bytes as [`Item`] has.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub enum ItemRef<'a, E> {
    /// See [`Item::Settings`].
    Settings(&'a Settings),
    /// See [`Item::Record`]; its entry may be borrowed as well.
    Record(&'a Record<E>),
}

/// Which item bytes hold that are whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    /// See [`Item::Settings`].
    Settings,
    /// See [`Item::Record`].
    Record,
}

/// Why bytes are no item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemError {
    /// There are fewer bytes than any item has.
    TooShort,
    /// The bytes are not what their checksum was made of.
    Checksum {
        /// What the item says.
        stated: u32,
        /// What its bytes come to.
        computed: u32,
    },
    /// The item is of a version that is not known.
    Version(u8),
    /// Whole, of this version, and yet no item; or with bytes to spare.
    Malformed,
    /// There is not enough room to write the item to.
    NoRoom,
}

impl fmt::Display for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort => f.write_str("fewer bytes than any item of the journal has"),
            Self::Checksum { stated, computed } => {
                write!(f, "the item is damaged: checksum {stated:08X}, expected {computed:08X}")
            }
            Self::Version(version) => write!(f, "the item is of version {version}, expected {VERSION}"),
            Self::Malformed => f.write_str("the item makes no sense"),
            Self::NoRoom => f.write_str("the item does not fit into the room that there is"),
        }
    }
}

impl core::error::Error for ItemError {}

impl<E: serde::Serialize> ItemRef<'_, E> {
    /// Writes the item to the front of `room`, and returns what was written.
    ///
    /// # Errors
    /// [`ItemError::NoRoom`]; [`ITEM_SIZE_MAX`] bytes are always enough.
    pub fn encode<'a>(&self, room: &'a mut [u8]) -> Result<&'a [u8], ItemError> {
        let (version, body) = room.split_first_mut().ok_or(ItemError::NoRoom)?;
        *version = VERSION;
        let size = postcard::to_slice(self, body).map_err(|_| ItemError::NoRoom)?.len().saturating_add(1);
        let (content, rest) = room.split_at_mut_checked(size).ok_or(ItemError::NoRoom)?;
        let checksum = rest.first_chunk_mut::<CHECKSUM_SIZE>().ok_or(ItemError::NoRoom)?;
        *checksum = CHECKSUM.checksum(content).to_le_bytes();
        room.get(..size.saturating_add(CHECKSUM_SIZE)).ok_or(ItemError::NoRoom)
    }
}

impl Item {
    /// See [`ItemRef::encode`].
    ///
    /// # Errors
    /// [`ItemError::NoRoom`].
    pub fn encode<'a>(&self, room: &'a mut [u8]) -> Result<&'a [u8], ItemError> {
        match self {
            Self::Settings(settings) => ItemRef::<Entry>::Settings(settings).encode(room),
            Self::Record(record) => ItemRef::Record(record).encode(room),
        }
    }

    /// Reads an item, which all of `bytes` have to be.
    ///
    /// # Errors
    /// See [`ItemError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, ItemError> {
        match postcard::take_from_bytes(body(bytes)?) {
            Ok((item, [])) => Ok(item),
            Ok(_) | Err(_) => Err(ItemError::Malformed),
        }
    }
}

impl ItemKind {
    /// Which item all of `bytes` are, by their checksum and version alone.
    ///
    /// # Errors
    /// See [`ItemError`].
    pub fn of(bytes: &[u8]) -> Result<Self, ItemError> {
        match body(bytes)?.first() {
            Some(0) => Ok(Self::Settings),
            Some(1) => Ok(Self::Record),
            Some(_) | None => Err(ItemError::Malformed),
        }
    }
}

/// Reads settings, which all of `bytes` have to be, into `place`.
///
/// # Errors
/// See [`ItemError`]; then the place is as it was.
// Not inlined, so that its large locals leave the stack at once; and so below.
#[inline(never)]
pub fn decode_settings(bytes: &[u8], place: &mut Option<Settings>) -> Result<(), ItemError> {
    let mut rest = of_kind(ItemKind::Settings, bytes)?;
    *place = Some(next(&mut rest)?);
    Ok(())
}

/// Reads a record, which all of `bytes` have to be, into `place`, without what it tells of: that comes last, and is passed
/// over. Part by part, because all at once takes many times as much of the stack as a record has bytes.
///
/// # Errors
/// See [`ItemError`]; then the place is as it was.
#[inline(never)]
pub fn decode_state(bytes: &[u8], place: &mut Option<Record<()>>) -> Result<(), ItemError> {
    let rest = &mut of_kind(ItemKind::Record, bytes)?;
    // Fields are read in the order in which they are written here, which is that of their structures.
    *place = Some(Record {
        sequence: next(rest)?,
        at: next(rest)?,
        state: State {
            ledger: next(rest)?,
            therapy: next(rest)?,
            cycle: next(rest)?,
            alarms: next(rest)?,
            assembly: next(rest)?,
            prime: next(rest)?,
            counters: next(rest)?,
            requests: next(rest)?,
            interrupted: next(rest)?,
            reservoir_reminder: next(rest)?,
            resumptions: next(rest)?,
        },
        entry: (),
    });
    Ok(())
}

/// What follows the kind of an item, which is to be this.
fn of_kind(kind: ItemKind, bytes: &[u8]) -> Result<&[u8], ItemError> {
    if ItemKind::of(bytes)? != kind {
        return Err(ItemError::Malformed);
    }
    body(bytes)?.get(1..).ok_or(ItemError::TooShort)
}

/// What comes next in an item; what is left of it stays.
#[inline(never)]
fn next<T: DeserializeOwned>(rest: &mut &[u8]) -> Result<T, ItemError> {
    let (part, left) = postcard::take_from_bytes(rest).map_err(|_| ItemError::Malformed)?;
    *rest = left;
    Ok(part)
}

/// What lies between version and checksum.
///
/// # Errors
/// See [`ItemError`]; never [`ItemError::Malformed`].
fn body(bytes: &[u8]) -> Result<&[u8], ItemError> {
    let (content, checksum) = bytes.split_last_chunk::<CHECKSUM_SIZE>().ok_or(ItemError::TooShort)?;
    let (version, body) = content.split_first().ok_or(ItemError::TooShort)?;
    let (stated, computed) = (u32::from_le_bytes(*checksum), CHECKSUM.checksum(content));
    if stated != computed {
        return Err(ItemError::Checksum { stated, computed });
    }
    if *version != VERSION {
        return Err(ItemError::Version(*version));
    }
    Ok(body)
}
