//! An `[[environment]]`: how the surroundings change, and when.

use units::Duration;

use super::error::{Expected, ScenarioError};
use super::limits::{BACK_PRESSURE, HEIGHT, PRESSURE, RAMP, TEMPERATURE};
use super::order::Order;
use super::table::Section;
use super::{EnvironmentChange, Surrounding};

const KEYS: &[&str] = &["at", "over", "temperature", "pressure", "height", "back_pressure"];
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
            let to = match key {
                "temperature" => Surrounding::Temperature(field.quantity(TEMPERATURE)?),
                "pressure" => Surrounding::Pressure(field.quantity(PRESSURE)?),
                "height" => Surrounding::Height(field.quantity(HEIGHT)?),
                _ => Surrounding::BackPressure(field.quantity(BACK_PRESSURE)?),
            };
            changes.push(EnvironmentChange { at, over, to });
        }
    }
    if changes.is_empty() {
        return Err(section.refuse("none of them".to_owned(), Expected::SomeKeyOf(SURROUNDINGS)));
    }
    Ok(changes)
}
