//! The program as a shell sees it: what goes to which stream, what is written, and how it ends.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const SHORT: &str = r#"name = "short"
embodiment = "tethered"
duration = "2min"
[drug]
concentration = "U-100"
[[basal]]
from = "00:00"
rate = "2 U/h"
"#;

/// The program with these arguments, in this folder.
fn aliquot(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_aliquot")).args(arguments).current_dir(folder).output().unwrap()
}

fn stdout(output: &Output) -> &str {
    str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    str::from_utf8(&output.stderr).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A folder with this scenario in it, as `s.toml`.
fn with_scenario(text: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("s.toml"), text).unwrap();
    folder
}

/// Refused with status 1, in one line on standard error that starts so; nothing else is said or written.
fn check_refused(folder: &Path, scenario: &str, start: &str) {
    let before = names(folder);
    for arguments in [vec!["run", scenario, "--out", "out"], vec!["run", scenario], vec!["run", scenario, "--json"]] {
        let output = aliquot(folder, &arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {output:?}");
        assert_eq!(stdout(&output), "", "{arguments:?}");
        let said = stderr(&output);
        assert!(said.starts_with(&format!("error: {start}")), "{arguments:?}: {said}");
        assert_eq!(said.matches('\n').count(), 1, "{arguments:?}: {said}");
        assert!(said.ends_with('\n') && said.chars().count() < 500, "{arguments:?}: {said}");
        assert_eq!(names(folder), before, "{arguments:?}: something was written");
    }
}

#[test]
fn a_wrong_scenario_is_refused_with_file_line_and_key() {
    let rows = [
        ("rate = \"2 U/h\"", "rte = \"2 U/h\"", "s.toml:8: basal[0].rte: found unknown key"),
        ("2 U/h", "2 mL", "s.toml:8: basal[0].rate: found \"2 mL\"; allowed: "),
        ("2 U/h", "-2 U/h", "s.toml:8: basal[0].rate: found \"-2 U/h\"; allowed: 0 U/h to 30 U/h"),
        ("[[basal]]", "[[basal", "s.toml:6"),
    ];
    for (old, new, start) in rows {
        let folder = with_scenario(SHORT.replace(old, new).as_bytes());
        check_refused(folder.path(), "s.toml", start);
    }
    let events = "[[event]]\nat = \"00:01\"\nsuspend = {}\n[[event]]\nat = \"00:00:30\"\nresume = {}\n";
    let folder = with_scenario(format!("{SHORT}{events}").as_bytes());
    check_refused(folder.path(), "s.toml", "s.toml:13: event[1].at: found \"00:00:30\"; allowed: ");
}

#[test]
fn what_is_no_scenario_is_refused_with_its_name() {
    let folder = with_scenario(b"");
    check_refused(folder.path(), "s.toml", "s.toml: found nothing in the file");
    check_refused(folder.path(), "missing.toml", "missing.toml: found no such file");
    check_refused(folder.path(), ".", ".: found a directory");
    let folder = with_scenario(&b"\x00\xff[[=\"\n\r\x1b".repeat(1_200_000));
    check_refused(folder.path(), "s.toml", "s.toml: found at least ");
    let folder = with_scenario(b"name = \"\xff\"");
    check_refused(folder.path(), "s.toml", "s.toml:1: found bytes that are not UTF-8");
}

#[test]
fn wrong_usage_ends_with_status_2() {
    let folder = with_scenario(SHORT.as_bytes());
    for arguments in [
        vec![],
        vec!["fly"],
        vec!["run"],
        vec!["run", "s.toml", "--sed", "3"],
        vec!["run", "s.toml", "--seed", "-1"],
        vec!["run", "s.toml", "--seed", "three"],
        vec!["run", "s.toml", "--seed", "99999999999999999999"],
        vec!["run", "s.toml", "t.toml"],
        vec!["import"],
        vec!["import", "nightscout", "x.json", "--utc-offset", "noon"],
        vec!["inspect"],
        vec!["inspect", "dreams"],
        vec!["inspect", "parts", "--embodiment", "toaster"],
        vec!["inspect", "alarms", "--embodiment", "tethered"],
        vec!["swarm", "--seeds", "7"],
        vec!["swarm", "--seeds", "7..3"],
        vec!["swarm", "--seed", "1", "--seeds", "1..2"],
    ] {
        let output = aliquot(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        assert_eq!(stdout(&output), "", "{arguments:?}");
        assert!(stderr(&output).contains("--help"), "{arguments:?}: {}", stderr(&output));
        assert_eq!(names(folder.path()), ["s.toml"], "{arguments:?}");
    }
}

#[test]
fn help_and_version_end_well() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        vec!["--help"],
        vec!["run", "--help"],
        vec!["import", "nightscout", "--help"],
        vec!["inspect", "parts", "--help"],
        vec!["bench", "accuracy", "--help"],
        vec!["bench", "gates", "--help"],
        vec!["--version"],
    ] {
        let output = aliquot(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert!(!stdout(&output).is_empty() && stderr(&output).is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_run_writes_five_files_and_tells_of_it() {
    let folder = with_scenario(SHORT.as_bytes());
    let output = aliquot(folder.path(), &["run", "s.toml", "--out", "some/where"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(stderr(&output), "");
    for word in ["short (tethered, pump unit 1), in silico", "commanded", "delivered", "accounted", "report.html"] {
        assert!(stdout(&output).contains(word), "{word}: {}", stdout(&output));
    }
    let files = ["events.jsonl", "journal.jsonl", "report.html", "strokes.csv", "summary.json"];
    assert_eq!(names(&folder.path().join("some/where")), files);
    let by_default = aliquot(folder.path(), &["run", "s.toml"]);
    assert_eq!(by_default.status.code(), Some(0));
    assert_eq!(names(&folder.path().join("runs/short-1")), files);
    for name in ["events.jsonl", "strokes.csv"] {
        let read = |run: &str| fs::read(folder.path().join(run).join(name)).unwrap();
        assert_eq!(read("some/where"), read("runs/short-1"), "{name}");
    }
}

#[test]
fn json_is_one_object_and_nothing_else_and_a_seed_overrides() {
    let folder = with_scenario(SHORT.as_bytes());
    let output = aliquot(folder.path(), &["run", "s.toml", "--json", "--seed", "7", "--out", "out"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(stderr(&output), "");
    let text = stdout(&output);
    let summary: serde_json::Value = serde_json::from_str(text).unwrap();
    assert!(summary.is_object() && text.starts_with('{') && text.ends_with("}\n"), "{text}");
    assert_eq!(summary["seed"], 7);
    let written = fs::read_to_string(folder.path().join("out/summary.json")).unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&written).unwrap(), summary);
}

#[test]
fn a_folder_that_cannot_be_written_ends_with_status_1() {
    let folder = with_scenario(SHORT.as_bytes());
    let output = aliquot(folder.path(), &["run", "s.toml", "--out", "s.toml"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(stdout(&output), "");
    assert!(stderr(&output).starts_with("error: s.toml: cannot be written"), "{}", stderr(&output));
    assert_eq!(names(folder.path()), ["s.toml"]);
    assert_eq!(fs::read_to_string(folder.path().join("s.toml")).unwrap(), SHORT);
}

#[test]
fn a_pipe_gets_no_escape_codes() {
    let folder = with_scenario(SHORT.as_bytes());
    for variable in ["NO_COLOR", "CLICOLOR_FORCE"] {
        for scenario in ["s.toml", "missing.toml"] {
            let output = Command::new(env!("CARGO_BIN_EXE_aliquot"))
                .args(["run", scenario, "--out", "out"])
                .env(variable, "1")
                .current_dir(folder.path())
                .output()
                .unwrap();
            let all = [output.stdout, output.stderr].concat();
            assert!(!all.is_empty() && !all.contains(&0x1b), "{variable}, {scenario}");
        }
    }
}

const TREATMENTS: &str = r#"[
  {"eventType": "Temp Basal", "created_at": "2024-03-01T06:00:00Z", "rate": 1.4, "absolute": 1.4, "duration": 30},
  {"eventType": "Correction Bolus", "created_at": "2024-03-01T06:10:00Z", "insulin": 0.6},
  {"eventType": "Temp Basal", "created_at": "2024-03-01T06:20:00Z", "rate": 0, "absolute": 0, "duration": 10},
  {"eventType": "Note", "created_at": "2024-03-01T06:25:00Z", "notes": "walk"}
]"#;

const PROFILE: &str = r#"{"basalprofile": [{"start": "00:00:00", "minutes": 0, "rate": 0.8}]}"#;

#[test]
fn what_is_imported_can_be_run() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("t.json"), TREATMENTS).unwrap();
    fs::write(folder.path().join("p.json"), PROFILE).unwrap();
    let import = ["import", "nightscout", "t.json", "--profile", "p.json"];
    let output = aliquot(folder.path(), &[&import[..], &["-o", "day.toml"]].concat());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(stdout(&output), "");
    assert!(stderr(&output).contains("1 boluses, 2 temporary basals, 1 basal blocks"), "{}", stderr(&output));
    let piped = aliquot(folder.path(), &import);
    assert_eq!(
        piped.stdout,
        fs::read(folder.path().join("day.toml")).unwrap(),
        "the scenario alone is on standard output"
    );
    let run = aliquot(folder.path(), &["run", "day.toml", "--json", "--out", "out"]);
    assert_eq!(run.status.code(), Some(0), "{run:?}");
    let summary: serde_json::Value = serde_json::from_str(stdout(&run)).unwrap();
    assert!(summary["commanded_units"].as_f64().unwrap() > 0.6, "{summary}");
}

#[test]
fn what_cannot_be_imported_is_refused_and_nothing_written() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("empty.json", ""), ("prose.json", "Dear pump"), ("number.json", "3"), ("none.json", "[]")] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let before = names(folder.path());
    for name in ["empty.json", "prose.json", "number.json", "none.json", "missing.json", "."] {
        let output = aliquot(folder.path(), &["import", "nightscout", name, "-o", "day.toml"]);
        assert_eq!(output.status.code(), Some(1), "{name}: {output:?}");
        assert_eq!(stdout(&output), "", "{name}");
        assert!(
            stderr(&output).starts_with("error: ") && stderr(&output).matches('\n').count() == 1,
            "{name}: {}",
            stderr(&output)
        );
        assert_eq!(names(folder.path()), before, "{name}");
    }
}

/// What can be inspected, with two words that stand in each.
const INSPECTED: [(&str, [&str; 2]); 5] = [
    ("parts", ["pump chamber", "disposable"]),
    ("parameters", ["membrane:", "nominal"]),
    ("faults", ["occlusion", "severity: "]),
    ("alarms", ["occlusion_detected", "Check tube and site, then resume."]),
    ("requirements", ["REQ-VALVE-1", "whatever_happens_the_controller_answers_and_stays_safe"]),
];

#[test]
fn what_is_inspected_is_a_table_that_fits_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    for (what, words) in INSPECTED {
        let output = aliquot(folder.path(), &["inspect", what]);
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""), "{what}");
        let text = stdout(&output);
        assert!(text.ends_with('\n') && text.lines().all(|line| line.chars().count() <= 100), "{what}: {text}");
        for word in words {
            assert!(text.contains(word), "{what}: {word}: {text}");
        }
    }
    assert_eq!(names(folder.path()), Vec::<String>::new());
}

