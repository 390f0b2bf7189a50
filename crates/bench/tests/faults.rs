//! What breaks is found in time and made safe, what is merely unusual raises no alarm: judged by what passed the cannula's tip.
//!
//! At U-100 one unit is 10 uL. A run fails at once when a standing oracle does not hold: valves that connect reservoir and patient, a
//! ledger that the truth exceeds, liquid that appears or vanishes.

mod scene;
mod told;

use bench::record::Record;
use scene::{event, near};
use serde_json::Value;
use told::{alarms, at, only_alarm};

/// A run of a tethered pump unit from 00:00, with a basal rate in U/h and more of the scenario after it; whatever the oracles say.
fn run_unit(seed: u64, duration: &str, rate: &str, rest: &str) -> Record {
    let text = format!(
        "name = \"x\"\nembodiment = \"tethered\"\nduration = \"{duration}\"\nseed = {seed}\n[drug]\nconcentration = \"U-100\"\n{rest}\
         [[basal]]\nfrom = \"00:00\"\nrate = \"{rate} U/h\"\n"
    );
    let scenario = bench::scenario::parse(&text, "test.toml").unwrap_or_else(|error| panic!("{error}"));
    bench::run::run(&scenario, &mut |_| {}).unwrap()
}

/// The same of pump unit 1.
fn run_unjudged(duration: &str, rate: &str, rest: &str) -> Record {
    run_unit(1, duration, rate, rest)
}

/// The same, with every standing oracle holding.
fn run(duration: &str, rate: &str, rest: &str) -> Record {
    let record = run_unjudged(duration, rate, rest);
    assert_eq!(record.violations, [], "{rest}");
    record
}

fn fault(at: &str, kind: &str, severity: f64) -> String {
    format!("[[fault]]\nat = \"{at}\"\nkind = \"{kind}\"\nseverity = {severity}\n")
}

fn from_the_start(surrounding: &str) -> String {
    format!("[[environment]]\nat = \"00:00\"\n{surrounding}\n")
}

fn stroke_starts(record: &Record) -> Vec<f64> {
    let all = record.events.iter().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let starts = all.filter(|event| event["event"] == "stroke_started");
    starts.map(|event| event["t_us"].as_f64().unwrap() / 1e6).collect()
}

fn delivered_between(record: &Record, from_s: f64, to_s: f64) -> f64 {
    at(record, to_s).delivered_ul - at(record, from_s).delivered_ul
}

/// Clock time as a scenario writes it, of seconds since midnight.
fn clock(t_s: f64) -> String {
    let minutes = (t_s / 60.0).floor();
    format!("00:{minutes:02.0}:{:09.6}", t_s - 60.0 * minutes)
}

#[test]
fn a_blocked_line_is_found_before_three_tenths_of_a_unit_are_missing() {
    let text = fault("01:00", "occlusion", 1.0) + "for = \"60min\"\n" + &event("02:20", "resume = {}");
    let record = run("3h", "1", &text);
    let at_s = only_alarm(&record, "occlusion_detected");
    assert!((3_600.0..4_500.0).contains(&at_s), "found at {at_s} s");
    let row = at(&record, at_s);
    let missed_ul = row.commanded_ul - row.delivered_ul;
    assert!(missed_ul < 3.0, "{missed_ul} uL are missing at the alarm");
    let overcounted_ul = row.ledger_ul - row.delivered_ul;
    assert!(overcounted_ul < 1.5, "{overcounted_ul} uL are accounted that did not pass");
    // Delivery stops, and stays stopped when the line opens again, until a person resumes it.
    let during = stroke_starts(&record).into_iter().filter(|t_s| (at_s + 0.1..8_400.0).contains(t_s));
    assert_eq!(during.count(), 0, "strokes between the alarm and the resumption");
    // What the line held is released as it opens: less than was accounted while it built up.
    let released_ul = delivered_between(&record, 7_200.0, 8_400.0);
    assert!((-0.01..overcounted_ul.max(0.0) + 0.25).contains(&released_ul), "{released_ul} uL are released");
    near(delivered_between(&record, 8_400.0, 10_800.0), 10.0 * 40.0 / 60.0, 1.0, "delivered after the resumption");
}

