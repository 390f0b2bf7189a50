//! Delivered against commanded over the run, and their difference.

use super::axis::Axis;
use super::chart::{Chart, Layer, Panel, Shape};
use super::decimate::Point;
use super::ink::Ink;
use super::page::{figure, paragraph};
use crate::record::{Record, TotalRow};

/// Least span of the difference's axis, uL: below that it is rounding.
const LEAST_UL: f64 = 0.1;

/// What stands in the section.
pub(super) fn body(record: &Record) -> String {
    if record.totals.is_empty() {
        return paragraph("No sums were recorded.");
    }
    let chart =
        Chart::of_run(record, "Delivered against commanded over time, and their difference", panels(&record.totals));
    let caption = "Above: sums since the start. Below: how far truth is from what was commanded, and the ledger from truth. \
        A pump that gives whole strokes runs a saw-tooth around what a continuous rate would have given. \
        Upright lines A1, A2, … are the alarms listed below.";
    figure(&chart, caption)
}

fn panels(totals: &[TotalRow]) -> Vec<Panel> {
    let series = |value: fn(&TotalRow) -> f64| totals.iter().map(|row| (row.t_s, value(row))).collect::<Vec<Point>>();
    let (commanded, delivered) = (series(|row| row.commanded_ul), series(|row| row.delivered_ul));
    let error = series(|row| row.delivered_ul - row.commanded_ul);
    let ledger = series(|row| row.ledger_ul - row.delivered_ul);
    let heights = |points: &[Point]| points.iter().map(|point| point.1).collect::<Vec<f64>>();
    let sums = Axis::with_zero(heights(&commanded).into_iter().chain(heights(&delivered)), LEAST_UL);
    let differences = Axis::with_zero(heights(&error).into_iter().chain(heights(&ledger)), LEAST_UL);
    vec![
        Panel::new(
            "Cumulative, µL",
            280.0,
            sums,
            vec![
                Layer::new("delivered (truth)", Ink::First, Shape::Line(delivered)),
                Layer::new("commanded", Ink::Second, Shape::Line(commanded)),
            ],
        ),
        Panel::new(
            "Difference, µL",
            170.0,
            differences,
            vec![
                Layer::new("delivered − commanded", Ink::First, Shape::Line(error)),
                Layer::new("accounted − delivered", Ink::Third, Shape::Line(ledger)),
            ],
        ),
    ]
}
