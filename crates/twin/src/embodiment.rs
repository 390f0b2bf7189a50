//! The device's embodiments as data: which parts each has, and how they connect. Nothing branches on a name.

use crate::assembly::topology::Topology;

/// One arrangement of the device's parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Embodiment {
    /// Both valves driven by wires, the plunger fixed to the membrane, a set with tubing. Source: \[SEED0\].
    Tethered,
    /// A wire closes the inlet, pressure opens the outlet, the plunger presses on the membrane; worn on the site.
    /// Source: \[SEED1\].
    Patch,
    /// As `Patch`, with a dispensing chamber behind the outlet, its volume sensor, and a measurement valve. Source:
    /// \[SEED2\].
    Metered,
}

impl Embodiment {
    /// Every embodiment, in the order of the seeds.
    pub const ALL: [Self; 3] = [Self::Tethered, Self::Patch, Self::Metered];

    /// The name used in scenario files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tethered => "tethered",
            Self::Patch => "patch",
            Self::Metered => "metered",
        }
    }

    /// The embodiment with this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|embodiment| embodiment.name() == name)
    }

    /// How the set that it is made for is connected.
    pub fn set(self) -> Topology {
        self.plan().set
    }

    /// Its parts and how they connect.
    pub(crate) fn plan(self) -> &'static Plan {
        match self {
            Self::Tethered => &TETHERED,
            Self::Patch => &PATCH,
            Self::Metered => &METERED,
        }
    }
}

/// Which valve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValveSite {
    /// Between reservoir and pump chamber: held open by its spring, closed by its wire.
    First,
    /// Behind the pump chamber: held closed by its spring, opened by its wire.
    Second,
    /// Behind the pump chamber: held closed by its bias, opened by pressure.
    Outlet,
    /// Behind the dispensing chamber: held closed by its spring, opened by its wire.
    Measurement,
}

/// How plunger and membrane touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coupling {
    /// The membrane's boss is held by the plunger: they move as one.
    Held,
    /// The plunger presses on the membrane's dry side and cannot pull it.
    Pressing,
}

/// What holds liquid behind a valve, before the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Store {
    /// The pump chamber.
    Chamber,
    /// The dispensing chamber.
    Dispensing,
}

/// Parts and connections of an embodiment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) coupling: Coupling,
    /// From the reservoir on: each valve leads to the store of the same place, the last one to the set.
    pub(crate) valves: &'static [ValveSite],
    pub(crate) stores: &'static [Store],
    /// Whether it lies on the skin, or in a pocket.
    pub(crate) on_skin: bool,
    /// How the set is connected unless said otherwise.
    pub(crate) set: Topology,
}

const TETHERED: Plan = Plan {
    coupling: Coupling::Held,
    valves: &[ValveSite::First, ValveSite::Second],
    stores: &[Store::Chamber],
    on_skin: false,
    set: Topology::TETHERED,
};

const PATCH: Plan = Plan {
    coupling: Coupling::Pressing,
    valves: &[ValveSite::First, ValveSite::Outlet],
    stores: &[Store::Chamber],
    on_skin: true,
    set: Topology::DIRECT,
};

const METERED: Plan = Plan {
    coupling: Coupling::Pressing,
    valves: &[ValveSite::First, ValveSite::Outlet, ValveSite::Measurement],
    stores: &[Store::Chamber, Store::Dispensing],
    on_skin: true,
    set: Topology::DIRECT,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_store_lies_between_two_valves() {
        for embodiment in Embodiment::ALL {
            let plan = embodiment.plan();
            assert_eq!(plan.stores.len() + 1, plan.valves.len(), "{}", embodiment.name());
            assert_eq!(Embodiment::from_name(embodiment.name()), Some(embodiment));
        }
        assert_eq!(Embodiment::from_name("wired"), None);
    }
}
