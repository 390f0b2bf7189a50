//! The command line of Aliquot.
//!
//! `main` tells the program in one match: what was typed (`args`) is carried out by one file a command.

mod accuracy;
mod args;
mod bolus;
mod climate;
mod drawing;
mod exit;
mod faults;
mod gates;
mod import;
mod inspect;
mod number;
mod occlusion;
mod progress;
mod report;
mod run;
mod style;
mod swarm;
mod sweep;
mod tell;
mod trap;

use args::{Args, Campaign, Command};
use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let outcome = match Args::parse().command {
        Command::Run(args) => run::run(&args),
        Command::Import(args) => import::import(&args),
        Command::Inspect(args) => inspect::inspect(&args),
        Command::Faults(args) => faults::faults(&args),
        Command::Swarm(args) => swarm::swarm(&args),
        Command::Report(args) => report::report(&args),
        Command::Bench(args) => match args.campaign {
            Campaign::Trap(args) => trap::trap(&args),
            Campaign::Accuracy(args) => accuracy::accuracy(&args),
            Campaign::Bolus(args) => bolus::bolus(&args),
            Campaign::Occlusion(args) => occlusion::occlusion(&args),
            Campaign::Climate(args) => climate::climate(&args),
            Campaign::Sweep(args) => sweep::sweep(&args),
            Campaign::Gates(args) => gates::gates(&args),
        },
    };
    exit::code(outcome)
}
