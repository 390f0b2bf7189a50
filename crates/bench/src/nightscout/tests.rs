//! What a history becomes, and what it leaves.

use super::*;
use crate::scenario::{Action, BasalBlock, Bolus, TempRate};
use serde_json::{Value, json};
use units::{Concentration, Dose, DoseRate, Duration, Instant};

const TREATMENTS: &str = include_str!("../../tests/data/nightscout-treatments.json");
const PROFILE: &str = include_str!("../../tests/data/nightscout-profile.json");
const OREF_PROFILE: &str = include_str!("../../tests/data/oref-profile.json");

/// What these records become without a profile.
///
/// # Errors
/// As [`import`].
fn history(records: &Value) -> Result<Imported, NightscoutError> {
    import(&records.to_string(), None, &Options::default())
}

/// What the sample becomes with this profile.
///
/// # Errors
/// As [`import`].
fn with_profile(profile: &Value) -> Result<Imported, NightscoutError> {
    import(TREATMENTS, Some(&profile.to_string()), &Options::default())
}

/// What a record asks for and leaves, when it was at the time of a suspend that is always carried.
fn check(fields: &Value, actions: &[Action], left: &[Reason]) {
    let mut record = json!({"created_at": "2024-03-01T06:30:00Z"});
    let all = record.as_object_mut().unwrap();
    all.extend(fields.as_object().unwrap().clone());
    let suspend = json!({"created_at": "2024-03-01T06:00:00Z", "eventType": "Suspend Pump"});
    let imported = history(&json!([suspend, record])).unwrap();
    let carried: Vec<Action> = imported.scenario.events.iter().skip(1).map(|event| event.action).collect();
    assert_eq!(carried, actions, "{fields}");
    let reasons: Vec<Reason> = imported
        .not_carried
        .into_iter()
        .map(|item| item.reason)
        .filter(|reason| *reason != Reason::NoProfile)
        .collect();
    assert_eq!(reasons, left, "{fields}");
}

fn bolus(micro_units: i64) -> Action {
    Action::Bolus(Bolus::fast(Dose::from_micro_units(micro_units)))
}

fn rate(micro_units_per_h: i64) -> TempRate {
    TempRate::Absolute(DoseRate::from_micro_units_per_h(micro_units_per_h))
}

fn temp_basal(rate: TempRate, ms: u64) -> Action {
    Action::TempBasal { rate, duration: Duration::from_ms(ms) }
}

#[test]
fn a_history_becomes_a_scenario() {
    let imported = import(TREATMENTS, Some(PROFILE), &Options::default()).unwrap();
    let scenario = imported.scenario;
    assert_eq!(scenario.name, "nightscout");
    // From the minute of the first bolus to the end of the last temporary basal: 23:15 to 00:29:58.174.
    assert_eq!(scenario.start, Instant::ZERO + Duration::from_min(23 * 60 + 15));
    assert_eq!(scenario.duration, Duration::from_min(75));
    let block = |minutes, micro_units| BasalBlock {
        from: Duration::from_min(minutes),
        rate: DoseRate::from_micro_units_per_h(micro_units),
    };
    assert_eq!(scenario.basal, [block(0, 700_000), block(390, 950_000), block(1320, 700_000)]);
    let events: Vec<_> =
        scenario.events.iter().map(|event| (event.at.since(scenario.start).as_ms(), event.action)).collect();
    let expected = [
        (10_250, bolus(4_200_000)),
        (15 * 60_000, temp_basal(TempRate::Percent(80), 3_600_000)),
        (44 * 60_000 + 20_000, temp_basal(rate(0), 30_096)),
        (50 * 60_000, bolus(300_000)),
        (65 * 60_000 + 30_500, temp_basal(rate(494_400), 567_674)),
    ];
    assert_eq!(events, expected);
    let left: Vec<String> = imported.not_carried.iter().map(ToString::to_string).collect();
    let expected = [
        "Profile: time zone Europe/Vienna is not known here; \
         clocks are taken to be 0 min ahead of UTC",
        "2024-03-01T20:00:00Z Site Change: a change of set, cartridge, battery or sensor",
        "2024-03-01T23:15:10.25Z Meal Bolus: 45 g of carbs; a pump does not deliver them",
        "2024-03-02T01:00:00Z Note: a note",
    ];
    assert_eq!(left, expected);
}

