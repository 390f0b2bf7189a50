//! What each treatment asks of a pump, and what of it does not.

use std::collections::BTreeSet;

use serde_json::Value;

use super::not_carried::{NotCarried, Reason};
use super::record::{Record, millionths, whole};
use super::timeline::Timed;
use crate::scenario::{Action, BOLUS, BOLUS_TIME, Bolus, PERCENT, RATE, TEMP_BASAL_TIME, TempRate, excerpt};
use units::{Dose, DoseRate, Duration};

/// The fields in which a treatment says when it was, the best first.
const TIMES: &[&str] = &["created_at", "date", "mills"];

/// What a treatment is by its type.
enum Kind {
    /// A temporary basal rate, or its end.
    TempBasal,
    /// The end of a temporary basal rate.
    TempBasalEnd,
    /// A pause.
    Suspend,
    /// The end of a pause.
    Resume,
    /// A bolus, a meal, or both.
    Bolus,
    /// Anything else; nothing that it says of insulin was a bolus.
    NoBolus(Reason),
    /// Anything else; a bolus if it says a dose.
    Unknown,
}

/// What one treatment amounts to.
#[derive(Default)]
struct Treatment {
    actions: Vec<Action>,
    left: Vec<Reason>,
}

/// What all of the records ask for, oldest first where two have the same time, and what they leave.
pub(super) fn read_all(records: &[Value]) -> (Vec<Timed>, Vec<NotCarried>) {
    let mut timed = Vec::new();
    let mut not_carried = Vec::new();
    let mut ids = BTreeSet::new();
    for value in records {
        let Some(record) = Record::of(value) else {
            let event_type = excerpt(&value.to_string());
            not_carried.push(NotCarried { at: None, event_type, reason: Reason::NotARecord });
            continue;
        };
        let event_type = excerpt(record.text("eventType").unwrap_or("no type"));
        let at = record.time(TIMES);
        let mut leave = |reason| {
            not_carried.push(NotCarried { at, event_type: event_type.clone(), reason });
        };
        let Some(at) = at else {
            leave(Reason::NoTime);
            continue;
        };
        if record.get("isValid") == Some(&Value::Bool(false)) {
            leave(Reason::Invalid);
        } else if record.id().is_some_and(|id| !ids.insert(id)) {
            leave(Reason::Duplicate);
        } else {
            let treatment = read(record);
            treatment.left.into_iter().for_each(leave);
            timed.extend(treatment.actions.into_iter().map(|action| Timed { at, action }));
        }
    }
    // Exports start with the newest; among records of the same instant, too, the later then comes first.
    if timed.first().map(|first| first.at) > timed.last().map(|last| last.at) {
        timed.reverse();
    }
    (timed, not_carried)
}

fn read(record: Record<'_>) -> Treatment {
    let mut treatment = Treatment::default();
    let kind = kind(record.text("eventType").unwrap_or_default());
    match &kind {
        Kind::TempBasal => treatment.take(temp_basal(record).map(Some)),
        Kind::TempBasalEnd => treatment.actions.push(Action::CancelTempBasal),
        Kind::Suspend => {
            treatment.actions.push(Action::Suspend);
            treatment.pause_time(record);
        }
        Kind::Resume => treatment.actions.push(Action::Resume),
        Kind::NoBolus(reason) => treatment.left.push(reason.clone()),
        Kind::Bolus | Kind::Unknown => {}
    }
    let is_note = matches!(kind, Kind::NoBolus(Reason::Note));
    if !matches!(kind, Kind::NoBolus(_)) {
        treatment.bolus(record, matches!(kind, Kind::Bolus | Kind::Unknown));
    }
    match record.number("carbs") {
        Ok(Some(grams)) if grams > 0.0 => treatment.left.push(Reason::Carbs { grams }),
        Ok(_) => {}
        Err(reason) => treatment.left.push(reason),
    }
    if record.text("notes").is_some() && !is_note {
        treatment.left.push(Reason::Note);
    }
    if treatment.actions.is_empty() && treatment.left.iter().all(|left| *left == Reason::Note) {
        match kind {
            Kind::Unknown => treatment.left.push(Reason::UnknownEventType),
            Kind::Bolus => treatment.left.push(Reason::NothingSaid),
            Kind::TempBasal | Kind::TempBasalEnd | Kind::Suspend | Kind::Resume | Kind::NoBolus(_) => {}
        }
    }
    treatment
}

