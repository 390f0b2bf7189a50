//! The end of a stroke: the first valve opens, what it was shut against shows, and the plunger comes home.

use super::gauge::Verdict;
use super::learning::above_housing;
use super::{Cycle, Outcome, Phase};
use crate::alarm::Alarm;
use crate::calibration::CalibrationRecord;
use crate::inputs::Inputs;
use crate::profile::{DeviceProfile, Outlet};
use units::{Duration, Instant, Length, Temperature};

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
        let travel = self.travel(inputs, c).filter(|_| self.failure.is_none() && self.gauged());
        if self.may_be_shut(spent, p) && spent < p.refill_timeout {
            if let Some(travel) = travel.filter(|_| now != self.entered) {
                self.spring.shut(travel, p.spring_readings);
            }
            return Outcome::Nothing;
        }
        let Some(travel) = travel else {
            self.go_home(now);
            return self.failure.map_or(Outcome::Nothing, Outcome::Failed);
        };
        let Some(after) = self.spring.open(travel, p.spring_readings) else { return Outcome::Nothing };
        self.go_home(now);
        let spring = after - self.spring.before().unwrap_or(self.end);
        let lost = if self.press_time > p.press_time { p.press_loss } else { Length::ZERO };
        let surplus = spring + lost - c.rest_spring().after(self.stroke.end - self.stroke.start);
        let verdict = match (self.tells(p), self.primes_tubing) {
            (true, false) => {
                let rose = self.gauge.rises(surplus, p);
                let verdict = self.gauge.read(surplus, p);
                self.passage.seen(self.gauge.way(surplus, p), rose, self.stroke.measured, now);
                verdict
            }
            (true, true) => {
                self.gauge.learn(surplus, p);
                Verdict::Sound
            }
            (false, _) => Verdict::Sound,
        };
        let alarm = match verdict {
            Verdict::Sound => return Outcome::Sprung(spring),
            Verdict::Pressure => {
                // Else the next plunger would be parked too hot, creep on, and look as if it still had pressure before it.
                self.learning.forget_held(self.held_before_ppm);
                Alarm::OcclusionDetected
            }
            Verdict::Leak => Alarm::ValveLeak,
        };
        self.failure = Some(alarm);
        // A plunger that only presses on the membrane comes home whatever the valves do.
        if verdict == Verdict::Leak && p.outlet != Outlet::Driven {
            self.seal(now, p);
        }
        Outcome::Failed(alarm)
    }

    /// Whether the first valve may not have opened yet, that was let go so long ago: its wire cools from what it was heated
    /// to, first to what held it, then to the housing.
    fn may_be_shut(&self, spent: Duration, p: &DeviceProfile) -> bool {
        let held = self.unsealed.unwrap_or(self.closed).since(self.closed);
        let excess_mk = above_housing(p.seal_temperature, p.seal_hold_temperature, held, p);
        let excess_mk = i32::try_from(excess_mk).unwrap_or(i32::MAX);
        let from = Temperature::from_millidegc(p.seal_hold_temperature.as_millidegc().saturating_add(excess_mk));
        let left_mk = above_housing(from, self.housing, spent, p);
        left_mk > i64::from(p.unseal_temperature.millikelvin_above(self.housing))
    }

    fn go_home(&mut self, now: Instant) {
        self.cooling_since = Some(now);
        self.enter(now, Phase::Refill);
    }

    /// Whether this stroke's spring says something of line and valves. Through a chamber that is heard to empty they show
    /// themselves; a plunger that stood at the body has not been pressed against the chamber.
    fn tells(&self, p: &DeviceProfile) -> bool {
        !self.dispensing.is_heard(p) && !self.body.is_sought()
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
