//! From what two microphones hear to a volume of liquid.
//!
//! ```text
//!  speaker, first microphone          second microphone
//!  +-----------------------+   port   +------------------+
//!  |   reference chamber   |==========| variable chamber |~~~ membrane ~~~ liquid
//!  +-----------------------+          +------------------+
//! ```
//!
//! Gas in the port is a mass, gas in the variable chamber a spring. With `H` the ratio of second to first microphone,
//! `1/H = (1 - (f/f0)^2 + j (f/f0)/Q) / gain`: the real part is a line in `f^2`, and crosses zero at the *quarter tone*
//! `f0`, where the second microphone lags by a quarter period whatever the gains are. The spring's volume goes with
//! `T / f0^2`. The line is fitted to a few tones about the quarter tone that is expected of an empty chamber.

use crate::fixed::{mul_div, signed};
use crate::inputs::AcousticReading;
use crate::outputs::Tone;
use units::{Temperature, Volume};

/// Tones that are played, in thousandths of the quarter tone of an empty chamber: wide enough for a good slope, close
/// enough for a line.
pub const TONES_PERMILLE: [u16; 5] = [940, 970, 1_000, 1_030, 1_060];
/// The tone among them that is the quarter tone itself.
const CENTRE_PERMILLE: u16 = 1_000;
/// Cycles of each tone. Fewer are noisier; more take longer, with the valves powered.
const CYCLES: u16 = 64;
/// Blocks of cycles over which the variance of a ratio is taken, at most.
const BLOCKS: i64 = 16;
/// Absolute zero.
const ABSOLUTE_ZERO: Temperature = Temperature::from_millidegc(-273_150);

/// What the factory found of one unit's acoustic sensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct AcousticReference {
    /// Quarter tone with the dispensing chamber empty, mHz.
    pub quarter_millihertz: u32,
    /// Housing temperature at which that was found.
    pub temperature: Temperature,
    /// Gas above the empty dispensing chamber.
    pub gas: Volume,
    /// Slope of `Re 1/H` over the square of the tone relative to the quarter tone, millionths: negative.
    pub slope_ppm: i32,
    /// Mean of `Im 1/H` over the tones, millionths: the damping.
    pub damping_ppm: i32,
}

/// The inverse of a ratio, in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Inverse {
    pub(crate) real_ppm: i64,
    pub(crate) imaginary_ppm: i64,
    /// Variance of the mean of either part.
    pub(crate) variance_ppm2: i64,
}

impl Inverse {
    /// `None` for no ratio at all.
    pub(crate) fn of(reading: AcousticReading) -> Option<Self> {
        const UNIT: i64 = 1_000_000_000_000;
        let (real, imaginary) = (i64::from(reading.real_ppm), i64::from(reading.imaginary_ppm));
        let size = real.saturating_mul(real).saturating_add(imaginary.saturating_mul(imaginary));
        if size == 0 {
            return None;
        }
        let both = signed(reading.real_variance_ppm2).saturating_add(signed(reading.imaginary_variance_ppm2));
        let of_mean = mul_div(both, 1, 2 * BLOCKS);
        Some(Self {
            real_ppm: mul_div(real, UNIT, size),
            imaginary_ppm: mul_div(imaginary, UNIT, size).saturating_neg(),
            variance_ppm2: mul_div(mul_div(of_mean, UNIT, size), UNIT, size),
        })
    }
}

/// A set of tones about the quarter tone that an empty chamber has at one temperature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Tones {
    centre_millihertz: u32,
    temperature: Temperature,
}

impl Tones {
    /// The tone at this place of [`TONES_PERMILLE`].
    pub(crate) fn tone(self, place: usize) -> Tone {
        let permille = TONES_PERMILLE.get(place).copied().unwrap_or(CENTRE_PERMILLE);
        let millihertz = mul_div(i64::from(self.centre_millihertz), i64::from(permille), 1_000);
        Tone { millihertz: u32::try_from(millihertz).unwrap_or(self.centre_millihertz).max(1), cycles: CYCLES }
    }

    /// No tones yet.
    pub(crate) fn silent(temperature: Temperature) -> Self {
        Self { centre_millihertz: 1, temperature }
    }

    /// Housing temperature for which they were chosen.
    pub(crate) fn temperature(self) -> Temperature {
        self.temperature
    }