fn kind(event_type: &str) -> Kind {
    match event_type {
        "Temp Basal" | "Temp Basal Start" => Kind::TempBasal,
        "Temp Basal End" => Kind::TempBasalEnd,
        "Suspend Pump" => Kind::Suspend,
        "Resume Pump" => Kind::Resume,
        "Bolus" | "Bolus Wizard" | "Carb Correction" | "Carbs" | "Combo Bolus" | "Correction Bolus" | "Meal Bolus"
        | "SMB" | "Snack Bolus" => Kind::Bolus,
        "Insulin Change"
        | "Insulin Cartridge Change"
        | "Prime"
        | "Pump Battery Change"
        | "Sensor Change"
        | "Sensor Start"
        | "Sensor Stop"
        | "Site Change" => Kind::NoBolus(Reason::DeviceChange),
        "Effective Profile Switch" | "Profile Switch" => Kind::NoBolus(Reason::ProfileSwitch),
        "Announcement" | "Note" | "Question" => Kind::NoBolus(Reason::Note),
        "BG Check"
        | "Exercise"
        | "OpenAPS Offline"
        | "Temporary Override"
        | "Temporary Target"
        | "Temporary Target Cancel" => Kind::NoBolus(Reason::NotDelivery),
        _ => Kind::Unknown,
    }
}

impl Treatment {
    fn take(&mut self, action: Result<Option<Action>, Reason>) {
        match action {
            Ok(action) => self.actions.extend(action),
            Err(reason) => self.left.push(reason),
        }
    }

    /// What is given at once, and what over a time.
    fn bolus(&mut self, record: Record<'_>, duration_is_of_bolus: bool) {
        let dose = record.number("insulin");
        let is_square = record.text("type").is_some_and(|text| text.eq_ignore_ascii_case("square"));
        let part =
            if duration_is_of_bolus { extended_part(record, dose.clone().ok().flatten(), is_square) } else { Ok(None) };
        let (extended, left) = match part {
            Ok(Some(Ok(extended))) => (Some(extended), None),
            Ok(Some(Err(reason))) | Err(reason) => (None, Some(reason)),
            Ok(None) => (None, None),
        };
        // All of a square one was given over a time.
        let fast = if is_square { dose.map(|_| None) } else { dose.and_then(fast_dose) };
        match fast {
            Ok(fast) => self.actions.extend(bolus(fast, extended)),
            Err(reason) => self.left.push(reason),
        }
        self.left.extend(left);
    }

    /// The time after which a pause was to end.
    fn pause_time(&mut self, record: Record<'_>) {
        match record.number("duration") {
            Ok(Some(minutes)) if minutes > 0.0 => self.left.push(Reason::PauseTime { minutes }),
            Ok(_) => {}
            Err(reason) => self.left.push(reason),
        }
    }
}

/// The bolus that these parts make.
fn bolus(fast: Option<Dose>, extended: Option<(Dose, Duration)>) -> Option<Action> {
    let at_once = Bolus::fast(fast.unwrap_or(Dose::ZERO));
    let bolus = match extended {
        Some((extended, over)) => Bolus { extended, over, ..at_once },
        None => at_once,
    };
    (fast.is_some() || extended.is_some()).then_some(Action::Bolus(bolus))
}

/// # Errors
/// [`Reason::DoseOutOfRange`].
fn fast_dose(dose: Option<f64>) -> Result<Option<Dose>, Reason> {
    let Some(units) = dose.filter(|&units| units.abs() > 0.0) else {
        return Ok(None);
    };
    let fast = millionths(units).map(Dose::from_micro_units).filter(|fast| BOLUS.allow(fast));
    fast.map(Some).ok_or(Reason::DoseOutOfRange { dose: units })
}

/// A dose and the time over which it was given, or why they cannot be carried.
type Extended = Result<(Dose, Duration), Reason>;

