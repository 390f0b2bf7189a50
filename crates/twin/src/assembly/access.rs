//! The way to the fill septum: a cover that has to be out of the way before a needle can go in.
//!
//! [SEED0] draws four of them and says only how many views each drawing has and from where; which motion each cover
//! makes is assumed, so that the number of views comes out.

use super::action::{Impossible, step};
use super::housings::Engagement;

/// What moves a cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mover {
    /// Fingers, from one detent to the next.
    Hand,
    /// The needle pushes it aside, and it springs back.
    Needle,
    /// The reusable half: the cover is open while the halves are apart.
    Housings,
}

/// One embodiment of the septum access assembly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Access {
    /// The drawings that show it.
    pub figures: &'static str,
    /// What moves the cover.
    pub mover: Mover,
    /// Detents from closed to open.
    pub detents: u8,
}

impl Access {
    /// Lifted in two steps; cross-sections of closed, opening, and needle admitted.
    pub const LIFTED: Self = Self { figures: "5A-5C", mover: Mover::Hand, detents: 2 };
    /// Pushed aside by the needle; cross-sections of closed and needle admitted.
    pub const PUSHED: Self = Self { figures: "6A-6B", mover: Mover::Needle, detents: 0 };
    /// Slid in its own plane; top views of closed and open.
    pub const SLID: Self = Self { figures: "7A-7B", mover: Mover::Hand, detents: 1 };
    /// Carried by the reusable half; cross-sections of halves joined and apart.
    pub const CARRIED: Self = Self { figures: "8A-8B", mover: Mover::Housings, detents: 1 };

    /// Every one, in the order of the drawings.
    pub const ALL: [Self; 4] = [Self::LIFTED, Self::PUSHED, Self::SLID, Self::CARRIED];
}

/// What carries the septum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SeptumSite {
    /// The membrane assembly that forms part of the reservoir: the needle's push bears on the liquid, and what leaks ends
    /// in the space behind the membrane.
    Membrane,
    /// The reservoir's rigid wall: the housing bears the needle's push, and what leaks ends outside.
    ReservoirWall,
}

/// Where cover and needle are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FillPort {
    /// Detents that the cover is away from closed.
    pub(crate) cover: u8,
    pub(crate) needle: FillNeedle,
}

/// Whether a fill needle is in the septum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum FillNeedle {
    Away,
    InSeptum,
}

/// One motion at the fill septum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FillMove {
    /// Moves the cover one detent on.
    OpenCover,
    /// Moves it one detent back.
    CloseCover,
    /// Pushes a fill needle through the septum.
    InsertNeedle,
    /// Pulls it out.
    WithdrawNeedle,
}

impl FillPort {
    /// Closed, no needle.
    pub(super) const CLOSED: Self = Self { cover: 0, needle: FillNeedle::Away };

    /// # Errors
    /// When the cover or the needle is in the way, or is there already.
    pub(super) fn act(&mut self, access: &Access, what: FillMove) -> Result<(), Impossible> {
        match what {
            FillMove::OpenCover => {
                by_hand(access)?;
                let from = self.cover;
                step(&mut self.cover, from, (from + 1).min(access.detents))
            }
            FillMove::CloseCover => {
                by_hand(access)?;
                self.needle_away()?;
                let from = self.cover;
                step(&mut self.cover, from, from.saturating_sub(1))
            }
            FillMove::InsertNeedle if self.cover < access.detents => Err(Impossible::AccessClosed),
            FillMove::InsertNeedle => step(&mut self.needle, FillNeedle::Away, FillNeedle::InSeptum),
            FillMove::WithdrawNeedle => step(&mut self.needle, FillNeedle::InSeptum, FillNeedle::Away),
        }
    }

    /// Lets a cover that the reusable half carries follow it.
    pub(super) fn follow(&mut self, access: &Access, housings: Engagement) {
        if access.mover == Mover::Housings {
            self.cover = if housings == Engagement::Apart { access.detents } else { 0 };
        }
    }

    /// # Errors
    /// When a needle is in the septum.
    pub(super) fn needle_away(self) -> Result<(), Impossible> {
        if self.needle == FillNeedle::InSeptum { Err(Impossible::NeedleInSeptum) } else { Ok(()) }
    }
}

fn by_hand(access: &Access) -> Result<(), Impossible> {
    if access.mover == Mover::Hand { Ok(()) } else { Err(Impossible::NoSuchPart) }
}
