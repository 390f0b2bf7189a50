//! What the controller leaves to the journal, and how it starts again from there.

use super::{Controller, record};
use crate::alarm::{Alarm, Alarms};
use crate::calibration::CalibrationRecord;
use crate::cycle::Cycle;
use crate::event::{Event, Events};
use crate::journal::{Record, State};
use crate::profile::DeviceProfile;
use crate::therapy::Settings;
use units::{Instant, Volume};

/// As many strokes in a row that power does not outlast mean that the battery cannot heat the wires any more.
const INTERRUPTED_MAX: u8 = 3;

impl Controller {
    /// What a person has set; the journal keeps it beside the records.
    pub fn settings(&self) -> &Settings {
        self.therapy.settings()
    }

    /// Makes the record of what has just happened: a command and its answer, or the events of a step.
    pub fn record<E>(&mut self, entry: E) -> Record<E> {
        self.sequence = self.sequence.next();
        Record { sequence: self.sequence, at: self.now, state: self.state(), entry }
    }

    #[inline(never)]
    fn state(&self) -> State {
        State {
            ledger: self.ledger,
            therapy: self.therapy.state(),
            cycle: self.cycle.state(),
            alarms: self.alarms.kept(),
            assembly: self.assembly.clone(),
            prime: self.prime,
            counters: self.counters,
            requests: self.requests.clone(),
            interrupted: self.interrupted,
            reservoir_reminder: self.reservoir_reminder,
            resumptions: self.resumptions,
        }
    }

    /// A controller after a loss of power, from the newest settings and the newest record that the journal has.
    ///
    /// `now` is what the clock says. Where that is before the record, since the clock was wrong or did not outlast the loss,
    /// time counts on from the record. Boluses end with what was given of them, and basal goes on if delivery ran. What a stroke
    /// under way could have delivered at most counts as delivered. The first step records all that, and raises an alarm.
    pub fn restore<E>(
        profile: DeviceProfile,
        calibration: CalibrationRecord,
        settings: Settings,
        newest: &Record<E>,
        now: Instant,
    ) -> Self {
        let ahead = newest.at.since(now);
        let now = now + ahead;
        let state = &newest.state;
        let unmeasured = state.ledger.reserved();
        let mut controller = Self::new(profile, calibration, settings);
        controller.ledger = state.ledger;
        controller.alarms = Alarms::restore(&state.alarms);
        controller.cycle = Cycle::restore(&profile, &calibration, &state.cycle, now);
        controller.therapy.take_over(&state.therapy, newest.at);
        controller.assembly = state.assembly.clone();
        controller.assembly.stop_priming();
        let primed = state.prime.filter(|_| unmeasured.is_positive());
        let of_therapy = if primed.is_some() { Volume::ZERO } else { unmeasured };
        let mut shares = controller.therapy.restart(now, of_therapy, &profile);
        if let Some(prime) = primed {
            controller.assembly.primed(prime, unmeasured, &profile);
            shares.put(prime.category(), unmeasured);
        }
        controller.ledger.settle(&shares);
        controller.counters = state.counters;
        controller.requests = state.requests.clone();
        controller.interrupted = state.interrupted.saturating_add(u8::from(unmeasured.is_positive()));
        controller.reservoir_reminder = state.reservoir_reminder;
        controller.resumptions = state.resumptions;
        controller.sequence = newest.sequence;
        controller.restarted = Some(unmeasured);
        controller.now = now;
        controller.ahead = ahead;
        // Until then the plunger is surely home, and every wire cold.
        controller.rested = now + profile.refill_timeout;
        controller
    }

    /// In the first step after a loss of power: says so.
    pub(super) fn tell_restart(&mut self, unmeasured: Volume, events: &mut Events) {
        record(events, Event::Restarted { unmeasured });
        // Who knew of the last time does not know of this one.
        self.observe(Alarm::PowerLost, false, events);
        self.raise(Alarm::PowerLost, events);
        if unmeasured.is_positive() && self.interrupted >= INTERRUPTED_MAX {
            self.stop_for(Alarm::BatteryEmpty, events);
        }
    }
}
