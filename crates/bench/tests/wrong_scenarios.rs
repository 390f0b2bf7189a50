//! A scenario that is not right is refused in one line that names file, line and key, says what was found, and what is allowed.

use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};

const RIGHT: &str = r#"name = "right"
embodiment = "tethered"
duration = "24h"
[drug]
concentration = "U-100"
[[basal]]
from = "00:00"
rate = "0.8 U/h"
[[event]]
at = "07:30"
bolus = { fast = "4.2 U" }
[[event]]
at = "15:00"
temp_basal = { percent = 60, for = "90min" }
[[environment]]
at = "20:00"
temperature = "38 degC"
over = "20min"
[[fault]]
at = "21:00"
kind = "occlusion"
severity = 1.0
for = "30min"
"#;

/// The scenario above with `old` replaced by `new` is refused at this line and key.
fn check(old: &str, new: &str, line: usize, key: &str) {
    assert_eq!(RIGHT.matches(old).count(), 1, "{old}");
    let error = bench::scenario::parse(&RIGHT.replace(old, new), "folder/wrong.toml").unwrap_err();
    let message = error.to_string();
    assert_eq!((error.line, error.key.as_deref()), (Some(line), Some(key)), "{message}");
    assert!(message.starts_with(&format!("folder/wrong.toml:{line}: {key}: found ")), "{message}");
    assert!(message.contains(" allowed: ") && !message.contains('\n'), "{message}");
}

#[test]
fn the_right_scenario_is_accepted() {
    assert!(bench::scenario::parse(RIGHT, "right.toml").is_ok());
}

#[test]
fn what_is_wrong_is_named_with_line_and_key() {
    // An unknown key.
    let unknown = bench::scenario::parse(&RIGHT.replace("over =", "ovr ="), "wrong.toml").unwrap_err();
    assert_eq!(unknown.line, Some(18));
    assert!(unknown.to_string().contains("ovr") && unknown.to_string().contains("did you mean over?"), "{unknown}");
    // A unit that does not fit.
    check("\"0.8 U/h\"", "\"0.8 mL\"", 8, "basal[0].rate");
    check("\"4.2 U\"", "\"4.2 uL\"", 11, "event[0].bolus.fast");
    check("\"38 degC\"", "\"38 kPa\"", 17, "environment[0].temperature");
    // A value out of range.
    check("\"0.8 U/h\"", "\"-0.8 U/h\"", 8, "basal[0].rate");
    check("\"4.2 U\"", "\"31 U\"", 11, "event[0].bolus.fast");
    check("percent = 60", "percent = 251", 14, "event[1].temp_basal.percent");
    check("severity = 1.0", "severity = 1.5", 22, "fault[0].severity");
    check("severity = 1.0", "severity = nan", 22, "fault[0].severity");
    check("\"U-100\"", "\"U-0\"", 5, "drug.concentration");
    // Time that runs backwards, or is not within the run.
    check("\"15:00\"", "\"07:29\"", 13, "event[1].at");
    check("\"21:00\"", "\"1d 00:01\"", 20, "fault[0].at");
    check("\"07:30\"", "\"25:61\"", 10, "event[0].at");
    // What is not there at all.
    check("\"occlusion\"", "\"oclusion\"", 21, "fault[0].kind");
    check("\"tethered\"", "\"wired\"", 2, "embodiment");
}

#[test]
fn what_is_wrong_with_surroundings_and_with_a_fault_that_comes_and_goes_is_named() {
    let more = |key: &str| format!("temperature = \"38 degC\"\n{key}");
    for (key, wrong) in [
        ("shock", "shock = \"2 G\""),
        ("shock", "shock = 2"),
        ("sound", "sound = \"121 dB\""),
        ("light", "light = 100.5"),
        ("humidity", "humidity = \"50 %\""),
        ("orientation", "orientation = \"sideways\""),
        ("orientation.pitch", "orientation = { pitch = 100, roll = 0 }"),
    ] {
        check("temperature = \"38 degC\"", &more(wrong), 18, &format!("environment[0].{key}"));
    }
    check("severity = 1.0", "over = \"-1s\"", 22, "fault[0].over");
    check("severity = 1.0", "every = \"10min\"", 19, "fault[0].lasting");
    check("severity = 1.0", "lasting = \"10min\"", 19, "fault[0].every");
    check("severity = 1.0", "every = \"10min\"\nlasting = \"10min\"", 23, "fault[0].lasting");
}

#[test]
fn a_key_that_is_missing_is_named() {
    for (line, key) in [
        ("duration = \"24h\"\n", "duration"),
        ("rate = \"0.8 U/h\"\n", "rate"),
        ("concentration = \"U-100\"\n", "concentration"),
    ] {
        let error = bench::scenario::parse(&RIGHT.replace(line, ""), "wrong.toml").unwrap_err().to_string();
        assert!(error.contains(key) && error.contains("required"), "{error}");
    }
}

#[test]
fn what_is_no_scenario_file_is_refused_by_its_kind() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |path: &Path, what: &str| {
        let error = bench::scenario::read(path).unwrap_err().to_string();
        assert!(error.contains(what) && error.starts_with(&path.to_string_lossy().into_owned()), "{error}");
        assert!(!error.contains('\n') && error.chars().count() < 500, "{error}");
    };
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    refused(folder.path(), "directory");
    refused(&folder.path().join("missing.toml"), "no such file");
    refused(&file("empty.toml", b""), "nothing");
    refused(&file("garbage.toml", &b"\x00\xff[[=\"".repeat(1_750_000)), "bytes");
    refused(&file("short.toml", b"\xff\xfe\x00garbage"), "UTF-8");
    refused(&file("prose.toml", b"Dear pump, please deliver.\n"), "TOML");
    refused(&file("deep.toml", "[".repeat(100_000).as_bytes()), "TOML");
}

#[test]
fn every_scenario_of_the_repository_is_right() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let mut count = 0;
    let entries = [folder.clone(), folder.join("recalls")].into_iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    for path in entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
        let scenario = bench::scenario::read(&path).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(scenario.name, path.file_stem().unwrap().to_str().unwrap(), "a scenario is named like its file");
        count += 1;
    }
    assert!(count >= 5, "{count} scenarios");
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC{0,300}") {
        prop_assert!(bench::scenario::parse(&text, "any.toml").is_err());
    }

    #[test]
    fn no_damage_to_a_right_scenario_makes_the_parser_panic(at in 0usize..RIGHT.len(), length in 0usize..40, with in "\\PC{0,12}") {
        let end = (at + length).min(RIGHT.len());
        let text = format!("{}{with}{}", &RIGHT[..at], &RIGHT[end..]);
        if let Err(error) = bench::scenario::parse(&text, "any.toml") {
            prop_assert!(!error.to_string().contains('\n'), "{}", error);
            prop_assert!(error.line.is_none_or(|line| line <= text.split('\n').count()), "{}", error);
        }
    }
}
