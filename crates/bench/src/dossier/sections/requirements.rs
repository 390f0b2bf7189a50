//! The requirements with the tests that show them, and what became of each item of the public catalogues.

use super::listed;
use crate::dossier::Dossier;
use crate::dossier::table::Row;
use crate::report::page::{folded, paragraph};
use crate::report::table::{Field, table};

const SAID: &str = "Every requirement is a sentence with a predicate that judges it at every tick of every run, or with tests \
    that show it. The catalogues are the Generic Infusion Pump safety requirements (GIP), 21 CFR 880.5730 (ACE), the Open PCA \
    Pump requirements (PCA), and hazards that users have reported (USER).";
const OPEN: &str = "Items that are open:";

/// What stands in the section.
pub(in super::super) fn body(dossier: &Dossier) -> String {
    let all = || dossier.table("requirements").rows();
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for row in all() {
        match counts.iter_mut().find(|(status, _)| *status == row.text("status")) {
            Some((_, times)) => *times += 1,
            None => counts.push((row.text("status"), 1)),
        }
    }
    let counts: Vec<[Field; 2]> =
        counts.into_iter().map(|(status, times)| [Field::text(status), Field::Number(times.to_string())]).collect();
    let open = listed(
        "requirements",
        all().filter(|row| row.text("status") == "open"),
        [("Item", id), ("What it asks", sentence), ("What is missing", |row| Field::text(row.text("by")))],
    );
    let requirements = listed(
        "requirements",
        all().filter(|row| row.text("status") == "requirement"),
        [("Requirement", id), ("Sentence", sentence), ("Tests", |row| Field::text(row.text("tests")))],
    );
    let items = listed(
        "requirements",
        all().filter(|row| row.text("status") != "requirement"),
        [
            ("Item", id),
            ("What it asks", sentence),
            ("Status", |row| Field::text(row.text("status"))),
            ("By", |row| Field::text(row.text("by"))),
        ],
    );
    format!(
        "{}{}{}{open}{}{}",
        paragraph(SAID),
        table("counts", ["Status", "Rows"], &counts),
        paragraph(OPEN),
        folded("Every requirement and its tests", &requirements),
        folded("Every item of the catalogues and what became of it", &items)
    )
}

fn id(row: Row) -> Field {
    Field::text(row.text("id"))
}

fn sentence(row: Row) -> Field {
    Field::text(row.text("sentence"))
}
