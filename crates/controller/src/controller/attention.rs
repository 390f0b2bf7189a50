//! What the controller does about alarms: it watches the conditions that hold for a while, takes what a person makes of
//! alarms, and is awake whenever a signal changes.

use super::{Controller, record};
use crate::alarm::{Alarm, AlarmStatus};
use crate::command::Rejected;
use crate::event::{Event, Events};
use crate::inputs::Inputs;
use crate::therapy::TherapyControl;
use units::{Duration, Instant};

/// While an alarm is active its cause is looked at this often at least: a battery that was charged is told within it.
const WATCH: Duration = Duration::from_min(5);

impl Controller {
    /// Where an alarm stands.
    pub fn alarm_status(&self, alarm: Alarm) -> AlarmStatus {
        self.alarms.status(alarm, self.now)
    }

    /// # Errors
    /// When there is nothing to confirm.
    pub(super) fn confirm_alarm(&mut self, alarm: Alarm) -> Result<(), Rejected> {
        if self.alarms.confirm(alarm, self.now) { Ok(()) } else { Err(Rejected::NothingToConfirm { alarm }) }
    }

    /// # Errors
    /// When the alarm does not sound.
    pub(super) fn snooze_alarm(&mut self, alarm: Alarm) -> Result<(), Rejected> {
        if self.alarms.snooze(alarm, self.now) { Ok(()) } else { Err(Rejected::NothingToSnooze { alarm }) }
    }

    /// Records what commands made of alarms since the last step.
    pub(super) fn tell_of_alarms(&mut self, events: &mut Events) {
        while let Some(event) = self.alarms.take_untold() {
            record(events, event);
        }
    }

    /// Says when a pause has ended by itself; where something is missing then, that nothing is delivered.
    pub(super) fn tell_of_resumption(&mut self, events: &mut Events) {
        if !self.therapy.take_resumed() {
            return;
        }
        if self.assembly.missing().is_some() {
            self.detached(events);
        } else {
            record(events, Event::DeliveryResumed);
            self.raise(Alarm::DeliveryResumed, events);
        }
    }

    /// Looks at the conditions that can be seen between strokes, when no current flows and the voltage tells the charge.
    /// A reading that is missing leaves its condition as it was.
    pub(super) fn watch(&mut self, inputs: &Inputs, events: &mut Events) {
        if let Some(battery) = inputs.battery {
            if battery < self.profile.battery_empty {
                self.stop_for(Alarm::BatteryEmpty, events);
            }
            self.observe(Alarm::BatteryLow, battery < self.profile.battery_low, events);
        }
        if let Some(sounder) = inputs.sounder {
            let works = self.profile.sounder_current_min <= sounder && sounder <= self.profile.sounder_current_max;
            self.observe(Alarm::SounderFault, !works, events);
        }
        self.watch_reservoir(events);
        if let Some(housing) = inputs.housing {
            let fit = self.profile.housing_min <= housing && housing <= self.profile.housing_max;
            self.observe(Alarm::TemperatureOutOfRange, !fit, events);
        }
        // Power is back; what is left of its cause is that nobody knows.
        let unknown = matches!(self.alarm_status(Alarm::PowerLost), AlarmStatus::Pending | AlarmStatus::Snoozed);
        self.observe(Alarm::PowerLost, unknown, events);
        let unseen = matches!(self.alarm_status(Alarm::DeliveryResumed), AlarmStatus::Pending | AlarmStatus::Snoozed);
        self.observe(Alarm::DeliveryResumed, unseen, events);
        self.observe(Alarm::DeliverySuspended, self.therapy.control() == TherapyControl::Pause, events);
    }

    /// The next wake, or sooner if a signal changes before, or an active alarm is to be watched.
    pub(super) fn attend(&self, next_wake: Instant) -> Instant {
        let soonest = self.now + Duration::from_ms(1);
        let change = self.alarms.next_change(self.now).map_or(Instant::MAX, |change| change.max(soonest));
        let watched = self.alarms.iter().next().map_or(Instant::MAX, |_| self.now + WATCH);
        next_wake.min(change).min(watched)
    }

    /// Stops delivery with an alarm. Where that is active already, what a person made of it since stays: whatever changes
    /// is told by an event, and so recorded.
    pub(super) fn stop_for(&mut self, alarm: Alarm, events: &mut Events) {
        if !self.alarms.contains(alarm) {
            self.raise(alarm, events);
            self.therapy.halt(TherapyControl::Stop);
            self.stop_for_good_if_repeated(events);
        }
    }

    pub(super) fn raise(&mut self, alarm: Alarm, events: &mut Events) {
        if self.alarms.raise(alarm, self.now) {
            self.counters.alarm();
            record(events, Event::AlarmRaised(alarm));
        }
    }

    pub(super) fn observe(&mut self, alarm: Alarm, present: bool, events: &mut Events) {
        if let Some(event) = self.alarms.observe(alarm, present, self.now) {
            if matches!(event, Event::AlarmRaised(_)) {
                self.counters.alarm();
            }
            record(events, event);
        }
    }
}
