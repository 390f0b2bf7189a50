//! The wires, and the share of the time for which each has power.

/// A wire that may have power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Wire {
    /// Pulls the plunger.
    Pump,
    /// Shuts the first valve, between reservoir and chamber.
    FirstValve,
    /// Opens the second valve, between chamber and set.
    SecondValve,
    /// Opens the measurement valve, between dispensing chamber and set.
    MeasurementValve,
}

impl Wire {
    /// Every wire.
    pub const ALL: [Self; 4] = [Self::Pump, Self::FirstValve, Self::SecondValve, Self::MeasurementValve];

    /// Its name in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pump => "pump",
            Self::FirstValve => "first_valve",
            Self::SecondValve => "second_valve",
            Self::MeasurementValve => "measurement_valve",
        }
    }
}

/// Share of the time for which a switch is on, in 1/1024; 0..=1024.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(from = "u16", into = "u16")]
pub struct Duty(u16);

/// More than full is full.
impl From<u16> for Duty {
    fn from(steps: u16) -> Self {
        Self::from_1024ths(steps)
    }
}

impl From<Duty> for u16 {
    fn from(duty: Duty) -> Self {
        duty.0
    }
}

impl Duty {
    /// Off.
    pub const OFF: Self = Self(0);
    /// Always on.
    pub const FULL: Self = Self(1024);

    /// From a number of 1/1024; more than 1024 are full.
    pub const fn from_1024ths(steps: u16) -> Self {
        if steps < Self::FULL.0 { Self(steps) } else { Self::FULL }
    }

    /// In 1/1024.
    pub const fn as_1024ths(self) -> u16 {
        self.0
    }

    /// Whether there is any power.
    pub(crate) const fn on(self) -> bool {
        self.0 > 0
    }
}

/// One of something for each wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct PerWire<T> {
    /// The pump wire's.
    pub pump: T,
    /// The first valve wire's.
    pub first_valve: T,
    /// The second valve wire's.
    pub second_valve: T,
    /// The measurement valve wire's.
    pub measurement_valve: T,
}

impl<T: Copy> PerWire<T> {
    /// That of one wire.
    pub const fn of(&self, wire: Wire) -> T {
        match wire {
            Wire::Pump => self.pump,
            Wire::FirstValve => self.first_valve,
            Wire::SecondValve => self.second_valve,
            Wire::MeasurementValve => self.measurement_valve,
        }
    }

    /// That of one wire, to change.
    pub const fn of_mut(&mut self, wire: Wire) -> &mut T {
        match wire {
            Wire::Pump => &mut self.pump,
            Wire::FirstValve => &mut self.first_valve,
            Wire::SecondValve => &mut self.second_valve,
            Wire::MeasurementValve => &mut self.measurement_valve,
        }
    }
}
