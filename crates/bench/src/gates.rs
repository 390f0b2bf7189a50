//! `aliquot bench gates`: what was asked of the device's accuracy, and what was reached, row by row.
//!
//! A gate is a row of a table (`table`): what is measured, what is asked, and how evidence is judged. Evidence is what the
//! campaigns `accuracy`, `bolus`, `occlusion` and `climate` found (`measured`). Why a row is missed, where that is known, is a
//! row of another table (`cause`).

mod cause;
mod measured;
mod reliability;
#[cfg(test)]
pub(crate) mod synthetic;
mod table;

pub use measured::{Measured, Scope, measure};
pub use table::GATES;

use crate::raised::{self, Raised};
use crate::request::Units;
use crate::scenario::Embodiment;
use crate::{accuracy, bolus, climate, occlusion};
use serde_json::{Value, json};

/// Version of the table's JSON: changes when a key changes its meaning or goes.
pub const SCHEMA: &str = "aliquot.gates/1";

/// What was measured of one embodiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Basal of 1 U/h.
    pub basal: accuracy::Figures,
    /// Basal of 0.1 U/h.
    pub low_basal: accuracy::Figures,
    /// Boluses of 0.05 U.
    pub least_bolus: bolus::Figures,
    /// Boluses of 1 U.
    pub bolus: bolus::Figures,
    /// Blocked sets.
    pub blocked: Vec<occlusion::Figures>,
    /// Surroundings.
    pub exposed: Vec<climate::Figures>,
}

/// One row of the table, before anything is measured.
#[derive(Debug, Clone, Copy)]
pub struct Gate {
    /// Its number.
    pub id: &'static str,
    /// What is measured.
    pub what: &'static str,
    /// What is asked.
    pub asked: &'static str,
    /// What the evidence says; nothing if it says nothing.
    judge: fn(&Evidence) -> Option<Found>,
}

/// What evidence says of a gate.
#[derive(Debug, Clone, PartialEq)]
struct Found {
    reached: String,
    verdict: Verdict,
    shown: String,
}

/// Whether a gate is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    Met,
    /// It is not.
    Missed,
    /// Nothing is asked: the figure is told.
    Told,
    /// There is no evidence.
    Open,
}

/// One row of the table, judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its number.
    pub id: &'static str,
    /// What is measured.
    pub what: &'static str,
    /// What is asked.
    pub asked: &'static str,
    /// What was reached.
    pub reached: String,
    /// Whether that is enough.
    pub verdict: Verdict,
    /// How far the figure can be relied on.
    pub shown: String,
    /// Why it is missed, if it is and that is known.
    pub cause: Option<&'static str>,
}

/// The table of one embodiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Which embodiment.
    pub embodiment: Embodiment,
    /// The rows, in the order of [`GATES`].
    pub rows: Vec<Row>,
    /// Pump units that could not be run.
    pub failed: usize,
    /// Alarms that were raised while basal and boluses were weighed.
    pub alarms: Vec<Raised>,
    /// Standing oracles that did not hold.
    pub violations: usize,
}

impl Verdict {
    /// As a word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "MISSED",
            Self::Told => "told",
            Self::Open => "open",
        }
    }
}

/// Judges what was measured, an embodiment a table.
pub fn tables(measured: &Measured) -> Vec<Table> {
    measured.evidence().iter().map(table).collect()
}

/// Judges evidence.
fn table(evidence: &Evidence) -> Table {
    let Evidence { basal, low_basal, least_bolus, bolus, blocked, exposed } = evidence;
    let row = |gate: &Gate| {
        let nothing =
            || Found { reached: "nothing was measured".to_owned(), verdict: Verdict::Open, shown: String::new() };
        let Found { reached, verdict, shown } = (gate.judge)(evidence).unwrap_or_else(nothing);
        let cause = if verdict == Verdict::Missed { cause::of(gate, evidence) } else { None };
        Row { id: gate.id, what: gate.what, asked: gate.asked, reached, verdict, shown, cause }
    };
    let all = |basals: fn(&accuracy::Figures) -> usize, boluses: fn(&bolus::Figures) -> usize| {
        basals(basal) + basals(low_basal) + boluses(least_bolus) + boluses(bolus)
    };
    let others = |blockages: fn(&occlusion::Figures) -> usize, exposures: fn(&climate::Figures) -> usize| {
        blocked.iter().map(blockages).sum::<usize>() + exposed.iter().map(exposures).sum::<usize>()
    };
    // A blocked set's alarm is what is asked for, and no finding.
    let alarms = [&basal.alarms[..], &low_basal.alarms, &least_bolus.alarms, &bolus.alarms].concat();
    Table {
        embodiment: basal.embodiment,
        rows: GATES.iter().map(row).collect(),
        failed: all(|figures| figures.failed.len(), |figures| figures.failed.len())
            + others(|figures| figures.failed.len(), |figures| figures.failed.len()),
        alarms: raised::by_name(&alarms),
        violations: all(|figures| figures.violations.len(), |figures| figures.violations.len())
            + others(|figures| figures.violations.len(), |figures| figures.violations.len()),
    }
}

