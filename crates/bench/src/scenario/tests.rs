//! What is refused, in which words; and that what is written of the format is so.

use super::*;
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use twin::{FAULTS, FaultSpec};
use units::{Dose, DoseRate};

/// A scenario of eleven lines that begins at 06:00 and lasts a day.
const BASE: &str = r#"name = "x"
embodiment = "tethered"
duration = "24h"
start = "06:00"
seed = 3
[drug]
concentration = "U-100"
[[basal]]
from = "00:00"
rate = "0.8 U/h"
"#;

fn check_text(text: &str, message: &str) {
    let error = parse(text, "s.toml").unwrap_err();
    assert_eq!(error.to_string(), message, "{text}");
}

/// Refused when `old` is `new` in the scenario above.
fn check(old: &str, new: &str, message: &str) {
    assert!(BASE.contains(old), "{old}");
    check_text(&BASE.replacen(old, new, 1), message);
}

/// Refused when these lines follow the scenario above, the first being line 11.
fn check_more(lines: &str, message: &str) {
    check_text(&format!("{BASE}{lines}\n"), message);
}

fn accept(lines: &str) -> Scenario {
    parse(&format!("{BASE}{lines}\n"), "s.toml").unwrap()
}

#[test]
fn what_is_not_said_has_its_default() {
    let scenario = accept("");
    assert_eq!(scenario.start, Instant::from_us(6 * 3_600_000_000));
    assert_eq!(scenario.seed, 3);
    assert_eq!(scenario.reservoir_fill, Volume::from_pl(2_000_000_000));
    assert!(scenario.events.is_empty() && scenario.environment.is_empty());
    let short = BASE.replace("start = \"06:00\"\nseed = 3\n", "");
    let scenario = parse(&short, "s.toml").unwrap();
    assert_eq!((scenario.start, scenario.seed), (Instant::ZERO, 1));
    let scenario = accept("[[fault]]\nat = \"7:00\"\nkind = \"occlusion\"");
    assert_eq!(scenario.faults[0].severity, Fraction::ONE);
    assert_eq!(scenario.faults[0].duration, None);
    assert_eq!((scenario.faults[0].over, scenario.faults[0].recurrence), (Duration::ZERO, None));
}

#[test]
fn the_reservoir_is_filled_with_a_dose_or_a_volume() {
    for fill in ["200 U", "2 mL", "2000 uL", "200000 mU"] {
        let scenario = accept(&format!("[reservoir]\nfill = \"{fill}\""));
        assert_eq!(scenario.reservoir_fill, Volume::from_pl(2_000_000_000), "{fill}");
    }
}

#[test]
fn several_surroundings_change_together() {
    let lines = "[[environment]]\nat = \"7:00\"\nheight = \"0.5 m\"\ntemperature = \"295.15 K\"\n\
        over = \"20min\"";
    let changes = accept(lines).environment;
    let to: Vec<_> = changes.iter().map(|change| change.to).collect();
    let temperature = Surrounding::Temperature(Temperature::from_millidegc(22_000));
    assert_eq!(to, [temperature, Surrounding::Height(Length::from_nm(500_000_000))]);
    assert!(changes.iter().all(|change| change.over == Duration::from_min(20)));
}

#[test]
fn tables_may_be_written_in_any_way_that_toml_has() {
    let expected = accept("[[event]]\nat = \"7:00\"\nbolus = { fast = \"4 U\" }").events;
    for lines in [
        "[[event]]\nat = \"7:00\"\nbolus.fast = \"4 U\"",
        "[[event]]\nat = '7:00'\n[event.bolus]\nfast = \"4000 mU\"",
        "[[event]]\r\nat = \"07:00:00.000\"\r\nbolus = {\r\n  fast = \"4 U\", # four\r\n}",
    ] {
        assert_eq!(accept(lines).events, expected, "{lines}");
    }
    let inline = format!("event = [{{ at = \"7:00\", bolus = {{ fast = \"4 U\" }} }}]\n{BASE}");
    assert_eq!(parse(&inline, "s.toml").unwrap().events, expected);
    assert_eq!(parse(&format!("\u{feff}{BASE}"), "s.toml"), Ok(accept("")));
}

