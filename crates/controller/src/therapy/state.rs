//! What of therapy outlasts a loss of power.

use super::Therapy;
use super::basal::TempBasal;
use super::bolus::Boluses;
use super::clock::Clock;
use super::control::Control;
use super::limits::Limiter;
use crate::ledger::ByCategory;
use crate::profile::DeviceProfile;
use units::{Duration, Instant, Volume, VolumeRemainder};

/// Therapy, as the journal keeps it: all of it but the settings, which have a record of their own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct TherapyState {
    template: u8,
    clock: Clock,
    control: Control,
    resumed: bool,
    temp: Option<TempBasal>,
    boluses: Boluses,
    limiter: Limiter,
    basal_due: Volume,
    remainder: VolumeRemainder,
}

impl Therapy {
    pub(crate) fn state(&self) -> TherapyState {
        TherapyState {
            template: self.template,
            clock: self.clock,
            control: self.control,
            resumed: self.resumed,
            temp: self.temp,
            boluses: self.boluses.clone(),
            limiter: self.limiter.clone(),
            basal_due: self.basal_due,
            remainder: self.remainder,
        }
    }

    /// Takes over what the journal kept at this time.
    pub(crate) fn take_over(&mut self, state: &TherapyState, accrued_until: Instant) {
        let state = state.clone();
        self.template = state.template;
        self.clock = state.clock;
        self.control = state.control;
        self.resumed = state.resumed;
        self.temp = state.temp;
        self.boluses = state.boluses;
        self.limiter = state.limiter;
        self.basal_due = state.basal_due;
        self.remainder = state.remainder;
        // It had accrued until the record was made.
        self.accrued_until = accrued_until;
    }

    /// After a loss of power: shares out what a stroke that nobody measured could have delivered at most, ends every
    /// bolus, and goes on with basal if delivery ran.
    ///
    /// How long there was power since the last record is not known. Had there been any when a stroke came due, that
    /// stroke would have left a record: so basal that was due is at most half a stroke, as on plan.
    pub(crate) fn restart(&mut self, now: Instant, unmeasured: Volume, profile: &DeviceProfile) -> ByCategory {
        let shares = self.settle(unmeasured);
        self.set_stroke_under_way(false);
        self.boluses.cancel_all();
        // A day earns more than that at any rate that a pump is used for, and a year would take long to add up.
        self.accrued_until = self.accrued_until.max(now - Duration::from_h(24));
        self.accrue(now);
        self.basal_due = self.basal_due.min(self.plan(profile).stroke.scaled(1, 2));
        shares
    }
}
