//! What can be typed.

use bench::bolus::Situation;
use bench::climate::{CONDITIONS, Condition};
use bench::faults::{Item, Row};
use bench::occlusion::{COURSES, Course};
use bench::request::Units;
use bench::scenario::{Embodiment, SEED_MAX};
use clap::builder::{PossibleValuesParser, TypedValueParser};
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
    /// List what the device consists of, what can fail, what it says, and what it has to do.
    Inspect(InspectArgs),
    /// Measure what the device does, or one part of it, on many pump units or in every condition.
    Bench(BenchArgs),
    /// Break everything that can break, one thing at a time and in pairs, and tell whether a person is told.
    Faults(FaultsArgs),
    /// Draw devices, therapies, commands, faults and losses of power from seeds, and tell what does not hold.
    Swarm(SwarmArgs),
    /// Make one page of everything that campaigns find, and the same as JSON and Parquet.
    Report(ReportArgs),
}

/// Options of `run`.
#[derive(Debug, clap::Args)]
pub(crate) struct RunArgs {
    /// The scenario file (TOML); its format is in docs/scenario-format.md.
    pub(crate) scenario: PathBuf,
    /// Folder for report.html, summary.json, strokes.csv, events.jsonl and journal.jsonl [default: runs/NAME-SEED].
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Which pump unit to run, instead of the scenario's.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..=i64::MAX.unsigned_abs()))]
    pub(crate) seed: Option<u64>,
    /// Where the controller runs: in this process, or as firmware on an emulated Cortex-M4F.
    #[arg(long, value_enum, value_name = "WHERE", default_value_t = Device::Host)]
    pub(crate) device: Device,
    /// The firmware image for `--device qemu`.
    #[arg(long, value_name = "FILE", default_value = "firmware/target/thumbv7em-none-eabihf/release/device")]
    pub(crate) firmware: PathBuf,
    /// Print the summary as one JSON object, and nothing else, to standard output.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Where a run's controller is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Device {
    /// In this process.
    Host,
    /// In QEMU, as the image that `cargo xtask firmware` builds.
    Qemu,
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

/// Options of `inspect`.
#[derive(Debug, clap::Args)]
pub(crate) struct InspectArgs {
    #[command(subcommand)]
    pub(crate) what: Inspected,
}

/// What can be inspected.
#[derive(Debug, Subcommand)]
pub(crate) enum Inspected {
    /// The parts: who owns each, what it is, and which elements of the seed documents it realises.
    Parts(PartsArgs),
    /// The parameters of the twin: low, nominal, high, unit and source of each.
    Parameters(OfEmbodiment),
    /// The faults that a scenario can have: what fails, and what the severity means.
    Faults(OfEmbodiment),
    /// The controller's alarms.
    Alarms(OfAll),
    /// The requirements, and the tests that show them.
    Requirements(OfAll),
}

/// Options of `inspect parts`.
#[derive(Debug, clap::Args)]
pub(crate) struct PartsArgs {
    #[command(flatten)]
    pub(crate) of: OfEmbodiment,
    /// Also draw the device, cut open, full and at rest (SVG) [default embodiment: tethered].
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
}

/// Options of what differs between embodiments.
#[derive(Debug, clap::Args)]
pub(crate) struct OfEmbodiment {
    /// Only what this embodiment has.
    #[arg(long, value_name = "NAME", value_parser = embodiment())]
    pub(crate) embodiment: Option<Embodiment>,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of what is the same for all embodiments.
#[derive(Debug, clap::Args)]
pub(crate) struct OfAll {
    /// Print one JSON object instead of a table.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Reads the name of an embodiment.
fn embodiment() -> impl TypedValueParser<Value = Embodiment> {
    let names = PossibleValuesParser::new(Embodiment::ALL.map(Embodiment::name));
    names.try_map(|name| Embodiment::from_name(&name).ok_or("no such embodiment"))
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
    /// A basal rate, weighed for days: start-up graph, trumpet curve, windows and strokes.
    Accuracy(AccuracyArgs),
    /// Boluses of all sizes in all situations, each weighed.
    Bolus(BolusArgs),
    /// A set that is blocked while basal runs or a bolus is given: time to the alarm, and what is missed and released.
    Occlusion(OcclusionArgs),
    /// Temperature, altitude, height, back pressure, orientation and shock, running and suspended.
    Climate(ClimateArgs),
    /// Accuracy and charge over the air's temperature, the battery's charge and the age of the wires.
    Sweep(SweepArgs),
    /// The gate table: what is asked of accuracy, and what is reached.
    Gates(GatesArgs),
}

/// Which pump units are measured.
#[derive(Debug, clap::Args)]
pub(crate) struct UnitsArgs {
    /// One embodiment, or all.
    #[arg(long, value_name = "NAME", default_value = "all", value_parser = embodiment_or_all())]
    embodiment: OneOrAll,
    /// How many pump units of each [default: 20; of boluses, occlusion, climate and a report: 4; of a quick report: 2;
    /// of faults and sweep: 1].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=10_000))]
    units: Option<u64>,
    /// Seed of the first pump unit; each further one has the next.
    #[arg(long, value_name = "S", default_value_t = 1, value_parser = clap::value_parser!(u64).range(..=SEED_MAX - 10_000))]
    seed: u64,
}

/// One embodiment, or all.
#[derive(Debug, Clone, Copy)]
struct OneOrAll(Option<Embodiment>);

impl UnitsArgs {
    /// `usual` is how many there are if nothing is said: so many that the command ends in about a minute.
    pub(crate) fn chosen(&self, usual: u64) -> Units {
        Units { first: self.seed, count: self.units.unwrap_or(usual) }
    }

