//! Tables as charts.

use super::table::{Row, Table};
use crate::report::axis::Axis;
use crate::report::bars::{Bar, bars};
use crate::report::chart::{Chart, Layer, Panel, Shape};
use crate::report::ink::Ink;

const HOUR_S: f64 = 3600.0;
const MINUTE_S: f64 = 60.0;
/// Units of U-100 in a microlitre.
const UNITS_PER_UL: f64 = 0.1;
/// Height inside the axes of one panel.
const HEIGHT: f64 = 130.0;
/// Least span of a vertical axis: below that it is rounding.
const LEAST_PERCENT: f64 = 1.0;
const LEAST_MISSED_UNITS: f64 = 0.1;
const LEAST_STRAYED_UNITS: f64 = 0.02;

/// A line of a panel: its name, ink, and column.
type Line = (&'static str, Ink, &'static str);

/// The start-up graphs of one rate, a panel an embodiment.
pub(super) fn startup(table: &Table, rate: f64) -> Option<Chart> {
    let lines = [
        ("most of all pump units", Ink::Second, "most_ul_per_h"),
        ("least", Ink::Third, "least_ul_per_h"),
        ("median", Ink::First, "median_ul_per_h"),
    ];
    let panel = |embodiment: &str, rows: &[Row]| {
        let title = format!("{embodiment}: flow, µL/h (set: {})", rate / UNITS_PER_UL);
        lined(&title, rows, |row| row.number("t_s") / HOUR_S, &lines, 0.1 * rate / UNITS_PER_UL)
    };
    let end = table.rows().map(|row| row.number("t_s") / HOUR_S).fold(0.0, f64::max);
    let title = format!("Start-up graph at {rate} U/h");
    chart(&title, Axis::exactly(0.0, end), "time since the start, h", panels(table, rate, panel))
}

/// The trumpet curves of one rate, a panel an embodiment.
pub(super) fn trumpet(table: &Table, rate: f64) -> Option<Chart> {
    let lines = [
        ("worst of all pump units", Ink::Second, "max_worst_percent"),
        ("", Ink::Second, "min_worst_percent"),
        ("median pump unit", Ink::First, "max_median_percent"),
        ("", Ink::First, "min_median_percent"),
        ("whole period, mean", Ink::Third, "overall_mean_percent"),
    ];
    let panel = |embodiment: &str, rows: &[Row]| {
        let title = format!("{embodiment}: error, %");
        lined(&title, rows, |row| row.number("window_s") / MINUTE_S, &lines, LEAST_PERCENT)
    };
    let longest = table.rows().map(|row| row.number("window_s") / MINUTE_S).fold(0.0, f64::max);
    let title = format!("Trumpet curves at {rate} U/h");
    let x = Axis::exactly(0.0, 1.02 * longest);
    chart(&title, x, "length of the observation window, min", panels(table, rate, panel))
}

/// What is missed at the alarm and released afterwards, a chart an embodiment, a bar a test.
pub(super) fn blocked(table: &Table) -> Vec<Chart> {
    let of = |(embodiment, rows): (&str, Vec<Row>)| {
        let bar = |row: &Row, worst: &str, median: &str| {
            let therapy = super::sections::blocked::therapy(*row);
            let course = row.text("course");
            let short = if course == "full" { therapy.clone() } else { course.to_owned() };
            bar(vec![format!("{therapy} {course}"), short], row.number(worst), row.number(median))
        };
        let panel = |what: &str, worst: &str, median: &str| {
            let all: Vec<Option<Bar>> = rows.iter().map(|row| bar(row, worst, median)).collect();
            bars(&format!("{embodiment}: {what}, U"), &all, LEAST_MISSED_UNITS)
        };
        let panels = vec![
            panel("missing at the alarm, or when the set is free", "missed_worst_ul", "missed_median_ul"),
            panel("released when it is free, before the resumption", "released_worst_ul", "released_median_ul"),
        ];
        chart(&format!("Blocked sets, {embodiment}"), Axis::places(rows.len()), "each bar a test", panels)
    };
    by_embodiment(table.rows()).into_iter().filter_map(of).collect()
}

/// What surroundings add and take while 1 U/h runs, a chart an embodiment, a bar a condition.
pub(super) fn exposed(table: &Table) -> Vec<Chart> {
    let of = |(embodiment, rows): (&str, Vec<Row>)| {
        let all = conditions(&rows);
        let x = Axis::places(all.len());
        let panel = bars(&format!("{embodiment}: 1 U/h, beside itself in a laboratory, U"), &all, LEAST_STRAYED_UNITS);
        chart(&format!("Surroundings, {embodiment}"), x, "each bar a condition", vec![panel])
    };
    let running = table.rows().filter(|row| row.text("suspended") == "false");
    by_embodiment(running).into_iter().filter_map(of).collect()
}

/// Of each condition the leg that is farthest off.
fn conditions(legs: &[Row]) -> Vec<Option<Bar>> {
    let farthest = |row: &Row| {
        let [low, high] = ["least", "greatest"].map(|end| row.number(&format!("beside_laboratory_{end}_ul")));
        if high.abs() >= low.abs() { high } else { low }
    };
    let of = |legs: &[Row]| {
        let worst = legs.iter().max_by(|one, other| farthest(one).abs().total_cmp(&farthest(other).abs()))?;
        let name = worst.text("condition").to_owned();
        bar(vec![name], farthest(worst), worst.number("beside_laboratory_median_ul"))
    };
    legs.chunk_by(|one, other| one.text("condition") == other.text("condition")).map(of).collect()
}

fn bar(labels: Vec<String>, worst_ul: f64, median_ul: f64) -> Option<Bar> {
    let [worst, median] = [worst_ul, median_ul].map(|ul| UNITS_PER_UL * ul);
    worst.is_finite().then_some(Bar { labels, worst, median })
}

fn chart(title: &str, x: Axis, x_title: &str, panels: Vec<Panel>) -> Option<Chart> {
    let (title, x_title) = (title.to_owned(), x_title.to_owned());
    (!panels.is_empty()).then(|| Chart { title, x, x_title, bands: Vec::new(), marks: Vec::new(), panels })
}

fn lined(title: &str, rows: &[Row], x: fn(&Row) -> f64, lines: &[Line], least: f64) -> Panel {
    let layer = |(label, ink, column): &Line| {
        let points = rows.iter().map(|row| (x(row), row.number(column))).collect();
        Layer::new(label, *ink, Shape::Line(points))
    };
    let values = rows.iter().flat_map(|row| lines.iter().map(|(_, _, column)| row.number(column)));
    let y = Axis::with_zero(values, least);
    Panel::new(title, HEIGHT, y, lines.iter().map(layer).collect())
}

/// A panel for each embodiment that has rows at this rate.
fn panels(table: &Table, rate: f64, panel: impl Fn(&str, &[Row]) -> Panel) -> Vec<Panel> {
    let at_rate = table.rows().filter(|row| (row.number("rate_units_per_h") - rate).abs() < 1e-9);
    by_embodiment(at_rate).into_iter().map(|(embodiment, rows)| panel(embodiment, &rows)).collect()
}

/// The rows of each embodiment, in the order in which embodiments come first.
fn by_embodiment<'a>(rows: impl Iterator<Item = Row<'a>>) -> Vec<(&'a str, Vec<Row<'a>>)> {
    let mut groups: Vec<(&str, Vec<Row>)> = Vec::new();
    for row in rows {
        let embodiment = row.text("embodiment");
        match groups.iter_mut().find(|(name, _)| *name == embodiment) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((embodiment, vec![row])),
        }
    }
    groups
}
