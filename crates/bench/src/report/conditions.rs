//! Pressures and temperatures over the whole run.

use super::axis::Axis;
use super::chart::{Chart, Layer, Panel, Shape};
use super::decimate::Point;
use super::ink::Ink;
use super::page::{figure, paragraph};
use crate::record::{Record, TotalRow};

/// Least span of the axis of pressures, kPa.
const LEAST_KPA: f64 = 1.0;
/// Least span of the axis of temperatures, K.
const LEAST_K: f64 = 4.0;

/// What stands in the section.
pub(super) fn body(record: &Record) -> String {
    if record.totals.is_empty() {
        return paragraph("No surroundings were recorded.");
    }
    let totals = &record.totals;
    let panels = vec![
        panel(totals, "Pressure, kPa gauge", LEAST_KPA, ("line", |row| row.line_kpa), ("tissue", |row| row.tissue_kpa)),
        panel(totals, "Temperature, °C", LEAST_K, ("in the housing", |row| row.housing_c), ("air", |row| row.air_c)),
    ];
    let chart = Chart::of_run(record, "Line and tissue pressure, housing and air temperature over the run", panels);
    let caption = "Read about once a minute. A stroke's own rise of pressure lasts seconds and is met by chance here; \
        the single strokes above show it.";
    figure(&chart, caption)
}

type Named<'a> = (&'a str, fn(&TotalRow) -> f64);

fn panel(totals: &[TotalRow], title: &str, least: f64, first: Named, second: Named) -> Panel {
    let series = |value: fn(&TotalRow) -> f64| totals.iter().map(|row| (row.t_s, value(row))).collect::<Vec<Point>>();
    let y = Axis::around(totals.iter().flat_map(|row| [first.1(row), second.1(row)]), least);
    let layers = vec![
        Layer::new(first.0, Ink::First, Shape::Line(series(first.1))),
        Layer::new(second.0, Ink::Second, Shape::Line(series(second.1))),
    ];
    Panel::new(title, 150.0, y, layers)
}
