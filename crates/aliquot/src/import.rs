//! `aliquot import`: a history from elsewhere becomes a scenario.

use crate::args::{ImportArgs, NightscoutArgs, Source};
use crate::exit::{Ending, Failure};
use crate::tell;
use bench::nightscout::{self, Imported, Options};
use bench::output;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

/// The largest file that is read, bytes: years of history.
const FILE_SIZE_MAX: u64 = 256 * 1024 * 1024;

/// Imports from whatever source was named.
pub(crate) fn import(args: &ImportArgs) -> Result<Ending, Failure> {
    match &args.source {
        Source::Nightscout(args) => from_nightscout(args),
    }
}

fn from_nightscout(args: &NightscoutArgs) -> Result<Ending, Failure> {
    let treatments = read(&args.treatments)?;
    let profile = args.profile.as_deref().map(read).transpose()?;
    let options = Options { name: args.name.clone(), utc_offset_minutes: args.utc_offset, ..Options::default() };
    let imported = nightscout::import(&treatments, profile.as_deref(), &options).map_err(Failure::new)?;
    let toml = imported.scenario.to_toml();
    match &args.output {
        Some(path) => output::write_file(path, &toml).map_err(Failure::new)?,
        None => tell::print(&toml)?,
    }
    // What was carried and what was not is told on standard error, so that the scenario alone is on standard output.
    std::io::stderr()
        .write_all(account(&imported, args.output.as_deref()).as_bytes())
        .map_err(|cause| Failure::new(format!("standard error: {cause}")))?;
    Ok(Ending::Done)
}

/// A text file, if it is one and not too large.
fn read(path: &Path) -> Result<String, Failure> {
    let failed = |cause: std::io::Error| Failure::new(format!("{}: cannot be read: {cause}", path.display()));
    let size = std::fs::metadata(path).map_err(failed)?.len();
    if size > FILE_SIZE_MAX {
        return Err(Failure::new(format!(
            "{}: {size} bytes are too many; at most {FILE_SIZE_MAX} are read",
            path.display()
        )));
    }
    std::fs::read_to_string(path).map_err(failed)
}

/// What was carried over, and each thing that was not.
fn account(imported: &Imported, output: Option<&Path>) -> String {
    use bench::scenario::Action;
    let events = &imported.scenario.events;
    let count = |kind: fn(&Action) -> bool| events.iter().filter(|event| kind(&event.action)).count();
    let boluses = count(|action| matches!(action, Action::Bolus { .. }));
    let rates = count(|action| matches!(action, Action::TempBasal { .. }));
    let mut text = format!(
        "carried over: {} of {}, {boluses} boluses, {rates} temporary basals, {} basal blocks\n",
        imported.scenario.name,
        imported.scenario.duration,
        imported.scenario.basal.len()
    );
    if !imported.not_carried.is_empty() {
        writeln!(text, "not carried over: {}", imported.not_carried.len()).expect("writing to a string cannot fail");
        for item in &imported.not_carried {
            writeln!(text, "  {item}").expect("writing to a string cannot fail");
        }
    }
    if let Some(path) = output {
        writeln!(text, "run it: aliquot run {}", path.display()).expect("writing to a string cannot fail");
    }
    text
}