#[test]
fn what_is_inspected_is_also_one_json_object() {
    let folder = tempfile::tempdir().unwrap();
    for (what, _) in INSPECTED {
        let output = aliquot(folder.path(), &["inspect", what, "--json"]);
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""), "{what}");
        let object: serde_json::Value = serde_json::from_str(stdout(&output)).unwrap();
        assert_eq!(object["schema"], "aliquot.inspect/1", "{what}");
        let rows = object[what].as_array().unwrap();
        assert!(rows.len() > 1 && rows.iter().all(serde_json::Value::is_object), "{what}: {object}");
    }
}

#[test]
fn an_embodiment_narrows_what_is_inspected() {
    let folder = tempfile::tempdir().unwrap();
    for (what, of_tethered_only) in [
        ("parts", "\nfluid connector "),
        ("parameters", "\nfluid connector:\n"),
        ("faults", "\nsecond_valve_stiction "),
    ] {
        let text = |embodiment: &[&str]| {
            let output = aliquot(folder.path(), &[&["inspect", what][..], embodiment].concat());
            assert_eq!(output.status.code(), Some(0), "{what}: {output:?}");
            stdout(&output).to_owned()
        };
        assert!(text(&[]).contains(of_tethered_only), "{what}");
        assert!(text(&["--embodiment", "tethered"]).contains(of_tethered_only), "{what}");
        assert!(!text(&["--embodiment", "patch"]).contains(of_tethered_only), "{what}");
    }
}