/// The tables in numbers and words, and the figures that were judged as the campaigns tell them.
pub fn summary(tables: &[Table], measured: &Measured, units: Units) -> Value {
    let row = |row: &Row| {
        json!({
            "id": row.id,
            "what": row.what,
            "asked": row.asked,
            "reached": row.reached,
            "verdict": row.verdict.name(),
            "shown": row.shown,
            "cause": row.cause,
        })
    };
    let table = |table: &Table| {
        json!({
            "embodiment": table.embodiment.name(),
            "pump_units": units.count,
            "rows": table.rows.iter().map(row).collect::<Vec<_>>(),
            "failed": table.failed,
            "alarms": table.alarms.iter().map(Raised::summary).collect::<Vec<_>>(),
            "violations": table.violations,
        })
    };
    json!({
        "schema": SCHEMA,
        "in_silico": true,
        "first_seed": units.first,
        "units": units.count,
        "tables": tables.iter().map(table).collect::<Vec<_>>(),
        "evidence": measured.documents(),
    })
}

#[cfg(test)]
mod tests {
    use super::synthetic::{BLOCKED, UNITS, blocked, evidence, exposed, measured};
    use super::*;
    use crate::analysis::synthetic::{pulses, steady, weighing};

    /// The gates that are missed, by number and order, but for A14: one pump unit is too few for it in any case.
    fn missed(evidence: &Evidence) -> Vec<String> {
        let rows = table(evidence).rows;
        assert_eq!(rows.len(), GATES.len());
        let missed = rows.iter().filter(|row| row.verdict == Verdict::Missed);
        let named = missed.map(|row| format!("{} {}", row.id, row.asked));
        named.filter(|name| !name.starts_with("A14 ")).collect()
    }

    /// The rows of A14.
    fn reliability(evidence: &Evidence) -> [Row; 3] {
        let rows = table(evidence).rows.into_iter().filter(|row| row.id == "A14");
        rows.collect::<Vec<Row>>().try_into().expect("A14 has three rows")
    }

    /// 25 of 25 boluses show the root of one in twenty, 72 of 72 windows more.
    #[test]
    fn what_is_shown_is_that_of_the_claim_that_was_tried_least() {
        let [counted, total, blocked] = reliability(&evidence(weighing(10.0, 72.0, steady(10.0)), 1.0));
        // Two sets that were shut, and both noticed: p^2 = 0.05.
        assert_eq!((counted.verdict, &*counted.reached), (Verdict::Missed, "22.36 %"));
        assert!(counted.shown.starts_with("A9: 2 of 2") && counted.cause.is_some(), "{counted:?}");
        assert_eq!([total.verdict, blocked.verdict], [Verdict::Open; 2], "one pump unit has no scatter");
        let mut many = evidence(weighing(10.0, 72.0, steady(10.0)), 1.0);
        many.blocked.clear();
        let [counted, ..] = reliability(&many);
        assert!(counted.shown.starts_with("A6: 25 of 25"), "{counted:?}");
        let share: f64 = counted.reached.trim_end_matches(" %").parse().unwrap();
        let chance = (0..25).fold(1.0, |product, _| product * share / 100.0);
        assert!((chance - 0.05).abs() < 1e-4, "{share}");
    }

    #[test]
    fn a_miss_says_its_cause_and_the_first_that_shows_counts() {
        let stops = || evidence(weighing(10.0, 72.0, |t_s| steady(10.0)(t_s.min(60.0 * 3600.0))), 1.0);
        let a4 = |evidence: &Evidence| table(evidence).rows.into_iter().find(|row| row.id == "A4").unwrap();
        assert_eq!(a4(&stops()).cause, None, "nothing is known of a pump that just stops");
        let mut empty = stops();
        let alarm = crate::record::AlarmRow {
            at_s: 216_000.0,
            annunciation: "battery_empty",
            priority: "high",
            text: "",
            acknowledged_s: None,
            ended_s: None,
        };
        empty.basal.alarms.push((1, alarm));
        assert!(a4(&empty).cause.unwrap().contains("batter"));
        let met = table(&evidence(weighing(10.0, 72.0, steady(10.0)), 1.0));
        assert!(met.rows.iter().all(|row| row.verdict == Verdict::Missed || row.cause.is_none()));
    }

