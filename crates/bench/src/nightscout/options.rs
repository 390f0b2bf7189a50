//! What a history does not say of itself.

use units::Concentration;

use super::error::NightscoutError;
use crate::scenario::{excerpt, is_name};

/// What a history does not say of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The scenario's name: see [`crate::scenario::Scenario::name`]. By default `nightscout`.
    pub name: String,
    /// How far the person's clock was ahead of UTC, in minutes; -720 to 840, by default 0.
    pub utc_offset_minutes: i32,
    /// The drug's strength, by default U-100.
    pub concentration: Concentration,
}

/// The strength of nearly every insulin that is pumped.
const U_100: Concentration = match Concentration::new(100) {
    Some(concentration) => concentration,
    None => panic!("U-100 is a concentration"),
};

impl Default for Options {
    fn default() -> Self {
        Self { name: "nightscout".to_owned(), utc_offset_minutes: 0, concentration: U_100 }
    }
}

impl Options {
    /// Whether a scenario can have this name, and a clock this offset.
    ///
    /// # Errors
    /// [`NightscoutError::Name`] or [`NightscoutError::UtcOffset`].
    pub(super) fn check(&self) -> Result<(), NightscoutError> {
        if !is_name(&self.name) {
            return Err(NightscoutError::Name { found: excerpt(&self.name) });
        }
        if !(-12 * 60..=14 * 60).contains(&self.utc_offset_minutes) {
            return Err(NightscoutError::UtcOffset { minutes: self.utc_offset_minutes });
        }
        Ok(())
    }
}
