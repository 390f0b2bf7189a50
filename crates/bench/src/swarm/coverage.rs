//! What cases met, counted, and what none has met.
//!
//! A key is `group/name`. What can be met is listed beside, so that blind spots show; of transitions nothing says which
//! there can be.

use super::upsets::UPSETS;
use super::watch::EXERCISED;
use crate::recorder::phase_name;
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
const REASONS: [&str; 26] = [
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
];

/// Every doing of a person, as [`deed`] names it.
const DEEDS: [&str; 13] = [
    "bolus",
    "temp_basal",
    "cancel_temp_basal",
    "cancel_bolus",
    "profile",
    "suspend",
    "stop",
    "site",
    "set_clock",
    "resume",
    "confirm",
    "snooze",
    "cancel_bolus_of",
];

/// Everything that can be met, as far as a list says so.
fn possible() -> BTreeSet<String> {
    let groups: [(&str, Vec<&str>); 7] = [
        ("phase", PHASES.map(phase_name).to_vec()),
        ("alarm", ALARMS.map(|spec| spec.name).to_vec()),
        ("fault", FAULTS.map(|spec| spec.name).to_vec()),
        ("refused", REASONS.to_vec()),
        ("accepted", DEEDS.to_vec()),
        ("upset", UPSETS.map(|(name, _)| name).to_vec()),
        ("oracle", EXERCISED.to_vec()),
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
        Action::Site(_) => "site",
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
