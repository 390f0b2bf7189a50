//! What a person or a closed loop may ask for, and how the controller answers.

use crate::alarm::Alarm;
use crate::assembly::{SetRefused, Step};
use crate::request::CommandId;
use crate::therapy::{BolusId, BolusOrder, LimitWindow, TempRate, TherapyControl, WallTime};
use units::{Dose, DoseRate, Duration, Length, Volume};

/// A request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Command {
    /// Deliver a bolus: fast, extended or both, with a delay or without. What it gives at once comes as soon as strokes
    /// allow, after that of those already running.
    Bolus(BolusOrder),
    /// End every bolus still running. What was delivered of it, or is on its way in the present stroke, stays
    /// delivered.
    CancelBolus,
    /// End one bolus, in the same way.
    CancelBolusOf {
        /// Which.
        id: BolusId,
    },
    /// Replace the scheduled basal rate for a while, from now on. Supersedes a temporary rate still running.
    SetTempBasal {
        /// At what rate.
        rate: TempRate,
        /// For how long; more than zero and at most 24 h.
        duration: Duration,
    },
    /// End a temporary basal rate.
    CancelTempBasal,
    /// Put another basal profile in force, from now on.
    ActivateTemplate {
        /// Which.
        number: u8,
    },
    /// Pause all delivery. The present stroke is completed; boluses end. A person is reminded of it.
    Pause,
    /// The same for a time, after which delivery runs by itself.
    PauseFor {
        /// For how long; more than zero and at most 24 h.
        duration: Duration,
    },
    /// Stop all delivery. The present stroke is completed; boluses end.
    Stop,
    /// Set what the clock shows. Nothing that accrues, lasts or is limited changes: only the block of the basal profile.
    SetClock {
        /// To which time.
        wall: WallTime,
    },
    /// Set the count that a person may reset to nothing.
    ResetCounters,
    /// Be told when the reservoir comes to a level, beside the alarms that it is low.
    RemindReservoir {
        /// Below which; not below that at which the reservoir is low. `None`: not at all.
        below: Option<Dose>,
    },
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
    /// One of a person's steps of a site change.
    SiteChange(SiteChange),
}

/// A person's steps of a site change; the device sees the others by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum SiteChange {
    /// Another disposable half is in hand; the set in use is left for good.
    NewDisposable,
    /// The reservoir of the new disposable half was filled.
    Filled {
        /// With how much.
        volume: Volume,
    },
    /// Fill tubing and needle with what the tag asks for, off the body. Pausing stops it; asked for again, it goes on.
    PrimeTubing,
    /// The cannula is in the skin.
    Inserted,
    /// Fill the cannula in the skin. As [`SiteChange::PrimeTubing`] otherwise.
    PrimeCannula,
}

impl Command {
    /// A bolus, all of it at once.
    pub const fn fast_bolus(dose: Dose) -> Self {
        Self::Bolus(BolusOrder::fast(dose))
    }
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
    /// The extended part of a bolus needs a time, and only it; no time of a bolus is longer than the limit.
    BolusTimeOutOfRange {
        /// What was asked for.
        requested: Duration,
        /// What is allowed at most.
        limit: Duration,
    },
    /// With what was delivered and what is still to come, a bolus could exceed a limit.
    DoseLimit {
        /// Which.
        window: LimitWindow,
        /// What was asked for.
        requested: Dose,
        /// What would be allowed, at once.
        allowed: Dose,
    },
    /// No such bolus is under way.
    UnknownBolus {
        /// What was asked for.
        id: BolusId,
    },
    /// Nothing was written under this number of a basal profile, or there is no such number.
    UnknownTemplate {
        /// What was asked for.
        number: u8,
    },
    /// The profile in force cannot be written.
    TemplateInForce {
        /// Which.
        number: u8,
    },
    /// The request is older than the last one, and nothing is known of it.
    Stale {
        /// Number of the last.
        last: CommandId,
    },
    /// The request came after its time.
    Expired,
    /// The number was given before, to another request.
    IdReused,
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
    /// A step of the assembly has to come first.
    NotAssembled {
        /// The first that is missing.
        missing: Step,
    },
    /// That step of the assembly is done, and cannot be done again with this set or disposable half.
    StepDone {
        /// Which.
        step: Step,
    },
    /// The set that was found may not be used.
    SetRefused {
        /// Why.
        reason: SetRefused,
    },
    /// The halves are locked; for this they have to be apart.
    HalvesLocked,
    /// The mating assembly is attached to what is on the body; for this it has to be off.
    OnBody,
    /// A reservoir holds more than nothing and at most this.
    FillOutOfRange {
        /// What was said.
        requested: Volume,
        /// What is possible at most.
        limit: Volume,
    },
    /// A reminder of the reservoir comes before the alarm that it is low, and not above what it can hold.
    LevelOutOfRange {
        /// What was asked for.
        requested: Dose,
        /// What is allowed at least.
        lowest: Dose,
        /// What is allowed at most.
        highest: Dose,
    },
    /// An alarm has stopped delivery three times within ten minutes: only another disposable half ends that.
    StoppedRepeatedly,
    /// A stroke is under way; it has to end first.
    StrokeUnderWay,
    /// As many boluses are running as can be kept.
    TooManyBoluses,
    /// The device cannot be trusted any more and keeps the patient cut off; it has to be replaced.
    OutOfOrder,
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
}
