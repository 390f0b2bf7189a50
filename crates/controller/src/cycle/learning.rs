//! What the controller learns of its wire from stroke to stroke: how long to heat, what holds, and how far it
//! overshoots.
//!
//! The on-time law: a wire that starts warmer, or is fed from a higher voltage, needs less time to the verge of
//! pulling. Its starting temperature is not measured but predicted from the time since it last cooled. What the
//! prediction gets wrong is corrected by a gain.

use crate::fixed::{blend, decay_ppm, mul_div, signed};
use crate::profile::DeviceProfile;
use units::{Duration, Length, Temperature, Voltage};

/// Strokes are learned in classes of length: the short ones overshoot by more of their length.
const CLASSES: usize = 4;
const CLASS_NM: i64 = 70_000;
/// Bounds of the on-time gain, ppm; beyond them the wire is not what it should be.
const GAIN_MIN: i64 = 500_000;
const GAIN_MAX: i64 = 2_000_000;
/// The longest preheat that a stroke asks for next time, percent of the last.
const LATEST_PERCENT: i64 = 150;
/// How much of each new observation is taken in, percent.
const SHARE: i64 = 30;
/// Largest length by which a stroke aims short, nm.
const AIM_SHORT_MAX: i64 = 40_000;
/// Temperature of a wire that holds, above that at which it starts to pull, millikelvin.
const HOLD_ABOVE_PULL_MK: i32 = 4_000;

/// What has been learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub(crate) struct Learning {
    on_time_gain_ppm: i64,
    hold_ppm: i64,
    overshoot_nm: [i64; CLASSES],
    planned_us: i64,
}

impl Learning {
    pub(crate) fn new(p: &DeviceProfile) -> Self {
        Self { on_time_gain_ppm: 1_000_000, hold_ppm: p.hold_duty_ppm, overshoot_nm: [3_000; CLASSES], planned_us: 0 }
    }

    /// Plans the preheating of a wire that has cooled for `cooled` (`None`: for ever).
    pub(crate) fn plan(&mut self, p: &DeviceProfile, housing: Temperature, cooled: Option<Duration>) {
        let time = heating_time(p.preheat_time, p.pull_temperature, p.pull_temperature, housing, cooled, p);
        self.planned_us = mul_div(signed(time.as_us()), self.on_time_gain_ppm, 1_000_000);
    }

    /// Time of full preheat.
    pub(crate) fn planned(&self) -> Duration {
        Duration::from_us(self.planned_us.unsigned_abs())
    }

    /// Duty of preheating, `since` after the wire was first heated.
    pub(crate) fn preheat_ppm(
        &self,
        since: Duration,
        p: &DeviceProfile,
        housing: Temperature,
        battery: Voltage,
    ) -> i64 {
        let approach_us = signed(since.as_us()).saturating_sub(self.planned_us);
        if approach_us < 0 {
            return at_voltage(p.preheat_duty_ppm, p, battery);
        }
        // A load that was not there before (pressure in the line, say) needs more: the longer it takes, the more is
        // given.
        let percent = p.approach_percent.saturating_add(mul_div(p.approach_percent_per_s, approach_us, 1_000_000));
        mul_div(self.hold_duty(p, housing, battery), percent, 100).min(p.duty_max_ppm)
    }

    /// The plunger started to move this long after the wire was first heated: the gentle part of it is to last as
    /// long as the profile says.
    pub(crate) fn onset_after(&mut self, taken: Duration, p: &DeviceProfile) {
        let approach_us = signed(taken.as_us()).saturating_sub(self.planned_us);
        let late_us = approach_us.max(0).saturating_sub(signed(p.approach_time.as_us()));
        // The approach heats about an eighth as fast as the preheat. What was not even preheated to its end was planned
        // too long by all of that: else what bound once would be paid for by overshoot in a dozen strokes.
        let wanted_us = self.planned_us.saturating_add(approach_us.min(0)).saturating_add(mul_div(late_us, 1, 8));
        // What is later still is none of the wire's doing: something binds, or presses on the plunger.
        let wanted_us = wanted_us.min(mul_div(self.planned_us, LATEST_PERCENT, 100));
        let observed = mul_div(self.on_time_gain_ppm, wanted_us, self.planned_us.max(1));
        self.on_time_gain_ppm = blend(self.on_time_gain_ppm, observed, SHARE).clamp(GAIN_MIN, GAIN_MAX);
    }

    /// Duty that is expected to hold the plunger.
    pub(crate) fn hold_duty(&self, p: &DeviceProfile, housing: Temperature, battery: Voltage) -> i64 {
        holding(self.hold_ppm, Self::held_at(p), p, housing, battery)
    }

    /// This duty was found to hold the plunger.
    pub(crate) fn held(&mut self, ppm: i64, p: &DeviceProfile, housing: Temperature, battery: Voltage) {
        let (rise, reference_rise) = rises(Self::held_at(p), p, housing);
        let unit = at_voltage(1_000_000, p, battery).max(1);
        let at_reference = mul_div(mul_div(ppm, 1_000_000, unit), reference_rise, rise.max(1));
        self.hold_ppm = blend(self.hold_ppm, at_reference, SHARE)
            .clamp(mul_div(p.hold_duty_ppm, 1, 2), p.hold_duty_ppm.saturating_mul(2));
    }

