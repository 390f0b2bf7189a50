//! What goes wrong and is no fault of one part: surroundings, hands, clocks, requests, power, the controller as a whole,
//! and combinations that the catalogue names. A table; times are since the onset.

use super::beside::Beside;
use super::therapy::{Laid, Therapy};
use crate::scenario::{Action, Orientation, Recurrence, SiteStep, Surrounding};
use twin::FaultKind as K;
use units::{Acceleration, Duration, Length, Pressure, Temperature, Volume};

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circumstance {
    /// Its name.
    pub name: &'static str,
    /// What happens.
    pub what: &'static str,
    /// The items of the catalogue that it belongs to.
    pub(super) items: &'static [u8],
    pub(super) therapy: Therapy,
    /// Those that the embodiment can have.
    pub(super) faults: &'static [Laid],
    pub(super) surroundings: Changes,
    pub(super) acts: &'static [(Duration, Action)],
    pub(super) beside: Beside,
    /// What is in the reservoir in place of what there usually is.
    pub(super) fill: Option<Volume>,
}

/// A change of the surroundings: when, over how long, and to what.
type Change = (Duration, Duration, Surrounding);
type Changes = &'static [Change];

const NOW: Duration = Duration::ZERO;
const S: Duration = Duration::from_s(1);
const TEN_S: Duration = Duration::from_s(10);
const GROUND: Surrounding = Surrounding::Pressure(Pressure::from_mpa(101_325_000));
/// 560 mmHg in a cabin, 190 mmHg where it has lost its pressure; 30 kPa below the ground's.
const CABIN: Surrounding = Surrounding::Pressure(Pressure::from_mpa(74_660_000));
const HOLED: Surrounding = Surrounding::Pressure(Pressure::from_mpa(25_331_000));
const CLIMBED: Surrounding = Surrounding::Pressure(Pressure::from_mpa(71_325_000));
const FLIGHT: [Change; 2] = [(NOW, min(20), CABIN), (min(80), min(20), GROUND)];
const DECOMPRESSION: [Change; 2] = [(NOW, S, HOLED), (min(30), min(10), GROUND)];
const PRESSED: [Change; 1] = [(NOW, TEN_S, Surrounding::BackPressure(Pressure::from_mpa(20_000_000)))];
const COLD: [Change; 1] = [(NOW, min(30), Surrounding::Temperature(Temperature::from_millidegc(5_000)))];
const WARM: [Change; 1] = [(NOW, min(30), Surrounding::Temperature(Temperature::from_millidegc(40_000)))];
const ABOVE: [Change; 1] = [(NOW, TEN_S, height(1_000))];
const BELOW: [Change; 1] = [(NOW, TEN_S, height(-1_000))];
const SPIKES: Recurrence = Recurrence { every: S, lasting: Duration::from_ms(50) };
const DAY_S: i64 = 86_400;

const NOTHING: Circumstance = Circumstance {
    name: "",
    what: "",
    items: &[],
    therapy: Therapy::Usual,
    faults: &[],
    surroundings: &[],
    acts: &[],
    beside: Beside::Nobody,
    fill: None,
};

