//! Alarms: one table says everything about them; whoever shows, sounds or records one reads it here.
//!
//! - `table`: the rows. `priority`: how urgent an alarm is, from what it may do and how soon.
//! - `state`: the life of one alarm, from its condition to its end. `set`: all of them.
//! - `kept`: what of them outlasts a loss of power.
//! - `annunciation`: which signal is given now, of those that are wanted. `pattern`: how a signal sounds, looks and
//!   feels.

mod annunciation;
mod kept;
mod pattern;
mod priority;
mod set;
mod state;
mod table;

pub use annunciation::{Annunciation, Signal};
pub use kept::{KeptAlarm, KeptAlarms};
pub use pattern::{Colour, Light, Pulse, Train};
pub use priority::{Harm, Onset, Priority};
pub use set::Alarms;
pub use state::{AUDIO_PAUSE, AlarmStatus};
pub use table::{ALARMS, Alarm};

use units::Duration;

/// Whether something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Something is.
    Alarm,
    /// Nothing is: a person did it, and may have forgotten it. It is signalled and recorded as an alarm is.
    Reminder,
}

/// Whether an alarm stays after its cause has gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Latching {
    /// It stays until delivery is resumed by a person.
    Yes,
    /// It ends with its cause.
    No,
}

/// What delivery does while an alarm is active.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OnDelivery {
    /// Goes on.
    Continues,
    /// Stops in the safe state: all wires off, patient cut off.
    Stops,
}

/// All there is to say about one alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlarmSpec {
    /// Which alarm.
    pub alarm: Alarm,
    /// Its name in records: stable, lower case.
    pub name: &'static str,
    /// Its annunciation type in the Bluetooth Insulin Delivery Service: its own, or the nearest there is.
    pub annunciation_type: &'static str,
    /// The requirement that asks for it.
    pub requirement: &'static str,
    /// Whether something is wrong.
    pub kind: Kind,
    /// What may come of it if nobody responds.
    pub harm: Harm,
    /// How soon.
    pub onset: Onset,
    /// How urgent it is: follows from harm and onset.
    pub priority: Priority,
    /// Whether it stays.
    pub latching: Latching,
    /// What delivery does.
    pub on_delivery: OnDelivery,
    /// How long its condition has to hold before it is raised. Too short: what passes by itself calls a person.
    pub hold: Duration,
    /// How long its condition has to be gone before it ends, where it does not latch. Too short: it comes and goes.
    pub release: Duration,
    /// How often a person is told again: of a low priority until it is confirmed, of any once it is.
    pub reminder: Duration,
    /// What a person reads: what happened, then what to do.
    pub text: &'static str,
}

impl AlarmSpec {
    /// How urgent its signal is when nobody has confirmed it for this long.
    pub(crate) fn escalated(&self, unconfirmed: Duration) -> Priority {
        self.escalates_after().filter(|(after, _)| unconfirmed >= *after).map_or(self.priority, |(_, to)| to)
    }

    /// After what time without confirmation its signal becomes more urgent, and how urgent. What warns of the charge spends
    /// none of it: a signal of high priority draws 18 mA where delivery at 1 U/h draws 2 to 3.
    pub fn escalates_after(&self) -> Option<(Duration, Priority)> {
        self.priority.escalates_after().filter(|_| self.alarm != Alarm::BatteryLow)
    }
}
