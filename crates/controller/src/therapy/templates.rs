//! Basal profiles by number, beside the first.

use super::basal::BasalProfile;
use crate::command::Rejected;

/// The most profiles that are kept. Their numbers are 1, the first, to this.
pub const MAX_TEMPLATES: usize = 4;

/// The profiles of number 2 and up; none at first.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct Templates {
    profiles: [Option<BasalProfile>; MAX_TEMPLATES.saturating_sub(1)],
}

fn index(number: u8) -> usize {
    usize::from(number).wrapping_sub(2)
}

impl Templates {
    pub(crate) fn get(&self, number: u8) -> Option<&BasalProfile> {
        self.profiles.get(index(number))?.as_ref()
    }

    /// Keeps a profile under a number.
    ///
    /// # Errors
    /// When there is no such number.
    pub fn write(&mut self, number: u8, profile: BasalProfile) -> Result<(), Rejected> {
        let place = self.profiles.get_mut(index(number)).ok_or(Rejected::UnknownTemplate { number })?;
        *place = Some(profile);
        Ok(())
    }
}