#[test]
fn events_stand_from_the_start_to_the_end() {
    let events = "[[event]]\nat = \"06:00\"\nsuspend = {}\n[[event]]\nat = \"1d 06:00\"\nresume = {}";
    assert_eq!(accept(events).events.len(), 2);
}

#[test]
fn a_quantity_is_refused_for_what_it_is() {
    let key = "s.toml:10: basal[0].rate: found";
    let rate = |new: &str, rest: &str| check("\"0.8 U/h\"", new, &format!("{key} {new}; {rest}"));
    rate("\"-0.8 U/h\"", "allowed: 0 U/h to 30 U/h");
    rate("\"30.000001 U/h\"", "allowed: 0 U/h to 30 U/h");
    rate("\"99999999999999999999 U/h\"", "allowed: 0 U/h to 30 U/h");
    let units = "one of U/h, mU/h)";
    rate("\"0.8 mL/h\"", &format!("allowed: 0 U/h to 30 U/h (unknown unit here, expected {units}"));
    rate("\"0.8\"", &format!("allowed: 0 U/h to 30 U/h (expected a number and {units}"));
    let quoted = "allowed: a quantity in quotes with its unit, 0 U/h to 30 U/h";
    for unquoted in ["0.8", "1", "true", "{ a = 1 }", "[1, 2]", "07:30:00"] {
        rate(unquoted, quoted);
    }
}

#[test]
fn the_head_is_refused_for_what_it_is() {
    let runs = "allowed: \"tethered\", \"patch\", \"metered\"";
    check("tethered", "wired", &format!("s.toml:2: embodiment: found \"wired\"; {runs}"));
    check("24h", "31d", "s.toml:3: duration: found \"31d\"; allowed: 1min to 30d");
    check("24h", "59s", "s.toml:3: duration: found \"59s\"; allowed: 1min to 30d");
    let clock = "allowed: a time of day in quotes, 00:00 to 23:59:59.999999";
    check("06:00", "1d 06:00", &format!("s.toml:4: start: found \"1d 06:00\"; {clock}"));
    check("06:00", "24:00", &format!("s.toml:4: start: found \"24:00\"; {clock}"));
    let seeds = "0 to 9223372036854775807";
    check("= 3", "= -1", &format!("s.toml:5: seed: found -1; allowed: {seeds}"));
    let whole = "a whole number without quotes, ";
    check("= 3", "= 1.5", &format!("s.toml:5: seed: found 1.5; allowed: {whole}{seeds}"));
    let strengths = "allowed: a concentration in quotes, U-1 to U-1000";
    let key = "s.toml:7: drug.concentration: found";
    check("U-100", "100", &format!("{key} \"100\"; {strengths}"));
    check("U-100", "U-1001", &format!("{key} \"U-1001\"; {strengths}"));
    let names = "allowed: 1 to 64 letters (a-z, A-Z), digits, -, _ and spaces in quotes, \
        no space at an end";
    check("\"x\"", "\"../x\"", &format!("s.toml:1: name: found \"../x\"; {names}"));
    let long = format!("\"{}\"", "x".repeat(100_000));
    let cut = format!("\"{}...", "x".repeat(56));
    check("\"x\"", &long, &format!("s.toml:1: name: found {cut}; {names}"));
}

#[test]
fn a_key_is_refused_if_it_is_unknown() {
    check(
        "seed",
        "sede",
        "s.toml:5: sede: found unknown key sede; did you mean seed? allowed: name, embodiment, \
         duration, start, seed, drug, reservoir, limits, basal, template, event, environment, fault",
    );
    check("rate", "flow", "s.toml:10: basal[0].flow: found unknown key flow; allowed: from, rate");
    check_more(
        "[[event]]\nat = \"7:00\"\nbolus = { fats = \"4 U\" }",
        "s.toml:13: event[0].bolus.fats: found unknown key fats; did you mean fast? allowed: fast, extended, over, delay, id",
    );
    check_more(
        "[[event]]\nat = \"7:00\"\nresume = { for = \"1h\" }",
        "s.toml:13: event[0].resume.for: found unknown key for; allowed: none",
    );
}

