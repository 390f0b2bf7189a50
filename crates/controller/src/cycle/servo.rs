//! Moves the plunger along a ramp: proportional and integral control of the pump wire's duty.
//!
//! Why a ramp: heat that is already in the wire cannot be taken back, so a step in the reference overshoots, and what
//! has passed the second valve is delivered. A ramp keeps the error, and with it the surplus heat, small.

use crate::fixed::mul_div;
use crate::profile::DeviceProfile;
use units::{Instant, Length};

/// The state of the loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Servo {
    began: Instant,
    origin: Length,
    last: Instant,
    /// Integral part and sum, ppm of duty.
    integral_ppm: i64,
    duty_ppm: i64,
}

impl Servo {
    /// Takes over from preheating, with the duty that is expected to hold the plunger.
    pub(crate) fn begin(&mut self, now: Instant, travel: Length, hold_ppm: i64) {
        *self = Self { began: now, origin: travel, last: now, integral_ppm: hold_ppm, duty_ppm: hold_ppm };
    }

    /// One step towards `aim`.
    pub(crate) fn follow(&mut self, now: Instant, travel: Length, aim: Length, p: &DeviceProfile) {
        let elapsed_us = crate::fixed::signed(now.since(self.began).as_us());
        let ramp = Length::from_nm(mul_div(p.ramp_nm_per_ms, elapsed_us, 1_000));
        let reference = (self.origin + ramp).min(aim);
        let error_nm = (reference - travel).as_nm();
        let step_us = crate::fixed::signed(now.since(self.last).as_us());
        // ppm per um and second, times nm, times us.
        let growth = mul_div(mul_div(p.integral_ppm_per_um_s, error_nm, 1_000), step_us, 1_000_000);
        self.integral_ppm = self.integral_ppm.saturating_add(growth).clamp(0, p.duty_max_ppm);
        let sum = self.integral_ppm.saturating_add(p.gain_ppm_per_nm.saturating_mul(error_nm));
        self.duty_ppm = sum.clamp(0, p.duty_max_ppm);
        self.last = now;
    }

    /// The duty to apply now.
    pub(crate) fn duty_ppm(&self) -> i64 {
        self.duty_ppm
    }

    /// The duty that has been found to hold the plunger.
    pub(crate) fn steady_ppm(&self) -> i64 {
        self.integral_ppm
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const P: DeviceProfile = DeviceProfile::TETHERED;

    #[test]
    fn the_plunger_is_led_along_the_ramp_and_held_at_the_aim() {
        let mut servo = Servo::default();
        servo.begin(Instant::ZERO, Length::ZERO, 100_000);
        assert_eq!((servo.duty_ppm(), servo.steady_ppm()), (100_000, 100_000));
        let aim = Length::from_nm(30_000);
        // On the ramp nothing is asked for beyond what holds.
        servo.follow(Instant::from_us(100_000), Length::from_nm(15_000), aim, &P);
        assert_eq!(servo.duty_ppm(), 100_000);
        // Behind it more is, ahead of it less.
        servo.follow(Instant::from_us(105_000), Length::from_nm(10_000), aim, &P);
        assert!(servo.duty_ppm() > 100_000);
        servo.follow(Instant::from_us(110_000), Length::from_nm(20_000), aim, &P);
        assert!(servo.duty_ppm() < 100_000);
        // The ramp ends at the aim.
        let steady = servo.steady_ppm();
        servo.follow(Instant::from_us(10_000_000), aim, aim, &P);
        assert_eq!((servo.duty_ppm(), servo.steady_ppm()), (steady, steady));
    }

    proptest! {
        #[test]
        fn duty_and_integral_stay_within_their_limits(
            hold in 0i64..1_000_000,
            origin: i64,
            steps in proptest::collection::vec((any::<u64>(), any::<i64>(), any::<i64>()), 0..30),
        ) {
            let mut servo = Servo::default();
            servo.begin(Instant::from_us(1_000), Length::from_nm(origin), hold);
            for (us, travel, aim) in steps {
                servo.follow(Instant::from_us(us), Length::from_nm(travel), Length::from_nm(aim), &P);
                prop_assert!((0..=P.duty_max_ppm).contains(&servo.duty_ppm()));
                prop_assert!((0..=P.duty_max_ppm).contains(&servo.steady_ppm()));
            }
        }
    }
}