/// What of a bolus was given over a time, and over which, if anything was; or that it cannot be carried, because it is
/// not said how much or how long, or because no bolus has that.
///
/// # Errors
/// [`Reason::Unreadable`].
fn extended_part(record: Record<'_>, dose: Option<f64>, is_square: bool) -> Result<Option<Extended>, Reason> {
    let positive = |number: Option<f64>| number.filter(|&number| number > 0.0);
    let percent = positive(record.number("splitExt")?);
    let minutes = positive(record.number("duration")?);
    let entered = positive(record.number("enteredinsulin")?);
    let is_combo = record.text("eventType") == Some("Combo Bolus");
    // The duration of a meal is that of its carbs.
    let is_meal = positive(record.number("carbs").unwrap_or_default()).is_some();
    let is_long = minutes.is_some() && positive(dose).is_some() && !is_meal;
    if percent.is_none() && !is_combo && !is_square && !is_long {
        return Ok(None);
    }
    let units = match percent.filter(|&percent| percent <= 100.0) {
        Some(percent) => entered.map(|entered| entered * percent / 100.0),
        None => dose.filter(|_| is_square),
    };
    // A sum that no bolus has is left as well.
    let at_once = dose.filter(|_| !is_square).and_then(millionths).map_or(Dose::ZERO, Dose::from_micro_units);
    let extended = units.and_then(millionths).map(Dose::from_micro_units);
    let extended = extended.filter(|extended| BOLUS.allow(extended) && BOLUS.allow(&(*extended + at_once)));
    let over = minutes.and_then(|minutes| whole(minutes * 60_000.0)).and_then(|ms| u64::try_from(ms).ok());
    let over = over.map(Duration::from_ms).filter(|over| BOLUS_TIME.allow(over));
    let left = Reason::ExtendedPart { dose: entered.or(dose), percent, minutes };
    Ok(Some(extended.zip(over).ok_or(left)))
}

/// # Errors
/// Why it is no temporary basal rate that can be carried.
fn temp_basal(record: Record<'_>) -> Result<Action, Reason> {
    let rate = match (record.number("rate")?, record.number("absolute")?) {
        (Some(rate), _) | (None, Some(rate)) => Some(absolute(rate)),
        (None, None) => record.number("percent")?.map(relative),
    };
    let minutes = match record.number("durationInMilliseconds")? {
        Some(ms) => Some(ms / 60_000.0),
        None => record.number("duration")?,
    };
    let Some(minutes) = minutes else {
        // How an end is entered by hand.
        return if rate.is_none() { Ok(Action::CancelTempBasal) } else { Err(Reason::NoDuration) };
    };
    let out_of_range = Reason::DurationOutOfRange { minutes };
    let ms = whole(minutes * 60_000.0).and_then(|ms| u64::try_from(ms).ok());
    let duration = Duration::from_ms(ms.ok_or(out_of_range.clone())?);
    if duration == Duration::ZERO {
        return Ok(Action::CancelTempBasal);
    }
    if !TEMP_BASAL_TIME.allow(&duration) {
        return Err(out_of_range);
    }
    Ok(Action::TempBasal { rate: rate.ok_or(Reason::NoRate)??, duration })
}

/// # Errors
/// [`Reason::RateOutOfRange`].
fn absolute(units_per_h: f64) -> Result<TempRate, Reason> {
    let rate = millionths(units_per_h).map(DoseRate::from_micro_units_per_h);
    let rate = rate.filter(|rate| RATE.allow(rate));
    rate.map(TempRate::Absolute).ok_or(Reason::RateOutOfRange { rate: units_per_h })
}

/// The share of the scheduled rate that a change by so many percent makes.
///
/// # Errors
/// [`Reason::PercentOutOfRange`].
fn relative(change: f64) -> Result<TempRate, Reason> {
    let is_whole = change.fract().abs() <= 0.0;
    let percent = whole(change).filter(|_| is_whole).map(|change| change + 100);
    let percent = percent.filter(|percent| PERCENT.allow(percent));
    let percent = percent.and_then(|percent| u16::try_from(percent).ok());
    percent.map(TempRate::Percent).ok_or(Reason::PercentOutOfRange { percent: change })
}
