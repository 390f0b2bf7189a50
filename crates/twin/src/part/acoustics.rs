//! The acoustic volume sensor: how much liquid the dispensing chamber holds, by how much air it leaves behind its
//! membrane.
//!
//! ```text
//!  speaker, first microphone          second microphone
//!  +-----------------------+   port   +------------------+
//!  |   reference chamber   |==========| variable chamber |~~~ membrane ~~~ liquid
//!  +-----------------------+          +------------------+
//! ```
//!
//! The gas in the port is a mass, the gas in the variable chamber a spring. Where the second microphone lags the first
//! by a quarter period, the tone is that of mass and spring, and tells the volume. Both microphones see the speaker's
//! strength and the reference chamber alike, so their ratio depends on neither. The membrane does not move with the
//! sound: liquid is trapped behind it.
//!
//! Lumped, so for tones whose wavelength is far longer than the chambers: up to about 3 kHz. Linear, so for pressures of
//! a few Pa. Complex numbers stand for oscillations `exp(j w t)`.

mod air;

use crate::complex::Complex;
use crate::parameter::parameters;
use crate::random::Random;
use air::MoistAir;
use core::f64::consts::{FRAC_PI_4, PI, TAU};

parameters! {
    /// Speaker, microphones, chambers and port: all on the dry side.
    AcousticParameters, Reusable, "acoustic volume sensor";
    reference_ul: "uL", 594.0, 600.0, 606.0, source: "assumed, because it has to fit beside the wires within the height of [SEED1]";
    variable_ul: "uL", 345.0, 350.0, 355.0, source: "assumed, because it should be small, so that a dose changes it by a percent, and still hold two microphone ducts";
    port_diameter_mm: "mm", 0.99, 1.0, 1.01, source: "assumed, because a port this wide is moulded well and is still an order wider than its viscous layer";
    port_length_mm: "mm", 2.97, 3.0, 3.03, source: "assumed, because it puts the resonance near 1.3 kHz, above speech and vibration";
    speaker_ul: "uL", 0.006, 0.008, 0.010, source: "assumed, because this volume amplitude gives about 1 Pa, far above the noise and far below where the port's flow separates";
    first_gain: "1", 0.9, 1.0, 1.1, source: "[MIC] sensitivity within 1 dB";
    second_gain: "1", 0.9, 1.0, 1.1, source: "[MIC] sensitivity within 1 dB";
    first_drift_percent_k: "%/K", -0.05, 0.0, 0.05, source: "[MIC] sensitivity within about 0.5 dB over 100 K";
    second_drift_percent_k: "%/K", -0.05, 0.0, 0.05, source: "[MIC] sensitivity within about 0.5 dB over 100 K";
    phase_mismatch: "rad", -0.02, 0.0, 0.02, source: "assumed, because two microphones of one type and their ducts agree within about a degree";
    cycle_noise_pa: "Pa", 0.00015, 0.0002, 0.0003, source: "[MIC] 29 to 32 dB(A) of self-noise, in the band of one cycle of 1.3 kHz";
    flicker: "1", 0.0002, 0.0003, 0.0004, source: "assumed, because slow drift of the microphones and of the converter limits averaging, as it does in the optical sensor";
    wall_transmission: "1", 0.003, 0.01, 0.02, source: "assumed, because a closed plastic housing holds back 35 to 50 dB of outside sound";
    shock_pa_g: "Pa/g", 0.02, 0.05, 0.1, source: "[MIC] sensitivity to vibration of 60 to 74 dB of sound pressure per g";
    gas_offset_k: "K", -0.2, 0.0, 0.2, source: "assumed, because the thermistor sits on the board and the gas lies against the skin-side cassette";
    variable_width_mm: "mm", 10.9, 11.0, 11.1, source: "assumed, because it covers the dispensing chamber's membrane";
    reference_length_mm: "mm", 11.9, 12.0, 12.1, source: "assumed, because it stands between two levers";
    reference_width_mm: "mm", 19.9, 20.0, 20.1, source: "assumed, because it stands between deck and lid";
    wall_mm: "mm", 0.55, 0.6, 0.65, source: "assumed, because thinner walls would sound";
}

