//! When boluses are given, and when they are weighed.

use super::Kind;
use super::situation::Situation;
use crate::analysis::Weighing;
use crate::request;
use crate::scenario::{Action, BasalBlock, Bolus, Embodiment, Event, Scenario, TherapyLimits};
use units::{Dose, DoseRate, Duration, Instant, Volume};

/// Basal that runs beneath a bolus.
const BASAL: DoseRate = DoseRate::from_micro_units_per_h(1_000_000);
/// Time before the first bolus.
const BEFORE: Duration = Duration::from_h(1);
/// A bolus's time: this, and so much for each unit that was begun. The slowest embodiment takes two minutes a unit.
const SETTLING: Duration = Duration::from_min(10);
const OF_A_UNIT: Duration = Duration::from_min(3);
/// How long delivery is suspended before a bolus that comes after it.
const SUSPENDED: Duration = Duration::from_min(10);
/// How much later each bolus is cancelled than the last, for each unit of it: 25 boluses of 5 U go from 4 s to 100 s.
const CANCELLED_LATER: Duration = Duration::from_ms(800);
/// What a reservoir that is to run empty holds: this, and eight boluses.
const NEAR_EMPTY: Volume = Volume::from_pl(100_000_000);
const NEAR_EMPTY_BOLUSES: i64 = 8;

/// One bolus, or some at once, and the stretch of time in which it is weighed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Turn {
    /// From its command on, s.
    pub(super) from_s: f64,
    /// Until when, s.
    pub(super) to_s: f64,
    /// What is programmed, uL.
    pub(super) programmed_ul: f64,
}

impl Turn {
    /// What came in the turn beyond basal of this rate, uL.
    pub(super) fn came_ul(&self, weighing: &Weighing, basal_ul_per_h: f64) -> f64 {
        let basal_ul = basal_ul_per_h * (self.to_s - self.from_s) / 3600.0;
        weighing.window(self.from_s, self.to_s).delivered_ul - basal_ul
    }
}

/// All boluses of one kind that one pump unit gives.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Schedule {
    kind: Kind,
    events: Vec<Event>,
    duration: Duration,
    /// The turns, in order of time.
    pub(super) turns: Vec<Turn>,
    /// Basal beneath, uL/h.
    pub(super) basal_ul_per_h: f64,
}

impl Schedule {
    /// So many boluses, or as many as one fill gives; of a reservoir that is to run empty, so many in any case.
    pub(super) fn new(kind: Kind, consecutive: u32) -> Self {
        let Kind { situation, dose } = kind;
        let at_once = situation.at_once();
        let turns = count(kind, consecutive).div_ceil(at_once);
        let whole_units = u32::try_from(dose.as_micro_units().unsigned_abs().div_ceil(1_000_000)).unwrap_or(u32::MAX);
        let weighed = SETTLING + OF_A_UNIT.times(whole_units * at_once);
        let suspended = if situation == Situation::AfterSuspend { SUSPENDED } else { Duration::ZERO };
        let each = weighed + suspended;
        let mut schedule = Self {
            kind,
            events: Vec::new(),
            duration: BEFORE + each.times(turns),
            turns: Vec::new(),
            basal_ul_per_h: 0.0,
        };
        if situation.has_basal() {
            schedule.basal_ul_per_h = microlitres(request::drug().rate_of(BASAL).as_pl_per_h());
        }
        for turn in 0..turns {
            let at = Instant::ZERO + BEFORE + each.times(turn) + suspended;
            schedule.give(turn, at, suspended);
            schedule.turns.push(Turn {
                from_s: seconds(at),
                to_s: seconds(at + weighed),
                programmed_ul: f64::from(at_once) * volume_ul(dose),
            });
        }
        schedule
    }

    fn give(&mut self, turn: u32, at: Instant, suspended: Duration) {
        let Kind { situation, dose } = self.kind;
        if situation == Situation::AfterSuspend {
            self.events.push(Event { at: at - suspended, action: Action::Suspend });
            self.events.push(Event { at, action: Action::Resume });
        }
        for _ in 0..situation.at_once() {
            self.events.push(Event { at, action: Action::Bolus(Bolus::fast(dose)) });
        }
        if situation == Situation::Cancelled {
            let later_us = CANCELLED_LATER.times(turn + 1).as_us() * dose.as_micro_units().unsigned_abs() / 1_000_000;
            self.events.push(Event { at: at + Duration::from_us(later_us), action: Action::CancelBolus });
        }
    }

