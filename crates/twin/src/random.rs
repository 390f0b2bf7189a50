//! Reproducible chance: one seed, one numbered stream for each thing that draws from it.
//!
//! Streams are independent, so that a new consumer does not shift what the others draw. Numbers come from ChaCha8,
//! whose output is fixed by its definition, and become floats by arithmetic that is spelt out here.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Who draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    /// The pump unit's parameters.
    Parameters = 0,
    /// The plunger sensor's noise.
    PlungerOptics = 1,
    /// The second valve sensor's noise.
    SecondValveOptics = 2,
    /// Voltage, current and temperature readings.
    Housekeeping = 3,
    /// Disturbances between reader and tag.
    TagRadio = 40,
}

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub(crate) struct Random(ChaCha8Rng);

impl Random {
    /// The stream that `consumer` draws from in a world with this `seed`.
    pub(crate) fn new(seed: u64, consumer: Stream) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(consumer as u64);
        Self(rng)
    }

    /// Uniform in `0.0..1.0`, in steps of 2^-53.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit an f64 exactly")]
    pub(crate) fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Symmetric triangular on `-1.0..1.0`.
    pub(crate) fn triangular(&mut self) -> f64 {
        self.uniform() - self.uniform()
    }

    /// Close to the standard normal: the sum of twelve 16-bit uniforms, so never beyond six deviations.
    #[expect(clippy::cast_precision_loss, reason = "a sum of twelve 16-bit numbers fits an f64 exactly")]
    pub(crate) fn gaussian(&mut self) -> f64 {
        let mut sum = 0;
        for _ in 0..3 {
            let word = self.0.next_u64();
            sum += (word & 0xffff) + (word >> 16 & 0xffff) + (word >> 32 & 0xffff) + (word >> 48);
        }
        sum as f64 / 65_536.0 - 6.0 + 12.0 * 0.5 / 65_536.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaussian_has_mean_zero_and_deviation_one() {
        let mut random = Random::new(7, Stream::Parameters);
        let draws: Vec<f64> = (0..20_000).map(|_| random.gaussian()).collect();
        let mean = draws.iter().sum::<f64>() / 20_000.0;
        let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 20_000.0;
        assert!(mean.abs() < 0.03, "mean {mean}");
        assert!((variance - 1.0).abs() < 0.05, "variance {variance}");
    }

    #[test]
    fn streams_of_one_seed_differ_and_repeat() {
        let mut a = Random::new(3, Stream::Parameters);
        let mut b = Random::new(3, Stream::PlungerOptics);
        let mut again = Random::new(3, Stream::Parameters);
        let first = a.uniform();
        assert!((first - b.uniform()).abs() > 1e-9);
        assert_eq!(first.to_bits(), again.uniform().to_bits());
    }
}
