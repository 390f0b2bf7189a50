//! The infusion device that is worn at the site: a top portion with the introduction needle, and a bottom portion with
//! septum and cannula that stays.
//!
//! It does not know which pump it is mated with.

use super::action::{Impossible, step};

/// How far it has been applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Stage {
    Packaged,
    /// On the skin, the top attached.
    TopOn,
    /// The introduction needle, and the cannula on it, are in the skin.
    Fired,
    /// The needle is back in the top, the cannula has stayed.
    CannulaIn,
    TopRemoved,
}

/// What drives the introduction needle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Inserter {
    /// By hand.
    Hand,
    /// The autoinserter's spring, once.
    Spring,
}

/// Where the mating assembly and its piercing needle are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Mating {
    Away,
    /// Attached; the needle's tip stands before the septum.
    Attached,
    /// The needle is through the septum.
    Pierced,
}

/// Whether the cannula has left the skin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Hold {
    Kept,
    CameOut,
}

/// An infusion device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct InfusionDevice {
    pub(crate) stage: Stage,
    pub(crate) hold: Hold,
    pub(crate) mating: Mating,
}

/// One motion of the device, or of what mates with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeviceMove {
    /// Unpacks it and puts it on the skin.
    Apply,
    /// Pushes the introduction needle in by hand.
    PushNeedle,
    /// Lets the autoinserter's spring do so.
    Fire,
    /// Pulls the introduction needle back into the top.
    WithdrawNeedle,
    /// Takes the top off the bottom.
    RemoveTop,
    /// Attaches the mating assembly to the bottom portion.
    Mate,
    /// Pushes the mating assembly home: the needle goes through the septum.
    Pierce,
    /// Takes the mating assembly away; the septum closes behind the needle.
    Unmate,
    /// Takes the device off the skin, with its cannula.
    PeelOff,
}

impl InfusionDevice {
    pub(super) const NEW: Self = Self { stage: Stage::Packaged, hold: Hold::Kept, mating: Mating::Away };

    /// # Errors
    /// When it is not what comes next, a part is in the way, or it is so already.
    pub(super) fn act(&mut self, inserter: Inserter, what: DeviceMove) -> Result<(), Impossible> {
        match what {
            DeviceMove::Apply => step(&mut self.stage, Stage::Packaged, Stage::TopOn),
            DeviceMove::PushNeedle if inserter != Inserter::Hand => Err(Impossible::NoSuchPart),
            DeviceMove::Fire if inserter != Inserter::Spring => Err(Impossible::NoSuchPart),
            DeviceMove::PushNeedle | DeviceMove::Fire => step(&mut self.stage, Stage::TopOn, Stage::Fired),
            DeviceMove::WithdrawNeedle => step(&mut self.stage, Stage::Fired, Stage::CannulaIn),
            DeviceMove::RemoveTop if matches!(self.stage, Stage::TopOn | Stage::Fired) => {
                Err(Impossible::NeedleHoldsTop)
            }
            DeviceMove::RemoveTop => step(&mut self.stage, Stage::CannulaIn, Stage::TopRemoved),
            DeviceMove::Mate => {
                self.bottom_bare()?;
                step(&mut self.mating, Mating::Away, Mating::Attached)
            }
            DeviceMove::Pierce => step(&mut self.mating, Mating::Attached, Mating::Pierced),
            DeviceMove::Unmate => {
                let from = self.mating;
                step(&mut self.mating, from, Mating::Away)
            }
            DeviceMove::PeelOff if self.stage < Stage::CannulaIn => Err(Impossible::OutOfTurn),
            DeviceMove::PeelOff => step(&mut self.hold, Hold::Kept, Hold::CameOut),
        }
    }

    /// # Errors
    /// When the top portion is in the way of whatever is to be attached to the bottom portion.
    pub(super) fn bottom_bare(self) -> Result<(), Impossible> {
        if self.stage == Stage::TopRemoved { Ok(()) } else { Err(Impossible::TopCoversBottom) }
    }
}