/// Blocks of cycles that the front end takes the ratio of, one by one, before it averages. Assumed, because sixteen
/// ratios are enough to tell a steady tone from noise.
const BLOCKS: u16 = 16;
/// Largest part of a ratio that the front end can express.
const LARGEST_RATIO: f64 = 2000.0;

/// What is so at the sensor while it listens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct AcousticState {
    /// Liquid in the dispensing chamber, uL: that much less gas in the variable chamber.
    pub(crate) liquid_ul: f64,
    /// Temperature where the thermistor sits, degC.
    pub(crate) housing_c: f64,
    /// Relative humidity of the gas, 0..=1.
    pub(crate) relative_humidity: f64,
    /// Pressure of the gas, kPa absolute.
    pub(crate) ambient_kpa: f64,
    /// Amplitude of outside sound near the tone, Pa.
    pub(crate) outside_noise_pa: f64,
    /// Amplitude of vibration near the tone, g.
    pub(crate) shock_g: f64,
    /// How badly each piece fails.
    pub(crate) faults: AcousticFaults,
}

/// How badly each piece of the sensor fails: 0 is healthy, 1 complete.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct AcousticFaults {
    /// The speaker's stroke is multiplied by (1 - severity); 1 is dead.
    pub(crate) speaker: f64,
    /// The first microphone's gain is multiplied by (1 - severity); 1 is dead.
    pub(crate) first_microphone: f64,
    /// The second microphone's gain is multiplied by (1 - severity); 1 is dead.
    pub(crate) second_microphone: f64,
    /// The variable chamber leaks along its rim, where cassette and sensor meet: severity times [`OPEN_RIM_UL_S_KPA`].
    pub(crate) seal_leak: f64,
    /// The reference chamber leaks: severity times [`OPEN_RIM_UL_S_KPA`].
    pub(crate) reference_leak: f64,
    /// Sound inside the chambers from elsewhere: severity times [`BURST_PA`].
    pub(crate) noise_burst: f64,
    /// Liquid on the dry side: severity times [`INGRESS_UL`] in the variable chamber and [`FILM_MM`] on the port's wall.
    pub(crate) liquid_ingress: f64,
    /// The reference chamber is smaller than drawn, by severity times half.
    pub(crate) reference_volume: f64,
    /// The gas is warmer than the thermistor, by severity times [`DETUNING_K`].
    pub(crate) detuning: f64,
}

/// Conductance of a rim that lies open, uL/(s kPa). Assumed, because a slit of 0.06 mm by 10 mm through a rim of 1 mm
/// passes this ([WHI], gas of 1.8e-5 Pa s).
const OPEN_RIM_UL_S_KPA: f64 = 1e4;
/// Amplitude of a loud burst inside, Pa. Assumed, because it equals the tone.
const BURST_PA: f64 = 1.0;
/// Liquid of a complete ingress, uL. Assumed, because a sixth of the chamber is more than wets its floor.
const INGRESS_UL: f64 = 60.0;
/// Film on the port's wall at a complete ingress, mm. Assumed, because a thicker one would close to a plug.
const FILM_MM: f64 = 0.2;
/// Complete detuning, K. Assumed, because a wire that stays hot warms the gas beside it by this much.
const DETUNING_K: f64 = 5.0;

/// One reading: mean and variance of the ratio of second to first microphone over the blocks of a tone, in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AcousticSample {
    /// Mean of the real parts.
    pub real_ppm: i32,
    /// Mean of the imaginary parts; negative while the second microphone lags.
    pub imaginary_ppm: i32,
    /// Sample variance of the real parts, in squared millionths.
    pub real_variance_ppm2: u64,
    /// Sample variance of the imaginary parts, in squared millionths.
    pub imaginary_variance_ppm2: u64,
}

