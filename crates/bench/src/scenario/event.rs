//! An `[[event]]`: what the person does, and when.

use controller::{ALARMS, Alarm};

use super::clock::read_date_time;
use super::error::{Expected, ScenarioError};
use super::field::Field;
use super::limits::{
    BOLUS, BOLUS_DELAY, BOLUS_ID, BOLUS_TIME, FILL, LEVEL, PAUSE, PERCENT, POWER_CUT_TIME, RATE, TEMP_BASAL_TIME,
};
use super::order::Order;
use super::parse::drug;
use super::table::Section;
use super::template::{number, optional};
use super::{Action, Bolus, Event, SiteStep, TempRate, Template};
use units::{Concentration, Dose, Duration};

const KEYS: &[&str] = &[
    "at",
    "bolus",
    "temp_basal",
    "cancel_temp_basal",
    "cancel_bolus",
    "suspend",
    "resume",
    "detach",
    "attach",
    "open",
    "close",
    "new_disposable",
    "new_set",
    "prime_tubing",
    "insert",
    "prime_cannula",
    "confirm",
    "snooze",
    "power_cut",
    "stop",
    "profile",
    "set_clock",
    "remind_reservoir",
];
/// All of the keys but the time.
const ACTIONS: &[&str] = KEYS.split_at(1).1;

/// What events may refer to.
pub(super) struct Known<'a> {
    templates: &'a [Template],
    concentration: Concentration,
    /// The ids of boluses so far.
    boluses: Vec<u32>,
}

impl<'a> Known<'a> {
    pub(super) fn new(templates: &'a [Template], concentration: Concentration) -> Self {
        Self { templates, concentration, boluses: Vec::new() }
    }
}

/// The event in this table.
///
/// # Errors
/// The first thing in it that is not allowed.
pub(super) fn read(section: &Section<'_>, order: &mut Order, known: &mut Known<'_>) -> Result<Event, ScenarioError> {
    section.only(KEYS)?;
    let at = order.next(section)?;
    let (key, field) = section.one_of(ACTIONS)?;
    let action = match key {
        "bolus" => bolus(&field, known)?,
        "temp_basal" => temp_basal(&field)?,
        "cancel_temp_basal" => empty(&field, Action::CancelTempBasal)?,
        "cancel_bolus" => cancel_bolus(&field, known)?,
        "profile" => profile(&field, known)?,
        "suspend" => suspend(&field)?,
        "stop" => empty(&field, Action::Stop)?,
        "set_clock" => set_clock(&field)?,
        "remind_reservoir" => remind_reservoir(&field)?,
        "confirm" => Action::Confirm(alarm(&field)?),
        "snooze" => Action::Snooze(alarm(&field)?),
        "power_cut" => power_cut(&field)?,
        "resume" => empty(&field, Action::Resume)?,
        "new_disposable" => new_disposable(&field, known)?,
        "detach" => empty(&field, Action::Site(SiteStep::Detach))?,
        "attach" => empty(&field, Action::Site(SiteStep::Attach))?,
        "open" => empty(&field, Action::Site(SiteStep::Open))?,
        "close" => empty(&field, Action::Site(SiteStep::Close))?,
        "new_set" => empty(&field, Action::Site(SiteStep::NewSet))?,
        "prime_tubing" => empty(&field, Action::Site(SiteStep::PrimeTubing))?,
        "insert" => empty(&field, Action::Site(SiteStep::Insert))?,
        _ => empty(&field, Action::Site(SiteStep::PrimeCannula))?,
    };
    Ok(Event { at, action })
}

/// # Errors
/// When it has no part, or a part, a time or an id that a bolus cannot have.
fn bolus(field: &Field<'_>, known: &mut Known<'_>) -> Result<Action, ScenarioError> {
    let section = field.section(Expected::Table("{ fast = \"4.2 U\" }"))?;
    section.only(&["fast", "extended", "over", "delay", "id"])?;
    let extended: Option<Dose> = optional(&section, "extended", BOLUS)?;
    let fast = match extended {
        Some(_) => optional(&section, "fast", BOLUS)?.unwrap_or(Dose::ZERO),
        None => section.require("fast", Expected::Quantity(BOLUS))?.quantity(BOLUS)?,
    };
    let over: Option<Duration> = optional(&section, "over", BOLUS_TIME)?;
    match (extended, over) {
        (Some(_), None) => return Err(section.missing("over", Expected::Beside("extended", BOLUS_TIME))),
        (None, Some(_)) => return Err(section.missing("extended", Expected::Beside("over", BOLUS))),
        (Some(_), Some(_)) | (None, None) => {}
    }
    let extended = extended.unwrap_or(Dose::ZERO);
    if !BOLUS.allow(&(fast + extended)) {
        return Err(section.refuse(format!("{} in all", fast + extended), Expected::Within(BOLUS)));
    }
    let delay = optional(&section, "delay", BOLUS_DELAY)?.unwrap_or(Duration::ZERO);
    let id = section.get("id").map(|field| new_id(&field, known)).transpose()?;
    Ok(Action::Bolus(Bolus { fast, extended, over: over.unwrap_or(Duration::ZERO), delay, id }))
}