#[test]
fn a_key_is_refused_if_it_is_missing_or_twice() {
    let required = "found nothing, but it is required; allowed:";
    let concentrations = "a concentration in quotes, U-1 to U-1000";
    check(
        "[drug]\nconcentration = \"U-100\"\n",
        "",
        &format!("s.toml:1: drug.concentration: {required} {concentrations}"),
    );
    check("concentration = \"U-100\"\n", "", &format!("s.toml:6: drug.concentration: {required} {concentrations}"));
    check(
        "[[basal]]\nfrom = \"00:00\"\nrate = \"0.8 U/h\"\n",
        "",
        &format!("s.toml:1: basal: {required} 1 to 24 [[basal]] tables"),
    );
    check("seed = 3", "name = \"y\"", "s.toml:5: name: found key name a second time; allowed: each key once");
    check_more("[drug]", "s.toml:11: drug: found key drug a second time; allowed: each key once");
}

#[test]
fn basal_blocks_are_in_order() {
    let key = "from: found";
    check("00:00", "01:00", &format!("s.toml:9: basal[0].{key} \"01:00\"; allowed: 00:00 for the first block"));
    let more = |from: &str| format!("[[basal]]\nfrom = \"{from}\"\nrate = \"1 U/h\"\n");
    check_more(
        &more("0:00"),
        &format!("s.toml:12: basal[1].{key} \"0:00\"; allowed: later than 00:00 (the one before)"),
    );
    let many: String = (1..=24).map(|index| more(&format!("23:{:02}", index + 10))).collect();
    check_more(&many, "s.toml:8: basal: found 25; allowed: 1 to 24 [[basal]] tables");
    check(
        "[[basal]]",
        "[basal]",
        "s.toml:8: basal: found a table; allowed: tables, each under its own heading in double brackets",
    );
}

#[test]
fn an_event_says_one_thing() {
    let event = |action: &str, message: &str| {
        check_more(&format!("[[event]]\nat = \"7:00\"\n{action}"), message);
    };
    let actions = "bolus, temp_basal, cancel_temp_basal, cancel_bolus, suspend, resume, detach, attach, open, close, \
        new_disposable, new_set, prime_tubing, insert, prime_cannula, confirm, snooze, power_cut, stop, profile, set_clock, \
        remind_reservoir";
    event("", &format!("s.toml:11: event[0]: found none of them; allowed: exactly one of the keys {actions}"));
    event(
        "suspend = {}\nbolus = { fast = \"4 U\" }",
        &format!("s.toml:11: event[0]: found bolus and suspend; allowed: exactly one of the keys {actions}"),
    );
    event(
        "suspend = true",
        "s.toml:13: event[0].suspend: found true; allowed: an empty table, {}, or one such as { for = \"30min\" }",
    );
    event("resume = true", "s.toml:13: event[0].resume: found true; allowed: an empty table, {}");
    let cut = "s.toml:13: event[0].power_cut.for: found";
    event("power_cut = { for = \"0s\" }", &format!("{cut} \"0s\"; allowed: 1ms to 24h"));
    event("bolus = \"4 U\"", "s.toml:13: event[0].bolus: found \"4 U\"; allowed: a table such as { fast = \"4.2 U\" }");
    let bolus = "s.toml:13: event[0].bolus.fast: found";
    event("bolus = { fast = \"0 U\" }", &format!("{bolus} \"0 U\"; allowed: above 0 U, at most 30 U"));
    event("bolus = { fast = \"31 U\" }", &format!("{bolus} \"31 U\"; allowed: above 0 U, at most 30 U"));
    event(
        "bolus = { fast = 4 }",
        &format!("{bolus} 4; allowed: a quantity in quotes with its unit, above 0 U, at most 30 U"),
    );
    let bolus = "s.toml:13: event[0].bolus";
    for (action, message) in [
        (
            "{}",
            ".fast: found nothing, but it is required; allowed: a quantity in quotes with its unit, above 0 U, at most 30 U",
        ),
        (
            "{ extended = \"2 U\" }",
            ".over: found nothing, but it is required; allowed: a quantity in quotes with its unit, 1min to 8h, as extended is given",
        ),
        (
            "{ fast = \"2 U\", extended = \"29 U\", over = \"1h\" }",
            ": found 31 U in all; allowed: above 0 U, at most 30 U",
        ),
        ("{ extended = \"2 U\", over = \"9h\" }", ".over: found \"9h\"; allowed: 1min to 8h"),
        ("{ fast = \"2 U\", delay = \"9h\" }", ".delay: found \"9h\"; allowed: 0s to 8h"),
        ("{ fast = \"2 U\", id = 0 }", ".id: found 0; allowed: 1 to 999999"),
    ] {
        event(&format!("bolus = {action}"), &format!("{bolus}{message}"));
    }
    event(
        "cancel_bolus = { id = 3 }",
        "s.toml:13: event[0].cancel_bolus.id: found 3; allowed: the id of a bolus before",
    );
    event(
        "profile = \"x\"",
        "s.toml:13: event[0].profile: found \"x\"; allowed: the name of a [[template]] in quotes, or \"basal\"",
    );
    event("suspend = { for = \"1s\" }", "s.toml:13: event[0].suspend.for: found \"1s\"; allowed: 1min to 24h");
    event(
        "set_clock = \"25:00\"",
        "s.toml:13: event[0].set_clock: found \"25:00\"; allowed: a date and a time of day in quotes: 2026-03-29 03:00",
    );
}