/// Every circumstance.
pub const CIRCUMSTANCES: [Circumstance; 45] = [
    Circumstance {
        name: "vent_wet_in_a_climb",
        what: "the vent is wetted, then the air falls by 30 kPa: the reservoir stays pressed",
        items: &[1],
        faults: &[Laid::whole(K::VentWetted)],
        surroundings: &[(min(10), TEN_S, CLIMBED)],
        ..NOTHING
    },
    Circumstance {
        name: "opened_on_the_body",
        what: "hands open the halves while the set is worn, and close them after five minutes",
        items: &[2],
        acts: &[(NOW, OPEN), (min(5), CLOSE)],
        ..NOTHING
    },
    Circumstance {
        name: "opened_unseen",
        what: "the same, with a latch switch that never opens",
        items: &[2],
        faults: &[Laid::whole(K::LatchSwitchStuckClosed)],
        acts: &[(min(1), OPEN), (min(5), CLOSE)],
        ..NOTHING
    },
    Circumstance {
        name: "taken_off_unseen",
        what: "the set is taken off, and the mating switch never opens",
        items: &[2],
        faults: &[Laid::whole(K::MatingSwitchStuckClosed)],
        acts: &[(min(1), Action::Site(SiteStep::Detach))],
        ..NOTHING
    },
    Circumstance {
        name: "alarms_and_resumed",
        what: "the set is shut and open every 12 min; every 4 min a person resumes and asks for priming, on the body",
        items: &[3, 33, 37],
        faults: &[Laid { recurrence: Some(repeated(12 * 60, 5 * 60)), ..Laid::whole(K::Occlusion) }],
        acts: &[
            (min(4), Action::Resume),
            (min(5), PRIME),
            (min(8), Action::Resume),
            (min(9), PRIME),
            (min(12), Action::Resume),
            (min(16), Action::Resume),
            (min(17), PRIME),
            (min(20), Action::Resume),
            (min(24), Action::Resume),
            (min(28), Action::Resume),
            (min(29), PRIME),
            (min(32), Action::Resume),
            (min(36), Action::Resume),
            (min(40), Action::Resume),
        ],
        ..NOTHING
    },
    Circumstance {
        name: "clock_set",
        what: "the clock is set to 2015, 2038, 2100, 1970, an hour back, a day on and to a leap day, every 15 min",
        items: &[4, 30],
        acts: &[
            (min(15), clock(16_800, -60)),
            (min(30), clock(24_855, 11_647)),
            (min(45), clock(47_482, 0)),
            (min(60), clock(0, 0)),
            (min(75), clock(20_819, -3_600)),
            (min(90), clock(20_820, 0)),
            (min(105), clock(21_243, -1)),
        ],
        ..NOTHING
    },
    upset("clock_a_day_ahead", "the controller's clock is ahead by a day", &[4, 29]),
    upset("clock_two_seconds_ahead", "the controller's clock is ahead by two seconds", &[4, 29]),
    exposed("flight", "760 to 560 mmHg in 20 min, and back after an hour", &[5], &FLIGHT),
    exposed("decompression", "190 mmHg within a second, and back after half an hour", &[5], &DECOMPRESSION),
    Circumstance {
        name: "flight_suspended",
        what: "the flight, with delivery suspended",
        items: &[6],
        therapy: Therapy::Suspended,
        surroundings: &FLIGHT,
        ..NOTHING
    },
    Circumstance {
        name: "decompression_suspended",
        what: "the decompression, with delivery suspended",
        items: &[6],
        therapy: Therapy::Suspended,
        surroundings: &DECOMPRESSION,
        ..NOTHING
    },
    Circumstance {
        name: "flight_with_air",
        what: "the flight, with 5 uL of air in the chamber",
        items: &[5, 7],
        faults: &[Laid::whole(K::ChamberAir)],
        surroundings: &FLIGHT,
        ..NOTHING
    },
    Circumstance {
        name: "bubbles_at_the_outlet",
        what: "the reservoir's wall no longer wets, and the device hangs upside down and is shaken",
        items: &[7],
        faults: &[Laid::whole(K::ReservoirWallFouled)],
        surroundings: &[
            (NOW, S, Surrounding::Orientation(Orientation { pitch_deg: 0, roll_deg: 180 })),
            (NOW, S, Surrounding::Shock(Acceleration::from_milli_g(1_000))),
        ],
        ..NOTHING
    },
    Circumstance {
        name: "two_valves_leak",
        what: "first valve and outlet (or second valve) leak, and the pump hangs half a metre above the site",
        items: &[10, 40],
        faults: &[Laid::whole(K::FirstValveLeak), Laid::whole(K::SecondValveLeak), Laid::whole(K::OutletLeak)],
        surroundings: &[(NOW, TEN_S, height(500))],
        ..NOTHING
    },
    Circumstance {
        name: "outlet_leaks_hanging",
        what: "the outlet (or second valve) leaks, and the pump hangs half a metre above the site",
        items: &[10, 17],
        faults: &[Laid::whole(K::SecondValveLeak), Laid::whole(K::OutletLeak)],
        surroundings: &[(NOW, TEN_S, height(500))],
        ..NOTHING
    },
    Circumstance {
        name: "occlusion_intermittent",
        what: "the set is shut for 5 min of every 20",
        items: &[11],
        faults: &[Laid { recurrence: Some(repeated(20 * 60, 5 * 60)), ..Laid::whole(K::Occlusion) }],
        ..NOTHING
    },
    Circumstance {
        name: "occlusion_clears",
        what: "the set is shut for half an hour; 20 min later a person resumes",
        items: &[12],
        faults: &[Laid { duration: Some(min(30)), ..Laid::whole(K::Occlusion) }],
        acts: &[(min(50), Action::Resume)],
        ..NOTHING
    },
    exposed("air_5C", "the air cools to 5 degC within half an hour", &[14, 39], &COLD),
    exposed("air_40C", "the air warms to 40 degC within half an hour", &[13, 14], &WARM),
    exposed("back_pressure_20kPa", "the tissue presses back with 20 kPa", &[17], &PRESSED),
    Circumstance {
        therapy: Therapy::Suspended,
        ..exposed("back_pressure_20kPa_suspended", "the same, with delivery suspended", &[17], &PRESSED)
    },
    exposed("height+1m", "the pump hangs a metre above the site", &[17], &ABOVE),
    exposed("height-1m", "the pump lies a metre below the site", &[17], &BELOW),
    Circumstance {
        therapy: Therapy::Suspended,
        ..exposed("height+1m_suspended", "a metre above the site, with delivery suspended", &[17], &ABOVE)
    },
    Circumstance {
        therapy: Therapy::Suspended,
        ..exposed("height-1m_suspended", "a metre below the site, with delivery suspended", &[17], &BELOW)
    },
    Circumstance {
        name: "request_storm",
        what: "half an hour of requests, one a second, each too late",
        items: &[18, 26],
        beside: Beside::Storm,
        ..NOTHING
    },
    Circumstance {
        name: "power_cut",
        what: "power goes for ten minutes",
        items: &[19, 30],
        acts: &[(NOW, cut(600))],
        ..NOTHING
    },
    Circumstance {
        name: "power_cuts_in_a_bolus",
        what: "power goes for two seconds, eight times, within the strokes of a bolus and after",
        items: &[19, 21],
        acts: &[
            (Duration::from_s(1_155), cut(2)),
            (Duration::from_s(1_163), cut(2)),
            (Duration::from_s(1_170), cut(2)),
            (Duration::from_s(1_181), cut(2)),
            (Duration::from_s(1_190), cut(2)),
            (Duration::from_s(1_220), cut(2)),
            (Duration::from_s(1_300), cut(2)),
            (Duration::from_s(1_400), cut(2)),
        ],
        ..NOTHING
    },
    Circumstance {
        name: "battery_old_and_cold",
        what: "an old battery at 5 degC",
        items: &[21],
        faults: &[Laid { severity_ppm: 800_000, ..Laid::whole(K::BatteryAged) }],
        surroundings: &COLD,
        ..NOTHING
    },
    Circumstance {
        name: "requests_replayed",
        what: "every request comes again: at once, after an hour, changed, with an old number, and too late",
        items: &[25, 26, 37],
        beside: Beside::Replayer,
        ..NOTHING
    },
    Circumstance {
        name: "commands_out_of_range",
        what: "half an hour of commands that no pump may take, eleven a minute",
        items: &[23, 27],
        beside: Beside::Wild,
        ..NOTHING
    },
    Circumstance {
        name: "controller_hangs",
        what: "the controller is not stepped any more, in a bolus, and nothing restarts it",
        items: &[29],
        beside: Beside::Upset("hangs", Duration::from_h(24)),
        ..NOTHING
    },
    upset("hangs", "the controller is not stepped for ten minutes; then a watchdog resets it", &[29]),
    upset("second_valve_without_first", "the second valve's wire gets what the first's should", &[28]),
    upset("both_valves_together", "the second valve's wire has full power whenever the first's has", &[28]),
    upset("first_valve_let_go", "the first valve's wire has no power while the second's has", &[28]),
    upset("valves_exchanged", "the wires of the valves get each other's power", &[28]),
    upset("pump_at_full_power", "the pump's wire has full power in every stroke", &[28]),
    upset("first_valve_at_full_power", "the first valve's wire has full power in every stroke", &[28]),
    Circumstance {
        name: "spikes_at_the_sensors",
        what: "light falls into both optical sensors, and sound into the chambers, for 50 ms of every second",
        items: &[31],
        faults: &[
            Laid { recurrence: Some(SPIKES), ..Laid::whole(K::PlungerOpticsLight) },
            Laid { recurrence: Some(SPIKES), ..Laid::whole(K::SecondValveOpticsLight) },
            Laid { recurrence: Some(SPIKES), ..Laid::whole(K::AcousticNoiseBurst) },
        ],
        ..NOTHING
    },
    Circumstance {
        name: "dropped",
        what: "50 g for a second, with a worn fastener",
        items: &[32],
        faults: &[Laid::whole(K::FastenerWorn)],
        surroundings: &[
            (min(5), NOW, Surrounding::Shock(Acceleration::from_milli_g(50_000))),
            (Duration::from_s(301), NOW, Surrounding::Shock(Acceleration::from_milli_g(0))),
        ],
        ..NOTHING
    },
    Circumstance {
        name: "runs_empty",
        what: "the reservoir holds 5 U, and runs empty in a bolus or after",
        items: &[35],
        fill: Some(Volume::from_pl(50_000_000)),
        ..NOTHING
    },
    Circumstance {
        name: "drug_spoiled",
        what: "37 degC, a drug that gels and a cannula that closes, within two hours",
        items: &[39],
        faults: &[
            Laid { over: min(120), ..Laid::whole(K::DrugGelled) },
            Laid { over: min(120), ..Laid::whole(K::Occlusion) },
        ],
        surroundings: &[(NOW, min(30), Surrounding::Temperature(Temperature::from_millidegc(37_000)))],
        ..NOTHING
    },
    Circumstance {
        name: "leak_stuck_sensor_reset",
        what: "the first valve leaks, the plunger's face is loose, and power goes for a second",
        items: &[40],
        faults: &[Laid::whole(K::FirstValveLeak), Laid { after: min(30), ..Laid::whole(K::PlungerFaceLoose) }],
        acts: &[(min(15), cut(1))],
        ..NOTHING
    },
];

