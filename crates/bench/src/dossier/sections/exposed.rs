//! Surroundings: what they add to delivery and take from it.

use super::{EMBODIMENTS, UNITS_PER_UL, listed, not_measured, range};
use crate::dossier::table::Row;
use crate::dossier::{Dossier, charts};
use crate::report::chart::Chart;
use crate::report::number::{NONE, signed};
use crate::report::page::{figure, folded, paragraph};
use crate::report::table::{Field, table};

const SAID: &str = "After two hours the surroundings change, while 1 U/h runs, and where nothing may flow also while \
    delivery is suspended. Beside itself is delivered less commanded, less what the same pump unit had in a laboratory in \
    the same time: what the surroundings did, without what calibration leaves.";
const SUSPENDED: &str = "The farthest that delivered ever was from where it stood as the surroundings began to change, of any \
    pump unit, at any reading.";
const CONDITIONS: &str = "flight: 760 to 560 mmHg in 20 min, an hour there, and back; decompression: to 190 mmHg in 1 s, and \
    back; hyperbaric: twice the air's pressure in 10 min, and back; height, back pressure, air and orientation are held for \
    6 h; shock-50g: 50 g for a second; shaking-2g: 2 g for an hour.";

/// What stands in the section.
pub(in super::super) fn body(dossier: &Dossier) -> String {
    let table = dossier.table("climate");
    if table.rows.is_empty() {
        return not_measured("aliquot bench climate --json");
    }
    let drawn = |(chart, names): (Chart, Vec<String>)| {
        let caption = "Worst pump unit (edges) and median (filled), U; of a course with legs, the leg that is farthest off. \
            Bars from the left: ";
        figure(&chart, &format!("{caption}{}.", names.join(", ")))
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
    format!(
        "{}{}{figures}{}<h3>Suspended</h3>\n{}{}",
        paragraph(SAID),
        paragraph(CONDITIONS),
        folded("Every leg while 1 U/h runs", &running),
        paragraph(SUSPENDED),
        suspended(dossier)
    )
}

/// A row a condition, a column an embodiment.
fn suspended(dossier: &Dossier) -> String {
    let rows: Vec<Row> = dossier.table("climate").rows().filter(|row| row.text("suspended") == "true").collect();
    let mut conditions: Vec<&str> = Vec::new();
    for row in &rows {
        if !conditions.contains(&row.text("condition")) {
            conditions.push(row.text("condition"));
        }
    }
    let line = |condition: &&str| {
        let of = |embodiment: &str| {
            let row =
                rows.iter().find(|row| row.text("condition") == *condition && row.text("embodiment") == embodiment);
            let strayed = |row: &Row| range_of(*row, ["strayed_least_ul", "strayed_greatest_ul"], UNITS_PER_UL, 4);
            row.map_or_else(|| Field::Number(NONE.to_owned()), strayed)
        };
        let [tethered, patch, metered] = EMBODIMENTS.map(of);
        [Field::text(condition), tethered, patch, metered]
    };
    let lines: Vec<[Field; 4]> = conditions.iter().map(line).collect();
    table("strayed", ["Condition", "Tethered, U", "Patch, U", "Metered, U"], &lines)
}

fn units(row: Row, column: &str) -> Field {
    Field::Number(signed(UNITS_PER_UL * row.number(column), 4))
}

fn range_of(row: Row, columns: [&str; 2], factor: f64, decimals: usize) -> Field {
    let [low, high] = columns.map(|name| signed(factor * row.number(name), decimals));
    range(&low, &high)
}
