//! A campaign of boluses in numbers.

use super::Figures;
use crate::accuracy::{alarms, errors, spread, violations};
use crate::analysis::{BIN_EDGES_PERCENT, Spread};
use serde_json::{Value, json};

/// Version of the campaign's JSON: changes when a key changes its meaning or goes.
pub const SCHEMA: &str = "aliquot.bolus/1";

/// The campaign in numbers.
pub fn summary(figures: &[Figures]) -> Value {
    json!({
        "schema": SCHEMA,
        "in_silico": true,
        "kinds": figures.iter().map(of_kind).collect::<Vec<_>>(),
    })
}

fn of_kind(figures: &Figures) -> Value {
    #[expect(clippy::cast_precision_loss, reason = "a dose's millionths of a unit fit an f64 exactly")]
    let dose_units = figures.kind.dose.as_micro_units() as f64 / 1e6;
    json!({
        "embodiment": figures.embodiment.name(),
        "situation": figures.kind.situation.name(),
        "dose_units": dose_units,
        "seeds": figures.seeds,
        "failed": figures.failed,
        "full": figures.full.map(|full| json!({
            "errors": errors(&full.errors),
            "bin_edges_percent": BIN_EDGES_PERCENT,
            "bins": full.bins,
        })),
        "pump_units_without_one_beyond": figures.units_within,
        "cut_delivered_less_reported_ul": Spread::of(&figures.cut).map(|cut| spread(&cut)),
        "not_taken": figures.not_taken,
        "alarms": alarms(&figures.alarms),
        "violations": violations(&figures.violations),
    })
}
