//! `cargo xtask ci`: every check, cheapest first, stopping at the first that fails.
//!
//! The list of steps is data, [`STEPS`]; a step is added there and nowhere else.
//! Invariant: the last step is the test command that the README gives, letter by letter,
//! so that its closing lines stand at the end of the run.

use crate::firmware::{self, Compiler};
use crate::{determinism, qemu, size, tidy, workspace};
use std::time::{Duration, Instant};

/// One line of CI.
struct Step {
    name: &'static str,
    action: Action,
}

/// What a step does.
enum Action {
    /// Runs cargo with these arguments and this environment.
    Cargo { arguments: &'static [&'static str], environment: &'static [(&'static str, &'static str)] },
    /// Builds what flies, unchanged, for a Cortex-M4F, with every compiler that can.
    Embedded,
    /// Checks form and lints of the firmware, which is a workspace of its own; the lints where rustup has its target.
    Firmware,
    /// Checks licences, bans and sources of the dependencies, where cargo-deny is installed.
    Deny,
    /// Runs the rules of [`tidy`] in this process.
    Tidy,
    /// Compares two builds of the same run.
    Determinism,
    /// Compares two short runs, one with a reset, on the host and on the emulated device, and the firmware with its
    /// budgets.
    Qemu,
}

/// How a step ended when it did not fail.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Ending {
    Passed,
    Skipped { reason: String },
}

const fn cargo(arguments: &'static [&'static str]) -> Action {
    Action::Cargo { arguments, environment: &[] }
}

const STEPS: [Step; 10] = [
    Step { name: "fmt", action: cargo(&["fmt", "--all", "--check"]) },
    Step { name: "clippy", action: cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]) },
    Step { name: "tidy", action: Action::Tidy },
    Step {
        name: "doc",
        action: Action::Cargo {
            arguments: &["doc", "--workspace", "--no-deps"],
            environment: &[("RUSTDOCFLAGS", "-Dwarnings")],
        },
    },
    Step { name: "embedded", action: Action::Embedded },
    Step { name: "firmware", action: Action::Firmware },
    Step { name: "deny", action: Action::Deny },
    Step { name: "determinism", action: Action::Determinism },
    Step { name: "qemu", action: Action::Qemu },
    Step { name: "test", action: cargo(&["test", "--workspace"]) },
];

/// Runs every step.
///
/// # Errors
/// The first step that failed, by name.
pub(crate) fn run() -> Result<(), String> {
    in_order(&STEPS, perform)
}

/// Performs the steps one after the other, saying of each what it is and how it ended.
///
/// # Errors
/// The first step that failed, with how long it took and why.
fn in_order(steps: &[Step], mut perform: impl FnMut(&Step) -> Result<Ending, String>) -> Result<(), String> {
    for step in steps {
        println!("== {}: {}", step.name, shown(&step.action));
        let watch = Stopwatch::start();
        let ending = perform(step)
            .map_err(|reason| format!("{} FAILED after {:.1} s: {reason}", step.name, watch.elapsed().as_secs_f64()))?;
        match ending {
            Ending::Passed => println!("== {}: passed in {:.1} s", step.name, watch.elapsed().as_secs_f64()),
            Ending::Skipped { reason } => println!("== {}: SKIPPED, {reason}", step.name),
        }
    }
    println!("== ci: done, {} steps", steps.len());
    Ok(())
}

/// # Errors
/// Why the step failed.
fn perform(step: &Step) -> Result<Ending, String> {
    match step.action {
        Action::Cargo { arguments, environment } => {
            let mut command = workspace::cargo(arguments);
            workspace::succeed(command.envs(environment.iter().copied()))?;
        }
        Action::Embedded => return embedded(),
        Action::Firmware => return lint(),
        Action::Deny => return deny(),
        Action::Tidy => tidy::run()?,
        Action::Determinism => determinism::run()?,
        Action::Qemu => return emulated(),
    }
    Ok(Ending::Passed)
}

const EMBEDDED: [&str; 10] = [
    "build",
    "--locked",
    "--package",
    "aliquot-controller",
    "--package",
    "aliquot-supervisor",
    "--package",
    "aliquot-protocol",
    "--package",
    "aliquot-journal",
];

