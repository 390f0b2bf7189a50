//! What a record tells: alarms, and totals at a time.

use bench::record::{Record, TotalRow};

/// Names and times (s) of the alarms but those of the reservoir's level, which is no fault.
pub(crate) fn alarms(record: &Record) -> Vec<(&str, f64)> {
    let all = record.alarms.iter().map(|row| (row.annunciation, row.at_s));
    all.filter(|(name, _)| !["reservoir_low", "reservoir_nearly_empty"].contains(name)).collect()
}

/// The time of the one alarm, which has this name, s.
pub(crate) fn only_alarm(record: &Record, name: &str) -> f64 {
    match alarms(record)[..] {
        [(found, at_s)] if found == name => at_s,
        ref found => panic!("expected {name} alone, found {found:?}; {} strokes", record.strokes.len()),
    }
}

/// The first total at or after this time, s.
pub(crate) fn at(record: &Record, t_s: f64) -> &TotalRow {
    record.totals.iter().find(|row| row.t_s >= t_s - 1e-6).unwrap()
}
