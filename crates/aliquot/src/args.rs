//! What can be typed.

use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// A wearable infusion pump in software: controller, physics twin and bench.
///
/// All figures are in silico. This is an engineering model, not a medical device.
#[derive(Debug, Parser)]
#[command(name = "aliquot", version, propagate_version = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a therapy and report what was commanded, delivered and accounted.
    Run(RunArgs),
    /// Turn a real pump history into a scenario.
    Import(ImportArgs),
    /// Measure one part of the twin in every condition.
    Bench(BenchArgs),
}

/// Options of `run`.
#[derive(Debug, clap::Args)]
pub(crate) struct RunArgs {
    /// The scenario file (TOML); its format is in docs/scenario-format.md.
    pub(crate) scenario: PathBuf,
    /// Folder for report.html, summary.json, strokes.csv and events.jsonl [default: runs/NAME-SEED].
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Which pump unit to run, instead of the scenario's.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..=i64::MAX.unsigned_abs()))]
    pub(crate) seed: Option<u64>,
    /// Print the summary as one JSON object, and nothing else, to standard output.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of `import`.
#[derive(Debug, clap::Args)]
pub(crate) struct ImportArgs {
    #[command(subcommand)]
    pub(crate) source: Source,
}

/// Where a history comes from.
#[derive(Debug, Subcommand)]
pub(crate) enum Source {
    /// Treatments as Nightscout exports them (JSON).
    Nightscout(NightscoutArgs),
}

/// Options of `import nightscout`.
#[derive(Debug, clap::Args)]
pub(crate) struct NightscoutArgs {
    /// The treatments (JSON).
    pub(crate) treatments: PathBuf,
    /// The basal profile behind them (JSON), of oref or of Nightscout.
    #[arg(long, value_name = "FILE")]
    pub(crate) profile: Option<PathBuf>,
    /// Where to write the scenario [default: standard output].
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// The profile's clock against UTC, in minutes.
    #[arg(long, value_name = "MINUTES", default_value_t = 0, allow_negative_numbers = true)]
    pub(crate) utc_offset: i32,
    /// The scenario's name.
    #[arg(long, default_value = "nightscout")]
    pub(crate) name: String,
}

/// Options of `bench`.
#[derive(Debug, clap::Args)]
pub(crate) struct BenchArgs {
    #[command(subcommand)]
    pub(crate) campaign: Campaign,
}

/// What is measured.
#[derive(Debug, Subcommand)]
pub(crate) enum Campaign {
    /// Air past the reservoir's outlet, in every orientation.
    Trap(TrapArgs),
}

/// Options of `bench trap`.
#[derive(Debug, clap::Args)]
pub(crate) struct TrapArgs {
    /// Where to draw the map (SVG).
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
    /// Print every fill as one JSON object, and nothing else, to standard output.
    #[arg(long)]
    pub(crate) json: bool,
}
