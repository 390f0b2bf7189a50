//! A real person's pump history becomes a scenario.
//!
//! The history is what Nightscout keeps: a list of *treatments*, of which the boluses, temporary basal rates and
//! pauses are carried over, and a *profile*, of which the basal rates are. Nothing is dropped in silence: what is not
//! carried is listed, each with its reason.
//!
//! The scenario starts at the clock minute of the first treatment that is carried, and ends with the last: when its
//! temporary basal rate does, and no sooner than 5 min after the last bolus.

mod error;
mod json;
mod not_carried;
mod options;
mod profile;
mod record;
mod timeline;
mod treatment;

pub use error::{Document, NightscoutError, ProfileProblem};
pub use not_carried::{NotCarried, Reason};
pub use options::Options;

use crate::scenario::{Embodiment, FILL_DEFAULT, Scenario, TherapyLimits};
use profile::Profile;

/// A history that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// What of it a pump can be asked to do.
    pub scenario: Scenario,
    /// All the rest, in order of time; first what has no time.
    pub not_carried: Vec<NotCarried>,
}

/// Makes a scenario of the treatments in `treatments_json`, an array of records as Nightscout exports them, and of
/// the basal rates in `profile_json`, either of Nightscout (one document or an array of them) or of oref.
///
/// Without a profile the scheduled basal rate is 0 U/h, which is listed.
///
/// # Errors
/// When a document cannot be read at all, when no treatment can be carried, or when what is carried does not fit into
/// a scenario.
pub fn import(
    treatments_json: &str,
    profile_json: Option<&str>,
    options: &Options,
) -> Result<Imported, NightscoutError> {
    options.check()?;
    let records = json::array(treatments_json)?;
    let (timed, mut not_carried) = treatment::read_all(&records);
    let run = timeline::arrange(timed, records.len(), options.utc_offset_minutes)?;
    let profile = match profile_json {
        Some(text) => profile::read(text, &run, options.utc_offset_minutes)?,
        None => Profile::none(),
    };
    not_carried.extend(profile.not_carried);
    not_carried.sort_by_key(|item| item.at);
    let scenario = Scenario {
        name: options.name.clone(),
        embodiment: Embodiment::Tethered,
        start: run.start,
        duration: run.duration,
        seed: 1,
        concentration: options.concentration,
        reservoir_fill: FILL_DEFAULT,
        basal: profile.basal,
        templates: Vec::new(),
        limits: TherapyLimits::default(),
        events: run.events,
        environment: Vec::new(),
        faults: Vec::new(),
    };
    Ok(Imported { scenario, not_carried })
}

#[cfg(test)]
mod tests;
