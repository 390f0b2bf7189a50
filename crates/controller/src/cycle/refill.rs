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
        let surplus = spring - c.rest_spring().after(self.stroke.end - self.stroke.start);
        // Through a chamber that is heard to empty the line and the valves show themselves.
        let by_spring = !self.dispensing.is_heard(p);
        if by_spring && self.leak.shows(surplus, p) {
            self.failure = Some(Alarm::ValveLeak);
            return Outcome::Failed(Alarm::ValveLeak);
        }
        if self.leak.is_suspected(p) {
            return Outcome::Sprung(spring);
        }
        self.spring_nm = blend(self.spring_nm, surplus.as_nm(), SPRING_SHARE);
        if self.spring_nm > p.release_spring_max.as_nm() && by_spring {
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
        let home = self.travel(inputs, c).is_some_and(|travel| travel.abs() <= p.home);
        let late = now.since(self.entered) > p.refill_timeout;
        if self.failure == Some(Alarm::ValveLeak) && (home || late) {
            self.seal(now, p);
        } else if home {
            self.enter(now, Phase::Idle);
            return self.notice.take().map_or(Outcome::Home, |(alarm, present)| Outcome::Noticed(alarm, present));
        } else if late {
            self.enter(now, Phase::Idle);
            return Outcome::Failed(self.failure.unwrap_or(Alarm::RefillShort));
        }
        Outcome::Nothing
    }
}
