//! A scenario from its text: every key known, every value in its range, every time in order.
//!
//! Nothing is guessed: the first thing that is not allowed refuses the whole text.

use toml_edit::Document;
use units::{Concentration, Dose, Duration, Instant, ParseQuantityError, Volume};

use super::clock::DAY;
use super::error::{Expected, Problem, ScenarioError};
use super::field::Field;
use super::file::check_size;
use super::limits::{BASAL_BLOCKS_MAX, FILL, FILL_DEFAULT, Limits, RATE, RUN, SEED, is_name};
use super::order::{Order, time};
use super::table::{Section, Source};
use super::{BasalBlock, Embodiment, Scenario, environment, event, fault, template};

const KEYS: &[&str] = &[
    "name",
    "embodiment",
    "duration",
    "start",
    "seed",
    "drug",
    "reservoir",
    "limits",
    "basal",
    "template",
    "event",
    "environment",
    "fault",
];

/// The embodiments.
const EMBODIMENTS: &[&str] = &[Embodiment::Tethered.name(), Embodiment::Patch.name(), Embodiment::Metered.name()];

/// What a seed is when none is given.
const SEED_DEFAULT: u64 = 1;

/// Reads the scenario in `text`; `file` is what errors call it.
///
/// # Errors
/// The first thing in the text that is not allowed.
pub fn parse(text: &str, file: &str) -> Result<Scenario, ScenarioError> {
    check_size(text.len() as u64).map_err(|problem| ScenarioError::of_file(file, problem))?;
    let source = Source { file, text };
    let document = Document::parse(text).map_err(|error| source.refuse_syntax(error.span(), error.message()))?;
    if document.as_table().is_empty() {
        return Err(ScenarioError::of_file(file, Problem::Empty));
    }
    scenario(&source.root(document.as_table()))
}

/// # Errors
/// The first thing in it that is not allowed.
fn scenario(root: &Section<'_>) -> Result<Scenario, ScenarioError> {
    root.only(KEYS)?;
    let name = name(root)?;
    let embodiment = embodiment(root)?;
    let duration: Duration = root.require("duration", Expected::Quantity(RUN))?.quantity(RUN)?;
    let start = match root.get("start") {
        Some(field) => Instant::ZERO + time_of_day(&field)?,
        None => Instant::ZERO,
    };
    let seed = match root.get("seed") {
        Some(field) => field.integer(SEED)?.unsigned_abs(),
        None => SEED_DEFAULT,
    };
    let concentration = concentration(root)?;
    let reservoir_fill = reservoir_fill(root, concentration)?;
    let basal = basal(root)?;
    let templates = template::read(root)?;
    let limits = template::limits(root)?;
    // Each array has its own order of time.
    let order = Order::new(start, start + duration);
    let mut known = event::Known::new(&templates, concentration);
    let events = each(root, "event", order, |section, order| event::read(section, order, &mut known))?;
    let environment = each(root, "environment", order, environment::read)?;
    let faults = each(root, "fault", order, |section, order| fault::read(section, order, embodiment))?;
    Ok(Scenario {
        name,
        embodiment,
        start,
        duration,
        seed,
        concentration,
        reservoir_fill,
        basal,
        templates,
        limits,
        events,
        environment: environment.into_iter().flatten().collect(),
        faults,
    })
}

/// What `read` makes of each table of an array, in order.
///
/// # Errors
/// The first thing in any of them that is not allowed.
fn each<'a, T>(
    root: &Section<'a>,
    key: &'static str,
    mut order: Order,
    mut read: impl FnMut(&Section<'a>, &mut Order) -> Result<T, ScenarioError>,
) -> Result<Vec<T>, ScenarioError> {
    root.sections(key)?.iter().map(|section| read(section, &mut order)).collect()
}

/// # Errors
/// When it is missing or not allowed.
fn name(root: &Section<'_>) -> Result<String, ScenarioError> {
    let field = root.require("name", Expected::Name)?;
    let name = field.text(Expected::Name)?;
    if is_name(name) { Ok(name.to_owned()) } else { Err(field.refuse(Expected::Name)) }
}

