//! An `[[event]]`: what the person does, and when.

use controller::{ALARMS, Alarm};

use super::error::{Expected, ScenarioError};
use super::field::Field;
use super::limits::{BOLUS, PERCENT, POWER_CUT_TIME, RATE, TEMP_BASAL_TIME};
use super::order::Order;
use super::table::Section;
use super::{Action, Event, TempRate};

const KEYS: &[&str] = &[
    "at",
    "bolus",
    "temp_basal",
    "cancel_temp_basal",
    "cancel_bolus",
    "suspend",
    "resume",
    "confirm",
    "snooze",
    "power_cut",
];
/// All of the keys but the time.
const ACTIONS: &[&str] = KEYS.split_at(1).1;

/// The event in this table.
///
/// # Errors
/// The first thing in it that is not allowed.
pub(super) fn read(section: &Section<'_>, order: &mut Order) -> Result<Event, ScenarioError> {
    section.only(KEYS)?;
    let at = order.next(section)?;
    let (key, field) = section.one_of(ACTIONS)?;
    let action = match key {
        "bolus" => bolus(&field)?,
        "temp_basal" => temp_basal(&field)?,
        "cancel_temp_basal" => empty(&field, Action::CancelTempBasal)?,
        "cancel_bolus" => empty(&field, Action::CancelBolus)?,
        "suspend" => empty(&field, Action::Suspend)?,
        "confirm" => Action::Confirm(alarm(&field)?),
        "snooze" => Action::Snooze(alarm(&field)?),
        "resume" => empty(&field, Action::Resume)?,
        _ => power_cut(&field)?,
    };
    Ok(Event { at, action })
}

/// # Errors
/// When it has no dose that a bolus can have.
fn bolus(field: &Field<'_>) -> Result<Action, ScenarioError> {
    let section = field.section(Expected::Table("{ fast = \"4.2 U\" }"))?;
    section.only(&["fast"])?;
    let fast = section.require("fast", Expected::Quantity(BOLUS))?.quantity(BOLUS)?;
    Ok(Action::Bolus { fast })
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