#[test]
fn a_bolus_into_a_shut_line_is_given_up_after_its_first_stroke() {
    for seed in 1..=3 {
        let text = fault("00:10", "occlusion", 1.0) + &event("00:11", "bolus = { fast = \"5 U\" }");
        let record = run_unit(seed, "20min", "0", &text);
        let at_s = only_alarm(&record, "occlusion_detected");
        assert!((660.0..680.0).contains(&at_s), "unit {seed}: found at {at_s} s");
        let strokes = stroke_starts(&record);
        assert_eq!(strokes.len(), 1, "unit {seed}: strokes at {strokes:?} s");
        let row = at(&record, at_s);
        assert!((0.0..1.5).contains(&(row.ledger_ul - row.delivered_ul)), "unit {seed}: {row:?}");
    }
}

#[test]
fn a_line_that_blocks_during_a_bolus_is_found_within_strokes() {
    let text = event("00:20", "bolus = { fast = \"5 U\" }") + &fault("00:21", "occlusion", 1.0);
    let record = run("1h", "1", &text);
    let at_s = only_alarm(&record, "occlusion_detected");
    assert!((1_260.0..1_290.0).contains(&at_s), "found at {at_s} s");
    let row = at(&record, 2_000.0);
    let overcounted_ul = row.ledger_ul - row.delivered_ul;
    assert!((0.0..3.0).contains(&overcounted_ul), "{overcounted_ul} uL are accounted that did not pass");
    assert!(stroke_starts(&record).iter().all(|t_s| *t_s <= at_s), "a stroke starts after the alarm");
    let ended: Vec<&str> =
        record.events.iter().map(String::as_str).filter(|line| line.contains("bolus_ended")).collect();
    assert_eq!(ended.len(), 1, "{ended:?}");
    near(record.commanded_ul, 60.0, 1e-5, "what the alarm cut off of the bolus is still asked for");
}

#[test]
fn a_line_that_is_nine_tenths_narrower_still_delivers() {
    let text = fault("00:10", "occlusion", 0.9) + &event("00:30", "bolus = { fast = \"3 U\" }");
    let record = run("90min", "1", &text);
    assert_eq!(alarms(&record), []);
    near(record.delivered_ul, 45.0, 0.02 * 45.0 + 0.25, "delivered");
    near(record.ledger_ul, record.delivered_ul, 0.02 * 45.0, "ledger");
}

#[test]
fn a_broken_pump_wire_is_a_plunger_that_is_stuck() {
    let record = run("1h", "1", &fault("00:30", "pump_wire_break", 1.0));
    let at_s = only_alarm(&record, "plunger_stuck");
    assert!((1_800.0..2_400.0).contains(&at_s), "found at {at_s} s");
    near(delivered_between(&record, 1_800.0, 3_600.0), 0.0, 0.05, "delivered with a broken wire");
    near(record.ledger_ul, record.delivered_ul, 0.2, "ledger");
}

#[test]
fn a_plunger_that_binds_stops_delivery_and_is_not_counted() {
    for severity in [0.3, 1.0] {
        let record = run("1h", "1", &fault("00:30", "plunger_stiction", severity));
        let [(name, at_s)] = alarms(&record)[..] else { panic!("one alarm: {:?}", alarms(&record)) };
        let names = ["plunger_stuck", "refill_short", "occlusion_detected"];
        assert!(names.contains(&name), "severity {severity}: {name}");
        assert!((1_800.0..2_400.0).contains(&at_s), "severity {severity}: {name} at {at_s} s");
        near(record.ledger_ul, record.delivered_ul, 0.2, "ledger");
        assert!(stroke_starts(&record).iter().all(|t_s| *t_s <= at_s), "a stroke starts after the alarm");
    }
}

