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
