//! Priming: a given volume through tube or cannula, while therapy is stopped.

use crate::event::Event;
use crate::ledger::Category;
use units::Volume;

/// What is primed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum PrimePart {
    /// The tube, until liquid comes out of it.
    Tubing,
    /// The cannula, which is in the skin.
    Cannula,
}

impl PrimePart {
    pub(crate) fn category(self) -> Category {
        match self {
            Self::Tubing => Category::PrimeTubing,
            Self::Cannula => Category::PrimeCannula,
        }
    }
}

/// A priming under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub(crate) struct Priming {
    pub(crate) part: PrimePart,
    programmed: Volume,
    delivered: Volume,
    /// The stroke under way is one of its own.
    claims: bool,
    /// It ends with that stroke.
    cancelled: bool,
}

impl Priming {
    pub(crate) fn new(part: PrimePart, programmed: Volume) -> Self {
        Self { part, programmed, delivered: Volume::ZERO, claims: false, cancelled: false }
    }

    /// What is left to deliver, if that makes a stroke.
    pub(crate) fn due(&self, stroke_min: Volume) -> Option<Volume> {
        let left = self.programmed - self.delivered;
        (!self.cancelled && left >= stroke_min).then_some(left)
    }

    pub(crate) fn cancel(&mut self) {
        self.cancelled = true;
    }

    pub(crate) fn set_stroke_under_way(&mut self, under_way: bool) {
        self.claims = under_way;
    }

    /// Takes the whole of its own stroke; false of another's.
    pub(crate) fn settle(&mut self, measured: Volume) -> bool {
        if self.claims {
            self.delivered += measured;
        }
        self.claims
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&self, stroke_min: Volume) -> Option<Event> {
        let Self { part, programmed, delivered, .. } = *self;
        let over = !self.claims && self.due(stroke_min).is_none();
        over.then_some(Event::PrimeEnded { part, programmed, delivered })
    }
}
