//! A stroke that has to end at once, because what leads to the patient is no longer as it was.

use super::{Cycle, Outcome, Phase};
use crate::alarm::Alarm;
use crate::profile::{DeviceProfile, Outlet};
use units::Instant;

impl Cycle {
    /// Ends a stroke: the pump wire has no power from now on, and the valves are made safe in their order. What has moved
    /// until then is measured.
    pub(crate) fn interrupt(&mut self, now: Instant, alarm: Alarm, p: &DeviceProfile) -> Outcome {
        match self.phase {
            Phase::Idle | Phase::Sealed | Phase::Refill => return Outcome::Nothing,
            // Nothing has been asked of a wire yet.
            Phase::Commit => {
                self.enter(now, Phase::Idle);
                return Outcome::Failed(alarm);
            }
            Phase::Seal | Phase::Baseline => return self.abandon(now, alarm),
            Phase::Open | Phase::Dispense | Phase::Relieve => self.enter(now, Phase::Close),
            Phase::Preheat | Phase::Advance | Phase::Settle => match p.outlet {
                Outlet::Driven => self.enter(now, Phase::Close),
                Outlet::Passive | Outlet::Dispensing => self.enter(now, Phase::Measure),
            },
            // The plunger is at rest, and the valves are on their way.
            Phase::Close | Phase::Measure | Phase::Release => {}
        }
        self.failure = self.failure.or(Some(alarm));
        Outcome::Nothing
    }
}
