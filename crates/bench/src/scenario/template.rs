//! `[[template]]`, basal profiles beside the first, and `limits`, a person's own.

use super::error::{Expected, ScenarioError};
use super::limits::{BOLUS, DAY_LIMIT, HOUR_LIMIT, Limits, RATE, TEMPLATES_MAX, is_name};
use super::parse::basal;
use super::table::Section;
use super::{Template, TherapyLimits};
use std::str::FromStr;
use units::ParseQuantityError;

/// The templates of the file.
///
/// # Errors
/// When there are too many, or one has no name of its own or no profile.
pub(super) fn read(root: &Section<'_>) -> Result<Vec<Template>, ScenarioError> {
    let sections = root.sections("template")?;
    if let Some(field) = root.get("template").filter(|_| sections.len() > TEMPLATES_MAX) {
        return Err(field.refuse_count(sections.len(), Expected::Templates));
    }
    let mut templates: Vec<Template> = Vec::new();
    for section in sections {
        section.only(&["name", "basal"])?;
        let field = section.require("name", Expected::TemplateName)?;
        let name = field.text(Expected::TemplateName)?;
        if !is_name(name) || number(name, &templates).is_some() {
            return Err(field.refuse(Expected::TemplateName));
        }
        templates.push(Template { name: name.to_owned(), basal: basal(&section)? });
    }
    Ok(templates)
}

/// The number of the profile of this name: 1 is the first one, which is called `basal`.
pub(super) fn number(name: &str, templates: &[Template]) -> Option<u8> {
    let index = templates.iter().position(|template| template.name == name);
    let number = if name == "basal" { Some(1) } else { index.map(|index| index + 2) };
    number.and_then(|number| u8::try_from(number).ok())
}

/// The limits of the person.
///
/// # Errors
/// The first that is not allowed.
pub(super) fn limits(root: &Section<'_>) -> Result<TherapyLimits, ScenarioError> {
    let Some(field) = root.get("limits") else { return Ok(TherapyLimits::default()) };
    let section = field.section(Expected::Table("{ bolus = \"10 U\", hour = \"15 U\" }"))?;
    section.only(&["bolus", "rate", "hour", "day"])?;
    Ok(TherapyLimits {
        bolus: optional(&section, "bolus", BOLUS)?,
        rate: optional(&section, "rate", RATE)?,
        hour: optional(&section, "hour", HOUR_LIMIT)?,
        day: optional(&section, "day", DAY_LIMIT)?,
    })
}

/// The quantity of this key, if it is there.
///
/// # Errors
/// When it is not within its limits.
pub(super) fn optional<T>(section: &Section<'_>, key: &'static str, limits: Limits) -> Result<Option<T>, ScenarioError>
where
    T: FromStr<Err = ParseQuantityError> + Ord,
{
    section.get(key).map(|field| field.quantity(limits)).transpose()
}
