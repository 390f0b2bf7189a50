//! Basal profiles by number: which are known, and which is in force.
//!
//! The one in force changes at once and as a whole: what has accrued up to then stays, and from then on only the other
//! one counts. While it is in force it cannot be written.

use super::basal::BasalProfile;
use crate::command::Rejected;
use units::DoseRate;

/// The most profiles that are kept. Their numbers are 1 to this.
pub const MAX_TEMPLATES: usize = 4;

#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub(crate) struct Templates {
    profiles: [Option<BasalProfile>; MAX_TEMPLATES],
    active: u8,
}

fn index(number: u8) -> usize {
    usize::from(number).wrapping_sub(1)
}

impl Templates {
    /// Number 1 is this one, and in force; there are no others.
    pub(crate) fn new(first: BasalProfile) -> Self {
        let mut profiles = [const { None }; MAX_TEMPLATES];
        if let Some(place) = profiles.first_mut() {
            *place = Some(first);
        }
        Self { profiles, active: 1 }
    }

    pub(crate) fn active(&self) -> u8 {
        self.active
    }

    /// The profile in force; there is always one.
    pub(crate) fn in_force(&self) -> Option<&BasalProfile> {
        self.profiles.get(index(self.active)).and_then(Option::as_ref)
    }

    /// # Errors
    /// When there is no such number, it is in force, or a rate is above the limit.
    pub(crate) fn write(&mut self, number: u8, profile: BasalProfile, limit: DoseRate) -> Result<(), Rejected> {
        if number == self.active {
            return Err(Rejected::TemplateInForce { number });
        }
        if profile.highest() > limit {
            return Err(Rejected::RateOutOfRange { requested: profile.highest(), limit });
        }
        let place = self.profiles.get_mut(index(number)).ok_or(Rejected::UnknownTemplate { number })?;
        *place = Some(profile);
        Ok(())
    }

    /// # Errors
    /// When nothing was written there.
    pub(crate) fn activate(&mut self, number: u8) -> Result<(), Rejected> {
        let known = self.profiles.get(index(number)).is_some_and(Option::is_some);
        if !known {
            return Err(Rejected::UnknownTemplate { number });
        }
        self.active = number;
        Ok(())
    }
}
