//! Boluses: a part at once, a part over a time, or both, after a delay or without; several at once.
//!
//! Invariant: `0 <= delivered <= programmed`, for each part of each bolus, at all times.

use super::extended;
use super::window::share_of;
use units::{Dose, Duration, FlowRate, Instant, Volume};

/// The most boluses that run at once.
const MAX_BOLUSES: usize = 16;

/// Name of a bolus in commands and records: counts up from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct BolusId(pub u32);

/// What is asked for with a bolus: fast, extended, or multiwave, which is both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct BolusOrder {
    /// What is given at once; may be zero.
    pub fast: Dose,
    /// What is given evenly over a time; may be zero.
    pub extended: Dose,
    /// That time: above zero if there is an extended part, else zero.
    pub over: Duration,
    /// How long after the command both begin.
    pub delay: Duration,
}

impl BolusOrder {
    /// All at once and without delay.
    pub const fn fast(dose: Dose) -> Self {
        Self { fast: dose, extended: Dose::ZERO, over: Duration::ZERO, delay: Duration::ZERO }
    }

    /// Both parts.
    pub fn total(&self) -> Dose {
        self.fast + self.extended
    }
}

/// A bolus that was taken and has not ended, as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BolusStatus {
    /// Its name.
    pub id: BolusId,
    /// When it begins, or began.
    pub starts: Instant,
    /// What was asked for at once, and what is accounted of it.
    pub fast: (Volume, Volume),
    /// What was asked for over a time, and what is accounted of it.
    pub extended: (Volume, Volume),
    /// That time.
    pub over: Duration,
}

/// One of the two parts of a bolus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
struct Part {
    programmed: Volume,
    delivered: Volume,
    /// What was due of it when the stroke under way began: the most that it takes of that stroke.
    claim: Volume,
}

impl Part {
    fn new(programmed: Volume) -> Self {
        Self { programmed, delivered: Volume::ZERO, claim: Volume::ZERO }
    }

    /// Takes its share of what is left of a stroke; returns it.
    fn settle(&mut self, left: &mut Volume) -> Volume {
        let share = (*left).min(self.claim);
        self.delivered += share;
        self.claim = Volume::ZERO;
        *left -= share;
        share
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
struct Bolus {
    id: BolusId,
    starts: Instant,
    over: Duration,
    fast: Part,
    extended: Part,
    /// Takes its share of a stroke that was already under way, and no more.
    cancelled: bool,
}

impl Bolus {
    fn programmed(&self) -> Volume {
        self.fast.programmed + self.extended.programmed
    }

    fn delivered(&self) -> Volume {
        self.fast.delivered + self.extended.delivered
    }

    fn ends(&self) -> Instant {
        self.starts + self.over
    }

    fn fast_due(&self, now: Instant) -> Volume {
        if self.cancelled || now < self.starts { Volume::ZERO } else { self.fast.programmed - self.fast.delivered }
    }

    fn extended_due(&self, now: Instant) -> Volume {
        if self.cancelled || now < self.starts {
            return Volume::ZERO;
        }
        extended::accrued(self.extended.programmed, now.since(self.starts), self.over) - self.extended.delivered
    }

    /// The most of it that can come within a time from now on.
    fn ahead(&self, now: Instant, window: Duration) -> Volume {
        if self.cancelled {
            return self.fast.claim + self.extended.claim;
        }
        let left = self.extended.programmed - self.extended.delivered;
        let extended = self.extended_due(now) + share_of(self.extended.programmed, window, self.over);
        self.fast.programmed - self.fast.delivered + extended.min(left)
    }
}

/// Boluses in the order in which they were asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct Boluses {
    list: heapless::Vec<Bolus, MAX_BOLUSES>,
    last_id: u32,
    /// A stroke is under way whose volume boluses have a claim to.
    stroke_under_way: bool,
}

/// A bolus that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) id: BolusId,
    pub(crate) programmed: Volume,
    pub(crate) delivered: Volume,
    /// What was still due of a bolus that ran to its end.
    pub(crate) carried: Volume,
}

