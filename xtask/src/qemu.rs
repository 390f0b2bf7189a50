//! `cargo xtask qemu`: runs scenarios on the host and on the emulated device, and compares them, bit for bit; then runs
//! the images that go wrong on purpose, which must drop their power and end.
//!
//! Invariant: two runs that recorded nothing are not equal; a device that cannot be run is no device that passed.

use crate::firmware::{self, Compiler};
use crate::workspace;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// What is run without being asked for anything else.
pub(crate) const SCENARIOS: [&str; 6] = ["lockstep", "power-cut", "weekday", "toddler", "empty", "blocked"];

/// The one that is short.
pub(crate) const SHORT: &str = "lockstep";

/// The one in which power goes in mid-stroke.
pub(crate) const RESTART: &str = "power-cut";

const PROGRAM: &str = "qemu-system-arm";

/// Images that go wrong on purpose, and what the bench has to say of it.
const WRONG: [(&str, &str); 4] = [
    ("hung", "supervisor dropped its power: stale of the pump wire, 15"),
    ("unguarded", "dropped its power: a request was not answered in time"),
    ("panicking", "dropped its power: the firmware panicked"),
    ("faulting", "dropped its power: hard fault"),
];

/// Why no device can be emulated here, if so.
pub(crate) fn missing() -> Option<String> {
    if workspace::output(Command::new(PROGRAM).arg("--version")).is_err() {
        return Some("qemu-system-arm is not installed; `apt-get install qemu-system-arm` brings it".to_owned());
    }
    Compiler::find(None).err()
}

/// Builds the firmware, and runs the scenarios with these names, or all of [`SCENARIOS`]. Before them may stand
/// `--compiler` and its name.
///
/// # Errors
/// Nothing can be emulated here, a run fails, or device and host differ.
pub(crate) fn run(names: &[&str]) -> Result<(), String> {
    if let Some(reason) = missing() {
        return Err(reason);
    }
    let (compiler, names) = match names {
        ["--compiler", name, names @ ..] => (Some(*name), names),
        names => (None, names),
    };
    firmware::run(Compiler::find(compiler)?)?;
    for name in if names.is_empty() { &SCENARIOS[..] } else { names } {
        compare(name)?;
    }
    WRONG.iter().try_for_each(|(image, says)| goes_wrong(image, says))
}

/// Runs a scenario on the host and on the device.
///
/// # Errors
/// A run fails, or the two differ in their trace or their events.
fn compare(name: &str) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| format!("cannot make a temporary folder: {error}"))?;
    let [host, device] = ["host", "qemu"].map(|place| summary(name, place, &folder.path().join(place)));
    let (host, device) = (host?, device?);
    let [events, same] = ["host", "qemu"].map(|place| std::fs::read(folder.path().join(place).join("events.jsonl")));
    let events = events.map_err(|error| format!("{name} recorded nothing: {error}"))?;
    if host["trace"] != device["trace"] || same.is_ok_and(|same| same != events) || events.is_empty() {
        return Err(format!(
            "{name}: device and host differ\n  device: {}\n  host:   {}",
            device["trace"], host["trace"]
        ));
    }
    if device["violations"].as_array().is_none_or(|violations| !violations.is_empty()) {
        return Err(format!("{name}: something that always holds did not: {}", device["violations"]));
    }
    let emulated = &device["emulated"];
    let times =
        |summary: &Value| summary["simulated_s"].as_f64().unwrap_or(0.0) / summary["wall_s"].as_f64().unwrap_or(1.0);
    println!(
        "{name}: host and device have trace {}; {} steps, {} instructions at most, {} on average, supervisor {} at most; \
         {} bytes of stack; {:.0} times real time, the host alone {:.0}",
        device["trace"].as_str().unwrap_or_default(),
        emulated["steps"],
        emulated["instructions_worst"],
        emulated["instructions_mean"],
        emulated["supervisor_instructions_worst"],
        emulated["stack_worst_bytes"],
        times(&device),
        times(&host),
    );
    Ok(())
}

/// Runs a scenario and hands back its summary.
///
/// # Errors
/// The run failed.
pub(crate) fn summary(name: &str, device: &str, out: &Path) -> Result<Value, String> {
    let mut command = aliquot(name, device, &firmware::image("device"));
    let printed = workspace::output(command.arg("--out").arg(out))?;
    serde_json::from_str(&printed).map_err(|error| format!("{name}: no summary: {error}"))
}

fn aliquot(name: &str, device: &str, image: &Path) -> Command {
    let scenario = format!("scenarios/{name}.toml");
    let mut command =
        workspace::cargo(&["run", "-q", "--release", "--", "run", &scenario, "--json", "--device", device]);
    command.arg("--firmware").arg(image);
    command
}

/// # Errors
/// The image did not drop its power.
fn goes_wrong(image: &str, says: &str) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| format!("cannot make a temporary folder: {error}"))?;
    let mut command = aliquot(SHORT, "qemu", &firmware::image(image));
    match workspace::output(command.arg("--out").arg(folder.path())) {
        Ok(_) => Err(format!("the image `{image}` ran to its end")),
        Err(reason) if reason.contains(says) => {
            let said = reason.lines().find(|line| line.contains(says)).unwrap_or_default();
            println!("{image}: {}", said.trim());
            Ok(())
        }
        Err(reason) => Err(format!("the image `{image}` failed otherwise than it should: {reason}")),
    }
}
