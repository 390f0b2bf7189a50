//! What the controller records: the source of the journal and of what a person is shown.

use crate::alarm::{ALARMS, Alarm};
use crate::therapy::{BolusId, PrimePart};
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
    /// A priming has delivered what was asked for, or was ended.
    PrimeEnded {
        /// What was primed.
        part: PrimePart,
        /// What was asked for.
        programmed: Volume,
        /// What was accounted to it.
        delivered: Volume,
    },
    /// A timed pause has ended by itself; delivery runs.
    DeliveryResumed,
    /// An alarm became active.
    AlarmRaised(Alarm),
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
    /// What its displacement comes to.
    pub measured: Volume,
    /// Where the plunger started and ended.
    pub start: Length,
    /// See `start`.
    pub end: Length,
}

/// The most that happens in one step: every bolus ends, commands have snoozed, confirmed and ended every alarm, and a few
/// things more.
const EVENTS_PER_STEP: usize = 24 + 3 * ALARMS.len();

/// The events of one step, in order.
pub type Events = heapless::Vec<Event, EVENTS_PER_STEP>;
