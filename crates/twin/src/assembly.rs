//! How the device is put together: which half is on which, what is plugged into what, and so where liquid can get to.
//!
//! Each part is a small state machine that knows no other (`housings`, `access`, `connector`, `infusion_device`);
//! `interlock` says how they hold one another. Only hands move them ([`Assembly::act`]). What the rest of the plant
//! asks is whether each joint conducts, leaks or is closed ([`Assembly::joined`]), and whether the halves are engaged.
//!
//! - `topology`: the arrangements, as data. `reach`: the search from reservoir to tissue.

pub(crate) mod access;
pub(crate) mod action;
pub(crate) mod connector;
pub(crate) mod housings;
pub(crate) mod infusion_device;
mod interlock;
pub(crate) mod reach;
pub(crate) mod topology;

use access::{FillMove, FillPort};
use action::{Action, Article, Impossible};
use connector::{Connector, ConnectorMove, Core, Depth};
use housings::{Engagement, Turn};
use infusion_device::{DeviceMove, InfusionDevice, Mating};
use topology::{Design, Joint};

/// Where every part is; what may be compared, and no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    pub(crate) housings: Engagement,
    pub(crate) fill_port: FillPort,
    /// `None` where the mating assembly is attached to the disposable half.
    pub(crate) connector: Option<Connector>,
    pub(crate) fitting: Fitting,
    pub(crate) device: InfusionDevice,
}

/// Where the loose end of an infusion device's tubing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Fitting {
    Off,
    On,
}

/// What the reusable half's latch finds at the fluid connector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Indent {
    Sound,
    /// A fault: worn, so that the latch slips past whatever is there.
    Slips,
}

/// What has been done to the articles that are in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Wear {
    /// Times that the disposable half was locked.
    pub(crate) engagements: u32,
    /// Times that a fill needle went through its septum.
    pub(crate) fill_punctures: u32,
    /// Times that a piercing needle went through the infusion device's septum.
    pub(crate) septum_punctures: u32,
}

/// What the switches say: whether something is in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Switches {
    /// The reusable half is turned to the end.
    pub latch: bool,
    /// The fluid connector's indent lies where the latch looks for it; where there is no connector, the mating assembly
    /// that is part of the disposable half does it.
    pub connector: bool,
    /// The mating assembly is attached.
    pub mating: bool,
}

/// One device in someone's hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Assembly {
    pub(crate) design: Design,
    pub(crate) state: State,
    pub(crate) indent: Indent,
    /// The disposable half in use.
    pub(crate) article: Article,
    pub(crate) wear: Wear,
}

/// The order in which instructions for use have it; what a device lacks is left out.
const ORDER: [Action; 19] = [
    Action::Fill(FillMove::OpenCover),
    Action::Fill(FillMove::OpenCover),
    Action::Fill(FillMove::InsertNeedle),
    Action::Fill(FillMove::WithdrawNeedle),
    Action::Fill(FillMove::CloseCover),
    Action::Fill(FillMove::CloseCover),
    Action::Connector(ConnectorMove::Push),
    Action::Connector(ConnectorMove::Push),
    Action::Housings(Turn::Place),
    Action::Housings(Turn::Latch),
    Action::Housings(Turn::Lock),
    Action::Device(DeviceMove::Apply),
    Action::Device(DeviceMove::PushNeedle),
    Action::Device(DeviceMove::Fire),
    Action::Device(DeviceMove::WithdrawNeedle),
    Action::Device(DeviceMove::RemoveTop),
    Action::AttachTubing,
    Action::Device(DeviceMove::Mate),
    Action::Device(DeviceMove::Pierce),
];

impl Assembly {
    /// Everything in its package.
    pub fn packaged(design: Design, article: Article) -> Self {
        let connector = design.topology.has(Joint::Plug).then(|| Connector::new(Core::Tagged));
        let state = State {
            housings: Engagement::Apart,
            fill_port: FillPort::CLOSED,
            connector,
            fitting: Fitting::Off,
            device: InfusionDevice::NEW,
        };
        let wear = Wear { engagements: 0, fill_punctures: 0, septum_punctures: 0 };
        let mut assembly = Self { design, state, indent: Indent::Sound, article, wear };
        assembly.state.fill_port.follow(&design.access, Engagement::Apart);
        assembly
    }