#[test]
fn a_broken_second_valve_wire_is_a_fault_of_the_second_valve() {
    for kind in ["second_valve_wire_break", "second_valve_stiction"] {
        let record = run("1h", "1", &fault("00:30", kind, 1.0));
        let at_s = only_alarm(&record, "second_valve_fault");
        assert!((1_800.0..2_400.0).contains(&at_s), "{kind}: found at {at_s} s");
        near(delivered_between(&record, 1_800.0, 3_600.0), 0.0, 0.02, kind);
        near(record.ledger_ul, record.delivered_ul, 0.2, "ledger");
    }
}

/// A run whose second valve binds this long after its third stroke has started, and when that was, s.
fn with_second_valve_bound(after_s: f64, duration: &str, rest: &str) -> (Record, f64) {
    let started_s = stroke_starts(&run("15min", "1", ""))[2];
    let record = run(duration, "1", &(fault(&clock(started_s + after_s), "second_valve_stiction", 1.0) + rest));
    (record, started_s)
}

#[test]
fn a_second_valve_that_sticks_open_alarms_and_keeps_the_first_shut() {
    for after_s in [1.0, 1.5] {
        let (record, started_s) = with_second_valve_bound(after_s, "40min", "");
        let open = record.traces.iter().flat_map(|trace| &trace.samples).any(|sample| sample.open[1]);
        assert!(open, "the second valve is seen open in some stroke");
        let at_s = only_alarm(&record, "second_valve_fault");
        assert!(
            (started_s..started_s + 15.0).contains(&at_s),
            "bound {after_s} s after {started_s} s, found at {at_s} s"
        );
        assert!(stroke_starts(&record).iter().all(|t_s| *t_s <= at_s), "a stroke starts after the alarm");
        near(delivered_between(&record, 800.0, 2_400.0), 0.0, 0.05, "delivered after the alarm");
    }
}

#[test]
fn a_pump_that_cannot_deliver_never_runs_without_an_alarm() {
    // Resuming does not mend a valve: delivery must not be shown as running while nothing is delivered.
    for kind in ["second_valve_wire_break", "pump_wire_break"] {
        let record = run("2h", "1", &(fault("00:30", kind, 1.0) + &event("01:00", "resume = {}")));
        let again = alarms(&record).iter().any(|(_, at_s)| (3_600.0..5_000.0).contains(at_s));
        assert!(again, "{kind}: resumed at 3600 s, alarms {:?}", alarms(&record));
    }
    let (record, _) = with_second_valve_bound(1.5, "59min", &event("00:20", "resume = {}"));
    let again = alarms(&record).iter().any(|(_, at_s)| (1_200.0..2_000.0).contains(at_s));
    let refused = record.log.iter().any(|row| row.what.contains("refused"));
    assert!(again || refused, "stuck open: resumed at 1200 s, alarms {:?}", alarms(&record));
}

/// With the pump half a metre above the site, a way through would empty the reservoir into the patient.
#[test]
fn a_second_valve_that_binds_while_it_opens_never_leaves_a_way_through() {
    let above = from_the_start("height = \"0.5 m\"");
    let started_s = stroke_starts(&run("8min", "1", &above))[1];
    for ms in [300, 500, 560, 580, 600, 620, 640, 700, 1_000] {
        let when = clock(started_s + 1e-3 * f64::from(ms));
        let record = run_unjudged("1h", "1", &(fault(&when, "second_valve_stiction", 1.0) + &above));
        let surplus_ul = record.delivered_ul - record.commanded_ul;
        let what = format!("bound {ms} ms after the stroke began: {surplus_ul} uL too much, {:?}", alarms(&record));
        assert!(surplus_ul < 0.5, "{what}");
        assert_eq!(record.violations, [], "{what}");
        near(record.ledger_ul, record.delivered_ul, 1.0, &what);
    }
}

