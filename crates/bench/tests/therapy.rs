//! What was asked for is delivered: short days with basal, boluses and temporary rates, judged by what passed the cannula's tip.
//!
//! Expected volumes are worked out by hand from the scenario; at U-100 one unit is 10 uL. Neither the bench's own sum of what was
//! commanded nor the controller's ledger is taken as evidence: both are compared with these.

mod scene;

use bench::record::{Record, TotalRow};
use scene::{event, near};
use serde_json::Value;

/// A run of the tethered pump unit `seed` from 00:00, with a basal rate in U/h and more of the scenario after it.
fn run(seed: u64, duration: &str, rate: &str, rest: &str) -> Record {
    let text = format!(
        "name = \"x\"\nembodiment = \"tethered\"\nduration = \"{duration}\"\nseed = {seed}\n[drug]\nconcentration = \"U-100\"\n\
         [[basal]]\nfrom = \"00:00\"\nrate = \"{rate} U/h\"\n{rest}"
    );
    run_text(&text)
}

fn run_text(text: &str) -> Record {
    let scenario = bench::scenario::parse(text, "test.toml").unwrap_or_else(|error| panic!("{error}"));
    let record = bench::run::run(&scenario, &mut |_| {}).unwrap();
    assert_eq!(record.violations, [], "{text}");
    record
}

/// The events of this kind, in order, each with its time in seconds.
fn events(record: &Record, kind: &str) -> Vec<(f64, Value)> {
    let all = record.events.iter().map(|line| serde_json::from_str::<Value>(line).unwrap());
    all.filter(|event| event["event"] == kind).map(|event| (event["t_us"].as_f64().unwrap() / 1e6, event)).collect()
}

/// What a bolus was programmed to be and what was accounted to it, uL, in the order in which they ended.
fn ended(record: &Record) -> Vec<(f64, f64)> {
    let ul = |event: &Value, key: &str| event[key].as_f64().unwrap() / 1e6;
    let all = events(record, "bolus_ended");
    all.iter().map(|(_, event)| (ul(event, "programmed_pl"), ul(event, "delivered_pl"))).collect()
}

/// The totals at this time, s.
fn at(record: &Record, t_s: f64) -> &TotalRow {
    record.totals.iter().find(|row| (row.t_s - t_s).abs() < 1e-6).unwrap()
}

/// What passed the tip between two times, uL.
fn delivered_between(record: &Record, from_s: f64, to_s: f64) -> f64 {
    at(record, to_s).delivered_ul - at(record, from_s).delivered_ul
}

#[test]
fn what_is_commanded_is_what_a_person_would_work_out() {
    let record = run_text(
        r#"
name = "x"
embodiment = "tethered"
start = "05:00"
duration = "3h"
[drug]
concentration = "U-100"
[[basal]]
from = "00:00"
rate = "0.8 U/h"
[[basal]]
from = "06:30"
rate = "1.2 U/h"
[[event]]
at = "05:30"
bolus = { fast = "2 U" }
[[event]]
at = "06:00"
temp_basal = { percent = 50, for = "60min" }
[[event]]
at = "07:00"
temp_basal = { rate = "2 U/h", for = "30min" }
[[event]]
at = "07:15"
cancel_temp_basal = {}
[[event]]
at = "07:30"
suspend = {}
[[event]]
at = "07:45"
resume = {}
"#,
    );
    // Until: 06:00 an hour at 0.8; 06:30 at half of 0.8; 07:00 at half of 1.2; 07:15 at 2; 07:30 at 1.2; 07:45 nothing; 08:00 at 1.2.
    let steps_u =
        [(3_600.0, 0.8 + 2.0), (5_400.0, 0.2), (7_200.0, 0.3), (8_100.0, 0.5), (9_000.0, 0.3), (9_900.0, 0.0)];
    let mut sum_ul = 0.0;
    for (t_s, step_u) in steps_u {
        sum_ul += 10.0 * step_u;
        near(at(&record, t_s).commanded_ul, sum_ul, 1e-5, &format!("commanded at {t_s} s"));
        near(at(&record, t_s).delivered_ul, sum_ul, 0.25 + 0.02 * sum_ul, &format!("delivered at {t_s} s"));
    }
    near(record.commanded_ul, 44.0, 1e-5, "commanded");
    near(record.delivered_ul, 44.0, 0.25 + 0.02 * 44.0, "delivered");
    assert_eq!(record.alarms, []);
}

