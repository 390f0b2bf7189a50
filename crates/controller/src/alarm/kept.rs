//! What of the alarms outlasts a loss of power: which are active, since when, and which of them a person knows of.
//!
//! A pause of the sound does not: an alarm that was snoozed sounds again. A condition that was only arising has to hold
//! anew.

use super::state::{Notice, State};
use super::{ALARMS, Alarm, Alarms};
use units::Instant;

/// An alarm that is active.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct KeptAlarm {
    /// Which.
    pub alarm: Alarm,
    /// When it was raised.
    pub raised: Instant,
    /// When a person confirmed it, if one did.
    pub confirmed: Option<Instant>,
}

/// The alarms that are active.
pub type KeptAlarms = heapless::Vec<KeptAlarm, { ALARMS.len() }>;

impl Alarms {
    pub(crate) fn kept(&self) -> KeptAlarms {
        let kept = |alarm, state: &State| match *state {
            State::Active { raised, notice: Notice::Confirmed { at }, .. } => {
                Some(KeptAlarm { alarm, raised, confirmed: Some(at) })
            }
            State::Active { raised, notice: Notice::Pending { .. } | Notice::Snoozed { .. }, .. } => {
                Some(KeptAlarm { alarm, raised, confirmed: None })
            }
            State::Inactive | State::Arising { .. } => None,
        };
        self.rows().filter_map(|(spec, state)| kept(spec.alarm, state)).collect()
    }

    pub(crate) fn restore(kept: &KeptAlarms) -> Self {
        let mut alarms = Self::default();
        for row in kept {
            alarms.raise(row.alarm, row.raised);
            if let Some(at) = row.confirmed {
                alarms.restore_confirmed(row.alarm, at);
            }
        }
        alarms
    }
}
