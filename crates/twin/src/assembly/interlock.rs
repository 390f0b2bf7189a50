//! How the parts hold one another: the one file that knows which of them are neighbours.

use super::access::{FillMove, Mover};
use super::action::{Action, Impossible};
use super::connector::{ConnectorMove, Depth};
use super::housings::{Engagement, Turn};
use super::infusion_device::Mating;
use super::topology::{Design, Joint};
use super::{Fitting, Indent, State};

/// # Errors
/// When a neighbour stands in the way of the action.
pub(super) fn check(design: &Design, indent: Indent, now: &State, action: Action) -> Result<(), Impossible> {
    let refuse = |when: bool, reason| if when { Err(reason) } else { Ok(()) };
    let locked = now.housings == Engagement::Locked;
    match action {
        // The cover that the reusable half carries would come down onto the needle.
        Action::Housings(Turn::Place) if design.access.mover == Mover::Housings => now.fill_port.needle_away(),
        Action::Housings(Turn::Lock) => {
            now.fill_port.needle_away()?;
            refuse(now.fill_port.cover > 0, Impossible::AccessOpen)?;
            let unseated = now.connector.is_some_and(|connector| connector.plug != Depth::Seated);
            refuse(unseated && indent == Indent::Sound, Impossible::ConnectorNotSeated)
        }
        Action::Fill(FillMove::OpenCover | FillMove::InsertNeedle) => refuse(locked, Impossible::AccessLocked),
        Action::Connector(ConnectorMove::Pull) => refuse(locked && indent == Indent::Sound, Impossible::HeldByIndent),
        Action::AttachTubing => now.device.bottom_bare(),
        Action::NewDisposable(_) => {
            refuse(now.housings != Engagement::Apart, Impossible::HalvesNotApart)?;
            now.fill_port.needle_away()?;
            refuse(outlet_joined(design, now), Impossible::StillJoined)
        }
        Action::NewConnector(_) => {
            let plugged = now.connector.is_some_and(|connector| connector.plug != Depth::Out);
            refuse(plugged || now.device.mating != Mating::Away, Impossible::StillJoined)
        }
        Action::NewDevice => {
            let joined = now.device.mating != Mating::Away || now.fitting == Fitting::On;
            refuse(joined, Impossible::StillJoined)
        }
        Action::Housings(_) | Action::Fill(_) | Action::Connector(_) | Action::Device(_) | Action::DetachTubing => {
            Ok(())
        }
    }
}

/// Whether something hangs on the disposable half's outlet.
fn outlet_joined(design: &Design, now: &State) -> bool {
    design.topology.joints.get(1).is_some_and(|joint| match joint {
        Joint::Plug => now.connector.is_some_and(|connector| connector.plug != Depth::Out),
        Joint::Fitting => now.fitting == Fitting::On,
        Joint::Septum => now.device.mating != Mating::Away,
        Joint::Housings | Joint::TaperedOpening | Joint::Tip => false,
    })
}