#[test]
fn an_imported_scenario_can_be_written() {
    for profile in [Some(PROFILE), Some(OREF_PROFILE), None] {
        let scenario = import(TREATMENTS, profile, &Options::default()).unwrap().scenario;
        assert_eq!(crate::scenario::parse(&scenario.to_toml(), "written.toml"), Ok(scenario));
    }
}

#[test]
fn the_order_of_the_records_does_not_matter() {
    let records: Vec<Value> = serde_json::from_str(TREATMENTS).unwrap();
    let expected = import(TREATMENTS, None, &Options::default()).unwrap();
    let mut turned = records.clone();
    turned.reverse();
    let mut mixed = records;
    mixed.swap(0, 5);
    mixed.swap(2, 6);
    for other in [turned, mixed] {
        assert_eq!(history(&Value::Array(other)).unwrap(), expected);
    }
}

#[test]
fn the_options_say_what_a_history_does_not() {
    let options =
        Options { name: "Monday".to_owned(), utc_offset_minutes: 90, concentration: Concentration::new(200).unwrap() };
    let scenario = import(TREATMENTS, None, &options).unwrap().scenario;
    assert_eq!(scenario.name, "Monday");
    assert_eq!(scenario.concentration, options.concentration);
    // 23:15 UTC is 00:45 of the person's next day, which is the first of the scenario.
    assert_eq!(scenario.start, Instant::ZERO + Duration::from_min(45));
    let refused = |options: Options| import(TREATMENTS, None, &options).unwrap_err().to_string();
    let options = Options { name: "../x".to_owned(), ..Options::default() };
    assert!(refused(options).starts_with("name: found ../x; allowed: "));
    let options = Options { utc_offset_minutes: 841, ..Options::default() };
    assert_eq!(refused(options), "offset to UTC: found 841 min; allowed: -720 min to 840 min");
}

#[test]
fn a_bolus_is_whatever_has_a_dose() {
    for event_type in ["Bolus", "SMB", "Snack Bolus", "Bolus Wizard", "Something New"] {
        check(&json!({"eventType": event_type, "insulin": 1.5}), &[bolus(1_500_000)], &[]);
    }
    check(&json!({"insulin": "1.5"}), &[bolus(1_500_000)], &[]);
    check(&json!({"eventType": "Bolus", "insulin": 30}), &[bolus(30_000_000)], &[]);
    for dose in [30.1, -1.0, 1e300, 1e-9] {
        let reason = Reason::DoseOutOfRange { dose };
        check(&json!({"eventType": "Bolus", "insulin": dose}), &[], &[reason]);
    }
    let reason = Reason::Unreadable { field: "insulin" };
    check(&json!({"eventType": "Bolus", "insulin": "lots"}), &[], &[reason]);
    check(&json!({"eventType": "Bolus", "insulin": null}), &[], &[Reason::NothingSaid]);
    check(&json!({"eventType": "Bolus", "insulin": 0}), &[], &[Reason::NothingSaid]);
    let meal = json!({"eventType": "Meal Bolus", "insulin": 4, "carbs": 50, "notes": "pizza"});
    check(&meal, &[bolus(4_000_000)], &[Reason::Carbs { grams: 50.0 }, Reason::Note]);
    // What fills a cartridge is no bolus.
    let change = json!({"eventType": "Insulin Change", "insulin": 20});
    check(&change, &[], &[Reason::DeviceChange]);
}

