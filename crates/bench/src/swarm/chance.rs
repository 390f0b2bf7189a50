//! Reproducible chance: a seed, and a stream for each thing that draws, so that a new draw of one leaves the others.
//!
//! Whole numbers only: what is drawn is the same everywhere.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Who draws.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stream {
    /// Device, unit, drug, rates.
    Device = 1,
    /// What a person does.
    Person = 2,
    /// What breaks.
    Faults = 3,
    /// What surrounds the device.
    Surroundings = 4,
    /// What goes wrong with the controller as a whole, and when power goes.
    Upsets = 5,
    /// Which requests come twice, late or changed.
    Requests = 6,
    /// What hands do.
    Hands = 7,
    /// Which strokes are looked at more closely.
    Looks = 8,
}

/// A stream of chance.
#[derive(Debug, Clone)]
pub(super) struct Chance(ChaCha8Rng);

impl Chance {
    pub(super) fn new(seed: u64, stream: Stream) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed ^ 0x5a5a_5a5a_a115_0a13);
        random.set_stream(stream as u64);
        Self(random)
    }

    /// Evenly one of `0..count`; 0 if there is none.
    pub(super) fn below(&mut self, count: u64) -> u64 {
        let wide = u128::from(self.0.next_u64()) * u128::from(count);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// Evenly from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low).saturating_add(1))
    }

    /// From `low`, above zero, to `high`, every doubling as likely as any other.
    pub(super) fn octaves(&mut self, low: u64, high: u64) -> u64 {
        let octaves = (high / low.max(1)).max(1).ilog2() + 1;
        let from = low << self.below(u64::from(octaves));
        self.between(from, high.min(from.saturating_mul(2)))
    }

    /// True once in so many times.
    pub(super) fn one_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }

    /// One of these.
    pub(super) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        let place = self.below(u64::try_from(of.len()).unwrap_or(u64::MAX));
        of[usize::try_from(place).unwrap_or(0)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_stay_within_their_bounds_reach_them_and_repeat() {
        let mut chance = Chance::new(1, Stream::Person);
        let mut again = chance.clone();
        let (mut low, mut high) = (false, false);
        for _ in 0..2_000 {
            let drawn = chance.between(3, 9);
            assert!((3..=9).contains(&drawn) && drawn == again.between(3, 9));
            (low, high) = (low || drawn == 3, high || drawn == 9);
            let wide = chance.octaves(5, 100_000);
            assert!((5..=100_000).contains(&wide) && wide == again.octaves(5, 100_000));
        }
        assert!(low && high);
        assert_eq!(chance.below(0), 0);
        assert_ne!(Chance::new(1, Stream::Person).below(1 << 40), Chance::new(1, Stream::Faults).below(1 << 40));
    }

    #[test]
    fn every_doubling_is_as_likely_as_any_other() {
        let mut chance = Chance::new(2, Stream::Device);
        let small = (0..10_000).filter(|_| chance.octaves(1, 1 << 20) < 1 << 10).count();
        assert!((4_000..6_000).contains(&small), "{small} of 10 000 are below the middle doubling");
    }
}
