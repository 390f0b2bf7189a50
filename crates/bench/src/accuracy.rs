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
pub(crate) use summary::{errors, spread};

use crate::analysis::{Stroke, Weighing};
use crate::fleet;
use crate::record::{AlarmRow, Record, Violation};
use crate::request::{self, Refused, Units};
use crate::run::{self, RunError};
use crate::scenario::{BasalBlock, Embodiment, Scenario};
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
        Self {
            seed: record.seed,
            weighing: Weighing::of_run(&record),
            strokes: record.strokes.iter().map(stroke).collect(),
            alarms: record.alarms,
            violations: record.violations,
        }
    }
}

/// Weighs the plan's pump units in each of these embodiments, on every core; `progress` is told the share that is done.
pub fn run(plan: &Plan, embodiments: &[Embodiment], progress: &mut dyn FnMut(f64)) -> Vec<Measured> {
    let of = |embodiment| plan.units.seeds().map(move |seed| (embodiment, seed));
    let jobs: Vec<(Embodiment, u64)> = embodiments.iter().copied().flat_map(of).collect();
    let weigh = |job: &(Embodiment, u64), tell: &mut dyn FnMut(f64)| {
        run::run(&plan.scenario(job.0, job.1), tell).map(WeighedUnit::of)
    };
    let mut results = fleet::each(&jobs, weigh, progress).into_iter();
    let measured = |embodiment: &Embodiment| {
        let mut measured = Measured { embodiment: *embodiment, plan: *plan, units: Vec::new(), failed: Vec::new() };
        for result in results.by_ref().take(plan.units.seeds().count()) {
            match result {
                Ok(unit) => measured.units.push(unit),
                Err(error) => measured.failed.push(error),
            }
        }
        measured
    };
    embodiments.iter().map(measured).collect()
}