/// Pressures at the two microphones, Pa.
struct Pressures {
    first: Complex,
    ratio: Complex,
}

impl AcousticParameters {
    /// Second over first pressure of the gas at a tone, as an ideal pair of microphones would see it.
    #[cfg(test)]
    pub(crate) fn ratio(&self, tone_hz: f64, state: &AcousticState) -> Complex {
        self.pressures(tone_hz, state).ratio
    }

    /// Listens for a number of cycles of a tone, which the speaker has to play: there is no ratio of silence.
    ///
    /// # Model
    /// Each block's pressures carry the microphones' own noise, falling with the root of the block's cycles, and what
    /// comes in from outside, alike in both chambers. Flicker is drawn once a reading.
    pub(crate) fn read(&self, tone_hz: f64, cycles: u16, state: &AcousticState, random: &mut Random) -> AcousticSample {
        assert!(tone_hz > 0.0, "a tone of {tone_hz} Hz has no ratio");
        let Pressures { first, ratio } = self.pressures(tone_hz, state);
        let faults = &state.faults;
        // Drifts are in percent.
        let above = 0.01 * (self.gas_c(state) - 25.0);
        let first_gain = self.first_gain * (1.0 + self.first_drift_percent_k * above) * (1.0 - faults.first_microphone);
        let second_gain =
            self.second_gain * (1.0 + self.second_drift_percent_k * above) * (1.0 - faults.second_microphone);
        let slow = gaussian(random) * self.flicker + Complex::new(1.0, self.phase_mismatch);
        let second = first * ratio * slow;

        let blocks = cycles.clamp(1, BLOCKS);
        let quiet = (f64::from(blocks) / f64::from(cycles.max(1))).sqrt();
        let own = self.cycle_noise_pa * quiet;
        let foreign = self.foreign_pa(state) * quiet;
        let mut parts = [Tally::default(), Tally::default()];
        for _ in 0..blocks {
            let common = gaussian(random) * foreign;
            let heard_first = (first + common) * first_gain + gaussian(random) * own;
            let heard_second = (second + common) * second_gain + gaussian(random) * own;
            let heard = heard_second / heard_first;
            parts[0].add(heard.re);
            parts[1].add(heard.im);
        }
        let [(real_ppm, real_variance_ppm2), (imaginary_ppm, imaginary_variance_ppm2)] = parts.map(Tally::close);
        AcousticSample { real_ppm, imaginary_ppm, real_variance_ppm2, imaginary_variance_ppm2 }
    }

    /// Temperature of the gas, degC.
    fn gas_c(&self, state: &AcousticState) -> f64 {
        state.housing_c + self.gas_offset_k + DETUNING_K * state.faults.detuning
    }

    /// Amplitude of what both chambers hear besides the speaker, Pa.
    fn foreign_pa(&self, state: &AcousticState) -> f64 {
        self.wall_transmission * state.outside_noise_pa
            + self.shock_pa_g * state.shock_g
            + BURST_PA * state.faults.noise_burst
    }