impl Boluses {
    /// Takes a bolus on; `None` when there are too many.
    pub(crate) fn start(&mut self, fast: Volume, extended: Volume, starts: Instant, over: Duration) -> Option<BolusId> {
        let id = BolusId(self.last_id.saturating_add(1));
        let (fast, extended) = (Part::new(fast), Part::new(extended));
        self.list.push(Bolus { id, starts, over, fast, extended, cancelled: false }).ok()?;
        self.last_id = id.0;
        Some(id)
    }

    /// Those that have not ended.
    pub(crate) fn status(&self) -> impl Iterator<Item = BolusStatus> {
        self.list.iter().map(|bolus| BolusStatus {
            id: bolus.id,
            starts: bolus.starts,
            fast: (bolus.fast.programmed, bolus.fast.delivered),
            extended: (bolus.extended.programmed, bolus.extended.delivered),
            over: bolus.over,
        })
    }

    /// What is not delivered yet of those that were not cancelled, due or not.
    pub(crate) fn owed(&self) -> Volume {
        let running = self.list.iter().filter(|bolus| !bolus.cancelled);
        running.fold(Volume::ZERO, |sum, bolus| sum + (bolus.programmed() - bolus.delivered()))
    }

    /// What is due at once.
    pub(crate) fn fast_due(&self, now: Instant) -> Volume {
        self.list.iter().fold(Volume::ZERO, |sum, bolus| sum + bolus.fast_due(now))
    }

    /// What has accrued over time and was not delivered.
    pub(crate) fn extended_due(&self, now: Instant) -> Volume {
        self.list.iter().fold(Volume::ZERO, |sum, bolus| sum + bolus.extended_due(now))
    }

    /// How fast more accrues.
    pub(crate) fn extended_rate(&self, now: Instant) -> FlowRate {
        let accruing = self.list.iter().filter(|bolus| !bolus.cancelled && bolus.starts <= now && now < bolus.ends());
        accruing.fold(FlowRate::ZERO, |sum, bolus| sum + extended::rate(bolus.extended.programmed, bolus.over))
    }

    /// When one next begins, or has accrued to its end.
    pub(crate) fn next_change(&self, now: Instant) -> Instant {
        let changes = self.list.iter().filter(|bolus| !bolus.cancelled).flat_map(|bolus| [bolus.starts, bolus.ends()]);
        changes.filter(|at| *at > now).min().unwrap_or(Instant::MAX)
    }

    /// What boluses give at once that begin just at `at`.
    pub(crate) fn begins_at(&self, at: Instant) -> Volume {
        let begin = self.list.iter().filter(|bolus| bolus.starts == at);
        begin.fold(Volume::ZERO, |sum, bolus| sum + bolus.fast_due(at))
    }

    /// The most that can come within a time from now on.
    pub(crate) fn ahead(&self, now: Instant, window: Duration) -> Volume {
        self.list.iter().fold(Volume::ZERO, |sum, bolus| sum + bolus.ahead(now, window))
    }

    pub(crate) fn cancel_all(&mut self) {
        for bolus in &mut self.list {
            bolus.cancelled = true;
        }
    }

    /// Cancels one; false if there is none of this name.
    pub(crate) fn cancel(&mut self, id: BolusId) -> bool {
        let bolus = self.list.iter_mut().find(|bolus| bolus.id == id);
        bolus.map(|bolus| bolus.cancelled = true).is_some()
    }

    /// Tells that a stroke is under way, or over. What is due as it begins has a claim to it, and nothing later.
    pub(crate) fn set_stroke_under_way(&mut self, under_way: bool, now: Instant) {
        if under_way == self.stroke_under_way {
            return;
        }
        self.stroke_under_way = under_way;
        for bolus in &mut self.list {
            let claims = if under_way { (bolus.fast_due(now), bolus.extended_due(now)) } else { Default::default() };
            (bolus.fast.claim, bolus.extended.claim) = claims;
        }
    }

    /// Gives boluses their shares of a measured stroke: what is given at once first, the first bolus first. Returns the
    /// sums of what was taken at once and over time.
    pub(crate) fn settle(&mut self, measured: Volume) -> (Volume, Volume) {
        let mut left = measured.max(Volume::ZERO);
        let mut sum = |part: &mut Part| part.settle(&mut left);
        let fast = self.list.iter_mut().fold(Volume::ZERO, |taken, bolus| taken + sum(&mut bolus.fast));
        let extended = self.list.iter_mut().fold(Volume::ZERO, |taken, bolus| taken + sum(&mut bolus.extended));
        (fast, extended)
    }

