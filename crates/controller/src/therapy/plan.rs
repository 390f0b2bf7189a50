//! When basal strokes come, and how large each is: equal ones, evenly, at times that only the rate decides.
//!
//! As many an hour as the smallest stroke and the shortest interval allow, and more where they would be larger than the
//! largest; at less than one an hour, one every so many whole hours. With an interval T they come at T/2, 3 T/2, 5 T/2 ...
//! of monotonic time, so that delivery is as often ahead as behind, by half a stroke. What a stroke gave too much or too
//! little changes the volume of the next, and never its time.

use crate::fixed::{mul_div, signed};
use crate::profile::DeviceProfile;
use units::{Duration, FlowRate, Instant, Volume, VolumeRemainder};

/// The strokes of one rate, seen from one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plan {
    rate: FlowRate,
    now: Instant,
    /// What a stroke delivers.
    pub(super) stroke: Volume,
    /// What is due now if all went by plan: from half a stroke too much given, just after one, to half a stroke too
    /// little, just before the next.
    behind: Volume,
    /// When the next one comes.
    next: Instant,
}

impl Plan {
    pub(super) fn new(rate: FlowRate, now: Instant, profile: &DeviceProfile) -> Self {
        let Some(interval) = interval(rate, profile) else {
            // Nothing is earned: what is left over comes when it makes a stroke, and nothing comes before it is due.
            let stroke = profile.basal_stroke_min;
            return Self { rate, now, stroke, behind: Volume::ZERO, next: Instant::MAX };
        };
        let us = interval.as_us();
        let since = now.as_us().saturating_add(us >> 1).checked_rem(us).unwrap_or(0);
        let earned = |us| rate.over(Duration::from_us(us), &mut VolumeRemainder::default());
        let stroke = earned(us);
        let behind = earned(since) - stroke.scaled(1, 2);
        Self { rate, now, stroke, behind, next: now + Duration::from_us(us.saturating_sub(since)) }
    }

    /// What a stroke has to deliver for delivery to be on plan, where this much is due; `None` if none is to come now.
    ///
    /// One comes when that is three quarters of a stroke: from the planned time on, until it is made, and not if a
    /// bolus or another rate has just given most of it. And one comes, whatever the time, when three quarters of one
    /// are due.
    pub(super) fn stroke_due(&self, due: Volume) -> Option<Volume> {
        let target = due - self.behind;
        (target.max(due) >= self.enough()).then_some(target)
    }

    /// When a stroke may come, if none is to come now.
    pub(super) fn next(&self, due: Volume) -> Instant {
        let enough = self.rate.time_to(self.enough() - due);
        enough.map_or(self.next, |wait| self.next.min(self.now + wait))
    }

    fn enough(&self) -> Volume {
        self.stroke.scaled(3, 4)
    }
}

