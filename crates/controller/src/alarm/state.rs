//! The life of one alarm: its condition arises, it is raised, a person silences or confirms it, and it ends with its
//! cause or stays until delivery is resumed.
//!
//! Words of the Bluetooth Insulin Delivery Service: an active alarm is *pending* until a person confirms it, and
//! *snoozed* while its sound is paused.

use super::annunciation::Signal;
use super::{AlarmSpec, Latching, Priority};
use units::{Duration, Instant};

/// For how long a snoozed alarm is silent: the longest pause that the Generic Infusion Pump requirements allow.
pub const AUDIO_PAUSE: Duration = Duration::from_min(2);
/// How long the reminder of a confirmed alarm lasts: one burst of any priority.
pub(super) const REMINDER_LASTS: Duration = Duration::from_s(10);

/// Where an alarm stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AlarmStatus {
    /// Its condition is not there.
    Inactive,
    /// Its condition is there, but not yet for long enough.
    Arising,
    /// It is active, and signals.
    Pending,
    /// It is active, and silent for [`AUDIO_PAUSE`] at most.
    Snoozed,
    /// It is active, a person knows of it, and it reminds.
    Confirmed,
}

/// What a person has made of an active alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Notice {
    Pending { since: Instant },
    Snoozed { until: Instant },
    Confirmed { at: Instant },
}

/// The state of one alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) enum State {
    #[default]
    Inactive,
    Arising {
        since: Instant,
    },
    Active {
        raised: Instant,
        notice: Notice,
        /// Since when its cause is gone.
        gone: Option<Instant>,
    },
}

/// What became of an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Raised,
    Ended,
}

impl Notice {
    /// As of now: a pause that is over is none.
    fn at(self, now: Instant) -> Self {
        match self {
            Self::Snoozed { until } if until <= now => Self::Pending { since: until },
            Self::Pending { .. } | Self::Snoozed { .. } | Self::Confirmed { .. } => self,
        }
    }
}

impl State {
    pub(super) fn status(&self, now: Instant) -> AlarmStatus {
        match *self {
            Self::Inactive => AlarmStatus::Inactive,
            Self::Arising { .. } => AlarmStatus::Arising,
            Self::Active { notice, .. } => match notice.at(now) {
                Notice::Pending { .. } => AlarmStatus::Pending,
                Notice::Snoozed { .. } => AlarmStatus::Snoozed,
                Notice::Confirmed { .. } => AlarmStatus::Confirmed,
            },
        }
    }

    pub(super) fn is_active(&self) -> bool {
        matches!(self, Self::Active { .. })
    }

    /// When it was raised, if it is active.
    pub(super) fn raised(&self) -> Option<Instant> {
        match *self {
            Self::Active { raised, .. } => Some(raised),
            Self::Inactive | Self::Arising { .. } => None,
        }
    }

    /// Its condition is there, or is not.
    pub(super) fn observe(&mut self, spec: &AlarmSpec, present: bool, now: Instant) -> Option<Turn> {
        match *self {
            Self::Inactive | Self::Arising { .. } if !present => {
                *self = Self::Inactive;
                None
            }
            Self::Inactive | Self::Arising { .. } => {
                let since = if let Self::Arising { since } = *self { since } else { now };
                *self = Self::Arising { since };
                (now.since(since) >= spec.hold).then(|| self.raise(now)).flatten()
            }
            Self::Active { raised, notice, gone } => {
                let gone = if present { None } else { Some(gone.unwrap_or(now)) };
                *self = Self::Active { raised, notice, gone };
                let over = gone.is_some_and(|gone| now.since(gone) >= spec.release);
                (over && spec.latching == Latching::No).then(|| self.end()).flatten()
            }
        }
    }

    /// It is raised at once, whatever its hold.
    pub(super) fn raise(&mut self, now: Instant) -> Option<Turn> {
        if let Self::Active { gone, .. } = self {
            *gone = None;
            return None;
        }
        *self = Self::Active { raised: now, notice: Notice::Pending { since: now }, gone: None };
        Some(Turn::Raised)
    }

