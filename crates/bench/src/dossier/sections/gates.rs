//! What was asked, what was reached, and why a gate is missed.

use super::not_measured;
use crate::dossier::Dossier;
use crate::dossier::table::{Row, Table};
use crate::report::page::paragraph;
use crate::report::text::{escape, sentence};

const SAID: &str = "A gate is asked of every embodiment alike, whatever real pumps reach. A gate that is missed is a \
    result, and its cause stands below it where it is known. What a count shows holds with 95 % confidence (Clopper and \
    Pearson) if one trial says nothing of another; windows and boluses of one pump unit share its calibration, so for \
    what pump units do not share, the count that matters is that of pump units. What 95 % of pump units keep is a \
    one-sided tolerance limit on either side, 95 % confidence, of values that scatter normally.";

/// What stands in the section.
pub(in super::super) fn body(dossier: &Dossier) -> String {
    let table = dossier.table("gates");
    let embodiments = embodiments(table);
    let Some(first) = embodiments.first() else { return not_measured("aliquot bench gates --json") };
    let gates = table.rows().filter(|row| row.text("embodiment") == *first);
    let rows: String = gates.map(|gate| line(gate, table, &embodiments)).collect();
    let names: String = embodiments.iter().map(|name| format!("<th scope=\"col\">{}</th>", escape(name))).collect();
    format!(
        "{}<div class=\"tiles\">{}</div>\n<div class=\"scroll\"><table class=\"gates\"><thead><tr><th scope=\"col\">Gate</th>\
         <th scope=\"col\">Asked</th>{names}</tr></thead>\n<tbody>\n{rows}</tbody></table></div>\n{}",
        paragraph(SAID),
        embodiments.iter().map(|name| tile(table, name)).collect::<String>(),
        violated(dossier)
    )
}

/// The embodiments, in the order of the table.
fn embodiments(table: &Table) -> Vec<&str> {
    let mut names: Vec<&str> = table.rows().map(|row| row.text("embodiment")).collect();
    names.dedup();
    names
}

/// How many gates an embodiment meets.
fn tile(table: &Table, embodiment: &str) -> String {
    let of = |verdict: &str| {
        table.rows().filter(|row| row.text("embodiment") == embodiment && row.text("verdict") == verdict).count()
    };
    let units = table.rows().find(|row| row.text("embodiment") == embodiment).map_or(0, |row| row.count("pump_units"));
    format!(
        "<div class=\"tile\"><strong>{}</strong><span class=\"met\">✓ {} met</span><span class=\"missed\">✗ {} missed</span>\
         <span class=\"small\">{} told, {} open; {units} pump units</span></div>",
        escape(embodiment),
        of("met"),
        of("MISSED"),
        of("told"),
        of("open")
    )
}

/// One gate across the embodiments.
fn line(gate: Row, table: &Table, embodiments: &[&str]) -> String {
    let same = |row: &Row| row.text("gate") == gate.text("gate") && row.text("what") == gate.text("what");
    let cell = |embodiment: &&str| {
        let found = table.rows().find(|row| row.text("embodiment") == *embodiment && same(row));
        found.map_or_else(|| "<td></td>".to_owned(), |row| verdict(row, embodiment))
    };
    format!(
        "<tr><th scope=\"row\"><b>{}</b> {}</th><td class=\"asked\">{}</td>{}</tr>\n",
        escape(gate.text("gate")),
        escape(gate.text("what")),
        escape(gate.text("asked")),
        embodiments.iter().map(cell).collect::<String>()
    )
}

fn verdict(row: Row, embodiment: &str) -> String {
    let (class, mark) = match row.text("verdict") {
        "met" => ("met", "✓ "),
        "MISSED" => ("missed", "✗ "),
        _ => ("told", ""),
    };
    let small = |class: &str, text: &str| {
        if text.is_empty() { String::new() } else { format!("<span class=\"{class}\">{}</span>", escape(text)) }
    };
    format!(
        "<td data-of=\"{}\"><span class=\"{class}\">{mark}{}</span>{}{}</td>",
        escape(embodiment),
        escape(row.text("reached")),
        small("small", row.text("shown")),
        small("cause", &sentence(row.text("cause")))
    )
}

/// Standing oracles that did not hold in the campaigns of the bench.
fn violated(dossier: &Dossier) -> String {
    let rows = dossier.table("violations").rows().filter(|row| row.text("campaign") != "swarm");
    let mut kinds: Vec<(String, usize)> = Vec::new();
    for row in rows {
        let kind = format!("{} in {}, {}", row.text("oracle"), row.text("campaign"), row.text("embodiment"));
        match kinds.iter_mut().find(|(name, _)| *name == kind) {
            Some((_, times)) => *times += 1,
            None => kinds.push((kind, 1)),
        }
    }
    if kinds.is_empty() {
        return "<p class=\"held\"><strong>✓ Every standing oracle held in every run of these campaigns.</strong></p>\n"
            .to_owned();
    }
    let told: Vec<String> = kinds.iter().map(|(kind, times)| format!("{kind}: {times}")).collect();
    format!("<p class=\"broken\"><strong>✗ Standing oracles did not hold:</strong> {}.</p>\n", escape(&told.join("; ")))
}
