//! What is missing at the alarm and what comes afterwards, as one picture.

use super::Figures;
use crate::analysis::Spread;
use crate::report::axis::Axis;
use crate::report::bars::{Bar, bars};
use crate::report::chart::Chart;
use crate::report::draw;
use crate::scenario::Embodiment;

/// Least span of a vertical axis, U: below that it is rounding.
const LEAST_UNITS: f64 = 0.1;
/// Units of U-100 in a microlitre.
const UNITS_PER_UL: f64 = 0.1;

/// The picture, as SVG: a chart an embodiment, a bar a test.
pub fn svg(figures: &[Figures]) -> String {
    let charts: Vec<Chart> = Embodiment::ALL.into_iter().filter_map(|embodiment| chart(figures, embodiment)).collect();
    draw::stacked("Blocked sets: worst pump unit (edges) and median (filled), in silico", &charts)
}

fn chart(figures: &[Figures], embodiment: Embodiment) -> Option<Chart> {
    let rows: Vec<&Figures> = figures.iter().filter(|row| row.kind.embodiment == embodiment).collect();
    if rows.is_empty() {
        return None;
    }
    let bar = |row: &&Figures, of: fn(&Figures) -> Option<Spread>| {
        let (therapy, course) = (row.kind.therapy.to_string(), row.kind.course.name);
        let short = if course == "full" { therapy.clone() } else { course.to_owned() };
        let spread = of(row)?;
        let labels = vec![format!("{therapy} {course}"), short];
        Some(Bar { labels, worst: UNITS_PER_UL * spread.high, median: UNITS_PER_UL * spread.median })
    };
    let panel = |what: &str, of: fn(&Figures) -> Option<Spread>| {
        let bar = |row: &&Figures| bar(row, of);
        bars(&format!("{}: {what}, U", embodiment.name()), &rows.iter().map(bar).collect::<Vec<_>>(), LEAST_UNITS)
    };
    Some(Chart {
        title: format!("Blocked sets, {}", embodiment.name()),
        x: Axis::places(rows.len()),
        x_title: "each bar a test".to_owned(),
        bands: Vec::new(),
        marks: Vec::new(),
        panels: vec![
            panel("missing at the alarm, or when the set is free", |row| row.missed_ul),
            panel("released once the set is free, before delivery is resumed", |row| row.released_ul),
        ],
    })
}