/// # Errors
/// A crate that flies does not build for the target.
fn embedded() -> Result<Ending, String> {
    if let Err(reason) = Compiler::find(None) {
        return Ok(Ending::Skipped { reason });
    }
    for compiler in Compiler::all() {
        println!("embedded: {}", compiler.said());
        workspace::succeed(&mut compiler.cargo(&EMBEDDED))?;
    }
    Ok(Ending::Passed)
}

/// # Errors
/// The firmware is not formatted, or a lint has found something.
fn lint() -> Result<Ending, String> {
    firmware::check_form()?;
    if let Err(reason) = Compiler::find(Some("rustup")) {
        return Ok(Ending::Skipped { reason: format!("but for its form, which is right: {reason}") });
    }
    firmware::lint()?;
    Ok(Ending::Passed)
}

/// # Errors
/// Device and host differ, an image that goes wrong on purpose does not drop its power, or a budget is exceeded.
fn emulated() -> Result<Ending, String> {
    if let Some(reason) = qemu::missing() {
        return Ok(Ending::Skipped { reason });
    }
    qemu::run(&[qemu::SHORT, qemu::RESTART])?;
    size::run(None)?;
    Ok(Ending::Passed)
}

/// Advisories are left out: they need a database from the network, and CI must answer the same without one.
const DENY: [&str; 5] = ["deny", "check", "bans", "licenses", "sources"];

/// # Errors
/// cargo-deny is installed and found something.
fn deny() -> Result<Ending, String> {
    if workspace::output(&mut workspace::cargo(&["deny", "--version"])).is_err() {
        return Ok(Ending::Skipped {
            reason: "cargo-deny is not installed; `cargo install --locked cargo-deny` installs it".to_owned(),
        });
    }
    workspace::succeed(&mut workspace::cargo(&DENY))?;
    Ok(Ending::Passed)
}

/// What a person would type to run the step alone.
fn shown(action: &Action) -> String {
    let typed = |arguments: &[&str], environment: &[(&str, &str)]| {
        let set = environment.iter().map(|(key, value)| format!("{key}={value}"));
        let words = std::iter::once("cargo").chain(arguments.iter().copied());
        let words: Vec<String> = set.chain(words.map(str::to_owned)).collect();
        words.join(" ")
    };
    match action {
        Action::Cargo { arguments, environment } => typed(arguments, environment),
        Action::Embedded => format!("{} --target {}", typed(&EMBEDDED, &[]), firmware::TARGET),
        Action::Firmware => "cd firmware && cargo fmt --check && cargo clippy -- -D warnings".to_owned(),
        Action::Deny => typed(&DENY, &[]),
        Action::Tidy => typed(&["xtask", "tidy"], &[]),
        Action::Determinism => typed(&["xtask", "determinism"], &[]),
        Action::Qemu => "cargo xtask qemu lockstep power-cut && cargo xtask size".to_owned(),
    }
}

/// Measures how long a step took, for people to read.
struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "the time a step took is only printed; no result depends on it")]
    fn start() -> Self {
        Self(Instant::now())
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_run(failing: &str) -> (Vec<&'static str>, Result<(), String>) {
        let mut names = Vec::new();
        let outcome = in_order(&STEPS, |step| {
            names.push(step.name);
            if step.name == failing { Err("as asked".to_owned()) } else { Ok(Ending::Passed) }
        });
        (names, outcome)
    }

    #[test]
    fn steps_run_in_order_when_all_pass() {
        let (names, outcome) = names_run("none");
        assert_eq!(
            names,
            ["fmt", "clippy", "tidy", "doc", "embedded", "firmware", "deny", "determinism", "qemu", "test"]
        );
        assert_eq!(outcome, Ok(()));
    }

    #[test]
    fn the_first_failure_stops_the_run_and_is_named() {
        let (names, outcome) = names_run("tidy");
        assert_eq!(names, ["fmt", "clippy", "tidy"]);
        let reason = outcome.expect_err("tidy failed");
        assert!(reason.starts_with("tidy FAILED"), "{reason}");
        assert!(reason.ends_with("as asked"), "{reason}");
    }

    #[test]
    fn the_last_step_is_the_test_command_of_the_readme() {
        let last = STEPS.last().expect("there are steps");
        assert_eq!(shown(&last.action), "cargo test --workspace");
    }

    #[test]
    fn a_step_is_shown_with_its_environment() {
        let doc = STEPS.iter().find(|step| step.name == "doc").expect("there is a doc step");
        assert_eq!(shown(&doc.action), "RUSTDOCFLAGS=-Dwarnings cargo doc --workspace --no-deps");
    }
}
