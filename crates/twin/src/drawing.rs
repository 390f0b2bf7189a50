//! The device as a drawing: the cut through its middle (y = 0), in plain numbers, at true scale.
//!
//! Axes and unit are the envelope's: x along the device towards the connector, z away from the skin, in mm.
//! Everything is worked out from a pump unit's parameters and a [`Pose`]; nothing is drawn by hand.
//!
//! - `fitting`: which parts an embodiment has. `pose`: where the moving ones stand.
//! - `placement`: the block that each part keeps free in space. `drive`: a wire, its lever and what it moves.
//! - `disposable`, `reusable`, `worn`: the pieces of each half, and of what is worn with the device. `reservoir`: bag,
//!   trap and bubbles.

mod disposable;
mod drive;
mod fitting;
mod path;
mod placement;
mod pose;
mod reservoir;
mod reusable;
mod sketch;
#[cfg(test)]
mod validation;
mod worn;

use crate::embodiment::Embodiment;
use crate::inventory::Owner;
use crate::unit::PumpUnit;
use fitting::Fitting;
pub use path::Way;
use placement::Layout;
pub use placement::{Block, placement};
pub use pose::{Bubble, Connector, Housings, Pose};
use sketch::Sketch;

/// A point of the cut: x and z, mm.
pub type Point = [f64; 2];

/// What something is, so that it is told from its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named by what it is")]
pub enum Kind {
    Housing,
    Liquid,
    Gas,
    Trap,
    Membrane,
    Seat,
    Septum,
    Vent,
    Plunger,
    Pin,
    Lever,
    Spring,
    Wire,
    Sensor,
    Battery,
    Board,
    Tube,
    Needle,
    Cannula,
    Tag,
    Tissue,
}

/// An outline.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// What a closed ring of points bounds.
    Area(Vec<Point>),
    /// A line of this width.
    Line {
        /// Its points in order.
        points: Vec<Point>,
        /// Its width, mm.
        width_mm: f64,
    },
    /// A disc.
    Disc {
        /// Its centre.
        centre: Point,
        /// Its radius, mm.
        radius_mm: f64,
    },
}

/// Where a part's label leads to, and what it says beside the name.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// A point on the part.
    pub at: Point,
    /// A figure or a state; may be empty.
    pub note: String,
}

/// One outline of one part. A part may have several; at most one of them is marked.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// The part's name.
    pub part: &'static str,
    /// Where the part belongs.
    pub half: Owner,
    /// What it is.
    pub kind: Kind,
    /// Its outline.
    pub shape: Shape,
    /// Where its label leads to, if it has one.
    pub mark: Option<Mark>,
}

/// A cut through the device.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// What is drawn.
    pub embodiment: Embodiment,
    /// Outlines in the order in which they cover one another.
    pub pieces: Vec<Piece>,
    /// The way of the liquid from the reservoir to the cannula's tip, stretch by stretch; without the connector, as far
    /// as it leads.
    pub path: Vec<Way>,
    /// Lower left and upper right corner of the two housings, put together.
    pub envelope: [Point; 2],
    /// Lower left and upper right corner of the pump section, which is too fine for the scale of the whole.
    pub pump_section: [Point; 2],
}

impl Drawing {
    /// The cut through a pump unit built as `embodiment`, its parts standing as in `pose`.
    pub fn of(embodiment: Embodiment, unit: &PumpUnit, pose: &Pose) -> Self {
        let layout = Layout { unit, fitting: Fitting::of(embodiment) };
        let mut sketch = Sketch::default();
        let mut path = layout.path(pose);
        worn::draw(&mut sketch, &layout);
        if pose.connector == Connector::Unseated {
            sketch.shift(|_| true, [unit.disposable.body.height_mm, 0.0]);
            for way in &mut path {
                way.points.retain(|point| point[0] <= layout.exit_x());
            }
            path.retain(|way| way.points.len() > 1);
        }
        disposable::draw(&mut sketch, &layout, pose);
        reusable::draw(&mut sketch, &layout, pose);
        worn::draw_mating(&mut sketch, &layout);
        if pose.housings == Housings::Apart {
            sketch.shift(|half| half == Owner::Reusable, [0.0, 1.25 * unit.disposable.body.hood_height_mm]);
        }
        let (envelope, pump_section) = (layout.envelope(), layout.pump_section());
        Self { embodiment, pieces: sketch.pieces, path, envelope, pump_section }
    }
}
