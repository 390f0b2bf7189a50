//! Seats that leak, in a pump that hangs above its site or lies level with it: found before a unit has run out unseen, and a sound
//! pump is never taken for one that leaks.
//!
//! At U-100 one unit is 10 uL. Standing oracles are not asked: what leaks past a seat before it is found is accounted by nothing.

mod told;

use bench::record::Record;
use told::{alarms, at, only_alarm};

/// Two hours of tethered at 1 U/h, with the pump so far above the site from 00:20 on, and a fault of this severity from 00:31 on.
fn run(unit: u64, height_m: f64, fault: Option<(&str, f64)>) -> Record {
    worn("tethered", unit, &format!("{}{}", at_height(height_m), fault.map_or(String::new(), laid)))
}

fn at_height(height_m: f64) -> String {
    format!("[[environment]]\nat = \"00:20\"\nheight = \"{height_m} m\"\n")
}

fn laid((kind, severity): (&str, f64)) -> String {
    format!("[[fault]]\nat = \"00:31\"\nkind = \"{kind}\"\nseverity = {severity}\n")
}

/// Two hours at 1 U/h, with this in the scenario besides.
fn worn(embodiment: &str, unit: u64, besides: &str) -> Record {
    let text = format!(
        "name = \"x\"\nembodiment = \"{embodiment}\"\nduration = \"2h\"\nseed = {unit}\n[drug]\nconcentration = \"U-100\"\n\
         {besides}[[basal]]\nfrom = \"00:00\"\nrate = \"1 U/h\"\n"
    );
    let scenario = bench::scenario::parse(&text, "test.toml").unwrap_or_else(|error| panic!("{error}"));
    bench::run::run(&scenario, &mut |_| {}).unwrap()
}

/// Delivered beyond what was accounted, at the farthest, uL.
fn unseen_ul(record: &Record) -> f64 {
    record.totals.iter().map(|row| row.delivered_ul - row.ledger_ul).fold(0.0, f64::max)
}

fn found(unit: u64, height_m: f64, kind: &str, severity: f64) {
    let what = format!("unit {unit}, {height_m} m, {kind} {severity}");
    let record = run(unit, height_m, Some((kind, severity)));
    let at_s = only_alarm(&record, "valve_leak");
    assert!(at_s > 1_860.0, "{what}: found at {at_s} s");
    let unseen = unseen_ul(&record);
    assert!(unseen < 10.0, "{what}: {unseen} uL ran out unseen");
    // Once it is found, the first valve is kept shut, and nothing runs.
    let later_ul = at(&record, 7_200.0).delivered_ul - at(&record, at_s + 120.0).delivered_ul;
    assert!(later_ul.abs() < 0.5, "{what}: {later_ul} uL after the alarm");
}

#[test]
fn a_fibre_on_the_second_seat_is_found_before_a_unit_has_run_out() {
    for (unit, height_m, severity) in [(1, 1.0, 1.0), (2, 1.0, 0.5), (1, 0.5, 0.7)] {
        found(unit, height_m, "second_valve_debris", severity);
    }
}

#[test]
fn a_fine_fibre_or_a_worn_second_seat_is_found_before_a_unit_has_run_out() {
    found(1, 1.0, "second_valve_debris", 0.3);
    found(2, 1.0, "second_valve_leak", 1.0);
}

#[test]
fn a_fibre_on_the_first_seat_is_found() {
    found(1, 0.5, "first_valve_debris", 1.0);
}

#[test]
fn a_sound_pump_above_level_with_or_below_its_site_is_never_taken_for_one_that_leaks() {
    for (unit, height_m) in [(1, 1.0), (2, 0.0), (3, -1.0)] {
        let record = run(unit, height_m, None);
        assert_eq!(alarms(&record), [], "unit {unit}, {height_m} m");
        assert_eq!(record.violations, [], "unit {unit}, {height_m} m");
    }
}

/// A bag so full that its wall presses.
const FULL: &str = "[reservoir]\nfill = \"3 mL\"\n";

/// What leaks of the patch is told within this many minutes, and less than this has run out unseen by the end, uL.
fn found_in_patch(unit: u64, besides: &str, within_min: f64, limit_ul: f64) {
    let record = worn("patch", unit, besides);
    let at_s = only_alarm(&record, "valve_leak");
    assert!(at_s > 1_860.0 && at_s < 1_860.0 + 60.0 * within_min, "unit {unit}, {besides}: found at {at_s} s");
    let unseen = unseen_ul(&record);
    assert!(unseen < limit_ul, "unit {unit}, {besides}: {unseen} uL ran out unseen");
}

#[test]
fn a_fibre_on_the_outlet_of_the_patch_is_found_with_the_stroke_that_brings_it_or_the_next() {
    for (unit, severity) in [(1, 1.0), (2, 1.0), (3, 0.5)] {
        found_in_patch(unit, &format!("{FULL}{}", laid(("outlet_debris", severity))), 6.0, 0.5);
    }
}

#[test]
fn a_worn_outlet_of_the_patch_is_found_by_a_long_press() {
    for unit in [1, 2] {
        found_in_patch(unit, &format!("{FULL}{}", laid(("outlet_leak", 1.0))), 40.0, 3.0);
    }
}

#[test]
fn a_wetted_vent_of_the_patch_in_a_climb_of_minutes_is_found_before_its_outlet_opens() {
    for (unit, over) in [(1, "20min"), (2, "20min"), (3, "40min")] {
        let climb = format!("[[environment]]\nat = \"00:40\"\nover = \"{over}\"\npressure = \"71.325 kPa\"\n");
        found_in_patch(unit, &format!("{climb}{}", laid(("vent_wetted", 1.0))), 50.0, 0.5);
    }
}

#[test]
fn a_fibre_that_holds_the_outlet_of_the_metered_pump_open_is_found_before_half_a_unit_is_missing() {
    for (unit, severity) in [(1, 1.0), (2, 0.3), (3, 0.5)] {
        let record = worn("metered", unit, &laid(("outlet_debris", severity)));
        let at_s = only_alarm(&record, "valve_leak");
        let what = format!("unit {unit}, severity {severity}, found at {at_s} s");
        assert!(at_s > 1_860.0 && at_s < 1_860.0 + 1_800.0, "{what}");
        assert!(unseen_ul(&record) < 0.5, "{what}: {} uL unseen", unseen_ul(&record));
        // What came back into the pump chamber was accounted as if it had arrived.
        let missing = record.ledger_ul - record.delivered_ul;
        assert!(missing > 0.5 && missing < 5.0, "{what}: {missing} uL missing");
    }
}

#[test]
fn a_sound_patch_at_any_height_or_in_a_climb_is_not_taken_for_one_that_leaks() {
    let climb = "[[environment]]\nat = \"00:40\"\nover = \"20min\"\npressure = \"71.325 kPa\"\n";
    for (unit, besides) in [(1, at_height(1.0)), (2, at_height(0.0)), (3, at_height(-1.0)), (4, climb.to_owned())] {
        let record = worn("patch", unit, &besides);
        assert_eq!(alarms(&record), [], "unit {unit}, {besides}");
        assert_eq!(record.violations, [], "unit {unit}, {besides}");
    }
}
