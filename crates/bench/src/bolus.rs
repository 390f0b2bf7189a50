//! `aliquot bench bolus`: boluses of all sizes in all situations, each weighed, on many pump units.
//!
//! Each bolus has a stretch of time of its own that ends long after the last of it has come; what the balance gained in
//! it, less the basal that was commanded, is what the bolus delivered.

mod figures;
mod schedule;
mod situation;
mod summary;

pub use figures::{Figures, of as figures};
pub use situation::Situation;
pub use summary::{SCHEMA, summary};

use crate::analysis::Weighing;
use crate::campaign;
use crate::record::{AlarmRow, Record, Violation};
use crate::request::{self, Refused, Units};
use crate::run::{self, Made, RunError};
use crate::scenario::Embodiment;
use schedule::Schedule;
use units::Dose;

/// One kind of bolus: what, and in which situation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// In which situation.
    pub situation: Situation,
    /// Size.
    pub dose: Dose,
}

/// What is weighed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    kinds: Vec<Kind>,
    consecutive: u32,
    units: Units,
}

/// What was weighed of one kind of bolus in one embodiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Which embodiment.
    pub embodiment: Embodiment,
    /// Which kind.
    pub kind: Kind,
    /// Each pump unit that could be run, in the order of seeds.
    pub units: Vec<WeighedUnit>,
    /// Each that could not, and why.
    pub failed: Vec<RunError>,
}

/// What was weighed of one pump unit.
#[derive(Debug, Clone, PartialEq)]
pub struct WeighedUnit {
    /// Which.
    pub seed: u64,
    /// Its boluses, in order.
    pub given: Vec<Given>,
    /// What it alarmed for.
    pub alarms: Vec<AlarmRow>,
    /// Standing oracles that did not hold.
    pub violations: Vec<Violation>,
}

/// One bolus, or some that were asked for at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Given {
    /// What was programmed, uL.
    pub programmed_ul: f64,
    /// What the controller reported, uL; none if it took none, or reported no end in its time.
    pub reported_ul: Option<f64>,
    /// What came, uL.
    pub delivered_ul: f64,
}

impl Plan {
    /// The whole series, or one dose such as `1 U` in every situation; of each kind so many boluses, or as many as one
    /// fill of the reservoir gives.
    ///
    /// # Errors
    /// When it is no dose.
    pub fn new(
        dose: Option<&str>,
        situation: Option<Situation>,
        consecutive: u32,
        units: Units,
    ) -> Result<Self, Refused> {
        let dose = dose.map(|dose| request::dose("--dose", dose)).transpose()?;
        let of = |situation: Situation| {
            let doses = dose.map_or_else(|| situation.doses(), |dose| vec![dose]);
            doses.into_iter().map(move |dose| Kind { situation, dose })
        };
        let situations = Situation::ALL.into_iter().filter(|each| situation.is_none_or(|only| only == *each));
        Ok(Self { kinds: situations.flat_map(of).collect(), consecutive, units })
    }

    /// What the gates ask for: the least bolus and one of 1 U, one after the other.
    pub(crate) fn of_gates(consecutive: u32, units: Units) -> Self {
        let kind = |micro_units| Kind { situation: Situation::Consecutive, dose: Dose::from_micro_units(micro_units) };
        Self { kinds: [50_000, 1_000_000].map(kind).to_vec(), consecutive, units }
    }

    /// Which pump units are weighed.
    pub fn units(&self) -> Units {
        self.units
    }

    /// How many boluses of a kind each pump unit gives, if a fill is enough.
    pub fn consecutive(&self) -> u32 {
        self.consecutive
    }
}

impl WeighedUnit {
    fn of(record: Record, schedule: &Schedule) -> Self {
        let weighing = Weighing::of_run(&record);
        let given = schedule.turns.iter().map(|turn| {
            let ended = record.boluses.iter().filter(|row| row.t_s > turn.from_s && row.t_s <= turn.to_s);
            let reported = ended.map(|row| row.reported_ul).reduce(|sum, reported| sum + reported);
            Given {
                programmed_ul: turn.programmed_ul,
                reported_ul: reported,
                delivered_ul: turn.came_ul(&weighing, schedule.basal_ul_per_h),
            }
        });
        Self { seed: record.seed, given: given.collect(), alarms: record.alarms, violations: record.violations }
    }
}

/// Weighs every kind of bolus on the plan's pump units in each of these embodiments, on every core; `progress` is told
/// the share that is done.
pub fn run(plan: &Plan, embodiments: &[Embodiment], progress: &mut dyn FnMut(f64)) -> Vec<Measured> {
    let of = |embodiment: &Embodiment| {
        let embodiment = *embodiment;
        plan.kinds.iter().map(move |kind| (embodiment, *kind))
    };
    let kinds: Vec<(Embodiment, Kind)> = embodiments.iter().flat_map(of).collect();
    let weigh = |(embodiment, kind): (Embodiment, Kind), made: &Made, tell: &mut dyn FnMut(f64)| {
        let schedule = Schedule::new(kind, plan.consecutive);
        let record = run::run_made(made, &schedule.scenario(embodiment, made.seed), tell)?;
        Ok(WeighedUnit::of(record, &schedule))
    };
    let measured = campaign::each(&kinds, |kind| kind.0, plan.units, weigh, progress).into_iter();
    let of = |one: campaign::Measured<(Embodiment, Kind), WeighedUnit>| {
        let (embodiment, kind) = one.kind;
        Measured { embodiment, kind, units: one.units, failed: one.failed }
    };
    measured.map(of).collect()
}
