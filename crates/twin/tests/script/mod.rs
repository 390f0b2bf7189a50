//! One stroke as a fixed list of pin changes: nobody looks at a sensor, so that what differs between two runs is the twin.

use twin::{Actuation, Embodiment, Environment, PumpUnit, Twin};
use units::{Duration, Instant, Volume};

/// For how long (ms), and duties of pump, first valve and second valve.
///
/// Seal, settle, open, hold, preheat, advance, close the second valve, open the first with the plunger parked, refill, rest.
const STROKE: [(u64, [f64; 3]); 10] = [
    (280, [0.0, 0.46, 0.0]),
    (120, [0.0, 0.09, 0.0]),
    (300, [0.0, 0.09, 0.9]),
    (100, [0.0, 0.09, 0.4]),
    (300, [0.45, 0.09, 0.4]),
    (1_200, [0.19, 0.09, 0.4]),
    (600, [0.17, 0.09, 0.0]),
    (1_500, [0.13, 0.0, 0.0]),
    (1_000, [0.0, 0.0, 0.0]),
    (9_600, [0.0, 0.0, 0.0]),
];

/// A pump with 2 mL in a laboratory.
pub(crate) fn pump(unit: &PumpUnit, seed: u64) -> Twin {
    Twin::new(Embodiment::Tethered, *unit, seed, Volume::from_pl(2_000_000_000), Environment::default())
}

/// Makes the stroke, 15 s long, landing on every `tick`; `look` is called at each.
pub(crate) fn stroke(twin: &mut Twin, tick: Duration, mut look: impl FnMut(&mut Twin)) {
    for (ms, [pump, first_valve, second_valve]) in STROKE {
        twin.actuate(Actuation { pump, first_valve, second_valve, ..Actuation::default() });
        let end: Instant = twin.now() + Duration::from_ms(ms);
        while twin.now() < end {
            let next = (twin.now() + tick).min(end);
            twin.advance(next).expect("the twin can be integrated");
            look(twin);
        }
    }
}
