//! What surrounds the pump.

use crate::part::compliant::Air;
use crate::part::gas::{CELSIUS_K, STANDARD_K};
use crate::part::tubing::relative_fluidity;
use crate::path::Outside;

/// What surrounds the pump.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Environment {
    /// Air temperature, degC.
    pub air_c: f64,
    /// Ambient pressure, kPa absolute.
    pub ambient_kpa: f64,
    /// Height of the pump above the infusion site, m.
    pub height_m: f64,
    /// Tissue pressure at rest, kPa above ambient.
    pub tissue_kpa: f64,
    /// Gravity in the device's axes (x to the connector, y across, z away from the skin), g.
    pub gravity: [f64; 3],
    /// Shock and vibration that the wearer's motion brings, g.
    pub shock_g: f64,
    /// Light that falls into the optical sensors, as a share of their converter's range.
    pub light: f64,
    /// Sound around the pump, dB.
    pub sound_db: f64,
    /// Relative humidity, 0..=1.
    pub humidity: f64,
}

impl Default for Environment {
    /// A laboratory: 23 degC, sea level, half humid, quiet and dark inside; pump and site at one height, no back
    /// pressure; the device lies flat.
    fn default() -> Self {
        Self {
            air_c: 23.0,
            ambient_kpa: 101.325,
            height_m: 0.0,
            tissue_kpa: 0.0,
            gravity: [0.0, 0.0, -1.0],
            shock_g: 0.0,
            light: 0.0,
            sound_db: 40.0,
            humidity: 0.5,
        }
    }
}

/// Hydrostatic pressure of a metre of drug, kPa. Density 1005 kg/m3, source: [WAT] with 0.5 % of solutes.
const HEAD_KPA_M: f64 = 1.005 * 9.806_65;

impl Environment {
    /// What of it acts on the fluid path, with the drug at this temperature (degC).
    pub(crate) fn outside(&self, drug_c: f64) -> Outside {
        Outside {
            air: Air { ambient_kpa: self.ambient_kpa, warmth: (drug_c + CELSIUS_K) / STANDARD_K },
            head_kpa: HEAD_KPA_M * self.height_m,
            fluidity: relative_fluidity(drug_c),
        }
    }
}
