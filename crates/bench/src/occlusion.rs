//! `aliquot bench occlusion`: a set that is blocked while basal runs or a bolus is given, on many pump units.
//!
//! Each pump unit is run twice, with the set blocked and without, so that what is missing is known by weighing alone.

mod chart;
mod course;
mod figures;
mod schedule;
mod summary;

pub use chart::svg;
pub use course::{COURSES, Course};
pub use figures::{Figures, of as figures};
pub use summary::{SCHEMA, summary};

use crate::analysis::{Blockage, Blocked, Stroke, Weighing};
use crate::campaign::{self, Measured};
use crate::record::{AlarmRow, Record, Violation};
use crate::request::{self, Refused, Units};
use crate::run::{self, Made, RunError};
use crate::scenario::Embodiment;
use controller::{Alarm, OnDelivery};
use schedule::Schedule;
use std::fmt;
use units::{Dose, DoseRate};

/// What is delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Therapy {
    /// Basal.
    Rate(DoseRate),
    /// One bolus into a set that is blocked already; no basal.
    Bolus(Dose),
}

/// One kind of test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Of which embodiment.
    pub embodiment: Embodiment,
    /// What is delivered.
    pub therapy: Therapy,
    /// How the set is blocked.
    pub course: Course,
}

/// What is tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    tests: Vec<(Therapy, Course)>,
    units: Units,
}

/// What was measured of one pump unit.
#[derive(Debug, Clone, PartialEq)]
pub struct TestedUnit {
    /// Which.
    pub seed: u64,
    /// When it noticed and what that cost; none if delivery had stopped before the set closed.
    pub blockage: Option<Blockage>,
    /// Highest gauge pressure of the tubing while the set was blocked, kPa.
    pub line_high_kpa: f64,
    /// Time from one stroke to the next when nothing is blocked (median), s; not a number for fewer than two.
    pub dose_cycle_s: f64,
    /// What it alarmed for.
    pub alarms: Vec<AlarmRow>,
    /// Standing oracles that did not hold, blocked or not.
    pub violations: Vec<Violation>,
}

impl fmt::Display for Therapy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rate(rate) => rate.fmt(f),
            Self::Bolus(dose) => dose.fmt(f),
        }
    }
}

/// Rates and boluses of the series, in millionths.
const RATES: [i64; 3] = [100_000, 1_000_000, 5_000_000];
const BOLUSES: [i64; 3] = [50_000, 1_000_000, 10_000_000];
/// The rate at which the series has every course.
const EVERY_COURSE_AT: i64 = 1_000_000;

impl Plan {
    /// These rates and boluses, such as `1 U/h` and `0.05 U`, blocked in this way or in every way. Without any: the
    /// series, blocked fully, and 1 U/h in every way.
    ///
    /// # Errors
    /// When one is no rate or no bolus.
    pub fn new(rates: &[String], boluses: &[String], course: Option<Course>, units: Units) -> Result<Self, Refused> {
        let rates = rates.iter().map(|rate| request::rate(rate).map(Therapy::Rate));
        let boluses = boluses.iter().map(|dose| request::dose("--bolus", dose).map(Therapy::Bolus));
        let asked = rates.chain(boluses).collect::<Result<Vec<Therapy>, Refused>>()?;
        let everywhere = !asked.is_empty() || course.is_some();
        let therapies = if asked.is_empty() { series() } else { asked };
        let rich = Therapy::Rate(DoseRate::from_micro_units_per_h(EVERY_COURSE_AT));
        let of = |therapy: Therapy| {
            let has = move |each: &Course| match course {
                Some(only) => only == *each,
                None => everywhere || therapy == rich || *each == COURSES[0],
            };
            COURSES.into_iter().filter(has).map(move |course| (therapy, course))
        };
        Ok(Self { tests: therapies.into_iter().flat_map(of).collect(), units })
    }

    /// The series, blocked fully: what the gates ask for.
    pub(crate) fn of_gates(units: Units) -> Self {
        Self { tests: series().into_iter().map(|therapy| (therapy, COURSES[0])).collect(), units }
    }

    /// Which pump units are tested.
    pub fn units(&self) -> Units {
        self.units
    }
}

fn series() -> Vec<Therapy> {
    let rates = RATES.map(|micro| Therapy::Rate(DoseRate::from_micro_units_per_h(micro)));
    let boluses = BOLUSES.map(|micro| Therapy::Bolus(Dose::from_micro_units(micro)));
    [rates, boluses].concat()
}

