//! How a flat table is made from the nested figures of campaigns: as data.
//!
//! A campaign's entry is an object; a row is found by going down through lists (`nest`), and a cell by a JSON pointer
//! from one of the levels passed.

use super::documents::Documents;
use super::table::{Cell, Column, Table};
use serde_json::{Value, json};

/// A table before there is anything in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spec {
    pub(super) name: &'static str,
    pub(super) what: &'static str,
    pub(super) columns: &'static [Column],
    /// Where its rows come from, in their order.
    pub(super) sources: &'static [Source],
}

/// Rows of one kind of campaign.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source {
    /// Schema of its documents.
    pub(super) schema: &'static str,
    /// The lists to go down through; an object stands for the list of its keys and values.
    pub(super) nest: &'static [&'static str],
    /// For each column, what stands in it.
    pub(super) picks: &'static [Pick],
}

/// What stands in a column.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pick {
    /// What a pointer finds from a level: 0 is the entry, 1 an item of the first list, and so on.
    At(usize, &'static str),
    /// The same words in every row.
    Words(&'static str),
    /// Zero in every row.
    Zero,
}

impl Spec {
    /// The table of what was measured.
    pub(super) fn table(&self, documents: &Documents) -> Table {
        let of_source = |source: &Source| {
            let mut rows = Vec::new();
            for entry in documents.of(source.schema) {
                self.descend(source, &mut vec![entry.clone()], &mut rows);
            }
            rows
        };
        let rows = self.sources.iter().flat_map(of_source).collect();
        Table { name: self.name, what: self.what, columns: self.columns, rows }
    }

    /// Goes down until every list is passed, and adds a row there.
    fn descend(&self, source: &Source, levels: &mut Vec<Value>, rows: &mut Vec<Vec<Cell>>) {
        let Some(list) = source.nest.get(levels.len() - 1) else {
            rows.push(self.row(source, levels));
            return;
        };
        for item in levels.last().map_or_else(Vec::new, |level| items(&level[*list])) {
            levels.push(item);
            self.descend(source, levels, rows);
            levels.pop();
        }
    }

    fn row(&self, source: &Source, levels: &[Value]) -> Vec<Cell> {
        let cell = |(column, pick): (&Column, &Pick)| match *pick {
            Pick::At(level, pointer) => {
                Cell::of(levels.get(level).and_then(|value| value.pointer(pointer)), column.kind)
            }
            Pick::Words(words) => Cell::Text(words.to_owned()),
            Pick::Zero => Cell::Whole(0),
        };
        self.columns.iter().zip(source.picks).map(cell).collect()
    }
}

fn items(list: &Value) -> Vec<Value> {
    match list {
        Value::Array(items) => items.clone(),
        Value::Object(pairs) => pairs.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Pick::{At, Words, Zero};

    const COLUMNS: [Column; 4] =
        [Column::text("who"), Column::text("what"), Column::number("size"), Column::whole("times")];

    #[test]
    fn rows_are_found_through_lists_and_objects_and_cells_by_pointers_from_any_level() {
        const LIST: Source = Source {
            schema: crate::climate::SCHEMA,
            nest: &["legs"],
            picks: &[At(0, "/condition"), At(1, "/name"), At(1, "/size/mean"), Zero],
        };
        const OBJECT: Source = Source {
            schema: crate::climate::SCHEMA,
            nest: &["met"],
            picks: &[Words("all"), At(1, "/key"), At(1, "/none"), At(1, "/value")],
        };
        let spec = Spec { name: "t", what: "", columns: &COLUMNS, sources: &[LIST, OBJECT] };
        let mut documents = Documents::default();
        let entry = json!({
            "condition": "flight",
            "legs": [{ "name": "up", "size": { "mean": 1.5 } }, { "name": "down" }],
            "met": { "a": 3 },
        });
        documents.add(json!({ "schema": crate::climate::SCHEMA, "exposures": [entry] })).unwrap();
        let text = |text: &str| Cell::Text(text.to_owned());
        let expected = vec![
            vec![text("flight"), text("up"), Cell::Number(1.5), Cell::Whole(0)],
            vec![text("flight"), text("down"), Cell::Empty, Cell::Whole(0)],
            vec![text("all"), text("a"), Cell::Empty, Cell::Whole(3)],
        ];
        assert_eq!(spec.table(&documents).rows, expected);
    }
}
