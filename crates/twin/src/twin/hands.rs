//! What hands do to the device, and what the plant feels of it.

use super::Twin;
use crate::assembly::Switches;
use crate::assembly::action::{Action, Impossible};
use crate::assembly::connector::Depth;
use crate::assembly::reach::Passage;
use crate::assembly::topology::Joint;

impl Twin {
    /// Does one thing by hand.
    ///
    /// # Errors
    /// When it is physically impossible, or would change nothing; nothing has changed then. Another disposable half comes
    /// with its own reservoir and membrane: [`Twin::replace_disposable`].
    pub fn act(&mut self, action: Action) -> Result<(), Impossible> {
        if matches!(action, Action::NewDisposable(_)) {
            return Err(Impossible::NotFilled);
        }
        self.assembly.act(action)?;
        self.handled(action);
        self.join();
        Ok(())
    }

    /// Whether there is a way from reservoir to tissue now.
    pub fn reachable(&self) -> bool {
        let truth = self.truth();
        let open = truth.valves.map(|valve| valve.is_none_or(|valve| valve.open));
        self.assembly.reachable(&open[..self.plant.valves.len()])
    }

    /// Whether the locked icon on the fluid connector shows.
    pub fn locked_icon(&self) -> bool {
        self.assembly.locked_icon()
    }

    /// Reads the switches.
    pub fn read_switches(&self) -> Switches {
        let [latch, connector, mating] = self.sensors.switches;
        let in_place = self.assembly.in_place();
        Switches {
            latch: latch.closed(in_place.latch),
            connector: connector.closed(in_place.connector),
            mating: mating.closed(in_place.mating),
        }
    }

    /// Lets the plant follow how the device is put together.
    pub(super) fn join(&mut self) {
        self.plant.engaged = self.assembly.engaged();
        let (mut conducts, mut leak_share) = (true, 0.0);
        for (joint, passage) in self.assembly.joined() {
            match (joint, passage) {
                (Joint::Housings, _) | (_, Passage::Conducts) => {}
                (_, Passage::Closed) => conducts = false,
                // A plug that is half seated leaks beside what it conducts.
                (Joint::Plug, Passage::Leaks) if self.half_seated() => {}
                (_, Passage::Leaks) => (conducts, leak_share) = (false, 1.0),
            }
        }
        self.joined = Joined { conducts, leak_share };
        self.lay_on_set();
        self.restructured();
    }

    fn half_seated(&self) -> bool {
        self.assembly.state.connector.is_some_and(|connector| connector.plug == Depth::Half)
    }
}

/// What the joints between pump and tissue come to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Joined {
    /// Whether liquid gets from the line into the tissue.
    pub(super) conducts: bool,
    /// How much gets out of the line instead, as a share of a plain hole.
    pub(super) leak_share: f64,
}

impl Joined {
    pub(super) const WHOLE: Self = Self { conducts: true, leak_share: 0.0 };
}
