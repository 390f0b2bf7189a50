//! Alarms: one table says everything about them; whoever shows, sounds or records one reads it here.

mod table;

pub use table::{ALARMS, Alarm};

/// Priority of an alarm condition, as IEC 60601-1-8 ranks harm against onset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// Awareness is needed.
    Low,
    /// A prompt response is needed.
    Medium,
    /// An immediate response is needed.
    High,
}

/// Whether an alarm stays after its cause has gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Latching {
    /// It stays until delivery is resumed by a person.
    Yes,
    /// It ends with its cause: here a new reservoir or a charged battery, with either of which the controller starts anew.
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
    /// How urgent it is.
    pub priority: Priority,
    /// Whether it stays.
    pub latching: Latching,
    /// What delivery does.
    pub on_delivery: OnDelivery,
    /// What a person reads: what happened, then what to do.
    pub text: &'static str,
}

/// The alarms that are active: a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Alarms {
    active: [bool; ALARMS.len()],
}

impl Alarms {
    /// Whether this alarm is active.
    pub fn contains(&self, alarm: Alarm) -> bool {
        self.iter().any(|active| active == alarm)
    }

    /// The active alarms, in the order of the table.
    pub fn iter(&self) -> impl Iterator<Item = Alarm> {
        ALARMS.iter().zip(self.active).filter(|(_, active)| *active).map(|(spec, _)| spec.alarm)
    }

    /// Whether an active alarm stops delivery.
    pub fn stop_delivery(&self) -> bool {
        self.iter().any(|alarm| alarm.spec().on_delivery == OnDelivery::Stops)
    }

    /// Makes an alarm active; true if it was not.
    pub(crate) fn raise(&mut self, alarm: Alarm) -> bool {
        let mut new = false;
        for (spec, active) in ALARMS.iter().zip(&mut self.active) {
            if spec.alarm == alarm && !*active {
                *active = true;
                new = true;
            }
        }
        new
    }

    /// Ends an alarm whose cause has gone.
    pub(crate) fn end(&mut self, alarm: Alarm) {
        for (spec, active) in ALARMS.iter().zip(&mut self.active) {
            *active &= spec.alarm != alarm;
        }
    }

    /// Ends every latched alarm: a person has seen to it.
    pub(crate) fn clear_latched(&mut self) {
        for (spec, active) in ALARMS.iter().zip(&mut self.active) {
            if spec.latching == Latching::Yes {
                *active = false;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_alarm_finds_its_own_row() {
        for spec in &ALARMS {
            assert_eq!(spec.alarm.spec().name, spec.name);
        }
    }

    #[test]
    fn whatever_stops_delivery_latches_and_is_of_high_priority() {
        for spec in ALARMS.iter().filter(|spec| spec.on_delivery == OnDelivery::Stops) {
            assert_eq!((spec.latching, spec.priority), (Latching::Yes, Priority::High), "{}", spec.name);
        }
    }

    #[test]
    fn resuming_clears_latched_alarms_only() {
        let mut alarms = Alarms::default();
        assert!(alarms.raise(Alarm::OcclusionDetected) && alarms.raise(Alarm::ReservoirLow));
        assert!(!alarms.raise(Alarm::ReservoirLow));
        alarms.clear_latched();
        assert!(!alarms.contains(Alarm::OcclusionDetected) && alarms.contains(Alarm::ReservoirLow));
    }
}
