//! What there is to inspect: parts, parameters, faults, alarms and requirements, each from the one table that holds it.
//!
//! A [`Listing`] is such a table, for a person and for a program. Nothing here is worked out; it is told.

mod listing;
mod requirements;

pub(crate) use requirements::judged;

pub use listing::{INSPECT_SCHEMA, Listing};

use crate::scenario::Embodiment;
use controller::ALARMS;
use listing::{Column, aligned, below, heading};
use serde_json::{Value, json};
use twin::{Embodiments, FAULTS, PARTS, PartSpec, PumpUnit};

/// The parts: of one embodiment, or of all.
pub fn parts(embodiment: Option<Embodiment>) -> Listing {
    const COLUMNS: [Column; 5] =
        [aligned("name"), aligned("half"), aligned("embodiments"), below("what"), below("elements")];
    let row = |part: &PartSpec| {
        vec![json!(part.name), json!(part.half.name()), names(part.embodiments), json!(part.what), json!(part.elements)]
    };
    Listing {
        name: "parts",
        columns: &COLUMNS,
        rows: PARTS.iter().filter(|part| has(part.embodiments, embodiment)).map(row).collect(),
    }
}

/// The parameters, by part: of one embodiment's parts, or of all.
pub fn parameters(embodiment: Option<Embodiment>) -> Listing {
    const COLUMNS: [Column; 7] = [
        heading("part"),
        aligned("name"),
        aligned("low"),
        aligned("nominal"),
        aligned("high"),
        aligned("unit"),
        below("source"),
    ];
    let is_in = |name: &str| PARTS.iter().any(|part| part.name == name && has(part.embodiments, embodiment));
    let groups = PumpUnit::PARAMETERS.into_iter().filter(|group| is_in(group.part));
    let rows = groups.flat_map(|group| {
        let row = move |row: &twin::Row| {
            vec![
                json!(group.part),
                json!(row.name),
                json!(row.low),
                json!(row.nominal),
                json!(row.high),
                json!(row.unit),
                json!(row.source),
            ]
        };
        group.rows.iter().map(row)
    });
    Listing { name: "parameters", columns: &COLUMNS, rows: rows.collect() }
}

/// The faults: of one embodiment, or of all.
pub fn faults(embodiment: Option<Embodiment>) -> Listing {
    const COLUMNS: [Column; 5] =
        [aligned("name"), aligned("part"), aligned("embodiments"), below("fails"), below("severity")];
    let rows = FAULTS.iter().filter(|fault| has(fault.embodiments, embodiment)).map(|fault| {
        vec![json!(fault.name), json!(fault.part), names(fault.embodiments), json!(fault.fails), json!(fault.severity)]
    });
    Listing { name: "faults", columns: &COLUMNS, rows: rows.collect() }
}

/// The controller's alarms: all that their table says.
pub fn alarms() -> Listing {
    const COLUMNS: [Column; 14] = [
        aligned("name"),
        aligned("kind"),
        aligned("priority"),
        aligned("harm"),
        aligned("onset"),
        aligned("latching"),
        aligned("delivery"),
        below("annunciation_type"),
        below("requirement"),
        below("hold_s"),
        below("release_s"),
        below("reminder_s"),
        below("escalates_s"),
        below("text"),
    ];
    let rows = ALARMS.iter().map(|alarm| {
        vec![
            json!(alarm.name),
            json!(word(&alarm.kind)),
            json!(alarm.priority.name()),
            json!(word(&alarm.harm)),
            json!(word(&alarm.onset)),
            json!(word(&alarm.latching)),
            json!(word(&alarm.on_delivery)),
            json!(alarm.annunciation_type),
            json!(alarm.requirement),
            json!(alarm.hold.as_s()),
            json!(alarm.release.as_s()),
            json!(alarm.reminder.as_s()),
            json!(alarm.escalates_after().map_or_else(String::new, |(after, _)| after.as_s().to_string())),
            json!(alarm.text),
        ]
    });
    Listing { name: "alarms", columns: &COLUMNS, rows: rows.collect() }
}

/// The name of a variant, as a word of a table.
fn word(variant: &dyn std::fmt::Debug) -> String {
    format!("{variant:?}").to_lowercase()
}

/// The requirements, with the tests that show them, and what became of each item of the catalogues.
pub fn requirements() -> Listing {
    const COLUMNS: [Column; 5] = [aligned("id"), aligned("status"), below("sentence"), below("by"), below("tests")];
    let rows = requirements::all()
        .map(|row| vec![json!(row.id), json!(row.status), json!(row.sentence), json!(row.by), json!(row.tests)]);
    Listing { name: "requirements", columns: &COLUMNS, rows: rows.collect() }
}

/// Whether something of these embodiments is asked for.
fn has(embodiments: Embodiments, asked: Option<Embodiment>) -> bool {
    asked.is_none_or(|embodiment| embodiments.contains(embodiment))
}

fn names(embodiments: Embodiments) -> Value {
    embodiments.iter().map(Embodiment::name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything that can be listed without a choice.
    fn everything() -> [Listing; 5] {
        [parts(None), parameters(None), faults(None), alarms(), requirements()]
    }

    #[test]
    fn every_row_has_every_column_and_every_line_fits_a_terminal() {
        for listing in everything() {
            assert!(!listing.rows.is_empty(), "{}", listing.name);
            for row in &listing.rows {
                assert_eq!(row.len(), listing.columns.len(), "{}: {row:?}", listing.name);
            }
            for line in listing.text().lines() {
                assert!(line.chars().count() <= 100, "{}: {line}", listing.name);
            }
        }
    }

    #[test]
    fn whatever_has_a_table_is_listed() {
        assert_eq!(parts(None).rows.len(), PARTS.len());
        assert_eq!(faults(None).rows.len(), FAULTS.len());
        assert_eq!(alarms().rows.len(), ALARMS.len());
        let parameters_count: usize = PumpUnit::PARAMETERS.iter().map(|group| group.rows.len()).sum();
        assert_eq!(parameters(None).rows.len(), parameters_count);
    }

    #[test]
    fn an_embodiment_lists_what_it_has() {
        let first = |listing: Listing| -> Vec<Value> { listing.rows.into_iter().map(|row| row[0].clone()).collect() };
        for (embodiment, has_connector) in [(Embodiment::Tethered, true), (Embodiment::Patch, false)] {
            assert_eq!(
                first(parts(Some(embodiment))).contains(&json!("fluid connector")),
                has_connector,
                "{embodiment:?}"
            );
            assert_eq!(
                first(parameters(Some(embodiment))).contains(&json!("fluid connector")),
                has_connector,
                "{embodiment:?}"
            );
            let fault = json!("second_valve_stiction");
            assert_eq!(first(faults(Some(embodiment))).contains(&fault), has_connector, "{embodiment:?}");
        }
    }
}
