//! The plunger's way from its start to its target.

use super::{Cycle, Outcome, Phase};
use crate::alarm::Alarm;
use crate::calibration::CalibrationRecord;
use crate::inputs::Inputs;
use crate::profile::{DeviceProfile, Outlet};
use units::{Instant, Length};

/// Readings in a row that have to show the plunger away from its start before it counts as moving.
const ONSET_READINGS: u8 = 3;

impl Cycle {
    /// The pump wire is heated to the verge of pulling: alone, or while the second valve opens.
    pub(super) fn heat(&mut self, now: Instant, p: &DeviceProfile, phase: Phase) {
        self.heated = now;
        self.moved = 0;
        self.learning.plan(p, self.housing, self.cooling_since.map(|since| now.since(since)));
        self.enter(now, phase);
    }

    /// The way is free. Time for which a wire waited on the verge for that is none of its approach.
    pub(super) fn approach(&mut self, now: Instant) {
        let planned = self.learning.planned();
        if now.since(self.heated) > planned {
            self.heated = now - planned;
        }
        self.enter(now, Phase::Preheat);
    }

    pub(super) fn preheat(
        &mut self,
        now: Instant,
        inputs: &Inputs,
        p: &DeviceProfile,
        c: &CalibrationRecord,
    ) -> Outcome {
        let Some(travel) = self.travel(inputs, c) else {
            return self.fail(now, Alarm::PlungerSensorFault, unload(p));
        };
        // One reading may be noise.
        self.moved = if travel - self.start > p.onset { self.moved.saturating_add(1) } else { 0 };
        if self.moved >= ONSET_READINGS {
            self.learning.onset_after(now.since(self.heated), p);
            self.servo.begin(now, travel, self.learning.hold_duty(p, self.housing, self.battery));
            self.enter(now, Phase::Advance);
        } else if now.since(self.heated) > p.stroke_timeout {
            return self.fail(now, Alarm::PlungerStuck, unload(p));
        }
        Outcome::Nothing
    }

    pub(super) fn advance(
        &mut self,
        now: Instant,
        inputs: &Inputs,
        p: &DeviceProfile,
        c: &CalibrationRecord,
    ) -> Outcome {
        let Some(travel) = self.travel(inputs, c) else {
            return self.fail(now, Alarm::PlungerSensorFault, unload(p));
        };
        self.servo.follow(now, travel, self.aim, p);
        let late = now.since(self.heated) > p.stroke_timeout;
        if self.arrives(travel, p, c) || late && self.body.is_near(travel, c) {
            self.enter(now, Phase::Settle);
        } else if late {
            let stuck = travel - self.start < p.onset.scaled(3, 1);
            let alarm = if stuck { Alarm::PlungerStuck } else { Alarm::OcclusionDetected };
            return self.fail(now, alarm, unload(p));
        }
        Outcome::Nothing
    }

    /// Whether the plunger is where the stroke is to end: at its target, or at the rigid body.
    fn arrives(&mut self, travel: Length, p: &DeviceProfile, c: &CalibrationRecord) -> bool {
        if !self.body.is_sought() {
            return travel + p.arrival >= self.aim;
        }
        let met = self.body.meets(travel, c);
        if met {
            // It is held there, and pressed no harder.
            self.aim = travel;
        }
        met
    }

    pub(super) fn settle(
        &mut self,
        now: Instant,
        inputs: &Inputs,
        p: &DeviceProfile,
        c: &CalibrationRecord,
    ) -> Outcome {
        if let Some(travel) = self.travel(inputs, c) {
            self.servo.follow(now, travel, self.aim, p);
        }
        if now.since(self.entered) >= p.settle {
            let next = match p.outlet {
                Outlet::Driven => Phase::Close,
                Outlet::Passive | Outlet::Dispensing => Phase::Measure,
            };
            self.enter(now, next);
        }
        Outcome::Nothing
    }
}

/// Where a stroke goes that has failed on its way. Through a driven outlet the plunger gives way to the line first;
/// behind a passive one it would leave the membrane, and with it what tells how much has passed.
fn unload(p: &DeviceProfile) -> Phase {
    match p.outlet {
        Outlet::Driven => Phase::Relieve,
        Outlet::Passive | Outlet::Dispensing => Phase::Measure,
    }
}
