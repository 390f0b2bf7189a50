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
        "commit",
        "seal",
        "listen_empty",
        "baseline",
        "preheat",
        "advance",
        "settle",
        "measure",
        "listen_filled",
        "listen_held",
        "open",
        "dispense",
        "close",
        "listen_emptied",
        "release",
        "refill",
        "idle",
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

/// What is missing is counted from the shut way on to the alarm; the account stays with the truth.
#[test]
fn a_blocked_cannula_is_found_within_two_strokes_and_a_tenth_of_a_unit() {
    for (rate, seed) in [(0.3, 1), (1.0, 2), (1.0, 7), (5.0, 3)] {
        let record = run(seed, "2h", &rate.to_string(), &fault("01:00", "occlusion"));
        let missed_ul = 10.0 * rate * (only_alarm(&record, "occlusion_detected") - 3_600.0) / 3_600.0;
        let what = format!("unit {seed} at {rate} U/h: {missed_ul} uL are missing");
        assert!((0.0..1.0).contains(&missed_ul), "{what}");
        // One stroke may have been accounted as the way shut.
        near(record.ledger_ul, record.delivered_ul, 0.4 + 0.01 * record.delivered_ul, &what);
    }
}

#[test]
fn what_a_blocked_cannula_kept_in_the_chamber_is_not_given_unasked_when_it_opens() {
    let rest = fault("01:00", "occlusion") + "for = \"60min\"\n[[event]]\nat = \"02:20\"\nresume = {}\n";
    let record = run(2, "3h", "1", &rest);
    only_alarm(&record, "occlusion_detected");
    let at = |t_s: f64| record.totals.iter().find(|row| row.t_s >= t_s).expect("a row").delivered_ul;
    near(at(8_400.0) - at(7_200.0), 0.0, 0.05, "released as the cannula opens");
    near(record.delivered_ul - at(8_400.0), 10.0 * 40.0 / 60.0, 1.0, "delivered after the resumption");
    near(record.ledger_ul, record.delivered_ul, 0.5, "ledger");
}

#[test]
fn a_bolus_into_a_blocked_cannula_stops_after_its_second_stroke() {
    let rest = "[[event]]\nat = \"00:30\"\nbolus = { fast = \"5 U\" }\n".to_owned() + &fault("00:31", "occlusion");
    let record = run(1, "1h", "0.5", &rest);
    let at_s = only_alarm(&record, "occlusion_detected");
    assert!((1_860.0..1_920.0).contains(&at_s), "found at {at_s} s");
    near(record.ledger_ul, record.delivered_ul, 0.3, "ledger");
}

/// A run against tissue that presses back from the start, with a bolus of 5 U.
fn against(kpa: f64, seed: u64) -> Record {
    let rest = format!(
        "[[environment]]\nat = \"00:00\"\nback_pressure = \"{kpa} kPa\"\n\
         [[event]]\nat = \"01:00\"\nbolus = {{ fast = \"5 U\" }}\n"
    );
    let record = run(seed, "2h", "1", &rest);
    assert_eq!(record.alarms, [], "{kpa} kPa, unit {seed}");
    // What the tissue presses into the chamber at first is accounted, and missing.
    near(record.ledger_ul, record.delivered_ul, 2.5, &format!("{kpa} kPa, unit {seed}: ledger"));
    record
}

/// The spring of the dispensing chamber presses with 5 to 15 kPa.
#[test]
fn firm_tissue_is_no_blocked_cannula() {
    for (kpa, seed) in [(6.7, 1), (10.0, 1), (10.0, 2)] {
        let record = against(kpa, seed);
        near(record.delivered_ul, 70.0, 2.5, &format!("{kpa} kPa, unit {seed}"));
    }
}

/// A known limit: against 13 kPa there is room for little more than half a microlitre a stroke, and an hour is too short for
/// 5 U. It comes later, and nothing alarms.
#[test]
fn against_the_firmest_tissue_a_bolus_comes_slowly() {
    let record = against(13.0, 3);
    assert!((40.0..72.5).contains(&record.delivered_ul), "{} uL", record.delivered_ul);
}

#[test]
fn a_volume_sensor_that_makes_no_sense_is_told_and_delivery_goes_on_by_eye() {
    for kind in [
        "acoustic_speaker",
        "acoustic_first_microphone",
        "acoustic_second_microphone",
        "acoustic_seal_leak",
        "acoustic_noise_burst",
        "acoustic_liquid_ingress",
    ] {
        let record = run(1, "90min", "1", &fault("00:30", kind));
        let at_s = only_alarm(&record, "volume_sensor_fault");
        assert!((1_800.0..3_000.0).contains(&at_s), "{kind}: found at {at_s} s");
        near(record.delivered_ul, 15.0, 0.02 * 15.0 + 0.25, kind);
        near(record.ledger_ul, record.delivered_ul, 0.02 * 15.0, kind);
    }
}

#[test]
fn a_microphone_that_fades_a_little_changes_no_dose() {
    for kind in
        ["acoustic_first_microphone", "acoustic_second_microphone", "acoustic_reference_leak", "acoustic_detuning"]
    {
        let record = run(1, "1h", "1", &(fault("00:20", kind) + "severity = 0.08\n"));
        assert_eq!(record.alarms, [], "{kind}");
        near(record.ledger_ul, record.delivered_ul, 0.2, kind);
    }
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

/// A stroke that brings too little liquid is heard: what the folding bag holds back is missing from it.
#[test]
fn an_empty_reservoir_is_heard_while_the_ledger_still_holds() {
    for seed in [1, 2] {
        let record = run(seed, "9h", "2", "[reservoir]\nfill = \"15 U\"\n");
        assert!(record.alarms.iter().any(|alarm| alarm.annunciation == "reservoir_empty"), "{:?}", record.alarms);
        near(record.ledger_ul, record.delivered_ul, 1.5, &format!("unit {seed}: ledger"));
        assert!(record.delivered_ul > 80.0, "unit {seed}: {} uL of 150 are used", record.delivered_ul);
    }
}

#[test]
fn a_reservoir_that_gives_nothing_is_told_within_three_strokes() {
    let record = run(1, "2h", "1", &fault("01:00", "reservoir_outlet_blocked"));
    let at_s = only_alarm(&record, "refill_short");
    assert!((3_600.0..4_500.0).contains(&at_s), "found at {at_s} s");
    near(record.ledger_ul, record.delivered_ul, 0.6, "ledger");
}
