//! The plunger sensor's relation: its signal at travels at which a jig holds the plunger, and a smooth curve through that.

use super::fit::Fit;
use super::{COOL_C, GAUGE_ERROR_UM, Instruments, drift, nanometres, reference, signal, whole};
use controller::{OPTICAL_POINTS, OpticalPoint, SignalReference};
use twin::{OpticalSite, Twin};

/// Distance of the record's points, um: they reach beyond the deepest chamber.
const POINT_UM: f64 = 26.0;
/// Distance of the travels at which the plunger is held, um, and their number with home: as far as the record's points.
///
/// Gauge and reading err by some 0.4 um at each, which between two neighbouring points of the record would be 2 % of the
/// curve's steepness, and of whatever the plunger springs there.
const HELD_UM: f64 = 6.5;
const HELD: u32 = 65;

/// Measures the relation, and the signal at home.
pub(super) fn measure(
    twin: &mut Twin,
    instruments: &mut Instruments,
) -> ([OpticalPoint; OPTICAL_POINTS], SignalReference) {
    let points: Vec<(f64, f64)> = (0..HELD)
        .map(|index| {
            let um = HELD_UM * f64::from(index);
            // The home stop holds without a gauge.
            let error = if index == 0 { 0.0 } else { GAUGE_ERROR_UM * instruments.error() };
            (um, signal(twin, OpticalSite::Plunger, (um + error) * 1e-3, COOL_C))
        })
        .collect();
    let fit = Fit::through(&points);
    let home = fit.at(0.0);
    let mut um = -POINT_UM;
    let optical = core::array::from_fn(|_| {
        um += POINT_UM;
        let ratio_ppm = whole(fit.at(um) / home * 1e6);
        OpticalPoint { travel: nanometres(um), ratio_ppm }
    });
    (optical, reference(home, drift(twin, OpticalSite::Plunger)))
}
