//! `aliquot bench sweep`: what is delivered and what it costs, over the air's temperature, the battery's charge and the age of
//! the wires.
//!
//! Each cell is three runs of each pump unit, from the first command on: 1 U/h, 0.1 U/h, and boluses of 0.05 U without basal.

mod figures;
mod summary;

pub use figures::{Basal, Figures, of as figures};
pub use summary::{SCHEMA, summary};

use crate::analysis::Weighing;
use crate::campaign::{self, Measured};
use crate::companion::Companion;
use crate::record::{AlarmRow, Record, Violation};
use crate::request::{self, Units};
use crate::run::{self, Made, RunError};
use crate::scenario::{
    Action, BasalBlock, Bolus, Embodiment, EnvironmentChange, Event, FaultInjection, Scenario, Surrounding,
    TherapyLimits,
};
use crate::world::World;
use twin::FaultKind;
use units::{Dose, DoseRate, Duration, Fraction, Instant, Temperature};

/// Temperatures of the air, degC: as cold and as hot as the pump is meant for, and between.
const AIR_C: [i32; 4] = [5, 15, 25, 40];
/// Share of its life that an aged wire has spent, ppm.
const AGED_PPM: u32 = 900_000;
/// The wires that age; one that an embodiment does not have does not.
const WIRES: [FaultKind; 4] = [
    FaultKind::PumpWireWorn,
    FaultKind::FirstValveWireWorn,
    FaultKind::SecondValveWireWorn,
    FaultKind::MeasurementValveWireWorn,
];
/// The bolus, and from one to the next: longer than its last drop takes.
const BOLUS: Dose = Dose::from_micro_units(50_000);
const BOLUS_EVERY: Duration = Duration::from_min(10);
/// The rates.
const SLOW: DoseRate = DoseRate::from_micro_units_per_h(100_000);
const FAST: DoseRate = DoseRate::from_micro_units_per_h(1_000_000);

/// What the battery holds at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charge {
    /// All.
    Full,
    /// Half.
    Half,
    /// A tenth.
    NearlyEmpty,
}

/// What the wires have been through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wires {
    /// Nothing.
    Fresh,
    /// Nine tenths of their lives.
    Aged,
}

/// One cell of the sweep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Of which embodiment.
    pub embodiment: Embodiment,
    /// Temperature of the air, degC.
    pub air_c: i32,
    /// The battery.
    pub charge: Charge,
    /// The wires.
    pub wires: Wires,
}

/// What is swept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    hours: u32,
    boluses: u32,
    units: Units,
}

/// What was weighed of one pump unit in one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct SweptUnit {
    /// Which.
    pub seed: u64,
    /// At 0.1 U/h.
    pub slow: Weighed,
    /// At 1 U/h.
    pub fast: Weighed,
    /// Boluses; the time of each has passed ten minutes after the one before.
    pub boluses: Weighed,
}

/// What was weighed of one run.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// The balance.
    pub weighing: Weighing,
    /// How many strokes there were.
    pub strokes: usize,
    /// What was taken from the battery, mAh.
    pub used_mah: f64,
    /// What was alarmed for.
    pub alarms: Vec<AlarmRow>,
    /// Standing oracles that did not hold.
    pub violations: Vec<Violation>,
}

impl Charge {
    /// All.
    pub const ALL: [Self; 3] = [Self::Full, Self::Half, Self::NearlyEmpty];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Half => "half",
            Self::NearlyEmpty => "nearly empty",
        }
    }

    /// What is gone of it, 0..=1.
    const fn spent(self) -> f64 {
        match self {
            Self::Full => 0.0,
            Self::Half => 0.5,
            Self::NearlyEmpty => 0.9,
        }
    }
}

impl Wires {
    /// All.
    pub const ALL: [Self; 2] = [Self::Fresh, Self::Aged];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Aged => "aged",
        }
    }
}

/// Takes charge out of the battery before anything else happens.
struct Spent {
    share: f64,
    done: bool,
}

impl Companion for Spent {
    fn act(&mut self, _now: Instant, world: &mut World) {
        if !self.done {
            world.discharge(self.share);
            self.done = true;
        }
    }
}

impl Plan {
    /// Each rate for so many hours, and so many boluses.
    pub fn new(hours: u32, boluses: u32, units: Units) -> Self {
        Self { hours, boluses, units }
    }

    /// Which pump units are weighed.
    pub fn units(&self) -> Units {
        self.units
    }

    /// How many hours of each rate, and how many boluses.
    pub fn extent(&self) -> (u32, u32) {
        (self.hours, self.boluses)
    }

    fn basal(&self, cell: Cell, seed: u64, rate: DoseRate) -> Scenario {
        let start = Instant::ZERO;
        let air = Surrounding::Temperature(Temperature::from_millidegc(1_000 * cell.air_c));
        let aged = |kind| FaultInjection {
            at: start,
            kind,
            severity: Fraction::from_ppm(AGED_PPM).unwrap_or(Fraction::ONE),
            over: Duration::ZERO,
            recurrence: None,
            duration: None,
        };
        let aged: Vec<FaultInjection> = match cell.wires {
            Wires::Fresh => Vec::new(),
            Wires::Aged => {
                WIRES.into_iter().filter(|kind| kind.spec().embodiments.contains(cell.embodiment)).map(aged).collect()
            }
        };
        Scenario {
            name: "sweep".to_owned(),
            embodiment: cell.embodiment,
            start,
            duration: Duration::from_h(u64::from(self.hours)),
            seed,
            concentration: request::drug(),
            reservoir_fill: request::full(),
            basal: vec![BasalBlock { from: Duration::ZERO, rate }],
            templates: Vec::new(),
            limits: TherapyLimits::default(),
            events: Vec::new(),
            environment: vec![EnvironmentChange { at: start, over: Duration::ZERO, to: air }],
            faults: aged,
        }
    }

