//! Writes a record's files: each is complete or not there.

use crate::record::Record;
use crate::report;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use twin::PumpUnit;

/// Version of `summary.json`: changes when a key changes its meaning or goes.
pub const SUMMARY_SCHEMA: &str = "aliquot.summary/1";

/// A file that could not be written.
#[derive(Debug)]
pub struct OutputError {
    /// Which.
    pub path: PathBuf,
    /// Why.
    pub cause: std::io::Error,
}

impl std::fmt::Display for OutputError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: cannot be written: {}", self.path.display(), self.cause)
    }
}

impl std::error::Error for OutputError {}

/// Writes `report.html`, `summary.json`, `strokes.csv`, `events.jsonl` and `journal.jsonl` to a folder, which is made if
/// it is not there.
///
/// # Errors
/// When the folder cannot be made or a file not written; files already written are complete.
pub fn write(record: &Record, folder: &Path) -> Result<(), OutputError> {
    make_folder(folder)?;
    let lines = |lines: &[String]| lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect::<String>();
    let files = [
        ("events.jsonl", lines(&record.events)),
        ("journal.jsonl", lines(&record.journal)),
        ("strokes.csv", strokes_csv(record)),
        ("report.html", report::html(record, &PumpUnit::PARAMETERS)),
        ("summary.json", format!("{:#}\n", summary(record))),
    ];
    for (name, content) in files {
        write_file(&folder.join(name), &content)?;
    }
    Ok(())
}

/// Finds out whether files can be made where a file is to be written, before long work is done for it.
///
/// # Errors
/// When they cannot; nothing is left behind.
pub fn check_file(path: &Path) -> Result<(), OutputError> {
    temporary(folder_of(path)).map(drop).map_err(|cause| OutputError { path: path.to_owned(), cause })
}

/// The same for a folder that may not be there yet.
///
/// # Errors
/// See [`check_file`].
pub fn check_folder(folder: &Path) -> Result<(), OutputError> {
    let existing = folder.ancestors().find(|place| place.exists()).unwrap_or(Path::new("."));
    temporary(existing).map(drop).map_err(|cause| OutputError { path: folder.to_owned(), cause })
}

/// The folder that a file lies in.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes a folder, and those it lies in, if they are not there.
///
/// # Errors
/// When it cannot be made.
pub fn make_folder(folder: &Path) -> Result<(), OutputError> {
    std::fs::create_dir_all(folder).map_err(|cause| OutputError { path: folder.to_owned(), cause })
}

/// Writes one file: to a temporary one beside it first, which then takes its place.
///
/// # Errors
/// When it cannot be written; what was there stays as it was.
pub fn write_file(path: &Path, content: &str) -> Result<(), OutputError> {
    write_bytes(path, content.as_bytes())
}

/// The same of what is no text.
///
/// # Errors
/// See [`write_file`].
pub fn write_bytes(path: &Path, content: &[u8]) -> Result<(), OutputError> {
    let failed = |cause| OutputError { path: path.to_owned(), cause };
    let mut file = temporary(folder_of(path)).map_err(failed)?;
    file.write_all(content).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// A temporary file with the permissions that a new file has, rather than a secret one's.
fn temporary(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".aliquot-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// The run in numbers, with the keys that `summary.json` promises.
pub fn summary(record: &Record) -> Value {
    let units_per_ul = record.units_per_ul();
    json!({
        "schema": SUMMARY_SCHEMA,
        "in_silico": true,
        "name": record.name,
        "embodiment": record.embodiment,
        "seed": record.seed,
        "simulated_s": record.simulated_s,
        "wall_s": record.wall_s,
        "commanded_ul": record.commanded_ul,
        "delivered_ul": record.delivered_ul,
        "ledger_ul": record.ledger_ul,
        "commanded_units": record.commanded_ul * units_per_ul,
        "delivered_units": record.delivered_ul * units_per_ul,
        "ledger_units": record.ledger_ul * units_per_ul,
        "error_percent": percent_of(record.delivered_ul - record.commanded_ul, record.commanded_ul),
        "ledger_error_percent": percent_of(record.ledger_ul - record.delivered_ul, record.delivered_ul),
        "strokes": record.strokes.len(),
        "reservoir_ul": record.reservoir_ul,
        "battery_used_mah": record.battery_used_mah,
        "imbalance_worst_ul": record.imbalance_worst_ul,
        "trace": format!("{:016x}", record.trace),
        "emulated": record.emulated.map(|emulated| json!({
            "steps": emulated.steps,
            "instructions_worst": emulated.instructions_worst,
            "instructions_mean": emulated.instructions_mean,
            "supervisor_instructions_worst": emulated.supervisor_instructions_worst,
            "stack_worst_bytes": emulated.stack_worst,
        })),
        "alarms": record.alarms.iter().map(|alarm| json!({
            "at_s": alarm.at_s, "annunciation": alarm.annunciation, "priority": alarm.priority,
            "acknowledged_s": alarm.acknowledged_s, "ended_s": alarm.ended_s,
        })).collect::<Vec<_>>(),
        "violations": record.violations.iter().map(|violation| json!({
            "at_s": violation.at_s, "oracle": violation.oracle, "detail": violation.detail,
        })).collect::<Vec<_>>(),
    })
}

/// `part` in percent of `whole`; null where there is no whole.
fn percent_of(part: f64, whole: f64) -> Option<f64> {
    (whole.abs() > 1e-9).then(|| 100.0 * part / whole)
}

fn strokes_csv(record: &Record) -> String {
    let mut csv = String::from("t_s,target_ul,optical_ul,acoustic_ul,accounted_ul,truth_ul,start_um,end_um\n");
    for stroke in &record.strokes {
        let acoustic = stroke.acoustic_ul.map_or(String::new(), |volume| format!("{volume:.6}"));
        writeln!(
            csv,
            "{:.6},{:.6},{:.6},{acoustic},{:.6},{:.6},{:.3},{:.3}",
            stroke.t_s,
            stroke.target_ul,
            stroke.optical_ul,
            stroke.accounted_ul,
            stroke.truth_ul,
            stroke.start_um,
            stroke.end_um
        )
        .expect("writing to a string cannot fail");
    }
    csv
}
