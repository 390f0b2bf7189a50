//! A panel of bars, one a test: what the worst pump unit has as edges, the median filled.

use super::axis::Axis;
use super::chart::{Cell, Layer, Panel, Shape};
use super::ink::Ink;
use crate::analysis::count;

/// Height inside the axes.
const HEIGHT: f64 = 150.0;
/// From where to where in its place a bar stands: edges, and within them what is filled.
const EDGES: (f64, f64) = (0.12, 0.88);
const FILLED: (f64, f64) = (0.24, 0.76);

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bar {
    /// What it is called, the longest first.
    pub(crate) labels: Vec<String>,
    /// Of the worst pump unit.
    pub(crate) worst: f64,
    /// Of the median pump unit.
    pub(crate) median: f64,
}

/// The panel: the bars from the left, each one wide; a place without a bar stays empty.
pub(crate) fn bars(title: &str, bars: &[Option<Bar>], least: f64) -> Panel {
    let cells = |(from, to): (f64, f64), of: fn(&Bar) -> (f64, Vec<String>)| {
        let placed = bars.iter().enumerate().filter_map(|(index, bar)| bar.as_ref().map(|bar| (count(index), bar)));
        let cell = |(x, bar): (f64, &Bar)| {
            let (value, labels) = of(bar);
            Cell { from: (x + from, 0.0), to: (x + to, value), labels }
        };
        placed.map(cell).collect()
    };
    let layers = vec![
        Layer::new("", Ink::First, Shape::Filled(cells(FILLED, |bar| (bar.median, Vec::new())))),
        Layer::new("", Ink::Second, Shape::Hollow(cells(EDGES, |bar| (bar.worst, bar.labels.clone())))),
    ];
    let reached = bars.iter().flatten().flat_map(|bar| [bar.worst, bar.median]);
    // Room for a label above the highest bar.
    let reached: Vec<f64> = reached.flat_map(|value| [value, 1.12 * value]).collect();
    Panel::new(title, HEIGHT, Axis::with_zero(reached.into_iter(), least), layers)
}
