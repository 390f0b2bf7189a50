//! The end of a stroke: the first valve opens, what it was shut against shows, and the plunger comes home.

use super::learning::above_housing;
use super::{Cycle, Outcome, Phase};
use crate::alarm::Alarm;
use crate::calibration::CalibrationRecord;
use crate::fixed::blend;
use crate::inputs::Inputs;
use crate::profile::DeviceProfile;
use units::Instant;

/// How much of each new reading of the plunger's spring is taken in, percent. Less would lag behind a bolus, more
/// would let noise through.
const SPRING_SHARE: i64 = 35;

impl Cycle {
    /// Waits until the first valve has surely let go, the plunger parked; then compares where it is with where the
    /// stroke ended.
    ///
    /// A little cooler than what holds it, the wire neither pulls on nor gives way: it is a stiff spring. When the
    /// valve opens, the chamber's pressure falls from that of the line to that of the reservoir, and the plunger
    /// springs forward, about 0.1 um per kPa.
    pub(super) fn release(
        &mut self,
        now: Instant,
        inputs: &Inputs,
        p: &DeviceProfile,
        c: &CalibrationRecord,
    ) -> Outcome {
        let spent = now.since(self.entered);
        let left_mk = above_housing(p.seal_temperature, self.housing, spent, p);
        if left_mk > i64::from(p.unseal_temperature.millikelvin_above(self.housing)) && spent < p.refill_timeout {
            return Outcome::Nothing;
        }
        self.cooling_since = Some(now);
        self.enter(now, Phase::Refill);
        let (Some(travel), None, true) = (self.travel(inputs, c), self.failure, self.gauged()) else {
            return self.failure.map_or(Outcome::Nothing, Outcome::Failed);
        };
        let spring = travel - self.end;
        self.spring_nm = blend(self.spring_nm, (spring - c.rest_spring()).as_nm(), SPRING_SHARE);
        // Through a chamber that was heard to empty the line has shown itself.
        if self.spring_nm > p.release_spring_max.as_nm() && self.stroke.acoustic.is_none() {
            self.spring_nm = 0;
            self.failure = Some(Alarm::OcclusionDetected);
            return Outcome::Failed(Alarm::OcclusionDetected);
        }
        Outcome::Sprung(spring)
    }

    pub(super) fn refill(
        &mut self,
        now: Instant,
        inputs: &Inputs,
        p: &DeviceProfile,
        c: &CalibrationRecord,
    ) -> Outcome {
        if now == self.entered {
            return Outcome::Nothing;
        }
        if self.travel(inputs, c).is_some_and(|travel| travel.abs() <= p.home) {
            self.enter(now, Phase::Idle);
            return self.notice.take().map_or(Outcome::Home, |(alarm, present)| Outcome::Noticed(alarm, present));
        }
        if now.since(self.entered) > p.refill_timeout {
            self.enter(now, Phase::Idle);
            return Outcome::Failed(self.failure.unwrap_or(Alarm::RefillShort));
        }
        Outcome::Nothing
    }
}