#[test]
fn a_second_valve_that_binds_at_any_moment_always_alarms() {
    let started_s = stroke_starts(&run("15min", "1", ""))[2];
    for tenths in [3, 6, 8, 15, 25, 30] {
        for severity in [0.2, 1.0] {
            let when = clock(started_s + 0.1 * f64::from(tenths));
            let record = run_unjudged("30min", "1", &fault(&when, "second_valve_stiction", severity));
            assert!(
                !alarms(&record).is_empty(),
                "severity {severity}, bound at {when}: no alarm, {} uL",
                record.delivered_ul
            );
            near(
                record.ledger_ul,
                record.delivered_ul,
                1.0,
                &format!("ledger at severity {severity}, bound at {when}"),
            );
        }
    }
}

#[test]
fn a_plunger_light_that_fades_never_leads_to_a_wrong_dose() {
    for severity in [0.01, 0.05, 0.2, 0.5, 1.0] {
        let record = run("2h", "1", &fault("00:30", "plunger_led_dim", severity));
        let stopped = alarms(&record).first().copied();
        match stopped {
            Some(("plunger_sensor_fault", at_s)) => assert!(at_s < 2_400.0, "severity {severity}: found at {at_s} s"),
            Some(other) => panic!("severity {severity}: {other:?}"),
            None => near(record.delivered_ul, 20.0, 0.03 * 20.0, &format!("delivered at severity {severity}")),
        }
        near(record.ledger_ul, record.delivered_ul, 0.03 * 20.0, &format!("ledger at severity {severity}"));
    }
}

#[test]
fn a_plunger_light_that_fades_within_a_stroke_never_leads_to_a_wrong_dose() {
    let started_s = stroke_starts(&run("15min", "1", ""))[2];
    for (severity, after_s) in [(0.05, 0.9), (0.1, 1.3), (0.5, 1.3), (0.5, 1.8), (1.0, 1.3)] {
        let when = clock(started_s + after_s);
        let record = run("40min", "1", &fault(&when, "plunger_led_dim", severity));
        assert!(!alarms(&record).is_empty(), "severity {severity}, at {when}: no alarm");
        let what = format!("ledger at severity {severity} from {when}, {:?}", alarms(&record));
        // It may take one stroke for more than it was, up to its bound of half a microlitre above the target, never for less.
        let surplus_ul = record.ledger_ul - record.delivered_ul;
        assert!((-0.25..1.4).contains(&surplus_ul), "{what}: {surplus_ul} uL");
    }
}

#[test]
fn an_empty_reservoir_is_told_and_what_never_flowed_is_hardly_counted() {
    let record = run("4h", "2", "[reservoir]\nfill = \"5 U\"\n");
    only_alarm(&record, "reservoir_empty");
    assert!(record.alarms.iter().any(|row| row.annunciation == "reservoir_low"));
    let excess_ul = record.ledger_ul - record.delivered_ul;
    assert!(
        (-0.5..0.1 * record.delivered_ul).contains(&excess_ul),
        "{excess_ul} uL more accounted than {}",
        record.delivered_ul
    );
}

#[test]
fn cold_and_warmth_change_little() {
    for celsius in [5, 38] {
        let text = from_the_start(&format!("temperature = \"{celsius} degC\""))
            + &event("01:00", "bolus = { fast = \"3 U\" }");
        let record = run("3h", "1", &text);
        assert_eq!(alarms(&record), []);
        near(record.delivered_ul, 60.0, 0.02 * 60.0, &format!("delivered at {celsius} degC"));
    }
}

