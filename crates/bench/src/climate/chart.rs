//! What surroundings add to delivery and take from it, as one picture.

use super::Figures;
use crate::report::axis::Axis;
use crate::report::bars::{Bar, bars};
use crate::report::chart::{Chart, Panel};
use crate::report::draw;
use crate::scenario::Embodiment;

/// Least span of a vertical axis, U: below that it is rounding.
const LEAST_UNITS: f64 = 0.02;
/// Units of U-100 in a microlitre.
const UNITS_PER_UL: f64 = 0.1;

/// The picture, as SVG: a chart an embodiment, a bar an exposure.
pub fn svg(figures: &[Figures]) -> String {
    let charts: Vec<Chart> = Embodiment::ALL.into_iter().filter_map(|embodiment| chart(figures, embodiment)).collect();
    draw::stacked("Surroundings: worst pump unit (edges) and median (filled), in silico", &charts)
}

fn chart(figures: &[Figures], embodiment: Embodiment) -> Option<Chart> {
    let of = |suspended| {
        let rows = figures.iter().filter(move |row| row.kind.embodiment == embodiment);
        rows.filter(move |row| row.kind.suspended == suspended)
    };
    let running: Vec<Option<Bar>> = of(false).map(bar_of_legs).collect();
    let suspended: Vec<Option<Bar>> = of(true).map(bar_of_excursion).collect();
    let width = running.len().max(suspended.len());
    if width == 0 {
        return None;
    }
    let panel = |what: &str, rows: &[Option<Bar>]| -> Option<Panel> {
        (!rows.is_empty()).then(|| bars(&format!("{}: {what}, U", embodiment.name()), rows, LEAST_UNITS))
    };
    let panels = [
        panel("1 U/h, beside itself in a laboratory, the leg farthest off", &running),
        panel("suspended, farthest from where it stood", &suspended),
    ];
    Some(Chart {
        title: format!("Surroundings, {}", embodiment.name()),
        x: Axis::places(width),
        x_title: "each bar a condition".to_owned(),
        bands: Vec::new(),
        marks: Vec::new(),
        panels: panels.into_iter().flatten().collect(),
    })
}

fn bar_of_legs(row: &Figures) -> Option<Bar> {
    let spreads = row.legs.iter().filter_map(|leg| leg.beside_ul);
    let worst = spreads.max_by(|one, other| one.worst().abs().total_cmp(&other.worst().abs()))?;
    Some(Bar { labels: labels(row), worst: UNITS_PER_UL * worst.worst(), median: UNITS_PER_UL * worst.median })
}

fn bar_of_excursion(row: &Figures) -> Option<Bar> {
    let (low, high) = (row.low_ul?, row.high_ul?);
    let (worst, median) = if -low.low > high.high { (low.low, low.median) } else { (high.high, high.median) };
    Some(Bar { labels: labels(row), worst: UNITS_PER_UL * worst, median: UNITS_PER_UL * median })
}

fn labels(row: &Figures) -> Vec<String> {
    [row.kind.condition.name, row.kind.condition.label].map(str::to_owned).to_vec()
}