#[test]
fn a_temporary_basal_rate_is_within_its_limits() {
    let event = |action: &str, message: &str| {
        check_more(&format!("[[event]]\nat = \"7:00\"\n{action}"), message);
    };
    let temp = "s.toml:13: event[0].temp_basal";
    event("temp_basal = { percent = 251, for = \"1h\" }", &format!("{temp}.percent: found 251; allowed: 0 to 250"));
    event(
        "temp_basal = { percent = 60, for = \"999ms\" }",
        &format!("{temp}.for: found \"999ms\"; allowed: 1s to 24h"),
    );
    event(
        "temp_basal = { percent = 60, rate = \"1 U/h\", for = \"1h\" }",
        &format!("{temp}: found rate and percent; allowed: exactly one of the keys rate, percent"),
    );
}

#[test]
fn time_does_not_run_backwards() {
    let suspend = |at: &str| format!("[[event]]\nat = \"{at}\"\nsuspend = {{}}\n");
    let run = "06:00 to 1d 06:00, when the run is";
    check_more(&suspend("05:59"), &format!("s.toml:12: event[0].at: found \"05:59\"; allowed: {run}"));
    check_more(&suspend("1d 06:00:01"), &format!("s.toml:12: event[0].at: found \"1d 06:00:01\"; allowed: {run}"));
    let before = "allowed: 07:00 (the one before) or later";
    check_more(
        &format!("{}{}", suspend("7:00"), suspend("6:59:59.999")),
        &format!("s.toml:15: event[1].at: found \"6:59:59.999\"; {before}"),
    );
    for table in ["[[environment]]\ntemperature = \"22 degC\"", "[[fault]]\nkind = \"occlusion\""] {
        let lines = format!("{table}\nat = \"7:00\"\n{table}\nat = \"6:30\"");
        let name = if table.contains("fault") { "fault" } else { "environment" };
        check_more(&lines, &format!("s.toml:16: {name}[1].at: found \"6:30\"; {before}"));
    }
    // Each array has its own time.
    accept(&format!("{}[[fault]]\nat = \"6:30\"\nkind = \"occlusion\"", suspend("7:00")));
}

