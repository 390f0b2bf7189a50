//! Alarms as a wearer meets them: what is heard, seen and felt, what a person makes of it, and what the records tell.
//!
//! Hazards that users of pumps have reported are tests here by name; docs/alarms.md lists them.

mod scene;
mod told;

use bench::record::Record;
use bench::world::World;
use controller::{Alarm, AlarmStatus, BasalBlock, BasalProfile, Controller, Priority, Settings};
use scene::{event, near};
use serde_json::Value;
use told::{at, only_alarm};
use twin::{Embodiment, Environment, FaultKind, Noticed, PumpUnit, Twin};
use units::{Concentration, DoseRate, Duration, Instant, Volume};

/// A run of the tethered pump unit 1 from 00:00 at 1 U/h, with more of the scenario after it.
fn run(duration: &str, rest: &str) -> Record {
    let text = format!(
        "name = \"x\"\nembodiment = \"tethered\"\nduration = \"{duration}\"\n[drug]\nconcentration = \"U-100\"\n{rest}\
         [[basal]]\nfrom = \"00:00\"\nrate = \"1 U/h\"\n"
    );
    let scenario = bench::scenario::parse(&text, "test.toml").unwrap_or_else(|error| panic!("{error}"));
    let record = bench::run::run(&scenario, &mut |_| {}).unwrap();
    assert_eq!(record.violations, [], "{rest}");
    record
}

fn fault(at: &str, kind: &str, more: &str) -> String {
    format!("[[fault]]\nat = \"{at}\"\nkind = \"{kind}\"\n{more}\n")
}

/// What the records say of an alarm, in order: what happened, and when (s).
fn story(record: &Record, name: &str) -> Vec<(String, f64)> {
    let events = record.events.iter().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let of_alarm = events.filter(|event| event["annunciation"] == name);
    of_alarm.map(|event| (event["event"].as_str().unwrap().to_owned(), event["t_us"].as_f64().unwrap() / 1e6)).collect()
}

