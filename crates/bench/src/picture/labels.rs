//! Names beside the drawing, and the lines that lead from them.
//!
//! Labels stand in rows above or below what they name, in the order of what they name, so that lines do not cross.
//! Row by row they step towards the drawing from left to right: the line of a farther label passes before the
//! nearer ones start.

use super::text::{self, SIZE, element, px};
use twin::drawing::Point;

/// The most rows that labels stand in.
const ROWS_MAX: usize = 7;
/// How far each label has to be able to move, pixels, before a row is spared: room to stand near what it names.
const LOOSE: f64 = 150.0;
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
    side: Side,
    /// Level at which the drawing ends on their side.
    edge: f64,
}

/// Places labels between two edges of the sheet, on one side of a drawing that ends at `edge`.
///
/// # Model
/// With order and rows given, that no two texts or lines meet is one inequality for each pair: `x_j - x_i >= room`.
/// Pushing from the left and pushing from the right both satisfy all of them, and so does their mean, which stays
/// nearer to what is named. Labels change places while fewer lines cross for it, or as
/// many that lead less far aside.
pub(super) fn place(mut labels: Vec<Label>, edges: [f64; 2], side: Side, edge: f64) -> Placed {
    labels.sort_by(|a, b| a.at[0].total_cmp(&b.at[0]));
    let loose = |rows: &usize| Rooms::new(&labels, *rows, edges).play() > LOOSE;
    let rows = (1..ROWS_MAX).find(loose).unwrap_or(ROWS_MAX);
    let mut placed = Placed { labels, rows, side, edge }.stood(edges);
    for _ in 0..placed.labels.len() {
        let before = placed.cost();
        for (first, second) in pairs(placed.labels.len()) {
            let changes: [fn(&mut [Label]); 3] = [|l| l.reverse(), |l| l.rotate_left(1), |l| l.rotate_right(1)];
            for change in changes {
                let mut other = placed.clone();
                change(&mut other.labels[first..=second]);
                let other = other.stood(edges);
                if other.cost() < placed.cost() {
                    placed = other;
                }
            }
        }
        if placed.cost() >= before {
            break;
        }
    }
    placed
}

/// Every pair of so many, neighbours first.
fn pairs(count: usize) -> impl Iterator<Item = (usize, usize)> {
    (1..count).flat_map(move |apart| (apart..count).map(move |second| (second - apart, second)))
}

