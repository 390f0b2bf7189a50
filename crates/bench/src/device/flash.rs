//! The flash of a device at the end of a line: what a loss of power makes of it, and what is in it at the end.

use super::{DeviceError, Link};
use protocol::lockstep::{Answer, PIECE_MAX, Piece, Request};

/// Puts into the device's flash, which is whole, what a loss of power has torn of it.
///
/// # Errors
/// When the device does not answer as it should.
pub(super) fn tear(link: &mut Link, whole: &[u8], torn: &[u8]) -> Result<(), DeviceError> {
    for (at, (before, after)) in places(whole).zip(whole.chunks(PIECE_MAX).zip(torn.chunks(PIECE_MAX))) {
        if before != after {
            let bytes = Piece::from_slice(after).map_err(|()| DeviceError::Journal { at })?;
            let answer = link.ask(&Request::Torn { at, bytes })?;
            if !matches!(answer, Answer::Torn) {
                return Err(DeviceError::unexpected(&answer));
            }
        }
    }
    Ok(())
}

/// Reads the device's flash, which is to be the same as that of this host.
///
/// # Errors
/// When it is not, or the device does not answer as it should.
pub(super) fn compare(link: &mut Link, flash: &[u8]) -> Result<(), DeviceError> {
    for (at, here) in places(flash).zip(flash.chunks(PIECE_MAX)) {
        let answer = link.ask(&Request::Read { at })?;
        let Answer::Flash(there) = answer else { return Err(DeviceError::unexpected(&answer)) };
        let (written, blank) = here.split_at(there.len().min(here.len()));
        if written != there.as_slice() || blank.iter().any(|byte| *byte != 0xFF) {
            return Err(DeviceError::Journal { at });
        }
    }
    Ok(())
}

/// Where each piece of a flash begins.
fn places(flash: &[u8]) -> impl Iterator<Item = u32> + use<> {
    (0..flash.len()).step_by(PIECE_MAX).map(|at| u32::try_from(at).unwrap_or(u32::MAX))
}