    /// Filled, worn and locked, as instructions for use have it.
    pub fn worn(design: Design, article: Article) -> Self {
        let mut assembly = Self::packaged(design, article);
        for action in ORDER {
            match assembly.act(action) {
                Ok(()) | Err(Impossible::NoSuchPart | Impossible::AlreadySo) => {}
                Err(reason) => unreachable!("{action:?} in the order of the instructions: {reason}"),
            }
        }
        assembly
    }

    /// Whether the reusable half is engaged: the plunger and the valves' pins stand on the membrane.
    pub fn engaged(&self) -> bool {
        self.state.housings == Engagement::Locked
    }

    /// Whether the locked icon on the fluid connector's first end shows: the reusable half's window stands over it only
    /// at the end of the turn, and it lies under the window only when the plug is seated.
    pub(crate) fn locked_icon(&self) -> bool {
        self.engaged() && self.state.connector.is_some_and(|connector| connector.plug == Depth::Seated)
    }

    /// Whether the tag is near enough to be read: the reader is in the reusable half. Where there is no connector, the
    /// mating assembly is part of the disposable half, and carries the tag.
    pub fn tag_in_reach(&self) -> bool {
        let tagged = |connector: Connector| connector.core == Core::Tagged && connector.plug == Depth::Seated;
        self.state.housings != Engagement::Apart && self.state.connector.is_none_or(tagged)
    }

    /// Where every part is now.
    pub fn placement(&self) -> State {
        self.state
    }

    /// What sound switches would say.
    pub fn in_place(&self) -> Switches {
        let state = &self.state;
        let seated = state.connector.is_none_or(|connector| connector.plug == Depth::Seated);
        Switches {
            latch: self.engaged(),
            connector: seated && state.housings != Engagement::Apart,
            mating: state.device.mating != Mating::Away,
        }
    }

    /// Does one thing.
    ///
    /// # Errors
    /// When it is physically impossible, or would change nothing; nothing has changed then.
    pub fn act(&mut self, action: Action) -> Result<(), Impossible> {
        let mut next = self.state;
        self.shift(&mut next, action)?;
        interlock::check(&self.design, self.indent, &self.state, action)?;
        next.fill_port.follow(&self.design.access, next.housings);
        self.wear_by(action);
        self.state = next;
        Ok(())
    }

    /// Counts what an action does to the articles.
    fn wear_by(&mut self, action: Action) {
        let wear = &mut self.wear;
        match action {
            Action::Housings(Turn::Lock) => wear.engagements += 1,
            Action::Fill(FillMove::InsertNeedle) => wear.fill_punctures += 1,
            Action::Device(DeviceMove::Pierce) => wear.septum_punctures += 1,
            Action::NewDisposable(article) => {
                self.article = article;
                (wear.engagements, wear.fill_punctures) = (0, 0);
            }
            Action::NewDevice => wear.septum_punctures = 0,
            Action::Housings(_)
            | Action::Fill(_)
            | Action::Connector(_)
            | Action::Device(_)
            | Action::AttachTubing
            | Action::DetachTubing
            | Action::NewConnector(_) => {}
        }
    }

    /// Moves the one part that the action is about, as if it had no neighbours.
    fn shift(&self, state: &mut State, action: Action) -> Result<(), Impossible> {
        let has_fitting = self.design.topology.has(Joint::Fitting);
        match action {
            Action::Housings(turn) => state.housings.turn(turn),
            Action::Fill(what) => state.fill_port.act(&self.design.access, what),
            Action::Connector(what) => state.connector.as_mut().ok_or(Impossible::NoSuchPart)?.act(what),
            Action::Device(what) => state.device.act(self.design.inserter, what),
            Action::AttachTubing | Action::DetachTubing if !has_fitting => Err(Impossible::NoSuchPart),
            Action::AttachTubing => action::step(&mut state.fitting, Fitting::Off, Fitting::On),
            Action::DetachTubing => action::step(&mut state.fitting, Fitting::On, Fitting::Off),
            Action::NewDisposable(_) => {
                state.fill_port = FillPort::CLOSED;
                Ok(())
            }
            Action::NewConnector(core) => {
                *state.connector.as_mut().ok_or(Impossible::NoSuchPart)? = Connector::new(core);
                Ok(())
            }
            Action::NewDevice => {
                state.device = InfusionDevice::NEW;
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod exhaustive;
#[cfg(test)]
mod tests;
