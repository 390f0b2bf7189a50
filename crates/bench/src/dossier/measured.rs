//! Measures what there is no document of.

use super::documents::Documents;
use crate::gates::{self, Scope};
use crate::request::{Refused, Units};
use crate::scenario::Embodiment;
use crate::swarm::{self, Swarm};

/// What is measured for a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Which pump units.
    pub units: Units,
    /// Of which embodiments.
    pub embodiments: Vec<Embodiment>,
    /// How much of each campaign.
    pub scope: Scope,
    /// How many cases of the swarm, from seed 1 on.
    pub cases: u64,
}

/// The most hours of a case's first phase.
const SWARM_HOURS: u32 = 8;
/// Share of the time that the bench takes.
const BENCH: f64 = 0.9;

/// Makes the campaigns of which there is no document yet, on every core; gives their documents by name. `progress` is
/// told the share that is done.
///
/// # Errors
/// See [`gates::measure`].
///
/// # Panics
/// Never: what campaigns tell is of known schemas.
pub fn measure(
    plan: &Plan,
    documents: &mut Documents,
    progress: &mut dyn FnMut(f64),
) -> Result<Vec<(&'static str, String)>, Refused> {
    let mut made = Vec::new();
    if documents.of(gates::SCHEMA).is_empty() {
        let mut told = |share| progress(BENCH * share);
        let measured = gates::measure(plan.units, &plan.embodiments, plan.scope, &mut told)?;
        made.push(("gates.json", gates::summary(&gates::tables(&measured), &measured, plan.units)));
    }
    if documents.of(swarm::SCHEMA).is_empty() && plan.cases > 0 {
        let seeds: Vec<u64> = (1..=plan.cases).collect();
        let mut told = |share| progress(BENCH + (1.0 - BENCH) * share);
        let tally = Swarm::new(SWARM_HOURS).run(&seeds, &mut told);
        made.push(("swarm.json", tally.to_json()));
    }
    for (_, document) in &made {
        documents.add(document.clone()).expect("its schema is known");
    }
    Ok(made.into_iter().map(|(name, document)| (name, format!("{document}\n"))).collect())
}
