//! From readings back to a volume: the closed form that the validations measure with.
//!
//! `1/H = 1 - (w/w0)^2 + j (w/w0)/Q`: the real part is a line in `w^2` and crosses zero where the second microphone
//! lags by a quarter period, whatever the gains of the microphones are; the imaginary part there tells the damping.

use super::*;

/// Tones around the resonance of the nominal sensor, Hz.
pub(super) const TONES_HZ: [f64; 7] = [1090.0, 1140.0, 1190.0, 1240.0, 1290.0, 1340.0, 1390.0];

/// Resonance as fitted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resonance {
    /// Tone at which the second microphone lags by a quarter period, Hz.
    pub(super) quarter_hz: f64,
    /// Sharpness.
    pub(super) q: f64,
}

/// Fits the ratios at [`TONES_HZ`].
pub(super) fn resonance(ratios: [Complex; 7]) -> Resonance {
    let mut sums = [0.0_f64; 5];
    for (tone, ratio) in TONES_HZ.iter().zip(ratios) {
        let (square, inverse) = (tone * tone, ratio.recip());
        let rows = [square, square * square, inverse.re, inverse.re * square, inverse.im / tone];
        for (sum, row) in sums.iter_mut().zip(rows) {
            *sum += row;
        }
    }
    let [x, xx, y, xy, damping] = sums;
    let slope = (7.0 * xy - x * y) / (7.0 * xx - x * x);
    let offset = (y - slope * x) / 7.0;
    let quarter_hz = (-offset / slope).sqrt();
    // Im(1/H) / f = offset / (f0 Q): the gain stands in both.
    Resonance { quarter_hz, q: offset / (damping / 7.0 * quarter_hz) }
}

/// Listens at each tone for a number of cycles.
pub(super) fn listen(
    sensor: &AcousticParameters,
    cycles: u16,
    state: &AcousticState,
    random: &mut Random,
) -> [Complex; 7] {
    TONES_HZ.map(|tone| {
        let sample = sensor.read(tone, cycles, state, random);
        Complex::new(f64::from(sample.real_ppm), f64::from(sample.imaginary_ppm)) * 1e-6
    })
}

/// What a device would know of one sensor: the volume constant `V f^2 / c^2`, and the gas left by an empty chamber.
#[derive(Debug, Clone, Copy)]
pub(super) struct Constants {
    volume_hz2: f64,
    empty_ul: f64,
}

impl Constants {
    /// By weighing: two ideal readings, empty and with 2 uL.
    pub(super) fn weighed(sensor: &AcousticParameters, state: &AcousticState) -> Self {
        let inverse_square = |liquid_ul| {
            let state = AcousticState { liquid_ul, ..*state };
            let quarter = resonance(TONES_HZ.map(|tone| sensor.ratio(tone, &state))).quarter_hz;
            1.0 / (quarter * quarter)
        };
        let volume_hz2 = 2.0 / (inverse_square(0.0) - inverse_square(2.0));
        Self { volume_hz2, empty_ul: volume_hz2 * inverse_square(0.0) }
    }

    /// By the drawing: `V = c^2 A / (L' w^2)`, without the viscous layer. `speed_square` is in m2/s2.
    pub(super) fn drawn(speed_square: f64) -> Self {
        let effective_mm = 3.0 + 0.85;
        let hz2 = 1e6 * speed_square * FRAC_PI_4 / (effective_mm * TAU * TAU);
        Self { volume_hz2: hz2, empty_ul: 350.0 }
    }

    /// Liquid at a resonance, uL, when the gas is as warm as when the constants were found, or is corrected by the
    /// quotient of absolute temperatures.
    pub(super) fn liquid_ul(&self, resonance: Resonance, warmth: f64) -> f64 {
        self.empty_ul - self.volume_hz2 * warmth / (resonance.quarter_hz * resonance.quarter_hz)
    }
}
