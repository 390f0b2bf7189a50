//! A11: how much came too much under any single fault, which the campaign of faults tells and no other.

use super::table::{Cell, Row, Table};
use crate::report::number::fixed;

/// What may come too much, U.
const ASKED_UNITS: f64 = 0.05;
/// Units of U-100 in a microlitre.
const UNITS_PER_UL: f64 = 0.1;
/// The gate after which it stands.
const AFTER: &str = "A10";

/// Adds the gate to the table of gates for each embodiment of which there are single faults.
pub(super) fn judge(gates: &mut Table, faults: &Table) {
    let mut embodiments: Vec<String> = gates.rows().map(|row| row.text("embodiment").to_owned()).collect();
    embodiments.dedup();
    for embodiment in embodiments {
        // After the last row of A10, or of the embodiment where there is none.
        let last = |is: &dyn Fn(&Row) -> bool| gates.rows().collect::<Vec<Row>>().iter().rposition(is);
        let of_embodiment = |row: &Row| row.text("embodiment") == embodiment;
        let place = last(&|row| of_embodiment(row) && row.text("gate") == AFTER).or_else(|| last(&of_embodiment));
        if let (Some(at), Some(row)) = (place, row(&embodiment, faults)) {
            gates.rows.insert(at + 1, row);
        }
    }
}

fn row(embodiment: &str, faults: &Table) -> Option<Vec<Cell>> {
    let of = |row: &Row| row.text("embodiment") == embodiment && row.text("kind") == "single";
    let singles: Vec<Row> = faults.rows().filter(of).collect();
    let worst = singles.iter().max_by(|one, other| one.number("over_ul").total_cmp(&other.number("over_ul")))?;
    let units = UNITS_PER_UL * worst.number("over_ul");
    let trials: usize =
        singles.iter().map(|row| row.count("told") + row.count("harmless") + row.count("unnoticed")).sum();
    let verdict = if units <= ASKED_UNITS { "met" } else { "MISSED" };
    let text = |text: &str| Cell::Text(text.to_owned());
    let cause = if verdict == "met" { Cell::Empty } else { Cell::Text(worst.text("reason").to_owned()) };
    Some(vec![
        text(embodiment),
        Cell::Empty,
        Cell::Empty,
        text("A11"),
        text("too much under any single fault"),
        text("at most 0.05 U"),
        Cell::Text(format!("up to {} U, {}", fixed(units, 3), worst.text("fault"))),
        text(verdict),
        Cell::Text(format!("{} faults, {trials} trials", singles.len())),
        cause,
    ])
}
