//! The basal rates of a profile, in the two forms in which people have one.
//!
//! oref keeps `basalprofile`, a list of `{start, minutes, rate}`. Nightscout keeps `store`, of which `defaultProfile`
//! names the profile whose `basal` is a list of `{time, timeAsSeconds, value}`; its API gives an array of such
//! documents, each valid from its `startDate` on.

use serde_json::Value;
use units::{DoseRate, Duration};

use super::error::{Document, NightscoutError, ProfileProblem};
use super::json;
use super::not_carried::{NotCarried, Reason};
use super::record::{Record, millionths, whole};
use super::timeline::Run;
use crate::scenario::{BASAL_BLOCKS_MAX, BasalBlock, RATE, excerpt};

/// The names of the one time zone whose clock is known here.
const UTC_NAMES: &[&str] = &["ETC/GMT", "ETC/UCT", "ETC/UTC", "ETC/ZULU", "GMT", "UCT", "UTC", "Z", "ZULU"];

/// What a profile's list of blocks calls its values.
struct Names {
    clock: &'static str,
    number: &'static str,
    per_minute: f64,
    rate: &'static str,
}

const OREF: Names = Names { clock: "start", number: "minutes", per_minute: 1.0, rate: "rate" };
const NIGHTSCOUT: Names = Names { clock: "time", number: "timeAsSeconds", per_minute: 60.0, rate: "value" };

/// The basal rates of a scenario, and what else a profile said.
pub(super) struct Profile {
    /// The rates.
    pub(super) basal: Vec<BasalBlock>,
    /// The rest.
    pub(super) not_carried: Vec<NotCarried>,
}

impl Profile {
    /// No profile: no scheduled rate.
    pub(super) fn none() -> Self {
        let basal = vec![BasalBlock { from: Duration::ZERO, rate: DoseRate::ZERO }];
        Self { basal, not_carried: vec![left(None, Reason::NoProfile)] }
    }
}

/// The basal rates of the profile that was valid when `run` started.
///
/// # Errors
/// When the text is not JSON, or has no basal rates that a scenario can have.
pub(super) fn read(text: &str, run: &Run, utc_offset_minutes: i32) -> Result<Profile, NightscoutError> {
    let value = json::value(text, Document::Profile)?;
    let mut not_carried = Vec::new();
    let document = match &value {
        Value::Array(documents) => valid_at_start(documents, run, &mut not_carried),
        Value::Object(map) => Some(Record(map)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    };
    let problem = NightscoutError::Profile;
    let document = document.ok_or(problem(ProfileProblem::NoBasal))?;
    let (blocks, names, zone) = list(document).ok_or(problem(ProfileProblem::NoBasal))?;
    let basal = basal(blocks, names).map_err(problem)?;
    if let Some(zone) = zone.filter(|zone| !UTC_NAMES.contains(&zone.to_uppercase().as_str())) {
        let reason = Reason::TimeZone { name: excerpt(zone), utc_offset_minutes };
        not_carried.push(left(None, reason));
    }
    Ok(Profile { basal, not_carried })
}

/// The document that was valid when the run started; those that became valid during it are listed.
fn valid_at_start<'a>(documents: &'a [Value], run: &Run, not_carried: &mut Vec<NotCarried>) -> Option<Record<'a>> {
    let start_of = |record: &Record<'_>| record.time(&["startDate", "mills", "created_at"]);
    let records = || documents.iter().filter_map(Record::of);
    let before = records().filter(|record| start_of(record).is_some_and(|at| at <= run.first));
    // Of those with the same time, as of those without any, the first is the newest.
    let newest = before.rev().max_by_key(start_of);
    let during = records().filter(|record| start_of(record).is_some_and(|at| at > run.first && at < run.last));
    let chosen = newest.or_else(|| records().find(|record| start_of(record).is_none()));
    // A history older than all of them is best told by the oldest.
    let chosen = chosen.or_else(|| records().min_by_key(start_of))?;
    for record in during.filter(|record| !std::ptr::eq(record.0, chosen.0)) {
        not_carried.push(left(start_of(&record), Reason::ProfileSwitch));
    }
    Some(chosen)
}

/// The list of blocks in a document, what it calls its values, and the time zone of its clock.
fn list(document: Record<'_>) -> Option<(&[Value], &'static Names, Option<&str>)> {
    let zone = document.text("timezone");
    if let Some(blocks) = document.get("basalprofile") {
        return Some((blocks.as_array()?, &OREF, zone));
    }
    let store = Record::of(document.get("store")?)?;
    let profile = Record::of(store.get(document.text("defaultProfile")?)?)?;
    let blocks = profile.get("basal")?.as_array()?;
    Some((blocks, &NIGHTSCOUT, profile.text("timezone").or(zone)))
}

/// # Errors
/// What makes these blocks no basal rates of a scenario.
fn basal(values: &[Value], names: &Names) -> Result<Vec<BasalBlock>, ProfileProblem> {
    let count = values.len();
    if !(1..=BASAL_BLOCKS_MAX).contains(&count) {
        return Err(ProfileProblem::BlockCount { count });
    }
    let mut blocks: Vec<BasalBlock> = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let block = block(index, value, names)?;
        if blocks.iter().any(|other| other.from == block.from) {
            return Err(ProfileProblem::SameTime { block: index });
        }
        blocks.push(block);
    }
    blocks.sort_by_key(|block| block.from);
    if blocks[0].from == Duration::ZERO { Ok(blocks) } else { Err(ProfileProblem::NoMidnight) }
}

/// # Errors
/// What makes this no block of basal rates.
fn block(block: usize, value: &Value, names: &Names) -> Result<BasalBlock, ProfileProblem> {
    let unreadable = |field| ProfileProblem::Unreadable { block, field };
    let record = Record::of(value).ok_or(unreadable(names.clock))?;
    let clock = match record.text(names.clock) {
        Some(text) => Some(clock(text).ok_or(unreadable(names.clock))?),
        None => None,
    };
    let number = record.number(names.number).map_err(|_| unreadable(names.number))?;
    let number = match number {
        Some(number) => {
            let us = whole(number / names.per_minute * 60e6).and_then(|us| u64::try_from(us).ok());
            let from = us.map(Duration::from_us).filter(|&from| from < Duration::from_h(24));
            Some(from.ok_or(unreadable(names.number))?)
        }
        None => None,
    };
    let from = match (clock, number) {
        (Some(clock), Some(number)) if clock != number => {
            return Err(ProfileProblem::TimesDisagree { block });
        }
        (clock, number) => clock.or(number).ok_or(unreadable(names.clock))?,
    };
    let rate = record.number(names.rate).map_err(|_| unreadable(names.rate))?;
    let rate = rate.ok_or(unreadable(names.rate))?;
    let rate = millionths(rate).map(DoseRate::from_micro_units_per_h);
    let rate = rate.filter(|rate| RATE.allow(rate));
    Ok(BasalBlock { from, rate: rate.ok_or(ProfileProblem::RateOutOfRange { block })? })
}

/// The time of day in `hh:mm` or `hh:mm:ss`.
fn clock(text: &str) -> Option<Duration> {
    let time = crate::scenario::read_time(text)?.since(units::Instant::ZERO);
    Some(time).filter(|&time| time < Duration::from_h(24))
}

fn left(at: Option<jiff::Timestamp>, reason: Reason) -> NotCarried {
    NotCarried { at, event_type: "Profile".to_owned(), reason }
}
