//! Why gates are missed, as far as it was found: one row a cause. `docs/accuracy.md` and `docs/environment.md` have the
//! findings behind them.

use super::{Evidence, Gate};
use crate::scenario::Embodiment;
use Embodiment::{Metered, Patch, Tethered};

/// A cause.
struct Cause {
    /// Gates that it can miss, by number.
    gates: &'static [&'static str],
    /// Embodiments in which it was found.
    found_in: &'static [Embodiment],
    /// Whether the evidence shows it.
    shows: fn(&Evidence) -> bool,
    /// What it is, in one line.
    what: &'static str,
}

/// What a battery that ends raises; one that ends within a stroke may raise the first only.
const BATTERY: [&str; 2] = ["battery_low", "battery_empty"];

/// The causes; of those that fit, the first is told.
const CAUSES: [Cause; 9] = [
    Cause {
        gates: &["A1", "A3", "A4", "A5", "A8"],
        found_in: &Embodiment::ALL,
        shows: |evidence| evidence.basal.alarms.iter().any(|(_, alarm)| BATTERY.contains(&alarm.annunciation)),
        what: "batteries did not last for 72 h, and what is missing from then on counts",
    },
    Cause {
        gates: &["A4", "A8"],
        found_in: &Embodiment::ALL,
        shows: |evidence| evidence.basal.total.is_some_and(|total| total.mean.abs() <= 0.5 && total.deviation < 0.6),
        what: "what calibration leaves of a pump unit's own: the loop closes on the measurement that has the error",
    },
    Cause {
        gates: &["A9", "A10"],
        found_in: &[Tethered],
        shows: |_| true,
        what: "the elastic tube swallows a stroke before it is hard, 0.17 U at 5 U/h, and gives most of it back when it is free",
    },
    Cause {
        gates: &["A9"],
        found_in: &[Metered],
        shows: |_| true,
        what: "of a bolus a stroke is up to 0.2 U, and two strokes are made before the alarm",
    },
    Cause {
        gates: &["A9"],
        found_in: &[Patch],
        shows: |_| true,
        what: "a stroke is the least that can be missed, and at 5 U/h and of a bolus one is up to 0.2 U",
    },
    Cause {
        gates: &["A13"],
        found_in: &[Tethered],
        shows: |_| true,
        what: "a line under suction lets the chamber yield, so that each stroke gives 7 % more a metre; the gauge does not see it",
    },
    Cause {
        gates: &["FI-17"],
        found_in: &Embodiment::ALL,
        shows: |_| true,
        what: "what line and set hold follows the pressure at the site, in proportion, and nothing shuts them off",
    },
    Cause {
        gates: &["A14"],
        found_in: &Embodiment::ALL,
        shows: |evidence| {
            let hours = |figures: &crate::accuracy::Figures| figures.width(3600.0).map(|row| row.all);
            let all = [hours(&evidence.basal), hours(&evidence.low_basal)];
            let within = all.iter().flatten().all(|errors| errors.within[2] == errors.spread.count);
            within && evidence.blocked.iter().all(|figures| figures.noticed == figures.tested)
        },
        what: "none failed, but too few were tried: 99.9 % takes 2995 trials without a failure",
    },
    Cause {
        gates: &["A14"],
        found_in: &Embodiment::ALL,
        shows: |_| true,
        what: "a claim that is missed itself cannot be shown: see A2, A3, A6, A9",
    },
];

/// The cause of a miss, if it is known.
pub(super) fn of(gate: &Gate, evidence: &Evidence) -> Option<&'static str> {
    let embodiment = evidence.basal.embodiment;
    let fits = |cause: &&Cause| {
        cause.gates.contains(&gate.id) && cause.found_in.contains(&embodiment) && (cause.shows)(evidence)
    };
    CAUSES.iter().find(fits).map(|cause| cause.what)
}
