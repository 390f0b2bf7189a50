//! Reproducible chance: one seed, one numbered stream for each thing that draws from it.
//!
//! Streams are independent, so that a new consumer does not shift what the others draw. Numbers come from ChaCha8,
//! whose output is fixed by its definition, and become floats by arithmetic that is spelt out here.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Whose readings are noisy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    /// The plunger sensor's noise.
    PlungerOptics = 1,
    /// The second valve sensor's noise.
    SecondValveOptics = 2,
    /// Voltage, current and temperature readings.
    Housekeeping = 3,
    /// The acoustic volume sensor's noise.
    Acoustics = 4,
    /// The barometer's noise.
    Barometer = 5,
    /// The accelerometer's noise.
    Accelerometer = 6,
    /// The noise of the wires' current readings.
    Current = 7,
    /// Disturbances between reader and tag.
    TagRadio = 8,
    /// What handling does by chance to septa and cannula.
    Handling = 9,
    /// The noise of the sounder's test.
    Annunciator = 10,
}

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub(crate) struct Random(ChaCha8Rng);

impl Random {
    /// The stream that `consumer` draws from in a world with this `seed`.
    pub(crate) fn new(seed: u64, consumer: Stream) -> Self {
        Self::numbered(seed, consumer as u64)
    }

    /// The stream that the parameters of a pump unit's part are drawn from: `part` is its name, `field` tells it from
    /// others of its kind.
    ///
    /// The number follows from the names alone, so that a new part or parameter does not shift what the others draw.
    pub(crate) fn of_part(seed: u64, part: &str, field: &str) -> Self {
        Self::numbered(seed, fnv1a(fnv1a(FNV_BASIS, part.as_bytes()), field.as_bytes()))
    }

    fn numbered(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
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

/// What an FNV-1a hash of 64 bits starts from.
const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
/// What it multiplies by.
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

/// FNV-1a: each byte is mixed in, then multiplied through.
fn fnv1a(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(FNV_PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published test vectors of the hash.
    #[test]
    fn names_hash_as_published() {
        let rows = [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)];
        for (text, hash) in rows {
            assert_eq!(fnv1a(FNV_BASIS, text.as_bytes()), hash, "{text}");
        }
    }

    #[test]
    fn gaussian_has_mean_zero_and_deviation_one() {
        let mut random = Random::new(7, Stream::Housekeeping);
        let draws: Vec<f64> = (0..20_000).map(|_| random.gaussian()).collect();
        let mean = draws.iter().sum::<f64>() / 20_000.0;
        let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 20_000.0;
        assert!(mean.abs() < 0.03, "mean {mean}");
        assert!((variance - 1.0).abs() < 0.05, "variance {variance}");
    }

    #[test]
    fn streams_of_one_seed_differ_and_repeat() {
        let mut a = Random::new(3, Stream::Housekeeping);
        let mut b = Random::new(3, Stream::PlungerOptics);
        let mut again = Random::new(3, Stream::Housekeeping);
        let first = a.uniform();
        assert!((first - b.uniform()).abs() > 1e-9);
        assert_eq!(first.to_bits(), again.uniform().to_bits());
    }
}
