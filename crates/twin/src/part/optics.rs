//! A reflective optical displacement sensor: a light-emitting diode and a phototransistor look at a moving face.

use crate::math::exp;
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
    dark_counts: "count", 20.0, 40.0, 60.0, source: "assumed, because the converter is offset so that noise never takes it below zero";
    leak_counts: "count", 0.03, 0.3, 3.0, source: "[GP2] dark current at 25 degC, 100 nA at most, beside 0.1 mA at rest";
    ageing_percent: "%", 10.0, 20.0, 30.0, source: "assumed, because infrared diodes are seen to fade by about this over their life";
    dust_absorbs: "1", 0.3, 0.4, 0.5, source: "assumed, because a window that is covered with dust still passes about half";
    dust_scatters: "1", 0.05, 0.10, 0.15, source: "assumed, because dust on the window throws some of the light straight back";
    length_mm: "mm", 1.65, 1.7, 1.75, source: "assumed, because a compact reflective sensor is about as small";
    height_mm: "mm", 1.05, 1.1, 1.15, source: "assumed, because a compact reflective sensor is about as small";
}

/// Counts of one reading: sums over `pulses` lit and as many dark samples of a 12-bit converter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpticalSample {
    /// Sum with the light on.
    pub lit: u32,
    /// Sum with the light off.
    pub dark: u32,
}

/// What acts on a sensor besides what it is to look at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Viewing {
    /// Share of the light that has failed: 0 healthy, 1 dark.
    pub(crate) dim: f64,
    /// Share of the diode's life that is spent.
    pub(crate) age: f64,
    /// Light from outside, as a share of the converter's full scale: it is there with and without the diode's.
    pub(crate) ambient: f64,
    /// Share of the window that dust covers.
    pub(crate) dust: f64,
    /// The face has come loose from what it should move with, and stays at this travel, mm.
    pub(crate) loose_mm: Option<f64>,
}

impl Viewing {
    /// A new sensor in the dark.
    pub(crate) const CLEAR: Self = Self { dim: 0.0, age: 0.0, ambient: 0.0, dust: 0.0, loose_mm: None };
}

/// Over this rise of temperature the dark current doubles, K. Assumed, because silicon does about that.
const LEAK_DOUBLES_K: f64 = 10.0;

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
            ratio * ratio * exp(2.0 * (1.0 - ratio))
        };
        let warm = 1.0 + 0.01 * self.temperature_percent_k * (temperature_c - 25.0);
        self.rest_counts * warm * response(self.rest_distance_mm + travel_mm) / response(self.rest_distance_mm)
    }

    /// One reading.
    ///
    /// # Model
    /// Ambient light adds to lit and dark alike, and the converter ends at full scale. Age and failure dim the diode;
    /// dust absorbs a share of its light and scatters a constant share back.
    pub(crate) fn sample(
        &self,
        travel_mm: f64,
        temperature_c: f64,
        viewing: &Viewing,
        pulses: u16,
        random: &mut Random,
    ) -> OpticalSample {
        let pulses = f64::from(pulses);
        let light = (1.0 - viewing.dim) * (1.0 - 0.01 * self.ageing_percent * viewing.age);
        let seen = self.signal(viewing.loose_mm.unwrap_or(travel_mm), temperature_c);
        let scattered = self.rest_counts * self.dust_scatters * viewing.dust;
        let signal = light * (seen * (1.0 - self.dust_absorbs * viewing.dust) + scattered);
        let signal = signal * (1.0 + self.flicker * random.gaussian());
        let leak = self.leak_counts * exp(core::f64::consts::LN_2 / LEAK_DOUBLES_K * (temperature_c - 25.0));
        let dark = self.dark_counts + leak + FULL_SCALE * viewing.ambient;
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
