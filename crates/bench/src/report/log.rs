//! What else happened: commands, refusals, boluses ended, faults and surroundings that changed.

use super::clock;
use super::page::{folded, paragraph};
use super::table::{Field, first, table};
use crate::record::{LogRow, Record};

/// Most entries listed.
const ENTRIES_MAX: usize = 2000;

/// What stands in the section.
pub(super) fn body(record: &Record) -> String {
    if record.log.is_empty() {
        return paragraph("Nothing was commanded and nothing changed.");
    }
    let (shown, rest) = first(&record.log, ENTRIES_MAX);
    let row = |entry: &LogRow| {
        [Field::Number(clock::seconds(record.start_clock_s + entry.at_s)), Field::Text(entry.what.clone())]
    };
    let rows: Vec<_> = shown.iter().map(row).collect();
    let table = table("log", ["Clock", "What happened"], &rows);
    let entries = if record.log.len() == 1 { "1 entry".to_owned() } else { format!("{} entries", record.log.len()) };
    folded(&entries, &format!("{table}{rest}"))
}