#[test]
fn the_parts_are_also_a_picture() {
    let folder = tempfile::tempdir().unwrap();
    let drawn = |arguments: &[&str]| {
        let output = aliquot(folder.path(), &[&["inspect", "parts", "--svg", "device.svg"], arguments].concat());
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""), "{arguments:?}");
        assert_eq!(names(folder.path()), ["device.svg"], "{arguments:?}");
        (stdout(&output).to_owned(), fs::read_to_string(folder.path().join("device.svg")).unwrap())
    };
    for (arguments, embodiment) in [
        (&[][..], "tethered"),
        (&["--embodiment", "tethered", "--json"], "tethered"),
        (&["--embodiment", "patch"], "patch"),
        (&["--embodiment", "metered", "--json"], "metered"),
    ] {
        let (said, picture) = drawn(arguments);
        let plain: Vec<&str> = ["inspect", "parts"].into_iter().chain(arguments.iter().copied()).collect();
        assert_eq!(said, stdout(&aliquot(folder.path(), &plain)), "the table is the same: {arguments:?}");
        assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n"), "{arguments:?}");
        assert!(picture.contains(&format!("{embodiment} embodiment")), "{arguments:?}");
        assert!(picture.contains("3000 of 3000"), "the reservoir is full: {arguments:?}");
    }
}

