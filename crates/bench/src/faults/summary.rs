//! The matrix in numbers.

use super::{Cell, HARMLESS_UL, ITEMS, Item, Row, Trial, Verdict, reason, worst};
use crate::accuracy::spread;
use crate::request::Units;
use serde_json::{Value, json};

/// Version of the campaign's JSON: changes when a key changes its meaning or goes.
pub const SCHEMA: &str = "aliquot.faults/1";

/// Single faults and pairs in numbers.
pub fn summary(units: Units, singles: &[Cell], pairs: &[Cell]) -> Value {
    json!({
        "schema": SCHEMA,
        "in_silico": true,
        "first_seed": units.first,
        "units": units.count,
        "harmless_ul": HARMLESS_UL,
        "worst_over_single": most(singles, |trial| trial.judged.over_ul),
        "worst_missed_single": most(singles, |trial| trial.judged.missed_ul),
        "worst_over_pair": most(pairs, |trial| trial.judged.over_ul),
        "worst_missed_pair": most(pairs, |trial| trial.judged.missed_ul),
        "catalogue": ITEMS.iter().map(item).collect::<Vec<_>>(),
        "singles": singles.iter().map(cell).collect::<Vec<_>>(),
        "pairs": pairs.iter().map(cell).collect::<Vec<_>>(),
    })
}

fn most(cells: &[Cell], value: fn(&Trial) -> f64) -> Option<Value> {
    let found = worst(cells, |_| true, value)?;
    Some(json!({
        "fault": found.cell.row.name(),
        "embodiment": found.cell.embodiment.name(),
        "trial": trial(found.trial),
    }))
}

fn item(item: &Item) -> Value {
    let rows: Vec<String> = Row::all().iter().filter(|row| row.items().contains(&item.number)).map(Row::name).collect();
    json!({ "id": item.id(), "what": item.what, "rows": rows, "beside": item.beside })
}

fn cell(cell: &Cell) -> Value {
    json!({
        "fault": cell.row.name(),
        "what": cell.row.what(),
        "items": cell.row.items(),
        "embodiment": cell.embodiment.name(),
        "told": cell.told(),
        "harmless": cell.harmless(),
        "unnoticed": cell.unnoticed(),
        "by": cell.by().iter().map(|(name, times)| json!({ "annunciation": name, "trials": times })).collect::<Vec<_>>(),
        "after_s": cell.after_s().as_ref().map(spread),
        "over_ul": cell.over_ul(),
        "missed_ul": cell.missed_ul(),
        "reason": reason(&cell.row, cell.embodiment),
        "failed": cell.failed,
        "trials": cell.trials.iter().map(trial).collect::<Vec<_>>(),
    })
}

fn trial(trial: &Trial) -> Value {
    let (verdict, by, after_s) = match trial.judged.verdict {
        Verdict::Told { by, after_s } => ("told", Some(by), Some(after_s)),
        Verdict::Harmless => ("harmless", None, None),
        Verdict::Unnoticed => ("unnoticed", None, None),
    };
    json!({
        "course": trial.course,
        "seed": trial.seed,
        "verdict": verdict,
        "by": by,
        "after_s": after_s,
        "over_ul": trial.judged.over_ul,
        "missed_ul": trial.judged.missed_ul,
        "violations": trial.violations.iter().map(|violation| violation.oracle).collect::<Vec<_>>(),
    })
}
