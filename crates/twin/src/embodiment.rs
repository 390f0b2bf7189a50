//! The device's embodiments, by name.

/// One arrangement of the device's parts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Embodiment {
    /// Two actuated valves, fluid connector and tubing to an external infusion set.
    Tethered,
    /// Inlet valve closed by wire, passive outlet valve, mated directly to the infusion device.
    Patch,
    /// As `Patch`, with a dispensing chamber, an acoustic volume sensor and a measurement valve.
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
