//! What of the cycle outlasts a loss of power: what was learned of the pump, and whether the device is sealed.

use super::Cycle;
use super::body::KeptBody;
use super::dispensing::Dispensing;
use super::learning::Learning;
use crate::alarm::Alarm;
use crate::calibration::{CalibrationRecord, SignalReference};
use crate::profile::DeviceProfile;
use units::Instant;

/// The cycle, as the journal keeps it. A stroke under way is not in it: a loss of power ends every stroke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct CycleState {
    home: SignalReference,
    body: KeptBody,
    spring_nm: i64,
    learning: Learning,
    dispensing: Dispensing,
    /// Why the first valve is to be kept shut, if it is: the second would not close, or a valve leaks.
    sealed: Option<Alarm>,
}

impl Cycle {
    pub(crate) fn state(&self) -> CycleState {
        CycleState {
            home: self.home,
            body: self.body.kept(),
            spring_nm: self.spring_nm,
            learning: self.learning,
            dispensing: self.dispensing.kept(self.stroke_under_way()),
            sealed: self.sealed,
        }
    }

    /// The cycle after a loss of power: at rest, or on its way to be sealed again.
    pub(crate) fn restore(
        profile: &DeviceProfile,
        calibration: &CalibrationRecord,
        state: &CycleState,
        now: Instant,
    ) -> Self {
        let mut cycle = Self::new(profile, calibration);
        cycle.home = state.home;
        cycle.body = state.body.into();
        cycle.spring_nm = state.spring_nm;
        cycle.learning = state.learning;
        cycle.dispensing = state.dispensing;
        if state.sealed.is_some() {
            cycle.failure = state.sealed;
            cycle.sealed = state.sealed;
            cycle.seal(now, profile);
        }
        cycle
    }
}
