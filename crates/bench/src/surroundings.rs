//! What the scenario does to the pump's surroundings and parts: changes, ramps and faults, each at its time.

use crate::recorder::Recorder;
use crate::run::from_start;
use crate::scenario::{EnvironmentChange, FaultInjection, Scenario, Surrounding};
use crate::world::World;
use twin::{Environment, FaultKind};
use units::{Duration, Instant};

/// A ramp is climbed in steps of this length.
const RAMP_STEP: Duration = Duration::from_s(10);

/// The changes and faults of a scenario, on the run's clock.
#[derive(Debug, Clone)]
pub(crate) struct Surroundings {
    /// In order of time.
    changes: Vec<EnvironmentChange>,
    /// Severities to set, in order of time; a fault that ends sets zero.
    faults: Vec<(Instant, FaultKind, f64)>,
    next_fault: usize,
    next_change: usize,
    applied: Environment,
}

impl Surroundings {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let on_run_clock = |at| from_start(at, scenario);
        let changes =
            scenario.environment.iter().map(|&change| EnvironmentChange { at: on_run_clock(change.at), ..change });
        let mut faults: Vec<_> =
            scenario.faults.iter().flat_map(|fault| switch(fault, on_run_clock(fault.at))).collect();
        faults.sort_by_key(|&(at, _, _)| at);
        let mut surroundings =
            Self { changes: changes.collect(), faults, next_fault: 0, next_change: 0, applied: Environment::default() };
        surroundings.applied = surroundings.at(Instant::ZERO);
        surroundings
    }

    /// The surroundings at an instant: every change that has begun, in order, as far as it has come.
    pub(crate) fn at(&self, now: Instant) -> Environment {
        let mut environment = Environment::default();
        for change in self.changes.iter().take_while(|change| change.at <= now) {
            let share = share(now.since(change.at), change.over);
            let (value, goal) = match change.to {
                Surrounding::Temperature(to) => (&mut environment.air_c, f64::from(to.as_millidegc()) / 1e3),
                Surrounding::Pressure(to) => (&mut environment.ambient_kpa, float(to.as_mpa()) / 1e6),
                Surrounding::Height(to) => (&mut environment.height_m, float(to.as_nm()) / 1e9),
                Surrounding::BackPressure(to) => (&mut environment.tissue_kpa, float(to.as_mpa()) / 1e6),
            };
            *value += share * (goal - *value);
        }
        environment
    }

    /// Applies what is due.
    pub(crate) fn apply(&mut self, now: Instant, world: &mut World, recorder: &mut Recorder) {
        while let Some(&(at, kind, severity)) = self.faults.get(self.next_fault) {
            if at > now {
                break;
            }
            self.next_fault += 1;
            world.set_fault(kind, severity);
            recorder.fault(now, kind, severity);
        }
        while let Some(change) = self.changes.get(self.next_change).filter(|change| change.at <= now) {
            self.next_change += 1;
            recorder.surrounding(now, change);
        }
        let environment = self.at(now);
        if environment != self.applied {
            self.applied = environment;
            world.set_environment(environment);
        }
    }

    /// When something changes next, after `now`.
    pub(crate) fn next(&self, now: Instant) -> Instant {
        let fault = self.faults.get(self.next_fault).map_or(Instant::MAX, |&(at, _, _)| at);
        let starts = self.changes.iter().map(|change| change.at).filter(|&at| at > now);
        let ramping = self.changes.iter().any(|change| change.at <= now && now < change.at + change.over);
        let step = if ramping { now + RAMP_STEP } else { Instant::MAX };
        starts.fold(fault.min(step), Instant::min)
    }
}

fn switch(fault: &FaultInjection, at: Instant) -> impl Iterator<Item = (Instant, FaultKind, f64)> {
    let severity = f64::from(fault.severity.as_ppm()) / 1e6;
    let off = fault.duration.map(|duration| (at + duration, fault.kind, 0.0));
    [(at, fault.kind, severity)].into_iter().chain(off)
}

/// How much of a ramp is done: 0..=1; a step is done at once.
#[expect(clippy::cast_precision_loss, reason = "microseconds of any run fit an f64 exactly")]
fn share(since: Duration, over: Duration) -> f64 {
    if since >= over { 1.0 } else { since.as_us() as f64 / over.as_us() as f64 }
}

#[expect(clippy::cast_precision_loss, reason = "millipascals and nanometres of any scenario fit an f64 exactly")]
fn float(x: i64) -> f64 {
    x as f64
}
