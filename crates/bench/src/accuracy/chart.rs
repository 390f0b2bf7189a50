//! Start-up graphs and trumpet curves, as one picture.

use super::{Figures, TrumpetRow};
use crate::analysis::{AMBULATORY, Spread};
use crate::report::axis::Axis;
use crate::report::chart::{Chart, Layer, Panel, Shape};
use crate::report::draw;
use crate::report::ink::Ink;

const MINUTE_S: f64 = 60.0;
const HOUR_S: f64 = 3600.0;
/// Least span of a vertical axis, %: below that it is rounding.
const LEAST_PERCENT: f64 = 1.0;
/// Height inside the axes of one panel.
const HEIGHT: f64 = 200.0;

/// The picture, as SVG: start-up above, trumpets below, one panel an embodiment. An embodiment that was weighed too
/// shortly has no trumpet.
pub fn svg(figures: &[Figures]) -> String {
    let title = figures.first().map_or_else(String::new, |first| {
        let plan = first.plan;
        format!("Basal of {} over {} h, {} pump units, in silico", plan.rate(), plan.hours(), plan.units().count)
    });
    let mut charts = vec![startup(figures)];
    if figures.iter().any(|figures| !figures.trumpet.is_empty()) {
        charts.push(trumpets(figures));
    }
    draw::stacked(&title, &charts)
}

fn chart(title: &str, x: Axis, x_title: &str, panels: Vec<Panel>) -> Chart {
    let (title, x_title) = (title.to_owned(), x_title.to_owned());
    Chart { title, x, x_title, bands: Vec::new(), marks: Vec::new(), panels }
}

fn startup(figures: &[Figures]) -> Chart {
    let end_h = figures.iter().map(|figures| f64::from(figures.plan.hours())).fold(0.0, f64::max);
    let end_h = end_h.min(AMBULATORY.stabilisation_s / HOUR_S);
    let x = Axis::exactly(0.0, end_h);
    let panels = figures.iter().map(startup_panel).collect();
    chart("Start-up graph: flow of each quarter of an hour", x, "time since the start, h", panels)
}

fn startup_panel(figures: &Figures) -> Panel {
    let line = |value: fn(&Spread) -> f64| {
        let points = figures.startup.iter().map(|row| (row.t_s / HOUR_S, value(&row.flow)));
        Shape::Line(points.collect())
    };
    let rate = figures.plan.rate_ul_per_h();
    let flows = figures.startup.iter().flat_map(|row| [row.flow.low, row.flow.high]);
    let layers = vec![
        Layer::new("most of all pump units", Ink::Second, line(|flow| flow.high)),
        Layer::new("least", Ink::Third, line(|flow| flow.low)),
        Layer::new("median", Ink::First, line(|flow| flow.median)),
    ];
    let title = format!("Start-up, {}: flow, µL/h (set: {rate})", figures.embodiment.name());
    Panel::new(&title, HEIGHT, Axis::with_zero(flows, 0.1 * rate), layers)
}

fn trumpets(figures: &[Figures]) -> Chart {
    let longest_min = AMBULATORY.windows_s.iter().copied().fold(0.0, f64::max) / MINUTE_S;
    let x = Axis::exactly(0.0, 1.02 * longest_min);
    let with = figures.iter().filter(|figures| !figures.trumpet.is_empty());
    let panels = with.map(trumpet_panel).collect();
    chart("Trumpet curves", x, "length of the observation window, min", panels)
}

fn trumpet_panel(figures: &Figures) -> Panel {
    let line = |value: fn(&TrumpetRow) -> f64| {
        let points = figures.trumpet.iter().map(|row| (row.window_s / MINUTE_S, value(row)));
        Shape::Line(points.collect())
    };
    let rows = figures.trumpet.iter();
    let reached = rows.flat_map(|row| [row.max_percent.high, row.min_percent.low]);
    let overall = figures.overall.map_or(f64::NAN, |overall| overall.mean);
    let ends = figures.trumpet.first().zip(figures.trumpet.last());
    let level = ends.map_or_else(Vec::new, |(first, last)| {
        [first, last].iter().map(|row| (row.window_s / MINUTE_S, overall)).collect()
    });
    let layers = vec![
        Layer::new("worst of all pump units", Ink::Second, line(|row| row.max_percent.high)),
        Layer::new("", Ink::Second, line(|row| row.min_percent.low)),
        Layer::new("median pump unit", Ink::First, line(|row| row.max_percent.median)),
        Layer::new("", Ink::First, line(|row| row.min_percent.median)),
        Layer::new("whole analysis period, mean", Ink::Third, Shape::Line(level)),
    ];
    let title = format!("Trumpet, {}: error, %", figures.embodiment.name());
    Panel::new(&title, HEIGHT, Axis::with_zero(reached, LEAST_PERCENT), layers)
}
