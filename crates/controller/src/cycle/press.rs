//! Whether the chamber's valves hold: the plunger presses on what is shut in, and what pressure is left shows as the first
//! valve opens.
//!
//! A sound chamber keeps what was pressed into it; one whose seat leaks has lost it by then, to the line or to the reservoir,
//! and the plunger does not spring as it did at the factory. A passive outlet is not pressed on, for that would open it: it
//! leaves the pressure at which it shuts. Now and then the plunger stays parked on that for a while, so that a slow leak shows.

use super::{Cycle, Outcome, Phase};
use crate::calibration::CalibrationRecord;
use crate::inputs::Inputs;
use crate::profile::DeviceProfile;
use units::{Duration, Instant};

impl Cycle {
    /// Whether the next stroke is to come at once, to see whether a valve leaks.
    pub(crate) fn suspects_leak(&self, p: &DeviceProfile) -> bool {
        self.gauge.suspects_leak(p) || self.dispensing.suspects_leak()
    }

    /// The same to see whether the way to the patient has shut.
    pub(crate) fn suspects_block(&self, now: Instant) -> bool {
        self.passage.suspects_block(now)
    }

    /// The stroke is measured, and both valves are shut: the plunger goes on against the chamber, or waits.
    pub(super) fn begin_press(&mut self, now: Instant, p: &DeviceProfile) {
        self.aim = self.end + p.press;
        self.press_time = self.gauge.press_time(now, p);
        if self.press_time == Duration::ZERO {
            return self.unseal(now, true);
        }
        self.pressed = None;
        self.servo.begin(now, self.end, self.servo.steady_ppm());
        self.enter(now, Phase::Press);
    }

    pub(super) fn press(&mut self, now: Instant, inputs: &Inputs, p: &DeviceProfile, c: &CalibrationRecord) -> Outcome {
        if let Some(travel) = self.travel(inputs, c) {
            self.servo.follow(now, travel, self.aim, p);
            self.end = travel;
            if travel + p.arrival >= self.aim {
                self.pressed.get_or_insert(now);
            }
        }
        let pressed = self.pressed.is_some_and(|since| now.since(since) >= self.press_time);
        // Against what does not yield it presses as far as it comes.
        let late = now.since(self.entered) >= self.press_time + p.press_timeout;
        if pressed || late || self.failure.is_some() {
            self.unseal(now, true);
        }
        Outcome::Nothing
    }
}
