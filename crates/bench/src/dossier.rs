//! `aliquot report`: what every campaign found, in one page that needs nothing else, and the same as flat tables.
//!
//! Data flows one way: what campaigns measured, just now or in files (`documents`, `measured`), becomes flat tables
//! (`tables`, `spec`, `table`); page, JSON and Parquet are made from those and from nothing else.
//!
//! - `page`: the page, from its `sections`; `charts`: tables as charts; `published`: real pumps.
//! - `parquet`: a table as a file.
//!
//! Invariants: no script, no request to anywhere, no clock; the same documents give the same bytes.

mod charts;
mod documents;
mod measured;
mod page;
mod parquet;
mod published;
mod sections;
mod spec;
mod table;
mod tables;
#[cfg(test)]
mod tests;

pub use documents::{Documents, NoDocument};
pub use measured::{Plan, measure};
pub use table::{Cell, Column, Kind, Table};

use crate::output::{self, OutputError};
use serde_json::{Map, Value, json};
use std::path::Path;

/// Version of `report.json`: changes when a key changes its meaning or goes.
pub const SCHEMA: &str = "aliquot.report/1";

/// A report.
#[derive(Debug, Clone, PartialEq)]
pub struct Dossier {
    /// When it was made, in a person's words; results know no clock.
    date: Option<String>,
    tables: Vec<Table>,
}

impl Dossier {
    /// The report of what was measured; `date` is told as it is given.
    ///
    /// # Panics
    /// Never: what is added is of known schemas.
    pub fn new(mut documents: Documents, date: Option<String>) -> Self {
        let own =
            [published::document(), crate::inspect::requirements().json(), crate::inspect::parameters(None).json()];
        for document in own {
            documents.add(document).expect("its schema is known");
        }
        Self { date, tables: tables::SPECS.iter().map(|spec| spec.table(&documents)).collect() }
    }

    /// The tables, in the order of the page.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// Standing oracles that did not hold, and panics.
    pub fn violations(&self) -> usize {
        self.table("violations").rows().filter(|row| matches!(row.text("kind"), "violation" | "panic")).count()
    }

    /// The table of this name.
    fn table(&self, name: &str) -> &Table {
        self.tables.iter().find(|table| table.name == name).expect("the page asks for tables that there are")
    }

    /// The page.
    pub fn html(&self) -> String {
        page::html(self)
    }

    /// The same in numbers and words.
    pub fn json(&self) -> Value {
        let tables: Map<String, Value> =
            self.tables.iter().map(|table| (table.name.to_owned(), table.json())).collect();
        json!({
            "schema": SCHEMA,
            "in_silico": true,
            "version": env!("CARGO_PKG_VERSION"),
            "date": self.date,
            "tables": tables,
        })
    }

    /// Writes `report.html`, `report.json` and `tables/NAME.parquet` to a folder, which is made if it is not there.
    ///
    /// # Errors
    /// When a folder cannot be made or a file not written; files already written are complete.
    pub fn write(&self, folder: &Path) -> Result<(), OutputError> {
        output::make_folder(&folder.join("tables"))?;
        for table in &self.tables {
            let path = folder.join("tables").join(table.name).with_extension("parquet");
            let failed = |cause| OutputError { path: path.clone(), cause: std::io::Error::other(cause) };
            output::write_bytes(&path, &parquet::file(table).map_err(failed)?)?;
        }
        output::write_file(&folder.join("report.json"), &format!("{:#}\n", self.json()))?;
        output::write_file(&folder.join("report.html"), &self.html())
    }
}