/// Long work is not done for a file that cannot be: neither standing line nor result tells of a campaign.
#[test]
fn a_map_that_cannot_be_written_is_refused_before_it_is_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let output = aliquot(folder.path(), &["bench", "trap", "--svg", "nowhere/trap.svg"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(1), ""), "{output:?}");
    assert!(stderr(&output).starts_with("error: nowhere/trap.svg: cannot be written"), "{}", stderr(&output));
    assert_eq!(names(folder.path()), Vec::<String>::new());
}

#[test]
fn a_picture_that_cannot_be_written_ends_with_status_1() {
    let folder = tempfile::tempdir().unwrap();
    let output = aliquot(folder.path(), &["inspect", "parts", "--svg", "nowhere/device.svg"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(1), ""), "{output:?}");
    assert!(stderr(&output).starts_with("error: nowhere/device.svg: cannot be written"), "{}", stderr(&output));
    assert_eq!(names(folder.path()), Vec::<String>::new());
}

#[test]
fn a_campaign_that_there_is_not_is_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        vec!["bench"],
        vec!["bench", "trip"],
        vec!["bench", "trap", "--csv", "x"],
        vec!["bench", "accuracy", "--embodiment", "toaster"],
        vec!["bench", "accuracy", "--units", "0"],
        vec!["bench", "accuracy", "--hours", "0"],
        vec!["bench", "accuracy", "--seed", "-1"],
        vec!["bench", "bolus", "--situation", "asleep"],
        vec!["bench", "bolus", "--consecutive", "0"],
        vec!["bench", "gates", "--svg", "x"],
        vec!["bench", "occlusion", "--course", "sometimes"],
        vec!["bench", "climate", "--condition", "monsoon"],
    ] {
        let output = aliquot(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        assert_eq!(stdout(&output), "", "{arguments:?}");
    }
    assert_eq!(names(folder.path()), Vec::<String>::new());
}

/// Refused with status 1 and one line, before any work is done.
#[test]
fn what_cannot_be_weighed_is_refused_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let rows: [(&[&str], &str); 10] = [
        (&["accuracy", "--rate", "2 mL"], "--rate: found \"2 mL\"; allowed: above 0 U/h, at most 30 U/h"),
        (&["accuracy", "--rate", "0 U/h"], "--rate: found \"0 U/h\"; allowed: above 0 U/h, at most 30 U/h"),
        (&["accuracy", "--rate", "30 U/h"], "the test takes 2160 U, and one fill of the reservoir gives 275 U"),
        (&["accuracy", "--svg", "nowhere/a.svg"], "nowhere/a.svg: cannot be written"),
        (&["bolus", "--dose", "31 U"], "--dose: found \"31 U\"; allowed: above 0 U, at most 30 U"),
        (&["bolus", "--dose", "a lot"], "--dose: found \"a lot\"; allowed: above 0 U, at most 30 U"),
        (&["occlusion", "--rate", "0 U/h"], "--rate: found \"0 U/h\"; allowed: above 0 U/h, at most 30 U/h"),
        (&["occlusion", "--bolus", "31 U"], "--bolus: found \"31 U\"; allowed: above 0 U, at most 30 U"),
        (&["occlusion", "--svg", "nowhere/a.svg"], "nowhere/a.svg: cannot be written"),
        (&["climate", "--svg", "nowhere/a.svg"], "nowhere/a.svg: cannot be written"),
    ];
    for (arguments, start) in rows {
        let output = aliquot(folder.path(), &[&["bench"], arguments].concat());
        assert_eq!((output.status.code(), stdout(&output)), (Some(1), ""), "{arguments:?}: {output:?}");
        let said = stderr(&output);
        assert!(said.starts_with(&format!("error: {start}")) && said.matches('\n').count() == 1, "{said}");
    }
    assert_eq!(names(folder.path()), Vec::<String>::new());
}

