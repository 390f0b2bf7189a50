//! A message as bytes on a serial line, and when such bytes are believed.
//!
//! ```text
//!  version | sequence | CRC-32 | body      as postcard writes them, stuffed (COBS) so that no byte is zero
//!  0                                       ends the frame
//! ```
//!
//! The checksum covers version, sequence and body. Which type the body has follows from the direction.
//! **Invariant:** any bytes give a frame that is whole and of this version, or an error, and nothing panics.

use core::fmt;
use crc::{CRC_32_ISO_HDLC, Crc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Version of frames and messages; both ends must have the same.
pub const VERSION: u8 = 1;

/// The most bytes that a frame takes, with its closing zero: the record of a step with as many events as fit, each of
/// the longest kind, is about 7400; a start with every basal block about 800.
pub const FRAME_MAX: usize = 8_192;

/// A frame less what surrounds the body: version, sequence, checksum, sizes, stuffing (one byte in 254).
const BODY_MAX: usize = FRAME_MAX - 40;

/// With a table: without one, a frame of 1 KiB takes a millisecond of the device's time.
static CHECKSUM: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// A message with its place in the conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame<T> {
    /// Counts requests from one on; an answer has that of its request. Zero is for what answers no request.
    pub sequence: u32,
    /// The message.
    pub body: T,
}

/// Why bytes are no frame, or a message makes none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FrameError {
    /// More than [`FRAME_MAX`] bytes.
    TooLong,
    /// The stuffing, or what surrounds the body, makes no sense.
    Malformed,
    /// The checksum is not that of the bytes.
    Checksum,
    /// The other end speaks another version.
    Version(u8),
    /// The body is not one message, whole and with allowed values.
    Body,
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(f, "a frame is longer than {FRAME_MAX} bytes"),
            Self::Malformed => f.write_str("bytes are no frame"),
            Self::Checksum => f.write_str("a frame is damaged: its checksum is another"),
            Self::Version(version) => write!(f, "a frame is of version {version}, expected {VERSION}"),
            Self::Body => f.write_str("a frame holds no message that is known"),
        }
    }
}

impl core::error::Error for FrameError {}

/// What travels.
#[derive(Serialize, Deserialize)]
struct Sealed<'a> {
    version: u8,
    sequence: u32,
    checksum: u32,
    body: &'a [u8],
}

impl<T: Serialize> Frame<T> {
    /// Writes the frame to `room`, closing zero included, and gives what was written.
    ///
    /// # Errors
    /// [`FrameError::TooLong`] when it does not fit.
    // Not inlined, so that its large locals leave the stack before the next step of an answer needs it.
    #[inline(never)]
    pub fn encode<'a>(&self, room: &'a mut [u8; FRAME_MAX]) -> Result<&'a [u8], FrameError> {
        let mut body = [0; BODY_MAX];
        let body = postcard::to_slice(&self.body, &mut body).map_err(|_| FrameError::TooLong)?;
        let checksum = checksum(VERSION, self.sequence, body);
        let sealed = Sealed { version: VERSION, sequence: self.sequence, checksum, body };
        match postcard::to_slice_cobs(&sealed, room) {
            Ok(written) => Ok(written),
            Err(_) => Err(FrameError::TooLong),
        }
    }
}

impl<T: DeserializeOwned> Frame<T> {
    /// Reads one frame, with or without its closing zero. The bytes are used up.
    ///
    /// # Errors
    /// See [`FrameError`]; never [`FrameError::TooLong`].
    // Not inlined, so that its large locals leave the stack before the next step of an answer needs it.
    #[inline(never)]
    pub fn decode(bytes: &mut [u8]) -> Result<Self, FrameError> {
        let sealed: Sealed<'_> = postcard::from_bytes_cobs(bytes).map_err(|_| FrameError::Malformed)?;
        if sealed.checksum != checksum(sealed.version, sealed.sequence, sealed.body) {
            return Err(FrameError::Checksum);
        }
        if sealed.version != VERSION {
            return Err(FrameError::Version(sealed.version));
        }
        match postcard::take_from_bytes(sealed.body) {
            Ok((body, [])) => Ok(Self { sequence: sealed.sequence, body }),
            Ok(_) | Err(_) => Err(FrameError::Body),
        }
    }
}

fn checksum(version: u8, sequence: u32, body: &[u8]) -> u32 {
    let mut digest = CHECKSUM.digest();
    digest.update(&[version]);
    digest.update(&sequence.to_le_bytes());
    digest.update(body);
    digest.finalize()
}
