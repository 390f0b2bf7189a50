//! The error of each hour of the run, delivered against commanded, honest about hours in which one stroke more or
//! less matters.

use super::axis::Axis;
use super::chart::{Cell, Chart, Layer, Panel, Shape};
use super::clock;
use super::ink::Ink;
use super::number::{fixed, percent_of, signed};
use super::page::{figure, folded, paragraph};
use super::statistics::Summary;
use super::table::{Field, table};
use crate::record::{Record, TotalRow};

const HOUR_S: f64 = 3600.0;
/// A window whose commanded volume is less than this many strokes is said to be coarse: one stroke more or less is 10
/// % of it or more.
const STROKES_FEW: f64 = 10.0;
/// A window with less commanded than this has no error in percent, uL.
const COMMANDED_LEAST_UL: f64 = 0.01;
/// Least and greatest error that the axis reaches, %.
const AXIS_PERCENT: (f64, f64) = (2.0, 100.0);
/// Room for labels beyond the bars, as a part of what the bars span.
const LABEL_ROOM: f64 = 0.15;
/// Space between bars, as a part of an hour, on either side.
const SPACE: f64 = 0.12;

/// An hour, or what is left of the run after the last whole one.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Window {
    start_s: f64,
    end_s: f64,
    commanded_ul: f64,
    delivered_ul: f64,
    strokes: usize,
    /// Mean target of its strokes; of the run's, if it has none.
    stroke_ul: f64,
}

/// What stands in the section.
pub(super) fn body(record: &Record) -> String {
    let windows = windows(record);
    if windows.iter().all(|window| window.error_percent().is_nan()) {
        return paragraph("Nothing was commanded.");
    }
    let chart = chart(record, &windows);
    let caption = format!(
        "Truth against what was commanded, in windows of one hour from the start. The number at a bar counts its strokes. \
         In the windows of hollow bars, fewer than {STROKES_FEW} strokes were commanded, so that one stroke on this or that side of \
         the window's end is 10 % or more: they say little about accuracy. A window without a bar had nothing commanded. \
         A bolus that is still under way at a window's end is short in this one and over in the next. \
         A bar cut short is labelled with its error, or with … where that does not fit; the table has them all."
    );
    let table = folded("Table of windows", &table_of(record, &windows));
    format!("{}{table}", figure(&chart, &caption))
}

impl Window {
    /// Error of what was delivered, %; not a number if hardly anything was commanded.
    fn error_percent(&self) -> f64 {
        let whole = if self.commanded_ul < COMMANDED_LEAST_UL { 0.0 } else { self.commanded_ul };
        percent_of(self.delivered_ul - self.commanded_ul, whole)
    }

