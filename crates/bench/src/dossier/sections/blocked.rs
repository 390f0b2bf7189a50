//! Sets that are blocked: time to the alarm, what is missed until then, and what comes afterwards.

use super::{UNITS_PER_UL, listed, not_measured, number};
use crate::dossier::table::Row;
use crate::dossier::{Dossier, charts};
use crate::report::number::{fixed, signed};
use crate::report::page::{figure, paragraph};
use crate::report::table::Field;

const SAID: &str = "The set is blocked after two hours while basal runs, or a minute before one bolus; each pump unit at \
    another time between two strokes. It stays so while 3 U are commanded; who has not alarmed by then never does. Half an \
    hour after it is free delivery is resumed. Each pump unit is run twice, blocked and not, so that what is missing is \
    known by weighing alone. No standard limits the time to the alarm; what is missed does not depend on the rate and is \
    what counts.";
const COURSES: &str = "full: no conductance is left; partial-N: N percent of it are lost at once; slow: it goes to nothing \
    evenly over this time; intermittent: none for 5 of every 20 min. Each pair is the median pump unit and the worst.";

/// What stands in the section.
pub(in super::super) fn body(dossier: &Dossier) -> String {
    let table = dossier.table("occlusion");
    if table.rows.is_empty() {
        return not_measured("aliquot bench occlusion --json");
    }
    let drawn = |chart| {
        figure(
            &chart,
            "What is missing at the alarm, and what comes when the set is free, U: worst pump unit (edges) and median (filled).",
        )
    };
    let figures: String = charts::blocked(table).into_iter().map(drawn).collect();
    let listed = listed(
        "blocked",
        table.rows(),
        [
            ("Embodiment", |row| Field::text(row.text("embodiment"))),
            ("Therapy", |row| Field::Text(therapy(row))),
            ("Course", |row| Field::text(row.text("course"))),
            ("Alarmed", |row| Field::Number(format!("{} of {}", row.count("alarmed"), row.count("tested")))),
            ("After, min", |row| pair(row, ["to_alarm_median_s", "to_alarm_worst_s"], 1.0 / 60.0, 1)),
            ("Missed, U", |row| pair(row, ["missed_median_ul", "missed_worst_ul"], UNITS_PER_UL, 3)),
            ("Peak, kPa", |row| pair(row, ["peak_median_kpa", "peak_worst_kpa"], 1.0, 0)),
            ("Released, U", |row| pair(row, ["released_median_ul", "released_worst_ul"], UNITS_PER_UL, 3)),
            ("After resumption beyond account, U", |row| {
                let columns = ["resumed_beyond_account_median_ul", "resumed_beyond_account_worst_ul"];
                let [median, worst] = columns.map(|name| signed(UNITS_PER_UL * row.number(name), 3));
                Field::Number(format!("{median}, {worst}"))
            }),
            ("Dose cycle, min", |row| number(row.number("dose_cycle_s") / 60.0, 1)),
        ],
    );
    format!("{}{figures}{}{listed}", paragraph(SAID), paragraph(COURSES))
}

/// What is delivered, as a person writes it.
pub(in super::super) fn therapy(row: Row) -> String {
    let (rate, bolus) = (row.number("rate_units_per_h"), row.number("bolus_units"));
    if rate.is_finite() { format!("{rate} U/h") } else { format!("{bolus} U") }
}

/// Median and worst.
fn pair(row: Row, columns: [&str; 2], factor: f64, decimals: usize) -> Field {
    let [median, worst] = columns.map(|name| factor * row.number(name));
    Field::Number(if median.is_finite() {
        format!("{}, {}", fixed(median, decimals), fixed(worst, decimals))
    } else {
        fixed(median, decimals)
    })
}
