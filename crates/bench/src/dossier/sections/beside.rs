//! What was published of real pumps, and the same figure here.

use super::blocked::therapy;
use super::{UNITS_PER_UL, same};
use crate::dossier::Dossier;
use crate::dossier::table::Row;
use crate::report::number::{NONE, fixed, percent_of, signed};
use crate::report::page::{folded, paragraph};
use crate::report::table::{Field, table};
use crate::report::text::escape;

/// The sources' document, built into the program.
const SOURCES: &str = include_str!("../../../../../docs/sources.md");
const SAID: &str = "Published figures are as collected by others for this project; each has its source below the table. A twin \
    without evaporation, drops at the needle and a person's hands is kinder than a laboratory: the comparison says that the \
    design is of the right kind, not that it is better.";
/// The embodiments, in the order of the columns.
const EMBODIMENTS: [&str; 3] = ["tethered", "patch", "metered"];

/// What was reached here, of one embodiment; none if it was not measured.
type Here = fn(&Dossier, &str) -> Option<String>;

/// For each metric, the same figure here.
const HERE: [(&str, Here); 20] = [
    ("quarter-hours", |dossier, of| Some(percent(window(dossier, of, 1.0, 900.0)?.number("median_abs_percent"), 2))),
    ("hours-low", |dossier, of| within(window(dossier, of, 0.1, 3600.0)?, "within_15_percent")),
    ("hours", |dossier, of| within(window(dossier, of, 1.0, 3600.0)?, "within_15_percent")),
    ("hours-narrow", |dossier, of| within(window(dossier, of, 1.0, 3600.0)?, "within_5_percent")),
    ("mean", |dossier, of| {
        let row = at_rate(dossier, "accuracy_totals", of, 1.0).next()?;
        Some(format!("{} %", signed(row.number("error_mean_percent"), 2)))
    }),
    ("mard", |dossier, of| {
        let mard = |rate| Some(fixed(window(dossier, of, rate, 3600.0)?.number("mean_abs_percent"), 2));
        Some(format!("{}, {} %", mard(0.1)?, mard(1.0)?))
    }),
    ("strokes-low", |dossier, of| {
        let row = at_rate(dossier, "accuracy_strokes", of, 0.1).next()?;
        let share = |deviation, mean| fixed(percent_of(row.number(deviation), row.number(mean)), 1);
        let volume = share("volume_deviation_ul", "volume_mean_ul");
        Some(format!("{volume} %; {} %", share("interval_deviation_s", "interval_mean_s")))
    }),
    ("single", |dossier, of| {
        let row = at_rate(dossier, "accuracy_strokes", of, 1.0).next()?;
        Some(percent(percent_of(row.number("outside_5_percent"), row.number("strokes")), 1))
    }),
    ("cycles", |dossier, of| {
        let rows = at_rate(dossier, "accuracy_cycles", of, 1.0).filter(|row| row.number("cycles") > 1.5);
        let outside = |row: Row| {
            let count = row.number("count");
            fixed(percent_of(count - row.number("within_15_percent"), count), 1)
        };
        joined(rows.map(outside).collect(), " %")
    }),
    ("trumpet", |dossier, of| {
        let rows: Vec<Row> = at_rate(dossier, "trumpet", of, 1.0).collect();
        let (first, last) = (rows.first()?, rows.last()?);
        let ends = |row: &Row| {
            format!(
                "{} to {} %",
                signed(row.number("min_worst_percent"), 2),
                signed(row.number("max_worst_percent"), 2)
            )
        };
        Some(format!("{}; {}; {} %", ends(first), ends(last), signed(last.number("overall_mean_percent"), 2)))
    }),
    ("label", |dossier, of| {
        let units = |row: Row, column| fixed(UNITS_PER_UL * row.number(column), 2);
        let typical =
            |row: Row| format!("{} [{}, {}]", units(row, "typical_ul"), units(row, "least_ul"), units(row, "most_ul"));
        let told: Vec<String> = at_rate(dossier, "accuracy_label", of, 1.0).map(typical).collect();
        (!told.is_empty()).then(|| told.join("; "))
    }),
    ("bolus-0.05", |dossier, of| Some(bolus_range(bolus(dossier, of, 0.05)?))),
    ("bolus-0.1", |dossier, of| {
        let row = bolus(dossier, of, 0.1)?;
        let share = within(row, "within_15_percent")?;
        Some(format!("{} %, {share}", signed(row.number("mean_percent"), 2)))
    }),
    ("bolus-1", |dossier, of| within(bolus(dossier, of, 1.0)?, "within_5_percent")),
    ("bolus-5", |dossier, of| {
        let row = bolus(dossier, of, 5.0)?;
        Some(format!("{}; {}", bolus_range(row), within(row, "within_5_percent")?))
    }),
    ("bolus-30", |dossier, of| Some(bolus_range(bolus(dossier, of, 30.0)?))),
    ("occlusion", |dossier, of| {
        let row = shut(dossier, of).into_iter().find(|row| therapy(*row) == "1 U/h")?;
        let minutes = fixed(row.number("to_alarm_worst_s") / 60.0, 1);
        let missed = fixed(UNITS_PER_UL * row.number("missed_worst_ul"), 2);
        Some(format!("{minutes} min, {missed} U at worst; {} of {}", row.count("alarmed"), row.count("tested")))
    }),
    ("released", |dossier, of| {
        let most = shut(dossier, of).iter().map(|row| row.number("released_worst_ul")).reduce(f64::max)?;
        Some(format!("{} U at worst", fixed(UNITS_PER_UL * most, 3)))
    }),
    ("flight", |dossier, of| {
        let legs = legs(dossier, of, "flight");
        let worst = |leg: &Row| {
            UNITS_PER_UL * worst(leg.number("beside_laboratory_least_ul"), leg.number("beside_laboratory_greatest_ul"))
        };
        joined(legs.iter().map(|leg| signed(worst(leg), 3)).collect(), " U at worst")
    }),
    ("height", |dossier, of| {
        let held = ["height-1m", "height+1m"].map(|condition| legs(dossier, of, condition).first().copied());
        let percents = |row: &Row| {
            ["beside_laboratory_least_percent", "beside_laboratory_greatest_percent"].map(|name| row.number(name))
        };
        let all: Vec<f64> = held.iter().flatten().flat_map(percents).collect();
        let (low, high) = (all.iter().copied().reduce(f64::min)?, all.iter().copied().reduce(f64::max)?);
        Some(format!("{} to {} %", signed(low, 1), signed(high, 1)))
    }),
];

