//! Surroundings: what they add to delivery and take from it.

use super::{UNITS_PER_UL, listed, not_measured, range};
use crate::dossier::table::Row;
use crate::dossier::{Dossier, charts};
use crate::report::number::signed;
use crate::report::page::{figure, folded, paragraph};
use crate::report::table::Field;

const SAID: &str = "After two hours the surroundings change, while 1 U/h runs, and where nothing may flow also while \
    delivery is suspended. Beside itself is delivered less commanded, less what the same pump unit had in a laboratory in \
    the same time: what the surroundings did, without what calibration leaves. Suspended, the farthest that delivered ever \
    was from where it stood is told.";
const CONDITIONS: &str = "flight: 760 to 560 mmHg in 20 min, an hour there, and back; decompression: to 190 mmHg in 1 s, and \
    back; hyperbaric: twice the air's pressure in 10 min, and back; height, back pressure, air and orientation are held for \
    6 h; shock-50g: 50 g for a second; shaking-2g: 2 g for an hour.";

/// What stands in the section.
pub(in super::super) fn body(dossier: &Dossier) -> String {
    let table = dossier.table("climate");
    if table.rows.is_empty() {
        return not_measured("aliquot bench climate --json");
    }
    let drawn = |chart| {
        figure(
            &chart,
            "Worst pump unit (edges) and median (filled), U; of a course with legs, the leg that is farthest off.",
        )
    };
    let figures: String = charts::exposed(table).into_iter().map(drawn).collect();
    let running = listed(
        "exposed",
        table.rows().filter(|row| row.text("suspended") == "false"),
        [
            ("Embodiment", |row| Field::text(row.text("embodiment"))),
            ("Condition", |row| Field::text(row.text("condition"))),
            ("Leg", |row| Field::text(row.text("leg"))),
            ("Median beside itself, U", |row| units(row, "beside_laboratory_median_ul")),
            ("Range, U", |row| {
                range_of(row, ["beside_laboratory_least_ul", "beside_laboratory_greatest_ul"], UNITS_PER_UL, 3)
            }),
            ("Range, %", |row| {
                range_of(row, ["beside_laboratory_least_percent", "beside_laboratory_greatest_percent"], 1.0, 2)
            }),
            ("Not accounted, U", |row| {
                range_of(row, ["not_accounted_least_ul", "not_accounted_greatest_ul"], UNITS_PER_UL, 3)
            }),
        ],
    );
    let mut last = (String::new(), String::new());
    let first_legs: Vec<Row> = table
        .rows()
        .filter(|row| row.text("suspended") == "true")
        .filter(|row| {
            let this = (row.text("embodiment").to_owned(), row.text("condition").to_owned());
            std::mem::replace(&mut last, this.clone()) != this
        })
        .collect();
    let suspended = listed(
        "strayed",
        first_legs.into_iter(),
        [
            ("Embodiment", |row| Field::text(row.text("embodiment"))),
            ("Condition", |row| Field::text(row.text("condition"))),
            ("Strayed, U", |row| range_of(row, ["strayed_least_ul", "strayed_greatest_ul"], UNITS_PER_UL, 4)),
        ],
    );
    format!(
        "{}{}{figures}{}<h3>Suspended</h3>\n{suspended}",
        paragraph(SAID),
        paragraph(CONDITIONS),
        folded("Every leg while 1 U/h runs", &running)
    )
}

fn units(row: Row, column: &str) -> Field {
    Field::Number(signed(UNITS_PER_UL * row.number(column), 4))
}

fn range_of(row: Row, columns: [&str; 2], factor: f64, decimals: usize) -> Field {
    let [low, high] = columns.map(|name| signed(factor * row.number(name), decimals));
    range(low, high)
}
