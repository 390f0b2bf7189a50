//! What the therapy asked for, worked out from the scenario alone: the controller's own opinion of it is not asked.
//!
//! Basal by profile or temporary rate while not paused, boluses that were taken as they were to come over time, priming;
//! less what a person cancelled of them. Time in which an alarm or a limit has held delivery back still counts: that
//! drug was asked for and is missing.

use crate::scenario::{Action, BasalBlock, Bolus, Scenario, SiteStep, TempRate};
use crate::world::Tick;
use controller::{Accepted, BolusId, Event};
use units::{DoseRate, Duration, Instant, Volume, VolumeRemainder};

/// The running sum of what was asked for.
#[derive(Debug, Clone)]
pub(crate) struct Commanded {
    scenario: Scenario,
    until: Instant,
    temp: Option<(TempRate, Instant)>,
    cannula_asked: bool,
    profile: u8,
    /// Time of day at instant zero.
    time_of_day: Duration,
    /// Until when delivery is paused or stopped; zero while it is not.
    paused: Instant,
    /// Boluses under way.
    boluses: Vec<Asked>,
    /// Basal, priming, and boluses that have ended.
    sum: Volume,
    remainder: VolumeRemainder,
}

/// A bolus that was taken.
#[derive(Debug, Clone, Copy)]
struct Asked {
    name: BolusId,
    bolus: Bolus,
    starts: Instant,
    /// When a person has cancelled it.
    cancelled: Option<Instant>,
}

const DAY: Duration = Duration::from_h(24);