    /// Removes and returns the first bolus that has ended: all has accrued and less than `stroke_min` of it is left, or
    /// it was cancelled.
    pub(crate) fn take_ended(&mut self, now: Instant, stroke_min: Volume) -> Option<Ended> {
        if self.stroke_under_way {
            return None;
        }
        let over = |bolus: &Bolus| {
            let left = bolus.programmed() - bolus.delivered();
            bolus.cancelled || left == Volume::ZERO || (now >= bolus.ends() && left < stroke_min)
        };
        let bolus = self.list.remove(self.list.iter().position(over)?);
        let (programmed, delivered) = (bolus.programmed(), bolus.delivered());
        let carried = if bolus.cancelled { Volume::ZERO } else { programmed - delivered };
        Some(Ended { id: bolus.id, programmed, delivered, carried })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STROKE_MIN: Volume = Volume::from_pl(250_000);

    #[derive(Debug, Clone)]
    enum Step {
        Start { fast: i64, extended: i64, over_s: u64, delay_s: u64 },
        StrokeBegins,
        Stroke(i64),
        Cancel,
        CancelOne(u32),
        Pass(u64),
    }

    fn step() -> impl Strategy<Value = Step> {
        let parts = (0i64..5_000_000, 0i64..5_000_000, 1u64..30_000, 0u64..3_000);
        prop_oneof![
            2 => parts.prop_map(|(fast, extended, over_s, delay_s)| Step::Start { fast, extended, over_s, delay_s }),
            4 => Just(Step::StrokeBegins),
            4 => (-1_000i64..2_500_000).prop_map(Step::Stroke),
            1 => Just(Step::Cancel),
            1 => (0u32..20).prop_map(Step::CancelOne),
            4 => (0u64..3_000).prop_map(Step::Pass),
        ]
    }

    fn check(boluses: &Boluses, now: Instant) -> Result<(), TestCaseError> {
        for bolus in &boluses.list {
            for part in [bolus.fast, bolus.extended] {
                prop_assert!(!part.delivered.is_negative() && part.delivered <= part.programmed, "{:?}", bolus);
                prop_assert!(!part.claim.is_negative() && part.delivered + part.claim <= part.programmed);
            }
            prop_assert!(now >= bolus.starts || bolus.delivered() == Volume::ZERO, "delivered before it begins");
            let accrued = extended::accrued(bolus.extended.programmed, now.since(bolus.starts), bolus.over);
            prop_assert!(bolus.extended.delivered <= accrued, "{:?} is ahead of {}", bolus, accrued);
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn delivered_stays_between_zero_and_programmed(steps in proptest::collection::vec(step(), 0..80)) {
            let mut boluses = Boluses::default();
            let mut now = Instant::ZERO;
            for step in steps {
                match step {
                    Step::Start { fast, extended, over_s, delay_s } => {
                        let starts = now + Duration::from_s(delay_s);
                        let [fast, extended] = [fast, extended].map(Volume::from_pl);
                        boluses.start(fast, extended, starts, Duration::from_s(over_s));
                    }
                    Step::StrokeBegins => boluses.set_stroke_under_way(true, now),
                    Step::Stroke(pl) => {
                        let due = boluses.list.iter().fold(Volume::ZERO, |sum, b| sum + b.fast.claim + b.extended.claim);
                        let (fast, extended) = boluses.settle(Volume::from_pl(pl));
                        prop_assert!(!fast.is_negative() && !extended.is_negative());
                        prop_assert_eq!(fast + extended, Volume::from_pl(pl.max(0)).min(due), "all that is claimed");
                        boluses.set_stroke_under_way(false, now);
                    }
                    Step::Cancel => boluses.cancel_all(),
                    Step::CancelOne(id) => { boluses.cancel(BolusId(id)); }
                    Step::Pass(s) => now = now + Duration::from_s(s),
                }
                while let Some(ended) = boluses.take_ended(now, STROKE_MIN) {
                    prop_assert!(!ended.delivered.is_negative() && ended.delivered + ended.carried <= ended.programmed);
                    prop_assert!(ended.carried < STROKE_MIN);
                }
                check(&boluses, now)?;
            }
        }
    }
}
