//! Delivered against commanded over the run, and their difference.

use super::axis::Axis;
use super::chart::{Chart, Layer, Panel, Shape};
use super::decimate::Point;
use super::ink::Ink;
use super::page::{figure, paragraph};
use crate::record::{Record, TotalRow};

/// Least span of the difference's axis, uL: below that it is rounding.
const LEAST_UL: f64 = 0.1;
/// One in so many values, at either end, may be left out of the magnified panel.
const FEW: usize = 40;
/// How many times the span of the rest those must reach for the panel to be worth its room.
const FAR: f64 = 5.0;

/// What stands in the section.
pub(super) fn body(record: &Record) -> String {
    if record.totals.is_empty() {
        return paragraph("No sums were recorded.");
    }
    let chart =
        Chart::of_run(record, "Delivered against commanded over time, and their difference", panels(&record.totals));
    let caption = "Above: sums since the start. Below: how far truth is from what was commanded, and the ledger from truth. \
        A pump that gives whole strokes runs a saw-tooth around what a continuous rate would have given; \
        a bolus counts as commanded at once and takes its time to be delivered. \
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
    let magnified = magnified(&[&error, &ledger]);
    let of_difference = |error, ledger| {
        vec![
            Layer::new("delivered − commanded", Ink::First, Shape::Line(error)),
            Layer::new("accounted − delivered", Ink::Third, Shape::Line(ledger)),
        ]
    };
    let of_sums = vec![
        Layer::new("delivered (truth)", Ink::First, Shape::Line(delivered)),
        Layer::new("commanded", Ink::Second, Shape::Line(commanded)),
    ];
    let mut panels = vec![
        Panel::new("Cumulative, µL", 280.0, sums, of_sums),
        Panel::new("Difference, µL", 150.0, differences, of_difference(error.clone(), ledger.clone())),
    ];
    if let Some(axis) = magnified {
        let layers = of_difference(cut(&error, &axis), cut(&ledger, &axis));
        panels.push(Panel::new("Difference, magnified, peaks cut off, µL", 150.0, axis, layers));
    }
    panels
}

/// An axis for all but the few greatest and least values, if those reach far beyond the rest: boluses under way, for
/// most runs.
fn magnified(series: &[&[Point]]) -> Option<Axis> {
    let mut heights: Vec<f64> = series.iter().flat_map(|points| points.iter().map(|point| point.1)).collect();
    heights.retain(|height| height.is_finite());
    heights.sort_by(f64::total_cmp);
    let few = heights.len() / FEW;
    let usual = heights.get(few..heights.len() - few)?;
    let span = |heights: &[f64]| heights.last().zip(heights.first()).map_or(0.0, |(high, low)| high - low);
    let far = span(&heights) > FAR * span(usual).max(LEAST_UL);
    far.then(|| Axis::with_zero(usual.iter().copied(), LEAST_UL))
}

/// With what lies beyond the axis drawn along its edge.
fn cut(points: &[Point], axis: &Axis) -> Vec<Point> {
    points.iter().map(|(t_s, height)| (*t_s, height.clamp(axis.low, axis.high))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rare_peaks_are_worth_a_magnified_panel() {
        let saw =
            |peak: f64| (0..1000u32).map(move |t| (f64::from(t), if t == 500 { peak } else { f64::from(t % 5) * 0.1 }));
        let (tall, low): (Vec<Point>, Vec<Point>) = (saw(-40.0).collect(), saw(-1.0).collect());
        let axis = magnified(&[&tall]).expect("the peak is far beyond the rest");
        assert!(axis.low >= -0.1 && axis.high < 1.0, "{axis:?}");
        assert_eq!(magnified(&[&low]), None);
        assert_eq!(magnified(&[]), None);
    }
}
