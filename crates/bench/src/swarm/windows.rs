//! Limits over any window, judged from what the controller has accounted, stroke by stroke, by a sum of our own.

use crate::scenario::Scenario;
use controller::{Category, DeviceProfile, Ledger};
use std::collections::VecDeque;
use units::{Dose, Duration, Instant, Volume};

/// Therapy of the last day, and its limits. Priming is no therapy and not limited.
#[derive(Debug, Clone)]
pub(super) struct Windows {
    strokes: VecDeque<(Instant, Volume)>,
    accounted: Volume,
    /// The person's limits, or the device's where these are lower.
    hour: Volume,
    day: Volume,
}

const HOUR: Duration = Duration::from_h(1);
const DAY: Duration = Duration::from_h(24);

impl Windows {
    pub(super) fn new(scenario: &Scenario, device: &DeviceProfile) -> Self {
        let limit = |own: Option<Dose>, device: Dose| {
            scenario.concentration.volume_of(own.map_or(device, |own| own.min(device)))
        };
        Self {
            strokes: VecDeque::new(),
            accounted: Volume::ZERO,
            hour: limit(scenario.limits.hour, device.hour_limit),
            day: limit(scenario.limits.day, device.day_limit),
        }
    }

    /// Takes what was accounted by now; tells the window that has more than its limit.
    pub(super) fn observe(&mut self, now: Instant, ledger: &Ledger) -> Option<String> {
        let of = |category| ledger.accounted_as(category);
        let therapy = ledger.accounted() - of(Category::PrimeTubing) - of(Category::PrimeCannula);
        let new = therapy - self.accounted;
        self.accounted = therapy;
        self.strokes.push_back((now, new));
        while self.strokes.front().is_some_and(|(at, _)| now.since(*at) >= DAY) {
            self.strokes.pop_front();
        }
        let within = |window: Duration| {
            let of_late = self.strokes.iter().rev().take_while(|(at, _)| now.since(*at) < window);
            of_late.fold(Volume::ZERO, |sum, (_, volume)| sum + *volume)
        };
        [("hour", HOUR, self.hour), ("day", DAY, self.day)].into_iter().find_map(|(name, window, limit)| {
            let sum = within(window);
            (sum > limit).then(|| format!("{sum} within an {name}, of {limit}"))
        })
    }
}
