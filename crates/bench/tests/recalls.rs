//! Documented failures of real pumps, each as a scenario of `scenarios/recalls`: how this design fares, good or bad.
//!
//! `docs/recalls.md` tells each story; `cargo test -p aliquot-bench --test recalls -- --nocapture` prints its figures.

#![expect(clippy::print_stdout, reason = "the figures of a document")]

mod told;

use bench::record::Record;
use std::path::Path;
use told::{alarms, at, only_alarm};

/// A run of `scenarios/recalls/NAME.toml`, and its line for the document.
fn run(name: &str) -> Record {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/recalls");
    let scenario =
        bench::scenario::read(&folder.join(format!("{name}.toml"))).unwrap_or_else(|error| panic!("{error}"));
    let record = bench::run::run(&scenario, &mut |_| {}).unwrap();
    let told: Vec<String> =
        record.alarms.iter().map(|row| format!("{} at {}", row.annunciation, clock(row.at_s))).collect();
    let broken: Vec<&str> = record.violations.iter().map(|violation| violation.oracle).collect();
    println!(
        "{name}: commanded {:.2} uL, delivered {:.2} uL, accounted {:.2} uL; alarms [{}]; refused {}; violated {broken:?}",
        record.commanded_ul,
        record.delivered_ul,
        record.ledger_ul,
        told.join(", "),
        refused(&record),
    );
    record
}

/// Seconds as hours and minutes.
fn clock(s: f64) -> String {
    let minutes = (s / 60.0).floor();
    format!("{:02.0}:{:02.0}", (minutes / 60.0).floor(), minutes % 60.0)
}

/// How often something that was asked for was refused.
fn refused(record: &Record) -> usize {
    record.log.iter().filter(|row| row.what.contains(": refused, ")).count()
}

fn delivered_between(record: &Record, from_s: f64, to_s: f64) -> f64 {
    at(record, to_s).delivered_ul - at(record, from_s).delivered_ul
}

/// When the first alarm of this name came, s.
fn first(record: &Record, name: &str) -> Option<f64> {
    alarms(record).into_iter().find(|(found, _)| *found == name).map(|(_, at_s)| at_s)
}

/// The most that ever was delivered beyond what was commanded by then, uL.
fn most_too_much(record: &Record) -> f64 {
    record.totals.iter().map(|row| row.delivered_ul - row.commanded_ul).fold(0.0, f64::max)
}

const HOUR_S: f64 = 3600.0;
const MINUTE_S: f64 = 60.0;
/// Half a basal stroke is given before it is due; beside that, what gate A11 allows of too much under one fault, uL.
const ALLOWED_UL: f64 = 0.25 + 0.5;

/// The reservoir stays pressed: the pump's chamber does not spring as it should, which is taken for a leak and stops
/// delivery; until then it errs by less than a stroke.
#[test]
fn r01_a_wet_vent_presses_little_through_and_is_told() {
    let record = run("r01-wet-vent");
    assert!(most_too_much(&record) < 2.5, "{} uL too much", most_too_much(&record));
    let (name, at_s) = alarms(&record).into_iter().next().expect("a person is told");
    assert_eq!(name, "valve_leak");
    let told = at(&record, at_s);
    assert!((told.delivered_ul - told.commanded_ul).abs() < 2.5, "{} uL", told.delivered_ul - told.commanded_ul);
}

#[test]
fn r02_halves_that_come_apart_on_the_body_are_told_and_push_nothing() {
    let record = run("r02-half-not-locked");
    let at_s = only_alarm(&record, "infusion_set_detached");
    assert!((HOUR_S..HOUR_S + MINUTE_S).contains(&at_s), "told at {at_s} s");
    let pushed_ul = delivered_between(&record, HOUR_S + MINUTE_S, 3.0 * HOUR_S);
    assert!(pushed_ul.abs() < 0.5, "{pushed_ul} uL");
}

#[test]
fn r03_alarms_never_lead_to_priming_on_the_body_and_no_date_stops_basal() {
    let record = run("r03-false-alarms-and-calendar");
    assert!(refused(&record) >= 2, "priming is refused each time");
    assert!(most_too_much(&record) < ALLOWED_UL, "{} uL too much", most_too_much(&record));
    let over_new_year_ul = delivered_between(&record, 2.0 * HOUR_S, 5.0 * HOUR_S);
    assert!((over_new_year_ul - 30.0).abs() < 1.5, "{over_new_year_ul} uL in three hours");
}

/// Nothing comes while it is suspended. That air keeps the drug back is not told.
#[test]
fn r04_thin_air_pushes_nothing_out_of_a_suspended_pump() {
    let record = run("r04-air-pressure");
    let suspended_ul = delivered_between(&record, HOUR_S + 5.0 * MINUTE_S, 4.0 * HOUR_S);
    assert!(suspended_ul.abs() < 0.5, "{suspended_ul} uL while suspended");
    assert!(most_too_much(&record) < ALLOWED_UL, "{} uL too much", most_too_much(&record));
}

