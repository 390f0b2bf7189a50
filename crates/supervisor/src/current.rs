//! Whether a wire carries what its power makes: what heat and time say of a wire, they say of one that is whole.

use crate::arithmetic::ratio;
use crate::limits::{Parted, WireLimits};
use crate::wire::Duty;
use units::{Current, Voltage};

/// Less than this part of the current by design is a wire that is parted, more than that one that touches itself, percent.
/// A parted wire carries nothing and one that touches itself half-way twice as much; resistance spreads by 5 % and grows
/// by 25 as the wire warms, and an old cell sags by up to a third under load.
const LEAST_PERCENT: u64 = 45;
const MOST_PERCENT: u64 = 150;
/// What a reading may lack or have too much at any current: an amplifier's offset and four times its noise, uA.
const ERROR_UA: u64 = 5_000;

/// Whether a wire with this power (at the present voltage) is whole, as far as its current tells. A current that nobody
/// read is none.
pub(crate) fn carries(current: Option<Current>, duty: Duty, volts: Voltage, p: &WireLimits) -> bool {
    let read_ua = current.and_then(|current| u64::try_from(current.as_ua()).ok()).unwrap_or(0);
    let uv = u64::try_from(volts.as_uv()).unwrap_or(0);
    let full_ua = ratio(uv, 1_000, u64::from(p.resistance_mohm));
    let design_ua = ratio(full_ua, u64::from(duty.as_1024ths()), u64::from(Duty::FULL.as_1024ths()));
    let least_ua = ratio(design_ua, LEAST_PERCENT, 100).saturating_sub(ERROR_UA);
    let most_ua = ratio(design_ua, MOST_PERCENT, 100).saturating_add(ERROR_UA);
    read_ua <= most_ua && (read_ua >= least_ua || p.parted == Parted::Idle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::SupervisorLimits;

    #[test]
    fn a_wire_that_is_parted_or_shorted_is_told_from_a_whole_one() {
        let wires = SupervisorLimits::TETHERED.wires;
        let (holds, moves) = (wires.first_valve.unwrap(), wires.pump.unwrap());
        let full = Voltage::from_uv(4_000_000);
        // Percent of full duty, current, and whether it is as it should be in a wire that holds and in one that moves.
        let rows = [
            (100, Some(500), true, true),
            (100, Some(330), true, true),
            (100, Some(0), false, true),
            (100, None, false, true),
            (10, Some(48), true, true),
            (10, Some(1), false, true),
            (10, Some(95), false, false),
            (1, Some(0), true, true),
        ];
        for (percent, ma, held, moved) in rows {
            let duty = Duty::from_1024ths(u16::try_from(1024 * percent / 100).unwrap());
            let found = |p: &WireLimits| {
                // Currents are those of 8 Ohm.
                let milliohm = i32::try_from(p.resistance_mohm).unwrap();
                let read = ma.map(|ma: i32| Current::from_ua(ma * 8_000 / milliohm * 1_000));
                carries(read, duty, full, p)
            };
            assert_eq!((found(&holds), found(&moves)), (held, moved), "{percent} %, {ma:?} mA");
        }
    }
}
