//! What suite and swarm make of the copy with one bug switched on.

use super::record::SWITCH;
use super::scratch::Scratch;
use crate::workspace;
use serde_json::Value;
use std::fmt;
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// The suite's quick part, in this order: what runs without a pump, then strokes, therapy, alarms and the journal with one.
const SUITE: [&[&str]; 2] = [
    &[
        "test",
        "-p",
        "aliquot-controller",
        "-p",
        "aliquot-supervisor",
        "-p",
        "aliquot-protocol",
        "-p",
        "aliquot-journal",
        "--tests",
    ],
    &[
        "test",
        "-p",
        "aliquot-bench",
        "--test",
        "strokes",
        "--test",
        "therapy",
        "--test",
        "alarms",
        "--test",
        "journal",
        "--test",
        "site_change",
    ],
];
/// One test looks for an operating system beneath the controller's crate; in the copy the switches are one.
const BUT: [&str; 3] = ["--", "--skip", "the_controller_needs_no_operating_system"];
/// The swarm's cases: up to this one, so many at first and twice as many each time, and the hours of their first phase.
pub(super) const SEEDS: u64 = 60;
const AT_FIRST: u64 = 4;
const HOURS: &str = "1";
const BUILD: [&str; 3] = ["build", "-p", "aliquot"];
/// No bug is in the twin: it is built once, and fast.
const FAST_TWIN: [&str; 2] = ["--config", "profile.dev.package.aliquot-twin.opt-level=3"];
/// What takes longer hangs.
const PATIENCE: Duration = Duration::from_mins(10);
/// What an ended command left is looked at this often.
const LOOK: Duration = Duration::from_millis(50);

/// What has caught a mutant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Caught {
    /// These tests fail.
    Tests(Vec<String>),
    /// This oracle, in the case of this seed.
    Oracle { oracle: String, seed: u64 },
    /// It never ends.
    Hangs,
}

impl fmt::Display for Caught {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tests(names) => {
                let shown: Vec<String> = names.iter().take(2).map(|name| format!("`{name}`")).collect();
                let more = names.len().saturating_sub(shown.len());
                write!(f, "{}", shown.join(", "))?;
                if more > 0 { write!(f, " and {more} more") } else { Ok(()) }
            }
            Self::Oracle { oracle, seed } => write!(f, "`{oracle}`, seed {seed}"),
            Self::Hangs => f.write_str("it does not end"),
        }
    }
}

/// Builds what suite and swarm run, for all mutants.
///
/// # Errors
/// It does not build.
pub(super) fn build(scratch: &Scratch) -> Result<(), String> {
    for arguments in SUITE.into_iter().map(|test| [test, &["--no-run"]].concat()).chain([BUILD.to_vec()]) {
        println!("mutants: cargo {}", arguments.join(" "));
        workspace::succeed(&mut scratch.command(&cargo(), &[&FAST_TWIN, arguments.as_slice()].concat()))?;
    }
    Ok(())
}

fn cargo() -> PathBuf {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()).into()
}

/// The copy with one bug switched on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mutant<'a> {
    pub(super) scratch: &'a Scratch,
    /// Which bug, or none.
    pub(super) number: u32,
}

