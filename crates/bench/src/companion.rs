//! Somebody beside a run: sees every tick, hands commands over, and may do what no scenario says.

use crate::scenario::{Action, SiteStep};
use crate::world::{Tick, World};
use controller::{Accepted, Command, Rejected};
use twin::Truth;
use units::Instant;

/// Somebody beside a run. By default they do nothing, and commands arrive as they are given.
pub(crate) trait Companion {
    /// When they want to act next; what is past is over.
    fn next(&self) -> Instant {
        Instant::MAX
    }

    /// Whatever they do at an instant.
    fn act(&mut self, _now: Instant, _world: &mut World) {}

    /// Hands a command over to a device that answers.
    ///
    /// # Errors
    /// When the controller refuses.
    fn give(&mut self, world: &mut World, command: Command) -> Result<Accepted, Rejected> {
        world.command(command)
    }

    /// What a person asked for, and the answer; none from a device that does not answer.
    fn told(&mut self, _action: Action, _answer: Option<Result<Accepted, Rejected>>) {}

    /// What hands did to the device, or could not do.
    fn handled(&mut self, _step: SiteStep, _done: bool) {}

    /// A tick, after which this is so.
    fn saw(&mut self, _world: &World, _tick: &Tick, _truth: &Truth) {}
}

/// Nobody.
pub(crate) struct Alone;

impl Companion for Alone {}
