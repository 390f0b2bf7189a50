//! What came of cases, added up; and the file from which a swarm goes on.

use super::coverage::Coverage;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Version of the file and of `--json`: changes when a key changes its meaning or goes.
pub const SCHEMA: &str = "aliquot.swarm/1";

/// What kind of finding it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An oracle did not hold.
    Violation,
    /// An oracle did not hold, for a reason that is known.
    Known,
    /// The program panicked.
    Panic,
    /// The run could not be made: the factory rejects such a pump unit.
    NotRun,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Violation, Self::Known, Self::Panic, Self::NotRun];

    /// Its name in records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Violation => "violation",
            Self::Known => "known",
            Self::Panic => "panic",
            Self::NotRun => "not_run",
        }
    }
}

/// Something that a case found.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The case.
    pub seed: u64,
    /// What it is.
    pub kind: Kind,
    /// Which oracle, or what else.
    pub oracle: String,
    /// When, s.
    pub at_s: f64,
    /// What was found, in a line.
    pub detail: String,
    /// Why it is known; empty if it is not.
    pub reason: String,
    /// What was drawn, in a line.
    pub options: String,
}

/// What came of many cases.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tally {
    /// The most hours of a case's first phase.
    pub hours: u32,
    /// Cases that are done.
    pub seeds: BTreeSet<u64>,
    /// Simulated time, s.
    pub simulated_s: u64,
    /// In the order of seeds.
    pub findings: Vec<Finding>,
    /// Why delivery did not run after healing, and how often.
    pub excused: BTreeMap<String, u64>,
    /// What was met.
    pub coverage: Coverage,
}

impl Tally {
    /// None yet.
    pub fn new(hours: u32) -> Self {
        Self { hours, ..Self::default() }
    }

    /// Adds what another has.
    pub fn add(&mut self, other: Self) {
        self.seeds.extend(other.seeds);
        self.simulated_s += other.simulated_s;
        self.findings.extend(other.findings);
        self.findings.sort_by_key(|finding| finding.seed);
        for (reason, times) in other.excused {
            *self.excused.entry(reason).or_default() += times;
        }
        self.coverage.add(&other.coverage);
    }

    /// The findings of one kind.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.kind == kind)
    }

    /// Everything, as `--json` and the file of `--resume` have it.
    pub fn to_json(&self) -> Value {
        let findings: Vec<Value> = self.findings.iter().map(finding_json).collect();
        json!({
            "schema": SCHEMA,
            "in_silico": true,
            "version": env!("CARGO_PKG_VERSION"),
            "hours": self.hours,
            "seeds": self.seeds,
            "simulated_s": self.simulated_s,
            "findings": findings,
            "excused": self.excused,
            "coverage": self.coverage.entries(),
            "never_met": self.coverage.never_met(),
        })
    }

    /// What [`Tally::to_json`] wrote.
    ///
    /// # Errors
    /// What is wrong with it, in a line: it is no such file, of another version, or of cases of other hours.
    pub fn from_json(text: &str, hours: u32) -> Result<Self, String> {
        let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        for (key, allowed) in
            [("schema", json!(SCHEMA)), ("version", json!(env!("CARGO_PKG_VERSION"))), ("hours", json!(hours))]
        {
            if value[key] != allowed {
                return Err(format!("{key}: found {}; allowed: {allowed}", value[key]));
            }
        }
        let missing = |key: &str| format!("{key}: missing, or not as it was written");
        let list = |key: &str| value[key].as_array().ok_or_else(|| missing(key));
        let counts = |key: &str| -> Option<BTreeMap<String, u64>> {
            value[key].as_object()?.iter().map(|(name, times)| Some((name.clone(), times.as_u64()?))).collect()
        };
        let seeds: Option<BTreeSet<u64>> = list("seeds")?.iter().map(Value::as_u64).collect();
        let findings: Option<Vec<Finding>> = list("findings")?.iter().map(read_finding).collect();
        Ok(Self {
            hours,
            seeds: seeds.ok_or_else(|| missing("seeds"))?,
            simulated_s: value["simulated_s"].as_u64().ok_or_else(|| missing("simulated_s"))?,
            findings: findings.ok_or_else(|| missing("findings"))?,
            excused: counts("excused").ok_or_else(|| missing("excused"))?,
            coverage: counts("coverage").ok_or_else(|| missing("coverage"))?.into_iter().collect(),
        })
    }
}

fn finding_json(finding: &Finding) -> Value {
    json!({
        "seed": finding.seed,
        "kind": finding.kind.name(),
        "oracle": finding.oracle,
        "at_s": finding.at_s,
        "detail": finding.detail,
        "reason": finding.reason,
        "options": finding.options,
    })
}

fn read_finding(value: &Value) -> Option<Finding> {
    let text = |key: &str| value[key].as_str().map(str::to_owned);
    let kind = text("kind")?;
    Some(Finding {
        seed: value["seed"].as_u64()?,
        kind: Kind::ALL.into_iter().find(|known| known.name() == kind)?,
        oracle: text("oracle")?,
        at_s: value["at_s"].as_f64()?,
        detail: text("detail")?,
        reason: text("reason")?,
        options: text("options")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swarm_goes_on_from_what_it_wrote_and_from_nothing_else() {
        let mut tally = Tally { seeds: [1, 2, 5].into(), simulated_s: 7, ..Tally::new(3) };
        tally.coverage.count("phase", "idle", 2);
        tally.excused.insert("because".to_owned(), 1);
        tally.findings.push(Finding {
            seed: 5,
            kind: Kind::Known,
            oracle: "ledger_bound".to_owned(),
            at_s: 1.5,
            detail: "\"quoted\"".to_owned(),
            reason: "it is".to_owned(),
            options: String::new(),
        });
        let text = tally.to_json().to_string();
        assert_eq!(Tally::from_json(&text, 3), Ok(tally));
        assert_eq!(Tally::from_json(&text, 4).unwrap_err(), "hours: found 3; allowed: 4");
        assert!(Tally::from_json("{}", 3).unwrap_err().starts_with("schema: found null"));
        assert!(Tally::from_json("", 3).is_err());
        let broken = text.replace("\"simulated_s\":7", "\"simulated_s\":-7");
        assert_eq!(Tally::from_json(&broken, 3).unwrap_err(), "simulated_s: missing, or not as it was written");
    }
}
