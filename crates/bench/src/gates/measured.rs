//! What the gates judge: figures of the four campaigns.

use super::Evidence;
use crate::request::{Refused, Units};
use crate::scenario::Embodiment;
use crate::{accuracy, bolus, climate, occlusion};
use serde_json::Value;
use units::{Dose, DoseRate};

/// How long basal is weighed, h.
pub(super) const HOURS: u32 = 72;
/// How many boluses of a size each pump unit gives.
const CONSECUTIVE: u32 = 25;

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// What the gates ask for.
    Gates,
    /// That, and the whole series of every campaign.
    Series,
}

/// Figures of the campaigns, each of every embodiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Basal, a rate after the other.
    pub basal: Vec<accuracy::Figures>,
    /// Boluses.
    pub boluses: Vec<bolus::Figures>,
    /// Blocked sets.
    pub blocked: Vec<occlusion::Figures>,
    /// Surroundings.
    pub exposed: Vec<climate::Figures>,
}

/// Measures on every core; `progress` is told the share that is done.
///
/// # Errors
/// Never, as long as the rates and doses that stand here can be tested.
pub fn measure(
    units: Units,
    embodiments: &[Embodiment],
    scope: Scope,
    progress: &mut dyn FnMut(f64),
) -> Result<Measured, Refused> {
    let (rates, boluses, blocked, exposed) = match scope {
        Scope::Gates => (
            &["1 U/h", "0.1 U/h"][..],
            bolus::Plan::of_gates(CONSECUTIVE, units),
            occlusion::Plan::of_gates(units),
            climate::Plan::of_gates(units),
        ),
        Scope::Series => (
            &["1 U/h", "0.1 U/h", "0.05 U/h"][..],
            bolus::Plan::new(None, None, CONSECUTIVE, units)?,
            occlusion::Plan::new(&[], &[], None, units)?,
            climate::Plan::new(None, units),
        ),
    };
    // Parts of the whole, by about how long they take.
    let mut part = |from: f64, to: f64, share: f64| progress(from + (to - from) * share);
    let mut basal = Vec::new();
    let mut from = 0.0;
    for rate in rates {
        let plan = accuracy::Plan::new(rate, HOURS, units)?;
        let to = from + 0.5 * (0.5 - from);
        let measured = accuracy::run(&plan, embodiments, &mut |share| part(from, to, share));
        basal.extend(measured.iter().map(accuracy::Figures::of));
        from = to;
    }
    let boluses = bolus::figures(&bolus::run(&boluses, embodiments, &mut |share| part(0.5, 0.65, share)));
    let blocked = occlusion::figures(&occlusion::run(&blocked, embodiments, &mut |share| part(0.65, 0.8, share)));
    let exposed = climate::figures(&climate::run(&exposed, embodiments, &mut |share| part(0.8, 1.0, share)));
    Ok(Measured { basal, boluses, blocked, exposed })
}

impl Measured {
    /// What there is of each embodiment for the gates; of one that lacks a rate or a bolus, nothing.
    pub(super) fn evidence(&self) -> Vec<Evidence> {
        Embodiment::ALL.into_iter().filter_map(|embodiment| self.evidence_of(embodiment)).collect()
    }

    fn evidence_of(&self, of: Embodiment) -> Option<Evidence> {
        let basal = |thousandths: i64| {
            let rate = DoseRate::from_micro_units_per_h(1_000 * thousandths);
            self.basal.iter().find(|figures| figures.embodiment == of && figures.plan.rate() == rate).cloned()
        };
        let bolus = |thousandths: i64| {
            let dose = Dose::from_micro_units(1_000 * thousandths);
            let kind = bolus::Kind { situation: bolus::Situation::Consecutive, dose };
            self.boluses.iter().find(|figures| figures.embodiment == of && figures.kind == kind).cloned()
        };
        let shut = |figures: &&occlusion::Figures| {
            figures.kind.embodiment == of && figures.kind.course == occlusion::COURSES[0]
        };
        Some(Evidence {
            basal: basal(1_000)?,
            low_basal: basal(100)?,
            least_bolus: bolus(50)?,
            bolus: bolus(1_000)?,
            blocked: self.blocked.iter().filter(shut).cloned().collect(),
            exposed: self.exposed.iter().filter(|figures| figures.kind.embodiment == of).cloned().collect(),
        })
    }

    /// Each campaign in numbers, as its own command tells it.
    pub fn documents(&self) -> [Value; 4] {
        [
            accuracy::summary(&self.basal),
            bolus::summary(&self.boluses),
            occlusion::summary(&self.blocked),
            climate::summary(&self.exposed),
        ]
    }
}
