//! After healing, delivery runs again, at the rate that was asked for; or a reason is stated why it cannot.

use super::case::{Case, HEALING};
use crate::oracle::seconds;
use crate::record::{Record, TotalRow, Violation};
use crate::scenario::FaultInjection;
use controller::Alarm;
use twin::FaultKind;
use units::Fraction;

/// What may be missing or too much: a stroke on its way, uL, and a share of what was asked for.
const STROKE_UL: f64 = 2.0;
const SHARE: f64 = 0.1;
/// Less than this, uL, tells nothing.
const TELLS_UL: f64 = 5.0;

/// What healing does not heal: what was let in, torn, soaked or lost stays so.
const LASTING: [(FaultKind, &str); 5] = [
    (FaultKind::ChamberAir, "air stays in the chamber and in the line"),
    (FaultKind::FillSeptumTorn, "a torn septum stays torn"),
    (FaultKind::DeviceSeptumTorn, "a torn septum stays torn"),
    (FaultKind::VentWetted, "a wetted vent stays shut"),
    (FaultKind::MembranePuncture, "what ran into the reusable half is lost"),
];
/// A wire that was worn to the end of its life is broken, and stays so.
const WORN: [FaultKind; 4] = [
    FaultKind::PumpWireWorn,
    FaultKind::FirstValveWireWorn,
    FaultKind::SecondValveWireWorn,
    FaultKind::MeasurementValveWireWorn,
];

/// What became of delivery.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Delivery {
    /// It runs again.
    Runs,
    /// Too little was asked for to tell.
    Untold,
    /// It does not run, for a stated reason.
    Excused(String),
    /// It does not run, and nothing says why.
    Stands(Violation),
}

/// Judges the end of a case.
pub(super) fn judge(case: &Case, record: &Record) -> Delivery {
    let from = seconds(case.runs);
    let end = seconds(case.heals + HEALING);
    let row = |at_s: f64| record.totals.iter().find(|row| row.t_s >= at_s);
    let (Some(first), Some(last)) = (row(from), record.totals.last()) else { return Delivery::Untold };
    let grown = |of: fn(&TotalRow) -> f64| of(last) - of(first);
    let [asked, accounted, delivered] = [
        grown(|row: &TotalRow| row.commanded_ul),
        grown(|row: &TotalRow| row.ledger_ul),
        grown(|row: &TotalRow| row.delivered_ul),
    ];
    let allowed = STROKE_UL + SHARE * asked;
    let runs = (accounted - asked).abs() <= allowed && (delivered - asked).abs() <= 2.0 * allowed;
    if runs {
        return if asked >= TELLS_UL { Delivery::Runs } else { Delivery::Untold };
    }
    let active = active_alarms(record, from, end);
    let detail = format!(
        "from {from:.0} s on {asked:.2} uL were asked for, {accounted:.2} accounted, {delivered:.2} delivered; alarms: {}",
        if active.is_empty() { "none".to_owned() } else { active.join(", ") }
    );
    match excuse(case, record, &active) {
        Some(reason) => Delivery::Excused(reason),
        None => Delivery::Stands(Violation { at_s: end, oracle: "delivers_again", detail }),
    }
}

/// Alarms that were active at some time of this span, s.
fn active_alarms(record: &Record, from: f64, end: f64) -> Vec<&'static str> {
    let of_span = record.alarms.iter().filter(|row| row.at_s <= end && row.ended_s.is_none_or(|ended| ended >= from));
    of_span.map(|row| row.annunciation).collect()
}

/// Why delivery need not run, if it need not.
fn excuse(case: &Case, record: &Record, active: &[&'static str]) -> Option<String> {
    let is = |alarm: Alarm| active.contains(&alarm.spec().name);
    if let Some((kind, why)) = LASTING.iter().find(|(kind, _)| case.faults().iter().any(|fault| fault.kind == *kind)) {
        return Some(format!("{}: {why}", kind.name()));
    }
    let worn_out = |fault: &&FaultInjection| WORN.contains(&fault.kind) && fault.severity == Fraction::ONE;
    if let Some(fault) = case.faults().iter().find(worn_out) {
        return Some(format!("{}: a wire at the end of its life stays broken", fault.kind.name()));
    }
    if is(Alarm::ReservoirEmpty) || record.reservoir_ul < 120.0 {
        return Some("reservoir_empty: nothing is left to deliver".to_owned());
    }
    if is(Alarm::DeliveryLimit) {
        return Some("delivery_limit: a person's limit holds it back".to_owned());
    }
    if is(Alarm::SupervisorWithheld) && case.reset().is_none() {
        return Some("supervisor_withheld: latched until a reset, and nobody reset the device".to_owned());
    }
    if is(Alarm::ValveLeak) {
        return Some("valve_leak: shut until the disposable half is changed, and nobody changed it again".to_owned());
    }
    if is(Alarm::OcclusionDetected) && record.kink > 0.0 {
        return Some(
            "occlusion_detected: the cannula kinked as it went in, and nobody changed the set again".to_owned(),
        );
    }
    if is(Alarm::StoppedRepeatedly) {
        return Some("stopped_repeatedly: resumed again and again, and nobody changed the disposable half".to_owned());
    }
    let out_of_order =
        record.log.iter().any(|row| row.at_s >= seconds(case.heals) && row.what.contains("out of order"));
    if out_of_order {
        return Some("second_valve_fault: the device is out of order until it is replaced".to_owned());
    }
    None
}
