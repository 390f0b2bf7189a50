//! `aliquot bench accuracy`: a basal rate, weighed for days on many pump units.
//!
//! A campaign is runs of the whole device, controller and twin, of which only the balance is looked at; what it read is
//! handed to `analysis`, which knows nothing of either.

mod chart;
mod figures;
mod summary;

pub use chart::svg;
pub use figures::{CYCLES, Figures, LABEL_HOURS, LabelRow, StartupRow, TrumpetRow, WIDTHS, Widths};
pub use summary::{SCHEMA, summary};
pub(crate) use summary::{alarms, errors, spread, violations};

use crate::analysis::{Stroke, Weighing};
use crate::campaign;
use crate::record::{AlarmRow, Record, Violation};
use crate::request::{self, Refused, Units};
use crate::run::{self, Made, RunError};
use crate::scenario::{BasalBlock, Embodiment, Scenario, TherapyLimits};
use units::{DoseRate, Duration, Instant, VolumeRemainder};

/// What is weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    rate: DoseRate,
    hours: u32,
    units: Units,
}

/// What was weighed of one embodiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Which embodiment.
    pub embodiment: Embodiment,
    /// What was asked for.
    pub plan: Plan,
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
    /// The balance.
    pub weighing: Weighing,
    /// Its strokes.
    pub strokes: Vec<Stroke>,
    /// How far the controller's own account ever was from what was commanded, uL: how well its loop closes on what it
    /// measures, and no evidence of what came.
    pub loop_error_ul: f64,
    /// What it alarmed for.
    pub alarms: Vec<AlarmRow>,
    /// Standing oracles that did not hold.
    pub violations: Vec<Violation>,
}

impl Plan {
    /// A rate such as `1 U/h`, for so many hours.
    ///
    /// # Errors
    /// When that is no rate, or more than a reservoir holds.
    pub fn new(rate: &str, hours: u32, units: Units) -> Result<Self, Refused> {
        let plan = Self { rate: request::rate(rate)?, hours, units };
        let flow = request::drug().rate_of(plan.rate);
        request::check_fill(flow.over(plan.duration(), &mut VolumeRemainder::default()))?;
        Ok(plan)
    }

    /// The rate.
    pub fn rate(&self) -> DoseRate {
        self.rate
    }

    /// How long it is weighed, h.
    pub fn hours(&self) -> u32 {
        self.hours
    }

    /// Which pump units are weighed.
    pub fn units(&self) -> Units {
        self.units
    }

    /// The rate, uL/h.
    #[expect(clippy::cast_precision_loss, reason = "a rate of a few hundred microlitres an hour in picolitres")]
    pub fn rate_ul_per_h(&self) -> f64 {
        request::drug().rate_of(self.rate).as_pl_per_h() as f64 / 1e6
    }

    fn duration(&self) -> Duration {
        Duration::from_h(u64::from(self.hours))
    }

    fn scenario(&self, embodiment: Embodiment, seed: u64) -> Scenario {
        Scenario {
            name: "accuracy".to_owned(),
            embodiment,
            start: Instant::ZERO,
            duration: self.duration(),
            seed,
            concentration: request::drug(),
            reservoir_fill: request::full(),
            basal: vec![BasalBlock { from: Duration::ZERO, rate: self.rate }],
            templates: Vec::new(),
            limits: TherapyLimits::default(),
            events: Vec::new(),
            environment: Vec::new(),
            faults: Vec::new(),
        }
    }
}

impl WeighedUnit {
    fn of(record: Record) -> Self {
        let stroke = |row: &crate::record::StrokeRow| Stroke {
            t_s: row.t_s,
            target_ul: row.target_ul,
            delivered_ul: row.truth_ul,
        };
        let loop_errors = record.totals.iter().map(|row| (row.ledger_ul - row.commanded_ul).abs());
        Self {
            seed: record.seed,
            loop_error_ul: loop_errors.fold(0.0, f64::max),
            weighing: Weighing::of_run(&record),
            strokes: record.strokes.iter().map(stroke).collect(),
            alarms: record.alarms,
            violations: record.violations,
        }
    }
}

