//! What the therapy asked for, worked out from the scenario alone: the controller's own opinion of it is not asked.
//!
//! Basal by schedule or temporary rate while not paused, boluses that were taken, less what a person cancelled of
//! them. Time in which an alarm has stopped delivery still counts: that drug was asked for and is missing.

use crate::scenario::{Action, Scenario, TempRate};
use crate::world::Tick;
use controller::{Accepted, BolusId, Event, Rejected};
use units::{Duration, Instant, Volume, VolumeRemainder};

/// The running sum of what was asked for.
#[derive(Debug, Clone)]
pub(crate) struct Commanded {
    scenario: Scenario,
    until: Instant,
    temp: Option<(TempRate, Instant)>,
    paused: bool,
    /// Boluses under way, and those of them that a person has cancelled, whose rest is not yet known.
    running: Vec<BolusId>,
    cancelled: Vec<BolusId>,
    sum: Volume,
    remainder: VolumeRemainder,
}

const DAY: Duration = Duration::from_h(24);

impl Commanded {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        Self {
            scenario: scenario.clone(),
            until: Instant::ZERO,
            temp: None,
            paused: false,
            running: Vec::new(),
            cancelled: Vec::new(),
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
            let next = block_ends.min(temp.map_or(Instant::MAX, |(_, ends)| ends)).min(now);
            if !self.paused {
                let flow = self.scenario.concentration.rate_of(rate);
                self.sum += flow.over(next.since(self.until), &mut self.remainder);
            }
            self.until = next;
        }
        self.sum
    }

    /// The scheduled rate at an instant, and when its block ends.
    fn scheduled(&self, at: Instant) -> (units::DoseRate, Instant) {
        let since_midnight = at.since(Instant::ZERO) + self.scenario.start.since(Instant::ZERO);
        let of_day = Duration::from_us(since_midnight.as_us() % DAY.as_us());
        let current = self.scenario.basal.iter().rev().find(|block| block.from <= of_day);
        let next = self.scenario.basal.iter().find(|block| block.from > of_day).map_or(DAY, |block| block.from);
        (current.map_or(units::DoseRate::ZERO, |block| block.rate), at + (next - of_day))
    }

    /// A person's command, and the controller's answer.
    pub(crate) fn command(&mut self, now: Instant, action: Action, answer: Result<Accepted, Rejected>) {
        self.until(now);
        let Ok(accepted) = answer else { return };
        if let Accepted::Bolus(id) = accepted {
            self.running.push(id);
        }
        match action {
            Action::Bolus { fast } => self.sum += self.scenario.concentration.volume_of(fast),
            Action::TempBasal { rate, duration } => self.temp = Some((rate, now + duration)),
            Action::CancelTempBasal => self.temp = None,
            Action::CancelBolus => self.cancelled.append(&mut self.running),
            Action::Suspend => {
                self.paused = true;
                self.cancelled.append(&mut self.running);
            }
            Action::Resume => self.paused = false,
            // What was asked for stays asked for.
            Action::Confirm(_) | Action::Snooze(_) | Action::PowerCut { .. } => {}
        }
    }

    /// What the controller recorded of boluses that a person cancelled: their rest is no longer asked for.
    pub(crate) fn observe(&mut self, tick: &Tick) {
        for event in &tick.events {
            match event {
                Event::BolusEnded { id, programmed, delivered } => {
                    if self.cancelled.contains(id) {
                        self.sum -= *programmed - *delivered;
                    }
                    self.running.retain(|running| running != id);
                    self.cancelled.retain(|cancelled| cancelled != id);
                }
                Event::StrokeStarted { .. }
                | Event::StrokeMeasured(_)
                | Event::InletOpened { .. }
                | Event::AlarmRaised(_)
                | Event::AlarmSnoozed(_)
                | Event::AlarmAcknowledged(_)
                | Event::AlarmEnded(_)
                | Event::Restarted { .. } => {}
            }
        }
    }
}