/// A bolus with a part over a time, in millionths of a unit and minutes.
fn extended(fast: i64, extended: i64, minutes: u64) -> Action {
    let extended = Dose::from_micro_units(extended);
    Action::Bolus(Bolus { extended, over: Duration::from_min(minutes), ..Bolus::fast(Dose::from_micro_units(fast)) })
}

#[test]
fn what_of_a_bolus_is_given_over_a_time_is_carried_or_listed() {
    let part = |dose, percent, minutes| Reason::ExtendedPart { dose, percent, minutes };
    check(
        &json!({"eventType": "Combo Bolus", "enteredinsulin": "5", "insulin": 2, "splitNow": "40",
                "splitExt": "60", "duration": 120, "relative": 1.5}),
        &[extended(2_000_000, 3_000_000, 120)],
        &[],
    );
    check(
        &json!({"eventType": "Combo Bolus", "enteredinsulin": 3, "splitNow": 0, "splitExt": 100,
                "duration": 60}),
        &[extended(0, 3_000_000, 60)],
        &[],
    );
    check(
        &json!({"eventType": "Bolus", "insulin": 3, "type": "square", "duration": 60}),
        &[extended(0, 3_000_000, 60)],
        &[],
    );
    // How much, or how long, is not said; or it is longer, or more, than a bolus can be.
    check(
        &json!({"eventType": "Combo Bolus", "insulin": 2, "splitExt": 60, "duration": 120}),
        &[bolus(2_000_000)],
        &[part(Some(2.0), Some(60.0), Some(120.0))],
    );
    check(
        &json!({"eventType": "Combo Bolus", "enteredinsulin": 5, "insulin": 2, "splitExt": 60}),
        &[bolus(2_000_000)],
        &[part(Some(5.0), Some(60.0), None)],
    );
    check(
        &json!({"eventType": "Bolus", "insulin": 3, "type": "square", "duration": 481}),
        &[],
        &[part(Some(3.0), None, Some(481.0))],
    );
    check(
        &json!({"eventType": "Combo Bolus", "enteredinsulin": 40, "insulin": 20, "splitExt": 50, "duration": 60}),
        &[bolus(20_000_000)],
        &[part(Some(40.0), Some(50.0), Some(60.0))],
    );
    check(
        &json!({"eventType": "Bolus", "insulin": 3, "duration": 60}),
        &[bolus(3_000_000)],
        &[part(Some(3.0), None, Some(60.0))],
    );
    // The duration of a meal is that of its carbs.
    check(
        &json!({"eventType": "Meal Bolus", "insulin": 3, "carbs": 30, "duration": 60}),
        &[bolus(3_000_000)],
        &[Reason::Carbs { grams: 30.0 }],
    );
}

#[test]
fn a_temporary_basal_is_a_rate_or_a_change_of_it() {
    let check = |fields: &Value, action: Result<Action, Reason>| {
        let mut record = json!({"eventType": "Temp Basal"});
        record.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let (actions, left) = match action {
            Ok(action) => (vec![action], vec![]),
            Err(reason) => (vec![], vec![reason]),
        };
        check(&record, &actions, &left);
    };
    let half_hour = 1_800_000;
    check(&json!({"rate": 0.5, "duration": 30}), Ok(temp_basal(rate(500_000), half_hour)));
    check(&json!({"absolute": 0.5, "duration": 30}), Ok(temp_basal(rate(500_000), half_hour)));
    let both = json!({"rate": 0, "absolute": 0.5, "percent": 20, "duration": 30});
    check(&both, Ok(temp_basal(rate(0), half_hour)));
    let finer = json!({"rate": 0.5, "duration": 30, "durationInMilliseconds": 1_799_999});
    check(&finer, Ok(temp_basal(rate(500_000), 1_799_999)));
    for (change, percent) in [(-20, 80), (-100, 0), (0, 100), (150, 250)] {
        let fields = json!({"percent": change, "duration": 30});
        check(&fields, Ok(temp_basal(TempRate::Percent(percent), half_hour)));
    }
    for change in [-101.0, 151.0, 12.5, 1e300] {
        let fields = json!({"percent": change, "duration": 30});
        check(&fields, Err(Reason::PercentOutOfRange { percent: change }));
    }
    for cancel in [json!({"duration": 0}), json!({"rate": 0.5, "duration": 0}), json!({})] {
        check(&cancel, Ok(Action::CancelTempBasal));
    }
    for units_per_h in [-0.1, 30.1, 1e300] {
        let fields = json!({"rate": units_per_h, "duration": 30});
        check(&fields, Err(Reason::RateOutOfRange { rate: units_per_h }));
    }
    check(&json!({"duration": 30}), Err(Reason::NoRate));
    check(&json!({"rate": 0.5}), Err(Reason::NoDuration));
    for minutes in [-1.0, 1441.0, 1e300] {
        let fields = json!({"rate": 0.5, "duration": minutes});
        check(&fields, Err(Reason::DurationOutOfRange { minutes }));
    }
    check(&json!({"rate": 0.5, "durationInMilliseconds": 999}), Err(Reason::DurationOutOfRange { minutes: 0.01665 }));
}

