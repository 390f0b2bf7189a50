//! `aliquot swarm`: everything at once, drawn from a seed, and what must hold in spite of it.
//!
//! A case is a device, a drug, a person, surroundings, faults, losses of power and upsets of the controller. First
//! anything may happen; then everything is sound again, a person sees to the device, and delivery has to run.

mod account;
mod aim;
mod asked;
mod case;
mod chance;
mod conduct;
mod coverage;
mod draw;
mod known;
mod leak;
mod liveness;
mod orders;
mod stock;
mod tally;
mod upsets;
mod watch;
mod windows;

pub use coverage::Coverage;
pub use tally::{Finding, Kind, SCHEMA, Tally};
pub(crate) use upsets::UPSETS;

use crate::factory::FactoryError;
use crate::fleet;
use crate::record::{Record, Violation};
use crate::run::{RunError, run_made_with};
use case::Case;
use controller::Alarm;
use liveness::Delivery;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use stock::Stock;
use watch::Watch;

/// Cases of one length of their first phase, and the pump units that they share.
#[derive(Debug)]
pub struct Swarm {
    hours: u32,
    stock: Stock,
}

impl Swarm {
    /// Cases whose first phase lasts at most so many hours.
    pub fn new(hours: u32) -> Self {
        Self { hours, stock: Stock::new() }
    }

    /// Runs the cases of these seeds, on every core, and adds them up; `progress` is told the share that is done.
    pub fn run(&self, seeds: &[u64], progress: &mut dyn FnMut(f64)) -> Tally {
        let of_one = |seed: &u64, tell: &mut dyn FnMut(f64)| {
            judge(&Case::draw(*seed, self.hours), self.hours, &self.stock, tell)
        };
        let mut tally = Tally::new(self.hours);
        for one in fleet::each(seeds, of_one, progress) {
            tally.add(one);
        }
        tally
    }
}

/// The scenario of a case and what was drawn beside it, as a person reads them. Values that no device may accept are in
/// it as they were given; such a scenario cannot be run as a file.
pub fn told(seed: u64, hours: u32) -> String {
    let case = Case::draw(seed, hours);
    format!("# {}\n\n{}", case.options(), case.scenario.to_toml())
}

/// Runs a case and judges it.
fn judge(case: &Case, hours: u32, stock: &Stock, progress: &mut dyn FnMut(f64)) -> Tally {
    let mut watch = Watch::new(case);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let made = stock.unit(case.scenario.embodiment, case.scenario.seed).as_ref().map_err(RunError::clone)?;
        run_made_with(made, &case.scenario, &mut watch, progress)
    }));
    let mut tally = Tally { seeds: [case.seed].into(), ..Tally::new(hours) };
    let (mut coverage, mut violations) = watch.finish();
    let excess = if let Ok(Ok(record)) = &outcome { known::excess(record) } else { f64::INFINITY };
    match outcome {
        Ok(Ok(record)) => judge_record(case, record, &mut violations, &mut coverage, &mut tally),
        Ok(Err(RunError::Twin { at, spent })) => violations.push(Violation {
            at_s: crate::oracle::seconds(at),
            oracle: "integrates",
            detail: format!("{spent:?}"),
        }),
        Ok(Err(error)) if withheld_in_the_factory(&error) => {
            violations.push(Violation { at_s: 0.0, oracle: "not_withheld", detail: error.to_string() });
        }
        Ok(Err(error)) => tally.findings.push(finding(case, Kind::NotRun, "made", 0.0, error.to_string())),
        Err(panic) => tally.findings.push(finding(case, Kind::Panic, "panic", 0.0, words(panic.as_ref()))),
    }
    tally.coverage = coverage;
    for violation in violations {
        let known = known::reason(case, &violation, excess);
        let kind = if known.is_some() { Kind::Known } else { Kind::Violation };
        let reason = known.unwrap_or_default().to_owned();
        let Violation { at_s, oracle, detail } = violation;
        tally.findings.push(Finding { reason, ..finding(case, kind, oracle, at_s, detail) });
    }
    tally
}

/// Whether the supervisor took the power of a pump while the factory tried it. A unit may be a reject; but in the factory
/// nothing is wrong that the supervisor is there for.
fn withheld_in_the_factory(error: &RunError) -> bool {
    let alarm = Some(Alarm::SupervisorWithheld);
    matches!(error, RunError::Reject { cause: FactoryError::Stroke { alarm: found, .. }, .. } if *found == alarm)
}

/// What a whole run tells.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a run's seconds are few and positive")]
fn judge_record(
    case: &Case,
    record: Record,
    violations: &mut Vec<Violation>,
    coverage: &mut Coverage,
    tally: &mut Tally,
) {
    tally.simulated_s = record.simulated_s as u64;
    let delivery = liveness::judge(case, &record);
    coverage.count("oracle", "delivers_again", u64::from(delivery != Delivery::Untold));
    match delivery {
        Delivery::Runs | Delivery::Untold => {}
        Delivery::Excused(reason) => {
            tally.excused.insert(reason, 1);
        }
        Delivery::Stands(violation) => violations.push(violation),
    }
    let (judged, broken) = asked::judge(case, &record);
    coverage.count("oracle", "as_asked", judged);
    violations.extend(broken);
    violations.extend(record.violations);
}

fn finding(case: &Case, kind: Kind, oracle: &str, at_s: f64, detail: String) -> Finding {
    let options = case.options();
    Finding { seed: case.seed, kind, oracle: oracle.to_owned(), at_s, detail, reason: String::new(), options }
}

/// What a panic said.
fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without a word".to_owned())
}

#[cfg(test)]
mod tests;