/// What stands in the section.
pub(in super::super) fn body(dossier: &Dossier) -> String {
    let mut rows: Vec<[Field; 5]> = Vec::new();
    let mut keys: Vec<&str> = Vec::new();
    let mut last = "";
    for row in dossier.table("published").rows() {
        keys.push(row.text("source"));
        let published = format!("{}: {} [{}]", row.text("pump"), row.text("figure"), row.text("source"));
        if row.text("metric") == last {
            if let Some([.., Field::Text(others)]) = rows.last_mut() {
                *others += "\n";
                *others += &published;
            }
        } else {
            last = row.text("metric");
            let [tethered, patch, metered] = EMBODIMENTS.map(|of| Field::Text(here(dossier, last, of)));
            rows.push([Field::text(row.text("what")), tethered, patch, metered, Field::Text(published)]);
        }
    }
    let headings = ["What", "Tethered", "Patch", "Metered", "Published"];
    keys.sort_unstable();
    keys.dedup();
    format!("{}{}{}", paragraph(SAID), table("beside-real", headings, &rows), folded("Sources", &sources(&keys)))
}

fn here(dossier: &Dossier, metric: &str, embodiment: &str) -> String {
    let found = HERE.iter().find(|(id, _)| *id == metric).and_then(|(_, here)| here(dossier, embodiment));
    found.unwrap_or_else(|| NONE.to_owned())
}

/// What the sources' document says of these keys.
fn sources(keys: &[&str]) -> String {
    let said = |key: &&str| {
        let begins = format!("| {key} | ");
        let line = SOURCES.lines().find_map(|line| line.strip_prefix(&begins))?;
        let what = line.split(" | ").next()?.replace('*', "");
        Some(format!("<li><code>{}</code> {}</li>\n", escape(key), escape(&what)))
    };
    format!("<ul>\n{}</ul>\n", keys.iter().filter_map(said).collect::<String>())
}

fn at_rate<'a>(dossier: &'a Dossier, table: &str, of: &str, rate: f64) -> impl Iterator<Item = Row<'a>> {
    let of = of.to_owned();
    let rows = dossier.table(table).rows();
    rows.filter(move |row| row.text("embodiment") == of && same(row.number("rate_units_per_h"), rate))
}

fn window<'a>(dossier: &'a Dossier, of: &str, rate: f64, width_s: f64) -> Option<Row<'a>> {
    let mut rows = at_rate(dossier, "accuracy_windows", of, rate);
    rows.find(|row| row.text("period") == "whole run" && same(row.number("width_s"), width_s))
}

fn bolus<'a>(dossier: &'a Dossier, of: &str, dose: f64) -> Option<Row<'a>> {
    let is = |row: &Row| row.text("embodiment") == of && row.text("situation") == "consecutive";
    dossier.table("bolus").rows().filter(is).find(|row| same(row.number("dose_units"), dose))
}

fn bolus_range(row: Row) -> String {
    format!("{} to {} %", signed(row.number("least_percent"), 1), signed(row.number("greatest_percent"), 1))
}

/// Sets that were shut fully.
fn shut<'a>(dossier: &'a Dossier, of: &str) -> Vec<Row<'a>> {
    let rows = dossier.table("occlusion").rows();
    rows.filter(|row| row.text("embodiment") == of && row.text("course") == "full").collect()
}

/// The legs of a condition while 1 U/h runs.
fn legs<'a>(dossier: &'a Dossier, of: &str, condition: &str) -> Vec<Row<'a>> {
    let is = |row: &Row| {
        row.text("embodiment") == of && row.text("condition") == condition && row.text("suspended") == "false"
    };
    dossier.table("climate").rows().filter(is).collect()
}

fn within(row: Row, column: &str) -> Option<String> {
    let share = percent_of(row.number(column), row.number("count"));
    share.is_finite().then(|| percent(share, 1))
}

fn percent(value: f64, decimals: usize) -> String {
    format!("{} %", fixed(value, decimals))
}

/// The one that is farther from zero.
fn worst(low: f64, high: f64) -> f64 {
    if high.abs() >= low.abs() { high } else { low }
}

fn joined(numbers: Vec<String>, unit: &str) -> Option<String> {
    (!numbers.is_empty()).then(|| format!("{}{unit}", numbers.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::published::METRICS;

    #[test]
    fn every_metric_has_its_figure_here_and_every_figure_its_source() {
        for metric in METRICS {
            assert!(HERE.iter().any(|(id, _)| *id == metric.id), "{}", metric.id);
            for (pump, _, source) in metric.figures {
                assert!(sources(&[source]).contains("<li>"), "{pump}: {source} is no row of docs/sources.md");
            }
        }
    }
}
