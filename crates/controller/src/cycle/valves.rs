//! The valves: opened, shut, and seen to be.

use super::spring::Spring;
use super::{Checkpoint, Cycle, Outcome, Phase};
use crate::alarm::Alarm;
use crate::calibration::CalibrationRecord;
use crate::inputs::Inputs;
use crate::profile::{DeviceProfile, Outlet};
use units::{Duration, Instant};

/// Opening of the second valve, ppm of its travel, above which it is open and below which it is seated.
const VALVE_OPEN_PPM: i64 = 700_000;
const VALVE_SEATED_PPM: i64 = 120_000;

impl Cycle {
    /// How far the second valve is open, from a reading, ppm; `None` where it means nothing.
    pub(super) fn second_valve_opening(&self, inputs: &Inputs, c: &CalibrationRecord) -> Option<i64> {
        c.valve_opening_ppm(inputs.second_valve?, self.housing)
    }

    /// Whether the way out of the chamber is shut, as far as can be seen.
    pub(super) fn outlet_shut(&self, inputs: &Inputs, p: &DeviceProfile, c: &CalibrationRecord) -> bool {
        match p.outlet {
            Outlet::Driven | Outlet::Dispensing => {
                self.second_valve_opening(inputs, c).is_some_and(|ppm| ppm < VALVE_SEATED_PPM)
            }
            Outlet::Passive => true,
        }
    }

    pub(super) fn open(&mut self, now: Instant, inputs: &Inputs, p: &DeviceProfile, c: &CalibrationRecord) -> Outcome {
        if self.second_valve_opening(inputs, c).is_some_and(|ppm| ppm > VALVE_OPEN_PPM) {
            match p.outlet {
                Outlet::Driven => self.approach(now),
                Outlet::Passive | Outlet::Dispensing => self.begin_dispensing(now),
            }
        } else if now.since(self.entered) > p.valve_timeout {
            // It may have opened a little: the inlet stays shut until it was seen closed.
            return self.fail(now, Alarm::SecondValveFault, Phase::Close);
        }
        Outcome::Nothing
    }

    pub(super) fn close_after(&mut self, time: Duration, now: Instant) -> Outcome {
        if now.since(self.entered) >= time {
            self.enter(now, Phase::Close);
        }
        Outcome::Nothing
    }

    pub(super) fn close(&mut self, now: Instant, inputs: &Inputs, p: &DeviceProfile, c: &CalibrationRecord) -> Outcome {
        if let (Some(travel), None) = (self.travel(inputs, c), self.failure) {
            self.servo.follow(now, travel, self.aim, p);
        }
        // One reading may be noise.
        self.seated = if self.outlet_shut(inputs, p, c) { self.seated.saturating_add(1) } else { 0 };
        let shut = self.seated >= p.seated_readings;
        if !shut && now.since(self.entered) <= p.valve_timeout {
            return Outcome::Nothing;
        }
        self.seated = 0;
        if !shut {
            self.failure = Some(Alarm::SecondValveFault);
        }
        match p.outlet {
            // What was delivered is read whether or not the valve has closed.
            Outlet::Driven => self.enter(now, Phase::Measure),
            Outlet::Dispensing if self.failure.is_none() => return self.listen_to(Checkpoint::Emptied, now, p, c),
            Outlet::Passive | Outlet::Dispensing => return self.conclude(now, shut, p),
        }
        Outcome::Nothing
    }

    /// Lets the first valve go if the way out is shut, and seals the device otherwise.
    pub(super) fn unseal(&mut self, now: Instant, shut: bool) {
        if shut {
            self.unsealed = Some(now);
            self.spring = Spring::default();
            self.enter(now, Phase::Release);
        } else {
            self.failure = Some(Alarm::SecondValveFault);
            self.stay_sealed(now, Alarm::SecondValveFault);
        }
    }

    /// Keeps the first valve shut from now on.
    pub(super) fn stay_sealed(&mut self, now: Instant, alarm: Alarm) {
        self.sealed = Some(alarm);
        self.enter(now, Phase::Sealed);
    }

    /// Lets the first valve go that was kept shut for a leak, now that nothing leads to a patient any more.
    pub(crate) fn let_go(&mut self, now: Instant) {
        if self.phase == Phase::Sealed && self.sealed == Some(Alarm::ValveLeak) {
            self.sealed = None;
            self.failure = None;
            self.enter(now, Phase::Idle);
        }
    }
}