/// Whether two stretches cross.
fn cross([a, b]: [Point; 2], [c, d]: [Point; 2]) -> bool {
    let turn = |p: Point, q: Point, r: Point| (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
    turn(a, b, c) * turn(a, b, d) < 0.0 && turn(c, d, a) * turn(c, d, b) < 0.0
}

/// The row of a label, counted from the drawing.
fn row(index: usize, rows: usize) -> usize {
    rows - 1 - index % rows
}

/// The room that each label needs, and where it may stand at all.
struct Rooms {
    /// Width of each label with the room behind it.
    widths: Vec<f64>,
    rows: usize,
    earliest: Vec<f64>,
    latest: Vec<f64>,
}

impl Rooms {
    fn new(labels: &[Label], rows: usize, [left, right]: [f64; 2]) -> Self {
        let widths: Vec<f64> = labels.iter().map(|label| label.width() + BETWEEN).collect();
        let latest = widths.iter().map(|width| right - width).collect();
        let mut rooms = Self { earliest: vec![left; labels.len()], latest, widths, rows };
        rooms.earliest = rooms.pushed_right(&vec![left; labels.len()], &rooms.earliest);
        let all_right = rooms.latest.clone();
        rooms.latest = rooms.pushed_left(&all_right, &rooms.latest);
        rooms
    }

    /// Least distance from one label to a later one.
    fn room(&self, i: usize, j: usize) -> f64 {
        if row(j, self.rows) >= row(i, self.rows) { self.widths[i] } else { BETWEEN }
    }

    /// How far the tightest label can move; negative where there is not room for all.
    fn play(&self) -> f64 {
        self.latest.iter().zip(&self.earliest).map(|(latest, earliest)| latest - earliest).fold(f64::MAX, f64::min)
    }

    /// As near as may be to where they are wanted.
    fn places(&self, labels: &[Label]) -> Vec<f64> {
        let bound = |(index, label): (usize, &Label)| label.at[0].min(self.latest[index]).max(self.earliest[index]);
        let wanted: Vec<f64> = labels.iter().enumerate().map(bound).collect();
        let right = self.pushed_right(&wanted, &self.earliest);
        let left = self.pushed_left(&wanted, &self.latest);
        right.iter().zip(&left).map(|(right, left)| f64::midpoint(*right, *left)).collect()
    }

    fn pushed_right(&self, wanted: &[f64], least: &[f64]) -> Vec<f64> {
        let mut x: Vec<f64> = wanted.iter().zip(least).map(|(wanted, least)| wanted.max(*least)).collect();
        for j in 0..x.len() {
            x[j] = (0..j).fold(x[j], |at, i| at.max(x[i] + self.room(i, j)));
        }
        x
    }

    fn pushed_left(&self, wanted: &[f64], most: &[f64]) -> Vec<f64> {
        let mut x: Vec<f64> = wanted.iter().zip(most).map(|(wanted, most)| wanted.min(*most)).collect();
        for i in (0..x.len()).rev() {
            x[i] = (i + 1..x.len()).fold(x[i], |at, j| at.min(x[j] - self.room(i, j)));
        }
        x
    }
}

impl Placed {
    /// The same labels in the same order, each where it stands best.
    fn stood(mut self, edges: [f64; 2]) -> Self {
        let places = Rooms::new(&self.labels, self.rows, edges).places(&self.labels);
        for (label, x) in self.labels.iter_mut().zip(places) {
            label.x = x;
        }
        self
    }

    /// What makes an order worse than another: first lines that cross, then how far aside they lead.
    fn cost(&self) -> (usize, f64) {
        let aside = self.labels.iter().map(|label| (label.x - label.at[0]).abs());
        (self.crossings(), aside.sum())
    }

    /// How many pairs of lines cross.
    pub(super) fn crossings(&self) -> usize {
        let lines = self.lines();
        let slanted = |line: &[Point; 3]| [line[1], line[2]];
        let of = |(index, line): (usize, &[Point; 3])| {
            lines[..index].iter().filter(|other| cross(slanted(other), slanted(line))).count()
        };
        lines.iter().enumerate().map(of).sum()
    }

    /// Height that the rows take.
    pub(super) fn height(&self) -> f64 {
        text::number(self.rows) * ROW
    }

    /// The same, moved down.
    pub(super) fn shifted(mut self, by: f64) -> Self {
        self.labels.iter_mut().for_each(|label| label.at[1] += by);
        self.edge += by;
        self
    }

    /// Corners of each line: at its text, at the edge of the drawing, at what is named.
    fn lines(&self) -> Vec<[Point; 3]> {
        let line = |(index, label): (usize, &Label)| [[label.x, self.base(index)], [label.x, self.edge], label.at];
        self.labels.iter().enumerate().map(line).collect()
    }

    /// Left, top, right and bottom of each text.
    #[cfg(test)]
    pub(super) fn boxes(&self) -> Vec<[f64; 4]> {
        let bounds = |(index, label): (usize, &Label)| {
            let base = self.base(index);
            let top = if self.side == Side::Above { base - SIZE } else { base };
            [label.x, top, label.x + label.width(), top + SIZE]
        };
        self.labels.iter().enumerate().map(bounds).collect()
    }

    /// Where the line of a label meets its text.
    fn base(&self, index: usize) -> f64 {
        let rows = text::number(row(index, self.rows)) * ROW;
        match self.side {
            Side::Above => self.edge - rows,
            Side::Below => self.edge + rows,
        }
    }

    /// The labels, drawn.
    pub(super) fn svg(&self) -> String {
        let draw = |(label, [from, bend, to]): (&Label, [Point; 3])| {
            let d = format!("M{} {}V{}L{} {}", px(from[0]), px(from[1]), px(bend[1]), px(to[0]), px(to[1]));
            let base = if self.side == Side::Above { from[1] - 3.0 } else { from[1] + SIZE - 1.0 };
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
        self.labels.iter().zip(self.lines()).map(draw).collect()
    }
}
