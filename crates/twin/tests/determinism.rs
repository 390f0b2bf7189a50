//! One seed, one trajectory: bit for bit, on every machine and in every profile.

#![expect(clippy::print_stdout, reason = "a validation prints what it measures")]

mod script;

use script::{pump, stroke};
use twin::{Embodiment, OpticalSite, PumpUnit, Truth, Twin};
use units::Duration;

/// The truth of the scripted stroke, at every tick of 10 ms, for the nominal unit and for unit 7.
///
/// To renew them after an intended change of the twin's physics or numerics: run `cargo test -p aliquot-twin --test determinism`,
/// copy the hashes from the failure's message, and say in the commit what changed the trajectory.
const GOLDEN: [u64; 2] = [0x4490_38ee_4374_5c01, 0xc21f_0d95_70bd_4082];

/// FNV-1a, 64 bits.
struct Hash(u64);

impl Hash {
    const NEW: Self = Self(0xcbf2_9ce4_8422_2325);

    fn add(&mut self, word: u64) {
        for byte in word.to_le_bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    fn add_truth(&mut self, truth: &Truth) {
        // Every field, so that a new one is not forgotten: a float prints as the shortest text that is it and no other.
        for byte in format!("{truth:?}").bytes() {
            self.add(u64::from(byte));
        }
    }

    /// What the sensors say, which draws from the seed's streams.
    fn add_readings(&mut self, twin: &mut Twin) {
        for site in [OpticalSite::Plunger, OpticalSite::SecondValve] {
            let sample = twin.read_optics(site, 16);
            self.add(u64::from(sample.lit));
            self.add(u64::from(sample.dark));
        }
        self.add(twin.read_battery_v().to_bits());
        self.add(twin.read_thermistor_c().map_or(0, f64::to_bits));
    }
}

/// Truth and readings over four strokes: a minute.
fn minute(unit: u64, seed: u64) -> [u64; 2] {
    let mut twin = pump(Embodiment::Tethered, &PumpUnit::draw(unit), seed);
    let (mut truth, mut readings) = (Hash::NEW, Hash::NEW);
    for _ in 0..4 {
        stroke(&mut twin, Duration::from_ms(10), |twin| {
            truth.add_truth(&twin.truth());
            readings.add_readings(twin);
        });
    }
    [truth.0, readings.0]
}

#[test]
fn the_same_seeds_give_the_same_bits() {
    assert_eq!(minute(3, 9), minute(3, 9));
}

#[test]
fn other_seeds_give_other_bits() {
    let [truth, readings] = minute(3, 9);
    let [other_unit, _] = minute(4, 9);
    let [same_unit, other_noise] = minute(3, 10);
    assert_ne!(truth, other_unit, "another pump moves otherwise");
    assert_eq!(truth, same_unit, "noise of the sensors does not move the pump");
    assert_ne!(readings, other_noise, "another seed reads otherwise");
}

#[test]
fn the_scripted_stroke_has_the_golden_bits() {
    let found = [PumpUnit::nominal(), PumpUnit::draw(7)].map(|unit| {
        let mut hash = Hash::NEW;
        stroke(&mut pump(Embodiment::Tethered, &unit, 1), Duration::from_ms(10), |twin| hash.add_truth(&twin.truth()));
        hash.0
    });
    println!("scripted stroke, hashes: {found:#018x?}");
    assert_eq!(found, GOLDEN, "the trajectory changed: {found:#018x?}");
}
