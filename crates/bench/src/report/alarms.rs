//! The alarms of the run, numbered as on the charts.

use super::clock;
use super::page::paragraph;
use super::table::{Field, first, table};
use crate::record::{AlarmRow, Record};

/// Most alarms listed.
const ALARMS_MAX: usize = 500;

/// What stands in the section.
pub(super) fn body(record: &Record) -> String {
    if record.alarms.is_empty() {
        return paragraph("None was raised.");
    }
    let (shown, rest) = first(&record.alarms, ALARMS_MAX);
    let row = |(index, alarm): (usize, &AlarmRow)| {
        [
            Field::Text(format!("A{}", index + 1)),
            Field::Number(clock::seconds(record.start_clock_s + alarm.at_s)),
            Field::Text(format!("{} {}", urgency(alarm.priority), alarm.priority)),
            Field::Code(alarm.annunciation.to_owned()),
            Field::text(&later(record, alarm.acknowledged_s)),
            Field::text(&later(record, alarm.ended_s)),
            Field::text(alarm.text),
        ]
    };
    let rows: Vec<_> = shown.iter().enumerate().map(row).collect();
    let table =
        table("alarms", ["", "Clock", "Priority", "Name", "Acknowledged", "Ended", "What a person reads"], &rows);
    format!("{table}{rest}")
}

/// When something happened to the alarm, if it did.
fn later(record: &Record, at_s: Option<f64>) -> String {
    at_s.map_or_else(|| "-".to_owned(), |at_s| clock::seconds(record.start_clock_s + at_s))
}

/// A priority that needs no colour.
fn urgency(priority: &str) -> &'static str {
    match priority {
        "high" => "!!!",
        "medium" => "!!",
        _ => "!",
    }
}
