//! How the program ends: 0 as asked, 1 input or machine at fault, 2 usage (by clap), 3 a standing oracle was
//! violated, 4 a run of a swarm panicked (whatever else it found).

use crate::style::Style;
use std::fmt;
use std::process::ExitCode;

/// How a command ended.
#[derive(Debug)]
pub(crate) enum Ending {
    /// It did what was asked.
    Done,
    /// The run was made, and a standing oracle did not hold.
    OracleViolated,
    /// A run of a swarm panicked.
    Panicked,
}

impl Ending {
    /// Done, if every standing oracle held.
    pub(crate) fn held(held: bool) -> Self {
        if held { Self::Done } else { Self::OracleViolated }
    }
}

/// Why a command could not do what was asked, in one sentence.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(reason: impl fmt::Display) -> Self {
        Self(reason.to_string())
    }
}

/// Says why, if it failed, and gives the exit status.
pub(crate) fn code(outcome: Result<Ending, Failure>) -> ExitCode {
    match outcome {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::OracleViolated) => ExitCode::from(3),
        Ok(Ending::Panicked) => ExitCode::from(4),
        Err(Failure(reason)) => {
            eprintln!("{} {reason}", Style::stderr().error("error:"));
            ExitCode::from(1)
        }
    }
}