#[test]
fn a_rate_is_weighed_drawn_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let weigh = ["bench", "accuracy", "--rate", "3 U/h", "--hours", "1", "--units", "1", "--embodiment", "patch"];
    let told = aliquot(folder.path(), &[&weigh[..], &["--seed", "7", "--svg", "a.svg"]].concat());
    assert_eq!((told.status.code(), stderr(&told)), (Some(0), ""), "{told:?}");
    let text = stdout(&told);
    for words in ["patch: 3 U/h over 1 h, 1 pump units from seed 7, in silico", "15 min", "strokes: ", "needs 49 h"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    let picture = fs::read_to_string(folder.path().join("a.svg")).unwrap();
    assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n") && picture.contains("Start-up, patch"));
}

#[test]
fn boluses_are_weighed_and_told_as_one_json_object() {
    let folder = tempfile::tempdir().unwrap();
    let weigh = ["bench", "bolus", "--dose", "0.1 U", "--situation", "consecutive", "--consecutive", "3"];
    let output =
        aliquot(folder.path(), &[&weigh[..], &["--units", "1", "--embodiment", "tethered", "--json"]].concat());
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""), "{output:?}");
    let object: serde_json::Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(object["schema"], "aliquot.bolus/1");
    let kind = &object["kinds"][0];
    assert_eq!((&kind["embodiment"], &kind["dose_units"]), (&"tethered".into(), &0.1.into()), "{kind}");
    let bins: Vec<u64> = kind["full"]["bins"].as_array().unwrap().iter().map(|bin| bin.as_u64().unwrap()).collect();
    assert_eq!(bins.iter().sum::<u64>(), 3, "{kind}");
    assert_eq!(names(folder.path()), Vec::<String>::new());
}

#[test]
fn a_swarm_goes_on_from_its_file_and_repeats_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let swarm = ["swarm", "--hours", "1", "--json", "--seeds"];
    let run = |more: &[&str]| aliquot(folder.path(), &[&swarm[..], more].concat());
    let first = run(&["3..3", "--resume", "s.json"]);
    let both = run(&["3..4", "--resume", "s.json"]);
    let at_once = run(&["3..4"]);
    for output in [&first, &both, &at_once] {
        assert!(matches!(output.status.code(), Some(0 | 3)), "{output:?}");
    }
    assert_eq!(stdout(&both), stdout(&at_once));
    assert_eq!(fs::read_to_string(folder.path().join("s.json")).unwrap(), stdout(&both));
    let object: serde_json::Value = serde_json::from_str(stdout(&both)).unwrap();
    assert_eq!((&object["schema"], &object["seeds"]), (&"aliquot.swarm/1".into(), &serde_json::json!([3, 4])));
    let others = aliquot(folder.path(), &["swarm", "--hours", "2", "--seeds", "3..4", "--resume", "s.json"]);
    assert_eq!(others.status.code(), Some(1), "{others:?}");
    assert_eq!(stderr(&others), "error: s.json: hours: found 1; allowed: 2\n");
}

#[test]
fn a_blocked_set_is_measured_drawn_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let block = ["bench", "occlusion", "--bolus", "0.2 U", "--course", "full", "--embodiment", "patch", "--units", "1"];
    let told = aliquot(folder.path(), &[&block[..], &["--svg", "a.svg"]].concat());
    assert_eq!((told.status.code(), stderr(&told)), (Some(0), ""), "{told:?}");
    for words in ["patch: blocked sets, 1 pump units from seed 1, in silico", "0.2 U full", "1/1 5 %"] {
        assert!(stdout(&told).contains(words), "{words}: {}", stdout(&told));
    }
    let picture = fs::read_to_string(folder.path().join("a.svg")).unwrap();
    assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n") && picture.contains("patch: missing"));
}

#[test]
fn surroundings_are_weighed_and_told_as_one_json_object() {
    let folder = tempfile::tempdir().unwrap();
    let expose = ["bench", "climate", "--condition", "shock-50g", "--embodiment", "tethered", "--units", "1"];
    let output = aliquot(folder.path(), &[&expose[..], &["--json", "--svg", "a.svg"]].concat());
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""), "{output:?}");
    let object: serde_json::Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(object["schema"], "aliquot.climate/1");
    let exposures = object["exposures"].as_array().unwrap();
    assert_eq!(
        exposures.iter().map(|each| &each["suspended"]).collect::<Vec<_>>(),
        [&false.into(), &serde_json::Value::from(true)]
    );
    assert!(exposures.iter().all(|each| each["condition"] == "shock-50g" && each["legs"][0]["name"] == "after"));
    assert_eq!(names(folder.path()), ["a.svg"]);
}