/// How far apart strokes are; `None` if there are none.
fn interval(rate: FlowRate, profile: &DeviceProfile) -> Option<Duration> {
    if !rate.is_positive() {
        return None;
    }
    let hour = Duration::from_h(1);
    let earned = rate.over(hour, &mut VolumeRemainder::default()).as_pl();
    let smallest = profile.basal_stroke_min.as_pl();
    let fit = mul_div(earned, 1, smallest);
    if fit == 0 {
        let hours = mul_div(smallest.saturating_add(earned).saturating_sub(1), 1, earned);
        return Some(hour.times(u32::try_from(hours).unwrap_or(u32::MAX)));
    }
    let spaced = hour.as_us().checked_div(profile.basal_interval.as_us()).map_or(fit, signed);
    let largest = profile.basal_stroke_max.as_pl();
    let needed = mul_div(earned.saturating_add(largest).saturating_sub(1), 1, largest);
    let strokes = fit.min(spaced).max(needed);
    Some(Duration::from_us(hour.as_us().checked_div(strokes.unsigned_abs()).unwrap_or(1).max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const P: DeviceProfile = DeviceProfile {
        basal_interval: Duration::from_min(5),
        basal_stroke_min: Volume::from_pl(500_000),
        stroke_min: Volume::from_pl(250_000),
        basal_stroke_max: Volume::from_pl(1_750_000),
        stroke_max: Volume::from_pl(2_000_000),
        ..DeviceProfile::TETHERED
    };

    fn rate(pl_per_h: i64) -> FlowRate {
        FlowRate::from_pl_per_h(pl_per_h)
    }

    #[test]
    fn strokes_are_as_many_as_are_large_enough_and_far_enough_apart() {
        // pL/h; how many strokes in how many hours.
        for (pl_per_h, strokes, hours) in [
            (10, 1, 50_000),
            (10_000, 1, 50),
            (250_000, 1, 2),
            (499_999, 1, 2),
            (500_000, 1, 1),
            (999_999, 1, 1),
            (1_000_000, 2, 1),
            (1_300_000, 2, 1),
            (5_999_999, 11, 1),
            (6_000_000, 12, 1),
            (10_000_000, 12, 1),
            // 12 of 1.75 uL; from there more, and none larger.
            (21_000_000, 12, 1),
            (21_000_001, 13, 1),
            (300_000_000, 172, 1),
        ] {
            let expected = Duration::from_us(3_600_000_000 * hours / strokes);
            assert_eq!(interval(rate(pl_per_h), &P), Some(expected), "{pl_per_h} pL/h");
        }
        assert_eq!(interval(rate(0), &P), None);
        assert_eq!(interval(rate(-1), &P), None);
    }

    #[test]
    fn the_times_are_in_the_middle_of_equal_parts_of_the_hour() {
        // 1 uL/h: at 15 and 45 min. Minutes: now; the next stroke; what is due on plan, nL.
        for (now, next, behind) in [(0, 15, 0), (14, 15, 233), (15, 45, -250), (30, 45, 0), (45, 75, -250), (60, 75, 0)]
        {
            let plan = Plan::new(rate(1_000_000), Instant::ZERO + Duration::from_min(now), &P);
            assert_eq!(plan.next, Instant::ZERO + Duration::from_min(next), "at {now} min");
            assert_eq!(plan.behind.scaled(1, 1_000), Volume::from_pl(behind), "at {now} min");
        }
    }

    #[test]
    fn a_stroke_comes_from_its_time_until_it_is_made_and_not_if_little_is_due() {
        let min = Duration::from_min(1);
        let plan = |at: u32| Plan::new(rate(1_000_000), Instant::ZERO + min.times(at), &P);
        let nl = |nl: i64| Volume::from_pl(1_000 * nl);
        // Minutes, what is due, what is then delivered, nL.
        for (at, due, target) in [
            (14, 233, None),
            (15, 250, Some(500)),
            // The last gave 10 nL too little, or too much.
            (15, 260, Some(510)),
            (15, 240, Some(490)),
            // Three minutes late, and on plan again.
            (18, 300, Some(500)),
            // It has been made.
            (15, -250, None),
            // A quarter of one is due, and less: the next stroke makes up for that.
            (15, 125, Some(375)),
            (15, 124, None),
            (45, 624, Some(874)),
            // Three quarters are due at any time.
            (36, 374, None),
            (36, 375, Some(275)),
        ] {
            let found = plan(at).stroke_due(nl(due));
            assert_eq!(found, target.map(nl), "{due} nL at {at} min");
        }
    }

    #[test]
    fn what_is_left_without_a_rate_is_given_when_it_makes_a_stroke_and_not_before_it_is_due() {
        let plan = Plan::new(rate(0), Instant::ZERO, &P);
        assert_eq!(plan.stroke_due(Volume::from_pl(374_999)), None);
        assert_eq!(plan.stroke_due(Volume::from_pl(375_000)), Some(Volume::from_pl(375_000)));
        assert_eq!(plan.next(Volume::ZERO), Instant::MAX);
    }

    proptest! {
        #[test]
        fn strokes_with_errors_come_at_planned_times_and_errors_never_add_up(
            pl_per_h in 1_000i64..300_000_000, errors in proptest::collection::vec(-100i64..=100, 60),
        ) {
            let rate = rate(pl_per_h);
            let interval = interval(rate, &P).unwrap();
            let (mut now, mut due) = (Instant::ZERO, Volume::ZERO);
            let mut remainder = VolumeRemainder::ZERO;
            for (k, error_per_mille) in (0u32..).zip(errors) {
                let plan = Plan::new(rate, now, &P);
                prop_assert_eq!(plan.stroke_due(due), None);
                let next = plan.next(due);
                due += rate.over(next.since(now), &mut remainder);
                now = next;
                let planned = interval.times(k).as_us() + (interval.as_us() - (interval.as_us() >> 1));
                prop_assert!(now.as_us() == planned, "stroke {} at {}, not at {} us", k, now.as_us(), planned);
                let plan = Plan::new(rate, now, &P);
                let target = plan.stroke_due(due).unwrap();
                // A stroke, and what the one before was wrong by: a tenth of it.
                let error = (target - plan.stroke).abs();
                prop_assert!(error <= plan.stroke.scaled(12, 100) + Volume::from_pl(2), "{target}, {}", plan.stroke);
                prop_assert!(target <= P.stroke_max && target >= P.stroke_min, "{}", target);
                due -= target.scaled(1_000 + error_per_mille, 1_000);
            }
        }

        #[test]
        fn no_rate_and_no_time_panics_and_the_next_stroke_is_ahead(pl_per_h: i64, us in 0..u64::MAX >> 1, due: i64) {
            let now = Instant::from_us(us);
            let plan = Plan::new(rate(pl_per_h), now, &P);
            let due = Volume::from_pl(due);
            if plan.stroke_due(due).is_none() {
                prop_assert!(plan.next(due) > now);
            }
        }
    }
}
