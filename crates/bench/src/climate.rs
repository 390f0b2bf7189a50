//! `aliquot bench climate`: what a pump unit delivers while its surroundings change, beside itself in a laboratory.

mod chart;
mod condition;
mod figures;
mod summary;

pub use chart::svg;
pub use condition::{CONDITIONS, Condition};
pub use figures::{Figures, LegFigures, of as figures};
pub use summary::{SCHEMA, summary};

use crate::analysis::{Weighing, excursion_ul, lead_ul};
use crate::campaign::{self, Lot, Measured};
use crate::oracle::seconds;
use crate::record::{AlarmRow, Record, Violation};
use crate::request::{self, Units};
use crate::run::{self, Made, RunError};
use crate::scenario::{Action, BasalBlock, Embodiment, Event, Scenario, TherapyLimits};
use units::{DoseRate, Duration, Instant};

/// The basal rate.
const RATE: DoseRate = DoseRate::from_micro_units_per_h(1_000_000);
/// Time before the surroundings change.
const BEFORE: Duration = Duration::from_h(2);
/// How long before that delivery is suspended.
const SUSPENDED: Duration = Duration::from_min(5);

/// One kind of test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Of which embodiment.
    pub embodiment: Embodiment,
    /// To what it is exposed.
    pub condition: Condition,
    /// Whether delivery is suspended meanwhile; else 1 U/h runs.
    pub suspended: bool,
}

/// What is tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    conditions: Vec<Condition>,
    units: Units,
}

/// What was weighed of one pump unit.
#[derive(Debug, Clone, PartialEq)]
pub struct ExposedUnit {
    /// Which.
    pub seed: u64,
    /// Each leg, in order.
    pub legs: Vec<LegWeighed>,
    /// How far delivered ever was below and above where it stood when the exposure began, uL.
    pub strayed_ul: (f64, f64),
    /// What it alarmed for.
    pub alarms: Vec<AlarmRow>,
    /// Standing oracles that did not hold.
    pub violations: Vec<Violation>,
}

/// What was weighed of one leg.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LegWeighed {
    /// Its name.
    pub name: &'static str,
    /// What was commanded in it, uL.
    pub commanded_ul: f64,
    /// Delivered less commanded, uL.
    pub excess_ul: f64,
    /// The same less that of the same pump unit in a laboratory, uL.
    pub beside_ul: f64,
    /// Delivered less what the pump accounted, uL.
    pub unaccounted_ul: f64,
}

impl Plan {
    /// One condition, or all.
    pub fn new(condition: Option<Condition>, units: Units) -> Self {
        Self { conditions: condition.map_or_else(|| CONDITIONS.to_vec(), |only| vec![only]), units }
    }

    /// What the gates ask for.
    pub(crate) fn of_gates(units: Units) -> Self {
        let asked = ["flight", "decompression", "hyperbaric", "height+1m", "height-1m", "back-20kPa"];
        Self { conditions: asked.into_iter().filter_map(Condition::from_name).collect(), units }
    }

    /// Which pump units are tested.
    pub fn units(&self) -> Units {
        self.units
    }

    fn kinds(&self, embodiments: &[Embodiment]) -> Vec<Kind> {
        let of = |embodiment: &Embodiment| {
            let embodiment = *embodiment;
            let both = |condition: &Condition| {
                let kind = Kind { embodiment, condition: *condition, suspended: false };
                [Some(kind), condition.suspended.then_some(Kind { suspended: true, ..kind })]
            };
            self.conditions.iter().flat_map(both).flatten().collect::<Vec<Kind>>()
        };
        embodiments.iter().flat_map(of).collect()
    }

    /// 1 U/h in a laboratory, as long as the longest condition.
    fn laboratory(&self, embodiment: Embodiment, seed: u64) -> Scenario {
        let longest = self.conditions.iter().map(Condition::duration).fold(Duration::ZERO, Duration::max);
        Scenario {
            name: "climate".to_owned(),
            embodiment,
            start: Instant::ZERO,
            duration: BEFORE + longest,
            seed,
            concentration: request::drug(),
            reservoir_fill: request::full(),
            basal: vec![BasalBlock { from: Duration::ZERO, rate: RATE }],
            templates: Vec::new(),
            limits: TherapyLimits::default(),
            events: Vec::new(),
            environment: Vec::new(),
            faults: Vec::new(),
        }
    }

    fn exposed(&self, kind: Kind, seed: u64) -> Scenario {
        let start = Instant::ZERO + BEFORE;
        let suspend = Event { at: start - SUSPENDED, action: Action::Suspend };
        Scenario {
            duration: BEFORE + kind.condition.duration(),
            events: if kind.suspended { vec![suspend] } else { Vec::new() },
            environment: kind.condition.from(start),
            ..self.laboratory(kind.embodiment, seed)
        }
    }
}

