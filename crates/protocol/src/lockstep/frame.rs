//! A message as bytes on a serial line, and when such bytes are believed.
//!
//! ```text
//!  version | sequence | CRC-32 | body      as postcard writes them, stuffed (COBS) so that no byte is zero
//!  0                                       ends the frame
//! ```
//!
//! The checksum covers version, sequence and body. Which type the body has follows from the direction.
//! **Invariant:** any bytes give a frame that is whole and of this version, or an error, and nothing panics.

use super::trace::Trace;
use core::fmt;
use crc::{CRC_32_ISO_HDLC, Crc, Digest};
use postcard::ser_flavors::Flavor;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Version of frames and messages; both ends must have the same.
pub const VERSION: u8 = 2;

/// The most bytes that the frame of an answer takes, with its closing zero: one with as many events as fit a step, each
/// of the longest kind.
pub const FRAME_MAX: usize = 7_168;

/// The most bytes that the frame of a request takes: a start with every basal block of every template.
pub const REQUEST_MAX: usize = 2_560;

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
    /// More than [`FRAME_MAX`] or [`REQUEST_MAX`] bytes.
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
            Self::TooLong => f.write_str("a frame is longer than there is room for"),
            Self::Malformed => f.write_str("bytes are no frame"),
            Self::Checksum => f.write_str("a frame is damaged: its checksum is another"),
            Self::Version(version) => write!(f, "a frame is of version {version}, expected {VERSION}"),
            Self::Body => f.write_str("a frame holds no message that is known"),
        }
    }
}

impl core::error::Error for FrameError {}

/// What travels. A frame is written piece by piece, in the same form.
#[derive(Deserialize)]
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
    pub fn encode<'a>(&self, room: &'a mut [u8]) -> Result<&'a [u8], FrameError> {
        self.encode_traced(room, &mut Trace::default())
    }

    /// The same, and the trace takes in the body.
    ///
    /// # Errors
    /// [`FrameError::TooLong`] when it does not fit.
    // Not inlined, so that its large locals leave the stack at once.
    #[inline(never)]
    pub(super) fn encode_traced<'a>(&self, room: &'a mut [u8], trace: &mut Trace) -> Result<&'a [u8], FrameError> {
        let body = &self.body;
        // The body is gone through twice, for length and checksum first, and is nowhere as a whole but in the frame.
        let count = Counted { digest: begun(VERSION, self.sequence), size: 0, trace: *trace };
        let (checksum, size);
        (checksum, size, *trace) = postcard::serialize_with_flavor(body, count).map_err(|_| FrameError::TooLong)?;
        match postcard::to_slice_cobs(&(VERSION, self.sequence, checksum, size, body), room) {
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
    pub fn decode(bytes: &mut [u8]) -> Result<Self, FrameError> {
        let (sequence, body) = open(bytes)?;
        read(body).map(|body| Self { sequence, body })
    }
}

/// The sequence number of a frame, and the bytes of its body.
///
/// # Errors
/// As [`Frame::decode`], but [`FrameError::Body`].
pub(super) fn open(bytes: &mut [u8]) -> Result<(u32, &[u8]), FrameError> {
    let sealed: Sealed<'_> = postcard::from_bytes_cobs(bytes).map_err(|_| FrameError::Malformed)?;
    if sealed.checksum != checksum(sealed.version, sealed.sequence, sealed.body) {
        return Err(FrameError::Checksum);
    }
    if sealed.version != VERSION {
        return Err(FrameError::Version(sealed.version));
    }
    Ok((sealed.sequence, sealed.body))
}

/// The message that is a frame's body.
///
/// # Errors
/// [`FrameError::Body`].
// Not inlined, so that its large locals leave the stack before anything else needs it.
#[inline(never)]
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, FrameError> {
    match postcard::take_from_bytes(body) {
        Ok((message, [])) => Ok(message),
        Ok(_) | Err(_) => Err(FrameError::Body),
    }
}

fn checksum(version: u8, sequence: u32, body: &[u8]) -> u32 {
    let mut digest = begun(version, sequence);
    digest.update(body);
    digest.finalize()
}

/// The checksum up to the body.
fn begun(version: u8, sequence: u32) -> Digest<'static, u32> {
    let mut digest = CHECKSUM.digest();
    digest.update(&[version]);
    digest.update(&sequence.to_le_bytes());
    digest
}

/// Takes what is written only to know its checksum and its length, and for the trace.
struct Counted {
    digest: Digest<'static, u32>,
    size: usize,
    trace: Trace,
}

impl Flavor for Counted {
    type Output = (u32, usize, Trace);

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.try_extend(&[byte])
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        self.digest.update(bytes);
        self.trace.take_bytes(bytes);
        self.size = self.size.saturating_add(bytes.len());
        Ok(())
    }

    fn finalize(self) -> postcard::Result<Self::Output> {
        Ok((self.digest.finalize(), self.size, self.trace))
    }
}
