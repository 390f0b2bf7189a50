//! What a person or a closed loop may ask for, and how the controller answers.

use crate::alarm::Alarm;
use crate::therapy::{BolusId, TempRate, TherapyControl};
use units::{Dose, DoseRate, Duration, Length};

/// A request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Command {
    /// Deliver a fast bolus, as soon as strokes allow, after those already running.
    FastBolus {
        /// How much.
        dose: Dose,
    },
    /// End every bolus still running. What was delivered of it, or is on its way in the present stroke, stays
    /// delivered.
    CancelBolus,
    /// Replace the scheduled basal rate for a while, from now on. Supersedes a temporary rate still running.
    SetTempBasal {
        /// At what rate.
        rate: TempRate,
        /// For how long; more than zero and at most 24 h.
        duration: Duration,
    },
    /// End a temporary basal rate.
    CancelTempBasal,
    /// Pause all delivery. The present stroke is completed; boluses end.
    Pause,
    /// Run: end a pause, or restart after a person has seen to the cause of an alarm. Confirms and ends what latched.
    Run,
    /// A person knows of an alarm: it stays, and reminds instead of sounding.
    ConfirmAlarm {
        /// Which.
        alarm: Alarm,
    },
    /// Pause an alarm's sound, for [`AUDIO_PAUSE`](crate::AUDIO_PAUSE).
    SnoozeAlarm {
        /// Which.
        alarm: Alarm,
    },
}

/// A command was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Accepted {
    /// Done.
    Done,
    /// A bolus was taken; this is its name in records.
    Bolus(BolusId),
}

/// A command was refused; nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Rejected {
    /// A bolus must be more than zero and at most the limit.
    BolusOutOfRange {
        /// What was asked for.
        requested: Dose,
        /// What is allowed at most.
        limit: Dose,
    },
    /// A basal rate must not be negative nor above the limit.
    RateOutOfRange {
        /// What was asked for.
        requested: DoseRate,
        /// What is allowed at most.
        limit: DoseRate,
    },
    /// A percentage of the scheduled rate must be at most 250.
    PercentOutOfRange {
        /// What was asked for.
        requested: u16,
    },
    /// A temporary rate must last more than zero and at most 24 h.
    DurationOutOfRange {
        /// What was asked for.
        requested: Duration,
    },
    /// The device is not running.
    NotRunning {
        /// What it is doing.
        control: TherapyControl,
    },
    /// A service stroke must go forward.
    TravelOutOfRange {
        /// What was asked for.
        requested: Length,
    },
    /// The alarm is not active, or was confirmed.
    NothingToConfirm {
        /// Which.
        alarm: Alarm,
    },
    /// The alarm does not sound: it is not active, was confirmed, or its pause is not over.
    NothingToSnooze {
        /// Which.
        alarm: Alarm,
    },
    /// As many boluses are running as can be kept.
    TooManyBoluses,
    /// The device cannot be trusted any more and keeps the patient cut off; it has to be replaced.
    OutOfOrder,
}
