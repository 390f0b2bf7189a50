//! What cases met, counted, and what none has met.
//!
//! A key is `group/name`. What can be met is listed beside, so that blind spots show; of transitions nothing says which
//! there can be.

use super::account::ACCOUNT;
use super::aim::AIM;
use super::conduct::CONDUCT;
use super::leak::LEAK;
use super::orders::ORDERS;
use super::upsets::UPSETS;
use super::watch::EXERCISED;
use crate::inspect;
use crate::recorder::{phase_name, site_words};
use crate::scenario::Action;
use controller::{ALARMS, Phase, Rejected};
use std::collections::{BTreeMap, BTreeSet};
use twin::FAULTS;

/// How often each thing was met.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage(BTreeMap<String, u64>);

impl Coverage {
    /// Counts one thing so many times.
    pub(super) fn count(&mut self, group: &str, name: &str, times: u64) {
        if times > 0 {
            *self.0.entry(format!("{group}/{name}")).or_default() += times;
        }
    }

    /// Adds what another met.
    pub(super) fn add(&mut self, other: &Self) {
        for (key, times) in &other.0 {
            *self.0.entry(key.clone()).or_default() += times;
        }
    }

    /// What was met, by group and name, with how often.
    pub fn met(&self) -> impl Iterator<Item = (&str, &str, u64)> {
        self.0.iter().filter_map(|(key, times)| key.split_once('/').map(|(group, name)| (group, name, *times)))
    }

    /// What can be met and was not, as keys.
    pub fn never_met(&self) -> Vec<String> {
        possible().into_iter().filter(|key| !self.0.contains_key(key)).collect()
    }

    /// As keys and counts.
    pub(super) fn entries(&self) -> &BTreeMap<String, u64> {
        &self.0
    }
}

impl FromIterator<(String, u64)> for Coverage {
    fn from_iter<I: IntoIterator<Item = (String, u64)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

const PHASES: [Phase; 16] = [
    Phase::Idle,
    Phase::Commit,
    Phase::Seal,
    Phase::Baseline,
    Phase::Open,
    Phase::Preheat,
    Phase::Advance,
    Phase::Settle,
    Phase::Dispense,
    Phase::Relieve,
    Phase::Close,
    Phase::Measure,
    Phase::Press,
    Phase::Release,
    Phase::Refill,
    Phase::Sealed,
];

/// Every reason for a refusal, as [`reason`] names it.
const REASONS: [&str; 27] = [
    "bolus_out_of_range",
    "rate_out_of_range",
    "percent_out_of_range",
    "duration_out_of_range",
    "bolus_time_out_of_range",
    "dose_limit",
    "unknown_bolus",
    "unknown_template",
    "template_in_force",
    "stale",
    "expired",
    "id_reused",
    "not_running",
    "travel_out_of_range",
    "out_of_order",
    "nothing_to_confirm",
    "nothing_to_snooze",
    "too_many_boluses",
    "not_assembled",
    "step_done",
    "set_refused",
    "halves_locked",
    "on_body",
    "fill_out_of_range",
    "stroke_under_way",
    "stopped_repeatedly",
    "level_out_of_range",
];

/// Every doing of a person, as [`deed`] names it.
const DEEDS: [&str; 18] = [
    "bolus",
    "temp_basal",
    "cancel_temp_basal",
    "cancel_bolus",
    "profile",
    "suspend",
    "stop",
    "new_disposable",
    "prime_tubing",
    "insert",
    "prime_cannula",
    "reset_counters",
    "remind_reservoir",
    "set_clock",
    "resume",
    "confirm",
    "snooze",
    "cancel_bolus_of",
];

/// What hands can do.
const BY_HAND: [&str; 7] = ["detach", "attach", "open", "close", "new_disposable", "new_set", "insert"];

/// The predicate that each oracle asks, as the table of requirements names it.
const PREDICATES: [(&str, &str); 9] = [
    ("conservation", "conserves_liquid"),
    ("valve_interlock", "keeps_reservoir_and_patient_apart"),
    ("ledger_bound", "accounts_for_what_was_delivered"),
    ("ledger_sum", "balances"),
    ("bolus_within_dose", "keeps_bolus_within_its_dose"),
    ("annunciated", "reaches_the_wearer"),
    ("alarms_shown", "shown_by"),
    ("power_added", "adds_no_power"),
    ("valves_in_order", "powers_the_first_valve_first"),
];

impl Coverage {
    /// Counts each requirement that has a predicate as often as that could have failed; one that the standing oracles
    /// judge together as often as it had occasion.
    pub(super) fn count_requirements(&mut self, occasions: &BTreeMap<&'static str, u64>) {
        for (id, judges) in inspect::judged() {
            let asked = PREDICATES.iter().filter(|(_, predicate)| judges.iter().any(|judge| judge == predicate));
            let could_fail = asked.filter_map(|(oracle, _)| self.0.get(&format!("oracle/{oracle}"))).sum();
            let had_occasion = occasions.get(id).copied().unwrap_or(0);
            self.count("requirement", id, could_fail);
            self.count("requirement", id, had_occasion);
        }
    }
}

/// Everything that can be met, as far as a list says so.
fn possible() -> BTreeSet<String> {
    let groups: [(&str, Vec<&str>); 9] = [
        ("phase", PHASES.map(phase_name).to_vec()),
        ("alarm", ALARMS.map(|spec| spec.name).to_vec()),
        ("fault", FAULTS.map(|spec| spec.name).to_vec()),
        ("refused", REASONS.to_vec()),
        ("accepted", DEEDS.to_vec()),
        ("upset", UPSETS.map(|(name, _)| name).to_vec()),
        ("oracle", EXERCISED.into_iter().chain(CONDUCT).chain(ACCOUNT).chain(ORDERS).chain([AIM, LEAK]).collect()),
        ("by_hand", BY_HAND.to_vec()),
        ("requirement", inspect::judged().map(|(id, _)| id).collect()),
    ];
    groups.into_iter().flat_map(|(group, names)| names.into_iter().map(move |name| format!("{group}/{name}"))).collect()
}

/// Why a command was refused, in a word.
pub(super) fn reason(rejected: Rejected) -> &'static str {
    match rejected {
        Rejected::BolusOutOfRange { .. } => "bolus_out_of_range",
        Rejected::RateOutOfRange { .. } => "rate_out_of_range",
        Rejected::PercentOutOfRange { .. } => "percent_out_of_range",
        Rejected::DurationOutOfRange { .. } => "duration_out_of_range",
        Rejected::BolusTimeOutOfRange { .. } => "bolus_time_out_of_range",
        Rejected::DoseLimit { .. } => "dose_limit",
        Rejected::UnknownBolus { .. } => "unknown_bolus",
        Rejected::UnknownTemplate { .. } => "unknown_template",
        Rejected::TemplateInForce { .. } => "template_in_force",
        Rejected::NotAssembled { .. } => "not_assembled",
        Rejected::StepDone { .. } => "step_done",
        Rejected::SetRefused { .. } => "set_refused",
        Rejected::HalvesLocked => "halves_locked",
        Rejected::OnBody => "on_body",
        Rejected::FillOutOfRange { .. } => "fill_out_of_range",
        Rejected::LevelOutOfRange { .. } => "level_out_of_range",
        Rejected::StoppedRepeatedly => "stopped_repeatedly",
        Rejected::StrokeUnderWay => "stroke_under_way",
        Rejected::Stale { .. } => "stale",
        Rejected::Expired => "expired",
        Rejected::IdReused => "id_reused",
        Rejected::NotRunning { .. } => "not_running",
        Rejected::TravelOutOfRange { .. } => "travel_out_of_range",
        Rejected::OutOfOrder => "out_of_order",
        Rejected::NothingToConfirm { .. } => "nothing_to_confirm",
        Rejected::NothingToSnooze { .. } => "nothing_to_snooze",
        Rejected::TooManyBoluses => "too_many_boluses",
    }
}