#[test]
fn a_pause_is_a_pause() {
    check(&json!({"eventType": "Suspend Pump"}), &[Action::Suspend], &[]);
    check(&json!({"eventType": "Resume Pump"}), &[Action::Resume], &[]);
    let reason = Reason::PauseTime { minutes: 20.0 };
    check(&json!({"eventType": "Suspend Pump", "duration": 20}), &[Action::Suspend], &[reason]);
}

#[test]
fn nothing_is_dropped_in_silence() {
    check(&json!({"eventType": "Profile Switch"}), &[], &[Reason::ProfileSwitch]);
    check(&json!({"eventType": "Note", "notes": "x"}), &[], &[Reason::Note]);
    check(&json!({"eventType": "Exercise"}), &[], &[Reason::NotDelivery]);
    check(&json!({"eventType": "Moon Landing"}), &[], &[Reason::UnknownEventType]);
    let noted = json!({"eventType": "Moon Landing", "notes": "x"});
    check(&noted, &[], &[Reason::Note, Reason::UnknownEventType]);
    check(&json!({}), &[], &[Reason::UnknownEventType]);
    let invalid = json!({"eventType": "Bolus", "insulin": 1, "isValid": false});
    check(&invalid, &[], &[Reason::Invalid]);
    check(&json!({"created_at": "soon", "eventType": "Bolus", "insulin": 1}), &[], &[Reason::NoTime]);
    let record = json!({"_id": "1", "mills": 1_709_274_610_250_i64, "insulin": 1});
    let imported = history(&json!([record, record, "x", {"insulin": 1}])).unwrap();
    assert_eq!(imported.scenario.events.len(), 1);
    let reasons: Vec<Reason> = imported.not_carried.into_iter().map(|item| item.reason).collect();
    let expected = [Reason::NotARecord, Reason::NoTime, Reason::NoProfile, Reason::Duplicate];
    assert_eq!(reasons, expected);
}

#[test]
fn what_ends_comes_before_what_begins_at_the_same_time() {
    let record = |fields: Value| {
        let mut record = json!({"created_at": "2024-03-01T06:30:00Z", "eventType": "Temp Basal"});
        record.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        record
    };
    let begin = record(json!({"rate": 1, "duration": 30}));
    let end = record(json!({"duration": 0}));
    for records in [json!([begin, end]), json!([end, begin])] {
        let actions: Vec<Action> =
            history(&records).unwrap().scenario.events.iter().map(|event| event.action).collect();
        assert_eq!(actions, [Action::CancelTempBasal, temp_basal(rate(1_000_000), 1_800_000)]);
    }
}

