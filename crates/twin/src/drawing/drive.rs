//! A wire that turns an angle lever, which pushes a pin or the plunger, against a spring.
//!
//! The short arm lies and ends over what is moved; the long arm stands and the wire pulls its end towards the
//! reservoir. So the short arm goes down where the pivot lies behind what is moved, and up where it lies before it.

use super::fitting::DriveNames;
use super::sketch::Sketch;
use super::{Kind, Owner, Point, Shape};
use crate::part::envelope::EnvelopeParameters;

/// Which way the hot wire moves what is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Push {
    /// Towards the body.
    Down,
    /// Away from it.
    Up,
}

/// One drive in its pose.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drive {
    pub(super) names: DriveNames,
    /// Place of what is moved.
    pub(super) x_mm: f64,
    pub(super) push: Push,
    /// Travel along the wire's pull.
    pub(super) travel_mm: f64,
    pub(super) ratio: f64,
    pub(super) wire_diameter_mm: f64,
    pub(super) wire_length_mm: f64,
    /// How often the wire goes to and fro.
    pub(super) runs: f64,
}

impl Drive {
    /// Where the lever turns.
    pub(super) fn pivot(&self, envelope: &EnvelopeParameters) -> Point {
        let side = match self.push {
            Push::Down => envelope.lever_short_mm,
            Push::Up => -envelope.lever_short_mm,
        };
        [self.x_mm + side, envelope.lever_height_mm]
    }

    /// Where the wire holds the long arm.
    pub(super) fn wire_end(&self, envelope: &EnvelopeParameters) -> Point {
        let [x, z] = self.pivot(envelope);
        let (long, aside) = (self.ratio * envelope.lever_short_mm, self.ratio * self.travel_mm);
        [x - aside, z + (long * long - aside * aside).max(0.0).sqrt()]
    }

    /// Where the wire turns or is held, away from the lever.
    pub(super) fn anchor(&self, envelope: &EnvelopeParameters) -> Point {
        let [x, z] = self.pivot(envelope);
        [x - self.wire_length_mm / self.runs, z + self.ratio * envelope.lever_short_mm]
    }

    /// Corners of the box in which lever and wire move, for travels up to `most_mm`: first the lever's, then the
    /// wire's.
    pub(super) fn room(&self, envelope: &EnvelopeParameters, most_mm: f64) -> [[Point; 2]; 2] {
        let [x, z] = self.pivot(envelope);
        let long = self.ratio * envelope.lever_short_mm;
        let swept = self.ratio * most_mm + 0.5 * envelope.lever_arm_mm;
        let lever_left = (x - swept).min(self.x_mm - 0.5 * envelope.lever_arm_mm);
        let lever_right = (x + 0.5 * envelope.lever_arm_mm).max(self.x_mm + 0.5 * envelope.lever_arm_mm);
        let half = 0.5 * self.wire_diameter_mm;
        let anchor = self.anchor(envelope);
        [
            [
                [lever_left, z - most_mm - 0.5 * envelope.lever_arm_mm],
                [lever_right, z + long + 0.5 * envelope.lever_arm_mm],
            ],
            [[anchor[0], anchor[1] - half], [x - swept, anchor[1] + half]],
        ]
    }

    /// Draws lever and wire.
    pub(super) fn draw(&self, sketch: &mut Sketch, envelope: &EnvelopeParameters) {
        let (pivot, end, anchor) = (self.pivot(envelope), self.wire_end(envelope), self.anchor(envelope));
        let drop = match self.push {
            Push::Down => -self.travel_mm,
            Push::Up => self.travel_mm,
        };
        let short = [self.x_mm, envelope.lever_height_mm + drop];
        let note = format!("{:.3} × {:.0} mm, {:.0} runs", self.wire_diameter_mm, self.wire_length_mm, self.runs);
        let wire = sketch.line(self.names.wire, Owner::Reusable, Kind::Wire, self.wire_diameter_mm, vec![anchor, end]);
        wire.marked([anchor[0] + 0.05 * (end[0] - anchor[0]), anchor[1]], note);
        let post = [
            [anchor[0] - envelope.lever_arm_mm, anchor[1] - 0.5 * envelope.lever_arm_mm],
            [anchor[0], anchor[1] + 0.5 * envelope.lever_arm_mm],
        ];
        sketch.block(self.names.wire, Owner::Reusable, Kind::Lever, post[0], post[1]);
        sketch.line(self.names.lever, Owner::Reusable, Kind::Lever, envelope.lever_arm_mm, vec![short, pivot, end]);
        let shape = Shape::Disc { centre: pivot, radius_mm: 0.5 * envelope.lever_arm_mm };
        sketch.piece(self.names.lever, Owner::Reusable, Kind::Pin, shape);
    }
}

/// Draws a coil spring in section: two zigzags as wide as `coil`, this far from its axis.
pub(super) fn spring(sketch: &mut Sketch, part: &'static str, [x, radius]: [f64; 2], coil: f64, [low, high]: [f64; 2]) {
    const TURNS: u32 = 3;
    for side in [-1.0, 1.0] {
        let turn = |index: u32| {
            let swing = if index.is_multiple_of(2) { -0.5 } else { 0.5 };
            [x + side * radius + swing * coil, low + (high - low) * f64::from(index) / f64::from(2 * TURNS)]
        };
        let points: Vec<Point> = (0..=2 * TURNS).map(turn).collect();
        sketch.line(part, Owner::Reusable, Kind::Spring, 0.3 * coil, points);
    }
}
