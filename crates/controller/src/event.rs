//! What the controller records: the source of the journal and of what a person is shown.

use crate::alarm::Alarm;
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

/// The most that happens in one step: every bolus ends, and a few things more.
const EVENTS_PER_STEP: usize = 24;

/// The events of one step, in order.
pub type Events = heapless::Vec<Event, EVENTS_PER_STEP>;