    pub(super) fn end(&mut self) -> Option<Turn> {
        let was_active = self.is_active();
        *self = Self::Inactive;
        was_active.then_some(Turn::Ended)
    }

    /// A person knows of it. False if there is nothing to confirm.
    pub(super) fn confirm(&mut self, now: Instant) -> bool {
        let open = matches!(self.status(now), AlarmStatus::Pending | AlarmStatus::Snoozed);
        if let (true, Self::Active { notice, .. }) = (open, self) {
            *notice = Notice::Confirmed { at: now };
        }
        open
    }

    /// Its sound pauses. False if it does not sound, or pauses already: a pause cannot be drawn out.
    pub(super) fn snooze(&mut self, now: Instant) -> bool {
        let sounds = self.status(now) == AlarmStatus::Pending;
        if let (true, Self::Active { notice, .. }) = (sounds, self) {
            *notice = Notice::Snoozed { until: now + AUDIO_PAUSE };
        }
        sounds
    }

    /// The signal to hear or feel now, if there is one.
    pub(super) fn signal(&self, spec: &AlarmSpec, now: Instant) -> Option<Signal> {
        let Self::Active { raised, notice, .. } = *self else { return None };
        let signal = |level, since| Signal { alarm: spec.alarm, level, since };
        match notice.at(now) {
            Notice::Pending { since } => {
                let level = spec.escalated(now.since(raised));
                let since = match spec.escalates_after() {
                    Some((after, to)) if to == level => since.max(raised + after),
                    _ if level.sound().repeat.is_none() => round(since, spec.reminder, now),
                    _ => since,
                };
                Some(signal(level, since))
            }
            Notice::Snoozed { .. } => None,
            Notice::Confirmed { at } => {
                let since = round(at, spec.reminder, now);
                let reminds = since > at && now.since(since) < REMINDER_LASTS;
                reminds.then(|| signal(spec.priority, since))
            }
        }
    }

    /// How urgent it is now, signalling or not.
    pub(super) fn level(&self, spec: &AlarmSpec, now: Instant) -> Option<Priority> {
        self.signal(spec, now).map(|signal| signal.level).or_else(|| self.is_active().then_some(spec.priority))
    }

    /// When its signal changes, or it may be raised or end, if nothing happens until then.
    pub(super) fn next_change(&self, spec: &AlarmSpec, now: Instant) -> Option<Instant> {
        let (raised, notice, gone) = match *self {
            Self::Inactive => return None,
            Self::Arising { since } => return later(since + spec.hold, now),
            Self::Active { raised, notice, gone } => (raised, notice, gone),
        };
        let next = match notice.at(now) {
            Notice::Pending { since } => {
                let escalates = spec.escalates_after().and_then(|(after, _)| later(raised + after, now));
                let silent = spec.escalated(now.since(raised)).sound().repeat.is_none();
                let round = silent.then(|| round(since, spec.reminder, now) + spec.reminder);
                soonest(escalates, round)
            }
            Notice::Snoozed { until } => Some(until),
            Notice::Confirmed { at } => {
                let since = round(at, spec.reminder, now);
                let ends = (since > at).then(|| later(since + REMINDER_LASTS, now)).flatten();
                soonest(ends, Some(since + spec.reminder))
            }
        };
        let ends = gone.filter(|_| spec.latching == Latching::No).and_then(|gone| later(gone + spec.release, now));
        soonest(next, ends)
    }
}

/// The start of the round that `now` is in, of rounds of this length from `since` on.
fn round(since: Instant, length: Duration, now: Instant) -> Instant {
    let into = now.since(since).as_us().checked_rem(length.as_us()).unwrap_or(0);
    since.max(now - Duration::from_us(into))
}

/// `at`, if it is still to come.
fn later(at: Instant, now: Instant) -> Option<Instant> {
    (at > now).then_some(at)
}

/// The sooner of two instants that may come.
pub(super) fn soonest(a: Option<Instant>, b: Option<Instant>) -> Option<Instant> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