#[test]
fn surroundings_and_faults_have_their_ranges() {
    let environment = |line: &str, message: &str| {
        check_more(&format!("[[environment]]\nat = \"7:00\"\n{line}"), message);
    };
    let keys = "temperature, pressure, height, back_pressure, orientation, shock, light, sound, humidity";
    environment(
        "",
        &format!("s.toml:11: environment[0]: found none of them; allowed: at least one of the keys {keys}"),
    );
    for (key, found, allowed) in [
        ("temperature", "60.001 degC", "-20 degC to 60 degC"),
        ("pressure", "99 mbar", "10 kPa to 300 kPa"),
        ("height", "-2001 mm", "-2 m to 2 m"),
        ("back_pressure", "101 kPa", "-20 kPa to 100 kPa"),
        ("over", "31d", "0s to 30d"),
        ("shock", "101 g", "0 g to 100 g"),
        ("shock", "-1 g", "0 g to 100 g"),
        ("sound", "19.999 dB", "20 dB to 120 dB"),
    ] {
        let message = format!("s.toml:13: environment[0].{key}: found \"{found}\"; allowed: {allowed}");
        environment(&format!("{key} = \"{found}\""), &message);
    }
    let fault = |line: &str, message: &str| {
        check_more(&format!("[[fault]]\nat = \"7:00\"\n{line}"), message);
    };
    for severity in ["1.1", "-0.1", "nan", "inf", "\"1\"", "0.1234567", "1e300", "99999999999"] {
        let allowed = "allowed: a number without quotes, 0 to 1, of at most 6 decimals";
        let message = format!("s.toml:14: fault[0].severity: found {severity}; {allowed}");
        fault(&format!("kind = \"occlusion\"\nseverity = {severity}"), &message);
    }
    let lists = "allowed: a name in quotes that \"aliquot inspect faults --embodiment tethered\" lists";
    fault("kind = \"vapour\"", &format!("s.toml:13: fault[0].kind: found unknown fault \"vapour\"; {lists}"));
    fault(
        "kind = \"oclusion\"",
        &format!("s.toml:13: fault[0].kind: found unknown fault \"oclusion\"; did you mean occlusion? {lists}"),
    );
    fault("kind = 3", &format!("s.toml:13: fault[0].kind: found 3; {lists}"));
    fault("", &format!("s.toml:11: fault[0].kind: found nothing, but it is required; {lists}"));
    fault(
        "kind = \"occlusion\"\nfor = \"0s\"",
        "s.toml:14: fault[0].for: found \"0s\"; allowed: above 0s, at most 30d",
    );
    for severity in ["0", "1", "0.0", "-0.0", "1.0", "0.5", "1e-3", "0.000001"] {
        accept(&format!("[[fault]]\nat = \"7:00\"\nkind = \"occlusion\"\nseverity = {severity}"));
    }
}

#[test]
fn an_orientation_is_a_name_or_angles() {
    let lies = |orientation: &str| {
        let changes = accept(&format!("[[environment]]\nat = \"7:00\"\norientation = {orientation}")).environment;
        changes[0].to
    };
    let is = |pitch_deg, roll_deg| Surrounding::Orientation(Orientation { pitch_deg, roll_deg });
    assert_eq!(lies("\"left side\""), is(0, 90));
    assert_eq!(lies("{ pitch = 30, roll = -45 }"), is(30, -45));
    assert_eq!(lies("{ roll = 180 }"), is(0, 180));
    assert_eq!(lies("{ pitch = -90 }"), is(-90, 0));
    let refused = |line: &str, message: &str| {
        check_more(&format!("[[environment]]\nat = \"7:00\"\n{line}"), &format!("s.toml:13: environment[0].{message}"));
    };
    let names = "\"upright\", \"inverted\", \"outlet up\", \"outlet down\", \"left side\", \"right side\", \
        or a table such as { pitch = 30, roll = -45 } in degrees";
    for wrong in ["\"askew\"", "30", "[0, 0, -1]"] {
        refused(&format!("orientation = {wrong}"), &format!("orientation: found {wrong}; allowed: {names}"));
    }
    let angles = "found none of them; allowed: at least one of the keys pitch, roll";
    refused("orientation = {}", &format!("orientation: {angles}"));
    refused("orientation = { pitch = 91 }", "orientation.pitch: found 91; allowed: -90 to 90");
    refused("orientation = { roll = -181 }", "orientation.roll: found -181; allowed: -180 to 180");
    refused(
        "orientation = { roll = 0.5 }",
        "orientation.roll: found 0.5; allowed: a whole number without quotes, -180 to 180",
    );
    refused("orientation = { yaw = 3 }", "orientation.yaw: found unknown key yaw; allowed: pitch, roll");
}

#[test]
fn light_and_humidity_are_in_percent_without_quotes() {
    for key in ["light", "humidity"] {
        for (found, allowed) in [
            ("101", "0 to 100"),
            ("-1", "0 to 100"),
            ("\"40 %\"", "a whole number without quotes, 0 to 100"),
            ("0.4", "a whole number without quotes, 0 to 100"),
        ] {
            check_more(
                &format!("[[environment]]\nat = \"7:00\"\n{key} = {found}"),
                &format!("s.toml:13: environment[0].{key}: found {found}; allowed: {allowed}"),
            );
        }
    }
}

