//! The memory of a Type 2 tag as blocks, the message in it, and the message's records.
//!
//! ```text
//!  page 3: capability container     E1, version, size of the data area / 8, access
//!  page 4 and up: data area         blocks: type, length, value
//!    00                             nothing, one byte
//!    01 03 a0 0c 34                 where the lock bytes are; 02: where reserved bytes are
//!    03 nn  record record ..        the message
//!    FE                             end of the data
//!  record: flags, type length, payload length (1 byte, or 4), [id length], type, [id], payload
//!    flags: first 80, last 40, chunk 20, short 10, has an id 08, format of the type 07
//! ```
//!
//! Blocks and records of other types are passed over, as both standards ask. What follows the first message is not
//! looked at. Chunks are refused, for no record of a set is long enough to need them.
//!
//! Source: NFC Forum, *Type 2 Tag Operation Specification* 1.1, and *NFC Data Exchange Format* 1.0.

use crate::TagError;
use crate::bytes::{Sink, Source};

/// Types of blocks.
const NULL: u8 = 0x00;
const LOCK_CONTROL: u8 = 0x01;
const MEMORY_CONTROL: u8 = 0x02;
const MESSAGE: u8 = 0x03;
const TERMINATOR: u8 = 0xfe;

/// A length of this value says that the length is in the two bytes that follow.
const LONG_LENGTH: u8 = 0xff;

/// Where the data area begins, in bytes from the start of the tag's memory.
const DATA_AREA_START: u32 = 16;

/// Flags of a record.
const FIRST: u8 = 0x80;
const LAST: u8 = 0x40;
const CHUNK: u8 = 0x20;
const SHORT: u8 = 0x10;
const HAS_ID: u8 = 0x08;
const TYPE_FORMAT: u8 = 0x07;

/// Formats of a record's type.
const EMPTY: u8 = 0;
const MEDIA_TYPE: u8 = 2;
const UNCHANGED: u8 = 6;
const RESERVED: u8 = 7;

/// How many bytes the data area has, by page 3 of the tag; 144 for the tags of sets.
///
/// # Errors
/// [`TagError::NotFormatted`] when it is not the container of a tag for messages, of a version that is known, and
/// free to be read.
pub fn data_area_size(container: [u8; 4]) -> Result<usize, TagError> {
    let [magic, version, size, access] = container;
    let readable = magic == 0xe1 && version >> 4_u8 == 1 && access >> 4_u8 == 0;
    if readable { Ok(usize::from(size).saturating_mul(8)) } else { Err(TagError::NotFormatted { container }) }
}

/// The first message in a data area, which may be empty.
///
/// # Errors
/// What is wrong with the blocks up to it, or [`TagError::NoMessage`].
pub(crate) fn message(area: &[u8]) -> Result<&[u8], TagError> {
    let mut source = Source(area);
    while let Some(block) = source.byte() {
        match block {
            NULL => continue,
            TERMINATOR => break,
            _ => {}
        }
        let value = length(&mut source).and_then(|size| source.slice(size)).ok_or(TagError::BlockTooLong)?;
        match block {
            MESSAGE => return Ok(value),
            LOCK_CONTROL | MEMORY_CONTROL => check_control(block, value, area.len())?,
            _ => {}
        }
    }
    Err(TagError::NoMessage)
}

fn length(source: &mut Source<'_>) -> Option<usize> {
    match source.byte()? {
        LONG_LENGTH => source.array().map(u16::from_be_bytes).map(usize::from),
        length => Some(length.into()),
    }
}

/// # Errors
/// [`TagError::ReservedWithin`] when the bytes that the block is about lie in the data area, where a message would
/// have to be read around them.
fn check_control(block: u8, value: &[u8], area_size: usize) -> Result<(), TagError> {
    let Ok([position, size, paging]) = <[u8; 3]>::try_from(value) else {
        return Err(TagError::MalformedControl);
    };
    let (page, offset, page_size_log2) = (position >> 4_u8, position & 0x0f, paging & 0x0f);
    let start = u32::from(page).wrapping_shl(page_size_log2.into()).saturating_add(offset.into());
    let size = if size == 0 { 256 } else { u32::from(size) };
    let bytes = if block == LOCK_CONTROL { size.div_ceil(8) } else { size };
    let area_end = u32::try_from(area_size).unwrap_or(u32::MAX).saturating_add(DATA_AREA_START);
    let within = start < area_end && start.saturating_add(bytes) > DATA_AREA_START;
    if within { Err(TagError::ReservedWithin) } else { Ok(()) }
}