impl Mutant<'_> {
    /// Runs the test that is to come first, if one is, and then the suite's quick part, up to what first fails.
    ///
    /// # Errors
    /// A command cannot be started, or fails without a test that does.
    pub(super) fn suite(self, first: Option<&str>) -> Result<Option<Caught>, String> {
        let named = first.iter().flat_map(|test| SUITE.map(|part| [part, &[*test]].concat()));
        for arguments in named.chain(SUITE.map(<[_]>::to_vec)) {
            let Some((success, text)) = self.cargo(&[&arguments[..], &BUT].concat())? else {
                return Ok(Some(Caught::Hangs));
            };
            if !success {
                let failed = failed_tests(&text);
                let why = || format!("cargo {} fails, and no test does", arguments.join(" "));
                return if failed.is_empty() { Err(why()) } else { Ok(Some(Caught::Tests(failed))) };
            }
        }
        Ok(None)
    }

    /// Runs the cases that are to come first, and then those from 1 on, up to what first finds something.
    ///
    /// # Errors
    /// The program cannot be started, or says what nobody understands.
    pub(super) fn swarm(self, first: impl IntoIterator<Item = u64>) -> Result<Option<Caught>, String> {
        let program = self.scratch.builds().join("debug").join("aliquot");
        for (from, to) in first.into_iter().map(|seed| (seed, seed)).chain(batches()) {
            let seeds = format!("{from}..{to}");
            let arguments = ["swarm", "--seeds", &seeds, "--hours", HOURS, "--json"];
            let Some((_, text)) = self.ended(&program, &arguments)? else { return Ok(Some(Caught::Hangs)) };
            let found = first_finding(&text).map_err(|reason| format!("aliquot {}: {reason}", arguments.join(" ")))?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// # Errors
    /// Cargo cannot be started.
    fn cargo(self, arguments: &[&str]) -> Result<Option<(bool, String)>, String> {
        self.ended(&cargo(), &[&FAST_TWIN, arguments].concat())
    }

    /// Whether a command succeeded, and its standard output; none when it had to be ended.
    ///
    /// # Errors
    /// It cannot be started, or its output cannot be kept.
    fn ended(self, program: &Path, arguments: &[&str]) -> Result<Option<(bool, String)>, String> {
        let [out, log] = ["out.txt", "log.txt"].map(|name| self.scratch.folder().join(name));
        let file = |path: &PathBuf| File::create(path).map_err(|error| format!("{}: {error}", path.display()));
        let mut command = self.scratch.command(program, arguments);
        command.env(SWITCH, self.number.to_string());
        // A group of its own, so that a test that hangs can be ended with what has started it.
        command.stdout(file(&out)?).stderr(file(&log)?).process_group(0);
        let mut child = command.spawn().map_err(|error| format!("cannot start {}: {error}", program.display()))?;
        let Some(success) = waited(&mut child)? else { return Ok(None) };
        let text = std::fs::read(&out).map_err(|error| format!("{}: {error}", out.display()))?;
        Ok(Some((success, String::from_utf8_lossy(&text).into_owned())))
    }
}

/// The swarm's seeds, from the first to the last of each run.
fn batches() -> impl Iterator<Item = (u64, u64)> {
    std::iter::successors(Some((1, AT_FIRST)), |(from, to)| {
        (*to < SEEDS).then(|| (to + 1, SEEDS.min(to + 2 * (to + 1 - from))))
    })
}

/// The tests that a run of cargo names as failed.
fn failed_tests(text: &str) -> Vec<String> {
    let failed = |line: &str| line.strip_prefix("test ")?.strip_suffix(" ... FAILED").map(str::to_owned);
    text.lines().filter_map(failed).collect()
}

/// The first violation or panic of a swarm's JSON, by seed.
///
/// # Errors
/// It is none.
fn first_finding(text: &str) -> Result<Option<Caught>, String> {
    let last: Vec<&str> = text.lines().rev().take(3).collect();
    let quoted = || format!("no JSON; the last lines are {last:?}");
    let start = text.find('{').ok_or_else(quoted)?;
    let value: Value = serde_json::from_str(&text[start..]).map_err(|error| format!("{error}; {}", quoted()))?;
    let findings = value["findings"].as_array().ok_or("no findings")?;
    let counts = |finding: &&Value| ["violation", "panic"].iter().any(|kind| finding["kind"] == *kind);
    let first = findings.iter().filter(counts).min_by_key(|finding| finding["seed"].as_u64());
    Ok(first.map(|finding| Caught::Oracle {
        oracle: finding["oracle"].as_str().unwrap_or_default().to_owned(),
        seed: finding["seed"].as_u64().unwrap_or_default(),
    }))
}

/// Whether it succeeded; none when it was ended for taking too long.
///
/// # Errors
/// It cannot be waited for.
#[expect(clippy::disallowed_methods, reason = "something that hangs is told from something that is slow by the clock")]
fn waited(child: &mut Child) -> Result<Option<bool>, String> {
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            return Ok(Some(status.success()));
        }
        if began.elapsed() > PATIENCE {
            let group = format!("-{}", child.id());
            workspace::succeed(Command::new("kill").args(["-KILL", "--", &group]))?;
            child.wait().map_err(|error| error.to_string())?;
            return Ok(None);
        }
        std::thread::sleep(LOOK);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failed_tests_are_those_that_cargo_names() {
        let text =
            "running 3 tests\ntest a::b ... ok\ntest a::c ... FAILED\ntest d ... FAILED\n\nfailures:\n    a::c\n";
        assert_eq!(failed_tests(text), ["a::c", "d"]);
        assert_eq!(failed_tests("error: could not compile"), Vec::<String>::new());
    }

    #[test]
    fn the_first_finding_is_the_violation_or_panic_of_the_lowest_seed() {
        let finding = |seed: u64, kind: &str| format!("{{\"seed\":{seed},\"kind\":\"{kind}\",\"oracle\":\"o{seed}\"}}");
        let of = |findings: &[String]| first_finding(&format!("{{\"findings\":[{}]}}", findings.join(",")));
        assert_eq!(of(&[finding(1, "known"), finding(2, "not_run")]), Ok(None));
        let found = of(&[finding(9, "panic"), finding(7, "violation"), finding(1, "known")]).expect("it is JSON");
        assert_eq!(found.map(|caught| caught.to_string()), Some("`o7`, seed 7".to_owned()));
        assert!(first_finding("killed").is_err());
    }

    #[test]
    fn every_case_up_to_the_last_is_run_once() {
        assert_eq!(batches().collect::<Vec<_>>(), [(1, 4), (5, 12), (13, 28), (29, 60)]);
    }

    #[test]
    fn a_mutant_that_many_tests_catch_names_two() {
        let caught = Caught::Tests(["a", "b", "c"].map(str::to_owned).to_vec());
        assert_eq!(caught.to_string(), "`a`, `b` and 1 more");
    }
}