fn names(story: &[(String, f64)]) -> Vec<&str> {
    story.iter().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn an_alarm_is_raised_snoozed_acknowledged_and_ended_in_the_records() {
    let rest = event("01:20", "snooze = \"occlusion_detected\"")
        + &event("01:21", "snooze = \"occlusion_detected\"")
        + &event("01:30", "confirm = \"occlusion_detected\"")
        + &event("01:31", "confirm = \"occlusion_detected\"")
        + &event("01:40", "resume = {}")
        + &fault("01:00", "occlusion", "for = \"30min\"");
    let record = run("2h", &rest);
    let story = story(&record, "occlusion_detected");
    assert_eq!(names(&story), ["alarm_raised", "alarm_snoozed", "alarm_acknowledged", "alarm_ended"]);
    near(story[1].1, 4_800.0, 0.1, "snoozed");
    near(story[2].1, 5_400.0, 0.1, "acknowledged");
    near(story[3].1, 6_000.0, 0.1, "ended");
    let row = &record.alarms[0];
    assert_eq!((row.acknowledged_s, row.ended_s), (Some(story[2].1), Some(story[3].1)));
    // A second pause within the first, and a second confirmation, are refused.
    let refused: Vec<&str> =
        record.log.iter().map(|row| row.what.as_str()).filter(|what| what.contains("refused")).collect();
    assert_eq!(refused.len(), 2, "{refused:?}");
    near(at(&record, 7_200.0).delivered_ul - at(&record, 6_000.0).delivered_ul, 10.0 / 3.0, 1.0, "after it ended");
}

#[test]
fn an_alarm_that_is_not_there_cannot_be_confirmed() {
    let record =
        run("20min", &(event("00:05", "confirm = \"battery_low\"") + &event("00:06", "snooze = \"reservoir_empty\"")));
    let refused = record.log.iter().filter(|row| row.what.contains("refused")).count();
    assert_eq!((refused, record.alarms.len()), (2, 0));
}

/// A device without power tells nobody anything, and the oracles do not ask it to; when power is back, it does.
#[test]
fn a_device_whose_power_goes_while_an_alarm_is_active_tells_of_it_when_it_is_back() {
    let cut = |at| event(at, "power_cut = { for = \"200ms\" }");
    let record = run("10min", &(cut("00:02") + &cut("00:04")));
    let lost = story(&record, "power_lost");
    assert_eq!(names(&lost), ["alarm_raised", "alarm_ended", "alarm_raised"]);
    assert!(lost[2].1 >= 240.2 && lost[2].1 < 241.0, "{lost:?}");
}

/// Hazard: delivery was suspended and never resumed, and nobody was told.
#[test]
fn hazard_a_suspended_pump_reminds_after_a_quarter_of_an_hour_until_it_is_resumed() {
    let record = run("1h", &(event("00:10", "suspend = {}") + &event("00:45", "resume = {}")));
    let story = story(&record, "delivery_suspended");
    assert_eq!(names(&story), ["alarm_raised", "alarm_ended"]);
    near(story[0].1, 1_500.0, 0.1, "raised");
    near(story[1].1, 2_700.0, 0.1, "ended");
    let short = run("30min", &(event("00:10", "suspend = {}") + &event("00:24", "resume = {}")));
    assert_eq!(short.alarms, []);
}

/// Hazard: a broken sounder halts insulin. Delivery is the same, stroke by stroke.
#[test]
fn hazard_a_broken_sounder_is_told_and_delivery_goes_on_as_if_it_were_whole() {
    let bolus = event("00:30", "bolus = { fast = \"2 U\" }");
    let broken = run("1h", &(bolus.clone() + &fault("00:20", "sounder_broken", "")));
    let whole = run("1h", &bolus);
    let at_s = only_alarm(&broken, "sounder_fault");
    assert!((1_200.0..1_500.0).contains(&at_s), "found at {at_s} s");
    assert_eq!(broken.alarms[0].priority, "medium");
    near(broken.delivered_ul, whole.delivered_ul, 0.01 * whole.delivered_ul, "delivered");
    near(broken.ledger_ul, whole.ledger_ul, 0.01 * whole.ledger_ul, "accounted");
}

#[test]
fn a_sounder_that_works_again_ends_its_alarm() {
    let record = run("1h", &fault("00:10", "sounder_broken", "for = \"15min\""));
    assert_eq!(names(&story(&record, "sounder_fault")), ["alarm_raised", "alarm_ended"]);
    let ended_s = record.alarms[0].ended_s.unwrap();
    assert!((2_100.0..2_400.0).contains(&ended_s), "works again at 1500 s, ended at {ended_s} s");
}

/// Hazard: the cannula blocks slowly, over hours.
#[test]
fn hazard_a_cannula_that_blocks_over_hours_is_found() {
    let record = run("4h", &fault("00:30", "occlusion", "over = \"2h\""));
    let at_s = only_alarm(&record, "occlusion_detected");
    let row = at(&record, at_s);
    let missed_ul = row.commanded_ul - row.delivered_ul;
    assert!(missed_ul < 3.0, "{missed_ul} uL are missing at {at_s} s");
}

/// Hazard: a bolus runs on while nobody looks, and whoever comes back takes it for all or nothing.
#[test]
fn hazard_the_record_tells_what_was_delivered_of_a_bolus_that_an_alarm_cut_off() {
    let record = run("40min", &(event("00:20", "bolus = { fast = \"5 U\" }") + &fault("00:21", "occlusion", "")));
    let ended: Vec<Value> = record.events.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ended: Vec<&Value> = ended.iter().filter(|event| event["event"] == "bolus_ended").collect();
    let [ended] = ended[..] else { panic!("one end: {ended:?}") };
    let (programmed, delivered) = (ended["programmed_pl"].as_f64().unwrap(), ended["delivered_pl"].as_f64().unwrap());
    near(programmed, 50e6, 1e-3, "programmed, pL");
    assert!(0.0 < delivered && delivered < programmed, "{delivered} pL");
    let truth_ul = record.delivered_ul - at(&record, 1_200.0).delivered_ul;
    // Until a blocked line is found, up to three strokes of 2 uL are accounted that it holds back.
    near(delivered / 1e6, truth_ul, 6.0, "what the record says of the bolus, against what passed the tip");
}

/// Hazard: faults gather where the reservoir is low. It is told while delivery goes on, then again when it is empty.
#[test]
fn hazard_a_reservoir_that_runs_low_is_told_before_it_is_empty() {
    let fill = "[reservoir]\nfill = \"21 U\"\n";
    let record = run("2h", &(fill.to_owned() + &event("01:00", "bolus = { fast = \"21 U\" }")));
    let told: Vec<&str> = record.alarms.iter().map(|row| row.annunciation).collect();
    assert_eq!(told, ["reservoir_low", "reservoir_nearly_empty", "reservoir_empty"]);
    let between_s = record.alarms[2].at_s - record.alarms[0].at_s;
    assert!(between_s > 60.0, "{between_s} s");
}

/// Each level of the reservoir is told once, as the account passes it: what nobody asked for less than 50 U, then what a
/// person asked for, then what nobody can turn off.
#[test]
fn the_reservoirs_level_is_told_at_a_level_of_ones_own_then_at_20_and_at_10_units() {
    let fill = "[reservoir]\nfill = \"51 U\"\n";
    let rest = event("00:10", "remind_reservoir = { below = \"19 U\" }")
        + &event("00:10", "remind_reservoir = { below = \"48 U\" }")
        + &event("00:20", "bolus = { fast = \"30 U\" }")
        + &event("01:10", "bolus = { fast = \"12 U\" }");
    let record = run("2h", &(fill.to_owned() + &rest));
    // What is left where each was raised, U: of 51, what the ledger has accounted by then. A stroke is 0.2 U at most.
    let left = |name: &str| -> Vec<f64> {
        let raised = story(&record, name).into_iter().filter(|(what, _)| what == "alarm_raised");
        let accounted_ul = |at_s: f64| -> f64 {
            record.strokes.iter().filter(|row| row.t_s <= at_s).map(|row| row.accounted_ul).sum()
        };
        raised.map(|(_, at_s)| 51.0 - accounted_ul(at_s) / 10.0).collect()
    };
    for (name, level) in [("reservoir_reminder", 48.0), ("reservoir_low", 20.0), ("reservoir_nearly_empty", 10.0)] {
        let [found] = left(name)[..] else { panic!("{name} at {:?} U", left(name)) };
        near(found, level - 0.1, 0.15, name);
    }
    // Nothing is wrong at 48 U: it is told, and ends by itself within two hours.
    assert_eq!(names(&story(&record, "reservoir_reminder")), ["alarm_raised", "alarm_ended"]);
    let priorities: Vec<_> = record.alarms.iter().map(|row| (row.annunciation, row.priority)).collect();
    assert_eq!(priorities, [("reservoir_low", "low"), ("reservoir_nearly_empty", "medium")]);
    assert_eq!(record.log.iter().filter(|row| row.what.contains("refused")).count(), 1, "19 U comes after 20 U");
    // With none of one's own, and by itself.
    for (rest, expected) in [("remind_reservoir = {}", 0), ("cancel_bolus = {}", 1)] {
        let record =
            run("40min", &(fill.to_owned() + &event("00:01", rest) + &event("00:20", "bolus = { fast = \"2 U\" }")));
        let raised = story(&record, "reservoir_reminder").len();
        assert_eq!(raised, expected, "{rest}");
    }
}

/// Boluses against a cannula that stays blocked, each after the alarm of the last was cleared.
fn boluses_into_a_block(minutes: [u32; 3]) -> Record {
    let again = |min: &u32| {
        event(&format!("{:02}:{:02}:10", min / 60, min % 60), "resume = {}")
            + &event(&format!("{:02}:{:02}:20", min / 60, min % 60), "bolus = { fast = \"3 U\" }")
    };
    let plan: String = minutes.iter().map(again).collect();
    run("80min", &(event("00:20", "bolus = { fast = \"3 U\" }") + &plan + &fault("00:19", "occlusion", "")))
}

/// Hazard: an alarm is cleared again and again, and each time insulin is pressed against what blocks it.
#[test]
fn hazard_an_alarm_that_is_cleared_again_and_again_stops_delivery_for_good() {
    let record = boluses_into_a_block([22, 25, 27]);
    assert_eq!(names(&story(&record, "occlusion_detected")).iter().filter(|what| **what == "alarm_raised").count(), 3);
    let stopped = story(&record, "stopped_repeatedly");
    assert_eq!(names(&stopped), ["alarm_raised"], "and never ended");
    assert!(stopped[0].1 < 1_620.0, "with the third, at {} s", stopped[0].1);
    let refused: Vec<&str> =
        record.log.iter().map(|row| row.what.as_str()).filter(|what| what.contains("refused")).collect();
    assert!(refused.len() == 2 && refused[0].contains("three times within ten minutes"), "{refused:?}");
    let row = record.alarms.iter().find(|row| row.annunciation == "stopped_repeatedly").unwrap();
    assert_eq!((row.priority, row.ended_s), ("high", None));
    near(record.delivered_ul, at(&record, 1_620.0).delivered_ul, 0.3, "delivered since");
}

/// The same four alarms, but not within ten minutes.
#[test]
fn alarms_that_are_cleared_now_and_then_stop_nothing_for_good() {
    let record = boluses_into_a_block([31, 42, 53]);
    assert_eq!(story(&record, "stopped_repeatedly"), []);
    assert_eq!(names(&story(&record, "occlusion_detected")).iter().filter(|what| **what == "alarm_raised").count(), 4);
}

/// Hazard: insulin is left in the sun. The pump tells, and goes on; a short warmth is none.
#[test]
fn hazard_a_pump_that_gets_too_warm_or_too_cold_says_so() {
    let surroundings = |at: &str, to: &str| format!("[[environment]]\nat = \"{at}\"\ntemperature = \"{to}\"\n");
    for to in ["50 degC", "-20 degC"] {
        let record = run("3h", &(surroundings("00:30", to) + &surroundings("01:30", "25 degC")));
        let told = story(&record, "temperature_out_of_range");
        assert_eq!(names(&told), ["alarm_raised", "alarm_ended"], "{to}");
        assert!((2_400.0..5_400.0).contains(&told[0].1), "{to}: {} s", told[0].1);
        assert_eq!(record.alarms[0].priority, "medium");
    }
    let record = run("2h", &(surroundings("00:30", "50 degC") + &surroundings("00:35", "25 degC")));
    assert_eq!(story(&record, "temperature_out_of_range"), [], "five minutes in the sun");
}

/// A tethered pump that delivers 1 U/h, to look at tick by tick.
fn world() -> World {
    let unit = PumpUnit::draw(1);
    let calibration = bench::factory::calibrate(Embodiment::Tethered, &unit, 1).unwrap();
    let fill = Volume::from_pl(2_000_000_000);
    let rate = DoseRate::from_micro_units_per_h(1_000_000);
    let settings = Settings {
        concentration: Concentration::new(100).unwrap(),
        basal: BasalProfile::new(&[BasalBlock { from: Duration::ZERO, rate }]).unwrap(),
        time_of_day: Duration::ZERO,
        reservoir_fill: fill,
        limits: controller::Limits::DEVICE,
        templates: controller::Templates::default(),
    };
    let controller = Controller::new(bench::factory::profile(Embodiment::Tethered), calibration, settings);
    let supervisor = bench::factory::supervisor(Embodiment::Tethered, &unit, 1);
    World::new(controller, supervisor, Twin::new(Embodiment::Tethered, unit, 1, fill, Environment::default()))
}

/// Lives on for this long; what a wearer could notice at each tick.
fn live(world: &mut World, time: Duration) -> Vec<(Instant, Noticed)> {
    let end = world.now() + time;
    let mut noticed = Vec::new();
    while world.now() < end {
        let tick = world.advance(end).unwrap();
        noticed.push((tick.now, world.truth().noticed));
    }
    noticed
}

#[test]
fn a_high_alarm_is_heard_seen_and_felt_and_without_a_sounder_still_seen_and_felt() {
    for (broken, heard) in [(0.0, true), (1.0, false)] {
        let mut world = world();
        world.set_fault(FaultKind::SounderBroken, broken);
        live(&mut world, Duration::from_min(15));
        if !heard {
            let medium = *live(&mut world, Duration::from_s(1)).last().map(|(_, noticed)| noticed).unwrap();
            assert!(medium.heard_db.is_none() && medium.seen && medium.felt, "the fault itself: {medium:?}");
        }
        world.set_fault(FaultKind::PumpWireBreak, 1.0);
        live(&mut world, Duration::from_min(10));
        assert_eq!(world.controller().alarm_status(Alarm::PlungerStuck), AlarmStatus::Pending);
        assert_eq!(world.annunciation().sound.unwrap().level, Priority::High);
        let noticed = world.truth().noticed;
        assert!(noticed.heard_db.is_none_or(|level_db| (20.0..=100.0).contains(&level_db)), "{noticed:?}");
        assert_eq!((noticed.heard_db.is_some(), noticed.seen, noticed.felt), (heard, true, true));
        // Without power nothing calls: that there is no reserve for it is a limit of this design.
    }
}

#[test]
fn a_snoozed_alarm_is_silent_for_two_minutes_and_a_confirmed_one_reminds_every_five() {
    let mut world = world();
    world.set_fault(FaultKind::PumpWireBreak, 1.0);
    live(&mut world, Duration::from_min(10));
    let snoozed = world.now();
    world.command(controller::Command::SnoozeAlarm { alarm: Alarm::PlungerStuck }).unwrap();
    let course = live(&mut world, Duration::from_min(4));
    for (now, noticed) in course {
        let silent = (Duration::from_ms(2)..Duration::from_min(2)).contains(&now.since(snoozed));
        assert!(!(silent && noticed.heard_db.is_some()), "heard at {now}, snoozed at {snoozed}");
        assert!(now.since(snoozed) < Duration::from_min(2) || noticed.heard_db.is_some(), "silent at {now}");
        assert!(noticed.seen, "dark at {now}");
    }
    let confirmed = world.now();
    world.command(controller::Command::ConfirmAlarm { alarm: Alarm::PlungerStuck }).unwrap();
    let course = live(&mut world, Duration::from_min(16));
    let heard = course.iter().filter(|(now, noticed)| *now > confirmed && noticed.heard_db.is_some());
    let reminders: Vec<u64> = heard.map(|(now, _)| now.since(confirmed).as_s()).collect();
    assert_eq!(reminders, [300, 600, 900]);
    assert!(world.controller().alarms().stop_delivery(), "what is confirmed is not cleared");
}
