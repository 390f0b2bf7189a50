//! The swarm: what was tried at random, what it found, and what it never met.

use super::not_measured;
use crate::dossier::Dossier;
use crate::dossier::table::Row;
use crate::report::number::counted;
use crate::report::page::{folded, paragraph};
use crate::report::table::{Field, table};
use std::collections::BTreeMap;

const SAID: &str = "A case is a device, a drug, a person, surroundings, faults, losses of power and upsets of the \
    controller, drawn from a seed. First anything may happen, while standing oracles are judged at every tick; then \
    everything is sound again, and delivery has to run.";

/// What stands in the section.
pub(in super::super) fn body(dossier: &Dossier) -> String {
    let coverage = dossier.table("swarm_coverage");
    if coverage.rows.is_empty() {
        return not_measured("aliquot swarm --json");
    }
    format!("{}{}{}", paragraph(SAID), findings(dossier), met(coverage.rows()))
}

fn findings(dossier: &Dossier) -> String {
    let rows: Vec<Row> = dossier.table("violations").rows().filter(|row| row.text("campaign") == "swarm").collect();
    let open = rows.iter().filter(|row| row.text("kind") != "known").count();
    let said = if open == 0 {
        "<p class=\"held\"><strong>✓ No case violated an oracle for a reason that is not known.</strong></p>\n"
            .to_owned()
    } else {
        format!("<p class=\"broken\"><strong>✗ {}.</strong></p>\n", counted(open, "finding"))
    };
    let mut kinds: BTreeMap<[&str; 3], usize> = BTreeMap::new();
    for row in &rows {
        *kinds.entry([row.text("kind"), row.text("oracle"), row.text("reason")]).or_default() += 1;
    }
    let listed: Vec<[Field; 4]> = kinds
        .into_iter()
        .map(|([kind, oracle, reason], times)| {
            [Field::text(kind), Field::text(oracle), Field::Number(times.to_string()), Field::text(reason)]
        })
        .collect();
    let listed = if listed.is_empty() {
        String::new()
    } else {
        table("found", ["Kind", "Oracle", "Times", "Why it is known"], &listed)
    };
    said + &listed
}

/// What was met, group by group, and what was not.
fn met<'a>(rows: impl Iterator<Item = Row<'a>>) -> String {
    let mut groups: BTreeMap<&str, (Vec<&str>, Vec<&str>)> = BTreeMap::new();
    for row in rows {
        let Some((group, name)) = row.text("what").split_once('/') else { continue };
        let (met, never) = groups.entry(group).or_default();
        if row.count("times") > 0 { met.push(name) } else { never.push(name) }
    }
    let line = |(group, (met, never)): (&&str, &(Vec<&str>, Vec<&str>))| {
        let all = met.len() + never.len();
        let never = if never.is_empty() { "none".to_owned() } else { never.join(", ") };
        [Field::text(group), Field::Number(format!("{} of {all}", met.len())), Field::Text(never)]
    };
    let short: Vec<[Field; 3]> = groups.iter().map(line).collect();
    let long: Vec<[Field; 2]> =
        groups.iter().map(|(group, (met, _))| [Field::text(group), Field::Text(met.join(", "))]).collect();
    format!(
        "{}{}",
        table("coverage", ["Group", "Met", "Never met"], &short),
        folded("What was met", &table("coverage", ["Group", "Met"], &long))
    )
}