    /// What it has been found to take to hold the plunger, at the reference, ppm.
    pub(crate) fn hold_ppm(&self) -> i64 {
        self.hold_ppm
    }

    /// The last stroke pushed against a way that was shut: what held it there is forgotten for what was known before.
    pub(crate) fn forget_held(&mut self, before_ppm: i64) {
        self.hold_ppm = before_ppm;
    }

    /// Temperature of the wire that holds the plunger.
    fn held_at(p: &DeviceProfile) -> Temperature {
        Temperature::from_millidegc(p.pull_temperature.as_millidegc().saturating_add(HOLD_ABOVE_PULL_MK))
    }

    /// How far short of its target a stroke of this length aims.
    pub(crate) fn aim_short(&self, length: Length) -> Length {
        let class = self.overshoot_nm.get(Self::class(length)).copied().unwrap_or(0);
        Length::from_nm(class.clamp(0, AIM_SHORT_MAX).min(mul_div(length.as_nm(), 1, 2)))
    }

    /// A stroke that was to be `wanted` long has become `done` long.
    pub(crate) fn stroke_done(&mut self, wanted: Length, done: Length) {
        let surplus = (done - wanted).as_nm();
        if let Some(overshoot) = self.overshoot_nm.get_mut(Self::class(wanted)) {
            *overshoot = overshoot.saturating_add(mul_div(surplus, SHARE, 100)).clamp(0, AIM_SHORT_MAX);
        }
    }

    fn class(length: Length) -> usize {
        let class = mul_div(length.as_nm(), 1, CLASS_NM).max(0);
        usize::try_from(class).unwrap_or(0).min(CLASSES.saturating_sub(1))
    }
}

/// A duty that keeps a wire at `goal` in a housing at the reference temperature and at the reference voltage, at the
/// present ones: what a wire loses goes with its rise above the housing.
pub(crate) fn holding(ppm: i64, goal: Temperature, p: &DeviceProfile, housing: Temperature, battery: Voltage) -> i64 {
    let (rise, reference_rise) = rises(goal, p, housing);
    at_voltage(mul_div(ppm, rise, reference_rise), p, battery)
}

/// How far `goal` is above the housing, mK: now, and at the reference.
fn rises(goal: Temperature, p: &DeviceProfile, housing: Temperature) -> (i64, i64) {
    let rise = |from: Temperature| i64::from(goal.millikelvin_above(from)).max(0);
    (rise(housing), rise(p.reference_temperature))
}

/// A duty meant for the reference voltage, at the present one: power goes with the square.
pub(crate) fn at_voltage(ppm: i64, p: &DeviceProfile, battery: Voltage) -> i64 {
    let volts = i64::from(battery.as_uv()).max(1);
    let reference = i64::from(p.reference_voltage.as_uv());
    mul_div(mul_div(ppm, reference, volts), reference, volts)
}

/// Time to heat a wire to `goal`, given that it takes `cold` from the reference temperature. It was last at `from`,
/// and has cooled in a housing at this temperature for `cooled` (`None`: for ever).
pub(crate) fn heating_time(
    cold: Duration,
    goal: Temperature,
    from: Temperature,
    housing: Temperature,
    cooled: Option<Duration>,
    p: &DeviceProfile,
) -> Duration {
    let left = cooled.map_or(0, |time| above_housing(from, housing, time, p));
    let rise = i64::from(goal.millikelvin_above(housing)).saturating_sub(left).max(0);
    let reference_rise = i64::from(goal.millikelvin_above(p.reference_temperature));
    Duration::from_us(mul_div(signed(cold.as_us()), rise, reference_rise).unsigned_abs())
}