/// A known limit, not a wish: a metre of height is 9.8 kPa, which the chamber's give turns into some 30 nL a stroke.
/// The plunger's spring tells pressure in the line, but not suction, which friction holds: so the pump above the site
/// gives more than it accounts, and the standing oracle says so.
#[test]
fn a_pump_a_metre_above_or_below_the_site_errs_by_less_than_a_tenth() {
    for (metres, allowed) in [(-1, &[][..]), (1, &["ledger_bound"][..])] {
        let record = run_unjudged("6h", "1", &from_the_start(&format!("height = \"{metres} m\"")));
        assert_eq!(alarms(&record), [], "{metres} m");
        // The line's own volume settles within the first hour and is no error of the pump.
        let delivered_ul = delivered_between(&record, 3_600.0, 21_600.0);
        eprintln!(
            "{metres} m: {delivered_ul:.2} uL of 50, ledger {:.2} of {:.2}",
            record.ledger_ul, record.delivered_ul
        );
        near(delivered_ul, 50.0, 0.1 * 50.0, &format!("delivered at {metres} m"));
        assert!(
            record.violations.iter().all(|violation| allowed.contains(&violation.oracle)),
            "{:?}",
            record.violations
        );
    }
}

#[test]
fn firm_tissue_is_no_blocked_line() {
    let text = from_the_start("back_pressure = \"13.3 kPa\"") + &event("01:00", "bolus = { fast = \"5 U\" }");
    let record = run("3h", "1", &text);
    assert_eq!(alarms(&record), []);
    near(record.delivered_ul, 80.0, 0.03 * 80.0 + 0.25, "delivered");
}

#[test]
fn thin_and_thick_air_are_no_faults() {
    for kpa in [60, 106] {
        let record = run("2h", "1", &from_the_start(&format!("pressure = \"{kpa} kPa\"")));
        assert_eq!(alarms(&record), [], "{kpa} kPa");
        near(record.delivered_ul, 20.0, 0.02 * 20.0 + 0.25, &format!("delivered at {kpa} kPa"));
    }
}

#[test]
fn a_fault_that_comes_and_goes_acts_each_time_and_is_told_once() {
    // A stroke of half a microlitre comes in the middle of each five minutes; one against a shut set is no alarm.
    let text = fault("00:05", "occlusion", 1.0) + "every = \"10min\"\nlasting = \"5min\"\nfor = \"15min\"\n";
    let record = run("25min", "0.6", &text);
    for (from_min, to_min, is_shut) in [(0, 5, false), (5, 10, true), (10, 15, false), (15, 20, true), (20, 25, false)]
    {
        let delivered = delivered_between(&record, 60.0 * f64::from(from_min), 60.0 * f64::from(to_min));
        assert_eq!(delivered < 1e-9, is_shut, "minutes {from_min} to {to_min}: {delivered} uL");
    }
    let told = record.log.iter().filter(|row| row.what.starts_with("fault"));
    let told: Vec<_> = told.map(|row| (row.at_s, row.what.as_str())).collect();
    let words = "fault occlusion: severity 1, for 5min of every 10min";
    assert_eq!(told, [(300.0, words), (1_200.0, "fault occlusion: severity 0")]);
}

#[test]
fn a_fault_that_grows_begins_as_none_and_is_told_once() {
    // A sensor whose light fades sees the plunger ahead of where it is.
    let starts = |severity: f64| {
        let record = run("20min", "2", &(fault("00:00", "plunger_led_dim", severity) + "over = \"20min\"\n"));
        let starts: Vec<f64> = record.strokes.iter().map(|stroke| stroke.start_um).collect();
        (starts[0], starts[starts.len() - 1], record.events)
    };
    let (first_healthy, last_healthy, _) = starts(0.0);
    let (first, last, events) = starts(0.05);
    let (early, late) = (first - first_healthy, last - last_healthy);
    assert!(late > 5.0 && early < late / 3.0, "um ahead: {early}, then {late}");
    let events = events.iter().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let told: Vec<Value> = events.filter(|event| event["event"] == "fault").collect();
    assert_eq!(told.len(), 1, "a fault that grows is told once");
    assert_eq!((&told[0]["severity"], &told[0]["over_us"]), (&Value::from(0.05), &Value::from(1_200_000_000_u64)));
}
