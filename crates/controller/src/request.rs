//! Requests from afar: each has a number, so that one that comes twice is done once, and a time after which it is not
//! done at all.

use crate::command::{Accepted, Command, Rejected};
use units::Instant;

/// Number of a request. Whoever sends counts up; gaps are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct CommandId(pub u32);

/// A command that may come late, twice, or out of order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Request {
    /// Its number, greater than that of every other before it.
    pub id: CommandId,
    /// After this instant it is too late.
    pub expires: Instant,
    /// What is asked for.
    pub command: Command,
}

/// How many answers are kept.
const RECENT: usize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
struct Answered {
    request: Request,
    answer: Result<Accepted, Rejected>,
}

/// The last requests and their answers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct Requests {
    recent: heapless::Vec<Answered, RECENT>,
}

impl Requests {
    /// The answer to a request that must not be done: because it was, was refused before, or is older than the last.
    pub(crate) fn recall(&self, request: &Request) -> Option<Result<Accepted, Rejected>> {
        if let Some(known) = self.recent.iter().find(|known| known.request.id == request.id) {
            return Some(if known.request == *request { known.answer } else { Err(Rejected::IdReused) });
        }
        let last = self.recent.last()?.request.id;
        (request.id < last).then_some(Err(Rejected::Stale { last }))
    }

    /// Keeps the answer to a new request; forgets the oldest if need be.
    pub(crate) fn keep(&mut self, request: Request, answer: Result<Accepted, Rejected>) {
        if self.recent.is_full() {
            self.recent.remove(0);
        }
        self.recent.push(Answered { request, answer }).unwrap_or_default();
    }
}
