//! What a chart is laid out on: a wide sheet for screens and paper, a narrow one for telephones. Lengths are pixels
//! of the page.

use super::chart::{Chart, Panel};
use super::{bands, legend};

/// A size in which charts are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sheet {
    /// Name in the style sheet, which shows one of them.
    pub(super) class: &'static str,
    /// Width of the whole.
    pub(super) width: f64,
    /// Room for labels to the left of a panel.
    pub(super) left: f64,
    /// Room to the right of a panel.
    pub(super) right: f64,
    /// Width of the plot beside a panel.
    pub(super) side: f64,
    /// Height of a panel relative to what was asked for.
    pub(super) stretch: f64,
    /// Size of text.
    pub(super) text: f64,
    /// Most points of a line.
    pub(super) points: usize,
    /// Most dots of a series.
    pub(super) dots: usize,
}

/// For screens and paper.
pub(super) const WIDE: Sheet = Sheet {
    class: "wide",
    width: 1040.0,
    left: 56.0,
    right: 26.0,
    side: 170.0,
    stretch: 1.0,
    text: 12.5,
    points: 1500,
    dots: 1200,
};

/// For telephones.
pub(super) const NARROW: Sheet = Sheet {
    class: "narrow",
    width: 380.0,
    left: 52.0,
    right: 18.0,
    side: 70.0,
    stretch: 0.85,
    text: 11.5,
    points: 600,
    dots: 400,
};

/// Room between a panel and the plot beside it.
const SIDE_GAP: f64 = 32.0;
/// Room above a panel's title.
const PANEL_GAP: f64 = 20.0;

/// Where a panel stands on a sheet.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    /// Upper edge of its title.
    pub(super) title: f64,
    /// Edges of what is inside its axes.
    pub(super) left: f64,
    /// See `left`.
    pub(super) right: f64,
    /// See `left`.
    pub(super) top: f64,
    /// See `left`.
    pub(super) bottom: f64,
    /// Left edge of the plot beside it; its right edge is where a panel without one ends.
    pub(super) side: f64,
}

/// Where everything stands on a sheet.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Plan {
    /// Of each panel.
    pub(super) places: Vec<Place>,
    /// Height of the whole.
    pub(super) height: f64,
}

impl Sheet {
    /// Height of a line of text.
    pub(super) fn line(&self) -> f64 {
        1.5 * self.text
    }

    /// Right edge of what is drawn.
    pub(super) fn edge(&self) -> f64 {
        self.width - self.right
    }
}

impl Plan {
    /// Lays a chart out on a sheet.
    pub(super) fn of(chart: &Chart, sheet: &Sheet) -> Self {
        let sided = chart.panels.iter().any(|panel| panel.side.is_some());
        let right = if sided { sheet.edge() - sheet.side - SIDE_GAP } else { sheet.edge() };
        let mut places: Vec<Place> = Vec::new();
        let mut y = 4.0;
        for panel in &chart.panels {
            let first = places.is_empty();
            let above = if first { above_first(chart, sheet, right) } else { 0.0 };
            let top = y + sheet.line() * legend::rows(panel, sheet) + 5.0 + above;
            let bottom = top + panel.height * sheet.stretch;
            places.push(Place { title: y, left: sheet.left, right, top, bottom, side: sheet.edge() - sheet.side });
            y = bottom + side_labels(panel, sheet) + PANEL_GAP;
        }
        let last_has_labels = chart.panels.last().is_some_and(|panel| panel.side.is_some());
        let ticks = if last_has_labels { 0.0 } else { sheet.line() };
        Self { places, height: y - PANEL_GAP + ticks + sheet.line() + 4.0 }
    }

    /// The same, so much further down; its height is then where it ends.
    pub(super) fn lowered(mut self, by: f64) -> Self {
        for place in &mut self.places {
            for edge in [&mut place.title, &mut place.top, &mut place.bottom] {
                *edge += by;
            }
        }
        self.height += by;
        self
    }
}

/// Room for the names of bands and alarms above the first panel.
fn above_first(chart: &Chart, sheet: &Sheet, right: f64) -> f64 {
    let marks = if chart.marks.is_empty() { 0.0 } else { sheet.line() };
    marks + bands::rows(chart, sheet, right) * sheet.line()
}

/// Room for the labels of a plot beside a panel.
fn side_labels(panel: &Panel, sheet: &Sheet) -> f64 {
    if panel.side.is_some() { sheet.line() } else { 0.0 }
}