#[test]
fn a_run_ends_with_the_last_that_is_done_in_it() {
    let minutes = |records: Value| history(&records).unwrap().scenario.duration.as_s() / 60;
    let temp =
        |at: &str, duration: u32| json!({"created_at": at, "eventType": "Temp Basal", "rate": 1, "duration": duration});
    let bolus = |at: &str| json!({"created_at": at, "insulin": 1});
    assert_eq!(minutes(json!([bolus("2024-03-01T06:30:00Z")])), 5);
    assert_eq!(minutes(json!([bolus("2024-03-01T06:30:00.001Z")])), 6);
    assert_eq!(minutes(json!([{"created_at": "2024-03-01T06:30:00Z", "eventType": "Resume Pump"}])), 1);
    // The second ends the first, whatever that would have lasted.
    let superseded = json!([temp("2024-03-01T06:00:00Z", 600), temp("2024-03-01T06:30:00Z", 10)]);
    assert_eq!(minutes(superseded), 40);
    let cancelled = json!([temp("2024-03-01T06:00:00Z", 600), temp("2024-03-01T06:30:00Z", 0)]);
    assert_eq!(minutes(cancelled), 30);
    let ages = json!([bolus("-009999-01-03T00:00:00Z"), bolus("9999-12-30T00:00:00Z")]);
    let error = history(&ages).unwrap_err();
    assert!(matches!(error, NightscoutError::TooLong { .. }), "{error}");
    let long = json!([bolus("2024-03-01T00:00:00Z"), bolus("2024-03-31T00:00:00Z")]);
    let error = history(&long).unwrap_err().to_string();
    let expected = "treatments: found a history from 2024-03-01T00:00:00Z to \
        2024-03-31T00:05:00Z; allowed: 1min to 30d of it";
    assert_eq!(error, expected);
}

#[test]
fn both_forms_of_profile_say_the_same() {
    let nightscout = import(TREATMENTS, Some(PROFILE), &Options::default()).unwrap();
    let oref = import(TREATMENTS, Some(OREF_PROFILE), &Options::default()).unwrap();
    assert_eq!(nightscout.scenario, oref.scenario);
    let documents: Value = serde_json::from_str(PROFILE).unwrap();
    assert_eq!(with_profile(&documents[0]).unwrap(), nightscout);
}

#[test]
fn without_a_profile_nothing_is_scheduled() {
    let imported = import(TREATMENTS, None, &Options::default()).unwrap();
    let none = BasalBlock { from: Duration::ZERO, rate: DoseRate::ZERO };
    assert_eq!(imported.scenario.basal, [none]);
    let reason = Reason::NoProfile;
    let listed = NotCarried { at: None, event_type: "Profile".to_owned(), reason };
    assert!(imported.not_carried.contains(&listed));
}

#[test]
fn the_profile_that_was_valid_at_the_start_is_taken() {
    let document = |start: &str, rate: f64| {
        json!({"startDate": start, "defaultProfile": "P",
               "store": {"P": {"timezone": "UTC", "basal": [{"time": "00:00", "value": rate}]}}})
    };
    let before = document("2024-02-01T00:00:00Z", 1.0);
    let valid = document("2024-02-02T00:00:00Z", 2.0);
    let during = document("2024-03-02T00:00:00Z", 3.0);
    let after = document("2024-03-03T00:00:00Z", 4.0);
    let check = |documents: Value, micro_units: i64, switches: usize| {
        let imported = with_profile(&documents).unwrap();
        let expected = DoseRate::from_micro_units_per_h(micro_units);
        assert_eq!(imported.scenario.basal[0].rate, expected, "{documents}");
        let is_switch = |item: &&NotCarried| item.reason == Reason::ProfileSwitch;
        assert_eq!(imported.not_carried.iter().filter(is_switch).count(), switches, "{documents}");
    };
    check(json!([after, during, valid, before]), 2_000_000, 1);
    check(json!([before, valid]), 2_000_000, 0);
    check(json!([after, during]), 3_000_000, 0);
    check(json!([after]), 4_000_000, 0);
}

