//! A drawing under way.

use super::{Kind, Mark, Owner, Piece, Point, Shape};

/// Pieces in the order in which they cover one another.
#[derive(Debug, Default)]
pub(super) struct Sketch {
    pub(super) pieces: Vec<Piece>,
}

/// A rectangle between two corners.
pub(super) fn ring([left, bottom]: Point, [right, top]: Point) -> Vec<Point> {
    vec![[left, bottom], [right, bottom], [right, top], [left, top]]
}

impl Sketch {
    pub(super) fn piece(&mut self, part: &'static str, half: Owner, kind: Kind, shape: Shape) -> &mut Piece {
        let index = self.pieces.len();
        self.pieces.push(Piece { part, half, kind, shape, mark: None });
        &mut self.pieces[index]
    }

    pub(super) fn area(&mut self, part: &'static str, half: Owner, kind: Kind, points: Vec<Point>) -> &mut Piece {
        self.piece(part, half, kind, Shape::Area(points))
    }

    pub(super) fn block(&mut self, part: &'static str, half: Owner, kind: Kind, low: Point, high: Point) -> &mut Piece {
        self.area(part, half, kind, ring(low, high))
    }

    pub(super) fn line(
        &mut self,
        part: &'static str,
        half: Owner,
        kind: Kind,
        width_mm: f64,
        points: Vec<Point>,
    ) -> &mut Piece {
        self.piece(part, half, kind, Shape::Line { points, width_mm })
    }

    /// Leads the label of the part that was drawn last to a point on it.
    pub(super) fn mark_last(&mut self, at: Point, note: impl Into<String>) {
        if let Some(piece) = self.pieces.last_mut() {
            piece.marked(at, note);
        }
    }

    /// Moves the pieces of some halves.
    pub(super) fn shift(&mut self, which: impl Fn(Owner) -> bool, by: Point) {
        let moved = |point: &mut Point| *point = [point[0] + by[0], point[1] + by[1]];
        for piece in self.pieces.iter_mut().filter(|piece| which(piece.half)) {
            match &mut piece.shape {
                Shape::Area(points) | Shape::Line { points, .. } => points.iter_mut().for_each(moved),
                Shape::Disc { centre, .. } => moved(centre),
            }
            if let Some(mark) = &mut piece.mark {
                moved(&mut mark.at);
            }
        }
    }
}

impl Piece {
    /// Leads the part's label to a point on it.
    pub(super) fn marked(&mut self, at: Point, note: impl Into<String>) {
        self.mark = Some(Mark { at, note: note.into() });
    }
}