    pub(crate) fn embodiments(&self) -> Vec<Embodiment> {
        self.embodiment.0.map_or_else(|| Embodiment::ALL.to_vec(), |one| vec![one])
    }
}

fn embodiment_or_all() -> impl TypedValueParser<Value = OneOrAll> {
    let names = Embodiment::ALL.map(Embodiment::name).into_iter().chain(["all"]);
    PossibleValuesParser::new(names).map(|name| OneOrAll(Embodiment::from_name(&name)))
}

/// Options of `bench accuracy`.
#[derive(Debug, clap::Args)]
pub(crate) struct AccuracyArgs {
    /// The basal rate.
    #[arg(long, default_value = "1 U/h")]
    pub(crate) rate: String,
    /// For how long; the trumpet curve needs 49 h.
    #[arg(long, value_name = "H", default_value_t = 72, value_parser = clap::value_parser!(u32).range(1..=720))]
    pub(crate) hours: u32,
    #[command(flatten)]
    pub(crate) units: UnitsArgs,
    /// Where to draw start-up graphs and trumpet curves (SVG).
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
    /// Print every figure as one JSON object, and nothing else, to standard output.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of `bench bolus`.
#[derive(Debug, clap::Args)]
pub(crate) struct BolusArgs {
    /// One size for every situation [default: the series of 0.05 to 30 U].
    #[arg(long)]
    pub(crate) dose: Option<String>,
    /// One situation only [default: all].
    #[arg(long, value_name = "NAME", value_parser = situation())]
    pub(crate) situation: Option<Situation>,
    /// How many boluses each pump unit gives; fewer, if one fill of the reservoir is too little.
    #[arg(long, value_name = "N", default_value_t = 25, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) consecutive: u32,
    #[command(flatten)]
    pub(crate) units: UnitsArgs,
    /// Print every figure as one JSON object, and nothing else, to standard output.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of `bench occlusion`.
#[derive(Debug, clap::Args)]
pub(crate) struct OcclusionArgs {
    /// A basal rate, such as "1 U/h"; can be given more than once [default: the series, with boluses].
    #[arg(long, value_name = "R")]
    pub(crate) rate: Vec<String>,
    /// A bolus into a blocked set, such as "0.05 U"; can be given more than once [default: see --rate].
    #[arg(long, value_name = "D")]
    pub(crate) bolus: Vec<String>,
    /// How the set is blocked [default: in every way; of the series: fully, and 1 U/h in every way].
    #[arg(long, value_name = "NAME", value_parser = course())]
    pub(crate) course: Option<Course>,
    #[command(flatten)]
    pub(crate) units: UnitsArgs,
    /// Where to draw what is missed and released (SVG).
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
    /// Print every figure as one JSON object, and nothing else, to standard output.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of `bench climate`.
#[derive(Debug, clap::Args)]
pub(crate) struct ClimateArgs {
    /// One condition only [default: all].
    #[arg(long, value_name = "NAME", value_parser = condition())]
    pub(crate) condition: Option<Condition>,
    #[command(flatten)]
    pub(crate) units: UnitsArgs,
    /// Where to draw what surroundings add and take (SVG).
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
    /// Print every figure as one JSON object, and nothing else, to standard output.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of `bench sweep`.
#[derive(Debug, clap::Args)]
pub(crate) struct SweepArgs {
    /// For how long each rate is weighed in each cell.
    #[arg(long, value_name = "H", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=48))]
    pub(crate) hours: u32,
    /// How many boluses of 0.05 U each pump unit gives in each cell.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=200))]
    pub(crate) boluses: u32,
    #[command(flatten)]
    pub(crate) units: UnitsArgs,
    /// Print every figure as one JSON object, and nothing else, to standard output.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of `bench gates`.
#[derive(Debug, clap::Args)]
pub(crate) struct GatesArgs {
    #[command(flatten)]
    pub(crate) units: UnitsArgs,
    /// Print the tables as one JSON object, and nothing else, to standard output.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of `report`.
#[derive(Debug, clap::Args)]
pub(crate) struct ReportArgs {
    /// Folder for report.html, report.json, tables/NAME.parquet, and evidence/NAME.json of what is measured.
    #[arg(long, value_name = "DIR", default_value = "report")]
    pub(crate) out: PathBuf,
    /// Folder of NAME.json files that `bench ... --json`, `faults --json` and `swarm --json` printed, or of an earlier
    /// report's evidence; what is there is not measured again.
    #[arg(long, value_name = "DIR")]
    pub(crate) from: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) units: UnitsArgs,
    /// How many cases of the swarm, from seed 1 on [default: 100; of a quick report: 8].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(0..=1_000_000))]
    pub(crate) cases: Option<u64>,
    /// Measure only what the gates ask for, on fewer pump units.
    #[arg(long)]
    pub(crate) quick: bool,
    /// A date for the head of the page; without one there is none, and the same results give the same files.
    #[arg(long, value_name = "TEXT")]
    pub(crate) date: Option<String>,
}

/// Reads the name of a situation.
fn situation() -> impl TypedValueParser<Value = Situation> {
    let names = PossibleValuesParser::new(Situation::ALL.map(Situation::name));
    names.try_map(|name| Situation::from_name(&name).ok_or("no such situation"))
}

/// Reads the name of a way in which a set is blocked.
fn course() -> impl TypedValueParser<Value = Course> {
    let names = PossibleValuesParser::new(COURSES.map(|course| course.name));
    names.try_map(|name| Course::from_name(&name).ok_or("no such course"))
}

/// Reads the name of a condition.
fn condition() -> impl TypedValueParser<Value = Condition> {
    let names = PossibleValuesParser::new(CONDITIONS.map(|condition| condition.name));
    names.try_map(|name| Condition::from_name(&name).ok_or("no such condition"))
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

/// Options of `faults`.
#[derive(Debug, clap::Args)]
pub(crate) struct FaultsArgs {
    /// Only what belongs to one item of the catalogue, such as FI-07.
    #[arg(long, value_name = "FI-NN", value_parser = item)]
    pub(crate) id: Option<Item>,
    /// Only one row of the matrix; `aliquot inspect faults` lists those of parts, docs/faults.md the others.
    #[arg(long, value_name = "NAME", value_parser = row)]
    pub(crate) fault: Option<String>,
    /// Every pair of faults in place of a sample, with the first pump unit.
    #[arg(long)]
    pub(crate) pairs: bool,
    #[command(flatten)]
    pub(crate) units: UnitsArgs,
    /// Where to draw the matrix (SVG).
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
    /// Where to write the matrix (Markdown).
    #[arg(long, value_name = "FILE")]
    pub(crate) markdown: Option<PathBuf>,
    /// Print every figure as one JSON object, and nothing else, to standard output.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Reads an item of the catalogue of faults.
fn item(id: &str) -> Result<Item, String> {
    Item::from_id(id).ok_or_else(|| "allowed: FI-01 to FI-40".to_owned())
}

/// Reads the name of a row of the matrix of faults.
fn row(name: &str) -> Result<String, String> {
    let known = Row::all().iter().any(|row| row.name() == name);
    let allowed =
        || "allowed: a fault that `aliquot inspect faults` lists, or a circumstance of docs/faults.md".to_owned();
    known.then(|| name.to_owned()).ok_or_else(allowed)
}

/// Options of `swarm`.
#[derive(Debug, clap::Args)]
pub(crate) struct SwarmArgs {
    /// Which cases, first and last, both run.
    #[arg(long, value_name = "A..B", default_value = "1..100", value_parser = seeds, conflicts_with = "seed")]
    pub(crate) seeds: Seeds,
    /// One case, told in full: what was drawn, as a scenario, and what came of it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..=SEED_MAX))]
    pub(crate) seed: Option<u64>,
    /// For how long at most anything may happen, before everything is sound again.
    #[arg(long, value_name = "H", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=48))]
    pub(crate) hours: u32,
    /// A file of what is done: gone on from if it is there, and renewed every few cases.
    #[arg(long, value_name = "FILE", conflicts_with = "seed")]
    pub(crate) resume: Option<PathBuf>,
    /// Print everything as one JSON object, and nothing else, to standard output.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Cases from the first to the last.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seeds {
    pub(crate) first: u64,
    pub(crate) last: u64,
}

/// Reads `1..100`.
fn seeds(text: &str) -> Result<Seeds, String> {
    let allowed = || format!("allowed: two numbers from 0 to {SEED_MAX}, the first not above the second, as 1..100");
    let (first, last) = text.split_once("..").ok_or_else(allowed)?;
    let number = |text: &str| text.parse().ok().filter(|number| *number <= SEED_MAX).ok_or_else(allowed);
    let seeds = Seeds { first: number(first)?, last: number(last)? };
    if seeds.first <= seeds.last { Ok(seeds) } else { Err(allowed()) }
}
