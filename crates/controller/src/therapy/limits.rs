//! How much may be delivered: in one bolus, at a rate, and in any hour and any day, whatever the clock shows.

use super::window::SlidingSum;
use crate::profile::DeviceProfile;
use units::{Concentration, Dose, DoseRate, Instant, Volume};

/// Limits of a person or of a drug. They only tighten those of the device: the lower of two holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Limits {
    /// The largest single bolus.
    pub bolus: Dose,
    /// The highest basal rate, scheduled or temporary.
    pub rate: DoseRate,
    /// The most within any 60 minutes, basal and boluses together.
    pub hour: Dose,
    /// The most within any 24 hours, basal and boluses together.
    pub day: Dose,
}

impl Limits {
    /// No tighter than the device's own.
    pub const DEVICE: Self = Self { bolus: Dose::MAX, rate: DoseRate::MAX, hour: Dose::MAX, day: Dose::MAX };

    /// The lower of these and the device's.
    pub(crate) fn within(self, device: &DeviceProfile) -> Self {
        Self {
            bolus: self.bolus.min(device.bolus_limit),
            rate: self.rate.min(device.rate_limit),
            hour: self.hour.min(device.hour_limit),
            day: self.day.min(device.day_limit),
        }
    }
}

/// Which of the two windows a limit is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum LimitWindow {
    /// Any 60 minutes.
    Hour,
    /// Any 24 hours.
    Day,
}

/// 60 minutes by the minute.
type Hour = SlidingSum<61, 1>;
/// 24 hours by the quarter.
pub(crate) type Day = SlidingSum<97, 15>;

/// What was delivered of late.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct Limiter {
    hour: Hour,
    day: Day,
}

impl Limiter {
    pub(crate) fn count(&mut self, now: Instant, volume: Volume) {
        self.hour.count(now, volume);
        self.day.count(now, volume);
    }

    /// How much may be delivered now before one of the limits is reached; not below zero.
    pub(crate) fn room(&self, now: Instant, limits: &Limits, concentration: Concentration) -> Volume {
        let room = |window| self.room_in(window, now, limits, concentration);
        room(LimitWindow::Hour).min(room(LimitWindow::Day))
    }

    /// The same for one window.
    pub(crate) fn room_in(&self, window: LimitWindow, now: Instant, limits: &Limits, drug: Concentration) -> Volume {
        let (limit, delivered) = match window {
            LimitWindow::Hour => (limits.hour, self.hour.sum(now)),
            LimitWindow::Day => (limits.day, self.day.sum(now)),
        };
        (drug.volume_of(limit) - delivered).max(Volume::ZERO)
    }

    /// When there may be more room.
    pub(crate) fn moves_on(now: Instant) -> Instant {
        Hour::moves_on(now)
    }

    pub(crate) fn day(&self) -> &Day {
        &self.day
    }
}
