//! Boluses of every kind on the whole device: cancelled at any tick, over one another, and with all else that therapy has.
//!
//! Expected volumes are worked out by hand from the scenario; at U-100 one unit is 10 uL.

mod cancel;
mod scene;

use bench::record::Record;
use cancel::{cancel_at_every, idle_world, kinds};
use scene::{event, near};
use serde_json::Value;
use twin::Embodiment;

/// Every so many ticks a bolus is cancelled; the example `cancel_boluses` does it at all of them.
const EVERY: usize = 97;

#[test]
fn a_bolus_of_any_kind_is_cancelled_at_any_tick_and_what_was_given_is_recorded() {
    for embodiment in Embodiment::ALL {
        let world = idle_world(embodiment);
        for (kind, order) in kinds() {
            let tried = cancel_at_every(EVERY, &order, world.clone());
            assert!(tried.ticks > 100 && tried.cancelled > 3, "{embodiment:?}, {kind}: {tried:?}");
        }
    }
}

/// A run of the tethered pump unit 1 from 00:00 at a basal rate in U/h.
fn run(duration: &str, rate: &str, rest: &str) -> Record {
    let text = format!(
        "name = \"x\"\nembodiment = \"tethered\"\nduration = \"{duration}\"\n[drug]\nconcentration = \"U-100\"\n\
         [[basal]]\nfrom = \"00:00\"\nrate = \"{rate} U/h\"\n{rest}"
    );
    let scenario = bench::scenario::parse(&text, "test.toml").unwrap_or_else(|error| panic!("{error}"));
    let record = bench::run::run(&scenario, &mut |_| {}).unwrap();
    assert_eq!(record.violations, [], "{text}");
    record
}

/// The events of this kind, in order.
fn events(record: &Record, kind: &str) -> Vec<Value> {
    let all = record.events.iter().map(|line| serde_json::from_str::<Value>(line).unwrap());
    all.filter(|event| event["event"] == kind).collect()
}

/// What was commanded and delivered at a time in minutes, uL.
fn at(record: &Record, min: f64) -> (f64, f64) {
    let row = record.totals.iter().find(|row| (row.t_s - 60.0 * min).abs() < 1e-6).unwrap();
    (row.commanded_ul, row.delivered_ul)
}

#[test]
fn boluses_that_overlap_come_each_in_its_own_way() {
    let plan = event("00:05", "bolus = { fast = \"1 U\", extended = \"2 U\", over = \"1h\" }")
        + &event("00:10", "bolus = { extended = \"1 U\", over = \"30min\", id = 7 }")
        + &event("00:20", "bolus = { fast = \"2 U\" }")
        + &event("00:20", "bolus = { fast = \"0.5 U\", delay = \"15min\" }")
        + &event("00:25", "cancel_bolus = { id = 7 }");
    let record = run("75min", "0", &plan);
    // Minute by minute: 10 uL at once, 20 over an hour; half of 10 over half an hour; 20; 5.
    for (min, expected) in [(4.0, 0.0), (8.0, 11.0), (15.0, 10.0 + 10.0 / 3.0 + 5.0 / 3.0)] {
        near(at(&record, min).0, expected, 1e-3, &format!("commanded at {min} min"));
    }
    for (min, expected) in [(24.0, 10.0 + 19.0 / 3.0 + 14.0 / 3.0 + 20.0), (34.0, 10.0 + 29.0 / 3.0 + 5.0 + 20.0)] {
        let (commanded, delivered) = at(&record, min);
        // A bolus that is cancelled in the middle of a stroke was asked for as far as it came.
        near(commanded, expected, 0.9, &format!("commanded at {min} min"));
        // A stroke of what accrues may still be to come, and has an error.
        near(delivered, expected, 2.6, &format!("delivered at {min} min"));
    }
    let ended = events(&record, "bolus_ended");
    assert_eq!(ended.len(), 4);
    let second = ended.iter().find(|event| event["id"] == 2).unwrap();
    let delivered_ul = second["delivered_pl"].as_f64().unwrap() / 1e6;
    assert!((3.5..=5.0).contains(&delivered_ul), "{delivered_ul} of half of 10");
    near(record.delivered_ul, 55.0 + delivered_ul, 1.7, "delivered");
    near(record.commanded_ul, 55.0 + delivered_ul, 1e-3, "commanded");
}

