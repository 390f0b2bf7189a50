//! Whether the chamber's valves hold: the plunger presses on what is shut in, and what pressure is left shows as the first
//! valve opens.
//!
//! A sound chamber keeps what was pressed into it; one whose seat leaks has lost it by then, to the line or to the reservoir,
//! and the plunger does not spring as it did at the factory. A passive outlet needs no press: it leaves the pressure at which
//! it shuts.

use super::{Cycle, Outcome, Phase};
use crate::calibration::CalibrationRecord;
use crate::inputs::Inputs;
use crate::profile::DeviceProfile;
use units::{Duration, Instant, Length};

/// Part of the sum that makes a leak sure at which one is suspected, percent.
const SUSPICION: i64 = 25;

/// What strokes have shown of leaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct LeakCheck {
    /// Sum of what the plunger's spring fell short of the factory's by more than the slack: a cumulative sum after Page, which
    /// starts anew whenever it would be negative.
    short: Length,
    /// When the plunger last pressed for long.
    pressed_long: Option<Instant>,
}

impl LeakCheck {
    /// Takes in how much further than at the factory the plunger sprang; true once a leak is sure.
    pub(super) fn shows(&mut self, surplus: Length, p: &DeviceProfile) -> bool {
        self.short = (self.short - surplus - p.leak_slack).max(Length::ZERO);
        self.short >= p.leak_sum
    }

    /// Whether a leak may have been seen that is not yet sure.
    pub(super) fn is_suspected(self, p: &DeviceProfile) -> bool {
        self.short >= p.leak_sum.scaled(SUSPICION, 100)
    }

    /// How long to press now: long when a leak is suspected, or it is time for it.
    fn time(&mut self, now: Instant, p: &DeviceProfile) -> Duration {
        let due = self.pressed_long.is_none_or(|last| now.since(last) >= p.leak_interval);
        if due || self.is_suspected(p) {
            self.pressed_long = Some(now);
            p.press_time_long
        } else {
            p.press_time
        }
    }
}

impl Cycle {
    /// Whether the next stroke is to come at once, to see whether a valve leaks.
    pub(crate) fn suspects_leak(&self, p: &DeviceProfile) -> bool {
        self.leak.is_suspected(p)
    }

    /// The stroke is measured, and both valves are shut: the plunger goes on against the chamber.
    pub(super) fn begin_press(&mut self, now: Instant, p: &DeviceProfile) {
        self.aim = self.end + p.press;
        self.press_time = self.leak.time(now, p);
        self.servo.begin(now, self.end, self.servo.steady_ppm());
        self.enter(now, Phase::Press);
    }

    pub(super) fn press(&mut self, now: Instant, inputs: &Inputs, p: &DeviceProfile, c: &CalibrationRecord) -> Outcome {
        if let Some(travel) = self.travel(inputs, c) {
            self.servo.follow(now, travel, self.aim, p);
            self.end = travel;
        }
        if now.since(self.entered) >= self.press_time || self.failure.is_some() {
            self.unseal(now, true);
        }
        Outcome::Nothing
    }
}
