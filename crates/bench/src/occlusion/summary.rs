//! A campaign of blocked sets in numbers.

use super::{Figures, Therapy};
use crate::accuracy::{alarms, spread, violations};
use crate::analysis::share_at_least;
use serde_json::{Value, json};

/// Version of the campaign's JSON: changes when a key changes its meaning or goes.
pub const SCHEMA: &str = "aliquot.occlusion/1";

/// The campaign in numbers.
pub fn summary(figures: &[Figures]) -> Value {
    json!({
        "schema": SCHEMA,
        "in_silico": true,
        "tests": figures.iter().map(of_kind).collect::<Vec<_>>(),
    })
}

#[expect(clippy::cast_precision_loss, reason = "millionths of a unit fit an f64 exactly")]
fn of_kind(figures: &Figures) -> Value {
    let (rate, bolus) = match figures.kind.therapy {
        Therapy::Rate(rate) => (Some(rate.as_micro_units_per_h() as f64 / 1e6), None),
        Therapy::Bolus(dose) => (None, Some(dose.as_micro_units() as f64 / 1e6)),
    };
    let value = |of: Option<crate::analysis::Spread>| of.map(|of| spread(&of));
    json!({
        "embodiment": figures.kind.embodiment.name(),
        "rate_units_per_h": rate,
        "bolus_units": bolus,
        "course": figures.kind.course.name,
        "seeds": figures.seeds,
        "failed": figures.failed,
        "stopped_before": figures.stopped_before,
        "tested": figures.tested,
        "noticed": figures.noticed,
        "noticed_share_at_least_95_confidence": share_at_least(figures.noticed, figures.tested, 0.95),
        "to_alarm_s": value(figures.to_alarm_s),
        "missed_ul": value(figures.missed_ul),
        "line_high_kpa": value(figures.line_high_kpa),
        "released_ul": value(figures.released_ul),
        "resumed_beyond_account_ul": value(figures.resumed_ul),
        "dose_cycle_s": figures.dose_cycle_s,
        "alarms": alarms(&figures.alarms),
        "violations": violations(&figures.violations),
    })
}