    fn boluses(&self, cell: Cell, seed: u64) -> Scenario {
        let give = |turn: u32| Event {
            at: Instant::ZERO + BOLUS_EVERY.times(turn),
            action: Action::Bolus(Bolus::fast(BOLUS)),
        };
        Scenario {
            duration: BOLUS_EVERY.times(self.boluses.saturating_add(1)),
            events: (1..=self.boluses).map(give).collect(),
            ..self.basal(cell, seed, DoseRate::ZERO)
        }
    }
}

impl Weighed {
    fn of(record: Record) -> Self {
        Self {
            weighing: Weighing::of_run(&record),
            strokes: record.strokes.len(),
            used_mah: record.battery_used_mah,
            alarms: record.alarms,
            violations: record.violations,
        }
    }
}

/// Every cell of these embodiments.
pub fn cells(embodiments: &[Embodiment]) -> Vec<Cell> {
    let mut cells = Vec::new();
    for &embodiment in embodiments {
        for air_c in AIR_C {
            for charge in Charge::ALL {
                cells.extend(Wires::ALL.map(|wires| Cell { embodiment, air_c, charge, wires }));
            }
        }
    }
    cells
}

/// Weighs the plan's pump units in every cell of these embodiments, on every core; `progress` is told the share that is done.
pub fn run(plan: &Plan, embodiments: &[Embodiment], progress: &mut dyn FnMut(f64)) -> Vec<Measured<Cell, SweptUnit>> {
    let sweep = |cell: Cell, made: &Made, tell: &mut dyn FnMut(f64)| -> Result<SweptUnit, RunError> {
        let seed = made.seed;
        let mut weigh = |scenario: &Scenario, done: f64| {
            let mut spent = Spent { share: cell.charge.spent(), done: false };
            run::run_made_with(made, scenario, &mut spent, &mut |share| tell((done + share) / 3.0)).map(Weighed::of)
        };
        Ok(SweptUnit {
            seed,
            fast: weigh(&plan.basal(cell, seed, FAST), 0.0)?,
            slow: weigh(&plan.basal(cell, seed, SLOW), 1.0)?,
            boluses: weigh(&plan.boluses(cell, seed), 2.0)?,
        })
    };
    campaign::each(&cells(embodiments), |cell| cell.embodiment, plan.units, sweep, progress)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse;

    const PLAN: Plan = Plan { hours: 2, boluses: 3, units: Units { first: 1, count: 1 } };

    /// Every run is a scenario that a person could have written, but for the battery.
    #[test]
    fn every_cell_is_a_scenario() {
        for cell in cells(&Embodiment::ALL) {
            for scenario in [PLAN.basal(cell, 1, FAST), PLAN.boluses(cell, 1)] {
                assert_eq!(parse(&scenario.to_toml(), "s.toml").as_ref(), Ok(&scenario), "{cell:?}");
            }
        }
        assert_eq!(cells(&Embodiment::ALL).len(), 3 * 4 * 3 * 2);
    }

    #[test]
    fn a_half_empty_battery_in_the_cold_gives_more_charge_for_the_same_strokes() {
        let weigh = |air_c, charge: Charge| {
            let cell = Cell { embodiment: Embodiment::Patch, air_c, charge, wires: Wires::Fresh };
            let made = run::make(cell.embodiment, 1).unwrap();
            let mut spent = Spent { share: charge.spent(), done: false };
            let scenario = Scenario { duration: Duration::from_min(30), ..PLAN.basal(cell, 1, FAST) };
            Weighed::of(run::run_made_with(&made, &scenario, &mut spent, &mut |_| {}).unwrap())
        };
        let (warm, cold) = (weigh(25, Charge::Full), weigh(5, Charge::Half));
        assert_eq!((warm.strokes, warm.alarms.is_empty()), (cold.strokes, cold.alarms.is_empty()));
        assert!(cold.used_mah > 1.1 * warm.used_mah, "{} and {} mAh", cold.used_mah, warm.used_mah);
    }

    /// What ends delivery is told, new cell or old, warm or cold: the electronics do not lose power first.
    #[test]
    fn a_battery_that_ends_says_so_before_its_load_takes_the_power_of_who_says_it() {
        let made = run::make(Embodiment::Tethered, 2).unwrap();
        for (air_c, severity, share) in [(25, Fraction::ZERO, 0.985), (5, Fraction::ONE, 0.9)] {
            let cell = Cell { embodiment: Embodiment::Tethered, air_c, charge: Charge::Full, wires: Wires::Fresh };
            let mut scenario = PLAN.basal(cell, 2, FAST);
            scenario.faults.push(FaultInjection {
                at: Instant::ZERO,
                kind: FaultKind::BatteryAged,
                severity,
                over: Duration::ZERO,
                recurrence: None,
                duration: None,
            });
            let mut spent = Spent { share, done: false };
            let weighed = Weighed::of(run::run_made_with(&made, &scenario, &mut spent, &mut |_| {}).unwrap());
            let names: Vec<&str> = weighed.alarms.iter().map(|alarm| alarm.annunciation).collect();
            assert!(names.contains(&"battery_empty") && !names.contains(&"power_lost"), "{air_c} degC: {names:?}");
        }
    }
}
