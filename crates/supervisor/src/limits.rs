//! Every limit of a type of device, with its reason. None is shared with who is watched.
//!
//! Measured figures are of pump units that were run and watched; they say how far a limit lies from a normal day.

use crate::heat::HeatFigures;
use crate::start_up::StartUpLimits;
use crate::wire::{PerWire, Wire};
use units::{Current, Duration, Length, Temperature};

/// What one wire may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WireLimits {
    /// How it warms and cools.
    pub heat: HeatFigures,
    /// Hottest that it may be estimated to be.
    pub hottest: Temperature,
    /// Longest time with power and no break.
    pub on: Duration,
    /// Longest time with power after who asks was last heard of.
    pub lease: Duration,
}

/// A pair of valves of which one must be shut while the other may be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct InterlockLimits {
    /// The wire that opens its valve, at which the valve sensor looks.
    pub opens: Wire,
    /// The wire that shuts the other.
    pub shuts: Wire,
    /// Its wire is to have had power for so long without a break, and to be estimated so hot, before the other opens.
    pub shut_time: Duration,
    /// See `shut_time`.
    pub shut_at: Temperature,
    /// Below this it may have let go.
    pub held_at: Temperature,
    /// Change of the sensor's light, millionths, within which the valve that opens is seen shut.
    pub shut_ppm: u32,
    /// Change of the light at rest from one time to the next that is taken for drift.
    pub drift_ppm: u32,
}

/// How far the plunger may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TravelLimits {
    /// Nearer to home than this it is home.
    pub home: Length,
    /// Forward from home, at most.
    pub stroke: Length,
    /// Its wire has power and nobody sees it, at most.
    pub blind: Duration,
    /// Forward within a length of time.
    pub windows: [WindowLimit; 3],
}

/// How far the plunger may go forward within a length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WindowLimit {
    /// Any stretch of this length.
    pub length: Duration,
    /// At most so far.
    pub bound: Length,
}

/// Limits of a type of device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SupervisorLimits {
    /// Of each wire; none where there is none.
    pub wires: PerWire<Option<WireLimits>>,
    /// The valves that must never both be open.
    pub interlock: Option<InterlockLimits>,
    /// The plunger.
    pub travel: TravelLimits,
    /// Longest time between two steps.
    pub leap: Duration,
    /// How far two clocks may differ over a stretch: so much, and a fiftieth of the stretch.
    pub clocks: Duration,
    /// The test at start-up.
    pub start_up: StartUpLimits,
}

/// The pump's wire: 0.1 mm thick and 90 mm long, about 11 Ohm.
const PUMP: WireLimits = WireLimits {
    heat: HeatFigures { rise_k_per_s: 340, half_life: Duration::from_ms(900) },
    hottest: Temperature::from_millidegc(190_000),
    on: Duration::from_s(30),
    lease: Duration::from_ms(150),
};

/// The first valve's: as thick and 60 mm long, about 8 Ohm.
const FIRST_VALVE: WireLimits = WireLimits {
    heat: HeatFigures { rise_k_per_s: 760, half_life: Duration::from_ms(900) },
    hottest: Temperature::from_millidegc(400_000),
    on: Duration::MAX,
    lease: Duration::from_s(12),
};

/// The second or measurement valve's: 0.05 mm thick and 71 mm long, about 35 Ohm.
const THIN_VALVE: WireLimits = WireLimits {
    heat: HeatFigures { rise_k_per_s: 900, half_life: Duration::from_ms(300) },
    hottest: Temperature::from_millidegc(500_000),
    on: Duration::from_s(30),
    lease: Duration::from_ms(3_500),
};

const TRAVEL: TravelLimits = TravelLimits {
    home: Length::from_nm(20_000),
    stroke: Length::from_nm(360_000),
    blind: Duration::from_ms(300),
    windows: [
        WindowLimit { length: Duration::from_min(10), bound: Length::from_nm(31_000_000) },
        WindowLimit { length: Duration::from_h(1), bound: Length::from_nm(90_000_000) },
        WindowLimit { length: Duration::from_h(24), bound: Length::from_nm(400_000_000) },
    ],
};

impl SupervisorLimits {
    /// Both valves have wires.
    pub const TETHERED: Self = Self {
        wires: PerWire {
            pump: Some(PUMP),
            first_valve: Some(FIRST_VALVE),
            second_valve: Some(THIN_VALVE),
            measurement_valve: None,
        },
        interlock: Some(InterlockLimits {
            opens: Wire::SecondValve,
            shuts: Wire::FirstValve,
            shut_time: Duration::from_ms(100),
            shut_at: Temperature::from_millidegc(70_000),
            held_at: Temperature::from_millidegc(60_000),
            shut_ppm: 40_000,
            drift_ppm: 200_000,
        }),
        travel: TRAVEL,
        leap: Duration::from_h(25),
        clocks: Duration::from_ms(200),
        start_up: StartUpLimits { none: Current::from_ua(10_000), some: Current::from_ua(40_000) },
    };
}
