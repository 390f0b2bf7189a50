//! Whether therapy runs, is paused or is stopped; when a pause ends by itself; when a person is reminded of it.

use units::{Duration, Instant};

/// How often a person is reminded of a pause.
const REMINDER: Duration = Duration::from_min(15);

/// Therapy control state, after the Bluetooth Insulin Delivery Service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum TherapyControl {
    /// Delivery was stopped, by a person or an alarm.
    Stop,
    /// A person has paused it.
    Pause,
    /// Delivery runs.
    Run,
}

/// The state, and what time does to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub(crate) struct Control {
    state: TherapyControl,
    /// When a pause ends by itself.
    resumes: Option<Instant>,
    reminds: Instant,
}

impl Control {
    pub(crate) const RUN: Self = Self { state: TherapyControl::Run, resumes: None, reminds: Instant::MAX };

    pub(crate) fn halted(state: TherapyControl, now: Instant, resumes: Option<Instant>) -> Self {
        // To stop is part of a change of the set, whose steps lead on; a pause is forgotten.
        let reminds = if state == TherapyControl::Pause { now + REMINDER } else { Instant::MAX };
        Self { state, resumes, reminds }
    }

    pub(crate) fn state(&self) -> TherapyControl {
        self.state
    }

    pub(crate) fn runs(&self) -> bool {
        self.state == TherapyControl::Run
    }

    /// When the state changes by itself.
    pub(crate) fn resumes(&self) -> Instant {
        self.resumes.unwrap_or(Instant::MAX)
    }

    /// When something is to be done.
    pub(crate) fn next(&self) -> Instant {
        self.resumes().min(self.reminds)
    }

    /// Whether a person has to be reminded now of a pause; once for each time.
    pub(crate) fn take_reminder(&mut self, now: Instant) -> bool {
        let due = now >= self.reminds;
        if due {
            self.reminds = now + REMINDER;
        }
        due
    }
}
