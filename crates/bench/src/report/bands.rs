//! Names of stretches of time above a chart, each on the first line on which it does not touch another.

use super::canvas::{Canvas, Stand, Weight, text_width};
use super::chart::Chart;
use super::ink::Ink;
use super::number::count;
use super::sheet::{Place, Sheet};

/// Most lines; a name that fits on none is left out here, and stands in the table of phases.
const ROWS_MAX: usize = 4;
/// Room between names.
const GAP: f64 = 6.0;

/// A name and where it stands.
struct Name {
    label: &'static str,
    centre: f64,
    /// Middle of its band, where its pointer ends.
    band: f64,
    row: usize,
}

/// Lines that the names take above a plot from the sheet's left to `right`.
pub(super) fn rows(chart: &Chart, sheet: &Sheet, right: f64) -> f64 {
    names(chart, sheet, right).iter().map(|name| count(name.row + 1)).fold(0.0, f64::max)
}

/// Shades every other band through a plot.
pub(super) fn shade(canvas: &mut Canvas, chart: &Chart, place: &Place) {
    for band in chart.bands.iter().step_by(2) {
        let (from, to) =
            (chart.x.scaled(band.from, place.left, place.right), chart.x.scaled(band.to, place.left, place.right));
        canvas.filled((from, place.top), (to, place.bottom), Ink::Band);
    }
}

/// Draws the names above the first panel, those of the last line nearest to it, each with a pointer to its band.
pub(super) fn draw(canvas: &mut Canvas, chart: &Chart, place: &Place, sheet: &Sheet) {
    for name in names(chart, sheet, place.right) {
        let upper = place.top - sheet.line() * count(name.row + 1);
        canvas.line(&[(name.band, upper + sheet.text + 1.0), (name.band, place.top)], Ink::Edge, 0.8);
        canvas.text(name.label, (name.centre, upper), Stand::Middle, Weight::Regular, sheet.text - 1.0, Ink::Label);
    }
}

fn names(chart: &Chart, sheet: &Sheet, right: f64) -> Vec<Name> {
    // Of each line, where its last name ends and where its last pointer comes down.
    let mut ends = [f64::NEG_INFINITY; ROWS_MAX];
    let mut pointers = [f64::NEG_INFINITY; ROWS_MAX];
    let mut names = Vec::new();
    for band in &chart.bands {
        let middle = chart.x.scaled(f64::midpoint(band.from, band.to), sheet.left, right);
        let half = text_width(band.label, sheet.text - 1.0) / 2.0;
        let centre = middle.max(half + 2.0).min(sheet.width - half - 2.0);
        // No name touches another or the pointer of one above it, and no pointer crosses a name.
        let free = |row: &usize| {
            ends[*row] + GAP < centre - half
                && pointers.iter().skip(row + 1).all(|pointer| *pointer + 3.0 < centre - half)
                && ends.iter().take(*row).all(|end| *end + 3.0 < middle)
        };
        let Some(row) = (0..ROWS_MAX).find(free) else { continue };
        ends[row] = centre + half;
        pointers[row] = middle;
        names.push(Name { label: band.label, centre, band: middle, row });
    }
    names
}
