//! When the run is that a history asks for, by the person's clock.

use jiff::Timestamp;
use units::{Duration, Instant};

use super::error::NightscoutError;
use crate::scenario::{Action, Event, RUN};

const US_PER_MIN: i64 = 60_000_000;
const MIN_PER_DAY: i64 = 24 * 60;

/// How long a run still lasts after a bolus, at least.
const AFTER_BOLUS: Duration = Duration::from_min(5);

/// Something that was asked of a pump, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timed {
    /// When.
    pub(super) at: Timestamp,
    /// What.
    pub(super) action: Action,
}

/// The run that a history asks for.
#[derive(Debug)]
pub(super) struct Run {
    /// When it starts, by the person's clock, since 00:00 of its first day.
    pub(super) start: Instant,
    /// How long it lasts.
    pub(super) duration: Duration,
    /// What is asked for in it.
    pub(super) events: Vec<Event>,
    /// When it starts.
    pub(super) first: Timestamp,
    /// When it ends.
    pub(super) last: Timestamp,
}

/// The run in which all of this was asked for.
///
/// # Errors
/// [`NightscoutError::NothingCarried`] when that is nothing, [`NightscoutError::TooLong`] when it takes too long.
pub(super) fn arrange(mut timed: Vec<Timed>, records: usize, utc_offset_minutes: i32) -> Result<Run, NightscoutError> {
    // Of what has the same time, the end of a thing comes before its beginning; the rest stays in its order.
    timed.sort_by_key(|timed| (timed.at, rank(timed.action)));
    let (Some(oldest), Some(newest)) = (timed.first(), timed.last()) else {
        return Err(NightscoutError::NothingCarried { records });
    };
    let first_min = oldest.at.as_microsecond().div_euclid(US_PER_MIN);
    let since_start = |at: Timestamp| {
        let us = at.as_microsecond() - first_min * US_PER_MIN;
        Duration::from_us(us.unsigned_abs())
    };
    let minute_of_day = (first_min + i64::from(utc_offset_minutes)).rem_euclid(MIN_PER_DAY);
    let start = Instant::ZERO + Duration::from_min(minute_of_day.unsigned_abs());
    let event = |timed: &Timed| Event { at: start + since_start(timed.at), action: timed.action };
    let events: Vec<Event> = timed.iter().map(event).collect();
    let duration = running_time(start, &events);
    let time = |us: i64| Timestamp::from_microsecond(us).unwrap_or(newest.at);
    let first = time(first_min * US_PER_MIN);
    let run_us = i64::try_from(duration.as_us()).unwrap_or(i64::MAX);
    let last = time(first.as_microsecond().saturating_add(run_us));
    if !RUN.allow(&duration) {
        return Err(NightscoutError::TooLong { first, last });
    }
    Ok(Run { start, duration, events, first, last })
}

/// What goes first at the same time.
fn rank(action: Action) -> u8 {
    match action {
        Action::Resume | Action::Site(_) => 0,
        Action::CancelTempBasal | Action::CancelBolus | Action::CancelBolusOf(_) => 1,
        Action::Bolus(_)
        | Action::TempBasal { .. }
        | Action::Profile(_)
        | Action::Suspend
        | Action::SuspendFor(_)
        | Action::Stop
        | Action::SetClock(_)
        | Action::RemindReservoir(_)
        | Action::Confirm(_)
        | Action::Snooze(_)
        | Action::PowerCut { .. } => 2,
    }
}

/// How long it takes until all of this was done, in whole minutes, at least one.
fn running_time(start: Instant, events: &[Event]) -> Duration {
    let mut bolus_end = start;
    let mut basal_end = start;
    let mut end = start;
    for event in events {
        end = event.at;
        match event.action {
            Action::Bolus(bolus) => bolus_end = bolus_end.max(event.at + bolus.delay + bolus.over + AFTER_BOLUS),
            // A temporary basal rate ends the one before it.
            Action::TempBasal { duration, .. } => basal_end = event.at + duration,
            Action::CancelTempBasal => basal_end = event.at,
            Action::CancelBolus
            | Action::CancelBolusOf(_)
            | Action::Profile(_)
            | Action::Suspend
            | Action::SuspendFor(_)
            | Action::Stop
            | Action::SetClock(_)
            | Action::RemindReservoir(_)
            | Action::Resume
            | Action::Site(_)
            | Action::Confirm(_)
            | Action::Snooze(_)
            | Action::PowerCut { .. } => {}
        }
    }
    let us = end.max(bolus_end).max(basal_end).since(start).as_us();
    Duration::from_min(us.div_ceil(US_PER_MIN.unsigned_abs()).max(1))
}
