//! What hands can do, coarse and fine.

use twin::{Action, Article, Assembly, ConnectorMove, Core, DeviceMove, Impossible, Turn};

/// One thing that hands do: motions, all of them or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Move {
    Motions(&'static [Action]),
    /// Motions after which this tag is in its place.
    Tag(&'static [Action], u8),
}

impl Move {
    /// Does it; nothing, when something is in the way.
    pub(super) fn perform(self, hands: &mut Assembly, fitted: &mut u8) -> Option<()> {
        let (motions, tag) = match self {
            Self::Motions(motions) => (motions, *fitted),
            Self::Tag(motions, tag) => (motions, tag),
        };
        let mut after = *hands;
        for motion in motions {
            match after.act(*motion) {
                // Two pulls take off what may be half off.
                Ok(()) => {}
                Err(Impossible::AlreadySo) if motions.len() > 1 => {}
                Err(_) => return None,
            }
        }
        (*hands, *fitted) = (after, tag);
        Some(())
    }
}

const ARTICLE: Article = Article { lot: 1, serial: 2 };
const PLUG: [Action; 2] = [Action::Connector(ConnectorMove::Push); 2];
const UNPLUG: [Action; 2] = [Action::Connector(ConnectorMove::Pull); 2];
const CLOSE: [Action; 3] = [Action::Housings(Turn::Place), Action::Housings(Turn::Latch), Action::Housings(Turn::Lock)];
const OPEN: [Action; 3] =
    [Action::Housings(Turn::Unlock), Action::Housings(Turn::Unlatch), Action::Housings(Turn::Lift)];
const INSERT: [Action; 4] = [
    Action::Device(DeviceMove::Apply),
    Action::Device(DeviceMove::Fire),
    Action::Device(DeviceMove::WithdrawNeedle),
    Action::Device(DeviceMove::RemoveTop),
];
const ATTACH: [Action; 2] = [Action::Device(DeviceMove::Mate), Action::Device(DeviceMove::Pierce)];

/// Whole steps, a fluid connector carrying the tag.
pub(crate) const COARSE: [Move; 10] = [
    Move::Motions(&PLUG),
    Move::Motions(&UNPLUG),
    Move::Motions(&CLOSE),
    Move::Motions(&OPEN),
    Move::Motions(&INSERT),
    Move::Motions(&ATTACH),
    Move::Motions(&[Action::Device(DeviceMove::Unmate)]),
    Move::Motions(&[Action::NewDevice]),
    Move::Tag(&[Action::NewConnector(Core::Tagged)], 1),
    Move::Tag(&[Action::NewConnector(Core::Tagged)], 2),
];

/// Whole steps, the disposable half carrying the tag.
pub(crate) const COARSE_DIRECT: [Move; 8] = [
    Move::Motions(&CLOSE),
    Move::Motions(&OPEN),
    Move::Motions(&INSERT),
    Move::Motions(&ATTACH),
    Move::Motions(&[Action::Device(DeviceMove::Unmate)]),
    Move::Motions(&[Action::NewDevice]),
    Move::Tag(&[Action::NewDisposable(ARTICLE)], 1),
    Move::Tag(&[Action::NewDisposable(ARTICLE)], 2),
];
