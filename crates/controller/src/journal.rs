//! The journal: what has to outlast a loss of power, record by record.
//!
//! A record says what happened, and holds the state after it, so that the newest alone is enough to start from.
//! Whoever runs the controller makes one record of each command, with its answer, and of each step that has events;
//! writes them down in order; and tells the controller by [`Inputs::committed`](crate::Inputs) how far that has come.
//! A stroke waits until the record of its bound is kept. A record that power did not let be finished is as if it had
//! never been: whatever it told of has not begun.

use crate::alarm::KeptAlarms;
use crate::assembly::{Assembly, Prime};
use crate::command::{Accepted, Command, Rejected};
use crate::controller::{ReservoirReminder, Resumptions};
use crate::cycle::CycleState;
use crate::event::Events;
use crate::ledger::Ledger;
use crate::request::Requests;
use crate::therapy::{Counters, TherapyState};
use units::Instant;

/// Number of a record: counts up from 1, over all restarts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Sequence(pub u32);

impl Sequence {
    /// The number after this; the last one has none after it and stays.
    pub(crate) fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// One record, with what it tells of in one form or another: owned, borrowed, or, where only the state is wanted, left
/// out. In that order, so that what is left out is left out at the end.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Record<E = Entry> {
    /// Its number.
    pub sequence: Sequence,
    /// When it was made.
    pub at: Instant,
    /// What is so after it.
    pub state: State,
    /// What happened.
    pub entry: E,
}

/// What a record tells of, with the events of a step owned or borrowed.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Entry<S = Events> {
    /// A new controller.
    New,
    /// Somebody asked for something, and was answered.
    Command {
        /// What was asked for.
        command: Command,
        /// What was answered.
        answer: Result<Accepted, Rejected>,
    },
    /// Things happened in a step.
    Step(S),
}

/// All of the controller that outlasts a loss of power, but its settings, profile and calibration.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct State {
    /// The account of the reservoir; what it has reserved is the bound of the stroke under way.
    pub ledger: Ledger,
    /// What was asked for, and what of it is due.
    pub therapy: TherapyState,
    /// What was learned of the pump.
    pub cycle: CycleState,
    /// The alarms that are active.
    pub alarms: KeptAlarms,
    /// How the device is put together, and which sets were used.
    pub assembly: Assembly,
    /// What the stroke under way primes, if it does.
    pub prime: Option<Prime>,
    /// What was delivered and done.
    pub counters: Counters,
    /// The last requests from afar, and their answers.
    pub requests: Requests,
    /// How many strokes in a row power did not outlast.
    pub interrupted: u8,
    /// At which level of the reservoir a person wants to be told.
    pub reservoir_reminder: ReservoirReminder,
    /// How often delivery was resumed of late although an alarm had stopped it.
    pub resumptions: Resumptions,
}