impl ExposedUnit {
    /// `laboratory` is the balance of the same pump unit that was not exposed.
    fn of(record: Record, kind: Kind, laboratory: &Weighing) -> Self {
        let (weighing, account) = (Weighing::of_run(&record), Weighing::of_account(&record));
        let start = Instant::ZERO + BEFORE;
        let begun = core::iter::once(Duration::ZERO).chain(kind.condition.legs.iter().map(|leg| leg.until));
        let leg = |(begun, leg): (Duration, &condition::Leg)| {
            let [from_s, to_s] = [begun, leg.until].map(|after| seconds(start + after));
            let gained = |weighing: &Weighing| lead_ul(weighing, to_s) - lead_ul(weighing, from_s);
            let excess_ul = gained(&weighing);
            LegWeighed {
                name: leg.name,
                commanded_ul: weighing.window(from_s, to_s).commanded_ul,
                excess_ul,
                beside_ul: excess_ul - if kind.suspended { 0.0 } else { gained(laboratory) },
                unaccounted_ul: gained(&account),
            }
        };
        Self {
            seed: record.seed,
            legs: begun.zip(kind.condition.legs).map(leg).collect(),
            strayed_ul: excursion_ul(&weighing, seconds(start), seconds(start + kind.condition.duration())),
            alarms: record.alarms,
            violations: record.violations,
        }
    }
}

/// Exposes the plan's pump units in each of these embodiments, on every core; `progress` is told the share that is done.
pub fn run(plan: &Plan, embodiments: &[Embodiment], progress: &mut dyn FnMut(f64)) -> Vec<Measured<Kind, ExposedUnit>> {
    let kinds = plan.kinds(embodiments);
    // One long run beside many of about the same length.
    let first = 1.0 / crate::analysis::count(1 + plan.conditions.len());
    let in_laboratory = |embodiment: Embodiment, made: &Made, tell: &mut dyn FnMut(f64)| {
        let record = run::run_made(made, &plan.laboratory(embodiment, made.seed), tell)?;
        Ok((embodiment, made.seed, Weighing::of_run(&record)))
    };
    let mut told = |share| progress(first * share);
    let lot = Lot::new(embodiments.iter().copied(), plan.units);
    let laboratory = campaign::each_of(&lot, embodiments, |embodiment| *embodiment, in_laboratory, &mut told);
    let laboratory: Vec<_> = laboratory.into_iter().flat_map(|measured| measured.units).collect();
    let expose = |kind: Kind, made: &Made, tell: &mut dyn FnMut(f64)| -> Result<ExposedUnit, RunError> {
        let seed = made.seed;
        let record = run::run_made(made, &plan.exposed(kind, seed), tell)?;
        let beside = laboratory.iter().find(|(embodiment, of, _)| *embodiment == kind.embodiment && *of == seed);
        let nothing = Weighing::new(Vec::new());
        Ok(ExposedUnit::of(record, kind, beside.map_or(&nothing, |(_, _, weighing)| weighing)))
    };
    let mut told = |share| progress(first + (1.0 - first) * share);
    campaign::each_of(&lot, &kinds, |kind| kind.embodiment, expose, &mut told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse;
    use crate::surroundings::Surroundings;

    const UNITS: Units = Units { first: 1, count: 1 };

    /// Every test is a scenario that a person could have written.
    #[test]
    fn every_exposure_is_a_scenario() {
        let plan = Plan::new(None, UNITS);
        let kinds = plan.kinds(&[Embodiment::Metered]);
        assert_eq!(kinds.iter().filter(|kind| !kind.suspended).count(), CONDITIONS.len());
        assert!(kinds.iter().any(|kind| kind.suspended));
        for kind in kinds {
            let scenario = plan.exposed(kind, 1);
            assert_eq!(parse(&scenario.to_toml(), "s.toml").as_ref(), Ok(&scenario), "{kind:?}");
        }
        assert_eq!(Plan::of_gates(UNITS).conditions.len(), 6);
    }

    #[test]
    fn what_was_changed_is_back_at_the_end() {
        for kind in Plan::new(None, UNITS).kinds(&[Embodiment::Patch]) {
            let scenario = Plan::new(None, UNITS).exposed(kind, 1);
            let surroundings = Surroundings::new(&scenario);
            let [start, end] = [BEFORE, scenario.duration].map(|after| surroundings.at(Instant::ZERO + after));
            assert_eq!(end, twin::Environment::default(), "{kind:?}");
            assert_eq!(surroundings.at(Instant::ZERO), end);
            let during = surroundings.at(Instant::ZERO + BEFORE + Duration::from_min(20));
            assert!(start != end || during != end || kind.condition.name == "shock-50g", "{kind:?} changes nothing");
        }
    }

    /// A whole test: suspended, a pump unit goes up and down and nothing comes.
    #[test]
    fn a_pump_unit_that_goes_up_and_comes_down_is_weighed() {
        let plan = Plan::new(Condition::from_name("decompression"), UNITS);
        let measured = run(&plan, &[Embodiment::Patch], &mut |_| {});
        let [running, suspended] = &measured[..] else { panic!("{measured:?}") };
        assert!(!running.kind.suspended && suspended.kind.suspended);
        let (running, suspended) = (&running.units[0], &suspended.units[0]);
        assert!(running.violations.is_empty() && suspended.violations.is_empty());
        assert_eq!(running.legs.iter().map(|leg| leg.name).collect::<Vec<_>>(), ["up", "down"]);
        for (of_running, of_suspended) in running.legs.iter().zip(&suspended.legs) {
            assert!((of_running.commanded_ul - 5.0).abs() < 1e-3 && of_suspended.commanded_ul.abs() < 1e-9);
        }
        // It has delivered 10 uL in its hour, and suspended hardly anything.
        assert!((running.strayed_ul.1 - 10.0).abs() < 1.5, "{running:?}");
        assert!(suspended.strayed_ul.1 < 1.0, "{suspended:?}");
    }
}
