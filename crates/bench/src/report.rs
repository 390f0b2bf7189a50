//! The report of a run: one HTML page that needs nothing else, for people; the figures for programs are in other
//! files.
//!
//! Invariants: no script, no request to anywhere, no clock; the same record gives the same bytes.
//! Every chart can be read without its colours, on light and dark, on a telephone and on paper.
//!
//! - Sections, in their order on the page: `head`, `verdict`, `delivery`, `strokes`, `windows`, `trace`,
//!   `conditions`, `alarms`, `log`, `device`, `parameters`, `limits`.
//! - Charts: `chart` is one as values, `bars` a panel of tests; `sheet`, `legend`, `bands` and `marks` lay it out, `draw` draws it with
//!   `canvas` in `ink`; `axis`, `clock` and `decimate` choose ticks and points.
//! - Text: `page`, `table`, `text`, `number`, `statistics`.

mod alarms;
pub(crate) mod axis;
mod bands;
pub(crate) mod bars;
pub(crate) mod canvas;
pub(crate) mod chart;
mod clock;
mod conditions;
pub(crate) mod decimate;
mod delivery;
mod device;
pub(crate) mod draw;
mod head;
pub(crate) mod ink;
mod legend;
mod limits;
mod log;
mod marks;
pub(crate) mod number;
pub(crate) mod page;
pub(crate) mod parameters;
mod sheet;
mod statistics;
mod strokes;
pub(crate) mod table;
#[cfg(test)]
mod tests;
pub(crate) mod text;
mod trace;
mod verdict;
mod windows;

use crate::record::Record;
use twin::Group;

/// A part of the page.
struct Section {
    /// Where links lead.
    id: &'static str,
    heading: &'static str,
    body: fn(&Record, &[Group]) -> String,
}

/// Every part, in its order on the page.
const SECTIONS: [Section; 11] = [
    Section { id: "verdict", heading: "Verdict", body: |record, _| verdict::body(record) },
    Section { id: "delivery", heading: "Delivered and commanded", body: |record, _| delivery::body(record) },
    Section { id: "strokes", heading: "Strokes", body: |record, _| strokes::body(record) },
    Section { id: "windows", heading: "Windows of one hour", body: |record, _| windows::body(record) },
    Section { id: "traces", heading: "Single strokes", body: |record, _| trace::body(record) },
    Section { id: "conditions", heading: "Pressure and temperature", body: |record, _| conditions::body(record) },
    Section { id: "alarms", heading: "Alarms", body: |record, _| alarms::body(record) },
    Section { id: "log", heading: "Log", body: |record, _| log::body(record) },
    Section { id: "device", heading: "The device", body: |record, _| device::body(record) },
    Section { id: "assumptions", heading: "What was assumed", body: |_, parameters| parameters::body(parameters) },
    Section { id: "limits", heading: "What is not modelled", body: |_, _| limits::body() },
];

/// The report of `record`, of a twin that stands on `parameters`.
pub fn html(record: &Record, parameters: &[Group]) -> String {
    let contents = SECTIONS.map(|section| (section.id, section.heading));
    let part = |section: &Section| page::section(section.id, section.heading, &(section.body)(record, parameters));
    let parts: String = SECTIONS.iter().map(part).collect();
    let body = format!("{}{parts}{}", head::html(record, &contents), page::footer());
    page::document(&format!("{}: run report", record.name), &body)
}
