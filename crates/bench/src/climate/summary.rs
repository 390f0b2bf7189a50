//! A campaign of surroundings in numbers.

use super::{Figures, LegFigures};
use crate::accuracy::{alarms, spread, violations};
use crate::analysis::Spread;
use serde_json::{Value, json};

/// Version of the campaign's JSON: changes when a key changes its meaning or goes.
pub const SCHEMA: &str = "aliquot.climate/1";

/// The campaign in numbers.
pub fn summary(figures: &[Figures]) -> Value {
    json!({
        "schema": SCHEMA,
        "in_silico": true,
        "exposures": figures.iter().map(of_kind).collect::<Vec<_>>(),
    })
}

fn of_kind(figures: &Figures) -> Value {
    json!({
        "embodiment": figures.kind.embodiment.name(),
        "condition": figures.kind.condition.name,
        "suspended": figures.kind.suspended,
        "seeds": figures.seeds,
        "failed": figures.failed,
        "legs": figures.legs.iter().map(leg).collect::<Vec<_>>(),
        "lowest_ul": value(figures.low_ul),
        "highest_ul": value(figures.high_ul),
        "alarms": alarms(&figures.alarms),
        "violations": violations(&figures.violations),
    })
}

fn leg(leg: &LegFigures) -> Value {
    json!({
        "name": leg.name,
        "beside_laboratory_ul": value(leg.beside_ul),
        "beside_laboratory_percent": value(leg.beside_percent),
        "error_percent": value(leg.error_percent),
        "delivered_less_accounted_ul": value(leg.unaccounted_ul),
    })
}

fn value(of: Option<Spread>) -> Option<Value> {
    of.map(|of| spread(&of))
}
