//! A chart as values: panels that share one horizontal axis. What it looks like is decided where it is drawn.

use super::axis::Axis;
use super::decimate::Point;
use super::ink::Ink;

/// Panels above each other, over one horizontal axis.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Chart {
    /// What it shows, for those who cannot see it.
    pub(crate) title: String,
    /// The horizontal axis.
    pub(crate) x: Axis,
    /// What the horizontal axis is, as printed below it.
    pub(crate) x_title: String,
    /// Stretches of the horizontal axis with names.
    pub(crate) bands: Vec<Band>,
    /// Alarms.
    pub(crate) marks: Vec<Mark>,
    /// The panels, from the top.
    pub(crate) panels: Vec<Panel>,
}

/// One panel.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Panel {
    /// What it shows, and in which unit.
    pub(crate) title: String,
    /// Height of what is inside the axes, in pixels of a wide page.
    pub(crate) height: f64,
    /// The vertical axis.
    pub(crate) y: Axis,
    /// What is drawn, from the back.
    pub(crate) layers: Vec<Layer>,
    /// A second, narrow plot over the same vertical axis.
    pub(crate) side: Option<Side>,
}

/// A narrow plot beside a panel.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Side {
    /// What it shows.
    pub(crate) title: String,
    /// Its horizontal axis.
    pub(crate) x: Axis,
    /// What is drawn in it.
    pub(crate) layers: Vec<Layer>,
}

/// One series.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Layer {
    /// Its name in the legend; without one it is not listed there.
    pub(crate) label: String,
    /// Its ink.
    pub(crate) ink: Ink,
    /// Its values.
    pub(crate) shape: Shape,
}

/// How values are shown.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    /// As a line.
    Line(Vec<Point>),
    /// As dots.
    Dots(Vec<Point>),
    /// As triangles.
    Triangles(Vec<Point>),
    /// As filled boxes.
    Filled(Vec<Cell>),
    /// As the edges of boxes.
    Hollow(Vec<Cell>),
}

/// A box between two points.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cell {
    /// One corner.
    pub(crate) from: Point,
    /// The corner opposite; a label stands on its side.
    pub(crate) to: Point,
    /// Labels, the best first; the first that fits is shown.
    pub(crate) labels: Vec<String>,
}

/// A stretch of the horizontal axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Band {
    /// Where it starts.
    pub(crate) from: f64,
    /// Where it ends.
    pub(crate) to: f64,
    /// Its name.
    pub(crate) label: &'static str,
}

/// An alarm on the horizontal axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Mark {
    /// Where.
    pub(crate) at: f64,
    /// Its number in the table of alarms, from 1.
    pub(crate) number: usize,
}

impl Chart {
    /// A chart of a whole run.
    pub(crate) fn of_run(record: &crate::record::Record, title: &str, panels: Vec<Panel>) -> Self {
        let mark = |(index, alarm): (usize, &crate::record::AlarmRow)| Mark { at: alarm.at_s, number: index + 1 };
        Self {
            title: title.to_owned(),
            x: Axis::clock(record.simulated_s, record.start_clock_s),
            x_title: "clock time, h:min".to_owned(),
            bands: Vec::new(),
            marks: record.alarms.iter().enumerate().map(mark).collect(),
            panels,
        }
    }
}

impl Panel {
    /// A panel without a second plot beside it.
    pub(crate) fn new(title: &str, height: f64, y: Axis, layers: Vec<Layer>) -> Self {
        Self { title: title.to_owned(), height, y, layers, side: None }
    }
}

impl Layer {
    /// A series.
    pub(crate) fn new(label: &str, ink: Ink, shape: Shape) -> Self {
        Self { label: label.to_owned(), ink, shape }
    }
}
