//! Names of stretches of time above a chart, as flags: a pole where the stretch starts, its name to the right of it.
//!
//! Names are placed from the right. One that reaches over the poles of others flies higher than all of those, so that
//! no pole crosses a name and no name touches another, however short the stretches are.

use super::canvas::{Canvas, Stand, Weight, text_width};
use super::chart::Chart;
use super::ink::Ink;
use super::number::count;
use super::sheet::{Place, Sheet};

/// Room between a pole and its name, and between a name and the next pole.
const GAP: f64 = 4.0;

/// A name and where it stands.
struct Flag {
    label: &'static str,
    /// Where its stretch starts.
    pole: f64,
    /// Where the name starts: right of the pole, if the sheet is wide enough.
    name: f64,
    /// Lines above the plot, from 0.
    row: usize,
}

/// Lines that the names take above a plot from the sheet's left to `right`.
pub(super) fn rows(chart: &Chart, sheet: &Sheet, right: f64) -> f64 {
    flags(chart, sheet, right).iter().map(|flag| count(flag.row + 1)).fold(0.0, f64::max)
}

/// Shades every other band through a plot.
pub(super) fn shade(canvas: &mut Canvas, chart: &Chart, place: &Place) {
    let across = |value: f64| chart.x.scaled(value, place.left, place.right);
    for band in chart.bands.iter().step_by(2) {
        canvas.filled((across(band.from), place.top), (across(band.to), place.bottom), Ink::Band);
    }
}

/// Draws the names above the first panel.
pub(super) fn draw(canvas: &mut Canvas, chart: &Chart, place: &Place, sheet: &Sheet) {
    for flag in flags(chart, sheet, place.right) {
        let upper = place.top - sheet.line() * count(flag.row + 1);
        canvas.line(&[(flag.pole, upper), (flag.pole, place.top)], Ink::Edge, 0.8);
        canvas.text(flag.label, (flag.name, upper), Stand::Start, Weight::Regular, size(sheet), Ink::Label);
    }
}

fn flags(chart: &Chart, sheet: &Sheet, right: f64) -> Vec<Flag> {
    let mut flags: Vec<Flag> = Vec::new();
    for band in chart.bands.iter().rev() {
        let pole = chart.x.scaled(band.from, sheet.left, right);
        let width = text_width(band.label, size(sheet));
        let name = (pole + GAP).min(sheet.width - width);
        let reached = flags.iter().filter(|flag| flag.pole.min(flag.name) < name + width + GAP);
        let row = reached.map(|flag| flag.row + 1).max().unwrap_or(0);
        flags.push(Flag { label: band.label, pole, name, row });
    }
    flags
}

fn size(sheet: &Sheet) -> f64 {
    sheet.text - 1.0
}
