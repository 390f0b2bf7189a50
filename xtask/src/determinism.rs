//! `cargo xtask determinism`: one scenario in the dev and in the release profile gives the same `events.jsonl`, byte for byte.
//!
//! The optimiser is the cheapest second arithmetic there is: what differs between these two builds would differ between machines.
//! Vocabulary: a *profile* is cargo's. Invariant: two empty files are not equal; a run that recorded nothing proves nothing.

use crate::workspace;
use std::path::Path;

const SCENARIO: &str = "scenarios/blocked.toml";
const EVENTS: &str = "events.jsonl";

/// Runs the scenario twice and compares.
///
/// # Errors
/// A run failed, recorded nothing, or the two records differ: the first line that does is quoted from both.
pub(crate) fn run() -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| format!("cannot make a temporary folder: {error}"))?;
    let dev = events(&["run", "-q"], &folder.path().join("dev"))?;
    let release = events(&["run", "-q", "--release"], &folder.path().join("release"))?;
    compare(&dev, &release)?;
    println!("{EVENTS} of {SCENARIO}: the same {} bytes in dev and in release", dev.len());
    Ok(())
}

/// Runs the scenario into the folder `out` and hands back what it recorded.
///
/// # Errors
/// The run failed, or recorded nothing.
fn events(cargo_run: &[&str], out: &Path) -> Result<Vec<u8>, String> {
    let mut command = workspace::cargo(cargo_run);
    command.args(["--", "run", SCENARIO, "--out"]).arg(out);
    workspace::output(&mut command)?;
    let file = out.join(EVENTS);
    std::fs::read(&file).map_err(|error| format!("{} wrote no {EVENTS}: {error}", out.display()))
}

/// # Errors
/// The records differ, or both are empty.
fn compare(dev: &[u8], release: &[u8]) -> Result<(), String> {
    if dev.is_empty() && release.is_empty() {
        return Err(format!("both builds wrote an empty {EVENTS}; a comparison of nothing proves nothing"));
    }
    if dev == release {
        return Ok(());
    }
    let mut lines_dev = dev.split_inclusive(|byte| *byte == b'\n');
    let mut lines_release = release.split_inclusive(|byte| *byte == b'\n');
    let mut line = 0_usize;
    loop {
        line += 1;
        let (left, right) = (lines_dev.next(), lines_release.next());
        if left != right {
            let (left, right) = (quoted(left), quoted(right));
            return Err(format!("{EVENTS}:{line}: dev and release differ\n  dev:     {left}\n  release: {right}"));
        }
    }
}

fn quoted(line: Option<&[u8]>) -> String {
    line.map_or_else(
        || "(end of file)".to_owned(),
        |line| String::from_utf8_lossy(line).trim_end_matches('\n').to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_records_pass() {
        assert_eq!(compare(b"a\nb\n", b"a\nb\n"), Ok(()));
    }

    #[test]
    fn two_empty_records_fail() {
        assert!(compare(b"", b"").is_err());
    }

    #[test]
    fn the_first_differing_line_is_quoted_from_both() {
        let reason = compare(b"a\nb\nc\n", b"a\nB\nc\n").expect_err("line 2 differs");
        assert_eq!(reason, "events.jsonl:2: dev and release differ\n  dev:     b\n  release: B");
    }

    #[test]
    fn a_record_that_stops_early_differs_where_it_stops() {
        let reason = compare(b"a\n", b"a\nb\n").expect_err("one record is shorter");
        assert_eq!(reason, "events.jsonl:2: dev and release differ\n  dev:     (end of file)\n  release: b");
    }

    #[test]
    fn a_missing_last_newline_is_a_difference() {
        assert!(compare(b"a", b"a\n").is_err());
    }
}
