//! The raw readings that arrive at a step. One that was not taken, or that this type of device does not have, is
//! `None`.

use crate::wire::PerWire;
use units::{Current, Temperature, Voltage};

/// What was read since the last step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct Readings {
    /// The sensor that looks at the plunger.
    pub plunger: Option<Counts>,
    /// The sensor that looks at the pin of the valve towards the set.
    pub valve: Option<Counts>,
    /// Mean current of each wire, as it flows with what was passed last.
    pub currents: PerWire<Option<Current>>,
    /// Voltage at the battery's terminals.
    pub battery: Option<Voltage>,
    /// Temperature inside the housing.
    pub housing: Option<Temperature>,
    /// Whether the reusable half is turned to its end.
    pub latch: Option<Place>,
    /// Whether the fluid connector lies where the latch looks for it.
    pub connector: Option<Place>,
    /// Whether the mating assembly is attached. Priming needs power while it is not; only then may the plunger go to the rigid
    /// body.
    pub mating: Option<Place>,
}

/// What a switch says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Place {
    /// It is where it belongs.
    Taken,
    /// It is not.
    Empty,
}

/// Sums over pulses of a 12-bit converter, light on and light off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Counts {
    /// Sum with the light on.
    pub lit: u32,
    /// Sum with the light off.
    pub dark: u32,
    /// Samples in each sum.
    pub pulses: u16,
}

/// Counts of one pulse from which on the converter is taken to be at its end. Its end is 4095; noise makes the mean of
/// a saturated one fall a little short.
const SATURATED: u32 = 4_060;

impl Counts {
    /// Mean light above dark in 1/64 counts; `None` where it tells nothing.
    pub(crate) fn light(self) -> Option<u32> {
        let pulses = u32::from(self.pulses);
        let above = self.lit.checked_sub(self.dark)?;
        if above == 0 || self.lit >= pulses.saturating_mul(SATURATED) {
            return None;
        }
        u64::from(above).saturating_mul(64).checked_div(u64::from(pulses)).and_then(|light| u32::try_from(light).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn light_is_what_lies_above_dark_and_tells_nothing_at_the_ends() {
        let light = |lit, dark, pulses| Counts { lit, dark, pulses }.light();
        assert_eq!(light(3_040 * 16, 40 * 16, 16), Some(3_000 * 64));
        for (lit, dark, pulses) in [(0, 0, 0), (10, 10, 1), (10, 20, 1), (4_090 * 16, 640, 16), (5, 1, 0)] {
            assert_eq!(light(lit, dark, pulses), None, "{lit} {dark} {pulses}");
        }
    }
}
