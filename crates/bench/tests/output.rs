//! What a run leaves behind: the files, their keys and columns, complete or not there at all.

use bench::output;
use bench::record::Record;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

/// A run from 00:00, of this duration, with more of the scenario after it.
fn run(duration: &str, rest: &str) -> Record {
    let text = format!(
        "name = \"out put\"\nembodiment = \"tethered\"\nduration = \"{duration}\"\n\
         [drug]\nconcentration = \"U-100\"\n[[basal]]\nfrom = \"00:00\"\n{rest}"
    );
    let scenario = bench::scenario::parse(&text, "test.toml").unwrap_or_else(|error| panic!("{error}"));
    bench::run::run(&scenario, &mut |_| {}).unwrap()
}

/// Two hours with a bolus, a refused command, a change of air and, at the end, a line that blocks; run once.
fn record() -> &'static Record {
    static RECORD: OnceLock<Record> = OnceLock::new();
    RECORD.get_or_init(|| {
        run(
            "2h",
            r#"rate = "1 U/h"
[[event]]
at = "00:20"
bolus = { fast = "2 U" }
[[event]]
at = "00:40"
suspend = {}
[[event]]
at = "00:41"
bolus = { fast = "1 U" }
[[event]]
at = "00:45"
resume = {}
[[environment]]
at = "00:50"
temperature = "28 degC"
over = "10min"
[[fault]]
at = "01:20"
kind = "occlusion"
"#,
        )
    })
}

/// A folder with the files of this record.
fn written(record: &Record) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    output::write(record, folder.path()).unwrap();
    folder
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The rows of `strokes.csv`: no field is quoted.
fn rows(csv: &str) -> Vec<Vec<&str>> {
    csv.lines().skip(1).map(|line| line.split(',').collect()).collect()
}

/// The sum of a column, uL.
fn sum(csv: &str, column: usize) -> f64 {
    rows(csv).iter().map(|row| row[column].parse::<f64>().unwrap()).sum()
}

#[test]
fn a_folder_holds_the_five_files_and_nothing_else() {
    let folder = written(record());
    assert_eq!(names(folder.path()), ["events.jsonl", "journal.jsonl", "report.html", "strokes.csv", "summary.json"]);
    let report = read(folder.path(), "report.html");
    assert!(report.trim_end().ends_with("</html>") && report.to_lowercase().contains("in silico"));
    // Self-contained: nothing is fetched from anywhere.
    for fetched in ["src=\"http", "href=\"http", "@import", "<script src", "url(http"] {
        assert!(!report.contains(fetched), "{fetched}");
    }
}

#[test]
fn the_summary_has_every_key_with_its_type() {
    let folder = written(record());
    let text = read(folder.path(), "summary.json");
    let summary: Value = serde_json::from_str(&text).unwrap();
    for key in ["schema", "name", "embodiment"] {
        assert!(summary[key].is_string(), "{key}: {}", summary[key]);
    }
    for key in ["seed", "strokes"] {
        assert!(summary[key].is_u64(), "{key}: {}", summary[key]);
    }
    for key in ["simulated_s", "wall_s", "commanded_ul", "delivered_ul", "ledger_ul", "error_percent", "reservoir_ul"] {
        assert!(summary[key].is_f64(), "{key}: {}", summary[key]);
    }
    assert_eq!(summary["name"], "out put");
    assert_eq!(summary["embodiment"], "tethered");
    assert_eq!(summary["simulated_s"], 7_200.0);
    assert_eq!(summary["strokes"], record().strokes.len());
    assert_eq!(summary["violations"], serde_json::json!([]));
    let alarms = summary["alarms"].as_array().unwrap();
    assert_eq!(alarms.len(), record().alarms.len());
    for alarm in alarms {
        assert!(
            alarm["at_s"].is_f64() && alarm["annunciation"].is_string() && alarm["priority"].is_string(),
            "{alarm}"
        );
    }
    assert_eq!(alarms.last().unwrap()["annunciation"], "occlusion_detected");
    let of = |key: &str| summary[key].as_f64().unwrap();
    let error_percent = 100.0 * (of("delivered_ul") - of("commanded_ul")) / of("commanded_ul");
    assert!((of("error_percent") - error_percent).abs() < 1e-9);
}

