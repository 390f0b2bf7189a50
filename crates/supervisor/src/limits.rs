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
    /// Its resistance, mOhm.
    pub resistance_mohm: u32,
    /// What it means when it carries less than its power makes.
    pub parted: Parted,
    /// How it warms and cools.
    pub heat: HeatFigures,
    /// Hottest that it may be estimated to be.
    pub hottest: Temperature,
    /// Longest time with power and no break.
    pub on: Duration,
    /// Longest time with power after who asks was last heard of.
    pub lease: Duration,
}

/// What it means when a wire has power and carries no current.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Parted {
    /// Nothing moves, which whoever asks finds out.
    Idle,
    /// What it is to hold is not held.
    Unheld,
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
    /// The valve that opens is seen shut when the sensor's light is within this of that at rest, millionths, or within
    /// this part (a third, say, is 3) of the furthest that it went since.
    pub shut_ppm: u64,
    /// See `shut_ppm`.
    pub shut_part: u64,
    /// Change of the light at rest from one time to the next that is taken for drift, millionths.
    pub drift_ppm: u64,
}

/// How far the plunger may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TravelLimits {
    /// Nearer to home than this it is home.
    pub home: Length,
    /// Forward beyond there, at most.
    pub stroke: Length,
    /// The same of a long stroke, by which whoever asks calibrates its sensor at the rigid body.
    pub long_stroke: Length,
    /// Time from one long stroke to the next, at least.
    pub long_again: Duration,
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
    resistance_mohm: 11_000,
    parted: Parted::Idle,
    // Fitted to its temperature through strokes from 5 to 40 degC, within 15 K of the hottest.
    heat: HeatFigures { rise_k_per_s: 340, half_life: Duration::from_ms(900) },
    // A nickel-titanium wire starts to lose its shape for good at about 250 degC; strokes come to 110.
    hottest: Temperature::from_millidegc(250_000),
    // A stroke takes 5 s; the longest failure that ends in order, 10 s.
    on: Duration::from_s(15),
    // Who moves the plunger looks at it every 10 to 100 ms; at 0.2 mm/s it goes 30 um in this time.
    lease: Duration::from_ms(150),
};

/// The first valve's: as thick and 60 mm long, about 8 Ohm.
const FIRST_VALVE: WireLimits = WireLimits {
    resistance_mohm: 8_000,
    // The reservoir would stay open to the chamber.
    parted: Parted::Unheld,
    // Fitted as the pump's, but for the heat that its transformation takes up: it reads up to 30 K high.
    heat: HeatFigures { rise_k_per_s: 760, half_life: Duration::from_ms(900) },
    // As the pump's, and less for what is not known; strokes come to 130.
    hottest: Temperature::from_millidegc(220_000),
    // Shut is the safe side: it may be held for as long as there is power.
    on: Duration::MAX,
    // Shut harms nobody, but whoever holds it has to be alive: watched every 10 s at the least.
    lease: Duration::from_s(12),
};

/// The second or measurement valve's: 0.05 mm thick and 71 mm long, about 35 Ohm.
const THIN_VALVE: WireLimits = WireLimits {
    resistance_mohm: 35_000,
    parted: Parted::Idle,
    // Fitted as the pump's, within 10 K of the hottest.
    heat: HeatFigures { rise_k_per_s: 500, half_life: Duration::from_ms(220) },
    // Strokes come to 120; the duty that opens it, for ever, to 190.
    hottest: Temperature::from_millidegc(220_000),
    // A stroke takes 3 s; one that fails and waits for the line to relax, 11 s.
    on: Duration::from_s(20),
    // Open with the first valve shut and the pump off it harms nobody while the line relaxes, which takes 3 s.
    lease: Duration::from_ms(3_500),
};

