//! Values of the drawing, for closed forms.

use twin::PumpUnit;

/// The nominal value of a part's parameter.
pub(crate) fn nominal(part: &str, name: &str) -> f64 {
    let group = PumpUnit::PARAMETERS.into_iter().find(|group| group.part == part);
    let row = group.and_then(|group| group.rows.iter().find(|row| row.name == name));
    row.unwrap_or_else(|| panic!("{part} has no {name}")).nominal
}