/// One record of a message.
struct Record<'a> {
    flags: u8,
    kind: &'a [u8],
    payload: &'a [u8],
}

impl<'a> Record<'a> {
    /// # Errors
    /// What is wrong with the record that comes next.
    fn parse(source: &mut Source<'a>) -> Result<Self, TagError> {
        let flags = source.byte().ok_or(TagError::RecordTooLong)?;
        let type_format = flags & TYPE_FORMAT;
        if flags & CHUNK != 0 || type_format == UNCHANGED {
            return Err(TagError::Chunked);
        }
        let (kind, id, payload) = Self::parts(flags, source).ok_or(TagError::RecordTooLong)?;
        let is_empty = kind.is_empty() && id.is_empty() && payload.is_empty();
        if type_format == RESERVED || (type_format == EMPTY && !is_empty) {
            return Err(TagError::MalformedRecord);
        }
        Ok(Self { flags, kind, payload })
    }

    /// Type, id and payload; `None` when they do not fit into what is left.
    fn parts(flags: u8, source: &mut Source<'a>) -> Option<(&'a [u8], &'a [u8], &'a [u8])> {
        let kind_size = source.byte()?;
        let payload_size = match flags & SHORT {
            0 => usize::try_from(source.array().map(u32::from_be_bytes)?).ok()?,
            _ => source.byte()?.into(),
        };
        let id_size = if flags & HAS_ID == 0 { 0 } else { source.byte()? };
        Some((source.slice(kind_size.into())?, source.slice(id_size.into())?, source.slice(payload_size)?))
    }
}

/// The payload of the one record of a message that is of this media type.
///
/// # Errors
/// What is wrong with any record of the message; [`TagError::NoRecord`] and [`TagError::SeveralRecords`] when there is
/// not exactly one of the type.
pub(crate) fn media_payload<'a>(message: &'a [u8], media_type: &[u8]) -> Result<&'a [u8], TagError> {
    let mut source = Source(message);
    let mut found = None;
    let mut is_first = true;
    while !source.0.is_empty() {
        let record = Record::parse(&mut source)?;
        if (record.flags & FIRST != 0) != is_first || (record.flags & LAST != 0) != source.0.is_empty() {
            return Err(TagError::MisplacedMark);
        }
        is_first = false;
        let is_wanted = record.flags & TYPE_FORMAT == MEDIA_TYPE && record.kind == media_type;
        if is_wanted && found.replace(record.payload).is_some() {
            return Err(TagError::SeveralRecords);
        }
    }
    found.ok_or(TagError::NoRecord)
}

/// Writes a message of one record of this media type as a block, and the end of the data behind it.
///
/// # Errors
/// [`TagError::NoRoom`] when it does not fit into what `sink` holds or into a short block.
pub(crate) fn put_media_message(sink: &mut Sink<'_>, media_type: &[u8], payload: &[u8]) -> Result<(), TagError> {
    const HEADER_SIZE: usize = 3;
    let short = |size: usize| u8::try_from(size).ok().filter(|&size| size != LONG_LENGTH).ok_or(TagError::NoRoom);
    let record_size = HEADER_SIZE.saturating_add(media_type.len()).saturating_add(payload.len());
    sink.put(&[MESSAGE, short(record_size)?])?;
    sink.put(&[FIRST | LAST | SHORT | MEDIA_TYPE, short(media_type.len())?, short(payload.len())?])?;
    sink.put(media_type)?;
    sink.put(payload)?;
    sink.put(&[TERMINATOR])
}

#[cfg(test)]
mod tests;