/// # Errors
/// When it is none, or a bolus before has it.
fn new_id(field: &Field<'_>, known: &mut Known<'_>) -> Result<u32, ScenarioError> {
    let id = field.small(BOLUS_ID)?;
    if known.boluses.contains(&id) {
        return Err(field.refuse(Expected::NewBolus));
    }
    known.boluses.push(id);
    Ok(id)
}

/// # Errors
/// When it has an id that no bolus before has.
fn cancel_bolus(field: &Field<'_>, known: &Known<'_>) -> Result<Action, ScenarioError> {
    let section = field.section(Expected::EmptyOrTable("{ id = 1 }"))?;
    section.only(&["id"])?;
    let Some(field) = section.get("id") else { return Ok(Action::CancelBolus) };
    let id = field.small(BOLUS_ID)?;
    if known.boluses.contains(&id) { Ok(Action::CancelBolusOf(id)) } else { Err(field.refuse(Expected::KnownBolus)) }
}

/// # Errors
/// When no profile has this name.
fn profile(field: &Field<'_>, known: &Known<'_>) -> Result<Action, ScenarioError> {
    let name = field.text(Expected::KnownTemplate)?;
    let number = number(name, known.templates);
    number.map(Action::Profile).ok_or_else(|| field.refuse(Expected::KnownTemplate))
}

/// # Errors
/// When it has a time that a pause cannot have.
fn suspend(field: &Field<'_>) -> Result<Action, ScenarioError> {
    let section = field.section(Expected::EmptyOrTable("{ for = \"30min\" }"))?;
    section.only(&["for"])?;
    Ok(optional(&section, "for", PAUSE)?.map_or(Action::Suspend, Action::SuspendFor))
}

/// # Errors
/// When it has a level that no reservoir has.
fn remind_reservoir(field: &Field<'_>) -> Result<Action, ScenarioError> {
    let section = field.section(Expected::EmptyOrTable("{ below = \"60 U\" }"))?;
    section.only(&["below"])?;
    Ok(Action::RemindReservoir(optional(&section, "below", LEVEL)?))
}

/// # Errors
/// When it is no date with a time.
fn set_clock(field: &Field<'_>) -> Result<Action, ScenarioError> {
    let text = field.text(Expected::DateTime)?;
    read_date_time(text).map(Action::SetClock).ok_or_else(|| field.refuse(Expected::DateTime))
}

/// # Errors
/// When it has no rate or no duration that a temporary basal can have.
fn temp_basal(field: &Field<'_>) -> Result<Action, ScenarioError> {
    let example = "{ rate = \"0.4 U/h\", for = \"30min\" }";
    let section = field.section(Expected::Table(example))?;
    section.only(&["rate", "percent", "for"])?;
    let rate = match section.one_of(&["rate", "percent"])? {
        ("rate", field) => TempRate::Absolute(field.quantity(RATE)?),
        (_, field) => TempRate::Percent(field.small(PERCENT)?),
    };
    let duration = section.require("for", Expected::Quantity(TEMP_BASAL_TIME))?;
    Ok(Action::TempBasal { rate, duration: duration.quantity(TEMP_BASAL_TIME)? })
}

/// # Errors
/// When it does not say what a reservoir can be filled with.
fn new_disposable(field: &Field<'_>, known: &Known<'_>) -> Result<Action, ScenarioError> {
    let section = field.section(Expected::Table("{ fill = \"200 U\" }"))?;
    section.only(&["fill"])?;
    let fill = drug(&section.require("fill", Expected::Fill(FILL))?, FILL, known.concentration)?;
    Ok(Action::Site(SiteStep::NewDisposable { fill }))
}

/// # Errors
/// When it has no duration that a loss of power can have.
fn power_cut(field: &Field<'_>) -> Result<Action, ScenarioError> {
    let section = field.section(Expected::Table("{ for = \"2s\" }"))?;
    section.only(&["for"])?;
    let duration = section.require("for", Expected::Quantity(POWER_CUT_TIME))?.quantity(POWER_CUT_TIME)?;
    Ok(Action::PowerCut { duration })
}

/// The names of the alarms.
const NAMES: [&str; ALARMS.len()] = {
    let mut names = [""; ALARMS.len()];
    let mut index = 0;
    while index < ALARMS.len() {
        names[index] = ALARMS[index].name;
        index += 1;
    }
    names
};

/// The alarm of this name.
///
/// # Errors
/// When there is none.
fn alarm(field: &Field<'_>) -> Result<Alarm, ScenarioError> {
    let allowed = Expected::OneOf(&NAMES);
    Alarm::from_name(field.text(allowed)?).ok_or_else(|| field.refuse(allowed))
}

/// The action of a key that says everything by being there.
///
/// # Errors
/// When it is not an empty table.
fn empty(field: &Field<'_>, action: Action) -> Result<Action, ScenarioError> {
    field.section(Expected::EmptyTable)?.only(&[])?;
    Ok(action)
}
