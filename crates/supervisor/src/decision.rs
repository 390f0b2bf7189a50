//! What a step decides, and why power is withheld.

use crate::asked::ArmToken;
use crate::wire::{Duty, PerWire, Wire};
use units::Instant;

/// What the second switch of each wire does until the next step.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Decision {
    /// Power that is passed; of each wire never more than was asked.
    pub passed: PerWire<Duty>,
    /// To be handed back with the next decision of who asks.
    pub token: ArmToken,
    /// When the next step has to come at the latest, though nothing new is asked; none while no wire has power.
    pub look_again: Option<Instant>,
}

/// Power is withheld, until a reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Withheld {
    /// Why.
    pub reason: Reason,
    /// Which wire's power or sensor gave the reason.
    pub wire: Wire,
    /// Since when.
    pub at: Instant,
}

/// Why power is withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Reason {
    /// The test at start-up did not prove that each switch can open.
    NotProven,
    /// Power was asked for a wire that this type of device does not have.
    NotFitted,
    /// A valve was to be opened before the other could be shut, or the other was let go before this one was seen shut.
    Interlock,
    /// A wire is too hot, as far as its power tells.
    Heat,
    /// A wire does not carry what its power makes: it is parted, or shorted.
    Current,
    /// A wire had power for too long without a break.
    OnTime,
    /// The plunger went too far forward without coming home.
    StrokeTravel,
    /// The plunger went too far forward within one of the windows of time.
    WindowTravel,
    /// The plunger's wire has power and nobody sees the plunger.
    Blind,
    /// Something is not in its place: housing or connector.
    Apart,
    /// Who asks has not been heard of for too long.
    Stale,
    /// A clock went backwards, leapt, or two clocks disagree.
    Clock,
}

impl Reason {
    /// Its name in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotProven => "not_proven",
            Self::NotFitted => "not_fitted",
            Self::Interlock => "interlock",
            Self::Heat => "heat",
            Self::Current => "current",
            Self::OnTime => "on_time",
            Self::StrokeTravel => "stroke_travel",
            Self::WindowTravel => "window_travel",
            Self::Blind => "blind",
            Self::Apart => "apart",
            Self::Stale => "stale",
            Self::Clock => "clock",
        }
    }

    /// Whether every wire loses its power, that of the first valve too. Power on that wire is what keeps the reservoir
    /// shut off, so a reason that concerns another wire leaves it as it is asked.
    pub(crate) const fn takes_all(self) -> bool {
        match self {
            Self::NotProven | Self::Apart | Self::Clock => true,
            Self::NotFitted
            | Self::Interlock
            | Self::Heat
            | Self::Current
            | Self::OnTime
            | Self::StrokeTravel
            | Self::WindowTravel
            | Self::Blind
            | Self::Stale => false,
        }
    }
}
