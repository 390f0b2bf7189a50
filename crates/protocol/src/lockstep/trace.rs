//! A hash of all that was asked of a controller and answered by it, made at both ends: equal hashes, equal runs.
//!
//! FNV-1a of 64 bits over the messages as they are written for a frame, in order, without what the line adds to them.

use super::message::Request;
use core::fmt;
use postcard::ser_flavors::Flavor;
use serde::{Deserialize, Serialize};

const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// The hash so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Trace(u64);

impl Default for Trace {
    fn default() -> Self {
        Self(BASIS)
    }
}

impl Trace {
    /// Takes in a request and its answer, an [`Answer`](super::Answer) in either form.
    pub fn take(&mut self, request: &Request, answer: &impl Serialize) {
        // This flavour takes every byte, so nothing can fail.
        *self = postcard::serialize_with_flavor(&(request, answer), *self).unwrap_or(*self);
    }

    /// Takes in a message as it is written.
    pub(super) fn take_bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(PRIME);
        }
    }

    /// The hash as a number.
    pub fn as_u64(self) -> u64 {
        self.0
    }
}

/// Sixteen hexadecimal digits.
impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// As a place where something is written.
impl Flavor for Trace {
    type Output = Self;

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.take_bytes(&[byte]);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<Self> {
        Ok(self)
    }
}
