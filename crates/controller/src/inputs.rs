//! What the pins give the controller. A reading that was not asked for, came late or failed is `None`: an input, not
//! an error.

use crate::assembly::Switches;
use crate::journal::Sequence;
use crate::set::TagReading;
use units::{Current, Temperature, Voltage};

/// Everything that was read just before a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct Inputs {
    /// The sensor that looks at the plunger.
    pub plunger: Option<OpticalReading>,
    /// The sensor that looks at the second valve's pin.
    pub second_valve: Option<OpticalReading>,
    /// Voltage at the battery's terminals.
    pub battery: Option<Voltage>,
    /// Temperature inside the housing.
    pub housing: Option<Temperature>,
    /// The latch's, the connector's and the mating assembly's switch; they can be read at any time.
    pub switches: Option<Switches>,
    /// What the tag answered.
    pub tag: Option<TagReading>,
    /// What the acoustic volume sensor hears of the tone that was asked for.
    pub acoustic: Option<AcousticReading>,
    /// What the sounder draws in a pulse too short to be heard.
    pub sounder: Option<Current>,
    /// Whether what was asked of the wires has reached them.
    pub power: WirePower,
    /// The last of the journal's records that is surely kept, with all before it. None where there is no journal, or
    /// it has failed.
    pub committed: Option<Sequence>,
}

/// The ratio of the second microphone to the first at one tone: mean and variance over up to 16 blocks of cycles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct AcousticReading {
    /// Mean of the real parts, millionths.
    pub real_ppm: i32,
    /// Mean of the imaginary parts, millionths; negative while the second microphone lags.
    pub imaginary_ppm: i32,
    /// Sample variance of the real parts over the blocks, squared millionths.
    pub real_variance_ppm2: u64,
    /// The same of the imaginary parts.
    pub imaginary_variance_ppm2: u64,
}

/// What became of the power that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub enum WirePower {
    /// It was passed.
    #[default]
    Passed,
    /// The supervisor keeps it away, until a person resets it.
    Withheld,
}

/// Sums over pulses of a 12-bit converter: as many samples with the light on as with the light off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct OpticalReading {
    /// Sum with the light on, counts.
    pub lit: u32,
    /// Sum with the light off, counts.
    pub dark: u32,
    /// Number of samples in each sum; 1..=1024.
    pub pulses: u16,
}

impl OpticalReading {
    /// Mean signal above dark in 1/256 counts; `None` where it means nothing: no pulses, light not above dark, or the
    /// converter saturated (lit above 4000 counts on average).
    pub(crate) fn signal(self) -> Option<i64> {
        let pulses = i64::from(self.pulses);
        let saturated = i64::from(self.lit) > pulses.saturating_mul(4_000);
        let above = i64::from(self.lit).saturating_sub(i64::from(self.dark));
        if pulses == 0 || saturated || above <= 0 {
            return None;
        }
        Some(crate::fixed::mul_div(above, 256, pulses))
    }
}
