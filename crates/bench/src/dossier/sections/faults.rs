//! Faults: each with each embodiment, told after how long and how much, harmless, or unnoticed and why.

use super::{EMBODIMENTS, UNITS_PER_UL, listed, not_measured};
use crate::dossier::Dossier;
use crate::dossier::table::Row;
use crate::report::number::{NONE, fixed};
use crate::report::page::{folded, paragraph};
use crate::report::table::Field;
use crate::report::text::{escape, sentence};

const SAID: &str = "Each fault is laid on a pump unit at different moments, and the same pump unit is run without it beside. \
    A trial is told if a person was alarmed, harmless if nobody was and it did not matter, and unnoticed if nobody was \
    and it did. Too much and missing are of the worst trial, against the same pump unit without the fault, until a person \
    is told.";

/// What stands in the section.
pub(in super::super) fn body(dossier: &Dossier) -> String {
    let table = dossier.table("faults");
    if table.rows.is_empty() {
        return not_measured("aliquot faults --json");
    }
    let of = |kind: &str| table.rows().filter(|row| row.text("kind") == kind).collect::<Vec<Row>>();
    let (singles, pairs) = (of("single"), of("pair"));
    let names = EMBODIMENTS.map(|name| format!("<th scope=\"col\">{name}</th>")).concat();
    let matrix: String =
        singles.chunk_by(|one, other| one.text("fault") == other.text("fault")).map(|rows| line(rows)).collect();
    let catalogue = listed(
        "catalogue",
        dossier.table("fault_catalogue").rows(),
        [
            ("Item", |row| Field::text(row.text("id"))),
            ("What", |row| Field::text(row.text("what"))),
            ("Rows of the matrix", |row| Field::text(row.text("rows"))),
            ("Beside them", |row| Field::text(row.text("beside"))),
        ],
    );
    format!(
        "{}{}{}<div class=\"scroll\"><table class=\"gates\"><thead><tr><th scope=\"col\">Fault</th>{names}</tr></thead>\n\
         <tbody>\n{matrix}</tbody></table></div>\n{}{}",
        paragraph(SAID),
        worst("a single fault", &singles),
        worst("two faults at once", &pairs),
        if pairs.is_empty() { String::new() } else { folded("Pairs of faults", &listed_pairs(pairs)) },
        folded("Items of the catalogue", &catalogue)
    )
}

/// The most that came too much and was missing under any of these.
fn worst(under: &str, rows: &[Row]) -> String {
    let most = |column: &str| {
        let most = rows.iter().filter(|row| row.number(column).is_finite());
        most.max_by(|one, other| one.number(column).total_cmp(&other.number(column))).map_or_else(
            || NONE.to_owned(),
            |row| {
                let units = fixed(UNITS_PER_UL * row.number(column), 3);
                format!("{units} U ({}, {})", row.text("fault"), row.text("embodiment"))
            },
        )
    };
    if rows.is_empty() {
        return String::new();
    }
    let (over, missed) = (most("over_ul"), most("missed_ul"));
    paragraph(&format!("Under {under}, at most {over} came too much, and {missed} were missing."))
}

/// One fault across the embodiments.
fn line(rows: &[Row]) -> String {
    let (fault, what) = rows.first().map_or(("", ""), |row| (row.text("fault"), row.text("what")));
    let cell = |embodiment: &&str| {
        let row = rows.iter().find(|row| row.text("embodiment") == *embodiment);
        row.map_or_else(|| "<td class=\"small\">has no such part</td>".to_owned(), |row| verdict(*row))
    };
    format!(
        "<tr><th scope=\"row\"><b>{}</b> {}</th>{}</tr>\n",
        escape(fault),
        escape(what),
        EMBODIMENTS.iter().map(cell).collect::<String>()
    )
}

fn verdict(row: Row) -> String {
    let [told, harmless, unnoticed] = ["told", "harmless", "unnoticed"].map(|column| row.count(column));
    let (class, mark) = if unnoticed > 0 { ("missed", "✗ ") } else { ("met", "✓ ") };
    let counts = [(told, "told"), (harmless, "harmless"), (unnoticed, "unnoticed")];
    let counts: Vec<String> =
        counts.iter().filter(|(times, _)| *times > 0).map(|(times, name)| format!("{times} {name}")).collect();
    let after = row.number("after_worst_s");
    let by = if after.is_finite() {
        format!("{} after at most {} min; ", row.text("by"), fixed(after / 60.0, 1))
    } else {
        String::new()
    };
    let [over, missed] = ["over_ul", "missed_ul"].map(|column| fixed(UNITS_PER_UL * row.number(column), 3));
    format!(
        "<td data-of=\"{}\"><span class=\"{class}\">{mark}{}</span><span class=\"small\">{}</span><span class=\"cause\">{}</span></td>",
        escape(row.text("embodiment")),
        counts.join(", "),
        escape(&format!("{by}{over} U too much, {missed} U missing")),
        escape(&sentence(row.text("reason")))
    )
}

fn listed_pairs(pairs: Vec<Row>) -> String {
    listed(
        "pairs",
        pairs.into_iter(),
        [
            ("Pair", |row| Field::text(row.text("fault"))),
            ("Embodiment", |row| Field::text(row.text("embodiment"))),
            ("Told", |row| Field::Number(row.count("told").to_string())),
            ("Harmless", |row| Field::Number(row.count("harmless").to_string())),
            ("Unnoticed", |row| Field::Number(row.count("unnoticed").to_string())),
            ("Too much, U", |row| super::number(UNITS_PER_UL * row.number("over_ul"), 3)),
            ("Missing, U", |row| super::number(UNITS_PER_UL * row.number("missed_ul"), 3)),
        ],
    )
}