#[test]
fn a_fault_grows_and_comes_and_goes() {
    let fault = |rest: &str| format!("[[fault]]\nat = \"7:00\"\nkind = \"occlusion\"\n{rest}");
    let found = accept(&fault("over = \"2h\"\nevery = \"10min\"\nlasting = \"2min\"")).faults[0];
    assert_eq!(found.over, Duration::from_h(2));
    let recurrence = Recurrence { every: Duration::from_min(10), lasting: Duration::from_min(2) };
    assert_eq!(found.recurrence, Some(recurrence));
    let refused = |rest: &str, line: usize, message: &str| {
        check_more(&fault(rest), &format!("s.toml:{line}: fault[0].{message}"));
    };
    refused("over = \"31d\"", 14, "over: found \"31d\"; allowed: 0s to 30d");
    refused("over = 3", 14, "over: found 3; allowed: a quantity in quotes with its unit, 0s to 30d");
    refused("every = \"999ms\"\nlasting = \"1ms\"", 14, "every: found \"999ms\"; allowed: 1s to 30d");
    refused("lasting = \"0s\"\nevery = \"1min\"", 14, "lasting: found \"0s\"; allowed: above 0s, at most 30d");
    for lasting in ["10min", "11min"] {
        refused(
            &format!("every = \"10min\"\nlasting = \"{lasting}\""),
            15,
            &format!("lasting: found \"{lasting}\"; allowed: less than 10min, which is every"),
        );
    }
    let required = "found nothing, but it is required; allowed: a quantity in quotes with its unit,";
    refused("every = \"10min\"", 11, &format!("lasting: {required} above 0s, at most 30d, as every is given"));
    refused("lasting = \"10min\"", 11, &format!("every: {required} 1s to 30d, as lasting is given"));
}

#[test]
fn what_is_not_toml_is_refused_with_its_place() {
    check("\"x\"", "x", "s.toml:1:8: found x; allowed: TOML (string values must be quoted, expected literal string)");
    check("[drug]", "[drug", "s.toml:6:6: found nothing more; allowed: TOML (unclosed table, expected `]`)");
    check(
        "= 3",
        "= 9223372036854775808",
        "s.toml:5:8: found 9223372036854775808; allowed: TOML (integer number overflowed)",
    );
    let error = parse(&BASE.replace("\"x\"", "\"a\u{1b}[31m\""), "s.toml").unwrap_err();
    assert!(!error.to_string().contains('\u{1b}'), "{error}");
}

#[test]
fn garbage_is_refused_soon_and_in_few_words() {
    for garbage in ["[", "a=[", "a={a=", "\"", "a.", "x", "\0", "[[a]]\n", "\u{e4}", "\u{2028}", "#"] {
        let text = garbage.repeat(400_000 / garbage.len());
        let error = parse(&text, "s.toml").unwrap_err().to_string();
        assert!(error.chars().count() < 300, "{error}");
        assert!(!error.contains(char::is_control), "{error}");
    }
    let size = 5 * 1024 * 1024;
    let error = parse(&"\n".repeat(size), "s.toml").unwrap_err();
    assert_eq!(*error.problem, Problem::TooLarge { size: 5_242_880 });
}

