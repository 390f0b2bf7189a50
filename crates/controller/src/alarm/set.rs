//! The alarms of a device: the state of each, and what is told of them.

use super::annunciation::{Annunciation, Signal};
use super::state::{AlarmStatus, State, Turn, soonest};
use super::{ALARMS, Alarm, AlarmSpec, Latching, OnDelivery, Priority};
use crate::event::Event;
use units::Instant;

/// The state of every alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Alarms {
    states: [State; ALARMS.len()],
    /// What commands made of each and no step has yet recorded.
    untold: [Untold; ALARMS.len()],
}

/// What happened to an alarm between two steps; in this order, if all of it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
struct Untold {
    snoozed: bool,
    confirmed: bool,
    ended: bool,
}

impl Alarms {
    /// Whether this alarm is active.
    pub fn contains(&self, alarm: Alarm) -> bool {
        self.iter().any(|active| active == alarm)
    }

    /// The active alarms, in the order of the table.
    pub fn iter(&self) -> impl Iterator<Item = Alarm> {
        self.rows().filter(|(_, state)| state.is_active()).map(|(spec, _)| spec.alarm)
    }

    /// Where this alarm stands at that time.
    pub fn status(&self, alarm: Alarm, now: Instant) -> AlarmStatus {
        let row = self.rows().find(|(spec, _)| spec.alarm == alarm);
        row.map_or(AlarmStatus::Inactive, |(_, state)| state.status(now))
    }

    /// Whether an active alarm stops delivery.
    pub fn stop_delivery(&self) -> bool {
        self.iter().any(|alarm| alarm.spec().on_delivery == OnDelivery::Stops)
    }

    /// What sounder, light and vibrator are to play now: each the signal that comes first.
    ///
    /// The vibrator joins in what is most urgent, and in everything while the sounder is in doubt.
    pub fn annunciation(&self, now: Instant) -> Annunciation {
        let signals = self.rows().filter_map(|(spec, state)| state.signal(spec, now));
        let sound = signals.reduce(Signal::foremost);
        let lights = self.rows().filter_map(|(spec, state)| {
            Some(Signal { alarm: spec.alarm, level: state.level(spec, now)?, since: state.raised()? })
        });
        let mute = self.contains(Alarm::SounderFault);
        Annunciation {
            sound,
            light: lights.reduce(Signal::foremost),
            vibration: sound.filter(|signal| mute || signal.level == Priority::High),
        }
    }

    /// REQ-ALARM-3: every active alarm is lit, and every pending one heard, as urgently as it is or more; a high one by
    /// no lower one's signal.
    pub fn shown_by(&self, annunciation: &Annunciation, now: Instant) -> bool {
        let reaches = |signal: Option<Signal>, own: Priority| {
            let is_own = |signal: &Signal| own != Priority::High || signal.alarm.spec().priority == own;
            signal.is_some_and(|signal| signal.level >= own && is_own(&signal))
        };
        self.rows().filter(|(_, state)| state.is_active()).all(|(spec, state)| {
            let pending = state.status(now) == AlarmStatus::Pending;
            let lit = annunciation.light.is_some_and(|signal| signal.level >= spec.priority);
            lit && (!pending || reaches(annunciation.sound, spec.priority))
        })
    }

    /// Makes an alarm active; true if it was not.
    pub(crate) fn raise(&mut self, alarm: Alarm, now: Instant) -> bool {
        self.turn(alarm, |_, state| state.raise(now)).is_some()
    }

    /// The condition of an alarm is there, or is not. Gives what is to be recorded.
    pub(crate) fn observe(&mut self, alarm: Alarm, present: bool, now: Instant) -> Option<Event> {
        let turn = self.turn(alarm, |spec, state| state.observe(spec, present, now))?;
        Some(match turn {
            Turn::Raised => Event::AlarmRaised(alarm),
            Turn::Ended => Event::AlarmEnded(alarm),
        })
    }

    /// A person knows of an alarm. False if there is none to confirm.
    pub(crate) fn confirm(&mut self, alarm: Alarm, now: Instant) -> bool {
        self.person(alarm, |state, untold| {
            let confirmed = state.confirm(now);
            untold.confirmed |= confirmed;
            confirmed
        })
    }

    /// A person was known to know of an alarm since then.
    pub(super) fn restore_confirmed(&mut self, alarm: Alarm, at: Instant) {
        self.turn(alarm, |_, state| {
            state.confirm(at);
            None
        });
    }

    /// A person pauses an alarm's sound. False if it does not sound.
    pub(crate) fn snooze(&mut self, alarm: Alarm, now: Instant) -> bool {
        self.person(alarm, |state, untold| {
            let snoozed = state.snooze(now);
            untold.snoozed |= snoozed;
            snoozed
        })
    }

    /// Ends every latched alarm: a person has seen to it.
    pub(crate) fn clear_latched(&mut self, now: Instant) {
        for ((spec, state), untold) in ALARMS.iter().zip(&mut self.states).zip(&mut self.untold) {
            if spec.latching == Latching::Yes && state.is_active() {
                untold.confirmed |= state.confirm(now);
                untold.ended |= state.end().is_some();
            }
        }
    }

    /// The next thing that a command made of an alarm and that is not yet recorded.
    pub(crate) fn take_untold(&mut self) -> Option<Event> {
        for (spec, untold) in ALARMS.iter().zip(&mut self.untold) {
            if core::mem::take(&mut untold.snoozed) {
                return Some(Event::AlarmSnoozed(spec.alarm));
            }
            if core::mem::take(&mut untold.confirmed) {
                return Some(Event::AlarmAcknowledged(spec.alarm));
            }
            if core::mem::take(&mut untold.ended) {
                return Some(Event::AlarmEnded(spec.alarm));
            }
        }
        None
    }

    /// When something changes by itself: a signal, or an alarm. In the past if something is still to be recorded.
    pub(crate) fn next_change(&self, now: Instant) -> Option<Instant> {
        if self.untold.iter().any(|untold| untold.snoozed || untold.confirmed || untold.ended) {
            return Some(now);
        }
        self.rows().fold(None, |next, (spec, state)| soonest(next, state.next_change(spec, now)))
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = (&'static AlarmSpec, &State)> {
        ALARMS.iter().map(|row| row.alarm.spec()).zip(&self.states)
    }

    fn turn(&mut self, alarm: Alarm, act: impl FnOnce(&AlarmSpec, &mut State) -> Option<Turn>) -> Option<Turn> {
        let (spec, state) = ALARMS.iter().zip(&mut self.states).find(|(spec, _)| spec.alarm == alarm)?;
        act(spec, state)
    }

    fn person(&mut self, alarm: Alarm, act: impl FnOnce(&mut State, &mut Untold) -> bool) -> bool {
        let mut rows = ALARMS.iter().zip(self.states.iter_mut().zip(&mut self.untold));
        rows.find(|(spec, _)| spec.alarm == alarm).is_some_and(|(_, (state, untold))| act(state, untold))
    }
}

#[cfg(test)]
mod tests;
