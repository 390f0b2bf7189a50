//! Boluses that were weighed one by one, and the bins in which an ACE pump's label counts them (21 CFR 880.5730).

use super::errors::Errors;

/// Edges of the bins, % of what was programmed: below the first, from each to the next, from the last on.
pub const BIN_EDGES_PERCENT: [f64; 7] = [25.0, 75.0, 95.0, 105.0, 125.0, 175.0, 250.0];

/// One bolus.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dose {
    /// What it was compared with, uL: what was programmed, or of one that was cut short, what the pump said it gave.
    pub expected_ul: f64,
    /// What came, uL.
    pub delivered_ul: f64,
}

/// What there is to say of many boluses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Doses {
    /// Their errors.
    pub errors: Errors,
    /// How many are in each bin of [`BIN_EDGES_PERCENT`]; the last edge belongs to the bin below it.
    pub bins: [usize; 8],
}

impl Dose {
    /// What came, in percent of what it is compared with.
    fn percent(&self) -> f64 {
        100.0 * self.delivered_ul / self.expected_ul
    }

    /// Its error, %.
    pub fn error_percent(&self) -> f64 {
        100.0 * (self.delivered_ul - self.expected_ul) / self.expected_ul
    }
}

impl Doses {
    /// Of boluses that are compared with something; none if there are none.
    pub fn of(doses: &[Dose]) -> Option<Self> {
        let errors: Vec<f64> = doses.iter().map(Dose::error_percent).collect();
        let mut bins = [0; 8];
        for dose in doses.iter().filter(|dose| dose.error_percent().is_finite()) {
            bins[bin(dose.percent())] += 1;
        }
        Some(Self { errors: Errors::of(&errors)?, bins })
    }
}

/// Which bin this share is in. The last bin has what is greater than its edge; every other edge is in the bin above it.
fn bin(percent: f64) -> usize {
    let [below @ .., last] = BIN_EDGES_PERCENT;
    below.iter().filter(|edge| percent >= **edge).count() + usize::from(percent > last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_share_is_in_its_bin() {
        let rows = [
            (0.0, 0),
            (24.999, 0),
            (25.0, 1),
            (74.9, 1),
            (75.0, 2),
            (94.9, 2),
            (95.0, 3),
            (100.0, 3),
            (104.9, 3),
            (105.0, 4),
            (124.9, 4),
            (125.0, 5),
            (174.9, 5),
            (175.0, 6),
            (250.0, 6),
            (250.1, 7),
            (-5.0, 0),
        ];
        for (percent, expected) in rows {
            assert_eq!(bin(percent), expected, "{percent} %");
        }
    }

    #[test]
    fn a_constant_bias_is_the_error_of_every_bolus() {
        let doses = [0.5, 1.0, 10.0, 300.0].map(|ul| Dose { expected_ul: ul, delivered_ul: 1.03 * ul });
        let found = Doses::of(&doses).unwrap();
        assert!((found.errors.spread.mean - 3.0).abs() < 1e-9 && found.errors.spread.deviation < 1e-9);
        assert_eq!(found.bins, [0, 0, 0, 4, 0, 0, 0, 0]);
        assert_eq!(found.errors.within, [4, 4, 4]);
    }

    #[test]
    fn a_bolus_that_never_came_is_in_the_first_bin() {
        let found = Doses::of(&[
            Dose { expected_ul: 1.0, delivered_ul: 0.0 },
            Dose { expected_ul: 1.0, delivered_ul: 2.38 },
            Dose { expected_ul: 0.0, delivered_ul: 0.0 },
        ]);
        let found = found.unwrap();
        assert_eq!(found.bins, [1, 0, 0, 0, 0, 0, 1, 0], "what is compared with nothing is in none");
        assert!((found.errors.spread.low + 100.0).abs() < 1e-9 && (found.errors.spread.high - 138.0).abs() < 1e-9);
        assert!(Doses::of(&[]).is_none());
    }
}