/// Of a chamber of 8.2 uL for each mm: 1 U of U-100 is 1.2 mm.
const TRAVEL: TravelLimits = TravelLimits {
    // Readings err by 20 um at most, and light drifts by as much within a bolus.
    home: Length::from_nm(40_000),
    // From there. Strokes of 20 pump units come to 0.23 mm; the largest with all that it may go too far is 0.31, and the
    // membrane meets the body at 0.4.
    stroke: Length::from_nm(310_000),
    // To the body, a tenth more for what the figures err, and what dust hides.
    long_stroke: Length::from_nm(450_000),
    // Sets are changed every few days, and a second time if the first fails.
    long_again: Duration::from_h(12),
    // As long as two of its leases: in this time it goes 60 um.
    blind: Duration::from_ms(300),
    windows: [
        // 25 U: half as much again as strokes of 2 uL, one every 7 s, can give.
        WindowLimit { length: Duration::from_min(10), bound: Length::from_nm(30_500_000) },
        // 70 U: the largest bolus and the highest rate, 30 U each, and a sixth for the window and its measure.
        WindowLimit { length: Duration::from_h(1), bound: Length::from_nm(85_000_000) },
        // 330 U: a full reservoir of 300 U, and a tenth.
        WindowLimit { length: Duration::from_h(24), bound: Length::from_nm(400_000_000) },
    ],
};

/// A valve that opens with power, behind one that shuts with power.
const fn behind_first_valve(opens: Wire) -> InterlockLimits {
    InterlockLimits {
        opens,
        shuts: Wire::FirstValve,
        // Less than any wire takes to move its valve.
        shut_time: Duration::from_ms(100),
        // 400 pump units shut at an estimate of 100 to 119 degC at half duty, and to 121 at a tenth and at full, from 5
        // to 40 degC; work of 20 comes to 130 at the least.
        shut_at: Temperature::from_millidegc(125_000),
        // They let go at about 70; work holds at 115 at the least.
        held_at: Temperature::from_millidegc(80_000),
        // The seat is touched at 13 % less light than at rest, of 36 % when open; a third of that is 12 %.
        shut_ppm: 40_000,
        shut_part: 3,
        // 40 K of temperature and a tenth of the diode's life come to this.
        drift_ppm: 200_000,
    }
}

impl SupervisorLimits {
    /// Both valves have wires.
    pub const TETHERED: Self = Self {
        wires: PerWire {
            pump: Some(PUMP),
            first_valve: Some(FIRST_VALVE),
            second_valve: Some(THIN_VALVE),
            measurement_valve: None,
        },
        interlock: Some(behind_first_valve(Wire::SecondValve)),
        travel: TRAVEL,
        // Nothing that delivers sleeps for longer than a day.
        leap: Duration::from_h(25),
        // Two oscillators of a watch's kind differ by far less; a fiftieth is what one without a crystal may do.
        clocks: Duration::from_ms(200),
        start_up: StartUpLimits { none: Current::from_ua(10_000), some: Current::from_ua(40_000) },
    };

    /// The outlet opens by pressure alone and has no wire.
    pub const PATCH: Self =
        Self { wires: PerWire { second_valve: None, ..Self::TETHERED.wires }, interlock: None, ..Self::TETHERED };

    /// As a patch, and a measurement valve behind the dispensing chamber, which stays open until that is empty.
    pub const METERED: Self = Self {
        wires: PerWire {
            // Power holds the plunger parked until the dispensing chamber is empty: strokes take 7 s. To one of 5 s at most
            // come three times 2.5 s, for the measurement valve to open, to stay open and to shut; half as much again.
            pump: Some(WireLimits { on: Duration::from_s(20), ..PUMP }),
            measurement_valve: Some(THIN_VALVE),
            ..Self::PATCH.wires
        },
        interlock: Some(behind_first_valve(Wire::MeasurementValve)),
        ..Self::TETHERED
    };
}

const _: () = {
    let p = SupervisorLimits::TETHERED.travel;
    // A plunger that is lost from sight is noticed before who moves it could be, twice over.
    assert!(p.blind.as_us() >= 2 * PUMP.lease.as_us());
    // A stroke is longer than home is wide, and every window holds many.
    assert!(p.home.as_nm() < p.stroke.as_nm() && p.stroke.as_nm() < p.long_stroke.as_nm());
    let [short, hour, day] = p.windows;
    assert!(short.length.as_us() < hour.length.as_us() && hour.length.as_us() < day.length.as_us());
    assert!(p.stroke.as_nm() < short.bound.as_nm() && short.bound.as_nm() < hour.bound.as_nm());
    // Whoever moves something is missed before whoever holds the reservoir shut.
    assert!(PUMP.lease.as_us() < THIN_VALVE.lease.as_us() && THIN_VALVE.lease.as_us() < FIRST_VALVE.lease.as_us());
};