impl TestedUnit {
    fn of(blocked: Record, open: Record, schedule: &Schedule) -> Self {
        let times = schedule.times();
        let strokes: Vec<Stroke> = open
            .strokes
            .iter()
            .map(|row| Stroke { t_s: row.began_s, target_ul: row.target_ul, delivered_ul: row.truth_ul })
            .collect();
        let stop = blocked.alarms.iter().find(|alarm| stops_delivery(alarm)).map(|alarm| alarm.at_s);
        let blockage = if stop.is_some_and(|at_s| at_s < times.closed_s) {
            None
        } else {
            let read = Blocked {
                weighing: &Weighing::of_run(&blocked),
                account: &Weighing::of_account(&blocked),
                open: &Weighing::of_run(&open),
                open_strokes: &strokes,
            };
            Some(Blockage::of(&times, stop.filter(|at_s| *at_s <= times.cleared_s), &read))
        };
        let shut = blocked.totals.iter().filter(|row| row.t_s > times.closed_s && row.t_s <= times.cleared_s);
        let intervals: Vec<f64> = strokes.windows(2).map(|pair| pair[1].t_s - pair[0].t_s).collect();
        Self {
            seed: blocked.seed,
            blockage,
            line_high_kpa: shut.map(|row| row.line_high_kpa).fold(f64::NEG_INFINITY, f64::max),
            dose_cycle_s: crate::analysis::median(&intervals),
            alarms: blocked.alarms,
            violations: [blocked.violations, open.violations].concat(),
        }
    }
}

/// Whether an alarm stops delivery.
pub(crate) fn stops_delivery(alarm: &AlarmRow) -> bool {
    Alarm::from_name(alarm.annunciation).is_some_and(|alarm| alarm.spec().on_delivery == OnDelivery::Stops)
}

/// Makes every test with the plan's pump units in each of these embodiments, on every core; `progress` is told the
/// share that is done.
pub fn run(plan: &Plan, embodiments: &[Embodiment], progress: &mut dyn FnMut(f64)) -> Vec<Measured<Kind, TestedUnit>> {
    let of = |embodiment: &Embodiment| {
        let embodiment = *embodiment;
        plan.tests.iter().map(move |&(therapy, course)| Kind { embodiment, therapy, course })
    };
    let kinds: Vec<Kind> = embodiments.iter().flat_map(of).collect();
    let test = |kind: Kind, made: &Made, tell: &mut dyn FnMut(f64)| -> Result<TestedUnit, RunError> {
        let schedule = Schedule::new(kind, made.seed);
        let blocked = run::run_made(made, &schedule.blocked(), &mut |share| tell(0.5 * share))?;
        let open = run::run_made(made, &schedule.open(), &mut |share| tell(0.5 + 0.5 * share))?;
        Ok(TestedUnit::of(blocked, open, &schedule))
    };
    campaign::each(&kinds, |kind| kind.embodiment, plan.units, test, progress)
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNITS: Units = Units { first: 1, count: 1 };

    fn tests(rates: &[&str], boluses: &[&str], course: Option<&str>) -> Result<Vec<String>, Refused> {
        let [rates, boluses] = [rates, boluses].map(|texts| texts.iter().map(ToString::to_string).collect::<Vec<_>>());
        let plan = Plan::new(&rates, &boluses, course.and_then(Course::from_name), UNITS)?;
        Ok(plan.tests.iter().map(|(therapy, course)| format!("{therapy} {}", course.name)).collect())
    }

    #[test]
    fn what_is_asked_for_is_tested_and_without_it_the_series() {
        assert_eq!(tests(&["2 U/h"], &["3 U"], Some("full")).unwrap(), ["2 U/h full", "3 U full"]);
        assert_eq!(tests(&[], &["3 U"], None).unwrap().len(), COURSES.len());
        let series = tests(&[], &[], None).unwrap();
        assert_eq!(series.len(), 6 + COURSES.len() - 1);
        assert_eq!(series.iter().filter(|test| test.starts_with("1 U/h ")).count(), COURSES.len());
        assert_eq!(tests(&[], &[], Some("slow-1h")).unwrap().len(), 6);
        assert!(matches!(tests(&["1 U"], &[], None), Err(Refused::Value { option: "--rate", .. })));
        assert!(matches!(tests(&[], &["0 U"], None), Err(Refused::Value { option: "--bolus", .. })));
    }

    /// A whole test: a shut set is noticed, and what was noticed is what was weighed.
    #[test]
    fn a_shut_set_is_noticed_and_delivers_nothing() {
        let (rate, full) = (["1 U/h".to_owned()], Course::from_name("full"));
        let plan = Plan::new(&rate, &[], full, UNITS).unwrap();
        let measured = run(&plan, &[Embodiment::Patch], &mut |_| {});
        let [unit] = &measured[0].units[..] else { panic!("{measured:?}") };
        assert!(unit.violations.is_empty(), "{:?}", unit.violations);
        let blockage = unit.blockage.unwrap();
        let to_alarm_s = blockage.to_alarm_s.expect("a shut set is noticed");
        // At 10 uL an hour, what is missing is what time brings, to a stroke of half a microlitre.
        assert!((blockage.missed_ul - to_alarm_s / 360.0).abs() < 0.6, "{blockage:?}");
        assert!(unit.line_high_kpa > 20.0 && (unit.dose_cycle_s - 180.0).abs() < 5.0, "{unit:?}");
        assert_eq!(unit.alarms[0].annunciation, "occlusion_detected");
    }
}