#[test]
fn a_timed_pause_ends_by_itself_and_is_told_and_one_without_time_is_reminded_of() {
    let plan = event("00:10", "suspend = { for = \"30min\" }") + &event("01:00", "suspend = {}");
    let record = run("2h", "2", &plan);
    near(record.commanded_ul, 20.0 * (10.0 + 20.0) / 60.0, 1e-6, "commanded");
    near(record.delivered_ul, 10.0, 0.9, "delivered");
    assert_eq!(events(&record, "delivery_resumed")[0]["t_us"], 40 * 60_000_000_u64);
    let told = |name: &str| -> Vec<u64> {
        let of_it = events(&record, "alarm_raised").into_iter().filter(|event| event["annunciation"] == name);
        of_it.map(|event| event["t_us"].as_u64().unwrap() / 60_000_000).collect()
    };
    assert_eq!(told("delivery_suspended"), [25, 75], "after a quarter of an hour");
    assert_eq!(told("delivery_resumed"), [40]);
}

#[test]
fn a_profile_a_clock_and_a_limit_do_what_they_say() {
    let template = "[[template]]\nname = \"rest\"\n[[template.basal]]\nfrom = \"00:00\"\nrate = \"3 U/h\"\n\
        [[template.basal]]\nfrom = \"12:00\"\nrate = \"6 U/h\"\n[limits]\nhour = \"8 U\"\n";
    let plan = event("00:30", "profile = \"rest\"")
        + &event("01:00", "set_clock = \"2038-01-19 12:30\"")
        + &event("01:20", "bolus = { fast = \"7 U\" }")
        + &event("01:20", "bolus = { fast = \"1 U\" }")
        + &event("01:30", "profile = \"basal\"");
    let record = run("2h", "1", &(template.to_owned() + &plan));
    let accepted: Vec<bool> = events(&record, "command").iter().map(|event| event["accepted"] == true).collect();
    assert_eq!(accepted, [true, true, false, true, true]);
    // 30 min at 1, 30 at 3, 30 at 6, 30 at 1; and 1 U.
    near(record.commanded_ul, 5.0 + 15.0 + 30.0 + 5.0 + 10.0, 1e-6, "commanded");
    near(record.delivered_ul, 65.0, 2.5, "delivered");
}

#[test]
fn basal_is_held_back_at_the_limit_of_an_hour_with_an_alarm() {
    let record = run("3h", "5", "[limits]\nhour = \"2 U\"\n");
    near(record.commanded_ul, 150.0, 1e-6, "commanded");
    assert!(record.delivered_ul < 60.0, "{} uL in three hours of 20", record.delivered_ul);
    let row = |min: f64| at(&record, min).1;
    for min in 60..=180 {
        let hour = row(f64::from(min)) - row(f64::from(min - 60));
        // Limits count what is measured: its error comes on top.
        assert!(hour <= 20.0 * 1.03 + 0.25, "{hour} uL in the hour up to {min} min");
    }
    assert_eq!(record.alarms.iter().filter(|alarm| alarm.annunciation == "delivery_limit").count(), 1, "told once");
}

#[test]
fn the_clock_may_be_set_to_any_date_and_basal_neither_stops_nor_doubles() {
    let dates =
        ["2015-12-31 23:59:59", "2038-01-19 03:14:07", "2100-02-28 23:59", "1970-01-01 00:00", "1969-12-31 23:00"];
    let more = ["2026-03-29 03:00", "2026-10-25 02:00", "2026-10-24 02:00", "9999-12-30 00:00"];
    let set = |(date, min): (&&str, u32)| event(&format!("00:{min:02}"), &format!("set_clock = \"{date}\""));
    let plan: String = dates.iter().chain(&more).zip((5..).step_by(6)).map(set).collect();
    let record = run("2h", "1.2", &plan);
    near(record.commanded_ul, 24.0, 1e-6, "commanded");
    for min in 3..=12 {
        let (commanded, delivered) = at(&record, f64::from(10 * min));
        near(delivered, commanded, 0.8, &format!("delivered at {} min", 10 * min));
    }
}
