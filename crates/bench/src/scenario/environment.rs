//! An `[[environment]]`: how the surroundings change, and when.

use units::Duration;

use super::error::{Expected, ScenarioError};
use super::field::Field;
use super::limits::{BACK_PRESSURE, HEIGHT, PITCH, PRESSURE, RAMP, ROLL, SHARE, SHOCK, SOUND, TEMPERATURE};
use super::order::Order;
use super::table::Section;
use super::{EnvironmentChange, Orientation, Surrounding};

const KEYS: &[&str] = &[
    "at",
    "over",
    "temperature",
    "pressure",
    "height",
    "back_pressure",
    "orientation",
    "shock",
    "light",
    "sound",
    "humidity",
];
/// All of the keys but the times.
const SURROUNDINGS: &[&str] = KEYS.split_at(2).1;

/// The changes in this table, in the order in which [`Surrounding`] lists them.
///
/// # Errors
/// The first thing in it that is not allowed.
pub(super) fn read(section: &Section<'_>, order: &mut Order) -> Result<Vec<EnvironmentChange>, ScenarioError> {
    section.only(KEYS)?;
    let at = order.next(section)?;
    let over = match section.get("over") {
        Some(field) => field.quantity(RAMP)?,
        None => Duration::ZERO,
    };
    let mut changes = Vec::new();
    for &key in SURROUNDINGS {
        if let Some(field) = section.get(key) {
            changes.push(EnvironmentChange { at, over, to: surrounding(key, &field)? });
        }
    }
    if changes.is_empty() {
        return Err(section.refuse("none of them".to_owned(), Expected::SomeKeyOf(SURROUNDINGS)));
    }
    Ok(changes)
}

/// What the property of this name becomes.
///
/// # Errors
/// When it cannot be that.
fn surrounding(key: &str, field: &Field<'_>) -> Result<Surrounding, ScenarioError> {
    Ok(match key {
        "temperature" => Surrounding::Temperature(field.quantity(TEMPERATURE)?),
        "pressure" => Surrounding::Pressure(field.quantity(PRESSURE)?),
        "height" => Surrounding::Height(field.quantity(HEIGHT)?),
        "back_pressure" => Surrounding::BackPressure(field.quantity(BACK_PRESSURE)?),
        "orientation" => Surrounding::Orientation(orientation(field)?),
        "shock" => Surrounding::Shock(field.quantity(SHOCK)?),
        "light" => Surrounding::Light(field.small(SHARE)?),
        "sound" => Surrounding::Sound(field.quantity(SOUND)?),
        _ => Surrounding::Humidity(field.small(SHARE)?),
    })
}

/// An orientation by its name, or by its angles, of which one that is not said is 0.
///
/// # Errors
/// When it is neither.
fn orientation(field: &Field<'_>) -> Result<Orientation, ScenarioError> {
    const ANGLES: &[&str] = &["pitch", "roll"];
    if let Ok(name) = field.text(Expected::Orientation) {
        return Orientation::from_name(name).ok_or_else(|| field.refuse(Expected::Orientation));
    }
    let section = field.section(Expected::Orientation)?;
    section.only(ANGLES)?;
    let [pitch, roll] = [section.get("pitch"), section.get("roll")];
    if pitch.is_none() && roll.is_none() {
        return Err(section.refuse("none of them".to_owned(), Expected::SomeKeyOf(ANGLES)));
    }
    let angle = |field: Option<Field<'_>>, limits| field.map_or(Ok(0), |field| field.small(limits));
    Ok(Orientation { pitch_deg: angle(pitch, PITCH)?, roll_deg: angle(roll, ROLL)? })
}
