//! Basal rates: start-up graphs, trumpet curves, windows, dose cycles, strokes and labels.

use super::{UNITS_PER_UL, listed, not_measured, number, range, same, share};
use crate::dossier::table::Row;
use crate::dossier::{Dossier, charts};
use crate::report::number::{fixed, signed};
use crate::report::page::{figure, folded, paragraph};
use crate::report::table::Field;

const HOUR_S: f64 = 3600.0;
const SAID: &str = "A rate runs from a full reservoir, and a balance is read once a minute. Nothing is left out: the first \
    hours count, and so does what is missing after an alarm has stopped delivery.";
const WINDOWS: &str = "Windows of one hour, side by side from the very start. |med| is the median size of errors, MARD \
    their mean size.";
const CYCLES: &str = "A window of fixed length holds now one stroke more, now one less, and so shows even a perfect pump \
    an error. A window from one stroke to the k-th after it is a whole number of dose cycles and shows the pump's own.";
const LABEL: &str = "What the typical pump unit (the median) and those that gave least and most had delivered, from the \
    first command on: the form of a label by 21 CFR 880.5730.";

/// What stands in the section.
pub(in super::super) fn body(dossier: &Dossier) -> String {
    let rates = rates(dossier);
    if rates.is_empty() {
        return not_measured("aliquot bench accuracy --json");
    }
    let figures: String = rates.iter().map(|rate| curves(dossier, *rate)).collect();
    format!(
        "{}{figures}<h3>Windows</h3>\n{}{}{}<h3>Dose cycles</h3>\n{}{}<h3>Strokes</h3>\n{}<h3>Without warm-up</h3>\n{}{}",
        paragraph(SAID),
        paragraph(WINDOWS),
        windows(dossier, |width_s| same(width_s, HOUR_S)),
        folded("Windows of 15, 30 and 120 min", &windows(dossier, |width_s| !same(width_s, HOUR_S))),
        paragraph(CYCLES),
        cycles(dossier),
        strokes(dossier),
        paragraph(LABEL),
        label(dossier)
    )
}

/// The rates that were weighed, the highest first.
fn rates(dossier: &Dossier) -> Vec<f64> {
    let mut rates: Vec<f64> =
        dossier.table("accuracy_totals").rows().map(|row| row.number("rate_units_per_h")).collect();
    rates.sort_by(|one, other| other.total_cmp(one));
    rates.dedup();
    rates
}

fn curves(dossier: &Dossier, rate: f64) -> String {
    let startup = charts::startup(dossier.table("startup"), rate).map_or_else(String::new, |chart| {
        figure(
            &chart,
            &format!(
                "Start-up graph by IEC 60601-2-24 at {rate} U/h: flow of each quarter of an hour. Strokes are single \
                 doses, so a flow is a whole number of them in its quarter of an hour."
            ),
        )
    });
    let trumpet = charts::trumpet(dossier.table("trumpet"), rate).map_or_else(String::new, |chart| {
        figure(
            &chart,
            &format!(
                "Trumpet curves by IEC 60601-2-24 at {rate} U/h: greatest and least error of any window of this length in \
                 the 25 h that follow the first 24. It shows extremes only; the windows below show how many."
            ),
        )
    });
    startup + &trumpet
}

fn windows(dossier: &Dossier, width: fn(f64) -> bool) -> String {
    let rows = dossier.table("accuracy_windows").rows().filter(|row| width(row.number("width_s")));
    listed(
        "windows-of",
        rows,
        [
            ("Embodiment", |row| Field::text(row.text("embodiment"))),
            ("U/h", |row| number(row.number("rate_units_per_h"), 2)),
            ("Period", |row| Field::text(row.text("period"))),
            ("Width, min", |row| number(row.number("width_s") / 60.0, 0)),
            ("n", |row| number(row.number("count"), 0)),
            ("Mean, sd, %", |row| mean_and_deviation(row)),
            ("Range, %", |row| errors_range(row)),
            ("|med|, MARD, %", |row| {
                let [median, mean] = ["median_abs_percent", "mean_abs_percent"].map(|name| fixed(row.number(name), 2));
                Field::Number(format!("{median}, {mean}"))
            }),
            ("In 5 %", |row| share(row.number("within_5_percent"), row.number("count"), 1)),
            ("In 10 %", |row| share(row.number("within_10_percent"), row.number("count"), 1)),
            ("In 15 %", |row| share(row.number("within_15_percent"), row.number("count"), 1)),
        ],
    )
}

/// Mean and standard deviation of errors.
pub(super) fn mean_and_deviation(row: Row) -> Field {
    Field::Number(format!("{}, {}", signed(row.number("mean_percent"), 2), fixed(row.number("deviation_percent"), 2)))
}

/// Least and greatest error.
pub(super) fn errors_range(row: Row) -> Field {
    range(signed(row.number("least_percent"), 1), signed(row.number("greatest_percent"), 1))
}

fn cycles(dossier: &Dossier) -> String {
    listed(
        "cycles",
        dossier.table("accuracy_cycles").rows(),
        [
            ("Embodiment", |row| Field::text(row.text("embodiment"))),
            ("U/h", |row| number(row.number("rate_units_per_h"), 2)),
            ("k", |row| number(row.number("cycles"), 0)),
            ("n", |row| number(row.number("count"), 0)),
            ("Mean, sd, %", |row| mean_and_deviation(row)),
            ("Range, %", |row| errors_range(row)),
            ("In 5 %", |row| share(row.number("within_5_percent"), row.number("count"), 1)),
            ("In 15 %", |row| share(row.number("within_15_percent"), row.number("count"), 1)),
        ],
    )
}

fn strokes(dossier: &Dossier) -> String {
    let spread = |row: Row, mean: &str, deviation: &str, decimals: usize| {
        let (mean, deviation) = (row.number(mean), row.number(deviation));
        Field::Number(format!("{}, {}", fixed(mean, decimals), fixed(100.0 * deviation / mean, 1)))
    };
    let rows = dossier.table("accuracy_strokes").rows();
    let rows: Vec<[Field; 6]> = rows
        .map(|row| {
            [
                Field::text(row.text("embodiment")),
                number(row.number("rate_units_per_h"), 2),
                number(row.number("strokes"), 0),
                spread(row, "volume_mean_ul", "volume_deviation_ul", 3),
                spread(row, "interval_mean_s", "interval_deviation_s", 0),
                share(row.number("outside_5_percent"), row.number("strokes"), 2),
            ]
        })
        .collect();
    crate::report::table::table(
        "strokes",
        ["Embodiment", "U/h", "n", "Volume, µL, and sd, %", "Interval, s, and sd, %", "Beyond 5 % of target, %"],
        &rows,
    )
}

fn label(dossier: &Dossier) -> String {
    let units = |row: Row, column: &str| fixed(UNITS_PER_UL * row.number(column), 3);
    let rows: Vec<[Field; 5]> = dossier
        .table("accuracy_label")
        .rows()
        .map(|row| {
            [
                Field::text(row.text("embodiment")),
                number(row.number("rate_units_per_h"), 2),
                number(row.number("hours"), 0),
                Field::Number(units(row, "commanded_ul")),
                Field::Number(format!(
                    "{} [{}, {}]",
                    units(row, "typical_ul"),
                    units(row, "least_ul"),
                    units(row, "most_ul")
                )),
            ]
        })
        .collect();
    crate::report::table::table(
        "label",
        ["Embodiment", "U/h", "After, h", "Commanded, U", "Typical [least, most], U"],
        &rows,
    )
}
