//! A reflective optical displacement sensor: a light-emitting diode and a phototransistor look at a moving face.

use crate::parameter::parameters;
use crate::random::Random;

parameters! {
    /// One sensor.
    OpticsParameters, Reusable, "optical sensor";
    rest_distance_mm: "mm", 0.72, 0.75, 0.78, source: "[GP2] used on the far slope of its response, beyond the peak at 0.5 to 0.7 mm";
    peak_distance_mm: "mm", 0.57, 0.60, 0.63, source: "[GP2] relative collector current against distance";
    rest_counts: "count", 2600.0, 3000.0, 3400.0, source: "assumed, because the drive current is trimmed to use a 12-bit converter well";
    temperature_percent_k: "%/K", -0.6, -0.4, -0.2, source: "[GP2] diode falls 0.5 to 1 %/K, phototransistor rises 0.5 %/K";
    shot_counts: "count", 3.0, 4.0, 5.0, source: "assumed, because a 12-bit converter beside a switched wire is good for about this";
    flicker: "1", 0.0002, 0.0003, 0.0004, source: "assumed, because slow drift of the source limits averaging to about 1 um";
    dark_counts: "count", 20.0, 40.0, 60.0, source: "[GP2] dark current, with the converter's offset";
}

/// Counts of one reading: sums over `pulses` lit and as many dark samples of a 12-bit converter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpticalSample {
    /// Sum with the light on.
    pub lit: u32,
    /// Sum with the light off.
    pub dark: u32,
}

/// Largest value of the converter.
const FULL_SCALE: f64 = 4095.0;

impl OpticsParameters {
    /// What the converter would read on average above dark, in counts, at `travel_mm` away from rest.
    ///
    /// # Model
    /// `(d/p)^2 exp(2 (1 - d/p))`: rises with the square of distance as the fields of view come to overlap, then
    /// decays; 1 at the peak `p`.
    ///
    /// # Source
    /// Shape fitted to [GP2] relative collector current against distance (back slope -0.07 to -0.16 % per um).
    pub(crate) fn signal(&self, travel_mm: f64, temperature_c: f64) -> f64 {
        let response = |distance: f64| {
            let ratio = distance / self.peak_distance_mm;
            ratio * ratio * crate::math::exp(2.0 * (1.0 - ratio))
        };
        let warm = 1.0 + 0.01 * self.temperature_percent_k * (temperature_c - 25.0);
        self.rest_counts * warm * response(self.rest_distance_mm + travel_mm) / response(self.rest_distance_mm)
    }

    /// One reading. `gain` is 1 for a healthy diode.
    pub(crate) fn sample(
        &self,
        travel_mm: f64,
        temperature_c: f64,
        gain: f64,
        pulses: u16,
        random: &mut Random,
    ) -> OpticalSample {
        let pulses = f64::from(pulses);
        let dark = self.dark_counts;
        let signal = self.signal(travel_mm, temperature_c) * gain * (1.0 + self.flicker * random.gaussian());
        let noise = self.shot_counts * pulses.sqrt();
        let mut sum = |level: f64| {
            let counts = pulses * level.clamp(0.0, FULL_SCALE) + noise * random.gaussian();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped to the converter's range"
            )]
            let counts = (counts + 0.5).clamp(0.0, pulses * FULL_SCALE) as u32;
            counts
        };
        OpticalSample { lit: sum(dark + signal), dark: sum(dark) }
    }
}

#[cfg(test)]
mod validation;
