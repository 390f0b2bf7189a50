//! The tables of a file, each with its place, so that every refusal can name it.

use std::ops::Range;

use toml_edit::{Item, TableLike, Value};

use super::error::{Expected, Problem, ScenarioError};
use super::excerpt::{escaped, excerpt};
use super::field::{Content, Field};
use super::nearest::nearest;

/// A file that is being read.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    /// Its name, for errors.
    pub(super) file: &'a str,
    /// All of it.
    pub(super) text: &'a str,
}

/// A table in the file.
pub(super) struct Section<'a> {
    /// The file.
    pub(super) source: Source<'a>,
    /// What is in it.
    pub(super) table: &'a dyn TableLike,
    /// Its key with those of the tables around it; empty for the whole file.
    pub(super) path: String,
    /// Where it starts, in bytes.
    pub(super) span: Option<Range<usize>>,
}

impl<'a> Source<'a> {
    /// The error that something is wrong with the key at `span`.
    pub(super) fn refuse(self, span: Option<&Range<usize>>, key: String, problem: Problem) -> ScenarioError {
        let mut error = ScenarioError::of_file(self.file, problem);
        error.key = (!key.is_empty()).then_some(key);
        if let Some(span) = span {
            self.locate(&mut error, span.start);
        }
        error
    }

    /// The error that the file stops being TOML at `span`.
    pub(super) fn refuse_syntax(self, span: Option<Range<usize>>, message: &str) -> ScenarioError {
        let span = span.unwrap_or(self.text.len()..self.text.len());
        let shown = self.text.get(span.clone()).filter(|text| !text.is_empty());
        // An empty place is told by what follows it.
        let following = || self.text.get(span.start..).and_then(|rest| rest.lines().next());
        let found = match shown.or_else(following) {
            None | Some("") => "nothing more".to_owned(),
            Some(text) => excerpt(text),
        };
        if message == "duplicate key" {
            return self.refuse(Some(&span), found.clone(), Problem::DuplicateKey { found });
        }
        let message = escaped(message);
        let mut error = ScenarioError::of_file(self.file, Problem::Syntax { found, message });
        self.locate(&mut error, span.start);
        error
    }

    /// The table that is the whole file.
    pub(super) fn root(self, table: &'a dyn TableLike) -> Section<'a> {
        Section { source: self, table, path: String::new(), span: Some(0..0) }
    }

    fn locate(self, error: &mut ScenarioError, byte: usize) {
        let before = self.text.get(..byte).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        error.line = Some(line_of(before.as_bytes(), before.len()));
        error.column = Some(before[line_start..].chars().count() + 1);
    }
}

/// The line, counted from 1, in which the byte at this offset stands.
pub(super) fn line_of(text: &[u8], byte: usize) -> usize {
    text.iter().take(byte).filter(|&&b| b == b'\n').count() + 1
}

impl<'a> Section<'a> {
    /// Refuses any key that is not among these.
    ///
    /// # Errors
    /// [`Problem::UnknownKey`].
    pub(super) fn only(&self, allowed: &'static [&'static str]) -> Result<(), ScenarioError> {
        let Some((key, _)) = self.table.iter().find(|(key, _)| !allowed.contains(key)) else {
            return Ok(());
        };
        let found = excerpt(key);
        let span = self.table.key(key).and_then(toml_edit::Key::span).or(self.span.clone());
        let problem = Problem::UnknownKey { found: found.clone(), nearest: nearest(key, allowed), allowed };
        Err(self.source.refuse(span.as_ref(), self.path_to(&found), problem))
    }

    /// What this key was given, if it is there.
    pub(super) fn get(&self, key: &'static str) -> Option<Field<'a>> {
        let (written, item) = self.table.get_key_value(key)?;
        let span = item.span().or(written.span()).or(self.span.clone());
        let content = Content::Item(item);
        Some(Field { source: self.source, content, path: self.path_to(key), span })
    }

    /// What this key was given; an error if it is not there.
    ///
    /// # Errors
    /// [`Problem::MissingKey`].
    pub(super) fn require(&self, key: &'static str, allowed: Expected) -> Result<Field<'a>, ScenarioError> {
        self.get(key).ok_or_else(|| self.missing(key, allowed))
    }

    /// The error that this key is not there.
    pub(super) fn missing(&self, key: &str, allowed: Expected) -> ScenarioError {
        let problem = Problem::MissingKey { allowed };
        self.source.refuse(self.span.as_ref(), self.path_to(key), problem)
    }

    /// The one of these keys that is there; an error if none is, or several are.
    ///
    /// # Errors
    /// When it is not exactly one.
    pub(super) fn one_of(&self, keys: &'static [&'static str]) -> Result<(&'static str, Field<'a>), ScenarioError> {
        let mut given = keys.iter().filter_map(|&key| Some((key, self.get(key)?)));
        match (given.next(), given.next()) {
            (Some(only), None) => Ok(only),
            (Some((first, _)), Some((second, _))) => {
                Err(self.refuse(format!("{first} and {second}"), Expected::OneKeyOf(keys)))
            }
            (None, _) => Err(self.refuse("none of them".to_owned(), Expected::OneKeyOf(keys))),
        }
    }

    /// The tables of the array behind this key; none if it is not there.
    ///
    /// # Errors
    /// When something else stands there.
    pub(super) fn sections(&self, key: &'static str) -> Result<Vec<Section<'a>>, ScenarioError> {
        let Some(field) = self.get(key) else {
            return Ok(Vec::new());
        };
        if let Content::Item(Item::ArrayOfTables(tables)) = field.content {
            let section = |(index, table): (usize, &'a toml_edit::Table)| Section {
                source: self.source,
                table,
                path: format!("{}[{index}]", field.path),
                span: table.span(),
            };
            return Ok(tables.iter().enumerate().map(section).collect());
        }
        let Some(values) = field.value().and_then(Value::as_array) else {
            return Err(field.refuse(Expected::Tables));
        };
        let section = |(index, value): (usize, &'a Value)| {
            let path = format!("{}[{index}]", field.path);
            let content = Content::Value(value);
            Field { source: self.source, content, path, span: value.span() }.section(Expected::Tables)
        };
        values.iter().enumerate().map(section).collect()
    }

    /// The error that this table as a whole is not allowed.
    pub(super) fn refuse(&self, found: String, allowed: Expected) -> ScenarioError {
        let problem = Problem::NotAllowed { found, allowed };
        self.source.refuse(self.span.as_ref(), self.path.clone(), problem)
    }

    fn path_to(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }
}
