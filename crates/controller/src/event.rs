//! What the controller records: the source of the journal and of what a person is shown.

use crate::alarm::{ALARMS, Alarm};
use crate::assembly::{Prime, SetRefused};
use crate::cycle::StartUpFault;
use crate::set::{Lot, Uid};
use crate::therapy::BolusId;
use units::{Length, Volume};

/// Something that happened in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Event {
    /// A stroke is about to start; it could deliver at most `bound`.
    StrokeStarted {
        /// Upper bound, reserved in the ledger.
        bound: Volume,
    },
    /// A stroke was measured.
    StrokeMeasured(StrokeRecord),
    /// The inlet has opened after a stroke.
    InletOpened {
        /// How far the plunger sprang forward: the more, the more pressure was in the line against the reservoir.
        spring: Length,
    },
    /// A bolus was delivered to its end or cancelled.
    BolusEnded {
        /// Which bolus.
        id: BolusId,
        /// What was asked for.
        programmed: Volume,
        /// What was accounted to it; never more than programmed.
        delivered: Volume,
    },
    /// A timed pause has ended by itself; delivery runs.
    DeliveryResumed,
    /// An alarm became active.
    AlarmRaised(Alarm),
    /// A set was read that may be used.
    SetAccepted {
        /// The serial number of its tag.
        uid: Uid,
        /// Its lot.
        lot: Lot,
    },
    /// A set was read that may not be used.
    SetRefused {
        /// The serial number of its tag.
        uid: Uid,
        /// Why.
        reason: SetRefused,
    },
    /// The start-up test is over: what it found wrong, if anything.
    StartUpTested(Option<StartUpFault>),
    /// Priming is done.
    Primed(Prime),
    /// What leads to the patient was opened while delivery ran, and delivery has stopped.
    Detached {
        /// What was due or asked for and is not delivered. Of a stroke that was under way, more may yet be measured.
        undelivered: Volume,
    },
    /// A person paused an alarm's sound.
    AlarmSnoozed(Alarm),
    /// A person confirmed an alarm, or resumed delivery in spite of it.
    AlarmAcknowledged(Alarm),
    /// An alarm is active no more.
    AlarmEnded(Alarm),
    /// The device has started again after a loss of power.
    Restarted {
        /// What is accounted of a stroke that power did not outlast: its upper bound; zero where there was none.
        unmeasured: Volume,
    },
}

impl Event {
    /// REQ-DOSE-1: no bolus is accounted at less than nothing, or at more than was programmed.
    pub fn keeps_bolus_within_its_dose(&self) -> bool {
        let Self::BolusEnded { programmed, delivered, .. } = *self else { return true };
        !delivered.is_negative() && delivered <= programmed
    }
}

/// One stroke, as the controller knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct StrokeRecord {
    /// What it was to deliver.
    pub target: Volume,
    /// What it is taken to have delivered: what is accounted.
    pub measured: Volume,
    /// What its displacement comes to.
    pub optical: Volume,
    /// By how much the dispensing chamber filled, as its volume sensor hears it; none without one, or without sense.
    pub acoustic: Option<Volume>,
    /// Where the plunger started and ended.
    pub start: Length,
    /// See `start`.
    pub end: Length,
}

impl StrokeRecord {
    /// Nothing was asked for, and nothing moved.
    pub(crate) const NOTHING: Self = Self {
        target: Volume::ZERO,
        measured: Volume::ZERO,
        optical: Volume::ZERO,
        acoustic: None,
        start: Length::ZERO,
        end: Length::ZERO,
    };
}

/// The most that happens in one step: every bolus ends, commands have snoozed, confirmed and ended every alarm, and a few
/// things more.
const EVENTS_PER_STEP: usize = 24 + 3 * ALARMS.len();

/// The events of one step, in order.
pub type Events = heapless::Vec<Event, EVENTS_PER_STEP>;
