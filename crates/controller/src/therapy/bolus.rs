//! Boluses: asked for, delivered in strokes, ended when the whole is delivered or when cancelled.
//!
//! Invariant: `0 <= delivered <= programmed`, for each bolus, at all times.

use units::Volume;

/// The most boluses that run at once.
const MAX_BOLUSES: usize = 16;

/// Name of a bolus in commands and records: counts up from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct BolusId(pub u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
enum Course {
    Running,
    /// Cancelled; takes its share of a stroke that was already under way, and no more.
    Ending,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
struct Bolus {
    id: BolusId,
    programmed: Volume,
    delivered: Volume,
    course: Course,
}

/// Boluses in the order in which they were asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct Boluses {
    list: heapless::Vec<Bolus, MAX_BOLUSES>,
    last_id: u32,
    /// A stroke is under way whose volume cancelled boluses still have a claim to.
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
    pub(crate) fn start(&mut self, programmed: Volume) -> Option<BolusId> {
        let id = BolusId(self.last_id.saturating_add(1));
        self.list.push(Bolus { id, programmed, delivered: Volume::ZERO, course: Course::Running }).ok()?;
        self.last_id = id.0;
        Some(id)
    }

    /// What running boluses still owe.
    pub(crate) fn due(&self) -> Volume {
        let running = self.list.iter().filter(|bolus| bolus.course == Course::Running);
        running.fold(Volume::ZERO, |sum, bolus| sum + (bolus.programmed - bolus.delivered))
    }

    pub(crate) fn cancel(&mut self) {
        for bolus in &mut self.list {
            bolus.course = Course::Ending;
        }
    }

    /// Tells that a stroke is under way, or over.
    pub(crate) fn set_stroke_under_way(&mut self, under_way: bool) {
        self.stroke_under_way = under_way;
    }

    /// Gives boluses their shares of a measured stroke, the first first; returns their sum.
    pub(crate) fn settle(&mut self, measured: Volume) -> Volume {
        let mut left = measured.max(Volume::ZERO);
        let mut taken = Volume::ZERO;
        for bolus in &mut self.list {
            let share = left.min(bolus.programmed - bolus.delivered);
            bolus.delivered += share;
            left -= share;
            taken += share;
        }
        taken
    }

    /// Removes and returns the first bolus that has ended: less than `stroke_min` is left of it, or it was cancelled.
    pub(crate) fn take_ended(&mut self, stroke_min: Volume) -> Option<Ended> {
        let under_way = self.stroke_under_way;
        let over = |bolus: &Bolus| match bolus.course {
            Course::Running => bolus.programmed - bolus.delivered < stroke_min && !under_way,
            Course::Ending => !under_way,
        };
        let index = self.list.iter().position(over)?;
        let bolus = self.list.remove(index);
        let carried = if bolus.course == Course::Running { bolus.programmed - bolus.delivered } else { Volume::ZERO };
        Some(Ended { id: bolus.id, programmed: bolus.programmed, delivered: bolus.delivered, carried })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, Clone)]
    enum Step {
        Start(i64),
        Stroke(i64),
        Cancel,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (1i64..5_000_000).prop_map(Step::Start),
            (-1_000i64..2_500_000).prop_map(Step::Stroke),
            Just(Step::Cancel)
        ]
    }

    proptest! {
        #[test]
        fn delivered_stays_between_zero_and_programmed(steps in proptest::collection::vec(step(), 0..60)) {
            let mut boluses = Boluses::default();
            for step in steps {
                match step {
                    Step::Start(pl) => { boluses.start(Volume::from_pl(pl)); }
                    Step::Stroke(pl) => {
                        boluses.set_stroke_under_way(true);
                        let taken = boluses.settle(Volume::from_pl(pl));
                        prop_assert!(taken <= Volume::from_pl(pl.max(0)) && !taken.is_negative());
                        boluses.set_stroke_under_way(false);
                    }
                    Step::Cancel => boluses.cancel(),
                }
                while let Some(ended) = boluses.take_ended(Volume::from_pl(250_000)) {
                    prop_assert!(!ended.delivered.is_negative() && ended.delivered + ended.carried <= ended.programmed);
                }
                prop_assert!(boluses.list.iter().all(|b| !b.delivered.is_negative() && b.delivered <= b.programmed));
            }
        }
    }
}