#[test]
fn a_profile_that_cannot_be_used_is_refused() {
    let check = |profile: Value, problem: ProfileProblem| {
        let error = with_profile(&profile).unwrap_err();
        assert_eq!(error, NightscoutError::Profile(problem), "{profile}");
    };
    for none in [json!({}), json!([]), json!(5), json!({"store": {}, "defaultProfile": "P"})] {
        check(none, ProfileProblem::NoBasal);
    }
    let oref = |blocks: Value| json!({"basalprofile": blocks});
    check(oref(json!([])), ProfileProblem::BlockCount { count: 0 });
    let many: Vec<Value> = (0..25).map(|i| json!({"minutes": i, "rate": 1})).collect();
    check(oref(Value::Array(many)), ProfileProblem::BlockCount { count: 25 });
    check(oref(json!([{"minutes": 60, "rate": 1}])), ProfileProblem::NoMidnight);
    let unreadable = |field| ProfileProblem::Unreadable { block: 0, field };
    check(oref(json!([{"rate": 1}])), unreadable("start"));
    check(oref(json!([5])), unreadable("start"));
    check(oref(json!([{"start": "noon", "rate": 1}])), unreadable("start"));
    check(oref(json!([{"minutes": 1440, "rate": 1}])), unreadable("minutes"));
    check(oref(json!([{"minutes": 0}])), unreadable("rate"));
    for rate in [-0.1, 30.1] {
        let problem = ProfileProblem::RateOutOfRange { block: 0 };
        check(oref(json!([{"minutes": 0, "rate": rate}])), problem);
    }
    let two = json!([{"minutes": 0, "rate": 1}, {"start": "00:00:00", "rate": 2}]);
    check(oref(two), ProfileProblem::SameTime { block: 1 });
    let twice = json!([{"start": "01:00:00", "minutes": 0, "rate": 1}]);
    check(oref(twice), ProfileProblem::TimesDisagree { block: 0 });
}

#[test]
fn what_is_not_json_is_refused_with_its_place() {
    let check = |text: &str, message: &str| {
        let error = import(text, None, &Options::default()).unwrap_err();
        assert_eq!(error.to_string(), message);
    };
    check("", "treatments:1:0: found no JSON (EOF while parsing a value); allowed: JSON");
    check("[\n {\"insulin\": 1,}\n]", "treatments:2:16: found no JSON (trailing comma); allowed: JSON");
    check("[] x", "treatments:1:4: found no JSON (trailing characters); allowed: JSON");
    check("{}", "treatments: found an object; allowed: an array of treatments");
    check(
        "[]",
        "treatments: found none among 0 that a pump can be asked to do; \
         allowed: boluses, temporary basal rates, suspend and resume",
    );
    let profile = import(TREATMENTS, Some("{"), &Options::default()).unwrap_err().to_string();
    assert!(profile.starts_with("profile:1:1: found no JSON ("), "{profile}");
    let size = 33 * 1024 * 1024;
    let error = import(&" ".repeat(size), None, &Options::default()).unwrap_err();
    let document = Document::Treatments;
    assert_eq!(error, NightscoutError::TooLarge { document, size, size_max: 32 * 1024 * 1024 });
    let deep = import(&"[".repeat(1_000_000), None, &Options::default()).unwrap_err();
    assert!(deep.to_string().contains("recursion limit"), "{deep}");
}

#[test]
fn nothing_in_a_history_can_act_on_a_terminal() {
    let records = json!([
        {"created_at": "2024-03-01T06:30:00Z", "eventType": "\u{1b}[31m\n".repeat(100)},
        "\u{1b}[31m\n".repeat(100),
        {"created_at": "2024-03-01T06:30:00Z", "insulin": 1},
        {"created_at": "2024-03-01T06:30:00Z", "insulin": 1e300, "carbs": 1e300},
    ]);
    for item in history(&records).unwrap().not_carried {
        let line = item.to_string();
        assert!(!line.contains(char::is_control) && line.chars().count() < 200, "{line}");
    }
}
