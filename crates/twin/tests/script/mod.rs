//! One stroke of each embodiment as a fixed list of pin changes: nobody looks at a sensor, so that what differs between
//! two runs is the twin.

use twin::{Actuation, Build, Embodiment, Environment, PumpUnit, Twin};
use units::{Duration, Instant, Volume};

/// For how long (ms), and duties of pump, first valve, and second or measurement valve.
type Script = [(u64, [f64; 3])];

/// Seal, settle, open, hold, preheat, advance, close the second valve, open the first with the plunger parked, refill, rest.
const TETHERED: &Script = &[
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

/// Seal, settle, preheat, advance, hold, open the first valve with the plunger parked, refill, rest.
const PATCH: &Script = &[
    (280, [0.0, 0.46, 0.0]),
    (120, [0.0, 0.09, 0.0]),
    (300, [0.45, 0.09, 0.0]),
    (1_200, [0.19, 0.09, 0.0]),
    (600, [0.17, 0.09, 0.0]),
    (1_500, [0.13, 0.0, 0.0]),
    (1_000, [0.0, 0.0, 0.0]),
    (10_000, [0.0, 0.0, 0.0]),
];

/// As `PATCH`, with the dispensing chamber emptied before the first valve opens.
const METERED: &Script = &[
    (280, [0.0, 0.46, 0.0]),
    (120, [0.0, 0.09, 0.0]),
    (300, [0.45, 0.09, 0.0]),
    (1_200, [0.19, 0.09, 0.0]),
    (600, [0.17, 0.09, 0.0]),
    (300, [0.17, 0.09, 0.9]),
    (6_000, [0.17, 0.09, 0.4]),
    (600, [0.17, 0.09, 0.0]),
    (1_500, [0.13, 0.0, 0.0]),
    (1_000, [0.0, 0.0, 0.0]),
    (3_100, [0.0, 0.0, 0.0]),
];

fn script(embodiment: Embodiment) -> &'static Script {
    match embodiment {
        Embodiment::Tethered => TETHERED,
        Embodiment::Patch => PATCH,
        Embodiment::Metered => METERED,
    }
}

/// A pump with 2 mL in a laboratory.
pub(crate) fn pump(build: impl Into<Build>, unit: &PumpUnit, seed: u64) -> Twin {
    Twin::new(build, *unit, seed, Volume::from_pl(2_000_000_000), Environment::default())
}

/// Makes the stroke, 15 s long, landing on every `tick`; `look` is called at each.
pub(crate) fn stroke(twin: &mut Twin, tick: Duration, mut look: impl FnMut(&mut Twin)) {
    for &(ms, [pump, first_valve, third]) in script(twin.embodiment()) {
        twin.actuate(Actuation { pump, first_valve, second_valve: third, measurement_valve: third });
        let end: Instant = twin.now() + Duration::from_ms(ms);
        while twin.now() < end {
            let next = (twin.now() + tick).min(end);
            twin.advance(next).expect("the twin can be integrated");
            look(twin);
        }
    }
}
