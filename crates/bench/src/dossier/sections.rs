//! The sections of the page: one file each, a pure function of the tables.

pub(super) mod basal;
pub(super) mod beside;
pub(super) mod blocked;
pub(super) mod boluses;
pub(super) mod exposed;
pub(super) mod gates;
pub(super) mod limits;
pub(super) mod parameters;
pub(super) mod requirements;
pub(super) mod swarm;

use super::table::Row;
use crate::report::number::{NONE, fixed, percent_of};
use crate::report::page::paragraph;
use crate::report::table::{Field, table};

/// Units of U-100 in a microlitre.
const UNITS_PER_UL: f64 = 0.1;

/// A column of a table on the page: its heading, and what a row says.
type Column = (&'static str, fn(Row) -> Field);

/// A table of these rows, named by `class` for the style sheet.
fn listed<'a, const N: usize>(class: &str, rows: impl Iterator<Item = Row<'a>>, columns: [Column; N]) -> String {
    let rows: Vec<[Field; N]> = rows.map(|row| columns.map(|(_, field)| field(row))).collect();
    table(class, columns.map(|(heading, _)| heading), &rows)
}

/// What stands where a campaign is missing.
fn not_measured(command: &str) -> String {
    paragraph(&format!("Not measured for this report; {command} does."))
}

/// A number with so many decimals.
fn number(value: f64, decimals: usize) -> Field {
    Field::Number(fixed(value, decimals))
}

/// `part` of `whole` in percent.
fn share(part: f64, whole: f64, decimals: usize) -> Field {
    number(percent_of(part, whole), decimals)
}

/// From the least to the greatest.
fn range(low: String, high: String) -> Field {
    Field::Number(if low == NONE { low } else { format!("{low} to {high}") })
}

/// Whether two numbers of tables are the same.
fn same(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-9
}
