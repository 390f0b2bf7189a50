//! What the controller asks of the pins, until the next step.

use crate::alarm::Annunciation;
use crate::event::Events;
use crate::fixed::mul_div;
use units::{Duration, Instant};

/// What the pins do until the next step, and when that is to be.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[must_use]
pub struct Outputs {
    /// Power to the pump wire.
    pub pump: Duty,
    /// Power to the first valve's wire: powered is closed.
    pub first_valve: Duty,
    /// Power to the second valve's wire: powered is open.
    pub second_valve: Duty,
    /// What to read just before the next step.
    pub strobe: Strobe,
    /// Whether the set's tag is to be asked just before the next step.
    pub tag: TagRequest,
    /// What sounder, light and vibrator play; the board plays the patterns on its own.
    pub annunciation: Annunciation,
    /// When the next step is wanted at the latest. Commands may bring one sooner.
    pub next_wake: Instant,
    /// What happened in this step, in order.
    pub events: Events,
}

impl Outputs {
    /// REQ-VALVE-1, as far as pins tell: the second valve's wire has no power unless the first valve's has.
    pub fn power_the_first_valve_first(&self) -> bool {
        self.second_valve == Duty::OFF || self.first_valve > Duty::OFF
    }
}

/// Which sensors to read, with how many pulses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Strobe {
    /// Pulses for the plunger's sensor, if it is to be read.
    pub plunger: Option<u16>,
    /// Pulses for the second valve's sensor, if it is to be read.
    pub second_valve: Option<u16>,
    /// Whether battery, thermistor and the sounder's test current are to be read.
    pub housekeeping: Housekeeping,
    /// Tone to play and listen to, if the acoustic volume sensor is to be read. It ends as the next step begins.
    pub tone: Option<Tone>,
}

/// A tone of the acoustic volume sensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Tone {
    /// Frequency, mHz; above 0.
    pub millihertz: u32,
    /// Whole cycles that are listened to.
    pub cycles: u16,
}

impl Tone {
    /// How long it lasts, rounded up to a whole millisecond.
    pub(crate) fn length(self) -> Duration {
        let ms = mul_div(i64::from(self.cycles), 1_000_000, i64::from(self.millihertz)).saturating_add(1);
        Duration::from_ms(ms.unsigned_abs())
    }
}

/// Whether battery voltage, housing temperature and the sounder's test current are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Housekeeping {
    /// They are.
    Read,
    /// They are not.
    Skip,
}

/// Whether the set's tag is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub enum TagRequest {
    /// It is.
    Read,
    /// It is not.
    #[default]
    Rest,
}

/// Share of the time for which a switch is on, in 1/1024; 0..=1024.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(from = "u16", into = "u16")]
pub struct Duty(u16);

/// More than full is full.
impl From<u16> for Duty {
    fn from(steps: u16) -> Self {
        Self(steps.min(Self::FULL.0))
    }
}

impl From<Duty> for u16 {
    fn from(duty: Duty) -> Self {
        duty.0
    }
}

impl Duty {
    /// Off.
    pub const OFF: Self = Self(0);
    /// Always on.
    pub const FULL: Self = Self(1024);

    /// The nearest duty to a number of millionths; below 0 is off, above 1 000 000 is full.
    pub fn from_ppm(ppm: i64) -> Self {
        let steps = mul_div(ppm.clamp(0, 1_000_000).saturating_add(488), 1024, 1_000_000);
        Self(u16::try_from(steps).unwrap_or(1024).min(1024))
    }

    /// In 1/1024.
    pub fn as_1024ths(self) -> u16 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Within half a step, and the two thousandths of one that rounding in whole millionths costs.
    #[test]
    fn a_duty_is_the_nearest_step() {
        for ppm in 0..=1_000_000_i64 {
            let steps = i64::from(Duty::from_ppm(ppm).as_1024ths());
            assert!((steps * 1_000_000 - ppm * 1_024).abs() <= 500_500, "{ppm} ppm are {steps}/1024");
        }
    }

    #[test]
    fn a_duty_stays_between_off_and_full() {
        for (ppm, duty) in
            [(i64::MIN, Duty::OFF), (-1, Duty::OFF), (0, Duty::OFF), (488, Duty::OFF), (1_000_000, Duty::FULL)]
        {
            assert_eq!(Duty::from_ppm(ppm), duty, "{ppm}");
        }
        assert_eq!(Duty::from_ppm(i64::MAX), Duty::FULL);
        assert_eq!(Duty::from_ppm(500_000).as_1024ths(), 512);
        assert_eq!(Duty::from_ppm(999_000).as_1024ths(), 1_023);
    }
}
