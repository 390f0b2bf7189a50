//! A reader of tags: what a reader's chip does between the device's mind and the tag, and what a factory does to write.

use controller::{SetRecord, TagReading};
use protocol::{TagError, data_area_size, decode_set, encode_set};
use twin::{Frame, Tag, TagRadio, Twin};

/// Why the reader could not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadError {
    /// Nothing was heard.
    Silence,
    /// What was heard is not what could have been answered.
    Garbled,
    /// The tag refused, with these four bits.
    Refused(u8),
}

/// What a tag confirms a write with.
const CONFIRMED: u8 = 0xa;

/// What a reader's chip is wired to: an antenna, with or without a tag before it.
pub trait Antenna {
    /// Sends a frame and gives what is heard; `None` when nothing is.
    fn exchange(&mut self, sent: &Frame) -> Option<Frame>;
    /// Lets the field break down for a moment, so that a tag forgets that it was found.
    fn reset(&mut self);
}

impl Antenna for Twin {
    fn exchange(&mut self, sent: &Frame) -> Option<Frame> {
        self.exchange_with_tag(sent)
    }

    fn reset(&mut self) {
        self.reset_tag_field();
    }
}

/// An antenna on a table, with a tag before it or none.
#[derive(Debug)]
pub struct OnTable<'a> {
    /// The way to the tag and back.
    pub radio: &'a mut TagRadio,
    /// The tag.
    pub tag: Option<&'a mut Tag>,
}

impl Antenna for OnTable<'_> {
    fn exchange(&mut self, sent: &Frame) -> Option<Frame> {
        self.radio.exchange(self.tag.as_deref_mut(), sent)
    }

    fn reset(&mut self) {
        self.radio.reset_field(self.tag.as_deref_mut());
    }
}

/// A reader of tags.
#[derive(Debug)]
pub struct Reader<'a, A>(pub &'a mut A);

impl<A: Antenna> Reader<'_, A> {
    fn exchange(&mut self, sent: &Frame) -> Result<Frame, ReadError> {
        self.0.exchange(sent).ok_or(ReadError::Silence)
    }

    /// The content of the answer to a command.
    fn ask(&mut self, command: &[u8]) -> Result<Vec<u8>, ReadError> {
        let answer = self.exchange(&Frame::checked(command))?;
        match answer.content() {
            Some(content) => Ok(content.to_vec()),
            None if answer.bit_count() == 4 => Err(ReadError::Refused(answer.bytes()[0])),
            None => Err(ReadError::Garbled),
        }
    }

    /// Finds the tag anew and selects it: its serial number.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn select(&mut self) -> Result<[u8; 7], ReadError> {
        self.0.reset();
        if self.exchange(&Frame::short(0x26, 7))?.bytes() != [0x44, 0x00] {
            return Err(ReadError::Garbled);
        }
        let [cascade, first @ ..] = self.select_part(0x93, 0x04)?;
        let second = self.select_part(0x95, 0x00)?;
        let mut serial = [0; 7];
        serial[..3].copy_from_slice(&first);
        serial[3..].copy_from_slice(&second);
        if cascade == 0x88 { Ok(serial) } else { Err(ReadError::Garbled) }
    }

    fn select_part(&mut self, code: u8, done: u8) -> Result<[u8; 4], ReadError> {
        let found = self.exchange(&Frame::plain(&[code, 0x20]))?;
        let &[a, b, c, d, check] = found.bytes() else {
            return Err(ReadError::Garbled);
        };
        if check != a ^ b ^ c ^ d {
            return Err(ReadError::Garbled);
        }
        let is_done = self.ask(&[code, 0x70, a, b, c, d, check])? == [done];
        if is_done { Ok([a, b, c, d]) } else { Err(ReadError::Garbled) }
    }

    /// Four pages.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn read(&mut self, page: u8) -> Result<[u8; 16], ReadError> {
        self.ask(&[0x30, page])?.try_into().map_err(|_| ReadError::Garbled)
    }

    /// How many times the tag was read.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn read_counter(&mut self) -> Result<u32, ReadError> {
        let counter: [u8; 3] = self.ask(&[0x39, 2])?.try_into().map_err(|_| ReadError::Garbled)?;
        Ok(u32::from_le_bytes([counter[0], counter[1], counter[2], 0]))
    }

    /// One page.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn write(&mut self, page: u8, content: [u8; 4]) -> Result<(), ReadError> {
        let sent = Frame::checked(&[&[0xa2, page], &content[..]].concat());
        let answer = self.exchange(&sent)?;
        let is_short = answer.bit_count() == 4;
        match answer.bytes() {
            [CONFIRMED] if is_short => Ok(()),
            &[refusal] if is_short => Err(ReadError::Refused(refusal)),
            _ => Err(ReadError::Garbled),
        }
    }
}

/// Why nothing is known of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// The tag could not be read.
    Read(ReadError),
    /// What was read is no record.
    Tag(TagError),
}

impl From<ReadError> for Unknown {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

impl From<TagError> for Unknown {
    fn from(error: TagError) -> Self {
        Self::Tag(error)
    }
}

/// What can be known of the set before the antenna.
///
/// # Errors
/// See [`Unknown`].
pub fn identify(antenna: &mut impl Antenna) -> Result<SetRecord, Unknown> {
    let mut reader = Reader(antenna);
    reader.select()?;
    let [.., a, b, c, d] = reader.read(0)?;
    let size = data_area_size([a, b, c, d])?;
    let mut area = Vec::new();
    while area.len() < size {
        let page = u8::try_from(area.len() / 4).unwrap_or(u8::MAX).saturating_add(FIRST_PAGE);
        area.extend(reader.read(page)?);
    }
    Ok(decode_set(&area[..size])?)
}

/// What the device is told of the tag before its antenna: its serial number, and what it says of its set. Nothing when the
/// tag is not heard, or not to its end.
pub fn read_tag(antenna: &mut impl Antenna) -> Option<TagReading> {
    let uid = Reader(antenna).select().ok()?;
    match identify(antenna) {
        Ok(set) => Some(TagReading { uid, set: Some(set) }),
        Err(Unknown::Tag(_)) => Some(TagReading { uid, set: None }),
        Err(Unknown::Read(_)) => None,
    }
}

/// What the maker of a tag has written before the message.
pub const CONTROL: [u8; 5] = [0x01, 0x03, 0xa0, 0x0c, 0x34];
/// The first page of the data area.
pub const FIRST_PAGE: u8 = 4;

/// The pages of a data area with this record, as far as there is something on them.
///
/// # Errors
/// When no record may say so.
pub fn pages_of(record: &SetRecord) -> Result<Vec<[u8; 4]>, TagError> {
    let mut area = [0; 144];
    area[..CONTROL.len()].copy_from_slice(&CONTROL);
    let size = CONTROL.len() + encode_set(record, &mut area[CONTROL.len()..])?;
    Ok(area.as_chunks().0[..size.div_ceil(4)].to_vec())
}

/// A tag with this serial number and record, as it comes from the factory of sets: written by radio, page by page.
///
/// # Errors
/// When no record may say so, or a page cannot be written.
pub fn set_tag(serial: [u8; 7], record: &SetRecord) -> Result<Tag, Unknown> {
    let mut tag = Tag::new(serial);
    let radio = &mut TagRadio::nominal(0);
    let mut table = OnTable { radio, tag: Some(&mut tag) };
    let mut reader = Reader(&mut table);
    reader.select()?;
    for (page, content) in (FIRST_PAGE..).zip(pages_of(record)?) {
        reader.write(page, content)?;
    }
    Ok(tag)
}
