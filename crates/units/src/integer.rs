//! Wide integer arithmetic that cannot fail, for the conversions between quantities.
//!
//! Products are made in 128 bits, where those of any two 64-bit values fit, and brought back by
//! saturation.

/// `value`, or the nearest `i64` to it.
pub(crate) fn saturated(value: i128) -> i64 {
    let limit = if value.is_negative() { i64::MIN } else { i64::MAX };
    i64::try_from(value).unwrap_or(limit)
}

/// `value * numerator / denominator`, toward zero and saturating; 0 when `denominator` is 0.
pub(crate) fn scaled(value: i64, numerator: i64, denominator: i64) -> i64 {
    // What fits 64 bits is divided in 64: a core of 32 takes several times as long for 128.
    if let Some(quotient) = value.checked_mul(numerator).and_then(|product| product.checked_div(denominator)) {
        return quotient;
    }
    let product = i128::from(value).saturating_mul(i128::from(numerator));
    saturated(product.checked_div(i128::from(denominator)).unwrap_or_default())
}

/// `numerator / denominator` to the nearest integer, ties away from zero; 0 when `denominator` is
/// 0.
pub(crate) fn nearest(numerator: i128, denominator: i128) -> i128 {
    let quotient = numerator.checked_div(denominator).unwrap_or_default();
    let rest = numerator.checked_rem(denominator).unwrap_or_default();
    let (rest, denominator_abs) = (rest.unsigned_abs(), denominator.unsigned_abs());
    // rest >= denominator / 2, without the division.
    if denominator == 0 || rest < denominator_abs.saturating_sub(rest) {
        quotient
    } else {
        let away = numerator.signum().saturating_mul(denominator.signum());
        quotient.saturating_add(away)
    }
}

#[cfg(test)]
mod tests {
    use super::{nearest, saturated, scaled};

    #[test]
    fn values_out_of_range_saturate_on_their_side() {
        let check = |value, expected| assert_eq!(saturated(value), expected, "{value}");
        check(0, 0);
        check(-7, -7);
        check(i128::from(i64::MAX), i64::MAX);
        check(9_223_372_036_854_775_808, i64::MAX);
        check(i128::MAX, i64::MAX);
        check(i128::MIN, i64::MIN);
    }

    #[test]
    fn scaling_rounds_toward_zero_and_never_divides_by_zero() {
        let check = |(value, numerator, denominator), expected| {
            assert_eq!(scaled(value, numerator, denominator), expected);
        };
        check((7, 1, 2), 3);
        check((-7, 1, 2), -3);
        check((7, -1, 2), -3);
        check((7, 1, 0), 0);
        check((i64::MAX, i64::MAX, i64::MAX), i64::MAX);
        check((i64::MIN, i64::MIN, i64::MIN), i64::MIN);
        check((i64::MIN, i64::MIN, 1), i64::MAX);
        check((i64::MIN, -1, 1), i64::MAX);
        check((i64::MIN, 2, 1), i64::MIN);
    }

    #[test]
    fn nearest_breaks_ties_away_from_zero() {
        let check = |(numerator, denominator), expected| {
            assert_eq!(nearest(numerator, denominator), expected);
        };
        check((4, 10), 0);
        check((5, 10), 1);
        check((-5, 10), -1);
        check((-4, 10), 0);
        check((14, 10), 1);
        check((15, 10), 2);
        check((5, -10), -1);
        check((1, 3), 0);
        check((2, 3), 1);
        check((0, 5), 0);
        check((5, 0), 0);
    }
}
