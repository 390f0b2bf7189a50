//! The matrix as a heat map: a row a fault, a field an embodiment, its colour for whether a person was told, and in it
//! after how long, or how much was off.

use super::{Cell, HARMLESS_UL, Row};
use crate::report::canvas::{Canvas, Stand, Weight, svg as drawing};
use crate::report::ink::Ink;
use crate::scenario::Embodiment;
use plotters::style::RGBColor;

/// Lengths are pixels.
const LINE: f64 = 15.0;
const TEXT: f64 = 10.5;
/// Of a name, and of a field.
const NAME: f64 = 210.0;
const FIELD: f64 = 74.0;
/// From one column of rows to the next, and of the margins.
const COLUMN: f64 = NAME + 3.0 * FIELD + 24.0;
const LEFT: f64 = 14.0;
const TOP: f64 = 92.0;
const COLUMNS: usize = 2;

/// Colours of what a field says; dark text stays legible on each.
const TOLD: RGBColor = RGBColor(0xBF, 0xDF, 0xC4);
const TOLD_LATE: RGBColor = RGBColor(0xFD, 0xE7, 0xA3);
const HARMLESS: RGBColor = RGBColor(0xE6, 0xEE, 0xF6);
const UNNOTICED: RGBColor = RGBColor(0xF0, 0x9A, 0x84);
const LEGEND: [(RGBColor, &str); 4] = [
    (TOLD, "told: after how long at most"),
    (TOLD_LATE, "told, but more than 0.05 U too much, or 0.1 U missing"),
    (HARMLESS, "not told, at most 0.05 U off"),
    (UNNOTICED, "not told in some trial, and more than that off: how much"),
];
/// What may be missing when a person is told, uL: gate A9.
const MISSED_UL: f64 = 1.0;

/// The heat map, as SVG.
pub fn svg(singles: &[Cell]) -> String {
    let mut rows: Vec<Row> = Vec::new();
    for cell in singles {
        if !rows.contains(&cell.row) {
            rows.push(cell.row);
        }
    }
    let high = rows.len().div_ceil(COLUMNS).max(1);
    let (width, height) = (2.0 * LEFT + 2.0 * COLUMN - 24.0, TOP + LINE * crate::analysis::count(high) + LEFT);
    let title = "What goes wrong, and what comes of it (worst of all courses and pump units, in silico)";
    drawing(width, height, "faults", title, |canvas| {
        canvas.shaded((0.0, 0.0), (width, height), RGBColor(0xFF, 0xFF, 0xFF));
        canvas.text(title, (LEFT, 12.0), Stand::Start, Weight::Bold, 16.0, Ink::Title);
        legend(canvas);
        for (column, rows) in rows.chunks(high).enumerate() {
            let left = LEFT + COLUMN * crate::analysis::count(column);
            for (index, embodiment) in Embodiment::ALL.into_iter().enumerate() {
                let middle = left + NAME + FIELD * (crate::analysis::count(index) + 0.5);
                let at = (middle, TOP - LINE);
                canvas.text(embodiment.name(), at, Stand::Middle, Weight::Bold, TEXT, Ink::Title);
            }
            for (index, row) in rows.iter().enumerate() {
                line(canvas, singles, *row, (left, TOP + LINE * crate::analysis::count(index)));
            }
        }
    })
}

fn line(canvas: &mut Canvas, singles: &[Cell], row: Row, (left, top): (f64, f64)) {
    canvas.text(&row.name(), (left, top + 1.5), Stand::Start, Weight::Regular, TEXT, Ink::Title);
    for (index, embodiment) in Embodiment::ALL.into_iter().enumerate() {
        let from = left + NAME + FIELD * crate::analysis::count(index);
        let cell = singles.iter().find(|cell| cell.row == row && cell.embodiment == embodiment);
        let Some(cell) = cell.filter(|cell| !cell.trials.is_empty()) else { continue };
        let (colour, figure) = field(cell);
        canvas.shaded((from + 0.5, top + 0.5), (from + FIELD - 0.5, top + LINE - 0.5), colour);
        let middle = (from + 0.5 * FIELD, top + 1.5);
        canvas.text(&figure, middle, Stand::Middle, Weight::Regular, TEXT, Ink::Title);
    }
}

/// Colour and figure of a cell.
fn field(cell: &Cell) -> (RGBColor, String) {
    let (over_ul, missed_ul) = (cell.over_ul(), cell.missed_ul());
    let off = || {
        let units = 0.1 * if over_ul > missed_ul { over_ul } else { -missed_ul };
        format!("{units:+.2} U").replace('-', "\u{2212}")
    };
    if cell.unnoticed() > 0 {
        return (UNNOTICED, off());
    }
    match cell.after_s() {
        None => (HARMLESS, off()),
        Some(after) => {
            let is_late = over_ul > HARMLESS_UL || missed_ul > MISSED_UL;
            (if is_late { TOLD_LATE } else { TOLD }, time(after.high))
        }
    }
}

fn time(seconds: f64) -> String {
    match seconds {
        s if s < 99.5 => format!("{s:.0} s"),
        s if s < 5_970.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3600.0),
    }
}

/// What the colours mean.
fn legend(canvas: &mut Canvas) {
    for (index, (colour, what)) in LEGEND.into_iter().enumerate() {
        let (column, row) = (crate::analysis::count(index % 2), crate::analysis::count(index / 2));
        let (left, top) = (LEFT + 300.0 * column, 36.0 + 17.0 * row);
        canvas.shaded((left, top), (left + 26.0, top + 13.0), colour);
        canvas.text(what, (left + 32.0, top + 1.0), Stand::Start, Weight::Regular, TEXT, Ink::Label);
    }
}