/// Weighs the plan's pump units in each of these embodiments, on every core; `progress` is told the share that is done.
pub fn run(plan: &Plan, embodiments: &[Embodiment], progress: &mut dyn FnMut(f64)) -> Vec<Measured> {
    let weigh = |_, made: &Made, tell: &mut dyn FnMut(f64)| {
        run::run_made(made, &plan.scenario(made.embodiment, made.seed), tell).map(WeighedUnit::of)
    };
    let measured = campaign::each(embodiments, |embodiment| *embodiment, plan.units, weigh, progress).into_iter();
    let of = |one: campaign::Measured<Embodiment, WeighedUnit>| Measured {
        embodiment: one.kind,
        plan: *plan,
        units: one.units,
        failed: one.failed,
    };
    measured.map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::synthetic::{pulses, steady, weighing};

    fn plan(rate: &str, hours: u32, count: u64) -> Result<Plan, Refused> {
        Plan::new(rate, hours, Units { first: 1, count })
    }

    /// What such pumps have in common is known without any simulation.
    fn measured(hours: u32, sums: &[&dyn Fn(f64) -> f64]) -> Figures {
        let plan = plan("1 U/h", hours, 2).unwrap();
        let unit = |(seed, sum): (u64, &&dyn Fn(f64) -> f64)| {
            let weighing = weighing(10.0, f64::from(hours), sum);
            let strokes = weighing.readings().windows(2).filter(|pair| pair[1].delivered_ul > pair[0].delivered_ul);
            let stroke = |pair: &[crate::analysis::Reading]| Stroke {
                t_s: pair[1].t_s,
                target_ul: 0.5,
                delivered_ul: pair[1].delivered_ul - pair[0].delivered_ul,
            };
            let strokes = strokes.map(stroke).collect();
            WeighedUnit { seed, weighing, strokes, loop_error_ul: 0.0, alarms: Vec::new(), violations: Vec::new() }
        };
        let units = (1..).zip(sums).map(unit).collect();
        Figures::of(&Measured { embodiment: Embodiment::Patch, plan, units, failed: Vec::new() })
    }

    #[test]
    fn two_pump_units_with_opposite_bias_have_no_error_on_average_and_all_of_it_in_their_range() {
        let (more, less) = (steady(10.3), steady(9.7));
        let figures = measured(72, &[&more, &less]);
        let total = figures.total.unwrap();
        assert!(total.mean.abs() < 1e-9 && (total.high - 3.0).abs() < 1e-9 && (total.low + 3.0).abs() < 1e-9);
        assert_eq!(figures.widths.len(), WIDTHS.len());
        for row in &figures.widths {
            assert_eq!(row.units_within, [2, 2, 2]);
            assert!((row.all.median_abs - 3.0).abs() < 1e-9);
        }
        let hours: Vec<(u32, f64, f64)> =
            figures.label.iter().map(|row| (row.hours, row.delivered_ul.low, row.delivered_ul.high)).collect();
        for ((hours, low, high), expected) in hours.into_iter().zip(LABEL_HOURS) {
            let commanded = 10.0 * f64::from(expected);
            assert_eq!(hours, expected);
            assert!((low - 0.97 * commanded).abs() < 1e-9 && (high - 1.03 * commanded).abs() < 1e-9);
        }
        let longest = figures.trumpet.last().unwrap();
        assert!((longest.max_percent.high - 3.0).abs() < 1e-9 && (longest.min_percent.low + 3.0).abs() < 1e-9);
        assert!((figures.farthest_ul.unwrap().high - 0.03 * 720.0).abs() < 1e-6);
    }

    #[test]
    fn ideal_strokes_are_never_more_than_half_a_stroke_from_what_was_commanded() {
        let ideal = pulses(0.5, 180.0, 90.0);
        let figures = measured(12, &[&ideal]);
        // Read once a minute, half a minute before a stroke and after it: two thirds of half a stroke.
        assert!((figures.farthest_ul.unwrap().high - 0.5 / 3.0).abs() < 1e-9);
        assert!(figures.trumpet.is_empty(), "twelve hours are too short");
        assert_eq!(figures.strokes.unwrap().volume_ul.count, 240);
        assert!(figures.cycles.iter().all(|(_, errors)| errors.mean_abs < 1e-6));
    }

    #[test]
    fn a_campaign_beyond_a_fill_is_refused() {
        assert!(plan("1 U/h", 275, 1).is_ok());
        assert!(matches!(plan("1 U/h", 276, 1), Err(Refused::Fill { .. })));
        assert!(matches!(plan("1 mL/h", 1, 1), Err(Refused::Value { option: "--rate", .. })));
    }

    #[test]
    fn a_pump_unit_gives_the_same_alone_and_among_others() {
        let patch = [Embodiment::Patch];
        let together = run(&plan("2 U/h", 1, 2).unwrap(), &patch, &mut |_| {});
        let alone = run(&Plan::new("2 U/h", 1, Units { first: 2, count: 1 }).unwrap(), &patch, &mut |_| {});
        assert_eq!(together[0].units[1], alone[0].units[0]);
        assert!(together[0].units[0].weighing != together[0].units[1].weighing, "two pump units differ");
        let svg = svg(&together.iter().map(Figures::of).collect::<Vec<_>>());
        assert!(svg.starts_with("<svg ") && svg.contains("Start-up, patch") && !svg.contains("Trumpet"));
    }
}
