//! The patch: what was asked for is delivered, and what breaks is told, with an outlet that nothing drives or senses. Judged by what
//! passed the cannula's tip.
//!
//! At U-100 one unit is 10 uL.

mod scene;
mod told;

use bench::record::Record;
use scene::{event, near};
use told::{alarms, at, only_alarm};

/// A run of the patch from 00:00, with a basal rate in U/h and more of the scenario after it, every standing oracle holding.
fn run(seed: u64, duration: &str, rate: &str, rest: &str) -> Record {
    let text = format!(
        "name = \"x\"\nembodiment = \"patch\"\nduration = \"{duration}\"\nseed = {seed}\n[drug]\nconcentration = \"U-100\"\n{rest}\
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

#[test]
fn basal_and_bolus_are_delivered_and_the_ledger_agrees_whatever_the_pump_unit() {
    for seed in 1..=3 {
        let record = run(seed, "3h", "1", &event("01:00", "bolus = { fast = \"5 U\" }"));
        let what = format!("unit {seed}");
        near(record.commanded_ul, 80.0, 1e-5, &what);
        near(record.delivered_ul, 80.0, 0.02 * 80.0 + 0.25, &what);
        near(record.ledger_ul, record.delivered_ul, 0.02 * record.delivered_ul, &what);
        assert_eq!(record.alarms, [], "{what}");
    }
}

#[test]
fn a_low_rate_comes_in_pieces_that_are_never_far_from_what_is_due() {
    let record = run(1, "12h", "0.05", "");
    near(record.commanded_ul, 6.0, 1e-5, "commanded");
    for row in &record.totals {
        near(row.delivered_ul, row.commanded_ul, 0.25 + 0.1, &format!("delivered at {} s", row.t_s));
    }
    assert_eq!(record.strokes.len(), 12);
}

#[test]
fn a_stroke_passes_no_phase_of_a_driven_valve() {
    let record = run(1, "20min", "1", "");
    let trace = &record.traces[0];
    assert_eq!(trace.valves, ["first valve", "outlet valve"]);
    assert_eq!(trace.wires, ["pump", "first valve"]);
    let mut phases: Vec<&str> = trace.samples.iter().map(|sample| sample.phase).collect();
    phases.dedup();
    // The first stroke is pressed for long, as one each half hour is.
    let expected =
        ["commit", "seal", "baseline", "preheat", "advance", "settle", "measure", "press", "release", "refill", "idle"];
    assert_eq!(phases, expected);
    // The outlet opens under the stroke and is shut when all is over; the inlet is shut while the plunger moves.
    let advancing = || trace.samples.iter().filter(|sample| sample.phase == "advance");
    assert!(advancing().any(|sample| sample.open[1]), "the outlet opens");
    assert!(advancing().all(|sample| !sample.open[0]), "the inlet is shut");
    assert!(trace.samples.last().is_some_and(|sample| sample.open[0] && !sample.open[1]));
}

#[test]
fn a_blocked_cannula_is_found_before_a_tenth_of_a_unit_and_a_half_is_missing() {
    for seed in 1..=3 {
        let record = run(seed, "2h", "1", &fault("01:00", "occlusion"));
        let at_s = only_alarm(&record, "occlusion_detected");
        assert!((3_600.0..4_200.0).contains(&at_s), "unit {seed}: found at {at_s} s");
        let row = at(&record, at_s);
        let (missed_ul, overcounted_ul) = (row.commanded_ul - row.delivered_ul, row.ledger_ul - row.delivered_ul);
        assert!(missed_ul < 1.5, "unit {seed}: {missed_ul} uL are missing at the alarm");
        assert!(overcounted_ul < 1.5, "unit {seed}: {overcounted_ul} uL are accounted that did not pass");
    }
}

#[test]
fn a_bolus_into_a_blocked_cannula_is_given_up_after_its_first_stroke() {
    for seed in 1..=3 {
        let rest = fault("00:30", "occlusion") + &event("00:31", "bolus = { fast = \"5 U\" }");
        let record = run(seed, "1h", "0.1", &rest);
        let at_s = only_alarm(&record, "occlusion_detected");
        assert!((1_860.0..1_880.0).contains(&at_s), "unit {seed}: found at {at_s} s");
        let row = at(&record, at_s);
        let overcounted_ul = row.ledger_ul - row.delivered_ul;
        assert!(overcounted_ul < 0.6, "unit {seed}: {overcounted_ul} uL are accounted that did not pass");
    }
}

#[test]
fn what_a_blocked_cannula_held_back_goes_mostly_home_and_delivery_goes_on() {
    let rest = fault("01:00", "occlusion") + "for = \"60min\"\n" + &event("02:20", "resume = {}");
    let record = run(1, "3h", "1", &rest);
    only_alarm(&record, "occlusion_detected");
    let released_ul = at(&record, 8_400.0).delivered_ul - at(&record, 7_200.0).delivered_ul;
    assert!((-0.05..0.2).contains(&released_ul), "{released_ul} uL are released");
    let after_ul = record.delivered_ul - at(&record, 8_400.0).delivered_ul;
    near(after_ul, 10.0 * 40.0 / 60.0, 1.0, "delivered after the resumption");
}

#[test]
fn a_line_that_is_nine_tenths_narrower_still_delivers() {
    let rest = "[[fault]]\nat = \"00:10\"\nkind = \"occlusion\"\nseverity = 0.9\n";
    let record = run(1, "2h", "1", rest);
    assert_eq!(alarms(&record), []);
    near(record.delivered_ul, 20.0, 0.02 * 20.0 + 0.25, "delivered");
}

#[test]
fn a_reservoir_that_is_nearly_empty_is_told_while_the_ledger_still_holds() {
    for seed in 1..=3 {
        let record = run(seed, "5h", "2", "[reservoir]\nfill = \"15 U\"\n");
        let at_s = only_alarm(&record, "reservoir_empty");
        let row = at(&record, at_s);
        near(row.delivered_ul, row.commanded_ul, 1.5, &format!("unit {seed}: delivered at the alarm"));
        near(record.ledger_ul, record.delivered_ul, 1.0, &format!("unit {seed}: ledger"));
    }
}

#[test]
fn a_broken_pump_wire_is_a_plunger_that_is_stuck_and_nothing_is_counted() {
    let record = run(1, "1h", "1", &fault("00:30", "pump_wire_break"));
    let at_s = only_alarm(&record, "plunger_stuck");
    assert!((1_800.0..2_400.0).contains(&at_s), "found at {at_s} s");
    near(record.ledger_ul, record.delivered_ul, 0.2, "ledger");
}

#[test]
fn a_plunger_that_binds_stops_delivery() {
    for severity in [0.3, 1.0] {
        let rest = fault("00:30", "plunger_stiction") + &format!("severity = {severity}\n");
        let record = run(1, "1h", "1", &rest);
        let [(name, at_s)] = alarms(&record)[..] else { panic!("one alarm: {:?}", alarms(&record)) };
        let names = ["plunger_stuck", "refill_short", "occlusion_detected"];
        assert!(names.contains(&name) && at_s < 2_400.0, "severity {severity}: {name} at {at_s} s");
        // What a stroke that fails may have delivered is counted.
        let surplus_ul = record.ledger_ul - record.delivered_ul;
        assert!((-0.2..1.0).contains(&surplus_ul), "severity {severity}: ledger {surplus_ul} uL above the truth");
    }
}
