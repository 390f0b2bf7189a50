//! What can go wrong with a device that runs elsewhere.

use protocol::lockstep::{Answer, Cause, FrameError, Trace};
use std::fmt;
use std::path::PathBuf;

/// Why a device that runs elsewhere cannot be relied on.
#[derive(Debug, Clone, PartialEq)]
pub enum DeviceError {
    /// There is no firmware image.
    NoImage(PathBuf),
    /// The emulator could not be started.
    NoEmulator {
        /// Its name.
        program: &'static str,
        /// Why not.
        cause: String,
    },
    /// The link ended or failed.
    Link(String),
    /// Asked several times, it did not answer, or only what could not be read.
    Silent {
        /// How often it was asked.
        asked: u32,
        /// What was last wrong with an answer; none if there was no answer in time.
        cause: Option<FrameError>,
    },
    /// It answered something that is no answer to what was asked.
    Unexpected(String),
    /// It has taken power from all wires.
    PowerDropped(Cause),
    /// It answered otherwise than the same controller does on this host.
    Diverged {
        /// What was asked.
        request: String,
        /// What the device answered.
        device: String,
        /// What the controller on this host answered.
        host: String,
    },
    /// Its hash of the run is another than that of this host.
    Trace {
        /// The device's.
        device: Trace,
        /// This host's.
        host: Trace,
    },
    /// Its flash is another than that of this host.
    Journal {
        /// In the piece that begins here, bytes from the flash's start.
        at: u32,
    },
    /// The emulator ended otherwise than well.
    Ended(String),
    /// A world with a linked device was copied; the device was not.
    Copied,
}

impl DeviceError {
    /// An answer that does not belong to its question.
    pub(crate) fn unexpected(answer: &Answer) -> Self {
        Self::Unexpected(format!("{answer:?}"))
    }
}

impl fmt::Display for DeviceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoImage(path) => {
                write!(f, "{}: no firmware image; `cargo xtask firmware` builds it", path.display())
            }
            Self::NoEmulator { program, cause } => {
                write!(f, "{program} cannot be started: {cause}; on Debian the package qemu-system-arm brings it")
            }
            Self::Link(cause) => write!(f, "the link to the device failed: {cause}"),
            Self::Silent { asked, cause: None } => write!(f, "the device was asked {asked} times and does not answer"),
            Self::Silent { asked, cause: Some(cause) } => {
                write!(f, "the device was asked {asked} times in vain: {cause}")
            }
            Self::Unexpected(answer) => write!(f, "the device answered what was not asked: {answer}"),
            Self::PowerDropped(Cause::Overdue) => {
                f.write_str("the device dropped its power: a request was not answered in time")
            }
            Self::PowerDropped(Cause::Panicked { line }) => {
                write!(f, "the device dropped its power: the firmware panicked at line {line}")
            }
            Self::PowerDropped(Cause::HardFault { address }) => {
                write!(f, "the device dropped its power: hard fault at {address:#010x}")
            }
            Self::PowerDropped(Cause::Withheld { reason, wire, after }) => write!(
                f,
                "the device's supervisor dropped its power: {} of the {} wire, {after} after it last heard of the controller",
                reason.name(),
                wire.name(),
            ),
            Self::Journal { at } => {
                write!(f, "the device's journal differs from that of this host at byte {at:#x} or soon after")
            }
            Self::Diverged { request, device, host } => {
                write!(f, "device and host differ\n  asked:  {request}\n  device: {device}\n  host:   {host}")
            }
            Self::Trace { device, host } => write!(f, "the device's trace is {device}, that of this host {host}"),
            Self::Ended(how) => write!(f, "the emulator ended with {how}"),
            Self::Copied => f.write_str("a device at the end of a link cannot be copied"),
        }
    }
}

impl std::error::Error for DeviceError {}
