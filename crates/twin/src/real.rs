//! The scalar that the equations are written in: plain `f64`, or a dual number that carries derivatives along.
//!
//! Each equation of the twin is written once, generic over [`Real`]. Evaluated in `f64` it gives rates;
//! evaluated in [`Dual`] it gives the same rates, bit for bit, and their exact partial derivatives, from which the
//! solver's Jacobian is stamped. So there is no second, hand-derived version of any equation to keep in step.

use core::ops::{Add, Mul, Neg, Sub};

/// What an equation may do with a number. Only operations whose result is the same on every platform are offered.
pub(crate) trait Real:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Neg<Output = Self>
    + Add<f64, Output = Self>
    + Sub<f64, Output = Self>
    + Mul<f64, Output = Self>
{
    /// A number that does not depend on any state.
    fn constant(value: f64) -> Self;
    /// The number without its derivatives, for choosing between branches.
    fn value(self) -> f64;
    /// One over the number; the caller keeps it away from zero.
    fn recip(self) -> Self;
    /// The square root; the caller keeps it above zero.
    fn sqrt(self) -> Self;

    /// The larger of the two.
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        if self.value() >= other.value() { self } else { other }
    }

    /// The smaller of the two.
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        if self.value() <= other.value() { self } else { other }
    }

    /// The positive part, rounded over `width` above zero so that it has a continuous derivative; exactly zero below
    /// zero.
    #[inline(always)]
    fn positive_part(self, width: f64) -> Self {
        if self.value() <= 0.0 {
            Self::constant(0.0)
        } else if self.value() < width {
            self * self * (0.5 / width)
        } else {
            self - 0.5 * width
        }
    }
}

impl Real for f64 {
    #[inline(always)]
    fn constant(value: f64) -> Self {
        value
    }
    #[inline(always)]
    fn value(self) -> f64 {
        self
    }
    #[inline(always)]
    fn recip(self) -> Self {
        1.0 / self
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        f64::sqrt(self)
    }
}

/// A number with its partial derivatives by `N` local variables (forward-mode automatic differentiation).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dual<const N: usize> {
    /// The number.
    pub(crate) value: f64,
    /// Its derivative by each local variable.
    pub(crate) by: [f64; N],
}

impl<const N: usize> Dual<N> {
    /// Local variable number `index`.
    #[inline(always)]
    pub(crate) fn variable(value: f64, index: usize) -> Self {
        let mut by = [0.0; N];
        by[index] = 1.0;
        Self { value, by }
    }

    #[inline(always)]
    fn chain(self, value: f64, slope: f64) -> Self {
        Self { value, by: self.by.map(|d| d * slope) }
    }
}

impl<const N: usize> Real for Dual<N> {
    #[inline(always)]
    fn constant(value: f64) -> Self {
        Self { value, by: [0.0; N] }
    }
    #[inline(always)]
    fn value(self) -> f64 {
        self.value
    }
    #[inline(always)]
    fn recip(self) -> Self {
        let inverse = 1.0 / self.value;
        self.chain(inverse, -inverse * inverse)
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        let root = self.value.sqrt();
        self.chain(root, 0.5 / root)
    }
}

impl<const N: usize> Add for Dual<N> {
    type Output = Self;
    #[inline(always)]
    fn add(mut self, other: Self) -> Self {
        self.value += other.value;
        for i in 0..N {
            self.by[i] += other.by[i];
        }
        self
    }
}

impl<const N: usize> Sub for Dual<N> {
    type Output = Self;
    #[inline(always)]
    fn sub(mut self, other: Self) -> Self {
        self.value -= other.value;
        for i in 0..N {
            self.by[i] -= other.by[i];
        }
        self
    }
}

impl<const N: usize> Mul for Dual<N> {
    type Output = Self;
    #[inline(always)]
    fn mul(mut self, other: Self) -> Self {
        for i in 0..N {
            self.by[i] = self.by[i] * other.value + self.value * other.by[i];
        }
        self.value *= other.value;
        self
    }
}

impl<const N: usize> Neg for Dual<N> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        self.chain(-self.value, -1.0)
    }
}

impl<const N: usize> Add<f64> for Dual<N> {
    type Output = Self;
    #[inline(always)]
    fn add(mut self, other: f64) -> Self {
        self.value += other;
        self
    }
}

impl<const N: usize> Sub<f64> for Dual<N> {
    type Output = Self;
    #[inline(always)]
    fn sub(mut self, other: f64) -> Self {
        self.value -= other;
        self
    }
}

impl<const N: usize> Mul<f64> for Dual<N> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: f64) -> Self {
        self.chain(self.value * other, other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sample<R: Real>(x: R, y: R) -> R {
        (x * x + 2.0).sqrt() * y.recip() + (x - y).positive_part(0.3) * 0.7 - (-x).max(y * 0.5).min(x + 4.0)
    }

    proptest! {
        #[test]
        fn dual_values_equal_plain_values_and_derivatives_equal_differences(x in -3.0f64..3.0, y in 0.5f64..4.0) {
            let dual = sample(Dual::<2>::variable(x, 0), Dual::<2>::variable(y, 1));
            prop_assert_eq!(dual.value.to_bits(), sample(x, y).to_bits());
            let h = 1e-6;
            // A kink inside the difference quotient spoils it, not the derivative.
            let kinks = [x - y, x - y - 0.3, -x - y * 0.5, (-x).max(y * 0.5) - x - 4.0];
            prop_assume!(kinks.iter().all(|k: &f64| k.abs() > 1e-4));
            let by_x = (sample(x + h, y) - sample(x - h, y)) / (2.0 * h);
            let by_y = (sample(x, y + h) - sample(x, y - h)) / (2.0 * h);
            prop_assert!((dual.by[0] - by_x).abs() < 1e-6, "{} {}", dual.by[0], by_x);
            prop_assert!((dual.by[1] - by_y).abs() < 1e-6, "{} {}", dual.by[1], by_y);
        }
    }
}
