//! What the plunger's spring tells, stroke by stroke, as the first valve opens: of the line's pressure, and of valves that
//! leak.
//!
//! One reading scatters by 0.2 um, which is 2 kPa. Two cumulative sums after Page take in what each reading is beyond a slack,
//! the one forward, the other back, and start anew whenever they would be negative: one reading that is far off, or several in
//! a row that are a little off, come to the same.

use super::passage::Way;
use crate::fixed::blend;
use crate::profile::DeviceProfile;
use units::{Duration, Instant, Length};

/// How much of each new reading the mean takes in, percent. Less would lag behind a bolus, more would let noise through.
const MEAN_SHARE: i64 = 35;
/// The same of a reading while tubing is primed.
const ZERO_SHARE: i64 = 25;
/// Part of the sum that makes a leak sure at which one is suspected, percent. Less, and noise brings strokes
/// early; more, and a slow leak waits.
const SUSPICION: i64 = 33;

/// What a reading, with those before it, says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing that is wrong.
    Sound,
    /// The chamber held too much pressure: the line is blocked, or the reservoir sucks.
    Pressure,
    /// The chamber held too little.
    Leak,
}

/// What readings have come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub(super) struct Gauge {
    /// How much further than the factory's the plunger springs in the disposable half that is in use.
    zero: Length,
    /// Running mean of how much further than at the factory the plunger springs.
    mean_nm: i64,
    /// The sum of what it springs further, and of what it falls short.
    over: Length,
    short: Length,
    /// When the plunger last pressed for long.
    pressed_long: Option<Instant>,
}

impl Gauge {
    /// Takes in a stroke of priming: with nothing before it and no pressure in the line, the plunger springs as the chamber of
    /// this disposable half has it. What is further off than one chamber is from another is no chamber's; a leak only takes
    /// away, so that less of that is believed.
    pub(super) fn learn(&mut self, surplus: Length, p: &DeviceProfile) {
        let zero = Length::from_nm(blend(self.zero.as_nm(), surplus.as_nm(), ZERO_SHARE));
        self.zero = zero.clamp(-p.leak_slack, p.leak_slack + p.leak_slack);
    }

    /// Takes in how much further than at the factory the plunger sprang.
    pub(super) fn read(&mut self, surplus: Length, p: &DeviceProfile) -> Verdict {
        let surplus = surplus - self.zero;
        self.over = (self.over + surplus - p.line_slack).max(Length::ZERO);
        self.short = (self.short - surplus - p.leak_slack).max(Length::ZERO);
        // What a leak takes away is none of the line's pressure.
        if !self.suspects_leak(p) {
            self.mean_nm = blend(self.mean_nm, surplus.as_nm(), MEAN_SHARE);
        }
        if self.short >= p.leak_sum {
            self.short = Length::ZERO;
            return Verdict::Leak;
        }
        if self.over >= p.line_sum {
            *self = Self { zero: self.zero, pressed_long: self.pressed_long, ..Self::default() };
            return Verdict::Pressure;
        }
        Verdict::Sound
    }

    /// Whether this reading, that is not taken in yet, is so far above the last that the way may have shut since.
    pub(super) fn rises(&self, surplus: Length, p: &DeviceProfile) -> bool {
        surplus - self.zero - Length::from_nm(self.mean_nm) >= p.line_sum + p.line_sum
    }

    /// What this reading, that was just taken in, says of the way to the patient.
    pub(super) fn way(&self, surplus: Length, p: &DeviceProfile) -> Way {
        if self.over.is_positive() {
            Way::Doubtful
        } else if surplus - self.zero > p.line_slack.scaled(1, 2) {
            Way::Firm
        } else {
            Way::Open
        }
    }

    /// See [`Gauge`]; nm.
    pub(super) fn mean_nm(&self) -> i64 {
        self.mean_nm
    }

    /// Whether a leak may have been seen that is not yet sure.
    pub(super) fn suspects_leak(&self, p: &DeviceProfile) -> bool {
        self.short >= p.leak_sum.scaled(SUSPICION, 100)
    }