proptest! {
    #[test]
    fn any_text_is_a_scenario_or_refused(text in any::<String>()) {
        let refused = parse(&text, "s.toml").map_err(|error| error.to_string());
        prop_assert!(refused.is_err_and(|message| !message.contains(char::is_control)));
    }

    #[test]
    fn a_scenario_with_a_slip_is_a_scenario_or_refused(
        at in 0..BASE.len(),
        length in 0..20_usize,
        slip in "[ -~\n]{0,8}",
    ) {
        let end = (at + length).min(BASE.len());
        let text = format!("{}{slip}{}", &BASE[..at], &BASE[end..]);
        if let Err(error) = parse(&text, "s.toml") {
            prop_assert!(error.to_string().starts_with("s.toml:"), "{}", error);
        }
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn the_example_of_the_documentation_is_a_scenario() {
    let text = std::fs::read_to_string(repository().join("docs/scenario-format.md")).unwrap();
    let examples: Vec<&str> = text.split("```toml\n").skip(1).map(|rest| rest.split_once("```").unwrap().0).collect();
    assert_eq!(examples.len(), 1, "the example is whole");
    let scenario = parse(examples[0], "docs/scenario-format.md").unwrap();
    let written = parse(&scenario.to_toml(), "written.toml");
    assert_eq!(written, Ok(scenario));
}

#[test]
fn the_documentation_says_every_range_and_every_orientation() {
    let text = std::fs::read_to_string(repository().join("docs/scenario-format.md")).unwrap();
    for limits in limits::ALL {
        assert!(text.contains(&limits.to_string()), "{limits}");
    }
    let orientations = Orientation::NAMED.map(|(name, orientation)| {
        let Orientation { pitch_deg, roll_deg } = orientation;
        let [x, y, z] = orientation.gravity();
        format!("| `\"{name}\"` | {pitch_deg}, {roll_deg} | {x}, {y}, {z} |")
    });
    for row in orientations {
        assert!(text.contains(&row), "{row}");
    }
}

#[test]
fn the_documentation_has_the_table_of_faults() {
    let row = |spec: &FaultSpec| {
        let FaultSpec { name, part, fails, severity, embodiments, .. } = spec;
        format!("| `{name}` | {part} | {fails} | {severity} | {} |\n", embodiments.names())
    };
    let head =
        "| kind | part | what fails | what the severity means | embodiments |\n| --- | --- | --- | --- | --- |\n";
    let wanted = format!("{head}{}", FAULTS.iter().map(row).collect::<String>());
    let text = std::fs::read_to_string(repository().join("docs/scenario-format.md")).unwrap();
    // With the blank lines around it, so that nothing stands before or after what is wanted.
    let found = text.contains(&format!("\n\n{wanted}\n"));
    assert!(found, "docs/scenario-format.md has to have this table of faults:\n\n{wanted}");
}

#[test]
fn the_messages_of_the_documentation_are_those_that_are_given() {
    let text = std::fs::read_to_string(repository().join("docs/scenario-format.md")).unwrap();
    let error = parse(&BASE.replace("\"0.8 U/h\"", "\"-0.8 U/h\""), "s.toml").unwrap_err();
    assert!(text.contains(&error.to_string()), "{error}");
}

/// The scenario of this name in the repository; named as its file is.
fn shipped(name: &str) -> Scenario {
    let scenario = read(&repository().join(format!("scenarios/{name}.toml"))).unwrap();
    assert_eq!(scenario.name, name);
    scenario
}

fn boluses(scenario: &Scenario) -> Vec<Dose> {
    let dose = |event: &Event| {
        let Action::Bolus(bolus) = event.action else { return None };
        Some(bolus.fast + bolus.extended)
    };
    scenario.events.iter().filter_map(dose).collect()
}

#[test]
fn every_shipped_scenario_is_one() {
    let mut count = 0;
    for folder in ["scenarios", "scenarios/recalls"] {
        for entry in std::fs::read_dir(repository().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                continue;
            }
            let scenario = read(&path).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(Some(scenario.name.as_str()), path.file_stem().unwrap().to_str());
            count += 1;
        }
    }
    assert!(count >= 18, "{count}");
}

#[test]
fn the_shipped_scenarios_tell_their_stories() {
    let weekday = shipped("weekday");
    let meals = boluses(&weekday);
    assert_eq!(meals.len(), 4);
    let in_story = |dose: &Dose| (2_500_000..=5_000_000).contains(&dose.as_micro_units());
    assert!(meals.iter().all(in_story));
    let toddler = shipped("toddler");
    assert_eq!(toddler.basal.len(), 1);
    assert_eq!(toddler.basal[0].rate, DoseRate::from_micro_units_per_h(50_000));
    assert!(toddler.events.is_empty());
    let largest = boluses(&shipped("high-rate")).into_iter().max();
    assert_eq!(largest, Some(Dose::from_micro_units(15_000_000)));
    let empty = shipped("empty");
    assert_eq!(empty.reservoir_fill, empty.concentration.volume_of(Dose::from_micro_units(8_000_000)));
    let blocked = shipped("blocked");
    assert_eq!(blocked.faults[0].kind, FaultKind::Occlusion);
    assert_eq!(blocked.events[0].action, Action::Resume);
}