    /// The quarter tone itself.
    pub(crate) fn centre(self) -> Tone {
        Tone { millihertz: self.centre_millihertz.max(1), cycles: CYCLES }
    }
}

/// The line through one set of tones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Fit {
    /// Square of the quarter tone, relative to the one expected of an empty chamber, 1e-9.
    square_ppb: i64,
    pub(crate) slope_ppm: i64,
    pub(crate) damping_ppm: i64,
    variance_ppm2: i64,
}

impl Fit {
    /// The line through the inverses at [`TONES_PERMILLE`].
    pub(crate) fn through(heard: &[Inverse; TONES_PERMILLE.len()]) -> Self {
        let points = || TONES_PERMILLE.iter().map(|tone| i64::from(*tone).saturating_mul(i64::from(*tone))).zip(heard);
        let mean = |of: fn(i64, &Inverse) -> i64| {
            let sum = points().fold(0_i64, |sum, (x, inverse)| sum.saturating_add(of(x, inverse)));
            mul_div(sum, 1, signed(u64::try_from(TONES_PERMILLE.len()).unwrap_or(1)))
        };
        let (mean_x, mean_y) = (mean(|x, _| x), mean(|_, inverse| inverse.real_ppm));
        let (mut squares, mut products) = (0_i64, 0_i64);
        for (x, inverse) in points() {
            let away = x.saturating_sub(mean_x);
            squares = squares.saturating_add(away.saturating_mul(away));
            products = products.saturating_add(away.saturating_mul(inverse.real_ppm));
        }
        let slope_ppm = mul_div(products, 1_000_000, squares);
        Self {
            square_ppb: mean_x.saturating_mul(1_000).saturating_sub(mul_div(mean_y, 1_000_000_000, slope_ppm)),
            slope_ppm,
            damping_ppm: mean(|_, inverse| inverse.imaginary_ppm),
            // Each of the five counts a fifth.
            variance_ppm2: mul_div(mean(|_, inverse| inverse.variance_ppm2), 1, 5),
        }
    }
}

impl AcousticReference {
    /// Tones for a housing at this temperature: the speed of sound goes with the root of the absolute temperature.
    pub(crate) fn tones(&self, temperature: Temperature) -> Tones {
        let square = i64::from(self.quarter_millihertz).saturating_mul(i64::from(self.quarter_millihertz));
        let warmer = mul_div(square, absolute_mk(temperature), absolute_mk(self.temperature)).max(0);
        Tones { centre_millihertz: u32::try_from(warmer.isqrt()).unwrap_or(self.quarter_millihertz), temperature }
    }

    /// Liquid in the dispensing chamber by a fit, the housing being so much warmer than when its tones were chosen.
    pub(crate) fn liquid(&self, fit: &Fit, tones: Tones, warmer_mk: i64) -> Volume {
        let gas = self.gas.scaled(1_000_000_000, fit.square_ppb);
        let chosen_mk = absolute_mk(tones.temperature);
        self.gas - gas.scaled(chosen_mk.saturating_add(warmer_mk), chosen_mk)
    }

    /// How far a level falls when `Re 1/H` at the quarter tone does by this.
    pub(crate) fn rise(&self, real_ppm: i64) -> Volume {
        self.gas.scaled(real_ppm, i64::from(self.slope_ppm).saturating_neg())
    }

    /// Variance of a level by the noise within its tones, nL2.
    pub(crate) fn variance_nl2(&self, fit: &Fit) -> i64 {
        let nl = mul_div(self.gas.as_pl(), 1, 1_000);
        mul_div(mul_div(fit.variance_ppm2, nl, fit.slope_ppm), nl, fit.slope_ppm)
    }
}

