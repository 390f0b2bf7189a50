//! A stroke whose wires lose their power, though it asks for it.

use super::{Cycle, Outcome, Phase};
use crate::alarm::Alarm;
use crate::profile::{DeviceProfile, Outlet};
use units::Instant;

impl Cycle {
    /// No wire has power any more, unless the first valve's: the stroke ends, and what it has moved is read.
    pub(crate) fn lose_power(&mut self, now: Instant, p: &DeviceProfile) -> Outcome {
        let (alarm, passive) = (Alarm::SupervisorWithheld, p.outlet != Outlet::Driven);
        match self.phase {
            Phase::Idle | Phase::Release | Phase::Refill | Phase::Sealed => Outcome::Nothing,
            // Nothing has been asked of a wire yet.
            Phase::Commit => {
                self.enter(now, Phase::Idle);
                Outcome::Failed(alarm)
            }
            Phase::Seal | Phase::Baseline => self.abandon(now, alarm),
            Phase::Preheat | Phase::Advance | Phase::Settle if passive => self.fail(now, alarm, Phase::Measure),
            Phase::Preheat | Phase::Advance | Phase::Settle | Phase::Open | Phase::Dispense | Phase::Relieve => {
                self.fail(now, alarm, Phase::Close)
            }
            Phase::Close | Phase::Measure => {
                self.failure = self.failure.or(Some(alarm));
                Outcome::Nothing
            }
        }
    }
}
