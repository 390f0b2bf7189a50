//! The same scenario and seed give the same events, byte for byte: twice in a row, in every build, on every machine.

use bench::record::Record;

/// A bit of everything that reaches the events: basal, a bolus, a temporary rate, a pause, warmth, and a line that blocks.
const SCENARIO: &str = r#"
name = "golden"
embodiment = "tethered"
start = "06:50"
duration = "70min"
[drug]
concentration = "U-100"
[[basal]]
from = "00:00"
rate = "0.8 U/h"
[[basal]]
from = "07:00"
rate = "1.3 U/h"
[[event]]
at = "07:05"
bolus = { fast = "1.7 U" }
[[event]]
at = "07:15"
temp_basal = { percent = 140, for = "20min" }
[[event]]
at = "07:25"
suspend = {}
[[event]]
at = "07:30"
resume = {}
[[environment]]
at = "07:10"
temperature = "31 degC"
over = "20min"
[[fault]]
at = "07:50"
kind = "occlusion"
"#;

/// Hash of the events of the scenario above. When controller, twin or factory are meant to behave differently, the new value is what this
/// test prints; it has to be the same in the dev and release profiles (`cargo test --release -p aliquot-bench --test determinism`).
const GOLDEN: u64 = 0x4fec_1361_2481_315d;

fn run(seed: u64) -> Record {
    let mut scenario = bench::scenario::parse(SCENARIO, "golden.toml").unwrap();
    scenario.seed = seed;
    bench::run::run(&scenario, &mut |_| {}).unwrap()
}

/// FNV-1a, 64 bits.
fn fnv_1a(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn the_hash_is_fnv_1a() {
    assert_eq!(fnv_1a("".bytes()), 0xcbf2_9ce4_8422_2325);
    assert_eq!(fnv_1a("foobar".bytes()), 0x8594_4171_f739_67e8);
}

#[test]
fn the_same_scenario_and_seed_give_the_same_record() {
    let (first, second) = (run(1), run(1));
    assert_eq!(first.events, second.events);
    // Floats, too, are the same to the last bit; the Debug form shows all of it.
    assert_eq!(format!("{first:?}"), format!("{second:?}"));
}

#[test]
fn another_seed_is_another_pump_unit() {
    let (first, second) = (run(1), run(2));
    assert_ne!(first.events, second.events);
    assert!((first.commanded_ul - second.commanded_ul).abs() < 1e-9, "what is asked for does not depend on the unit");
}

#[test]
fn the_events_are_those_of_every_other_build_and_machine() {
    let record = run(1);
    assert!(record.strokes.len() > 20 && !record.alarms.is_empty(), "the scenario exercises what it should");
    let found = fnv_1a(record.events.iter().flat_map(|line| line.bytes().chain([b'\n'])));
    assert_eq!(found, GOLDEN, "found {found:#018x}, expected {GOLDEN:#018x}");
}
