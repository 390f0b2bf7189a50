//! Names beside the drawing, and the lines that lead from them.
//!
//! Labels stand in rows above or below what they name, in the order of what they name, so that lines do not cross.
//! Row by row they step towards the drawing from left to right: the line of a farther label passes before the
//! nearer ones start.

use super::text::{self, SIZE, element, px};
use twin::drawing::Point;

/// Rows that labels stand in.
const ROWS: usize = 4;
/// Distance of rows.
const ROW: f64 = 1.35 * SIZE;
/// Room between a label and the next one, or its line.
const BETWEEN: f64 = 9.0;

/// One name and what it leads to.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Label {
    name: &'static str,
    note: String,
    at: Point,
    /// Left end of its text, where its line starts.
    x: f64,
}

impl Label {
    /// A label for the point `at` of the sheet.
    pub(super) fn new(name: &'static str, note: &str, at: Point) -> Self {
        Self { name, note: note.to_owned(), at, x: at[0] }
    }

    fn text(&self) -> String {
        if self.note.is_empty() { self.name.to_owned() } else { format!("{} {}", self.name, self.note) }
    }

    fn width(&self) -> f64 {
        text::width(&self.text())
    }
}

/// On which side of the drawing labels stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Above.
    Above,
    /// Below.
    Below,
}

/// Labels, placed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    labels: Vec<Label>,
    rows: usize,
}

/// Places labels between two edges of the sheet.
///
/// # Model
/// With rows given, that no two texts or lines meet is one inequality for each pair: `x_j - x_i >= room`. Pushing
/// from the left and pushing from the right both satisfy all of them, and so does their mean, which stays nearer to
/// what is named.
pub(super) fn place(mut labels: Vec<Label>, [left, right]: [f64; 2]) -> Placed {
    labels.sort_by(|a, b| a.at[0].total_cmp(&b.at[0]));
    let needed: f64 = labels.iter().map(|label| label.width() + BETWEEN).sum();
    let rows = (1..ROWS).find(|rows| needed < 0.6 * text::number(*rows) * (right - left)).unwrap_or(ROWS);
    let wanted: Vec<f64> = labels.iter().map(|label| label.at[0]).collect();
    let count = labels.len();
    let row = |index: usize| rows - 1 - index % rows;
    let room = |i: usize, j: usize| if row(j) >= row(i) { labels[i].width() + BETWEEN } else { BETWEEN };
    let end = |i: usize| right - labels[i].width();
    // The furthest right, and the furthest left, that each may stand.
    let mut latest: Vec<f64> = (0..count).map(end).collect();
    for i in (0..count).rev() {
        latest[i] = (i + 1..count).fold(latest[i], |x, j| x.min(latest[j] - room(i, j)));
    }
    let mut earliest = vec![left; count];
    for j in 0..count {
        earliest[j] = (0..j).fold(earliest[j], |x, i| x.max(earliest[i] + room(i, j)));
    }
    let mut from_left = wanted.clone();
    for j in 0..count {
        let least = (0..j).fold(earliest[j], |x, i| x.max(from_left[i] + room(i, j)));
        from_left[j] = wanted[j].min(latest[j]).max(least);
    }
    let mut from_right = wanted.clone();
    for i in (0..count).rev() {
        let most = (i + 1..count).fold(latest[i], |x, j| x.min(from_right[j] - room(i, j)));
        from_right[i] = wanted[i].max(earliest[i]).min(most);
    }
    for (index, label) in labels.iter_mut().enumerate() {
        label.x = f64::midpoint(from_left[index], from_right[index]);
    }
    Placed { labels, rows }
}

impl Placed {
    /// Height that the rows take.
    pub(super) fn height(&self) -> f64 {
        text::number(self.rows) * ROW
    }

    /// The same, with what is named moved down.
    pub(super) fn shifted(mut self, by: f64) -> Self {
        self.labels.iter_mut().for_each(|label| label.at[1] += by);
        self
    }

    /// Corners of each line: at its text, at the edge of the drawing, at what is named.
    pub(super) fn lines(&self, side: Side, edge: f64) -> Vec<[Point; 3]> {
        let line =
            |(index, label): (usize, &Label)| [[label.x, self.base(index, side, edge)], [label.x, edge], label.at];
        self.labels.iter().enumerate().map(line).collect()
    }

    /// Left, top, right and bottom of each text.
    #[cfg(test)]
    pub(super) fn boxes(&self, side: Side, edge: f64) -> Vec<[f64; 4]> {
        let bounds = |(index, label): (usize, &Label)| {
            let base = self.base(index, side, edge);
            let top = if side == Side::Above { base - SIZE } else { base };
            [label.x, top, label.x + label.width(), top + SIZE]
        };
        self.labels.iter().enumerate().map(bounds).collect()
    }

    /// Where the line of a label meets its text.
    fn base(&self, index: usize, side: Side, edge: f64) -> f64 {
        let row = text::number(self.rows - 1 - index % self.rows);
        match side {
            Side::Above => edge - row * ROW,
            Side::Below => edge + row * ROW,
        }
    }

    /// The labels, drawn; `edge` is where the drawing ends on their side.
    pub(super) fn svg(&self, side: Side, edge: f64) -> String {
        let lines = self.lines(side, edge);
        let draw = |(label, [from, bend, to]): (&Label, &[Point; 3])| {
            let d = format!("M{} {}V{}L{} {}", px(from[0]), px(from[1]), px(bend[1]), px(to[0]), px(to[1]));
            let base = if side == Side::Above { from[1] - 3.0 } else { from[1] + SIZE - 1.0 };
            let dot = format!("cx=\"{}\" cy=\"{}\" r=\"1.80\"", px(to[0]), px(to[1]));
            let name = text::spanned(label.name, &label.note);
            format!(
                "{}{}<text class=\"label\" x=\"{}\" y=\"{}\">{name}</text>\n",
                element("path", "leader", &format!("d=\"{d}\"")),
                element("circle", "dot", &dot),
                px(label.x),
                px(base),
            )
        };
        self.labels.iter().zip(&lines).map(draw).collect()
    }
}