#[test]
fn the_table_of_strokes_has_its_columns_and_its_sums_are_those_of_the_run() {
    let folder = written(record());
    let csv = read(folder.path(), "strokes.csv");
    let header = csv.lines().next().unwrap();
    assert!(header.starts_with("t_s,target_ul,optical_ul,acoustic_ul,accounted_ul,truth_ul"), "{header}");
    let columns = header.split(',').count();
    assert_eq!(rows(&csv).len(), record().strokes.len());
    let mut last_s = 0.0;
    for row in rows(&csv) {
        assert_eq!(row.len(), columns, "{row:?}");
        assert_eq!(row[3], "", "there is no acoustic sensor");
        let t_s: f64 = row[0].parse().unwrap();
        assert!(t_s > last_s, "{row:?}");
        last_s = t_s;
    }
    assert!(
        (sum(&csv, 4) - record().ledger_ul).abs() < 1e-3,
        "{} accounted, ledger {}",
        sum(&csv, 4),
        record().ledger_ul
    );
    let truth_ul = sum(&csv, 5);
    assert!(
        (truth_ul - record().delivered_ul).abs() < 1e-3,
        "{truth_ul} in strokes, {} delivered",
        record().delivered_ul
    );
}

#[test]
fn strokes_that_failed_are_no_gap_in_the_sum() {
    // The second valve's wire breaks, and heals; each time delivery is resumed.
    let record = run(
        "90min",
        r#"rate = "1 U/h"
[[event]]
at = "00:40"
resume = {}
[[event]]
at = "01:00"
resume = {}
[[environment]]
at = "00:00"
height = "0.3 m"
[[fault]]
at = "00:30"
kind = "second_valve_wire_break"
for = "15min"
"#,
    );
    assert!(!record.alarms.is_empty());
    let folder = written(&record);
    let truth_ul = sum(&read(folder.path(), "strokes.csv"), 5);
    assert!((truth_ul - record.delivered_ul).abs() < 1e-3, "{truth_ul} in strokes, {} delivered", record.delivered_ul);
}

/// A stroke that the end of the run leaves unmeasured has no row; nothing else may be missing.
#[test]
fn a_run_that_ends_within_a_stroke_lacks_that_stroke_alone() {
    for duration in ["91s", "92s", "93s", "276s"] {
        let record = run(duration, "rate = \"1 U/h\"\n");
        let folder = written(&record);
        let truth_ul = sum(&read(folder.path(), "strokes.csv"), 5);
        let open_ul = record.delivered_ul - truth_ul;
        let started = record.events.iter().filter(|line| line.contains("stroke_started")).count();
        let limit_ul = if started > record.strokes.len() { 1.0 } else { 1e-3 };
        assert!(
            (-1e-3..limit_ul).contains(&open_ul),
            "{duration}: {truth_ul} in strokes, {} delivered",
            record.delivered_ul
        );
    }
}

#[test]
fn every_line_of_the_events_is_one_object_with_its_time() {
    let folder = written(record());
    let events = read(folder.path(), "events.jsonl");
    assert!(events.ends_with('\n'));
    let mut last_us = 0;
    for line in events.lines() {
        let event: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        assert!(event["event"].is_string(), "{line}");
        let t_us = event["t_us"].as_u64().unwrap();
        assert!(t_us >= last_us, "{line}");
        last_us = t_us;
    }
    for kind in ["stroke_started", "stroke_measured", "bolus_ended", "command", "fault", "alarm_raised"] {
        assert!(events.contains(&format!("\"event\":\"{kind}\"")), "{kind}");
    }
}

#[test]
fn a_run_in_which_nothing_happens_has_files_that_can_be_read() {
    let record = run("2min", "rate = \"0 U/h\"\n");
    let folder = written(&record);
    assert!(read(folder.path(), "strokes.csv").lines().count() == 1);
    let summary: Value = serde_json::from_str(&read(folder.path(), "summary.json")).unwrap();
    assert!(summary["error_percent"].is_null(), "a share of nothing is no number");
    assert!(!read(folder.path(), "report.html").contains("NaN"));
    let events = read(folder.path(), "events.jsonl");
    for line in events.lines() {
        assert!(serde_json::from_str::<Value>(line).is_ok(), "{line:?} is no event");
    }
}

#[test]
fn where_nothing_can_be_written_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "here before").unwrap();
    // A file cannot be a folder, whoever asks.
    for target in [file.clone(), file.join("deeper")] {
        let error = output::write(record(), &target).unwrap_err();
        assert!(error.to_string().contains("file"), "{error}");
    }
    assert_eq!(names(folder.path()), ["file"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), "here before");
}

#[test]
fn a_file_that_cannot_be_replaced_leaves_no_rest_of_a_try() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("summary.json")).unwrap();
    let error = output::write(record(), folder.path()).unwrap_err();
    assert!(error.path.ends_with("summary.json"), "{error}");
    assert_eq!(names(folder.path()), ["events.jsonl", "journal.jsonl", "report.html", "strokes.csv", "summary.json"]);
    assert!(read(folder.path(), "report.html").trim_end().ends_with("</html>"), "what is there is complete");
}

#[test]
fn a_second_run_replaces_the_first_whole() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("strokes.csv"), "old\n".repeat(100_000)).unwrap();
    output::write(record(), folder.path()).unwrap();
    assert!(!read(folder.path(), "strokes.csv").contains("old"));
    assert_eq!(names(folder.path()).len(), 5);
}
