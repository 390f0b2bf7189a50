//! Millimetres to pixels, and a piece of the drawing as an element.

use super::palette::class;
use super::text::{element, px};
use twin::drawing::{Drawing, Piece, Point, Shape};

/// Lines are at least this wide, pixels: a wire of a twentieth of a millimetre is still to be seen.
const THINNEST: f64 = 0.9;
/// Straight stretches of the liquid's way that are longer than this bear an arrow, pixels.
const ARROW_EVERY: f64 = 34.0;

/// How millimetres become pixels: z goes up, y goes down.
#[derive(Debug, Clone, Copy)]
pub(super) struct View {
    /// Pixels to a millimetre.
    pub(super) scale: f64,
    /// Where the drawing's origin lies.
    pub(super) x: f64,
    /// See `x`.
    pub(super) y: f64,
}

impl View {
    /// A point of the drawing on the sheet.
    pub(super) fn at(&self, [x, z]: Point) -> Point {
        [self.x + self.scale * x, self.y - self.scale * z]
    }

    fn points(&self, points: &[Point]) -> String {
        let pair = |point: &Point| self.at(*point).map(px).join(",");
        points.iter().map(pair).collect::<Vec<_>>().join(" ")
    }

    /// A piece of the drawing.
    pub(super) fn piece(&self, piece: &Piece) -> String {
        let class = class(piece.half, piece.kind);
        match &piece.shape {
            Shape::Area(points) => element("polygon", class, &format!("points=\"{}\"", self.points(points))),
            Shape::Line { points, width_mm } => {
                let width = px((self.scale * width_mm).max(THINNEST));
                let points = self.points(points);
                element("polyline", &format!("{class} line"), &format!("stroke-width=\"{width}\" points=\"{points}\""))
            }
            Shape::Disc { centre, radius_mm } => {
                let ([x, y], radius) = (self.at(*centre).map(px), px(self.scale * radius_mm));
                element("circle", class, &format!("cx=\"{x}\" cy=\"{y}\" r=\"{radius}\""))
            }
        }
    }

    /// Arrows along the way of the liquid.
    pub(super) fn way(&self, points: &[Point]) -> String {
        let arrow = |pair: &[Point]| {
            let [from, to] = [self.at(pair[0]), self.at(pair[1])];
            let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
            let length = (dx * dx + dy * dy).sqrt();
            if length < ARROW_EVERY {
                return String::new();
            }
            let (ux, uy) = (dx / length, dy / length);
            let (x, y) = (0.5 * (from[0] + to[0]), 0.5 * (from[1] + to[1]));
            let corner =
                |along: f64, aside: f64| [x + along * ux - aside * uy, y + along * uy + aside * ux].map(px).join(",");
            let corners = [corner(6.0, 0.0), corner(-4.0, 3.6), corner(-4.0, -3.6)].join(" ");
            element("polygon", "arrow", &format!("points=\"{corners}\""))
        };
        points.windows(2).map(arrow).collect()
    }
}

/// Lower left and upper right corner of everything that is drawn.
pub(super) fn bounds(drawing: &Drawing) -> [Point; 2] {
    let [mut low, mut high] = drawing.envelope;
    let mut reach = |[x, z]: Point, radius: f64| {
        low = [low[0].min(x - radius), low[1].min(z - radius)];
        high = [high[0].max(x + radius), high[1].max(z + radius)];
    };
    for piece in &drawing.pieces {
        match &piece.shape {
            Shape::Area(points) => points.iter().for_each(|point| reach(*point, 0.0)),
            Shape::Line { points, width_mm } => points.iter().for_each(|point| reach(*point, 0.5 * width_mm)),
            Shape::Disc { centre, radius_mm } => reach(*centre, *radius_mm),
        }
    }
    [low, high]
}

/// A dashed frame.
pub(super) fn frame([left, bottom]: Point, [right, top]: Point) -> String {
    let size = [left, top, right - left, bottom - top].map(px);
    let [x, y, width, height] = size;
    element("rect", "frame", &format!("x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\""))
}