    fn is_coarse(&self) -> bool {
        self.commanded_ul < STROKES_FEW * self.stroke_ul
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    Summary::of(values).map(|summary| summary.mean)
}

fn windows(record: &Record) -> Vec<Window> {
    let all: Vec<f64> = record.strokes.iter().map(|row| row.target_ul).collect();
    let of_run = mean(&all).unwrap_or(0.0);
    let mut windows = Vec::new();
    let mut start_s = 0.0;
    while start_s < record.simulated_s {
        let end_s = record.simulated_s.min(start_s + HOUR_S);
        let during =
            |value: fn(&TotalRow) -> f64| sum_at(&record.totals, end_s, value) - sum_at(&record.totals, start_s, value);
        let within = |row: &&crate::record::StrokeRow| row.t_s >= start_s && row.t_s < end_s;
        let targets: Vec<f64> = record.strokes.iter().filter(within).map(|row| row.target_ul).collect();
        windows.push(Window {
            start_s,
            end_s,
            commanded_ul: during(|row| row.commanded_ul),
            delivered_ul: during(|row| row.delivered_ul),
            strokes: targets.len(),
            stroke_ul: mean(&targets).unwrap_or(of_run),
        });
        start_s += HOUR_S;
    }
    windows
}

/// A sum at a time between two rows, which are about a minute apart; zero before the first, the last after it.
fn sum_at(totals: &[TotalRow], t_s: f64, value: fn(&TotalRow) -> f64) -> f64 {
    let after = totals.partition_point(|row| row.t_s <= t_s);
    let before =
        after.checked_sub(1).and_then(|index| totals.get(index)).map_or((0.0, 0.0), |row| (row.t_s, value(row)));
    match totals.get(after) {
        Some(next) if next.t_s > before.0 => {
            before.1 + (t_s - before.0) / (next.t_s - before.0) * (value(next) - before.1)
        }
        _ => before.1,
    }
}

fn chart(record: &Record, windows: &[Window]) -> Chart {
    let limit = axis_percent(windows);
    let cells = |coarse: bool| {
        let drawn = windows.iter().filter(|window| window.is_coarse() == coarse && window.error_percent().is_finite());
        drawn.map(|window| cell(window, limit)).collect::<Vec<Cell>>()
    };
    let layers = vec![
        Layer::new(&format!("{STROKES_FEW} strokes or more were commanded"), Ink::First, Shape::Filled(cells(false))),
        Layer::new("fewer", Ink::First, Shape::Hollow(cells(true))),
    ];
    let panel = Panel::new("Error of each hour, %", 210.0, axis(windows, limit), layers);
    Chart::of_run(record, "Error of delivered against commanded in windows of one hour", vec![panel])
}

/// The longest error among windows that are not coarse, or among all if there is none; the rest is cut off there.
fn axis_percent(windows: &[Window]) -> f64 {
    let longest = |coarse: bool| {
        let among = windows.iter().filter(|window| coarse || !window.is_coarse());
        among.map(|window| window.error_percent().abs()).fold(0.0, f64::max)
    };
    let enough = windows.iter().any(|window| !window.is_coarse() && window.error_percent().is_finite());
    (1.5 * longest(!enough)).clamp(AXIS_PERCENT.0, AXIS_PERCENT.1).min(longest(true).max(AXIS_PERCENT.0))
}

/// From the lowest to the highest bar, and beyond both, room for labels.
fn axis(windows: &[Window], limit: f64) -> Axis {
    let errors = windows.iter().map(Window::error_percent).filter(|error| error.is_finite());
    let heights = errors.map(|error| error.clamp(-limit, limit));
    let (low, high) = heights.fold((0.0, 0.0), |(low, high): (f64, f64), error| (low.min(error), high.max(error)));
    let room = LABEL_ROOM * (high - low).max(AXIS_PERCENT.0);
    Axis::exactly(low - room, high + room)
}

fn cell(window: &Window, limit: f64) -> Cell {
    let error = window.error_percent();
    let cut = error.abs() > limit;
    let labels =
        if cut { vec![format!("{} %", signed(error, 0)), "…".to_owned()] } else { vec![window.strokes.to_string()] };
    let from = (window.start_s + SPACE * HOUR_S, 0.0);
    let to = ((window.end_s - SPACE * HOUR_S).max(from.0), error.clamp(-limit, limit));
    Cell { from, to, labels }
}

fn table_of(record: &Record, windows: &[Window]) -> String {
    let row = |window: &Window| {
        [
            Field::Number(clock::minutes(record.start_clock_s + window.start_s)),
            Field::Number(clock::minutes(record.start_clock_s + window.end_s)),
            Field::Number(fixed(window.commanded_ul, 3)),
            Field::Number(fixed(window.delivered_ul, 3)),
            Field::Number(signed(window.error_percent(), 2)),
            Field::Number(window.strokes.to_string()),
        ]
    };
    let rows: Vec<_> = windows.iter().map(row).collect();
    table("windows", ["From", "To", "Commanded, µL", "Delivered, µL", "Error, %", "Strokes"], &rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(t_s: f64, commanded_ul: f64) -> TotalRow {
        TotalRow {
            t_s,
            commanded_ul,
            delivered_ul: 0.0,
            ledger_ul: 0.0,
            reservoir_ul: 0.0,
            line_kpa: 0.0,
            tissue_kpa: 0.0,
            housing_c: 0.0,
            air_c: 0.0,
        }
    }

    #[test]
    fn sums_between_two_rows_are_between_theirs() {
        let totals = [total(60.0, 1.0), total(120.0, 3.0)];
        let rows = [(0.0, 0.0), (30.0, 0.5), (60.0, 1.0), (90.0, 2.0), (120.0, 3.0), (500.0, 3.0)];
        for (t_s, expected) in rows {
            assert!((sum_at(&totals, t_s, |row| row.commanded_ul) - expected).abs() < 1e-12, "{t_s}");
        }
    }

    fn window(commanded_ul: f64, delivered_ul: f64, strokes: usize) -> Window {
        Window { start_s: 0.0, end_s: HOUR_S, commanded_ul, delivered_ul, strokes, stroke_ul: 0.5 }
    }

    #[test]
    fn a_window_in_which_nothing_was_commanded_has_no_error() {
        assert!(window(0.0, 0.1, 0).error_percent().is_nan());
    }

    #[test]
    fn a_window_is_coarse_by_what_was_commanded_not_by_what_failed() {
        let (blocked, slow) = (window(10.0, 0.0, 0), window(2.0, 2.5, 5));
        assert!(!blocked.is_coarse() && slow.is_coarse());
        assert!((axis_percent(&[blocked, slow]) - 100.0).abs() < 1e-9);
    }

    #[test]
    fn a_coarse_window_does_not_set_the_axis() {
        let (fine, coarse) = (window(10.0, 9.6, 20), window(0.1, 0.5, 1));
        assert!((axis_percent(&[fine, coarse]) - 6.0).abs() < 1e-9);
    }
}
