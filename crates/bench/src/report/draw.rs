//! Draws a chart on a sheet: what is behind, what is measured, then axes and words.

use super::axis::Axis;
use super::canvas::{self, Canvas, Stand, Weight, text_width};
use super::chart::{Cell, Chart, Layer, Panel, Shape};
use super::decimate::{Point, corners, extremes, scattered};
use super::ink::{self, Ink};
use super::sheet::{Place, Plan, Sheet, WIDE};
use super::{bands, legend, marks};
use plotters::style::RGBColor;

/// Least room a tick's label takes on a vertical axis.
const TICK_HEIGHT: f64 = 25.0;
/// The same on a horizontal axis, in sizes of its text.
const TICK_WIDTH: f64 = 5.6;

/// A plot: two axes, and where their ends are on the sheet.
struct Plot<'a> {
    x: &'a Axis,
    y: &'a Axis,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// The chart in SVG.
pub(super) fn svg(chart: &Chart, sheet: &Sheet) -> String {
    let plan = Plan::of(chart, sheet);
    canvas::svg(sheet.width, plan.height, sheet.class, &chart.title, |canvas| draw_chart(canvas, chart, &plan, sheet))
}

/// Charts below each other on white, under a title, as a picture that stands for itself.
pub(crate) fn stacked(title: &str, charts: &[Chart]) -> String {
    let sheet = &WIDE;
    let mut y = 3.0 * sheet.line();
    let plans: Vec<Plan> = charts
        .iter()
        .map(|chart| {
            let plan = Plan::of(chart, sheet).lowered(y);
            y = plan.height + 2.0 * sheet.line();
            plan
        })
        .collect();
    let picture = canvas::svg(sheet.width, y, "chart", title, |canvas| {
        canvas.shaded((0.0, 0.0), (sheet.width, y), RGBColor(0xFF, 0xFF, 0xFF));
        canvas.text(title, (4.0, 0.8 * sheet.line()), Stand::Start, Weight::Bold, 1.3 * sheet.text, Ink::Title);
        for (chart, plan) in charts.iter().zip(&plans) {
            draw_chart(canvas, chart, plan, sheet);
        }
    });
    picture.replacen("<title>", &format!("<style>{}</style><title>", ink::dashes()), 1)
}

fn draw_chart(canvas: &mut Canvas, chart: &Chart, plan: &Plan, sheet: &Sheet) {
    let sided = chart.panels.iter().any(|panel| panel.side.is_some());
    for (index, (panel, place)) in chart.panels.iter().zip(&plan.places).enumerate() {
        draw_panel(canvas, chart, panel, place, sheet);
        if index == 0 {
            bands::draw(canvas, chart, place, sheet);
            marks::numbers(canvas, chart, place, sheet);
        }
        if sided || index + 1 == chart.panels.len() {
            label_across(canvas, &plot_of(chart, panel, place), sheet);
        }
    }
    if let Some(place) = plan.places.last() {
        let point = (f64::midpoint(place.left, place.right), place.bottom + 6.0 + sheet.line());
        canvas.text(&chart.x_title, point, Stand::Middle, Weight::Regular, sheet.text, Ink::Label);
    }
}

fn plot_of<'a>(chart: &'a Chart, panel: &'a Panel, place: &Place) -> Plot<'a> {
    Plot { x: &chart.x, y: &panel.y, left: place.left, right: place.right, top: place.top, bottom: place.bottom }
}

fn draw_panel(canvas: &mut Canvas, chart: &Chart, panel: &Panel, place: &Place, sheet: &Sheet) {
    let plot = plot_of(chart, panel, place);
    bands::shade(canvas, chart, place);
    draw_grid(canvas, &plot, sheet);
    for layer in &panel.layers {
        draw_layer(canvas, &plot, layer, sheet);
    }
    marks::lines(canvas, chart, place);
    draw_edges(canvas, &plot);
    label_up(canvas, &plot, sheet);
    legend::draw(canvas, panel, place, sheet);
    if let Some(side) = &panel.side {
        let plot = Plot { x: &side.x, left: place.side, right: sheet.edge(), ..plot };
        draw_grid(canvas, &plot, sheet);
        for layer in &side.layers {
            draw_layer(canvas, &plot, layer, sheet);
        }
        draw_edges(canvas, &plot);
        label_across(canvas, &plot, sheet);
    }
}

