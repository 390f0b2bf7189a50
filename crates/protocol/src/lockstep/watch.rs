//! What is asked of a supervisor that runs elsewhere, and how it answers: the same function at both ends.

use serde::{Deserialize, Serialize};
use supervisor::{Asked, Duty, Fresh, PerWire, Readings, StartUpStep, Supervisor, Withheld};
use units::{Current, Instant};

/// What is asked of a supervisor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Watch {
    /// See [`Supervisor::start_up`].
    StartUp,
    /// See [`Supervisor::start_up_read`].
    StartUpRead(Option<Current>),
    /// See [`Supervisor::step`]; what is asked of the wires is what the controller's last step has asked.
    Step {
        /// When.
        now: Instant,
        /// What was read.
        readings: Readings,
    },
    /// See [`Supervisor::reset`].
    Reset,
    /// See [`Supervisor::power_lost`].
    PowerLost {
        /// When.
        now: Instant,
    },
}

/// What a supervisor answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Watched {
    /// It is done.
    Done,
    /// What to drive at start-up before the next reading.
    StartUp(Option<StartUpStep>),
    /// What a step decided.
    Decided {
        /// What each wire's second switch does.
        passed: PerWire<Duty>,
        /// Why power is withheld, if it is.
        withheld: Option<Withheld>,
        /// When the next step has to come at the latest.
        look_again: Option<Instant>,
    },
}

/// A supervisor, and what it has to look at between what it is asked.
#[derive(Debug, Clone)]
pub struct Guard {
    supervisor: Supervisor,
    /// What the controller's last step has asked of the wires.
    asked: PerWire<Duty>,
    /// The controller's time in a step that came back and that the supervisor has not heard of.
    fresh: Option<Instant>,
}

/// Nothing was asked of the wires yet.
impl From<Supervisor> for Guard {
    fn from(supervisor: Supervisor) -> Self {
        Self { supervisor, asked: PerWire::default(), fresh: None }
    }
}

impl Guard {
    /// The supervisor, to look at.
    pub fn supervisor(&self) -> &Supervisor {
        &self.supervisor
    }

    /// The controller's step came back, and asks for this. That is its proof of life: the supervisor hears of it, once,
    /// with its next step.
    pub fn came_back(&mut self, at: Instant, asked: PerWire<Duty>) {
        (self.fresh, self.asked) = (Some(at), asked);
    }

    /// Whether the supervisor will hear of the controller with its next step.
    pub fn hears(&self) -> bool {
        self.fresh.is_some()
    }

    /// Does what is asked of the supervisor.
    pub fn answer(&mut self, watch: &Watch) -> Watched {
        match watch {
            Watch::StartUp => Watched::StartUp(self.supervisor.start_up()),
            Watch::StartUpRead(current) => {
                self.supervisor.start_up_read(*current);
                Watched::Done
            }
            Watch::Step { now, readings } => {
                let fresh = self.fresh.take().map(|at| Fresh { token: self.supervisor.token(), at });
                let decision = self.supervisor.step(*now, readings, &Asked { duties: self.asked, fresh });
                Watched::Decided {
                    passed: decision.passed,
                    withheld: self.supervisor.withheld(),
                    look_again: decision.look_again,
                }
            }
            Watch::Reset => {
                self.supervisor.reset();
                Watched::Done
            }
            Watch::PowerLost { now } => {
                self.supervisor.power_lost(*now);
                (self.asked, self.fresh) = (PerWire::default(), None);
                Watched::Done
            }
        }
    }
}
