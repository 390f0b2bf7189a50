//! Single strokes, tick by tick: plunger, what has come out, pressures, wires and valves, over the phases of the
//! controller's cycle.

use super::axis::Axis;
use super::chart::{Band, Cell, Chart, Layer, Panel, Shape};
use super::decimate::Point;
use super::ink::Ink;
use super::number::fixed;
use super::page::{figure, folded, paragraph};
use super::table::{Field, table};
use super::text::escape;
use crate::record::{Record, StrokeTrace, TraceSample};

/// Most strokes shown.
const TRACES_MAX: usize = 6;

/// Part of a row of the valves' panel that its bars fill.
const ROW_FILL: (f64, f64) = (0.22, 0.78);

/// What stands in the section.
pub(super) fn body(record: &Record) -> String {
    let traces: Vec<&StrokeTrace> = record.traces.iter().filter(|trace| !trace.samples.is_empty()).collect();
    if traces.is_empty() {
        return paragraph("No stroke was traced.");
    }
    let shown: String = traces.iter().take(TRACES_MAX).map(|trace| stroke(trace)).collect();
    let rest = match traces.len().checked_sub(TRACES_MAX) {
        Some(more) if more > 0 => paragraph(&format!("{more} more were traced.")),
        _ => String::new(),
    };
    format!("{shown}{rest}")
}

fn stroke(trace: &StrokeTrace) -> String {
    let bands = bands(&trace.samples);
    let end = trace.samples.iter().map(|sample| sample.t_s).fold(f64::MIN_POSITIVE, f64::max);
    let chart = Chart {
        title: format!("{}: plunger, delivered volume, pressures, wire temperatures and valves over time", trace.title),
        x: Axis::exactly(0.0, end),
        x_title: "s since the stroke began".to_owned(),
        marks: Vec::new(),
        panels: vec![plunger(trace), delivered(trace), pressures(trace), wires(trace), valves(trace)],
        bands: bands.clone(),
    };
    let caption = "Above the plots: phases of the controller's cycle. All values are truth, not what its sensors read. \
        A valve counts as open when it lets more pass than a hundred times a good seat's leak.";
    let phases = folded("Table of phases", &phases(&bands));
    format!("<h3>{}</h3>\n{}{phases}", escape(&trace.title), figure(&chart, caption))
}

/// Stretches of samples in one phase, each up to the start of the next.
fn bands(samples: &[TraceSample]) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    for sample in samples {
        if let Some(band) = bands.last_mut() {
            band.to = sample.t_s;
        }
        if bands.last().is_none_or(|band| band.label != sample.phase) {
            bands.push(Band { from: sample.t_s, to: sample.t_s, label: sample.phase });
        }
    }
    bands.retain(|band| band.to > band.from);
    bands
}

fn phases(bands: &[Band]) -> String {
    let row = |band: &Band| {
        [
            Field::text(band.label),
            Field::Number(fixed(band.from, 3)),
            Field::Number(fixed(band.to, 3)),
            Field::Number(fixed(band.to - band.from, 3)),
        ]
    };
    let rows: Vec<_> = bands.iter().map(row).collect();
    table("phases", ["Phase", "From, s", "To, s", "Lasts, s"], &rows)
}

fn series(trace: &StrokeTrace, value: impl Fn(&TraceSample) -> f64) -> Vec<Point> {
    trace.samples.iter().map(|sample| (sample.t_s, value(sample))).collect()
}

fn lines(title: &str, height: f64, least: f64, named: Vec<(&str, Ink, Vec<Point>)>) -> Panel {
    let values = named.iter().flat_map(|(_, _, points)| points.iter().map(|point| point.1));
    let y = Axis::around(values, least);
    let layers = named.into_iter().map(|(label, ink, points)| Layer::new(label, ink, Shape::Line(points))).collect();
    Panel::new(title, height, y, layers)
}

fn plunger(trace: &StrokeTrace) -> Panel {
    lines("Plunger travel, µm", 150.0, 1.0, vec![("", Ink::First, series(trace, |sample| sample.plunger_um))])
}

fn delivered(trace: &StrokeTrace) -> Panel {
    let before = trace.samples.first().map_or(0.0, |sample| sample.delivered_ul);
    let points = trace.samples.iter().map(|sample| (sample.t_s, sample.delivered_ul - before)).collect();
    lines("Delivered by this stroke, past the cannula's tip, µL", 90.0, 0.01, vec![("", Ink::First, points)])
}

fn pressures(trace: &StrokeTrace) -> Panel {
    let chamber = series(trace, |sample| sample.chamber_kpa);
    let line = series(trace, |sample| sample.line_kpa);
    lines("Pressure, kPa gauge", 140.0, 1.0, vec![("chamber", Ink::First, chamber), ("line", Ink::Second, line)])
}

fn wires(trace: &StrokeTrace) -> Panel {
    let inks = [Ink::First, Ink::Second, Ink::Third];
    let named = trace.wires.iter().zip(inks).enumerate();
    let named = named.map(|(place, (name, ink))| (*name, ink, series(trace, |sample| sample.wires_c[place]))).collect();
    lines("Wire temperature, °C", 140.0, 5.0, named)
}

fn valves(trace: &StrokeTrace) -> Panel {
    // The first valve has the highest row.
    let rows = [2.0, 1.0, 0.0].into_iter().skip(3 - trace.valves.len()).enumerate();
    let cells = rows.flat_map(|(place, row)| open(&trace.samples, |sample| sample.open[place], row));
    let layers = vec![Layer::new("open", Ink::First, Shape::Filled(cells.collect()))];
    let names = trace.valves.iter().map(|name| name.trim_end_matches(" valve")).collect();
    Panel::new("Valves", 48.0, Axis::rows(names), layers)
}

/// A bar over each stretch in which a valve is open, in a row of the panel.
fn open(samples: &[TraceSample], is_open: impl Fn(&TraceSample) -> bool, row: f64) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    let mut was_open = false;
    for sample in samples {
        if was_open && let Some(cell) = cells.last_mut() {
            cell.to.0 = sample.t_s;
        }
        if is_open(sample) && !was_open {
            let (from, to) = ((sample.t_s, row + ROW_FILL.0), (sample.t_s, row + ROW_FILL.1));
            cells.push(Cell { from, to, labels: Vec::new() });
        }
        was_open = is_open(sample);
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(t_s: f64, phase: &'static str, first_open: bool) -> TraceSample {
        TraceSample {
            t_s,
            phase,
            plunger_um: 0.0,
            wires_c: [0.0; 3],
            chamber_kpa: 0.0,
            line_kpa: 0.0,
            open: [first_open, false, false],
            delivered_ul: 0.0,
        }
    }

    #[test]
    fn phases_follow_each_other_without_gaps() {
        let samples = [
            sample(0.0, "seal", true),
            sample(1.0, "seal", true),
            sample(2.0, "open", false),
            sample(3.0, "idle", false),
        ];
        let found: Vec<(f64, f64, &str)> =
            bands(&samples).iter().map(|band| (band.from, band.to, band.label)).collect();
        assert_eq!(found, [(0.0, 2.0, "seal"), (2.0, 3.0, "open")]);
    }

    #[test]
    fn a_valve_is_open_until_it_is_seen_shut() {
        let samples = [sample(0.0, "a", true), sample(1.0, "a", false), sample(2.0, "a", true), sample(3.0, "a", true)];
        let found: Vec<(f64, f64)> =
            open(&samples, |sample| sample.open[0], 0.0).iter().map(|c| (c.from.0, c.to.0)).collect();
        assert_eq!(found, [(0.0, 1.0), (2.0, 3.0)]);
    }
}
