//! What the checks count with: whole numbers that are held at their limits.

use units::Duration;

/// `value * numerator / denominator`, rounded down; zero when the denominator is zero.
pub(crate) fn ratio(value: u64, numerator: u64, denominator: u64) -> u64 {
    // Nearly always; dividing 128 bits takes ten times as long.
    if let Some(product) = value.checked_mul(numerator) {
        return product.checked_div(denominator).unwrap_or(0);
    }
    let product = u128::from(value).saturating_mul(u128::from(numerator));
    u64::try_from(product.checked_div(u128::from(denominator)).unwrap_or(0)).unwrap_or(u64::MAX)
}

/// One in the arithmetic of [`faded`].
const ONE: u64 = 1 << 16;
/// `2^-x = 1 - A x + B x^2` for x in 0..=1, within 0.8 %: exact at both ends, with the right slope at 0. In `ONE`ths.
const A: u64 = 45_426;
const B: u64 = 12_658;

/// What is left of `value` after a time, when half of it goes in each half-life.
pub(crate) fn faded(value: u64, time: Duration, half_life: Duration) -> u64 {
    let half_us = half_life.as_us();
    let (Some(halvings), Some(rest_us)) = (time.as_us().checked_div(half_us), time.as_us().checked_rem(half_us)) else {
        return 0;
    };
    let whole = u32::try_from(halvings).ok().and_then(|halvings| value.checked_shr(halvings)).unwrap_or(0);
    let x = ratio(rest_us, ONE, half_us);
    let share = ONE.saturating_sub(ratio(A, x, ONE)).saturating_add(ratio(B, ratio(x, x, ONE), ONE));
    ratio(whole, share, ONE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn half_is_left_after_each_half_life() {
        for (ms, expected) in
            [(0, 1_000_000.0), (250, 840_896.0), (500, 707_107.0), (1_000, 500_000.0), (3_500, 88_388.0)]
        {
            let found = faded(1_000_000, Duration::from_ms(ms), Duration::from_s(1));
            let error = (f64::from(u32::try_from(found).unwrap()) / expected - 1.0).abs();
            assert!(error < 0.008, "{found} of a million after {ms} ms");
        }
    }

    #[test]
    fn short_steps_add_up_to_a_long_one() {
        let value = (0..125).fold(1_000_000, |value, _| faded(value, Duration::from_ms(8), Duration::from_s(1)));
        assert!((495_000..505_000).contains(&value), "{value}");
    }

    proptest! {
        #[test]
        fn no_argument_panics_and_nothing_grows(value: u64, time: u64, half: u64, c: u64) {
            prop_assert!(faded(value, Duration::from_us(time), Duration::from_us(half)) <= value);
            ratio(value, half, c);
        }
    }
}
