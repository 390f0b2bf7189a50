//! Which parts each embodiment has, as far as a cut shows them.

use crate::embodiment::Embodiment;

/// What the parts of one valve are called.
#[derive(Debug, Clone, Copy)]
pub(super) struct ValveNames {
    pub(super) seat: &'static str,
    pub(super) drive: DriveNames,
}

/// What the parts of one drive are called.
#[derive(Debug, Clone, Copy)]
pub(super) struct DriveNames {
    pub(super) moved: &'static str,
    pub(super) wire: &'static str,
    pub(super) lever: &'static str,
    pub(super) spring: &'static str,
}

macro_rules! drive_names {
    ($name:literal, $moved:expr) => {
        DriveNames {
            moved: $moved,
            wire: concat!($name, " wire"),
            lever: concat!($name, " lever"),
            spring: concat!($name, " spring"),
        }
    };
}

macro_rules! valve_names {
    ($name:literal) => {
        ValveNames { seat: $name, drive: drive_names!($name, concat!($name, " pin")) }
    };
}

/// The drive of the plunger.
pub(super) const PUMP: DriveNames = drive_names!("pump", "plunger");

/// What moves a valve.
#[derive(Debug, Clone, Copy)]
pub(super) enum Moved {
    /// A wire; `sensor` is the name of what looks at the pin.
    ByWire { sensor: Option<&'static str> },
    /// Only its spring, and the liquid.
    BySpring,
}

/// Behind which chamber a valve lies.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// The pump chamber.
    Chamber,
    /// The dispensing chamber.
    Dispensing,
}

/// A valve that rests on its seat.
#[derive(Debug, Clone, Copy)]
pub(super) struct ClosedValve {
    pub(super) names: ValveNames,
    pub(super) moved: Moved,
    pub(super) place: Place,
}

/// How the plunger has the membrane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grip {
    /// By a boss of the membrane.
    Boss,
    /// It only presses.
    None,
}

/// What joins the pump to the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// A fluid connector and tubing.
    Connector,
    /// A needle into the infusion device beside it.
    Needle,
}

/// The parts of an embodiment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fitting {
    pub(super) inlet: ValveNames,
    pub(super) outlet: ClosedValve,
    pub(super) grip: Grip,
    /// The valve behind a dispensing chamber, if there is one.
    pub(super) measurement: Option<ClosedValve>,
    pub(super) joint: Joint,
}

impl Fitting {
    pub(super) fn of(embodiment: Embodiment) -> Self {
        let patch = Self {
            inlet: valve_names!("inlet valve"),
            outlet: ClosedValve { names: valve_names!("outlet valve"), moved: Moved::BySpring, place: Place::Chamber },
            grip: Grip::None,
            measurement: None,
            joint: Joint::Needle,
        };
        let measurement = ClosedValve {
            names: valve_names!("measurement valve"),
            moved: Moved::ByWire { sensor: None },
            place: Place::Dispensing,
        };
        match embodiment {
            Embodiment::Tethered => Self {
                inlet: valve_names!("first valve"),
                outlet: ClosedValve {
                    names: valve_names!("second valve"),
                    moved: Moved::ByWire { sensor: Some("second valve sensor") },
                    place: Place::Chamber,
                },
                grip: Grip::Boss,
                measurement: None,
                joint: Joint::Connector,
            },
            Embodiment::Patch => patch,
            Embodiment::Metered => Self { measurement: Some(measurement), ..patch },
        }
    }
}
