//! The error of each hour of the run, delivered against commanded, honest about hours in which one stroke more or
//! less matters.

use super::axis::Axis;
use super::chart::{Cell, Chart, Layer, Panel, Shape};
use super::clock;
use super::ink::Ink;
use super::number::{fixed, signed};
use super::page::{figure, folded, paragraph};
use super::table::{Field, table};
use crate::analysis::{Spread, Weighing, Window};
use crate::record::Record;

const HOUR_S: f64 = 3600.0;
/// A window whose commanded volume is less than this many strokes is said to be coarse: one stroke more or less is 10
/// % of it or more.
const STROKES_FEW: f64 = 10.0;
/// Least and greatest error that the axis reaches, %.
const AXIS_PERCENT: (f64, f64) = (2.0, 100.0);
/// Room for labels beyond the bars, as a part of what the bars span.
const LABEL_ROOM: f64 = 0.15;
/// Space between bars, as a part of an hour, on either side.
const SPACE: f64 = 0.12;

/// An hour, or what is left of the run after the last whole one, with its strokes.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Hour {
    window: Window,
    strokes: usize,
    /// Mean target of its strokes; of the run's, if it has none.
    stroke_ul: f64,
}

/// What stands in the section.
pub(super) fn body(record: &Record) -> String {
    let hours = hours(record);
    if hours.iter().all(|hour| hour.error_percent().is_nan()) {
        return paragraph("Nothing was commanded.");
    }
    let chart = chart(record, &hours);
    let caption = format!(
        "Truth against what was commanded, in windows of one hour from the start. The number at a bar counts its strokes. \
         In the windows of hollow bars, fewer than {STROKES_FEW} strokes were commanded, so that one stroke on this or that side of \
         the window's end is 10 % or more: they say little about accuracy. A window without a bar had nothing commanded. \
         A bolus that is still under way at a window's end is short in this one and over in the next. \
         A bar cut short is labelled with its error, or with … where that does not fit; the table has them all."
    );
    let table = folded("Table of windows", &table_of(record, &hours));
    format!("{}{table}", figure(&chart, &caption))
}

impl Hour {
    fn error_percent(&self) -> f64 {
        self.window.error_percent()
    }

    fn is_coarse(&self) -> bool {
        self.window.commanded_ul < STROKES_FEW * self.stroke_ul
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    Spread::of(values).map(|spread| spread.mean)
}

fn hours(record: &Record) -> Vec<Hour> {
    let weighing = Weighing::of_run(record);
    let all: Vec<f64> = record.strokes.iter().map(|row| row.target_ul).collect();
    let of_run = mean(&all).unwrap_or(0.0);
    let mut hours = Vec::new();
    let mut start_s = 0.0;
    while start_s < record.simulated_s {
        let end_s = record.simulated_s.min(start_s + HOUR_S);
        let within = |row: &&crate::record::StrokeRow| row.t_s >= start_s && row.t_s < end_s;
        let targets: Vec<f64> = record.strokes.iter().filter(within).map(|row| row.target_ul).collect();
        hours.push(Hour {
            window: weighing.window(start_s, end_s),
            strokes: targets.len(),
            stroke_ul: mean(&targets).unwrap_or(of_run),
        });
        start_s += HOUR_S;
    }
    hours
}

fn chart(record: &Record, hours: &[Hour]) -> Chart {
    let limit = axis_percent(hours);
    let cells = |coarse: bool| {
        let drawn = hours.iter().filter(|hour| hour.is_coarse() == coarse && hour.error_percent().is_finite());
        drawn.map(|hour| cell(hour, limit)).collect::<Vec<Cell>>()
    };
    let layers = vec![
        Layer::new(&format!("{STROKES_FEW} strokes or more were commanded"), Ink::First, Shape::Filled(cells(false))),
        Layer::new("fewer", Ink::First, Shape::Hollow(cells(true))),
    ];
    let panel = Panel::new("Error of each hour, %", 210.0, axis(hours, limit), layers);
    Chart::of_run(record, "Error of delivered against commanded in windows of one hour", vec![panel])
}

/// The longest error among windows that are not coarse, or among all if there is none; the rest is cut off there.
fn axis_percent(hours: &[Hour]) -> f64 {
    let longest = |coarse: bool| {
        let among = hours.iter().filter(|hour| coarse || !hour.is_coarse());
        among.map(|hour| hour.error_percent().abs()).fold(0.0, f64::max)
    };
    let enough = hours.iter().any(|hour| !hour.is_coarse() && hour.error_percent().is_finite());
    (1.5 * longest(!enough)).clamp(AXIS_PERCENT.0, AXIS_PERCENT.1).min(longest(true).max(AXIS_PERCENT.0))
}

/// From the lowest to the highest bar, and beyond both, room for labels.
fn axis(hours: &[Hour], limit: f64) -> Axis {
    let errors = hours.iter().map(Hour::error_percent).filter(|error| error.is_finite());
    let heights = errors.map(|error| error.clamp(-limit, limit));
    let (low, high) = heights.fold((0.0, 0.0), |(low, high): (f64, f64), error| (low.min(error), high.max(error)));
    let room = LABEL_ROOM * (high - low).max(AXIS_PERCENT.0);
    Axis::exactly(low - room, high + room)
}

fn cell(hour: &Hour, limit: f64) -> Cell {
    let error = hour.error_percent();
    let cut = error.abs() > limit;
    let labels =
        if cut { vec![format!("{} %", signed(error, 0)), "…".to_owned()] } else { vec![hour.strokes.to_string()] };
    let from = (hour.window.start_s + SPACE * HOUR_S, 0.0);
    let to = ((hour.window.end_s - SPACE * HOUR_S).max(from.0), error.clamp(-limit, limit));
    Cell { from, to, labels }
}

fn table_of(record: &Record, hours: &[Hour]) -> String {
    let row = |hour: &Hour| {
        let window = hour.window;
        [
            Field::Number(clock::minutes(record.start_clock_s + window.start_s)),
            Field::Number(clock::minutes(record.start_clock_s + window.end_s)),
            Field::Number(fixed(window.commanded_ul, 3)),
            Field::Number(fixed(window.delivered_ul, 3)),
            Field::Number(signed(hour.error_percent(), 2)),
            Field::Number(hour.strokes.to_string()),
        ]
    };
    let rows: Vec<_> = hours.iter().map(row).collect();
    table("windows", ["From", "To", "Commanded, µL", "Delivered, µL", "Error, %", "Strokes"], &rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(commanded_ul: f64, delivered_ul: f64, strokes: usize) -> Hour {
        let window = Window { start_s: 0.0, end_s: HOUR_S, commanded_ul, delivered_ul };
        Hour { window, strokes, stroke_ul: 0.5 }
    }

    #[test]
    fn a_window_is_coarse_by_what_was_commanded_not_by_what_failed() {
        let (blocked, slow) = (hour(10.0, 0.0, 0), hour(2.0, 2.5, 5));
        assert!(!blocked.is_coarse() && slow.is_coarse());
        assert!((axis_percent(&[blocked, slow]) - 100.0).abs() < 1e-9);
    }

    #[test]
    fn a_coarse_window_does_not_set_the_axis() {
        let (fine, coarse) = (hour(10.0, 9.6, 20), hour(0.1, 0.5, 1));
        assert!((axis_percent(&[fine, coarse]) - 6.0).abs() < 1e-9);
    }
}