#[test]
fn r05_pressure_that_leaps_moves_no_switch_and_stops_nothing() {
    let record = run("r05-fast-pressure");
    assert!(first(&record, "infusion_set_detached").is_none(), "{:?}", alarms(&record));
    let off_ul = record.delivered_ul - record.commanded_ul;
    assert!(off_ul.abs() < 0.03 * record.commanded_ul, "{off_ul} uL");
}

#[test]
fn r07_losses_of_power_are_told_repeat_nothing_and_basal_goes_on() {
    let record = run("r07-memory-and-battery");
    let losses = record.alarms.iter().filter(|row| row.annunciation == "power_lost").count();
    assert_eq!(losses, 7, "{:?}", alarms(&record));
    assert!(most_too_much(&record) < ALLOWED_UL, "{} uL too much", most_too_much(&record));
    assert!(record.ledger_ul > 0.98 * record.delivered_ul - 0.25, "the record has less than came");
    let afterwards_ul = delivered_between(&record, 3.0 * HOUR_S, 4.0 * HOUR_S);
    assert!((afterwards_ul - 10.0).abs() < 1.0, "{afterwards_ul} uL in the last hour");
}

#[test]
fn r08_a_torn_speaker_stops_no_insulin_and_hides_no_alarm() {
    let record = run("r08-speaker");
    let told_s = first(&record, "sounder_fault").expect("the sounder is told");
    assert!(told_s < HOUR_S + 10.0 * MINUTE_S, "{told_s} s");
    let meanwhile_ul = delivered_between(&record, HOUR_S, 2.5 * HOUR_S);
    assert!((meanwhile_ul - 35.0).abs() < 1.5, "{meanwhile_ul} uL with a torn speaker");
    let shut_s = first(&record, "occlusion_detected").expect("the shut set is told by light and vibration");
    assert!(shut_s < 2.5 * HOUR_S + 15.0 * MINUTE_S, "{shut_s} s");
    assert_eq!(record.violations, [], "what calls is seen or felt");
}

/// As on the pumps that were recalled: nothing that this pump senses changes when the drug runs onto the skin.
#[test]
fn r09_a_cannula_that_slips_out_gives_nothing_too_much() {
    let record = run("r09-cannula-retracts");
    assert!(most_too_much(&record) < ALLOWED_UL, "{} uL too much", most_too_much(&record));
    let missing_ul = record.commanded_ul - record.delivered_ul;
    assert!(missing_ul > 40.0, "a cannula that is out delivers nothing: {missing_ul} uL missing");
}

#[test]
fn r10_an_old_battery_in_a_hot_car_delivers_or_calls() {
    let record = run("r10-hot-battery");
    let off_ul = record.delivered_ul - record.commanded_ul;
    assert!(!alarms(&record).is_empty() || off_ul.abs() < 0.03 * record.commanded_ul, "{off_ul} uL");
    assert!(most_too_much(&record) < ALLOWED_UL, "{} uL too much", most_too_much(&record));
}

#[test]
fn r11_a_dose_without_its_decimal_point_is_refused_and_none_is_guessed() {
    let record = run("r11-decimal-dropped");
    assert_eq!(refused(&record), 1, "the 5 U are refused");
    assert!((record.delivered_ul - 25.0).abs() < 1.0, "{} uL for 2 U of basal and 0.5 U", record.delivered_ul);
    let text = |dose: &str| {
        format!(
            "name = \"x\"\nembodiment = \"patch\"\nduration = \"2min\"\n[drug]\nconcentration = \"U-100\"\n\
             [[basal]]\nfrom = \"00:00\"\nrate = \"1 U/h\"\n[[event]]\nat = \"00:01\"\nbolus = {{ fast = \"{dose}\" }}\n"
        )
    };
    assert!(bench::scenario::parse(&text("0.5 U"), "s.toml").is_ok());
    for dose in [".5 U", "5. U", "0,5 U", "5", "0.5", "5e-1 U", "NaN U", "0.5 u", "0.5 mL", "30.000001 U"] {
        assert!(bench::scenario::parse(&text(dose), "s.toml").is_err(), "{dose}");
    }
}

/// Less arrives, and nobody is told: what lies behind the measurement is not measured.
#[test]
fn r12_a_leak_inside_gives_nothing_too_much() {
    let record = run("r12-leak-inside");
    assert!(most_too_much(&record) < ALLOWED_UL, "{} uL too much", most_too_much(&record));
}

#[test]
fn r13_a_leaking_reservoir_pushes_nothing_and_a_kinked_cannula_is_told() {
    let record = run("r13-leaking-cartridge");
    assert!(most_too_much(&record) < ALLOWED_UL, "{} uL too much", most_too_much(&record));
    let at_s = first(&record, "occlusion_detected").expect("the kink is told");
    assert!((3.0 * HOUR_S..3.0 * HOUR_S + 15.0 * MINUTE_S).contains(&at_s), "{at_s} s");
}

#[test]
fn r17_nothing_is_primed_or_filled_with_the_set_on_the_body() {
    let record = run("r17-prime-on-the-body");
    assert_eq!(refused(&record), 4, "two primings of the tubing, one of the cannula, one new half");
    assert!(most_too_much(&record) < ALLOWED_UL, "{} uL too much", most_too_much(&record));
    assert!((record.delivered_ul - record.commanded_ul).abs() < 1.0, "{} uL", record.delivered_ul);
}
