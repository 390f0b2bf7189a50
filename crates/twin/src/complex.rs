//! Complex numbers, for what oscillates: the real part is in phase, the imaginary part a quarter period ahead.

use core::ops::{Add, Div, Mul};

/// A complex number in plain arithmetic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Complex {
    /// Real part.
    pub(crate) re: f64,
    /// Imaginary part.
    pub(crate) im: f64,
}

impl Complex {
    /// A number with these parts.
    pub(crate) const fn new(re: f64, im: f64) -> Self {
        Self { re, im }
    }

    /// The square of the absolute value.
    pub(crate) fn norm_square(self) -> f64 {
        self.re * self.re + self.im * self.im
    }

    /// One over the number; not finite for zero.
    pub(crate) fn recip(self) -> Self {
        let scale = 1.0 / self.norm_square();
        Self::new(self.re * scale, -self.im * scale)
    }
}

impl Add for Complex {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.re + other.re, self.im + other.im)
    }
}

impl Mul for Complex {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self::new(self.re * other.re - self.im * other.im, self.re * other.im + self.im * other.re)
    }
}

impl Div for Complex {
    type Output = Self;
    #[expect(clippy::suspicious_arithmetic_impl, reason = "a quotient is a product with the reciprocal")]
    fn div(self, other: Self) -> Self {
        self * other.recip()
    }
}

impl Add<f64> for Complex {
    type Output = Self;
    fn add(self, other: f64) -> Self {
        Self::new(self.re + other, self.im)
    }
}

impl Mul<f64> for Complex {
    type Output = Self;
    fn mul(self, other: f64) -> Self {
        Self::new(self.re * other, self.im * other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number() -> impl Strategy<Value = Complex> {
        (-9.0f64..9.0, -9.0f64..9.0).prop_map(|(re, im)| Complex::new(re, im))
    }

    proptest! {
        #[test]
        fn a_product_divided_by_a_factor_is_the_other_factor(a in number(), b in number()) {
            prop_assume!(b.norm_square() > 1e-3);
            let back = a * b / b;
            prop_assert!((back + a * -1.0).norm_square() < 1e-22, "{back:?} against {a:?}");
        }

        #[test]
        fn absolute_values_multiply(a in number(), b in number()) {
            let (product, factors) = ((a * b).norm_square(), a.norm_square() * b.norm_square());
            prop_assert!((product - factors).abs() <= 1e-12 * factors, "{product} against {factors}");
        }

        #[test]
        fn products_distribute_over_sums(a in number(), b in number(), c in number()) {
            let difference = a * (b + c) + (a * b + a * c) * -1.0;
            prop_assert!(difference.norm_square() < 1e-22, "{difference:?}");
        }
    }
}