const OPEN: Action = Action::Site(SiteStep::Open);
const CLOSE: Action = Action::Site(SiteStep::Close);
const PRIME: Action = Action::Site(SiteStep::PrimeTubing);

const fn min(minutes: u64) -> Duration {
    Duration::from_min(minutes)
}

const fn cut(seconds: u64) -> Action {
    Action::PowerCut { duration: Duration::from_s(seconds) }
}

/// The clock set to so many days after 1970-01-01, and seconds from there.
const fn clock(days: i64, seconds: i64) -> Action {
    Action::SetClock((days * DAY_S + seconds) * 1_000_000)
}

const fn repeated(every_s: u64, lasting_s: u64) -> Recurrence {
    Recurrence { every: Duration::from_s(every_s), lasting: Duration::from_s(lasting_s) }
}

const fn height(mm: i64) -> Surrounding {
    Surrounding::Height(Length::from_nm(mm * 1_000_000))
}

/// An upset of the swarm's, for ten minutes.
const fn upset(name: &'static str, what: &'static str, items: &'static [u8]) -> Circumstance {
    Circumstance { name, what, items, beside: Beside::Upset(name, min(10)), ..NOTHING }
}

const fn exposed(name: &'static str, what: &'static str, items: &'static [u8], surroundings: Changes) -> Circumstance {
    Circumstance { name, what, items, surroundings, ..NOTHING }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::swarm::UPSETS;

    #[test]
    fn each_has_a_name_of_its_own_and_every_upset_is_among_them() {
        for (index, one) in CIRCUMSTANCES.iter().enumerate() {
            assert!(CIRCUMSTANCES[..index].iter().all(|other| other.name != one.name), "{}", one.name);
            assert!(!one.items.is_empty() && !one.what.is_empty() && K::from_name(one.name).is_none(), "{}", one.name);
        }
        for (name, _) in UPSETS {
            assert!(CIRCUMSTANCES.iter().any(|one| one.name == name), "{name}");
        }
    }
}
