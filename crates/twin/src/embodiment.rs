//! The embodiments: the arrangements of the device's parts that can be built.

/// One arrangement of the device's parts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Embodiment {
    /// Two actuated valves, optically sensed plunger, tubing to an external infusion set.
    Tethered,
    /// An actuated inlet valve and a passive outlet, mated directly to the infusion device.
    Patch,
    /// As patch, with a dispensing chamber whose volume is sensed, and a measurement valve behind it.
    Metered,
}

impl Embodiment {
    /// Every embodiment.
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
}