    /// As a scenario of one pump unit.
    pub(super) fn scenario(&self, embodiment: Embodiment, seed: u64) -> Scenario {
        let Kind { situation, dose } = self.kind;
        let of_eight = Volume::from_pl(NEAR_EMPTY_BOLUSES.saturating_mul(request::drug().volume_of(dose).as_pl()));
        let fill = if situation == Situation::NearEmpty { NEAR_EMPTY + of_eight } else { request::full() };
        let rate = if situation.has_basal() { BASAL } else { DoseRate::ZERO };
        Scenario {
            name: format!("bolus {}", situation.name()),
            embodiment,
            start: Instant::ZERO,
            duration: self.duration,
            seed,
            concentration: request::drug(),
            reservoir_fill: fill.min(request::full()),
            basal: vec![BasalBlock { from: Duration::ZERO, rate }],
            templates: Vec::new(),
            limits: TherapyLimits::default(),
            events: self.events.clone(),
            environment: Vec::new(),
            faults: Vec::new(),
        }
    }
}

fn count(kind: Kind, consecutive: u32) -> u32 {
    match kind.situation {
        Situation::NearEmpty => consecutive,
        Situation::Consecutive
        | Situation::Stacked
        | Situation::OnBasal
        | Situation::AfterSuspend
        | Situation::Cancelled => consecutive.min(request::doses_in_a_fill(request::drug().volume_of(kind.dose))),
    }
}

fn volume_ul(dose: Dose) -> f64 {
    microlitres(request::drug().volume_of(dose).as_pl())
}

#[expect(clippy::cast_precision_loss, reason = "a reservoir's picolitres fit an f64 exactly")]
fn microlitres(pl: i64) -> f64 {
    pl as f64 / 1e6
}

#[expect(clippy::cast_precision_loss, reason = "a run's microseconds fit an f64 exactly")]
fn seconds(at: Instant) -> f64 {
    at.as_us() as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::synthetic::{steady, weighing};
    use crate::scenario::parse;

    fn schedule(situation: Situation, micro_units: i64, consecutive: u32) -> Schedule {
        Schedule::new(Kind { situation, dose: Dose::from_micro_units(micro_units) }, consecutive)
    }

    /// Every schedule is a scenario that a person could have written, and turns never overlap.
    #[test]
    fn every_schedule_is_a_scenario_with_turns_side_by_side() {
        for situation in Situation::ALL {
            for dose in [50_000, 1_000_000, 30_000_000] {
                let schedule = schedule(situation, dose, 25);
                let scenario = schedule.scenario(Embodiment::Patch, 1);
                assert_eq!(parse(&scenario.to_toml(), "s.toml").as_ref(), Ok(&scenario), "{situation:?}, {dose}");
                assert!(schedule.turns.windows(2).all(|pair| pair[0].to_s <= pair[1].from_s), "{situation:?}");
                assert!(schedule.turns.iter().all(|turn| turn.from_s % 60.0 == 0.0 && turn.to_s % 60.0 == 0.0));
                let commands = schedule.events.iter().filter(|event| matches!(event.action, Action::Bolus { .. }));
                assert_eq!(commands.count(), schedule.turns.len() * situation.at_once() as usize);
            }
        }
    }

    /// A steady basal, and 2 % too much of each bolus half a minute after its command.
    #[test]
    fn what_comes_beyond_basal_is_the_bolus() {
        for situation in [Situation::Consecutive, Situation::OnBasal, Situation::AfterSuspend] {
            let schedule = schedule(situation, 1_000_000, 25);
            let basal = schedule.basal_ul_per_h;
            let given = |t_s: f64| schedule.turns.iter().filter(|turn| turn.from_s + 30.0 <= t_s).count();
            let came = |t_s: f64| steady(basal)(t_s) + 10.2 * crate::analysis::count(given(t_s));
            let weighing = weighing(basal, schedule.turns.last().unwrap().to_s / 3600.0, came);
            for turn in &schedule.turns {
                assert!((turn.came_ul(&weighing, basal) - 10.2).abs() < 1e-6, "{situation:?}, {turn:?}");
            }
        }
    }

    #[test]
    fn one_fill_gives_no_more_than_is_in_it() {
        assert_eq!(schedule(Situation::Consecutive, 30_000_000, 25).turns.len(), 9);
        assert_eq!(schedule(Situation::Consecutive, 10_000_000, 25).turns.len(), 25);
        assert_eq!(schedule(Situation::Stacked, 1_000_000, 25).turns.len(), 5);
        let empty = schedule(Situation::NearEmpty, 1_000_000, 25);
        assert_eq!(empty.turns.len(), 25, "more is asked for than is there");
        assert_eq!(empty.scenario(Embodiment::Patch, 1).reservoir_fill, Volume::from_pl(180_000_000));
    }
}
