//! A reader of tags: what a reader's chip does between the device's mind and the tag, and what a factory does to write.

use twin::{Frame, Tag, TagRadio};

/// Why the reader could not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReadError {
    /// Nothing was heard.
    Silence,
    /// What was heard is not what could have been answered.
    Garbled,
    /// The tag refused, with these four bits.
    Refused(u8),
}

/// What a tag confirms a write with.
const CONFIRMED: u8 = 0xa;

/// A reader, and the tag before it if there is one.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    pub(crate) radio: &'a mut TagRadio,
    pub(crate) tag: Option<&'a mut Tag>,
}

impl Reader<'_> {
    fn exchange(&mut self, sent: &Frame) -> Result<Frame, ReadError> {
        self.radio.exchange(self.tag.as_deref_mut(), sent).ok_or(ReadError::Silence)
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
    pub(crate) fn select(&mut self) -> Result<[u8; 7], ReadError> {
        self.radio.reset_field(self.tag.as_deref_mut());
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
    pub(crate) fn read(&mut self, page: u8) -> Result<[u8; 16], ReadError> {
        self.ask(&[0x30, page])?.try_into().map_err(|_| ReadError::Garbled)
    }

    /// How many times the tag was read.
    pub(crate) fn read_counter(&mut self) -> Result<u32, ReadError> {
        let counter: [u8; 3] = self.ask(&[0x39, 2])?.try_into().map_err(|_| ReadError::Garbled)?;
        Ok(u32::from_le_bytes([counter[0], counter[1], counter[2], 0]))
    }

    /// One page.
    pub(crate) fn write(&mut self, page: u8, content: [u8; 4]) -> Result<(), ReadError> {
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