impl Plot<'_> {
    fn at(&self, point: Point) -> Point {
        (self.x.scaled(point.0, self.left, self.right), self.y.scaled(point.1, self.bottom, self.top))
    }

    fn ticks_across(&self, sheet: &Sheet) -> Vec<super::axis::Tick> {
        self.x.ticks(fitting(self.right - self.left, TICK_WIDTH * sheet.text))
    }

    fn ticks_up(&self) -> Vec<super::axis::Tick> {
        self.y.ticks(fitting(self.bottom - self.top, TICK_HEIGHT))
    }
}

/// How many of `each` fit into `length`; at least two.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few, and positive")]
fn fitting(length: f64, each: f64) -> usize {
    (length / each).max(2.0) as usize
}

fn draw_grid(canvas: &mut Canvas, plot: &Plot, sheet: &Sheet) {
    for tick in plot.ticks_across(sheet) {
        let (x, _) = plot.at((tick.at, plot.y.low));
        canvas.line(&[(x, plot.top), (x, plot.bottom)], Ink::Grid, 1.0);
    }
    for tick in plot.ticks_up().iter().filter(|_| plot.y.has_grid()) {
        let (_, y) = plot.at((plot.x.low, tick.at));
        canvas.line(&[(plot.left, y), (plot.right, y)], Ink::Grid, 1.0);
    }
}

fn draw_edges(canvas: &mut Canvas, plot: &Plot) {
    canvas.line(&[(plot.left, plot.top), (plot.left, plot.bottom), (plot.right, plot.bottom)], Ink::Edge, 1.0);
    if plot.y.shows_zero() {
        let (_, y) = plot.at((plot.x.low, 0.0));
        canvas.line(&[(plot.left, y), (plot.right, y)], Ink::Edge, 1.0);
    }
}

fn label_up(canvas: &mut Canvas, plot: &Plot, sheet: &Sheet) {
    for tick in plot.ticks_up() {
        let (_, y) = plot.at((plot.x.low, tick.at));
        canvas.text(&tick.label, (plot.left - 7.0, y), Stand::End, Weight::Regular, sheet.text - 0.5, Ink::Label);
    }
}

fn label_across(canvas: &mut Canvas, plot: &Plot, sheet: &Sheet) {
    for tick in plot.ticks_across(sheet) {
        let (x, _) = plot.at((tick.at, plot.y.low));
        let half = text_width(&tick.label, sheet.text - 0.5) / 2.0;
        let point = (x.min(sheet.width - half), plot.bottom + 6.0);
        canvas.text(&tick.label, point, Stand::Middle, Weight::Regular, sheet.text - 0.5, Ink::Label);
    }
}

fn draw_layer(canvas: &mut Canvas, plot: &Plot, layer: &Layer, sheet: &Sheet) {
    let placed = |points: Vec<Point>| points.into_iter().map(|point| plot.at(point)).collect::<Vec<Point>>();
    match &layer.shape {
        Shape::Line(points) => {
            let points = placed(extremes(&corners(points), sheet.points));
            if !points.is_empty() {
                canvas.line(&points, layer.ink, 1.7);
            }
        }
        Shape::Dots(points) => {
            for point in placed(scattered(points, sheet.dots)) {
                canvas.dot(point, 2.0, layer.ink);
            }
        }
        Shape::Triangles(points) => {
            for point in placed(scattered(points, sheet.dots)) {
                canvas.triangle(point, 2.6, layer.ink);
            }
        }
        Shape::Filled(cells) => {
            for cell in cells {
                canvas.filled(plot.at(cell.from), plot.at(cell.to), layer.ink);
                label_cell(canvas, plot, cell, sheet);
            }
        }
        Shape::Hollow(cells) => {
            for cell in cells {
                canvas.hollow(plot.at(cell.from), plot.at(cell.to), layer.ink);
                label_cell(canvas, plot, cell, sheet);
            }
        }
    }
}

/// The first label that is not wider than its cell, beyond the cell's far side.
fn label_cell(canvas: &mut Canvas, plot: &Plot, cell: &Cell, sheet: &Sheet) {
    let size = sheet.text - 2.0;
    let (from, to) = (plot.at(cell.from), plot.at(cell.to));
    let width = (to.0 - from.0).abs();
    if let Some(label) = cell.labels.iter().find(|label| text_width(label, size) <= 1.3 * width) {
        let y = if to.1 <= from.1 { to.1 - size - 1.0 } else { to.1 + 3.0 };
        canvas.text(label, (f64::midpoint(from.0, to.0), y), Stand::Middle, Weight::Regular, size, Ink::Label);
    }
}