/// What a campaign's `--json` could have printed.
const GATES: &str = r#"{"schema":"aliquot.gates/1","tables":[{"embodiment":"patch","pump_units":3,"rows":[
{"id":"A1","what":"median","asked":"at most 1 %","reached":"0.45 %","verdict":"met","shown":"n = 3","cause":null}]}]}"#;

#[test]
fn a_report_is_made_from_files_without_measuring_again() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("found")).unwrap();
    fs::write(folder.path().join("found/gates.json"), GATES).unwrap();
    let report = ["report", "--from", "found", "--cases", "0", "--out", "made", "--date", "some day"];
    let output = aliquot(folder.path(), &report);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("made/report.html"), "{}", stdout(&output));
    let page = fs::read_to_string(folder.path().join("made/report.html")).unwrap();
    assert!(page.contains("some day") && page.contains("3 pump units of patch") && page.contains("0.45 %"));
    let numbers = fs::read_to_string(folder.path().join("made/report.json")).unwrap();
    let numbers: serde_json::Value = serde_json::from_str(&numbers).unwrap();
    assert_eq!(numbers["tables"]["gates"]["rows"][0]["reached"], "0.45 %");
    assert!(folder.path().join("made/tables/gates.parquet").exists());
    assert!(names(&folder.path().join("made/evidence")).is_empty(), "nothing was measured");
}

#[test]
fn a_report_of_what_is_no_campaign_is_refused_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("other.json"), "{\"schema\":\"other/1\"}").unwrap();
    let output = aliquot(folder.path(), &["report", "--from", ".", "--out", "made"]);
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(
        said.starts_with("error: ./other.json: schema: found \"other/1\"; allowed: ") && said.lines().count() == 1,
        "{said}"
    );
    assert!(!folder.path().join("made").exists(), "nothing half done");
}

#[test]
fn a_fault_is_tried_drawn_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let try_one = ["faults", "--fault", "tag_missing", "--embodiment", "tethered", "--units", "1"];
    let told = aliquot(folder.path(), &[&try_one[..], &["--svg", "a.svg", "--markdown", "a.md"]].concat());
    assert_eq!((told.status.code(), stderr(&told)), (Some(0), ""), "{told:?}");
    for words in ["faults, 1 pump units from seed 1, in silico", "tag_missing", "told 1/1"] {
        assert!(stdout(&told).contains(words), "{words}: {}", stdout(&told));
    }
    let picture = fs::read_to_string(folder.path().join("a.svg")).unwrap();
    assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n") && picture.contains("tag_missing"));
    let page = fs::read_to_string(folder.path().join("a.md")).unwrap();
    assert!(page.starts_with("# Matrix of faults\n") && page.contains("| `tag_missing` | 25, 34 | told 1/1"), "{page}");
    let output = aliquot(folder.path(), &[&try_one[..], &["--json"]].concat());
    let object: serde_json::Value = serde_json::from_str(stdout(&output)).unwrap();
    let single = &object["singles"][0];
    assert_eq!((&object["schema"], &single["fault"]), (&"aliquot.faults/1".into(), &"tag_missing".into()));
    assert_eq!((&single["told"], &object["pairs"]), (&1.into(), &serde_json::json!([])));
    assert_eq!(names(folder.path()), ["a.md", "a.svg"]);
}

#[test]
fn a_fault_that_there_is_not_is_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        vec!["faults", "--fault", "rust"],
        vec!["faults", "--id", "FI-41"],
        vec!["faults", "--id", "7"],
        vec!["faults", "--units", "0"],
        vec!["faults", "--embodiment", "toaster"],
    ] {
        let output = aliquot(folder.path(), &arguments);
        assert_eq!((output.status.code(), stdout(&output)), (Some(2), ""), "{arguments:?}: {output:?}");
    }
    let output = aliquot(folder.path(), &["faults", "--svg", "nowhere/a.svg"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(1), ""), "{output:?}");
    assert!(stderr(&output).starts_with("error: nowhere/a.svg: cannot be written"), "{}", stderr(&output));
}
