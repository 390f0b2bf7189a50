//! The metered pump: each stroke goes through the passive outlet into the dispensing chamber, and from there, once measured, through the
//! second valve into the body. Judged by what passed the cannula's tip.
//!
//! At U-100 one unit is 10 uL.

use bench::record::Record;

/// A run of the metered pump from 00:00, with a basal rate in U/h and more of the scenario after it, every standing oracle holding.
fn run(seed: u64, duration: &str, rate: &str, rest: &str) -> Record {
    let text = format!(
        "name = \"x\"\nembodiment = \"metered\"\nduration = \"{duration}\"\nseed = {seed}\n[drug]\nconcentration = \"U-100\"\n{rest}\
         [[basal]]\nfrom = \"00:00\"\nrate = \"{rate} U/h\"\n"
    );
    let scenario = bench::scenario::parse(&text, "test.toml").unwrap_or_else(|error| panic!("{error}"));
    let record = bench::run::run(&scenario, &mut |_| {}).unwrap();
    assert_eq!(record.violations, [], "{text}");
    record
}

fn fault(at: &str, kind: &str) -> String {
    format!("[[fault]]\nat = \"{at}\"\nkind = \"{kind}\"\n")
}

/// The time of the one alarm, which has this name, s.
fn only_alarm(record: &Record, name: &str) -> f64 {
    match &record.alarms[..] {
        [alarm] if alarm.annunciation == name => alarm.at_s,
        found => panic!("expected {name} alone, found {found:?}; {} strokes", record.strokes.len()),
    }
}

fn near(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((found - expected).abs() <= tolerance, "{what}: {found}, expected {expected} within {tolerance}");
}

#[test]
fn basal_and_bolus_are_delivered_and_the_ledger_agrees_whatever_the_pump_unit() {
    for seed in 1..=3 {
        let record = run(seed, "3h", "1", "[[event]]\nat = \"01:00\"\nbolus = { fast = \"5 U\" }\n");
        let what = format!("unit {seed}");
        near(record.delivered_ul, 80.0, 0.02 * 80.0 + 0.25, &what);
        near(record.ledger_ul, record.delivered_ul, 0.02 * record.delivered_ul, &what);
        assert_eq!(record.alarms, [], "{what}");
    }
}

#[test]
fn a_stroke_is_measured_before_the_dispensing_chamber_is_let_out() {
    let record = run(1, "20min", "1", "");
    let trace = &record.traces[0];
    assert_eq!(trace.valves, ["first valve", "outlet valve", "measurement valve"]);
    let mut phases: Vec<&str> = trace.samples.iter().map(|sample| sample.phase).collect();
    phases.dedup();
    let expected = [
        "commit", "seal", "baseline", "preheat", "advance", "settle", "measure", "open", "dispense", "close",
        "release", "refill", "idle",
    ];
    assert_eq!(phases, expected);
    let before = trace.samples.iter().rfind(|sample| sample.phase == "measure").unwrap();
    let after = trace.samples.iter().rfind(|sample| sample.phase == "dispense").unwrap();
    near(before.delivered_ul, 0.0, 0.01, "delivered before the second valve opens");
    near(after.delivered_ul, record.strokes[0].truth_ul, 0.02, "delivered when it is to close");
    // The first valve is shut whenever the measurement valve is open.
    assert!(trace.samples.iter().any(|sample| sample.open[2]));
    assert!(trace.samples.iter().all(|sample| !(sample.open[0] && sample.open[2])));
}

#[test]
fn a_blocked_cannula_is_found_when_the_dispensing_chamber_is_full() {
    let record = run(1, "2h", "1", &fault("01:00", "occlusion"));
    let at_s = only_alarm(&record, "occlusion_detected");
    assert!((3_600.0..5_400.0).contains(&at_s), "found at {at_s} s");
    let overcounted_ul = record.ledger_ul - record.delivered_ul;
    assert!(overcounted_ul < 5.0, "{overcounted_ul} uL are accounted that did not pass");
}

#[test]
fn a_blinded_second_valve_sensor_is_a_fault_of_the_second_valve() {
    let record = run(1, "1h", "1", &fault("00:30", "second_valve_face_loose"));
    let at_s = only_alarm(&record, "second_valve_fault");
    assert!((1_800.0..2_400.0).contains(&at_s), "found at {at_s} s");
    // The last stroke lies in the dispensing chamber, or went out as the valve opened unseen.
    let surplus_ul = record.ledger_ul - record.delivered_ul;
    assert!((-0.2..0.7).contains(&surplus_ul), "ledger {surplus_ul} uL above the truth");
}

#[test]
fn a_broken_pump_wire_is_a_plunger_that_is_stuck() {
    let record = run(1, "1h", "1", &fault("00:30", "pump_wire_break"));
    only_alarm(&record, "plunger_stuck");
    near(record.ledger_ul, record.delivered_ul, 0.2, "ledger");
}

#[test]
fn a_reservoir_that_is_nearly_empty_is_told() {
    let record = run(1, "5h", "2", "[reservoir]\nfill = \"15 U\"\n");
    assert!(record.alarms.iter().any(|alarm| alarm.annunciation == "reservoir_empty"), "{:?}", record.alarms);
    near(record.ledger_ul, record.delivered_ul, 1.0, "ledger");
}
