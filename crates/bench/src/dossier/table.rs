//! A flat table: what a program reads, and what charts and tables of the page are made from.

use serde_json::{Map, Value, json};

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name, with the unit at its end where it has one.
    pub name: &'static str,
    /// What stands in it.
    pub kind: Kind,
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A number.
    Number,
    /// A whole number.
    Whole,
}

/// One field; any may be empty.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A finite number.
    Number(f64),
    /// A whole number.
    Whole(i64),
    /// Nothing is known.
    Empty,
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name, as of a file.
    pub name: &'static str,
    /// What a row is.
    pub what: &'static str,
    /// The columns.
    pub columns: &'static [Column],
    /// The rows, each with as many cells as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

/// One row of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    columns: &'static [Column],
    cells: &'a [Cell],
}

impl Column {
    /// A column of words.
    pub(super) const fn text(name: &'static str) -> Self {
        Self { name, kind: Kind::Text }
    }

    /// A column of numbers.
    pub(super) const fn number(name: &'static str) -> Self {
        Self { name, kind: Kind::Number }
    }

    /// A column of whole numbers.
    pub(super) const fn whole(name: &'static str) -> Self {
        Self { name, kind: Kind::Whole }
    }
}

impl Cell {
    /// What JSON says, as this column holds it; what does not fit is empty. A list becomes its words.
    pub(super) fn of(value: Option<&Value>, kind: Kind) -> Self {
        let Some(value) = value.filter(|value| !value.is_null()) else { return Self::Empty };
        match kind {
            Kind::Text => Self::Text(words(value)),
            Kind::Number => value.as_f64().map_or(Self::Empty, Self::Number),
            Kind::Whole => value.as_i64().map_or(Self::Empty, Self::Whole),
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Text(text) => json!(text),
            Self::Number(number) => json!(number),
            Self::Whole(whole) => json!(whole),
            Self::Empty => Value::Null,
        }
    }
}

fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

impl Table {
    /// The rows.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { columns: self.columns, cells })
    }

    /// As JSON: what a row is, and the rows as objects.
    pub(super) fn json(&self) -> Value {
        let object = |cells: &Vec<Cell>| -> Map<String, Value> {
            self.columns.iter().map(|column| column.name.to_owned()).zip(cells.iter().map(Cell::json)).collect()
        };
        json!({ "what": self.what, "rows": self.rows.iter().map(object).collect::<Vec<_>>() })
    }
}

impl<'a> Row<'a> {
    fn cell(self, column: &str) -> &'a Cell {
        let index = self.columns.iter().position(|each| each.name == column);
        index.and_then(|index| self.cells.get(index)).expect("the page asks for columns that there are")
    }

    /// The words of a column; none if it is empty.
    pub(super) fn text(self, column: &str) -> &'a str {
        match self.cell(column) {
            Cell::Text(text) => text,
            Cell::Number(_) | Cell::Whole(_) | Cell::Empty => "",
        }
    }

    /// The number in a column; not a number if there is none.
    #[expect(clippy::cast_precision_loss, reason = "nothing is counted beyond 2^53")]
    pub(super) fn number(self, column: &str) -> f64 {
        match self.cell(column) {
            Cell::Number(number) => *number,
            Cell::Whole(whole) => *whole as f64,
            Cell::Text(_) | Cell::Empty => f64::NAN,
        }
    }

    /// The same, as a count; nothing is none.
    pub(super) fn count(self, column: &str) -> usize {
        match self.cell(column) {
            Cell::Whole(whole) => usize::try_from(*whole).unwrap_or(0),
            Cell::Number(_) | Cell::Text(_) | Cell::Empty => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_holds_what_its_column_does_or_nothing() {
        let rows = [
            (json!("a"), Kind::Text, Cell::Text("a".to_owned())),
            (json!(["a", "b"]), Kind::Text, Cell::Text("a, b".to_owned())),
            (json!(1.5), Kind::Number, Cell::Number(1.5)),
            (json!(2), Kind::Number, Cell::Number(2.0)),
            (json!(2), Kind::Whole, Cell::Whole(2)),
            (json!("2"), Kind::Number, Cell::Empty),
            (Value::Null, Kind::Text, Cell::Empty),
        ];
        for (value, kind, expected) in rows {
            assert_eq!(Cell::of(Some(&value), kind), expected, "{value}");
        }
        assert_eq!(Cell::of(None, Kind::Text), Cell::Empty);
    }
}
