//! One scenario on many pump units: error of each in total, and the distribution of one-hour errors over all.
//!
//! `cargo run --release -p aliquot-bench --example units -- scenarios/weekday.toml 20` runs units 1 to 20, on every
//! core.
#![expect(clippy::print_stdout, reason = "this program's purpose is what it prints")]

use bench::record::{Record, TotalRow};
use bench::scenario::{self, Scenario};
use bench::{fleet, output, run};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, file, count] = arguments.as_slice() else {
        eprintln!("usage: units SCENARIO COUNT");
        return ExitCode::from(2);
    };
    let Ok(count) = count.parse::<u64>() else {
        eprintln!("COUNT is a number of pump units, not {count:?}");
        return ExitCode::from(2);
    };
    let scenario = match scenario::read(Path::new(file)) {
        Ok(scenario) => scenario,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(1);
        }
    };
    let records = run_all(&scenario, count);
    print(&scenario, &records);
    let sound = records.iter().all(|record| record.as_ref().is_ok_and(|record| record.violations.is_empty()));
    ExitCode::from(if sound { 0 } else { 3 })
}

/// Runs units 1 to `count`; results in the order of units.
fn run_all(scenario: &Scenario, count: u64) -> Vec<Result<Record, run::RunError>> {
    let units: Vec<Scenario> = (1..=count).map(|seed| Scenario { seed, ..scenario.clone() }).collect();
    fleet::each(&units, |unit, tell| run::run(unit, tell), &mut |_| {})
}

fn print(scenario: &Scenario, records: &[Result<Record, run::RunError>]) {
    println!("{} ({}), pump units 1 to {}, in silico", scenario.name, scenario.duration, records.len());
    println!("unit  delivered/commanded %  ledger/delivered %  strokes  alarms  violations");
    let (mut delivered, mut ledger, mut hours) = (Vec::new(), Vec::new(), Vec::new());
    for (unit, record) in (1..).zip(records) {
        match record {
            Err(error) => println!("{unit:4}  {error}"),
            Ok(record) => {
                let summary = output::summary(record);
                let percent = |key: &str| summary[key].as_f64().unwrap_or(f64::NAN);
                delivered.push(percent("error_percent"));
                ledger.push(percent("ledger_error_percent"));
                hours.extend(one_hour_errors(&record.totals));
                println!(
                    "{unit:4}  {:21.3}  {:18.3}  {:7}  {:6}  {:10}",
                    percent("error_percent"),
                    percent("ledger_error_percent"),
                    record.strokes.len(),
                    record.alarms.len(),
                    record.violations.len()
                );
            }
        }
    }
    distribution("delivered against commanded over the run, %", delivered);
    distribution("ledger against delivered over the run, %", ledger);
    for limit in [5.0, 10.0, 15.0] {
        let within = hours.iter().filter(|error| error.abs() <= limit).count();
        println!("one-hour windows within {limit} %: {within} of {}", hours.len());
    }
    distribution("delivered against commanded in one-hour windows, %", hours);
}

/// Error of each whole hour since the start in which something was commanded, percent.
fn one_hour_errors(totals: &[TotalRow]) -> Vec<f64> {
    let marks: Vec<&TotalRow> = totals.iter().filter(|row| (row.t_s % 3600.0).abs() < 1e-6).collect();
    let windows = marks
        .windows(2)
        .map(|pair| (pair[1].commanded_ul - pair[0].commanded_ul, pair[1].delivered_ul - pair[0].delivered_ul));
    windows.filter(|(commanded, _)| *commanded > 0.0).map(|(asked, got)| 100.0 * (got - asked) / asked).collect()
}

fn distribution(what: &str, mut values: Vec<f64>) {
    if values.is_empty() {
        return;
    }
    values.sort_by(f64::total_cmp);
    let at = |percent: usize| values[(values.len() - 1) * percent / 100];
    #[expect(clippy::cast_precision_loss, reason = "a few thousand values")]
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let spread = (values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / count).sqrt();
    println!(
        "{what}: n {}, mean {mean:.3}, sd {spread:.3}; min {:.3}, 5th {:.3}, median {:.3}, 95th {:.3}, max {:.3}",
        values.len(),
        at(0),
        at(5),
        at(50),
        at(95),
        at(100)
    );
}