    /// What is judged is what the campaigns tell, of each embodiment its own.
    #[test]
    fn evidence_is_chosen_from_the_campaigns_by_embodiment_rate_and_dose() {
        let mut measured = measured(evidence(weighing(10.0, 72.0, steady(10.0)), 1.0));
        let mut other = measured.basal[0].clone();
        other.embodiment = Embodiment::Metered;
        measured.basal.insert(0, other);
        let [only] = &tables(&measured)[..] else { panic!("one embodiment has all that is needed") };
        assert_eq!(only.embodiment, Embodiment::Patch);
        let summary = summary(&tables(&measured), &measured, UNITS);
        let schemas: Vec<&str> =
            summary["evidence"].as_array().unwrap().iter().filter_map(|each| each["schema"].as_str()).collect();
        assert_eq!(schemas, [accuracy::SCHEMA, bolus::SCHEMA, occlusion::SCHEMA, climate::SCHEMA]);
    }

    #[test]
    fn an_ideal_pump_meets_every_gate() {
        assert_eq!(missed(&evidence(weighing(10.0, 72.0, steady(10.0)), 1.0)), Vec::<String>::new());
        let in_strokes = weighing(10.0, 72.0, pulses(0.5, 180.0, 90.0));
        assert_eq!(missed(&evidence(in_strokes, 1.0)), Vec::<String>::new());
    }

    #[test]
    fn each_fault_of_a_pump_misses_the_gates_that_ask_for_it() {
        let biased = |percent: f64| evidence(weighing(10.0, 72.0, steady(10.0 + 0.1 * percent)), 1.0 + percent / 100.0);
        assert_eq!(missed(&biased(0.4)), ["A5 at most 1"], "2.9 uL of 720 are six strokes");
        let three = ["A1 at most 1.0 %", "A4 within 0.5 %", "A4 within 0.5 %", "A5 at most 1", "A8 within 1 %"];
        assert_eq!(missed(&biased(3.0)), three);
        assert_eq!(missed(&biased(-26.0)).len(), GATES.len() - 2 - OTHERS - 3, "all but what is only told");
        let stops = weighing(10.0, 72.0, |t_s| steady(10.0)(t_s.min(60.0 * 3600.0)));
        let found = missed(&evidence(stops, 1.0));
        assert_eq!(found, ["A3 all", "A3 at least 95 %", "A4 within 0.5 %", "A4 within 0.5 %", "A5 at most 1"]);
    }

    /// Rows of blocked sets and of surroundings.
    const OTHERS: usize = 10;

    #[test]
    fn each_fault_of_a_blocked_or_exposed_pump_misses_the_gates_that_ask_for_it() {
        let ideal = || evidence(weighing(10.0, 72.0, steady(10.0)), 1.0);
        let with = |therapy, to_alarm_s, missed_ul| {
            let mut evidence = ideal();
            evidence.blocked = BLOCKED.map(|each| blocked(each, Some(60.0), 0.5)).to_vec();
            evidence.blocked[therapy] = blocked(BLOCKED[therapy], to_alarm_s, missed_ul);
            missed(&evidence)
        };
        assert_eq!(with(0, Some(480.0), 1.0), Vec::<String>::new());
        assert_eq!(with(0, Some(481.0), 1.0), ["A9 one dose cycle, 5 min"]);
        assert_eq!(with(1, Some(3000.0), 1.001), ["A9 at most 0.10 U", "A10 at most 0.05 U"]);
        assert_eq!(with(0, None, 30.0).len(), 3, "never noticed");
        let exposed_to = |off_ul| {
            let mut evidence = ideal();
            evidence.exposed = exposed(off_ul);
            missed(&evidence)
        };
        assert_eq!(exposed_to(0.21), ["FI-06 within 0.02 U", "FI-17 within 0.02 U"]);
        let four = ["A12 within 0.05 U", "A12 within 0.05 U", "FI-06 within 0.02 U", "FI-17 within 0.02 U"];
        assert_eq!(exposed_to(-0.55), four, "0.55 uL of 60 are 0.9 %");
        assert_eq!(exposed_to(0.65).len(), 5);
    }

    #[test]
    fn a_gate_without_evidence_is_open() {
        let mut nothing = evidence(weighing(10.0, 72.0, steady(10.0)), 1.0);
        nothing.basal.widths.clear();
        nothing.bolus.full = None;
        nothing.blocked.clear();
        nothing.exposed.clear();
        let rows = table(&nothing).rows;
        let open: Vec<&str> = rows.iter().filter(|row| row.verdict == Verdict::Open).map(|row| row.id).collect();
        assert_eq!(open[..4], ["A1", "A3", "A3", "A7"]);
        assert_eq!(open.len(), 4 + OTHERS + 2, "of A14 the error over 72 h and blocked sets");
    }
}
