//! The verdict: what was asked for, what was delivered, what the controller believes, and whether anything went
//! wrong.

use super::clock;
use super::number::{NONE, counted, fixed, percent, percent_of, rough, signed};
use super::table::{Field, first, table};
use super::text::escape;
use crate::record::Record;

/// Most violations listed.
const VIOLATIONS_MAX: usize = 200;
/// What stands in the section.
pub(super) fn body(record: &Record) -> String {
    let tables = format!("<div class=\"beside\">\n{}{}</div>\n", volumes(record), counts(record));
    format!("{}{tables}", oracles(record))
}

fn oracles(record: &Record) -> String {
    if record.violations.is_empty() {
        return "<p class=\"held\"><strong>✓ Every standing oracle held.</strong></p>\n".to_owned();
    }
    let (shown, rest) = first(&record.violations, VIOLATIONS_MAX);
    let row = |violation: &crate::record::Violation| {
        [
            Field::Number(clock::seconds(record.start_clock_s + violation.at_s)),
            Field::text(violation.oracle),
            Field::Text(violation.detail.clone()),
        ]
    };
    let rows: Vec<_> = shown.iter().map(row).collect();
    let count = escape(&counted(record.violations.len(), "violation"));
    format!(
        "<p class=\"broken\"><strong>✗ {count} of standing oracles.</strong></p>\n{}{rest}",
        table("violations", ["Clock", "Oracle", "What it found"], &rows)
    )
}

fn volumes(record: &Record) -> String {
    let units_per_ul = record.units_per_ul();
    let plain = |name: &str, ul: f64| {
        let numbers = [fixed(ul, 3), fixed(ul * units_per_ul, 3), NONE.to_owned()];
        row(name, numbers)
    };
    let difference = |name: &str, ul: f64, whole: f64| {
        row(name, [signed(ul, 3), signed(ul * units_per_ul, 3), percent(percent_of(ul, whole))])
    };
    let (commanded, delivered, ledger) = (record.commanded_ul, record.delivered_ul, record.ledger_ul);
    let rows = [
        plain("Commanded by therapy", commanded),
        plain("Delivered: truth, past the cannula's tip", delivered),
        plain("Accounted by the controller's ledger", ledger),
        difference("Error: delivered − commanded", delivered - commanded, commanded),
        difference("Ledger against truth: accounted − delivered", ledger - delivered, delivered),
        plain("Left in the reservoir", record.reservoir_ul),
    ];
    table("verdict", ["Volume", "µL", "U", "%"], &rows)
}

fn row(name: &str, [ul, units, percent]: [String; 3]) -> [Field; 4] {
    [Field::text(name), Field::Number(ul), Field::Number(units), Field::Number(percent.replace(" %", ""))]
}

fn counts(record: &Record) -> String {
    let rows = [
        ("Strokes", record.strokes.len().to_string()),
        ("Alarms", record.alarms.len().to_string()),
        ("Violations of oracles", record.violations.len().to_string()),
        ("Battery used", format!("{} mAh", fixed(record.battery_used_mah, 2))),
        ("Liquid made or lost by the arithmetic, at worst", format!("{} µL", rough(record.imbalance_worst_ul))),
    ];
    table("verdict", ["Run", ""], &rows.map(|(name, value)| [Field::text(name), Field::Number(value)]))
}