fn absolute_mk(temperature: Temperature) -> i64 {
    i64::from(temperature.millikelvin_above(ABSOLUTE_ZERO)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const REFERENCE: AcousticReference = AcousticReference {
        quarter_millihertz: 1_245_000,
        temperature: Temperature::from_millidegc(22_000),
        gas: Volume::from_pl(350_000_000),
        slope_ppm: -1_100_000,
        damping_ppm: 140_000,
    };

    /// What an ideal sensor says: `H = gain / (1 - (f/f0)^2 + j (f/f0)/Q)`.
    #[expect(clippy::cast_possible_truncation, reason = "a ratio of some ten millions")]
    fn reading(tone: Tone, quarter_hz: f64, gain: f64) -> AcousticReading {
        let relative = f64::from(tone.millihertz) / 1e3 / quarter_hz;
        let (real, imaginary) = (1.0 - relative * relative, relative / 7.5);
        let size = real * real + imaginary * imaginary;
        AcousticReading {
            real_ppm: (gain * 1e6 * real / size).round() as i32,
            imaginary_ppm: (-gain * 1e6 * imaginary / size).round() as i32,
            real_variance_ppm2: 0,
            imaginary_variance_ppm2: 0,
        }
    }

    fn heard(tones: Tones, quarter_hz: f64, gain: f64) -> Fit {
        Fit::through(&core::array::from_fn(|i| Inverse::of(reading(tones.tone(i), quarter_hz, gain)).unwrap()))
    }

    #[test]
    fn liquid_is_told_to_a_nanolitre_whatever_the_gain_and_the_temperature() {
        for (celsius, gain) in [(5.0_f64, 1.0), (22.0, 0.9), (40.0, 1.2)] {
            #[expect(clippy::cast_possible_truncation, reason = "a room's temperature")]
            let temperature = Temperature::from_millidegc((celsius * 1e3) as i32);
            let tones = REFERENCE.tones(temperature);
            for liquid_ul in [0.0, 0.25, 2.0, 3.0] {
                let gas = (350.0 - liquid_ul) / 350.0;
                let quarter_hz = 1_245.0 * ((celsius + 273.15) / 295.15 / gas).sqrt();
                let found = REFERENCE.liquid(&heard(tones, quarter_hz, gain), tones, 0);
                #[expect(clippy::cast_possible_truncation, reason = "a few microlitres")]
                let expected = Volume::from_pl((1e6 * liquid_ul) as i64);
                assert!((found - expected).abs() < Volume::from_pl(3_000), "{liquid_ul} uL at {celsius} degC: {found}");
            }
        }
    }

    #[test]
    fn a_housing_that_has_warmed_since_the_tones_were_chosen_is_allowed_for() {
        let tones = REFERENCE.tones(REFERENCE.temperature);
        let fit = heard(tones, 1_245.0 * (295.65_f64 / 295.15).sqrt(), 1.0);
        assert!(REFERENCE.liquid(&fit, tones, 500).abs() < Volume::from_pl(3_000));
        // Half a kelvin that nobody saw is 0.6 uL.
        let unseen = REFERENCE.liquid(&fit, tones, 0);
        assert!((unseen - Volume::from_pl(593_000)).abs() < Volume::from_pl(10_000), "{unseen}");
    }

    #[test]
    fn slope_and_damping_show_a_microphone_that_fades_and_noise_its_variance() {
        let tones = REFERENCE.tones(REFERENCE.temperature);
        let (whole, half) = (heard(tones, 1_245.0, 1.0), heard(tones, 1_245.0, 0.5));
        assert!(
            (half.slope_ppm - 2 * whole.slope_ppm).abs() < 200
                && (half.damping_ppm - 2 * whole.damping_ppm).abs() < 200
        );
        let noisy = AcousticReading { real_variance_ppm2: 3_200_000_000, ..reading(tones.centre(), 1_245.0, 1.0) };
        let variance = Inverse::of(noisy).unwrap().variance_ppm2;
        // 1e8 of the mean's part, over the fourth power of 7.5.
        assert!((variance - 31_605).abs() < 50, "{variance}");
    }

    proptest! {
        #[test]
        fn no_reading_panics(a: i32, b: i32, v: u64, w: u64, slope: i32, gas: i64, millidegc: i32) {
            let reading = AcousticReading {
                real_ppm: a,
                imaginary_ppm: b,
                real_variance_ppm2: v,
                imaginary_variance_ppm2: w,
            };
            let reference = AcousticReference { slope_ppm: slope, gas: Volume::from_pl(gas), ..REFERENCE };
            let tones = reference.tones(Temperature::from_millidegc(millidegc));
            prop_assert!(tones.centre().millihertz > 0 && tones.tone(9).millihertz > 0);
            let fit = Fit::through(&[Inverse::of(reading).unwrap_or_default(); TONES_PERMILLE.len()]);
            reference.liquid(&fit, tones, i64::from(b));
            reference.variance_nl2(&fit);
        }
    }
}
