//! The sweep in numbers.

use super::{Basal, Figures};
use crate::accuracy::{alarms, errors, spread, violations};
use serde_json::{Value, json};

/// Version of the sweep's JSON: changes when a key changes its meaning or goes.
pub const SCHEMA: &str = "aliquot.sweep/1";

/// The sweep in numbers.
pub fn summary(figures: &[Figures]) -> Value {
    json!({ "schema": SCHEMA, "in_silico": true, "cells": figures.iter().map(of_cell).collect::<Vec<_>>() })
}

fn of_cell(figures: &Figures) -> Value {
    json!({
        "embodiment": figures.cell.embodiment.name(),
        "air_c": figures.cell.air_c,
        "battery": figures.cell.charge.name(),
        "wires": figures.cell.wires.name(),
        "seeds": figures.seeds,
        "failed": figures.failed,
        "bolus_0.05_units": figures.boluses.map(|boluses| errors(&boluses)),
        "basal_0.1_units_per_h": of_basal(&figures.slow),
        "basal_1_unit_per_h": of_basal(&figures.fast),
        "stroke_mah": figures.stroke_mah.map(|stroke| spread(&stroke)),
        "alarms": alarms(&figures.alarms),
        "violations": violations(&figures.violations),
    })
}

fn of_basal(basal: &Basal) -> Value {
    json!({
        "total_percent": basal.total.map(|total| spread(&total)),
        "hours": basal.hours.map(|hours| errors(&hours)),
    })
}
