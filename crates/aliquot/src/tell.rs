//! What every campaign tells in the same way: sheets, one to an embodiment, and what went wrong in a row of them.

use crate::exit::Failure;
use crate::style::Style;
use bench::raised;
use bench::record::{AlarmRow, Violation};
use bench::request::Units;
use bench::scenario::Embodiment;
use std::io::Write as _;

/// Writes to standard output.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    std::io::stdout().write_all(text.as_bytes()).map_err(|cause| Failure::new(format!("standard output: {cause}")))
}

/// The lines of rows that lie together by embodiment, under a title and a head for each.
pub(crate) fn sheets(
    what: &str,
    units: Units,
    head: &str,
    rows: impl Iterator<Item = (Embodiment, Vec<String>)>,
) -> Vec<String> {
    let mut lines = Vec::new();
    let mut last = None;
    for (embodiment, row) in rows {
        if last != Some(embodiment) {
            let Units { first, count } = units;
            let title = format!("{}: {what}, {count} pump units from seed {first}, in silico", embodiment.name());
            lines.extend([Style::stdout().strong(&title), head.to_owned()]);
            last = Some(embodiment);
        }
        lines.extend(row);
    }
    lines
}

/// The alarms that were raised, the runs that could not be made, and the oracles that did not hold.
pub(crate) fn remarks(
    indent: &str,
    alarms: &[(u64, AlarmRow)],
    failed: &[String],
    violations: &[(u64, Violation)],
) -> Vec<String> {
    let alarms = raised::by_name(alarms);
    let violated = violations.iter().map(|(seed, violation)| {
        let what = format!("{indent}VIOLATED: pump unit {seed}, {:.0} s: {}", violation.at_s, violation.oracle);
        Style::stdout().error(&what)
    });
    let alarms = alarms.iter().map(|raised| format!("{indent}{raised}"));
    let failed = failed.iter().map(|failed| format!("{indent}not run: {failed}"));
    alarms.chain(failed).chain(violated).collect()
}
