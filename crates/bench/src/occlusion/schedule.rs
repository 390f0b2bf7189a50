//! When the set closes, opens and delivery is resumed, as a scenario.

use super::{Kind, Therapy};
use crate::analysis::BlockageTimes;
use crate::request;
use crate::scenario::{Action, BasalBlock, Bolus, Event, Scenario, TherapyLimits};
use units::{Dose, DoseRate, Duration, Instant};

/// Time before the set closes: the longest bolus has ended, and the controller knows its wires. Each pump unit has some
/// minutes more, so that sets close at any time between two strokes.
const BEFORE: Duration = Duration::from_h(2);
const MORE: u64 = 7;
const MORE_BELOW: u64 = 30;
/// A set is shut for as long as it takes to command this, what a typical patch pump misses before it tells: a pump that
/// has not told by then counts as one that never does. No shorter than an hour, and for a bolus two.
const MISSED: Dose = Dose::from_micro_units(3_000_000);
const SHUT_LEAST: Duration = Duration::from_h(1);
const SHUT_BOLUS: Duration = Duration::from_h(2);
/// A bolus comes this long after the set has closed for good.
const BOLUS_AFTER: Duration = Duration::from_min(1);
/// From the set's opening to the resumption, and from there to the end.
const FREE: Duration = Duration::from_min(30);
const RESUMED: Duration = Duration::from_h(1);

/// One pump unit's test.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Schedule {
    kind: Kind,
    seed: u64,
    closed: Instant,
    cleared: Instant,
    resumed: Instant,
    end: Instant,
}

impl Schedule {
    pub(super) fn new(kind: Kind, seed: u64) -> Self {
        let closed = Instant::ZERO + BEFORE + Duration::from_min(seed.wrapping_mul(MORE) % MORE_BELOW);
        let cleared = closed + kind.course.over + shut(kind.therapy);
        let resumed = cleared + FREE;
        Self { kind, seed, closed, cleared, resumed, end: resumed + RESUMED }
    }

    pub(super) fn times(&self) -> BlockageTimes {
        let [closed_s, cleared_s, resumed_s, end_s] =
            [self.closed, self.cleared, self.resumed, self.end].map(crate::oracle::seconds);
        BlockageTimes { closed_s, cleared_s, resumed_s, end_s }
    }

    /// The test, with the set blocked.
    pub(super) fn blocked(&self) -> Scenario {
        let fault = self.kind.course.fault(self.closed, self.cleared.since(self.closed));
        let resume = Event { at: self.resumed, action: Action::Resume };
        let open = self.open();
        Scenario { faults: vec![fault], events: [&open.events[..], &[resume]].concat(), ..open }
    }

    /// The same with nothing blocked, so that nothing has to be resumed.
    pub(super) fn open(&self) -> Scenario {
        let (rate, events) = match self.kind.therapy {
            Therapy::Rate(rate) => (rate, Vec::new()),
            Therapy::Bolus(dose) => {
                // One before, so that the pump is not tested with its first strokes.
                let later = self.closed + self.kind.course.over + BOLUS_AFTER;
                let bolus = |at| Event { at, action: Action::Bolus(Bolus::fast(dose)) };
                (DoseRate::ZERO, [Instant::ZERO, later].map(bolus).to_vec())
            }
        };
        Scenario {
            name: "occlusion".to_owned(),
            embodiment: self.kind.embodiment,
            start: Instant::ZERO,
            duration: self.end.since(Instant::ZERO),
            seed: self.seed,
            concentration: request::drug(),
            reservoir_fill: request::full(),
            basal: vec![BasalBlock { from: Duration::ZERO, rate }],
            templates: Vec::new(),
            limits: TherapyLimits::default(),
            events,
            environment: Vec::new(),
            faults: Vec::new(),
        }
    }
}

/// How long a set is shut, in whole minutes.
fn shut(therapy: Therapy) -> Duration {
    match therapy {
        Therapy::Rate(rate) => {
            let minutes = (60 * MISSED.as_micro_units()).checked_div(rate.as_micro_units_per_h()).unwrap_or(0);
            SHUT_LEAST.max(Duration::from_min(minutes.unsigned_abs()))
        }
        Therapy::Bolus(_) => SHUT_BOLUS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::occlusion::COURSES;
    use crate::scenario::{Embodiment, parse};

    fn schedule(therapy: Therapy, course: usize, seed: u64) -> Schedule {
        Schedule::new(Kind { embodiment: Embodiment::Patch, therapy, course: COURSES[course] }, seed)
    }

    /// Every test is a scenario that a person could have written, read by the balance at its turns.
    #[test]
    fn every_test_is_a_scenario_with_turns_at_whole_minutes() {
        for therapy in [Therapy::Rate(DoseRate::from_micro_units_per_h(700_000)), Therapy::Bolus(MISSED)] {
            for course in 0..COURSES.len() {
                let schedule = schedule(therapy, course, 5);
                for scenario in [schedule.blocked(), schedule.open()] {
                    assert_eq!(parse(&scenario.to_toml(), "s.toml").as_ref(), Ok(&scenario), "{therapy:?} {course}");
                }
                let times = schedule.times();
                let turns = [times.closed_s, times.cleared_s, times.resumed_s, times.end_s];
                assert!(turns.iter().all(|turn_s| turn_s % 60.0 == 0.0) && turns.is_sorted(), "{turns:?}");
            }
        }
    }

    #[test]
    fn a_set_is_shut_until_three_units_are_missing() {
        let hours = |micro_units_per_h, course| {
            let rate = Therapy::Rate(DoseRate::from_micro_units_per_h(micro_units_per_h));
            let times = schedule(rate, course, 30).times();
            (times.cleared_s - times.closed_s) / 3600.0
        };
        for (rate, course, expected) in
            [(100_000, 0, 30.0), (1_000_000, 0, 3.0), (5_000_000, 0, 1.0), (1_000_000, 7, 15.0)]
        {
            assert!((hours(rate, course) - expected).abs() < 1e-9, "{rate}");
        }
    }
}
