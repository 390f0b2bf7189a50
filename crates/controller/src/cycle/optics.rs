//! Where the plunger is as a stroke begins and ends, and what that comes to.

use super::{Checkpoint, Cycle, Outcome, Phase};
use crate::alarm::Alarm;
use crate::calibration::CalibrationRecord;
use crate::event::StrokeRecord;
use crate::inputs::{Inputs, OpticalReading};
use crate::profile::{DeviceProfile, Outlet};
use units::{Instant, Length, Volume};

impl Cycle {
    /// The plunger's travel, from a reading; `None` where it means nothing.
    pub(super) fn travel(&self, inputs: &Inputs, c: &CalibrationRecord) -> Option<Length> {
        let signal = inputs.plunger?.signal()?;
        Some(c.travel(signal, self.home.at(self.housing), self.body.stray_ppm()))
    }

    pub(super) fn baseline(
        &mut self,
        now: Instant,
        inputs: &Inputs,
        p: &DeviceProfile,
        c: &CalibrationRecord,
    ) -> Outcome {
        // The request for this reading went out on entering the phase.
        if now == self.entered {
            return Outcome::Nothing;
        }
        // A failure that is older than the stroke: the device was sealed before it lost power.
        if self.failure.is_some() || !self.outlet_shut(inputs, p, c) {
            let alarm = self.failure.unwrap_or(Alarm::SecondValveFault);
            self.stay_sealed(now, alarm);
            return Outcome::Failed(alarm);
        }
        let signal = inputs.plunger.and_then(OpticalReading::signal);
        let (Some(signal), Some(travel)) = (signal, self.travel(inputs, c)) else {
            return self.abandon(now, Alarm::PlungerSensorFault);
        };
        if travel.abs() > p.home.scaled(3, 1) {
            return self.abandon(now, Alarm::PlungerSensorFault);
        }
        self.home.renew(signal, self.housing);
        self.start = c.travel(signal, self.home.at(self.housing), self.body.stray_ppm());
        let target = c.target(self.start, self.target);
        self.aim = self.body.aim(c).unwrap_or(target - self.learning.aim_short(target - self.start));
        match p.outlet {
            Outlet::Driven => self.heat(now, p, Phase::Open),
            Outlet::Passive | Outlet::Dispensing => self.heat(now, p, Phase::Preheat),
        }
        Outcome::Nothing
    }

    pub(super) fn measure(
        &mut self,
        now: Instant,
        inputs: &Inputs,
        p: &DeviceProfile,
        c: &CalibrationRecord,
    ) -> Outcome {
        if now == self.entered {
            return Outcome::Nothing;
        }
        let at_body = self.body.is_sought() && self.failure.is_none();
        if at_body {
            self.failure = self.calibrate(now, inputs, c);
        }
        // Without a reading, or with one that no stroke could have made, the most that was possible is taken as delivered.
        let bound = self.target + p.stroke_margin;
        let read = self.travel(inputs, c).map(|end| (end, c.displaced(self.start, end) - self.given_back(p)));
        let (end, measured) = read.filter(|(_, measured)| *measured <= bound).unwrap_or_else(|| {
            self.failure = self.failure.or(Some(Alarm::PlungerSensorFault));
            (c.target(self.start, bound), bound)
        });
        self.end = end;
        // What lies between home and the body is gone, whatever the sensor says.
        let least = if at_body { c.displaced(self.start, c.body()) } else { Volume::ZERO };
        let measured = measured.max(least);
        if self.failure.is_none() && !self.body.is_sought() {
            self.held_before_ppm = self.learning.hold_ppm();
            self.learning.held(self.servo.steady_ppm(), p, self.housing, self.battery);
            self.learning.stroke_done(c.target(self.start, self.target) - self.start, self.end - self.start);
        }
        let record = StrokeRecord { measured, optical: measured, start: self.start, end: self.end, ..self.stroke };
        self.stroke = record;
        let shut = self.outlet_shut(inputs, p, c);
        if shut && p.outlet == Outlet::Dispensing && self.failure.is_none() {
            return self.listen_to(Checkpoint::Filled, now, p, c);
        }
        self.press_time = p.press_time;
        // At the body there is no way left to press.
        if shut && self.failure.is_none() && !at_body {
            self.begin_press(now, p);
        } else {
            self.unseal(now, shut);
        }
        Outcome::Measured(record)
    }

    /// What the chamber keeps of a stroke beyond what it kept of those that were weighed: between the reservoir's
    /// pressure and the line's it yields a little, and gives that back to the reservoir. The plunger's spring over
    /// the last strokes tells the difference.
    fn given_back(&self, p: &DeviceProfile) -> Volume {
        p.give_per_um.scaled(self.gauge.mean_nm(), 1_000)
    }
}