#[test]
fn a_bolus_is_delivered_in_full() {
    for dose_u in [0.1, 0.5, 5.0] {
        let record = run(1, "20min", "0", &event("00:02", &format!("bolus = {{ fast = \"{dose_u} U\" }}")));
        let dose_ul = 10.0 * dose_u;
        near(record.commanded_ul, dose_ul, 1e-6, "commanded");
        // Less than the smallest stroke may wait for basal, which never comes here.
        near(record.delivered_ul, dose_ul, (0.03 * dose_ul).max(0.15), &format!("bolus of {dose_u} U"));
        let [(programmed_ul, accounted_ul)] = ended(&record)[..] else { panic!("one bolus ends") };
        near(programmed_ul, dose_ul, 1e-9, "programmed");
        assert!(accounted_ul <= programmed_ul && accounted_ul > programmed_ul - 0.25, "{accounted_ul}");
    }
}

#[test]
fn a_bolus_too_small_for_a_stroke_is_given_with_basal() {
    let record = run(1, "2h", "0.5", &event("00:30", "bolus = { fast = \"0.02 U\" }"));
    near(record.commanded_ul, 10.2, 1e-6, "commanded");
    near(record.delivered_ul, 10.2, 0.25 + 0.02 * 10.2, "delivered");
}

#[test]
fn a_cancelled_bolus_ends_with_its_stroke_and_basal_goes_on() {
    let cancel = event("00:10", "bolus = { fast = \"10 U\" }") + &event("00:11:03", "cancel_bolus = {}");
    let record = run(1, "60min", "1", &cancel);
    let [(programmed_ul, accounted_ul)] = ended(&record)[..] else { panic!("one bolus ends") };
    near(programmed_ul, 100.0, 1e-9, "programmed");
    assert!((5.0..60.0).contains(&accounted_ul), "{accounted_ul} uL of it are accounted");
    near(record.commanded_ul, 10.0 + accounted_ul, 1e-6, "commanded is basal and what the bolus had become");
    near(record.delivered_ul, 10.0 + accounted_ul, 0.25 + 0.02 * (10.0 + accounted_ul), "delivered");
    // One stroke may have been under way; from a minute later on there is only basal.
    near(delivered_between(&record, 720.0, 3_600.0), 8.0, 0.6, "delivered in the 48 min after");
    let large = record.strokes.iter().filter(|stroke| stroke.t_s > 672.0 && stroke.target_ul > 1.0);
    assert_eq!(large.count(), 0, "strokes larger than a basal one after the cancellation");
}

#[test]
fn suspending_completes_the_stroke_and_resuming_goes_on() {
    let plan = event("00:10", "bolus = { fast = \"10 U\" }")
        + &event("00:11:03", "suspend = {}")
        + &event("00:40", "resume = {}");
    let record = run(1, "60min", "1.5", &plan);
    let (suspended_s, resumed_s) = (663.0, 2_400.0);
    let starts: Vec<f64> = events(&record, "stroke_started").iter().map(|(t_s, _)| *t_s).collect();
    assert_eq!(starts.iter().filter(|t_s| (suspended_s..resumed_s).contains(*t_s)).count(), 0, "{starts:?}");
    assert!(starts.iter().any(|t_s| *t_s < suspended_s) && starts.iter().any(|t_s| *t_s >= resumed_s), "{starts:?}");
    let measured = record.strokes.iter().filter(|stroke| (suspended_s..resumed_s).contains(&stroke.t_s));
    assert!(measured.count() <= 1, "only the stroke under way is completed");
    near(delivered_between(&record, 720.0, 2_400.0), 0.0, 0.02, "delivered while suspended");
    // Three quarters of a stroke of 0.75 uL behind at the beginning and half of one ahead at the end, and two percent.
    near(delivered_between(&record, 2_400.0, 3_600.0), 5.0, 1.25 * 0.75 + 0.1, "delivered in the 20 min after");
    let [(_, accounted_ul)] = ended(&record)[..] else { panic!("the bolus ends") };
    near(record.commanded_ul, 1.5 * 10.0 * 31.05 / 60.0 + accounted_ul, 1e-5, "commanded");
}

