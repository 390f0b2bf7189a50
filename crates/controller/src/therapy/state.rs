//! What of therapy outlasts a loss of power.

use super::basal::TempBasal;
use super::bolus::Boluses;
use super::{Shares, Therapy, TherapyControl};
use crate::profile::DeviceProfile;
use units::{Duration, Instant, Volume, VolumeRemainder};

/// Therapy, as the journal keeps it: all of it but the settings, which have a record of their own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct TherapyState {
    control: TherapyControl,
    temp: Option<TempBasal>,
    boluses: Boluses,
    basal_due: Volume,
    remainder: VolumeRemainder,
}

impl Therapy {
    pub(crate) fn state(&self) -> TherapyState {
        // It had accrued until the record was made.
        let Self { settings: _, control, temp, boluses, basal_due, remainder, accrued_until: _ } = self.clone();
        TherapyState { control, temp, boluses, basal_due, remainder }
    }

    /// Takes over what the journal kept at this time.
    pub(crate) fn take_over(&mut self, state: &TherapyState, accrued_until: Instant) {
        let TherapyState { control, temp, boluses, basal_due, remainder } = state.clone();
        let settings = self.settings.clone();
        *self = Self { settings, control, temp, boluses, basal_due, remainder, accrued_until };
        self.boluses.set_stroke_under_way(false);
    }

    /// After a loss of power: shares out what a stroke that nobody measured could have delivered at most, ends every
    /// bolus, and goes on with basal if delivery ran.
    ///
    /// How long there was power since the last record is not known. Had there been any when a stroke came due, that
    /// stroke would have left a record: so basal that was due is at most what makes a stroke come.
    pub(crate) fn restart(&mut self, now: Instant, unmeasured: Volume, profile: &DeviceProfile) -> Shares {
        let shares = self.settle(unmeasured);
        self.boluses.cancel();
        // A day earns more than that at any rate that a pump is used for, and a year would take long to add up.
        self.accrued_until = self.accrued_until.max(now - Duration::from_h(24));
        self.accrue(now);
        self.basal_due = self.basal_due.min(self.basal_stroke(profile).scaled(1, 2));
        shares
    }
}
