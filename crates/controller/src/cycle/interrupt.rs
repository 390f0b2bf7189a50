//! A stroke that has to end at once: what leads to the patient is no longer as it was, or the wires have lost their power.

use super::{Checkpoint, Cycle, Outcome, Phase};
use crate::alarm::Alarm;
use crate::profile::{DeviceProfile, Outlet};
use units::Instant;

impl Cycle {
    /// Ends a stroke: the pump wire has no power from now on, and the valves are made safe in their order. What has moved
    /// until then is measured.
    pub(crate) fn interrupt(&mut self, now: Instant, alarm: Alarm, p: &DeviceProfile) -> Outcome {
        match self.phase {
            Phase::Idle | Phase::Refill | Phase::Sealed => Outcome::Nothing,
            // Nothing has been asked of a wire yet.
            Phase::Commit => {
                self.enter(now, Phase::Idle);
                Outcome::Failed(alarm)
            }
            Phase::Seal | Phase::Baseline | Phase::Listen(Checkpoint::Empty) => self.abandon(now, alarm),
            Phase::Preheat | Phase::Advance | Phase::Settle if p.outlet != Outlet::Driven => {
                self.fail(now, alarm, Phase::Measure)
            }
            Phase::Preheat
            | Phase::Advance
            | Phase::Settle
            | Phase::Open
            | Phase::Dispense
            | Phase::Relieve
            | Phase::Listen(Checkpoint::Filled | Checkpoint::Held) => self.fail(now, alarm, Phase::Close),
            // The plunger is at rest, and the valves are on their way.
            Phase::Close | Phase::Measure | Phase::Press | Phase::Release | Phase::Listen(Checkpoint::Emptied) => {
                self.failure = self.failure.or(Some(alarm));
                Outcome::Nothing
            }
        }
    }
}
