//! What a pair of hands can do to the device, and why it may not go.

use super::access::FillMove;
use super::connector::{ConnectorMove, Core};
use super::housings::Turn;
use super::infusion_device::DeviceMove;

/// One thing done by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Moves the halves against each other.
    Housings(Turn),
    /// Moves the cover of the fill septum, or a fill needle.
    Fill(FillMove),
    /// Moves the fluid connector.
    Connector(ConnectorMove),
    /// Moves the infusion device or what mates with it.
    Device(DeviceMove),
    /// Pushes the loose end of the infusion device's tubing onto its fitting.
    AttachTubing,
    /// Pulls it off.
    DetachTubing,
    /// Takes another disposable half out of its package.
    NewDisposable(Article),
    /// Takes another fluid connector with its tubing.
    NewConnector(Core),
    /// Takes another infusion device.
    NewDevice,
}

/// What is printed on a disposable half.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Article {
    /// The lot.
    pub lot: u32,
    /// The number within all lots.
    pub serial: u32,
}

/// Why something cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Impossible {
    /// The arrangement has no such part.
    NoSuchPart,
    /// It is so already.
    AlreadySo,
    /// Something else has to come first.
    OutOfTurn,
    /// A fill needle is in the septum.
    NeedleInSeptum,
    /// The cover of the fill septum is open.
    AccessOpen,
    /// The cover of the fill septum is closed.
    AccessClosed,
    /// The locked halves hold the cover of the fill septum.
    AccessLocked,
    /// The connector's indent is not where the latch looks for it.
    ConnectorNotSeated,
    /// The latch holds the connector by its indent.
    HeldByIndent,
    /// The introduction needle holds the top on the bottom.
    NeedleHoldsTop,
    /// The top covers the bottom.
    TopCoversBottom,
    /// The halves are not apart.
    HalvesNotApart,
    /// What is to be replaced is still joined.
    StillJoined,
    /// Another disposable half has to be filled before it is of use.
    NotFilled,
}

impl core::fmt::Display for Impossible {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::NoSuchPart => "this device has no such part",
            Self::AlreadySo => "it is so already",
            Self::OutOfTurn => "it is not what comes next",
            Self::NeedleInSeptum => "the fill needle is in the septum",
            Self::AccessOpen => "the cover of the fill septum is open",
            Self::AccessClosed => "the cover of the fill septum is closed",
            Self::AccessLocked => "the locked halves hold the cover of the fill septum",
            Self::ConnectorNotSeated => "the latch does not find the indent of the fluid connector",
            Self::HeldByIndent => "the locked halves hold the fluid connector by its indent",
            Self::NeedleHoldsTop => "the introduction needle still holds the top portion",
            Self::TopCoversBottom => "the top portion covers the bottom portion",
            Self::HalvesNotApart => "the halves are not apart",
            Self::StillJoined => "it is still joined to the rest",
            Self::NotFilled => "another disposable half has to be filled first",
        })
    }
}

/// Takes `at` from one position to another.
///
/// # Errors
/// When it is there already, or is not where the move starts.
pub(super) fn step<T: Copy + PartialEq>(at: &mut T, from: T, to: T) -> Result<(), Impossible> {
    if *at == to {
        return Err(Impossible::AlreadySo);
    }
    if *at != from {
        return Err(Impossible::OutOfTurn);
    }
    *at = to;
    Ok(())
}
