//! What a count of successes says about the share that is behind it: the exact one-sided bound of Clopper and Pearson.

use super::spread::count;

/// Steps of the search for the bound: each halves what is left.
const STEPS: usize = 60;

/// The share (0..=1) that successes have at least, with this confidence (0..1), if `successes` of `trials` were seen and
/// one trial says nothing of another.
///
/// It is the p at which so many or more successes have the chance 1 - confidence. If none failed, p^n = 1 - confidence:
/// for 95 %, 59 trials show 95 %, and 2995 trials 99.9 %.
pub fn share_at_least(successes: usize, trials: usize, confidence: f64) -> f64 {
    if successes == 0 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..STEPS {
        let p = f64::midpoint(low, high);
        if chance_of_at_least(successes, trials, p) < 1.0 - confidence { low = p } else { high = p }
    }
    low
}

/// The chance of so many successes or more in `trials` of chance p (0..1).
///
/// Terms of the binomial are reckoned from the first on either side as multiples of it, so that nothing underflows; what
/// overflows has all of the chance.
fn chance_of_at_least(successes: usize, trials: usize, p: f64) -> f64 {
    let odds = p / (1.0 - p);
    let mut term = 1.0;
    let mut above = 1.0;
    for k in successes..trials {
        term *= count(trials - k) / count(k + 1) * odds;
        above += term;
    }
    term = 1.0;
    let mut below = 0.0;
    for k in (1..=successes).rev() {
        term *= count(k) / count(trials - k + 1) / odds;
        below += term;
    }
    if above.is_infinite() { 1.0 } else { above / (above + below) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_failure_the_bound_is_the_root_of_one_in_twenty() {
        for trials in [1_i32, 2, 59, 500, 2995] {
            let bound = share_at_least(trials.unsigned_abs() as usize, trials.unsigned_abs() as usize, 0.95);
            let chance = (0..trials).fold(1.0, |product, _| product * bound);
            assert!((chance - 0.05).abs() < 1e-9, "{trials}: {bound}");
        }
        // The sizes that are known by heart.
        assert!(share_at_least(59, 59, 0.95) >= 0.95 && share_at_least(58, 58, 0.95) < 0.95);
        assert!(share_at_least(2995, 2995, 0.95) >= 0.999 && share_at_least(2994, 2994, 0.95) < 0.999);
    }

    /// By hand: with 1 failure in 2, p^2 + 2 p (1 - p) = 0.05; with 9 of 10, 10 p^9 - 9 p^10 = 0.05.
    #[test]
    fn with_failures_the_bound_solves_the_binomial() {
        let one_of_two = share_at_least(1, 2, 0.95);
        assert!((one_of_two - (1.0 - 0.95f64.sqrt())).abs() < 1e-9, "{one_of_two}");
        let p = share_at_least(9, 10, 0.95);
        let ninth = (0..9).fold(1.0, |product, _| product * p);
        assert!((10.0 * ninth - 9.0 * ninth * p - 0.05).abs() < 1e-9, "{p}");
    }

    #[test]
    fn more_trials_at_the_same_share_say_more_and_never_more_than_was_seen() {
        let mut last = 0.0;
        for scale in [1, 10, 100, 1000, 10_000] {
            let bound = share_at_least(9 * scale, 10 * scale, 0.95);
            assert!(bound > last && bound < 0.9, "{scale}: {bound}");
            last = bound;
        }
        assert!(last > 0.898, "{last}");
        assert!(share_at_least(0, 100, 0.95) <= 0.0);
        assert!(share_at_least(3, 100_000, 0.95) < 3e-5);
    }
}
