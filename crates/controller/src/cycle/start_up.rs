//! The test before priming: what can be seen of sensors and battery while everything is at rest. How far plunger and
//! valves travel shows in the first stroke of priming, each phase of which is checked as that of any other.

use super::{Cycle, Phase};
use crate::calibration::CalibrationRecord;
use crate::inputs::Inputs;
use crate::outputs::{Housekeeping, Strobe};
use crate::profile::{DeviceProfile, Outlet};

/// What the start-up test has found wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum StartUpFault {
    /// The battery cannot be read, or is empty.
    Battery,
    /// The housing's temperature cannot be read.
    Thermistor,
    /// The plunger's sensor gives no sense, or does not see the plunger at home.
    PlungerSensor,
    /// The second valve's sensor gives no sense, or does not see the valve seated.
    SecondValve,
}

/// Pulses of a reading.
const PULSES: u16 = 128;

impl Cycle {
    /// What is to be read for the test.
    pub(crate) fn start_up_strobe(p: &DeviceProfile) -> Strobe {
        let second_valve = match p.outlet {
            Outlet::Driven | Outlet::Dispensing => Some(PULSES),
            Outlet::Passive => None,
        };
        Strobe { plunger: Some(PULSES), second_valve, tone: None, housekeeping: Housekeeping::Read }
    }

    /// Judges what was read; `None` while a stroke is under way, or when what was asked for was not read yet.
    pub(crate) fn start_up(
        &self,
        inputs: &Inputs,
        p: &DeviceProfile,
        c: &CalibrationRecord,
    ) -> Option<Result<(), StartUpFault>> {
        if self.phase != Phase::Idle || (inputs.plunger.is_none() && inputs.second_valve.is_none()) {
            return None;
        }
        let fail = |when: bool, fault| if when { Err(fault) } else { Ok(()) };
        let battery = inputs.battery.is_some_and(|battery| battery >= p.battery_empty);
        let at_home = self.travel(inputs, c).is_some_and(|travel| travel.abs() <= p.home.scaled(3, 1));
        let tests = [
            fail(!battery, StartUpFault::Battery),
            fail(inputs.housing.is_none(), StartUpFault::Thermistor),
            fail(!at_home, StartUpFault::PlungerSensor),
            fail(!self.outlet_shut(inputs, p, c), StartUpFault::SecondValve),
        ];
        Some(tests.into_iter().collect())
    }
}
