//! The report of a pump that is a formula: what stands in it is known without any simulation.

use super::*;
use crate::analysis::synthetic::{steady, weighing};
use crate::gates::synthetic::{UNITS, evidence, measured};
use crate::{gates, swarm};

/// A pump that gives 3 % too much.
fn bench() -> Value {
    let measured = measured(evidence(weighing(10.0, 72.0, steady(10.3)), 1.03));
    gates::summary(&gates::tables(&measured), &measured, UNITS)
}

/// A swarm of one case that found something and met something.
fn swarm() -> Value {
    let mut document = swarm::Tally::new(8).to_json();
    document["coverage"] = json!({ "phase/idle": 7 });
    document["findings"] = json!([{
        "seed": 5, "kind": "known", "oracle": "ledger_bound", "at_s": 1.5, "detail": "<b>", "reason": "it is", "options": "",
    }]);
    document
}

fn dossier(date: Option<&str>) -> Dossier {
    let mut documents = Documents::default();
    for document in [bench(), swarm()] {
        documents.add(document).unwrap();
    }
    Dossier::new(documents, date.map(str::to_owned))
}

/// A pointer that finds nothing in what a campaign tells is a mistake in the table of tables.
#[test]
fn every_column_of_every_table_has_something_in_it() {
    // What such pumps do not do: they cut no bolus short, and of a single value nothing scatters.
    let none = [
        ("bolus", "cut_short"),
        ("bolus", "cut_delivered_less_reported_least_ul"),
        ("bolus", "cut_delivered_less_reported_greatest_ul"),
        ("accuracy_cycles", "deviation_percent"),
        ("accuracy_strokes", "interval_deviation_s"),
        ("accuracy_totals", "error_deviation_percent"),
    ];
    for table in dossier(None).tables() {
        assert!(!table.rows.is_empty(), "{}", table.name);
        for (index, column) in table.columns.iter().enumerate() {
            let filled = table.rows.iter().any(|row| row[index] != Cell::Empty);
            assert_eq!(filled, !none.contains(&(table.name, column.name)), "{}: {}", table.name, column.name);
        }
    }
}

#[test]
fn figures_of_a_biased_pump_are_in_the_tables_as_they_are_known() {
    let dossier = dossier(None);
    let hour = dossier.table("accuracy_windows").rows().find(|row| {
        (row.number("rate_units_per_h") - 1.0).abs() < 1e-9 && (row.number("width_s") - 3600.0).abs() < 1e-9
    });
    let hour = hour.unwrap();
    assert_eq!(hour.count("count"), 72);
    assert!((hour.number("mean_percent") - 3.0).abs() < 1e-6 && hour.count("within_5_percent") == 72);
    let longest = dossier.table("trumpet").rows().filter(|row| (row.number("window_s") - 55_800.0).abs() < 1e-9).last();
    assert!((longest.unwrap().number("max_worst_percent") - 3.0).abs() < 1e-6);
    let bolus = dossier.table("bolus").rows().next().unwrap();
    assert_eq!((bolus.count("count"), bolus.count("bin_95_105")), (25, 25));
    assert_eq!(dossier.violations(), 0, "what is known is no violation");
}

#[test]
fn the_page_needs_nothing_else_and_takes_no_text_for_markup() {
    let page = dossier(Some("a day")).html();
    for banned in ["<script", "src=", "@import", "url(", "<link", "<b>&"] {
        assert!(!page.contains(banned), "{banned}");
    }
    assert!(!page.replace("http://www.w3.org/2000/svg", "").contains("http"), "nothing is fetched");
    for said in
        ["a day", "Start-up graph", "Trumpet", "Blocked sets", "Surroundings", "Beside real pumps", "ledger_bound"]
    {
        assert!(page.contains(said), "{said}");
    }
    assert_eq!(page.matches("<section").count(), page.matches("</section>").count());
    assert_eq!(page, dossier(Some("a day")).html(), "the same documents give the same page");
}

#[test]
fn a_campaign_that_was_not_made_is_said_to_be_missing() {
    let page = Dossier::new(Documents::default(), None).html();
    for command in ["gates", "accuracy", "bolus", "occlusion", "climate"] {
        assert!(page.contains(&format!("aliquot bench {command} --json does")), "{command}");
    }
    assert!(page.contains("aliquot swarm --json does"));
}

#[test]
fn page_numbers_and_tables_are_written_as_files() {
    let folder = tempfile::tempdir().unwrap();
    let dossier = dossier(None);
    dossier.write(&folder.path().join("new")).unwrap();
    let text = std::fs::read_to_string(folder.path().join("new/report.json")).unwrap();
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["schema"], SCHEMA);
    for table in dossier.tables() {
        assert_eq!(report["tables"][table.name]["rows"].as_array().unwrap().len(), table.rows.len(), "{}", table.name);
        let path = folder.path().join("new/tables").join(table.name).with_extension("parquet");
        assert!(std::fs::read(path).unwrap().starts_with(b"PAR1"), "{}", table.name);
    }
}