    /// How long to press now: long when a leak is suspected, or it is time for it.
    pub(super) fn press_time(&mut self, now: Instant, p: &DeviceProfile) -> Duration {
        let due = self.pressed_long.is_none_or(|last| now.since(last) >= p.leak_interval);
        if due || self.suspects_leak(p) {
            self.pressed_long = Some(now);
            p.press_time_long
        } else {
            p.press_time
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const P: DeviceProfile = DeviceProfile::TETHERED;

    fn nm(nm: i64) -> Length {
        Length::from_nm(nm)
    }

    /// After how many readings of the same surplus what is wrong is sure, if it is within a hundred.
    fn sure_after(surplus_nm: i64) -> Option<(usize, Verdict)> {
        let mut gauge = Gauge::default();
        let verdicts = (1..=100).map(|count| (count, gauge.read(nm(surplus_nm), &P)));
        verdicts.into_iter().find(|(_, verdict)| *verdict != Verdict::Sound)
    }

    #[test]
    fn what_is_within_the_slack_is_never_wrong_and_what_is_far_beyond_it_is_so_at_once() {
        for surplus in [-P.leak_slack.as_nm(), -1_000, 0, 1_000, P.line_slack.as_nm()] {
            assert_eq!(sure_after(surplus), None, "{surplus} nm");
        }
        let at_once = [
            (-(P.leak_slack + P.leak_sum).as_nm(), Verdict::Leak),
            ((P.line_slack + P.line_sum).as_nm(), Verdict::Pressure),
        ];
        for (surplus, verdict) in at_once {
            assert_eq!(sure_after(surplus), Some((1, verdict)));
        }
        // A third of the sum beyond the slack takes three.
        let third = |sum: Length| sum.as_nm() / 3 + 1;
        assert_eq!(sure_after(-P.leak_slack.as_nm() - third(P.leak_sum)), Some((3, Verdict::Leak)));
        assert_eq!(sure_after(P.line_slack.as_nm() + third(P.line_sum)), Some((3, Verdict::Pressure)));
    }

    #[test]
    fn a_suspected_leak_is_pressed_for_long_and_is_not_taken_for_suction_of_the_line() {
        let mut gauge = Gauge::default();
        let at = |min| Instant::ZERO + Duration::from_min(min);
        assert_eq!(gauge.press_time(at(0), &P), P.press_time_long);
        assert_eq!(gauge.press_time(at(3), &P), P.press_time);
        assert_eq!(gauge.press_time(Instant::ZERO + P.leak_interval, &P), P.press_time_long);
        assert_eq!(gauge.read(-P.leak_slack - P.leak_sum.scaled(1, 2), &P), Verdict::Sound);
        assert!(gauge.suspects_leak(&P));
        assert_eq!(gauge.mean_nm(), 0);
        assert_eq!(gauge.press_time(at(21), &P), P.press_time_long);
        // What holds next time was none.
        gauge.read(nm(0), &P);
        assert!(!gauge.suspects_leak(&P));
    }

    #[test]
    fn what_a_chamber_has_of_its_own_is_learnt_while_priming_and_is_neither_pressure_nor_leak() {
        // Of its own: 1.5 um, which is within what one chamber differs from another.
        let mut gauge = Gauge::default();
        for stroke in 1..=20 {
            gauge.learn(nm(1_500), &P);
            let learnt = gauge.zero.as_nm();
            assert!(0 < learnt && learnt <= 1_500, "{learnt} nm after {stroke} strokes");
        }
        assert!(gauge.zero > nm(1_480));
        for _ in 0..100 {
            assert_eq!(gauge.read(nm(1_500), &P), Verdict::Sound);
        }
        assert!(gauge.mean_nm().abs() < 25, "{} nm", gauge.mean_nm());
        // The rest is told from there on.
        assert_eq!(gauge.read(nm(1_500) + P.line_slack + P.line_sum + nm(25), &P), Verdict::Pressure);
        assert_eq!(gauge.read(nm(1_480) - P.leak_slack - P.leak_sum, &P), Verdict::Leak);
    }

    #[test]
    fn what_no_chamber_has_of_its_own_is_not_learnt() {
        for (surplus, learnt) in [(20_000, P.leak_slack + P.leak_slack), (-20_000, -P.leak_slack)] {
            let mut gauge = Gauge::default();
            for _ in 0..20 {
                gauge.learn(nm(surplus), &P);
            }
            assert_eq!(gauge.zero, learnt, "{surplus} nm");
        }
    }

    #[test]
    fn pressure_that_is_new_rises_and_what_stays_does_so_no_more() {
        let mut gauge = Gauge::default();
        let new = P.line_sum + P.line_sum;
        assert!(gauge.rises(new, &P) && !gauge.rises(new - nm(1), &P));
        assert!(!gauge.rises(-P.leak_sum, &P));
        for _ in 0..20 {
            gauge.read(new, &P);
        }
        assert!(!gauge.rises(new + new - nm(100), &P));
        assert!(gauge.rises(new + new, &P));
    }

    #[test]
    fn the_way_is_open_firm_or_doubtful_by_what_is_left_of_pressure() {
        let mut gauge = Gauge::default();
        let half = P.line_slack.scaled(1, 2);
        for (surplus, way) in [
            (half, Way::Open),
            (half + nm(1), Way::Firm),
            (P.line_slack, Way::Firm),
            (P.line_slack + nm(1), Way::Doubtful),
        ] {
            gauge.read(surplus, &P);
            assert_eq!(gauge.way(surplus, &P), way, "{surplus:?}");
        }
        // Doubt lasts until later readings have taken it away.
        gauge.read(P.line_slack, &P);
        assert_eq!(gauge.way(P.line_slack, &P), Way::Doubtful);
        gauge.read(nm(0), &P);
        assert_eq!(gauge.way(nm(0), &P), Way::Open);
    }

    proptest! {
        #[test]
        fn no_reading_panics(readings in proptest::collection::vec(any::<i64>(), 0..40), us: u64) {
            let mut gauge = Gauge::default();
            for surplus in readings {
                gauge.read(nm(surplus), &P);
                gauge.press_time(Instant::from_us(us), &P);
                prop_assert!(!gauge.over.is_negative() && !gauge.short.is_negative());
            }
        }
    }
}
