//! The error of each stroke over the run, its histogram, and its statistics.

use super::axis::Axis;
use super::chart::{Cell, Chart, Layer, Panel, Shape, Side};
use super::decimate::Point;
use super::ink::Ink;
use super::number::{count, counted, fixed, percent_of, signed};
use super::page::{figure, paragraph};
use super::sheet::WIDE;
use super::statistics::histogram;
use super::table::{Field, table};
use crate::analysis::Spread;
use crate::record::{Record, StrokeRow};

/// An error of a stroke, uL.
type Error = fn(&StrokeRow) -> f64;

const NL_PER_UL: f64 = 1000.0;
/// Least span of an error's axis, nL.
const LEAST_NL: f64 = 1.0;
/// Bins of a histogram, about.
const BINS: usize = 24;

/// What stands in the section.
pub(super) fn body(record: &Record) -> String {
    if record.strokes.is_empty() {
        return paragraph("No stroke was made.");
    }
    let panels = vec![
        panel(record, "Accounted − delivered, nL", |row| row.accounted_ul - row.truth_ul, Ink::First, Shape::Dots),
        panel(record, "Delivered − target, nL", |row| row.truth_ul - row.target_ul, Ink::Second, Shape::Triangles),
    ];
    let chart = Chart::of_run(record, "Error of each stroke over time, with histograms", panels);
    let thinned = if record.strokes.len() > WIDE.dots {
        "Too many to show each: of every stretch of time, the least, the greatest and a few others are shown; \
         histograms and table count all of them. "
    } else {
        ""
    };
    let caption = format!(
        "Each of {}. Above: how well the controller knows what it gave. Below: how well it gave what it wanted; \
         the next stroke makes up for that. {thinned}On the right: how many strokes had which error.",
        counted(record.strokes.len(), "stroke")
    );
    format!("{}{}", figure(&chart, &caption), statistics(&record.strokes))
}

fn panel(record: &Record, title: &str, error: Error, ink: Ink, shape: fn(Vec<Point>) -> Shape) -> Panel {
    let points: Vec<Point> = record.strokes.iter().map(|row| (row.t_s, NL_PER_UL * error(row))).collect();
    let errors: Vec<f64> = points.iter().map(|point| point.1).collect();
    let bins = histogram(&errors, BINS);
    let most = bins.iter().map(|bin| count(bin.count)).fold(1.0, f64::max);
    let y = Axis::with_zero(bins.iter().flat_map(|bin| [bin.low, bin.high]), LEAST_NL);
    let cell = |bin: &super::statistics::Bin| Cell {
        from: (0.0, bin.low),
        to: (count(bin.count), bin.high),
        labels: Vec::new(),
    };
    let cells = bins.iter().filter(|bin| bin.count > 0).map(cell).collect();
    let side = Side {
        title: "Strokes".to_owned(),
        x: Axis::exactly(0.0, 1.05 * most),
        layers: vec![Layer::new("", ink, Shape::Filled(cells))],
    };
    Panel { side: Some(side), ..Panel::new(title, 190.0, y, vec![Layer::new("", ink, shape(points))]) }
}

fn statistics(strokes: &[StrokeRow]) -> String {
    let target = strokes.iter().map(|row| row.target_ul).sum::<f64>() / count(strokes.len());
    let rows: [(&str, Error); 4] = [
        ("Delivered − target", |row| row.truth_ul - row.target_ul),
        ("Accounted − delivered", |row| row.accounted_ul - row.truth_ul),
        ("Optical − delivered", |row| row.optical_ul - row.truth_ul),
        ("Acoustic − delivered", |row| row.acoustic_ul.map_or(f64::NAN, |acoustic| acoustic - row.truth_ul)),
    ];
    let summarised = |(name, error): &(&str, Error)| {
        let errors: Vec<f64> = strokes.iter().map(error).collect();
        Spread::of(&errors).map(|spread| row(name, &spread, target))
    };
    let rows: Vec<_> = rows.iter().filter_map(summarised).collect();
    let headings = ["Error of a stroke, nL", "mean", "% of target", "std. dev.", "least", "greatest"];
    table("statistics", headings, &rows)
}

fn row(name: &str, spread: &Spread, target_ul: f64) -> [Field; 6] {
    let nl = |ul: f64| Field::Number(signed(NL_PER_UL * ul, 2));
    [
        Field::text(name),
        nl(spread.mean),
        Field::Number(signed(percent_of(spread.mean, target_ul), 2)),
        Field::Number(fixed(NL_PER_UL * spread.deviation, 2)),
        nl(spread.low),
        nl(spread.high),
    ]
}
