//! Whether therapy runs, is paused or is stopped, and when a pause ends by itself.

use units::Instant;

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

/// The state, and when it changes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub(crate) struct Control {
    state: TherapyControl,
    resumes: Option<Instant>,
}

impl Control {
    pub(crate) const RUN: Self = Self { state: TherapyControl::Run, resumes: None };

    /// Delivery is halted, until an instant or until a person resumes it.
    pub(crate) fn halted(state: TherapyControl, resumes: Option<Instant>) -> Self {
        Self { state, resumes }
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
}
