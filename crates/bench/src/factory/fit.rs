//! A polynomial through measured points, by least squares: what instruments err by at single points averages out.

/// Terms of the polynomial, from its constant.
const TERMS: usize = 5;

/// A sum of polynomials of rising degree that are orthogonal over the points, after Forsythe.
pub(super) struct Fit {
    /// Of each: how much of it is in the sum, and by what it follows from the two before it.
    terms: [Term; TERMS],
}

#[derive(Clone, Copy, Default)]
struct Term {
    share: f64,
    centre: f64,
    shrink: f64,
}

impl Fit {
    /// The polynomial of degree 4 that is nearest to these points, of which there are more than five.
    pub(super) fn through(points: &[(f64, f64)]) -> Self {
        let mut terms = [Term::default(); TERMS];
        let mut before = vec![0.0; points.len()];
        let mut present = vec![1.0; points.len()];
        let mut norm_before = f64::INFINITY;
        for term in &mut terms {
            let (mut norm, mut centre, mut share) = (0.0, 0.0, 0.0);
            for (p, (x, y)) in present.iter().zip(points) {
                norm += p * p;
                centre += x * p * p;
                share += y * p;
            }
            *term = Term { share: share / norm, centre: centre / norm, shrink: norm / norm_before };
            norm_before = norm;
            let next = present.iter().zip(&before).zip(points);
            let next = next.map(|((p, b), (x, _))| (x - term.centre) * p - term.shrink * b).collect();
            before = std::mem::replace(&mut present, next);
        }
        Self { terms }
    }

    pub(super) fn at(&self, x: f64) -> f64 {
        let (mut before, mut present, mut sum) = (0.0, 1.0, 0.0);
        for Term { share, centre, shrink } in self.terms {
            sum += share * present;
            (before, present) = (present, (x - centre) * present - shrink * before);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_polynomial_of_degree_four_is_found_again() {
        let known = |x: f64| 1.0 - 0.7 * x + 0.3 * x * x + 0.2 * x * x * x - 0.5 * x * x * x * x;
        // Not evenly spaced.
        let points: Vec<(f64, f64)> = (0..9).map(|i| f64::from(i * i) / 64.0).map(|x| (x, known(x))).collect();
        let fit = Fit::through(&points);
        for i in 0..=20 {
            let x = f64::from(i) / 20.0;
            assert!((fit.at(x) - known(x)).abs() < 1e-12, "{x}: {} for {}", fit.at(x), known(x));
        }
    }

    #[test]
    fn errors_that_alternate_average_out() {
        let error = |i: i32| if i % 2 == 0 { 0.1 } else { -0.1 };
        let points: Vec<(f64, f64)> = (0..65).map(|i| (f64::from(i), 3.0 + error(i))).collect();
        let fit = Fit::through(&points);
        for i in 0..65 {
            // At the ends, where it averages least, a quarter of them is left at the most.
            assert!((fit.at(f64::from(i)) - 3.0).abs() < 0.025);
        }
    }
}