impl Commanded {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        Self {
            scenario: scenario.clone(),
            until: Instant::ZERO,
            temp: None,
            cannula_asked: false,
            profile: 1,
            time_of_day: scenario.start.since(Instant::ZERO),
            paused: Instant::ZERO,
            boluses: Vec::new(),
            sum: Volume::ZERO,
            remainder: VolumeRemainder::ZERO,
        }
    }

    /// What was asked for up to `now`.
    pub(crate) fn until(&mut self, now: Instant) -> Volume {
        while self.until < now {
            let (block_rate, block_ends) = self.scheduled(self.until);
            let temp = self.temp.filter(|&(_, ends)| self.until < ends);
            let rate = match temp {
                Some((TempRate::Absolute(rate), _)) => rate,
                Some((TempRate::Percent(percent), _)) => block_rate.percent(percent),
                None => block_rate,
            };
            let paused = self.until < self.paused;
            let mut next = block_ends.min(temp.map_or(Instant::MAX, |(_, ends)| ends)).min(now);
            if paused {
                next = next.min(self.paused);
            } else {
                let flow = self.scenario.concentration.rate_of(rate.min(self.highest()));
                self.sum += flow.over(next.since(self.until), &mut self.remainder);
            }
            self.until = next;
        }
        self.boluses.iter().fold(self.sum, |sum, asked| sum + self.asked(asked, now))
    }

    /// What a bolus was to have given up to `now`.
    fn asked(&self, asked: &Asked, now: Instant) -> Volume {
        let now = asked.cancelled.map_or(now, |at| at.min(now));
        let Bolus { fast, extended, over, .. } = asked.bolus;
        if now < asked.starts {
            return Volume::ZERO;
        }
        let volume = |dose| self.scenario.concentration.volume_of(dose);
        let elapsed = now.since(asked.starts).min(over);
        let us = |time: Duration| i64::try_from(time.as_us()).unwrap_or(i64::MAX);
        let accrued =
            if over == Duration::ZERO { Volume::ZERO } else { volume(extended).scaled(us(elapsed), us(over)) };
        volume(fast) + accrued
    }

    /// The person's highest rate.
    fn highest(&self) -> DoseRate {
        self.scenario.limits.rate.unwrap_or(DoseRate::MAX)
    }

    /// The blocks of the profile in force.
    fn blocks(&self) -> &[BasalBlock] {
        let template = usize::from(self.profile).checked_sub(2).and_then(|index| self.scenario.templates.get(index));
        template.map_or(&self.scenario.basal, |template| &template.basal)
    }

    /// The scheduled rate at an instant, and when its block ends.
    fn scheduled(&self, at: Instant) -> (DoseRate, Instant) {
        let since_midnight = at.since(Instant::ZERO) + self.time_of_day;
        let of_day = Duration::from_us(since_midnight.as_us() % DAY.as_us());
        let current = self.blocks().iter().rev().find(|block| block.from <= of_day);
        let next = self.blocks().iter().find(|block| block.from > of_day).map_or(DAY, |block| block.from);
        (current.map_or(DoseRate::ZERO, |block| block.rate), at + (next - of_day))
    }

    /// A person's command, and the controller's answer.
    pub(crate) fn command(&mut self, now: Instant, action: Action, accepted: Option<Accepted>) {
        self.until(now);
        let Some(accepted) = accepted else { return };
        if let (Action::Bolus(bolus), Accepted::Bolus(name)) = (action, accepted) {
            self.boluses.push(Asked { name, bolus, starts: now + bolus.delay, cancelled: None });
        }
        match action {
            Action::TempBasal { rate, duration } => self.temp = Some((rate, now + duration)),
            Action::CancelTempBasal => self.temp = None,
            Action::CancelBolus => self.cancel(now, |_| true),
            Action::CancelBolusOf(id) => self.cancel(now, |bolus| bolus.id == Some(id)),
            Action::Profile(number) => self.profile = number,
            Action::Suspend | Action::Stop => self.pause(now, Instant::MAX),
            Action::SuspendFor(duration) => self.pause(now, now + duration),
            Action::Resume => self.paused = now,
            Action::SetClock(us) => {
                let day = i64::try_from(DAY.as_us()).unwrap_or(i64::MAX);
                let since_zero = i64::try_from(now.as_us()).unwrap_or(i64::MAX);
                self.time_of_day = Duration::from_us((us - since_zero).rem_euclid(day).unsigned_abs());
            }
            Action::Site(SiteStep::PrimeCannula) => {
                // Once a set: what is asked for again is the rest.
                if !core::mem::replace(&mut self.cannula_asked, true) {
                    self.sum += crate::factory::profile(self.scenario.embodiment).cannula_prime;
                }
            }
            Action::Site(SiteStep::Insert) => self.cannula_asked = false,
            // What was asked for stays asked for.
            Action::Bolus(_)
            | Action::Site(_)
            | Action::RemindReservoir(_)
            | Action::Confirm(_)
            | Action::Snooze(_)
            | Action::PowerCut { .. } => {}
        }
    }

    fn pause(&mut self, now: Instant, until: Instant) {
        self.paused = until;
        self.cancel(now, |_| true);
    }

    fn cancel(&mut self, now: Instant, which: impl Fn(&Bolus) -> bool) {
        for asked in self.boluses.iter_mut().filter(|asked| which(&asked.bolus)) {
            asked.cancelled = asked.cancelled.or(Some(now));
        }
    }

    /// What the controller recorded of what ended: the rest of what a person cancelled is no longer asked for.
    pub(crate) fn observe(&mut self, tick: &Tick) {
        for event in &tick.events {
            match event {
                Event::BolusEnded { id, programmed, delivered } => {
                    if let Some(index) = self.boluses.iter().position(|asked| asked.name == *id) {
                        let asked = self.boluses.remove(index);
                        self.sum += if asked.cancelled.is_some() { *delivered } else { *programmed };
                    }
                }
                Event::StrokeStarted { .. }
                | Event::StrokeMeasured(_)
                | Event::InletOpened { .. }
                | Event::DeliveryResumed
                | Event::AlarmRaised(_)
                | Event::SetAccepted { .. }
                | Event::SetRefused { .. }
                | Event::StartUpTested(_)
                | Event::Primed(_)
                | Event::Detached { .. }
                | Event::AlarmSnoozed(_)
                | Event::AlarmAcknowledged(_)
                | Event::AlarmEnded(_)
                | Event::Restarted { .. } => {}
            }
        }
    }
}
