//! The command line of Aliquot.
//!
//! `main` tells the program in one match: what was typed (`args`) is carried out by one file a command.

mod args;
mod exit;
mod import;
mod inspect;
mod run;
mod style;

use args::{Args, Command};
use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let outcome = match Args::parse().command {
        Command::Run(args) => run::run(&args),
        Command::Import(args) => import::import(&args),
        Command::Inspect(args) => inspect::inspect(&args),
    };
    exit::code(outcome)
}
