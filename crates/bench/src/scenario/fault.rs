//! A `[[fault]]`: what breaks, and when.

use std::sync::LazyLock;

use twin::FaultKind;
use units::Fraction;

use super::FaultInjection;
use super::error::{Expected, ScenarioError};
use super::field::Field;
use super::limits::{FAULT_TIME, SEVERITY};
use super::order::Order;
use super::table::Section;

const KEYS: &[&str] = &["at", "kind", "severity", "for"];

/// The names of all kinds, in their order.
static KINDS: LazyLock<[&str; FaultKind::ALL.len()]> = LazyLock::new(|| FaultKind::ALL.map(FaultKind::name));

/// The fault in this table.
///
/// # Errors
/// The first thing in it that is not allowed.
pub(super) fn read(section: &Section<'_>, order: &mut Order) -> Result<FaultInjection, ScenarioError> {
    section.only(KEYS)?;
    let at = order.next(section)?;
    let kinds = Expected::OneOf(KINDS.as_slice());
    let field = section.require("kind", kinds)?;
    let kind = FaultKind::from_name(field.text(kinds)?).ok_or_else(|| field.refuse(kinds))?;
    let severity = section.get("severity").map_or(Ok(Fraction::ONE), |field| severity(&field))?;
    let duration = section.get("for").map(|field| field.quantity(FAULT_TIME)).transpose()?;
    Ok(FaultInjection { at, kind, severity, duration })
}

/// A severity, which has at most six decimals.
///
/// # Errors
/// When it is no number of at most six decimals from 0 to 1.
fn severity(field: &Field<'_>) -> Result<Fraction, ScenarioError> {
    let allowed = Expected::Number(SEVERITY);
    // Adding zero makes zero of its negative.
    let number = field.number(allowed)? + 0.0;
    // The shortest text that is this very number has as many decimals as were meant.
    let fraction = format!("{number}").parse().map_err(|_| field.refuse(allowed))?;
    field.within(fraction, SEVERITY)
}