#[test]
fn a_temporary_rate_replaces_the_scheduled_one_and_ends_on_time() {
    for (temp, rate_u_h) in [("percent = 250", 2.5), ("percent = 0", 0.0), ("rate = \"3 U/h\"", 3.0)] {
        let plan = event("00:30", &format!("temp_basal = {{ {temp}, for = \"60min\" }}"));
        let record = run(1, "2h", "1", &plan);
        near(record.commanded_ul, 10.0 * (1.0 + rate_u_h), 1e-5, temp);
        // Half a stroke at either end, and two percent.
        let slack_ul = 0.25 + 0.25f64.max(rate_u_h * 10.0 / 20.0 / 2.0);
        near(delivered_between(&record, 1_800.0, 5_400.0), 10.0 * rate_u_h, slack_ul + 0.2 * rate_u_h, temp);
        near(delivered_between(&record, 5_400.0, 7_200.0), 5.0, slack_ul + 0.1, temp);
    }
}

#[test]
fn a_refused_command_is_recorded_and_changes_nothing() {
    let plan =
        event("00:10", "suspend = {}") + &event("00:11", "bolus = { fast = \"3 U\" }") + &event("00:20", "resume = {}");
    let record = run(1, "40min", "1", &plan);
    near(record.commanded_ul, 5.0, 1e-5, "commanded");
    near(record.delivered_ul, 5.0, 0.35, "delivered");
    assert_eq!(ended(&record), []);
    let answers: Vec<bool> =
        events(&record, "command").iter().map(|(_, event)| event["accepted"].as_bool().unwrap()).collect();
    assert_eq!(answers, [true, false, true]);
    let refused: Vec<&str> =
        record.log.iter().filter(|row| row.what.contains("refused")).map(|row| row.what.as_str()).collect();
    assert_eq!(refused, ["bolus of 3 U: refused, delivery is in state Pause"]);
}

#[test]
fn more_boluses_than_can_be_kept_are_refused() {
    let plan = event("00:01", "bolus = { fast = \"0.5 U\" }").repeat(18);
    let record = run(1, "30min", "0", &plan);
    let taken = events(&record, "command").iter().filter(|(_, event)| event["accepted"] == true).count();
    assert_eq!(taken, 16);
    assert_eq!(ended(&record).len(), taken, "each bolus that was taken ends");
    near(record.commanded_ul, 80.0, 1e-6, "commanded");
    near(record.delivered_ul, 80.0, 2.4, "delivered");
}

#[test]
fn every_bolus_that_was_taken_ends_in_the_record_when_all_are_cancelled_at_once() {
    let plan = event("00:01", "bolus = { fast = \"2 U\" }").repeat(12) + &event("00:01:10", "cancel_bolus = {}");
    let record = run(1, "10min", "0", &plan);
    let accounted_ul: f64 = ended(&record).iter().map(|(_, accounted_ul)| accounted_ul).sum();
    assert_eq!(ended(&record).len(), 12, "boluses that ended");
    near(record.commanded_ul, accounted_ul, 1e-6, "commanded is what the boluses had become");
}

#[test]
fn a_cancellation_changes_nothing_of_what_later_boluses_ask_for() {
    let plan = event("00:05", "cancel_bolus = {}") + &event("00:30", "bolus = { fast = \"0.02 U\" }");
    let record = run(1, "60min", "0.5", &plan);
    near(record.commanded_ul, 5.2, 1e-6, "commanded");
}

#[test]
fn the_ledger_agrees_with_the_balance_whatever_the_pump_unit() {
    for seed in 1..=3 {
        let record = run(seed, "3h", "1", &event("01:00", "bolus = { fast = \"5 U\" }"));
        near(record.commanded_ul, 80.0, 1e-5, "commanded");
        near(record.ledger_ul, record.delivered_ul, 0.015 * record.delivered_ul, &format!("ledger of unit {seed}"));
        near(record.delivered_ul, 80.0, 0.02 * 80.0 + 0.25, &format!("delivered by unit {seed}"));
        assert_eq!(record.alarms, [], "unit {seed}");
        let mut most_ul = 0.0_f64;
        for row in &record.totals {
            assert!(
                row.delivered_ul > most_ul - 0.1,
                "unit {seed}: {most_ul} uL fall to {} at {} s",
                row.delivered_ul,
                row.t_s
            );
            most_ul = most_ul.max(row.delivered_ul);
        }
    }
}

#[test]
fn a_low_rate_comes_in_pieces_that_are_never_far_from_what_is_due() {
    let record = run(1, "12h", "0.05", "");
    near(record.commanded_ul, 6.0, 1e-5, "commanded");
    for row in &record.totals {
        // Half a stroke either way, and what strokes get wrong.
        near(row.delivered_ul, row.commanded_ul, 0.25 + 0.1, &format!("delivered at {} s", row.t_s));
    }
    assert_eq!(record.strokes.len(), 12);
}