/// What a person did, in a word.
pub(super) fn deed(action: Action) -> &'static str {
    match action {
        Action::Bolus(_) => "bolus",
        Action::TempBasal { .. } => "temp_basal",
        Action::CancelTempBasal => "cancel_temp_basal",
        Action::CancelBolus => "cancel_bolus",
        Action::CancelBolusOf(_) => "cancel_bolus_of",
        Action::Profile(_) => "profile",
        Action::Suspend | Action::SuspendFor(_) => "suspend",
        Action::Stop => "stop",
        Action::Site(step) => site_words(step).0,
        Action::SetClock(_) => "set_clock",
        Action::RemindReservoir(_) => "remind_reservoir",
        Action::Resume => "resume",
        Action::Confirm(_) => "confirm",
        Action::Snooze(_) => "snooze",
        Action::PowerCut { .. } => "power_cut",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requirement_is_met_when_its_predicate_could_have_failed_or_it_had_occasion() {
        let mut coverage = Coverage::default();
        coverage.count("oracle", "conservation", 3);
        coverage.count_requirements(&[("REQ-JRN-2", 2), ("nothing", 1)].into());
        let met: Vec<_> = coverage.met().filter(|(group, _, _)| *group == "requirement").collect();
        assert_eq!(met, [("requirement", "REQ-JRN-2", 2), ("requirement", "REQ-TWIN-1", 3)]);
        let never = coverage.never_met();
        assert!(never.contains(&"requirement/REQ-VALVE-1".to_owned()));
        assert!(!never.contains(&"requirement/REQ-TWIN-1".to_owned()));
    }

    #[test]
    fn what_was_not_met_is_told_and_what_was_is_added_up() {
        let mut coverage = Coverage::default();
        assert_eq!(coverage.never_met().len(), possible().len());
        coverage.count("phase", "idle", 2);
        coverage.count("phase", "open", 0);
        let mut sum = coverage.clone();
        sum.add(&coverage);
        assert_eq!(sum.met().collect::<Vec<_>>(), [("phase", "idle", 4)]);
        let never = sum.never_met();
        assert!(never.contains(&"phase/open".to_owned()) && !never.contains(&"phase/idle".to_owned()));
    }
}