/// How much warmer than the housing a wire still is, mK, that was at `from` and has cooled for `time`.
pub(crate) fn above_housing(from: Temperature, housing: Temperature, time: Duration, p: &DeviceProfile) -> i64 {
    let left_ppm = decay_ppm(time.as_us(), p.wire_time_constant.as_us());
    mul_div(i64::from(from.millikelvin_above(housing)), left_ppm, 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const P: DeviceProfile = DeviceProfile::TETHERED;
    const WARM: Temperature = Temperature::from_millidegc(25_000);
    const FULL: Voltage = Voltage::from_uv(3_900_000);

    #[test]
    fn a_cold_wire_at_the_reference_takes_the_time_of_the_profile() {
        let mut learning = Learning::new(&P);
        learning.plan(&P, WARM, None);
        assert_eq!(learning.planned(), P.preheat_time);
        assert_eq!(learning.hold_duty(&P, WARM, FULL), P.hold_duty_ppm);
        assert_eq!(at_voltage(450_000, &P, FULL), 450_000);
        // In a housing as warm as the wire nothing is needed; half as far below it as at the reference, half.
        let goal = Temperature::from_millidegc(85_000);
        assert_eq!(holding(80_000, goal, &P, WARM, FULL), 80_000);
        assert_eq!(holding(80_000, goal, &P, Temperature::from_millidegc(55_000), FULL), 40_000);
        assert_eq!(holding(80_000, goal, &P, Temperature::from_millidegc(90_000), FULL), 0);
        // Half the voltage is a quarter of the power.
        assert_eq!(at_voltage(100_000, &P, Voltage::from_uv(1_950_000)), 400_000);
    }

    #[test]
    fn a_wire_that_is_warm_from_a_while_ago_needs_less_time() {
        let mut last = Duration::ZERO;
        for ms in [0, 100, 500, 2_000, 10_000, 100_000] {
            let mut learning = Learning::new(&P);
            learning.plan(&P, WARM, Some(Duration::from_ms(ms)));
            assert!(
                learning.planned() >= last && learning.planned() <= P.preheat_time,
                "{ms} ms: {:?}",
                learning.planned()
            );
            last = learning.planned();
        }
        assert!(P.preheat_time - last < Duration::from_ms(1));
    }

    #[test]
    fn an_onset_that_comes_late_lengthens_the_next_preheat_and_an_early_one_shortens_it() {
        let time_after = |onset_ms| {
            let mut learning = Learning::new(&P);
            for _ in 0..20 {
                learning.plan(&P, WARM, None);
                learning.onset_after(Duration::from_ms(onset_ms), &P);
            }
            learning.plan(&P, WARM, None);
            learning.planned()
        };
        assert!(time_after(1_000) > P.preheat_time && time_after(200) < P.preheat_time);
    }

    /// How much longer than a wire as it should be needs is preheated next, us.
    fn too_long_us(learning: &mut Learning) -> u64 {
        learning.plan(&P, WARM, None);
        learning.planned().as_us().saturating_sub(P.preheat_time.as_us())
    }

    #[test]
    fn what_bound_once_is_hardly_learned() {
        let mut learning = Learning::new(&P);
        too_long_us(&mut learning);
        learning.onset_after(P.stroke_timeout, &P);
        let next = too_long_us(&mut learning);
        assert!(next > 0 && 5 * next <= P.preheat_time.as_us(), "{next} us");
    }

    #[test]
    fn a_preheat_that_is_too_long_is_unlearned_within_a_few_strokes() {
        let mut learning = Learning::new(&P);
        for _ in 0..4 {
            too_long_us(&mut learning);
            learning.onset_after(P.stroke_timeout, &P);
        }
        let before = too_long_us(&mut learning);
        assert!(2 * before > P.preheat_time.as_us(), "{before} us");
        // Nothing binds any more: the plunger moves as soon as the wire is as hot as it should be.
        for _ in 0..5 {
            learning.onset_after(P.preheat_time, &P);
            too_long_us(&mut learning);
        }
        let after = too_long_us(&mut learning);
        assert!(4 * after < before, "{before} us, then {after}");
    }

    #[test]
    fn overshoot_is_learned_by_length_and_never_takes_more_than_half() {
        let (short, long) = (Length::from_nm(60_000), Length::from_nm(240_000));
        let mut learning = Learning::new(&P);
        let before = learning.aim_short(long);
        for _ in 0..50 {
            learning.stroke_done(short, short + Length::from_nm(100_000));
        }
        assert_eq!(learning.aim_short(short), short.scaled(1, 2));
        assert_eq!(learning.aim_short(long), before);
        for _ in 0..50 {
            learning.stroke_done(short, Length::ZERO);
        }
        assert_eq!(learning.aim_short(short), Length::ZERO);
    }

    proptest! {
        #[test]
        fn nothing_that_is_seen_moves_what_is_learned_beyond_its_limits(
            seen in proptest::collection::vec((any::<u64>(), any::<i64>(), any::<i64>(), any::<i32>(), any::<i32>()), 0..30),
        ) {
            let mut learning = Learning::new(&P);
            for (us, a, b, millidegc, uv) in seen {
                let (housing, battery) = (Temperature::from_millidegc(millidegc), Voltage::from_uv(uv));
                learning.plan(&P, housing, Some(Duration::from_us(us)));
                learning.onset_after(Duration::from_us(us), &P);
                learning.held(a, &P, housing, battery);
                learning.stroke_done(Length::from_nm(a), Length::from_nm(b));
                prop_assert!((GAIN_MIN..=GAIN_MAX).contains(&learning.on_time_gain_ppm));
                prop_assert!((P.hold_duty_ppm / 2..=2 * P.hold_duty_ppm).contains(&learning.hold_ppm));
                prop_assert!(learning.overshoot_nm.iter().all(|nm| (0..=AIM_SHORT_MAX).contains(nm)));
                learning.preheat_ppm(Duration::from_us(us), &P, housing, battery);
                let length = Length::from_nm(b);
                prop_assert!(learning.aim_short(length) <= length.abs());
            }
        }
    }
}
