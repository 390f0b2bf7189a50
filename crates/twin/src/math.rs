//! The few transcendental functions that the equations need, in plain arithmetic.
//!
//! The platform's mathematics library differs between systems; sums, products, quotients and square roots do not.
//! So that one seed means one trajectory everywhere, nothing else is used (a lint forbids it).

use crate::real::Real;

/// Half a cosine period as a step down: `(1 + cos(pi u)) / 2` for `u` in `0..=1`, 1 below, 0 above.
///
/// # Model
/// Written as `1/2 - s/2` with `s = sin(pi (u - 1/2))`, and the sine as its odd Taylor polynomial of degree 13,
/// whose remainder at a quarter turn is `(pi/2)^15 / 15!`, below `7e-10`.
#[inline(always)]
pub(crate) fn half_cosine_step<R: Real>(u: R) -> R {
    if u.value() <= 0.0 {
        return R::constant(1.0);
    }
    if u.value() >= 1.0 {
        return R::constant(0.0);
    }
    let x = (u - 0.5) * core::f64::consts::PI;
    let square = x * x;
    let mut sum = R::constant(1.0 / 6_227_020_800.0);
    for coefficient in [-1.0 / 39_916_800.0, 1.0 / 362_880.0, -1.0 / 5040.0, 1.0 / 120.0, -1.0 / 6.0, 1.0] {
        sum = sum * square + coefficient;
    }
    x * sum * -0.5 + 0.5
}

/// The cosine of an angle in degrees, within 2e-9.
pub(crate) fn cos_degrees(angle: f64) -> f64 {
    let turned = angle.abs() % 360.0;
    2.0 * half_cosine_step(turned.min(360.0 - turned) / 180.0) - 1.0
}

/// The sine of an angle in degrees, within 2e-9.
pub(crate) fn sin_degrees(angle: f64) -> f64 {
    cos_degrees(angle - 90.0)
}

/// `e^x`, to 1e-15 relative, for `x` in -700..=700; held at the ends outside.
///
/// # Model
/// `x = n ln 2 + r` with `r` at most half of `ln 2`; the Taylor polynomial of degree 13 in `r`, times `2^n`.
pub(crate) fn exp(x: f64) -> f64 {
    // The logarithm of two in two parts: multiples of the first are exact for the `n` that occur.
    const LN_2_HIGH: f64 = 0.693_145_751_953_125;
    const LN_2_LOW: f64 = 1.428_606_820_309_417_2e-6;
    let clamped = x.clamp(-700.0, 700.0);
    let n = (clamped * core::f64::consts::LOG2_E).round();
    let r = clamped - n * LN_2_HIGH - n * LN_2_LOW;
    let mut sum = 1.0;
    for divisor in [13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0] {
        sum = 1.0 + sum * r / divisor;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "n + 1023 is within 13..=2033")]
    let exponent = (n + 1023.0) as u64;
    sum * f64::from_bits(exponent << 52)
}

/// Natural logarithm of a positive number, to 1e-14.
///
/// # Model
/// `x = 2^n m` with `m` within a factor of the root of two from 1; the series of the inverse hyperbolic tangent of
/// `(m - 1) / (m + 1)`, whose first term left out is below 1e-18.
pub(crate) fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    // Counts the exponent from the root of two, so that the rest of the bits is a mantissa about 1.
    let shifted = bits.wrapping_sub(core::f64::consts::FRAC_1_SQRT_2.to_bits());
    let exponent = (shifted.cast_signed()) >> 52;
    let mantissa = f64::from_bits(bits.wrapping_sub((exponent << 52).cast_unsigned()));
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let mut sum = 0.0;
    for divisor in [21.0, 19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0] {
        sum = sum * square + 1.0 / divisor;
    }
    #[expect(clippy::cast_precision_loss, reason = "an exponent fits an f64 exactly")]
    let whole = exponent as f64 * core::f64::consts::LN_2;
    whole + 2.0 * s * sum
}

/// One over the cube root of a positive number, to a few parts in 1e9: enough for choosing a step size.
pub(crate) fn inverse_cube_root(x: f64) -> f64 {
    // Dividing the exponent bits by -3 gives a first guess within a few percent.
    let guess = 0x553e_f0ff_289d_d796_u64.wrapping_sub(x.to_bits() / 3);
    let mut y = f64::from_bits(guess);
    for _ in 0..3 {
        y *= (4.0 - x * y * y * y) / 3.0;
    }
    y
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the platform's functions are the reference here")]
mod tests {
    use super::*;

    #[test]
    fn half_cosine_step_is_within_1e_9_of_the_cosine() {
        for i in 0..=1000 {
            let u = f64::from(i) / 1000.0;
            let reference = 0.5 * (1.0 + (core::f64::consts::PI * u).cos());
            assert!((half_cosine_step(u) - reference).abs() < 1e-9, "u = {u}");
        }
    }

    #[test]
    fn sine_and_cosine_of_degrees_are_within_2e_9_of_the_platform() {
        for i in -80..=80 {
            let angle = 9.37 * f64::from(i);
            assert!((cos_degrees(angle) - angle.to_radians().cos()).abs() < 2e-9, "{angle} deg");
            assert!((sin_degrees(angle) - angle.to_radians().sin()).abs() < 2e-9, "{angle} deg");
        }
    }

    #[test]
    fn exp_is_within_1e_13_of_the_platform() {
        for i in -400..=400 {
            let x = f64::from(i) * 0.173;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-13, "x = {x}: {}", exp(x) / x.exp() - 1.0);
        }
    }

    #[test]
    fn ln_is_within_1e_14_of_the_platform() {
        for i in -300..=300 {
            let x = (f64::from(i) * 0.731).exp();
            assert!((ln(x) - x.ln()).abs() < 1e-14 * (1.0 + x.ln().abs()), "x = {x}: {} against {}", ln(x), x.ln());
        }
    }

    #[test]
    fn inverse_cube_root_inverts_the_cube() {
        for i in 1..200 {
            let x = 1e-12 * (0.3 * f64::from(i)).exp();
            assert!((inverse_cube_root(x) * x.cbrt() - 1.0).abs() < 1e-6, "x = {x}");
        }
    }
}