    /// The network: speaker into the reference chamber; from there through the port into the variable chamber.
    ///
    /// # Model
    /// `H = p2/p1 = 1 / (1 + Z Y2)` with the port's impedance `Z` and the variable chamber's admittance `Y2 = j w C2 +
    /// leak`; near resonance that is `w0^2 / (w0^2 - w^2 + j w w0 / Q)`. The speaker's volume amplitude `S` gives `p1 =
    /// j w S / (Y1 + H Y2)`. Chambers are springs without exchange of heat, `C = V / (gamma P)`.
    ///
    /// # Source
    /// [KIN] lumped acoustic elements and the Helmholtz resonator.
    fn pressures(&self, tone_hz: f64, state: &AcousticState) -> Pressures {
        let faults = &state.faults;
        let air = MoistAir::new(self.gas_c(state), state.relative_humidity, state.ambient_kpa);
        let angular = TAU * tone_hz;
        let chamber =
            |volume_ul: f64, leak: f64| Complex::new(OPEN_RIM_UL_S_KPA * leak, angular * volume_ul / air.stiffness_kpa);
        let variable_ul = self.variable_ul - state.liquid_ul - INGRESS_UL * faults.liquid_ingress;
        let variable = chamber(variable_ul, faults.seal_leak);
        let reference = chamber(self.reference_ul * (1.0 - 0.5 * faults.reference_volume), faults.reference_leak);
        let port = self.port_impedance(FILM_MM * faults.liquid_ingress, angular, &air);
        let ratio = (port * variable + 1.0).recip();
        let speaker_ul = self.speaker_ul * (1.0 - faults.speaker);
        let first_kpa = Complex::new(0.0, angular * speaker_ul) / (reference + ratio * variable);
        Pressures { first: first_kpa * 1e3, ratio }
    }

    /// Impedance of the port, kPa s/uL, with a film on its wall.
    ///
    /// # Model
    /// Gas in a round tube under an oscillating pressure gradient: `Z = (mu L / (A a^2)) (j s^2 + 2 t)`, with the shear
    /// number `s^2 = a^2 w rho / mu` and `t = 4 - x^2 / (6 - x^2 / (8 - ...))`, `x^2 = -j s^2`: the continued fraction
    /// of `J1(x) / J0(x)`, which gives Poiseuille's resistance at rest and the gas's mass when it is fast. Both ends open
    /// into a wide wall, each of which adds `8 a / (3 pi)` to the length.
    ///
    /// # Source
    /// [STI] Zwikker and Kosten's complex density; [KIN] flanged end. Valid while the gas moves far less than a radius.
    fn port_impedance(&self, film_mm: f64, angular: f64, air: &MoistAir) -> Complex {
        /// Levels of the continued fraction: enough for this port up to 4 kHz, to the last digits.
        const LEVELS: i32 = 40;
        let diameter_mm = self.port_diameter_mm - 2.0 * film_mm;
        let radius_square = 0.25 * diameter_mm * diameter_mm;
        let length_mm = self.port_length_mm + 2.0 * (8.0 / (3.0 * PI)) * 0.5 * diameter_mm;
        let shear = Complex::new(0.0, 1e-6 * radius_square * angular * air.density_kg_m3 / air.viscosity_pa_s);
        let mut tail = Complex::new(f64::from(2 * LEVELS), 0.0);
        for level in (2..LEVELS).rev() {
            tail = shear / tail + f64::from(2 * level);
        }
        // Pa s mm / mm4 = Pa s / mm3, and 1 mm3 is 1 uL.
        let scale = 1e-3 * air.viscosity_pa_s * length_mm / (FRAC_PI_4 * diameter_mm * diameter_mm * radius_square);
        (shear + tail * 2.0) * scale
    }
}

/// Two independent draws, of deviation one each.
fn gaussian(random: &mut Random) -> Complex {
    Complex::new(random.gaussian(), random.gaussian())
}

/// Sums for mean and variance.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    count: f64,
    sum: f64,
    squares: f64,
}

impl Tally {
    fn add(&mut self, part: f64) {
        let part = 1e6 * part.clamp(-LARGEST_RATIO, LARGEST_RATIO);
        self.count += 1.0;
        self.sum += part;
        self.squares += part * part;
    }

    /// Mean and sample variance in whole numbers; the casts saturate.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within range, or held at its ends")]
    fn close(self) -> (i32, u64) {
        let mean = self.sum / self.count;
        let spread = (self.squares - self.sum * mean).max(0.0);
        (mean.round() as i32, (spread / (self.count - 1.0).max(1.0)).round() as u64)
    }
}

#[cfg(test)]
mod inverse;
#[cfg(test)]
mod validation;
