//! A panel's title and the names of its series, in lines above it, each name after a sample of how the series is
//! drawn.

use super::canvas::{Canvas, Stand, Weight, text_width};
use super::chart::{Layer, Panel, Shape};
use super::ink::Ink;
use super::number::count;
use super::sheet::{Place, Sheet};

/// Width of a sample.
const SAMPLE: f64 = 26.0;
/// Room between a sample and its name.
const GAP: f64 = 6.0;
/// Room between entries.
const BETWEEN: f64 = 20.0;
/// A title is bold, and so wider than text.
const BOLD: f64 = 1.08;

/// Lines that the title and the names take.
pub(super) fn rows(panel: &Panel, sheet: &Sheet) -> f64 {
    entries(panel, sheet).last().map_or(1.0, |(_, _, row)| row + 1.0)
}

/// Draws them.
pub(super) fn draw(canvas: &mut Canvas, panel: &Panel, place: &Place, sheet: &Sheet) {
    canvas.text(&panel.title, (4.0, place.title), Stand::Start, Weight::Bold, sheet.text, Ink::Title);
    if let Some(side) = &panel.side {
        canvas.text(&side.title, (place.side, place.title), Stand::Start, Weight::Regular, sheet.text, Ink::Label);
    }
    for (layer, x, row) in entries(panel, sheet) {
        let y = place.title + row * sheet.line();
        sample(canvas, layer, x, y + 0.4 * sheet.text);
        canvas.text(&layer.label, (x + SAMPLE + GAP, y), Stand::Start, Weight::Regular, sheet.text, Ink::Label);
    }
}

/// Each named series with where its entry starts, and on which line.
fn entries<'a>(panel: &'a Panel, sheet: &Sheet) -> Vec<(&'a Layer, f64, f64)> {
    let edge = if panel.side.is_some() { sheet.edge() - sheet.side } else { sheet.edge() };
    let mut x = 4.0 + BOLD * text_width(&panel.title, sheet.text) + BETWEEN;
    let mut row = 0usize;
    let mut entries = Vec::new();
    for layer in panel.layers.iter().filter(|layer| !layer.label.is_empty()) {
        let width = SAMPLE + GAP + text_width(&layer.label, sheet.text);
        if x + width > edge {
            x = 4.0;
            row += 1;
        }
        entries.push((layer, x, count(row)));
        x += width + BETWEEN;
    }
    entries
}

fn sample(canvas: &mut Canvas, layer: &Layer, x: f64, y: f64) {
    let middle = (x + SAMPLE / 2.0, y);
    let (from, to) = ((x + 5.0, y - 4.5), (x + SAMPLE - 5.0, y + 4.5));
    match layer.shape {
        Shape::Line(_) => canvas.line(&[(x, y), (x + SAMPLE, y)], layer.ink, 1.8),
        Shape::Dots(_) => canvas.dot(middle, 3.0, layer.ink),
        Shape::Triangles(_) => canvas.triangle(middle, 3.6, layer.ink),
        Shape::Filled(_) => canvas.filled(from, to, layer.ink),
        Shape::Hollow(_) => canvas.hollow(from, to, layer.ink),
    }
}
