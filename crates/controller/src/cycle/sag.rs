//! Whether the battery can bear this stroke: an old, a cold or an empty one gives way under a load that it does not show at
//! rest, and electronics that lose power tell nobody.
//!
//! The first valve's wire is the first load, and nothing has moved yet while it closes. What the voltage gives way by then says
//! what it will by the heaviest.

use super::Cycle;
use crate::fixed::mul_div;
use crate::profile::DeviceProfile;
use units::Voltage;

/// Current of the heaviest load of a stroke, that of closing the first valve being 100: the pump's wire and the second
/// valve's while both are heated, and the first valve's, which is held.
const HEAVIEST: i64 = 160;

impl Cycle {
    /// Whether the battery's voltage would fall too low for the electronics, now that it was read with the first valve's wire
    /// as its load.
    pub(super) fn would_brown_out(&self, p: &DeviceProfile) -> bool {
        falls_below(self.unloaded, self.battery, p.battery_loaded)
    }
}

/// Whether the heaviest load would take it below `limit`.
fn falls_below(unloaded: Voltage, loaded: Voltage, limit: Voltage) -> bool {
    let [unloaded_uv, loaded_uv, limit_uv] = [unloaded, loaded, limit].map(|voltage| i64::from(voltage.as_uv()));
    let sag_uv = unloaded_uv.saturating_sub(loaded_uv).max(0);
    unloaded_uv.saturating_sub(mul_div(sag_uv, HEAVIEST, 100)) < limit_uv
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_load_takes_it_further_than_the_first() {
        let mv = |mv: i32| Voltage::from_uv(1_000 * mv);
        // 100 mV of the first are 160 of the heaviest.
        assert!(!falls_below(mv(3_300), mv(3_200), mv(3_140)));
        assert!(falls_below(mv(3_299), mv(3_199), mv(3_140)));
        // The same sag of a fuller battery harms nothing, and a reading that rose is noise.
        assert!(!falls_below(mv(3_600), mv(3_500), mv(3_140)));
        assert!(!falls_below(mv(3_150), mv(3_152), mv(3_140)));
    }
}
