//! What is known to break an oracle, and why: the one place where a finding is not called a violation.
//!
//! No oracle is loosened for these. They are counted, and told apart.

use super::case::Case;
use crate::oracle::seconds;
use crate::record::Violation;
use crate::scenario::Surrounding;
use twin::FaultKind;
use units::{Instant, Length};

/// What has to have begun before, for a finding to be known.
#[derive(Debug, Clone, Copy)]
enum Cause {
    /// This fault.
    Fault(FaultKind),
    /// The pump hangs higher than this above the site.
    Above(Length),
    /// This was wrong with the controller as a whole.
    Upset(&'static str),
}

/// Causes, the oracles that they are known to break, and why.
const KNOWN: [(Cause, &str, &str); 5] = [
    (
        Cause::Above(Length::from_nm(400_000_000)),
        "ledger_bound",
        "suction in the line goes unseen: strokes give more than they measure",
    ),
    (
        Cause::Fault(FaultKind::SecondValveDebris),
        "ledger_bound",
        "what runs past a seat until the leak is found is accounted by nothing",
    ),
    (
        Cause::Fault(FaultKind::OutletDebris),
        "ledger_bound",
        "what runs past a seat until the leak is found is accounted by nothing",
    ),
    (
        Cause::Fault(FaultKind::PlungerStiction),
        "ledger_bound",
        "the plunger's travel is all that is measured, and a plunger that binds a little gives more",
    ),
    (
        Cause::Upset("pump_at_full_power"),
        "ledger_bound",
        "the ledger is that of the controller which was upset; the supervisor ends the stroke, some of which it missed",
    ),
];

/// Why a finding is known, if it is.
pub(super) fn reason(case: &Case, violation: &Violation) -> Option<&'static str> {
    let row =
        KNOWN.iter().find(|(cause, oracle, _)| *oracle == violation.oracle && begun(*cause, case, violation.at_s));
    row.map(|(_, _, reason)| *reason)
}

/// Whether a cause began before this time, s.
fn begun(cause: Cause, case: &Case, at_s: f64) -> bool {
    let start = case.scenario.start;
    let before = |at: Instant| seconds(Instant::ZERO + at.since(start)) <= at_s;
    match cause {
        Cause::Upset(name) => case.upset.is_some_and(|upset| upset.name == name && seconds(upset.from) <= at_s),
        Cause::Fault(kind) => case.faults().iter().any(|fault| fault.kind == kind && before(fault.at)),
        Cause::Above(height) => case
            .scenario
            .environment
            .iter()
            .any(|change| matches!(change.to, Surrounding::Height(to) if to > height) && before(change.at)),
    }
}
