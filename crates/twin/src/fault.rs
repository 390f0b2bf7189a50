//! What can go wrong with a part, by the part's name.
//!
//! A fault has a severity from 0 (none) to 1 (complete); what that means is said at each kind.
//! Faults change the plant, never the controller: the twin is told, the device has to find out.

/// A way in which one part fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The tubing's far end narrows: its conductance is multiplied by (1 - severity); 1 is shut.
    Occlusion,
    /// The pump wire breaks (severity above 0.5): it carries no current and pulls no more.
    PumpWireBreak,
    /// The plunger binds: severity times 10 N of extra friction.
    PlungerStiction,
    /// The second valve's pin binds: severity times 10 N of extra friction.
    SecondValveStiction,
    /// The second valve's wire breaks (severity above 0.5): the valve stays shut by its spring.
    SecondValveWireBreak,
    /// The plunger sensor's light fades: its output is multiplied by (1 - severity).
    PlungerLedDim,
}

impl FaultKind {
    /// Every kind, in the order in which `inspect` lists them.
    pub const ALL: [Self; 6] = [
        Self::Occlusion,
        Self::PumpWireBreak,
        Self::PlungerStiction,
        Self::SecondValveStiction,
        Self::SecondValveWireBreak,
        Self::PlungerLedDim,
    ];

    /// The name used in scenario files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Occlusion => "occlusion",
            Self::PumpWireBreak => "pump_wire_break",
            Self::PlungerStiction => "plunger_stiction",
            Self::SecondValveStiction => "second_valve_stiction",
            Self::SecondValveWireBreak => "second_valve_wire_break",
            Self::PlungerLedDim => "plunger_led_dim",
        }
    }

    /// The kind with this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
