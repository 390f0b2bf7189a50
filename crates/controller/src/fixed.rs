//! Integer arithmetic that cannot overflow, divide by zero or panic: what the estimators are made of.

/// `value * numerator / denominator`, rounded toward zero, held at the limits of `i64`; zero when the denominator is
/// zero.
pub(crate) fn mul_div(value: i64, numerator: i64, denominator: i64) -> i64 {
    // What fits 64 bits is divided in 64: a core of 32 takes several times as long for 128.
    if let Some(quotient) = value.checked_mul(numerator).and_then(|product| product.checked_div(denominator)) {
        return quotient;
    }
    let product = i128::from(value).saturating_mul(i128::from(numerator));
    let quotient = product.checked_div(i128::from(denominator)).unwrap_or(0);
    i64::try_from(quotient).unwrap_or(if quotient < 0 { i64::MIN } else { i64::MAX })
}

/// Moves `estimate` towards `observed` by `share_percent` of the difference.
pub(crate) fn blend(estimate: i64, observed: i64, share_percent: i64) -> i64 {
    estimate.saturating_add(mul_div(observed.saturating_sub(estimate), share_percent, 100))
}

/// `1_000_000 * e^(-elapsed / time_constant)`, within 1 % of the truth for up to three time constants and falling to
/// zero after.
///
/// One over the exponential's Taylor polynomial of degree 4: always positive, always falling, never above one.
pub(crate) fn decay_ppm(elapsed_us: u64, time_constant_us: u64) -> i64 {
    let elapsed = i64::try_from(elapsed_us).unwrap_or(i64::MAX).min(1_000_000_000_000);
    let constant = i64::try_from(time_constant_us).unwrap_or(i64::MAX).max(1);
    let u = mul_div(elapsed, 1_000, constant).min(100_000);
    let mut sum = 1_000_000;
    for divisor in [4_000, 3_000, 2_000, 1_000] {
        sum = mul_div(sum, u, divisor).saturating_add(1_000_000);
    }
    mul_div(1_000_000, 1_000_000, sum)
}

/// A `u64` as an `i64`, held at the limit.
pub(crate) fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decay_follows_the_exponential() {
        for (elapsed, expected) in [(0, 1_000_000), (500, 606_531), (1_000, 367_879), (2_000, 135_335), (3_000, 49_787)]
        {
            let found = decay_ppm(elapsed, 1_000);
            assert!((found - expected).abs() <= 12_000, "{elapsed}: {found} against {expected}");
        }
        assert!(decay_ppm(60_000, 1_000) < 5);
    }

    proptest! {
        #[test]
        fn no_argument_panics(a: i64, b: i64, c: i64, e: u64, t: u64) {
            mul_div(a, b, c);
            blend(a, b, c);
            prop_assert!((0..=1_000_000).contains(&decay_ppm(e, t)));
        }
    }
}
