//! What a key of a table was given, with its place, and what can be made of it.

use std::ops::Range;
use std::str::FromStr;

use toml_edit::{Item, TableLike, Value};
use units::ParseQuantityError;

use super::error::{Expected, Problem, ScenarioError};
use super::excerpt::excerpt;
use super::limits::Limits;
use super::table::{Section, Source};

/// What a key of a table was given.
pub(super) struct Field<'a> {
    /// The file.
    pub(super) source: Source<'a>,
    /// What was given.
    pub(super) content: Content<'a>,
    /// The key with those of the tables around it.
    pub(super) path: String,
    /// Where it stands, in bytes.
    pub(super) span: Option<Range<usize>>,
}

/// The two forms that TOML gives to what stands behind a key.
#[derive(Clone, Copy)]
pub(super) enum Content<'a> {
    /// What stands behind a key of a table.
    Item(&'a Item),
    /// What stands in an array.
    Value(&'a Value),
}

impl<'a> Field<'a> {
    /// The error that this is not allowed.
    pub(super) fn refuse(&self, allowed: Expected) -> ScenarioError {
        self.refuse_as(|found| Problem::NotAllowed { found, allowed })
    }

    /// The error that something is wrong with what was found here.
    pub(super) fn refuse_as(&self, problem: impl FnOnce(String) -> Problem) -> ScenarioError {
        let raw = self.value().and(self.span.clone()).and_then(|span| self.source.text.get(span));
        let found = match (raw, self.content) {
            (Some(raw), _) => excerpt(raw),
            (None, Content::Item(item)) if item.is_array_of_tables() => "tables".to_owned(),
            (None, _) => "a table".to_owned(),
        };
        self.source.refuse(self.span.as_ref(), self.path.clone(), problem(found))
    }

    /// The error that there are so many of this.
    pub(super) fn refuse_count(&self, count: usize, allowed: Expected) -> ScenarioError {
        let problem = Problem::NotAllowed { found: count.to_string(), allowed };
        self.source.refuse(self.span.as_ref(), self.path.clone(), problem)
    }

    /// The text in the quotes.
    ///
    /// # Errors
    /// When it is not a text in quotes.
    pub(super) fn text(&self, allowed: Expected) -> Result<&'a str, ScenarioError> {
        self.value().and_then(Value::as_str).ok_or_else(|| self.refuse(allowed))
    }

    /// The quantity in the quotes, within its limits.
    ///
    /// # Errors
    /// When it is no text in quotes, no quantity of this kind, or not within its limits.
    pub(super) fn quantity<T>(&self, limits: Limits) -> Result<T, ScenarioError>
    where
        T: FromStr<Err = ParseQuantityError> + Ord,
    {
        let value = self
            .text(Expected::Quantity(limits))?
            .parse()
            .map_err(|error| self.refuse(Expected::of_unreadable(limits, error)))?;
        self.within(value, limits)
    }

    /// The whole number, within its limits.
    ///
    /// # Errors
    /// When it is no whole number, or not within its limits.
    pub(super) fn integer(&self, limits: Limits) -> Result<i64, ScenarioError> {
        let value = self.value().and_then(Value::as_integer);
        let value = value.ok_or_else(|| self.refuse(Expected::WholeNumber(limits)))?;
        self.within(value, limits)
    }

    /// The whole number, within its limits, as the small integer that holds all of them.
    ///
    /// # Errors
    /// When it is no whole number, or not within its limits.
    pub(super) fn small<T: TryFrom<i64>>(&self, limits: Limits) -> Result<T, ScenarioError> {
        T::try_from(self.integer(limits)?).map_err(|_| self.refuse(Expected::Within(limits)))
    }

    /// The number, whole or not; it may be anything that a float can be.
    ///
    /// # Errors
    /// When it is no number.
    pub(super) fn number(&self, allowed: Expected) -> Result<f64, ScenarioError> {
        match self.value() {
            Some(Value::Float(float)) => Ok(*float.value()),
            Some(Value::Integer(integer)) => {
                i32::try_from(*integer.value()).map(f64::from).map_err(|_| self.refuse(allowed))
            }
            Some(
                Value::String(_) | Value::Boolean(_) | Value::Datetime(_) | Value::Array(_) | Value::InlineTable(_),
            )
            | None => Err(self.refuse(allowed)),
        }
    }

    /// The table that this is.
    ///
    /// # Errors
    /// When it is no table.
    pub(super) fn section(&self, allowed: Expected) -> Result<Section<'a>, ScenarioError> {
        let table = match self.content {
            Content::Item(item) => item.as_table_like(),
            Content::Value(value) => value.as_inline_table().map(|table| table as &dyn TableLike),
        };
        let table = table.ok_or_else(|| self.refuse(allowed))?;
        Ok(Section { source: self.source, table, path: self.path.clone(), span: self.span.clone() })
    }

    /// `value`, if its limits allow it.
    ///
    /// # Errors
    /// When they do not.
    pub(super) fn within<T: FromStr + Ord>(&self, value: T, limits: Limits) -> Result<T, ScenarioError> {
        if limits.allow(&value) { Ok(value) } else { Err(self.refuse(Expected::Within(limits))) }
    }

    /// The value that this is, if it is no table under a heading.
    pub(super) fn value(&self) -> Option<&'a Value> {
        match self.content {
            Content::Item(item) => item.as_value(),
            Content::Value(value) => Some(value),
        }
    }
}
