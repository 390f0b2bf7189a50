//! A table that a person and a program can read: aligned columns, and below each row what is too long for one.

use serde_json::{Map, Value, json};

/// Version of what [`Listing::json`] gives: changes when a key changes its meaning or goes.
pub const INSPECT_SCHEMA: &str = "aliquot.inspect/1";

/// The columns that a person's terminal has at least.
const WIDTH: usize = 100;
/// What stands between two columns, and before what stands below a row.
const GAP: &str = "  ";
const INDENT: &str = "    ";

/// A table: what it lists, its columns, and its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// What is listed, in a word.
    pub(super) name: &'static str,
    pub(super) columns: &'static [Column],
    /// Each as many values as there are columns; a value is text, a number or a list of texts.
    pub(super) rows: Vec<Vec<Value>>,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: &'static str,
    place: Place,
}

/// Where a column stands in a person's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// As a heading above the rows that share it.
    Heading,
    /// Beside the other aligned columns.
    Aligned,
    /// Below the row, after the column's name.
    Below,
}

/// A column that stands as a heading.
pub(super) const fn heading(name: &'static str) -> Column {
    Column { name, place: Place::Heading }
}

/// A column that stands beside others.
pub(super) const fn aligned(name: &'static str) -> Column {
    Column { name, place: Place::Aligned }
}

/// A column that stands below.
pub(super) const fn below(name: &'static str) -> Column {
    Column { name, place: Place::Below }
}

impl Listing {
    /// The table as one object: its name is the key of an array of rows, each an object of its columns.
    pub fn json(&self) -> Value {
        let object = |row: &Vec<Value>| -> Map<String, Value> {
            self.columns.iter().map(|column| column.name.to_owned()).zip(row.iter().cloned()).collect()
        };
        let rows: Vec<_> = self.rows.iter().map(object).collect();
        json!({ "schema": INSPECT_SCHEMA, self.name: rows })
    }

    /// The table for a person, in lines of at most 100 columns.
    pub fn text(&self) -> String {
        let (aligned, below) = self.arranged();
        let widths: Vec<usize> = aligned.iter().map(|&index| self.width(index)).collect();
        let is_number = |index: usize| self.rows.first().is_some_and(|row| row[index].is_number());
        let line = |cell: &dyn Fn(usize) -> String| {
            let columns = aligned.iter().zip(&widths);
            let cells = columns.map(|(&index, &width)| padded(&cell(index), width, is_number(index)));
            cells.collect::<Vec<_>>().join(GAP).trim_end().to_owned()
        };
        let mut lines = vec![line(&|index| self.columns[index].name.to_owned())];
        let mut group = None;
        for row in &self.rows {
            for index in self.at(Place::Heading) {
                if group.replace(&row[index]) != Some(&row[index]) {
                    lines.extend([String::new(), format!("{}:", written(&row[index]))]);
                }
            }
            lines.push(line(&|index| written(&row[index])));
            for &index in &below {
                let text = Some(written(&row[index])).filter(|text| !text.is_empty());
                lines.extend(wrapped(&format!("{}: {}", self.columns[index].name, text.as_deref().unwrap_or("-"))));
            }
        }
        lines.join("\n") + "\n"
    }

    /// The columns that stand beside one another, and those that stand below: all that are to, and those for which a
    /// line has no room left.
    fn arranged(&self) -> (Vec<usize>, Vec<usize>) {
        let mut left = WIDTH + GAP.len();
        let (aligned, crowded): (Vec<usize>, Vec<usize>) = self.at(Place::Aligned).into_iter().partition(|&index| {
            let rest = left.checked_sub(self.width(index) + GAP.len());
            left = rest.unwrap_or(left);
            rest.is_some()
        });
        (aligned, [crowded, self.at(Place::Below)].concat())
    }

    /// The width of a column: of its name or its widest cell.
    fn width(&self, index: usize) -> usize {
        let cells = self.rows.iter().map(|row| written(&row[index]).chars().count());
        cells.fold(self.columns[index].name.len(), usize::max)
    }

    /// The indices of the columns that stand there.
    fn at(&self, place: Place) -> Vec<usize> {
        (0..self.columns.len()).filter(|&index| self.columns[index].place == place).collect()
    }
}

/// A value as a person reads it.
fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(written).collect::<Vec<_>>().join(", "),
        Value::Number(number) => number.as_f64().map_or_else(|| number.to_string(), |number| number.to_string()),
        Value::Null | Value::Bool(_) | Value::Object(_) => value.to_string(),
    }
}

/// A cell as wide as its column, numbers at its right.
fn padded(text: &str, width: usize, is_number: bool) -> String {
    if is_number { format!("{text:>width$}") } else { format!("{text:<width$}") }
}

/// The text in indented lines, broken between words; a word that is longer than a line has one of its own.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            // What goes on is indented further than what begins.
            Some(_) => lines.push(format!("{INDENT}{GAP}{word}")),
            None => lines.push(format!("{INDENT}{word}")),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing() -> Listing {
        const COLUMNS: [Column; 4] = [heading("part"), aligned("name"), aligned("low"), below("source")];
        let rows = vec![
            vec![json!("wheel"), json!("spokes"), json!(12.0), json!("[BIKE] of four")],
            vec![json!("wheel"), json!("play_mm"), json!(0.25), json!(["a", "b"])],
            vec![json!("bell"), json!("ring"), json!(1), json!("")],
        ];
        Listing { name: "parameters", columns: &COLUMNS, rows }
    }

    #[test]
    fn a_person_reads_groups_aligned_columns_and_what_stands_below() {
        let expected = "name      low\n\
            \nwheel:\n\
            spokes     12\n    source: [BIKE] of four\n\
            play_mm  0.25\n    source: a, b\n\
            \nbell:\n\
            ring        1\n    source: -\n";
        assert_eq!(listing().text(), expected);
    }

    #[test]
    fn a_column_that_a_line_has_no_room_for_stands_below() {
        const COLUMNS: [Column; 4] = [aligned("name"), aligned("of"), aligned("low"), below("what")];
        let row = |of: usize| vec![json!("axle"), json!("o".repeat(of)), json!(1), json!("turns")];
        let text = |of| Listing { name: "parts", columns: &COLUMNS, rows: vec![row(of)] }.text();
        // Four for the name, three for the number, two gaps.
        assert!(text(89).ends_with(&format!("\naxle  {}    1\n    what: turns\n", "o".repeat(89))), "{}", text(89));
        assert!(
            text(90).ends_with(&format!("\naxle  {}\n    low: 1\n    what: turns\n", "o".repeat(90))),
            "{}",
            text(90)
        );
        assert!(text(95).starts_with("name  low\naxle    1\n    of:"), "{}", text(95));
    }

    #[test]
    fn a_program_reads_one_object() {
        let object = listing().json();
        assert_eq!(object["schema"], INSPECT_SCHEMA);
        assert_eq!(
            object["parameters"][1],
            json!({ "part": "wheel", "name": "play_mm", "low": 0.25, "source": ["a", "b"] })
        );
    }

    #[test]
    fn long_text_is_broken_between_words() {
        let words = ["word"; 60].join(" ");
        let lines = wrapped(&format!("text: {words}"));
        assert_eq!(lines.len(), 4);
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH));
        assert!(lines[0].starts_with("    text: word ") && lines[1].starts_with("      word "));
        let long = "x".repeat(120);
        assert_eq!(
            wrapped(&format!("a {long} b")),
            ["    a".to_owned(), format!("      {long}"), "      b".to_owned()]
        );
    }
}
