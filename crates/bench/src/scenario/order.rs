//! The times of one array of tables: within the run, and never backwards.

use units::Instant;

use super::clock::read_time;
use super::error::{Expected, ScenarioError};
use super::field::Field;
use super::table::Section;

/// When the run is, and the last time that was given within it.
#[derive(Clone, Copy)]
pub(super) struct Order {
    start: Instant,
    end: Instant,
    latest: Instant,
}

impl Order {
    /// Nothing was given yet in a run from `start` to `end`.
    pub(super) fn new(start: Instant, end: Instant) -> Self {
        Self { start, end, latest: start }
    }

    /// The `at` of the next table.
    ///
    /// # Errors
    /// When it is missing, no time, not within the run, or earlier than the one before.
    pub(super) fn next(&mut self, section: &Section<'_>) -> Result<Instant, ScenarioError> {
        let field = section.require("at", Expected::Time)?;
        let at = time(&field, Expected::Time)?;
        if at < self.start || at > self.end {
            return Err(field.refuse(Expected::TimeWithin { from: self.start, to: self.end }));
        }
        if at < self.latest {
            return Err(field.refuse(Expected::NotBefore(self.latest)));
        }
        self.latest = at;
        Ok(at)
    }
}

/// The time in the quotes.
///
/// # Errors
/// When there is none.
pub(super) fn time(field: &Field<'_>, allowed: Expected) -> Result<Instant, ScenarioError> {
    read_time(field.text(allowed)?).ok_or_else(|| field.refuse(allowed))
}
