//! What a person is told of the reservoir's level, by the account: first a reminder at a level of their own, then that it
//! is low, then that it is nearly empty; and, where nothing that is sensed tells, that it counts as empty.

use super::Controller;
use crate::alarm::Alarm;
use crate::command::Rejected;
use crate::event::Events;
use crate::profile::DeviceProfile;
use units::{Dose, Volume};

/// At which level a person wants to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct ReservoirReminder {
    level: Level,
    /// Whether that was done, of this fill.
    told: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
enum Level {
    /// That of the device.
    #[default]
    Device,
    Below(Volume),
    Off,
}

impl ReservoirReminder {
    /// Whether to tell now, once, that this is left.
    fn tells(&mut self, remaining: Volume, profile: &DeviceProfile) -> bool {
        let level = match self.level {
            Level::Device => profile.reservoir_reminder,
            Level::Below(level) => level,
            Level::Off => Volume::ZERO,
        };
        let reached = remaining < level;
        let tells = reached && !self.told;
        self.told = reached;
        // Of what is low already, alarms tell.
        tells && remaining >= profile.reservoir_low
    }
}

impl Controller {
    /// # Errors
    /// When the alarm that the reservoir is low would come first, or it never holds that much.
    pub(super) fn remind_reservoir(&mut self, below: Option<Dose>) -> Result<(), Rejected> {
        let (drug, _) = self.therapy.drug_and_day();
        let [lowest, highest] =
            [self.profile.reservoir_low, self.profile.reservoir_capacity].map(|volume| drug.dose_of(volume));
        let level = match below {
            Some(requested) if requested < lowest || requested > highest => {
                return Err(Rejected::LevelOutOfRange { requested, lowest, highest });
            }
            Some(level) => Level::Below(drug.volume_of(level)),
            None => Level::Off,
        };
        self.reservoir_reminder = ReservoirReminder { level, told: false };
        Ok(())
    }

    /// Looks at the level: as a stroke is accounted, and between strokes.
    pub(super) fn watch_reservoir(&mut self, events: &mut Events) {
        let remaining = self.ledger.remaining();
        if self.profile.reservoir_residue.is_some_and(|residue| remaining < residue) {
            self.stop_for(Alarm::ReservoirEmpty, events);
        }
        let tells = self.reservoir_reminder.tells(remaining, &self.profile);
        self.observe(Alarm::ReservoirReminder, tells, events);
        self.observe(Alarm::ReservoirLow, remaining < self.profile.reservoir_low, events);
        self.observe(Alarm::ReservoirNearlyEmpty, remaining < self.profile.reservoir_nearly_empty, events);
    }
}