/// # Errors
/// When it is missing or not known.
fn embodiment(root: &Section<'_>) -> Result<Embodiment, ScenarioError> {
    let allowed = Expected::OneOf(EMBODIMENTS);
    let field = root.require("embodiment", allowed)?;
    let name = field.text(allowed)?;
    Embodiment::from_name(name).ok_or_else(|| field.refuse(allowed))
}

/// # Errors
/// When it is missing or none.
fn concentration(root: &Section<'_>) -> Result<Concentration, ScenarioError> {
    let allowed = Expected::Concentration;
    let Some(drug) = root.get("drug") else {
        return Err(root.missing("drug.concentration", allowed));
    };
    let drug = drug.section(Expected::Table("{ concentration = \"U-100\" }"))?;
    drug.only(&["concentration"])?;
    let field = drug.require("concentration", allowed)?;
    field.text(allowed)?.parse().map_err(|_| field.refuse(allowed))
}

/// # Errors
/// When it is given, but no quantity of drug that the reservoir can hold.
fn reservoir_fill(root: &Section<'_>, concentration: Concentration) -> Result<Volume, ScenarioError> {
    let Some(reservoir) = root.get("reservoir") else {
        return Ok(FILL_DEFAULT);
    };
    let reservoir = reservoir.section(Expected::Table("{ fill = \"200 U\" }"))?;
    reservoir.only(&["fill"])?;
    let Some(field) = reservoir.get("fill") else {
        return Ok(FILL_DEFAULT);
    };
    drug(&field, FILL, concentration)
}

/// A volume of the drug, said as a dose or as a volume.
///
/// # Errors
/// When it is neither, or not within its limits.
pub(super) fn drug(field: &Field<'_>, limits: Limits, concentration: Concentration) -> Result<Volume, ScenarioError> {
    let text = field.text(Expected::Fill(limits))?;
    let dose = text.parse().map(|dose: Dose| concentration.volume_of(dose));
    match dose.or_else(|_| text.parse()) {
        Ok(volume) => field.within(volume, limits),
        Err(ParseQuantityError::UnknownUnit { .. } | ParseQuantityError::MissingUnit { .. }) => {
            Err(field.refuse(Expected::Fill(limits)))
        }
        Err(error) => Err(field.refuse(Expected::of_unreadable(limits, error))),
    }
}

/// # Errors
/// When there is none, or not in order, or what a block cannot be.
pub(super) fn basal(root: &Section<'_>) -> Result<Vec<BasalBlock>, ScenarioError> {
    let field = root.require("basal", Expected::BasalBlocks)?;
    let sections = root.sections("basal")?;
    if !(1..=BASAL_BLOCKS_MAX).contains(&sections.len()) {
        return Err(field.refuse_count(sections.len(), Expected::BasalBlocks));
    }
    let mut blocks: Vec<BasalBlock> = Vec::new();
    for section in sections {
        section.only(&["from", "rate"])?;
        let field = section.require("from", Expected::TimeOfDay)?;
        let from = time_of_day(&field)?;
        match blocks.last() {
            None if from != Duration::ZERO => return Err(field.refuse(Expected::Midnight)),
            Some(last) if from <= last.from => {
                return Err(field.refuse(Expected::After(Instant::ZERO + last.from)));
            }
            None | Some(_) => {}
        }
        let rate = section.require("rate", Expected::Quantity(RATE))?.quantity(RATE)?;
        blocks.push(BasalBlock { from, rate });
    }
    Ok(blocks)
}

/// The time in the quotes, which is less than a day after 00:00.
///
/// # Errors
/// When there is none.
fn time_of_day(field: &Field<'_>) -> Result<Duration, ScenarioError> {
    let since_midnight = time(field, Expected::TimeOfDay)?.since(Instant::ZERO);
    if since_midnight < DAY { Ok(since_midnight) } else { Err(field.refuse(Expected::TimeOfDay)) }
}
