//! The cannula: a short soft bore through the skin, which can kink, and which can come out.
//!
//! Conductance and leak are said as shares, because the line's last edge holds the sound cannula's resistance.

use crate::parameter::parameters;

parameters! {
    /// The cannula.
    CannulaParameters, Set, "cannula";
    length_mm: "mm", 8.8, 9.0, 9.2, source: "[SET] 9 mm straight fluoropolymer cannula";
    bore_mm: "mm", 0.29, 0.30, 0.31, source: "assumed, because a 25 to 27 gauge cannula has about this bore";
    kink_bores: "1", 1.0, 1.7, 2.7, source: "assumed, because a fold flattens a thin tube over one to three bores";
    outer_mm: "mm", 0.48, 0.50, 0.52, source: "assumed, because a 25 to 27 gauge cannula is about as thick";
}

impl CannulaParameters {
    /// Share of the cannula's conductance that a kink leaves, 1 to 0. Severity 0 is round, 1 is flat.
    ///
    /// # Model
    /// The bore becomes an ellipse whose small half-axis is `1 - severity` of the radius, at the same circumference
    /// (by the quadratic mean of the axes, so that it ends a tenth short). Laminar flow in an ellipse conducts
    /// `pi a^3 b^3 / (4 mu (a^2 + b^2))` per length; the flattened length is in series with the rest.
    ///
    /// # Source
    /// [WHI] steady flow in an elliptical tube.
    pub(crate) fn kinked_share(&self, severity: f64) -> f64 {
        let small = 1.0 - severity;
        let product = small * (2.0 - small * small).sqrt();
        let flattened = product * product * product;
        let length = self.kink_bores * self.bore_mm / self.length_mm;
        flattened / (length + (1.0 - length) * flattened)
    }

    /// Share of what leaves the tip that runs out onto the skin, 0 to 1. Severity is the share of the cannula's length
    /// that has come out.
    ///
    /// # Model
    /// Under the skin the tissue closes around the cannula and all goes in. A tip within the skin leaks along the
    /// shorter way, in proportion to how far it has risen through it.
    pub(crate) fn leak_share(&self, severity: f64, skin_mm: f64) -> f64 {
        let depth_mm = self.length_mm * (1.0 - severity);
        (1.0 - depth_mm / skin_mm).max(0.0)
    }
}

#[cfg(test)]
#[expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]
#[expect(clippy::disallowed_methods, reason = "the platform's functions are the reference here")]
mod tests {
    use super::*;
    use crate::part::tubing::bore_resistance;

    #[test]
    fn e86_a_kink_conducts_as_an_ellipse_in_series_with_a_round_bore() {
        let cannula = CannulaParameters::nominal();
        let kink_mm = 1.7 * 0.30;
        for severity in [0.2, 0.5, 0.9] {
            let b: f64 = 1.0 - severity;
            let a = (2.0 - b * b).sqrt();
            let ellipse = 2.0 * a * a * a * b * b * b / (a * a + b * b);
            let sound = bore_resistance(cannula.length_mm, cannula.bore_mm);
            let kinked = bore_resistance(cannula.length_mm - kink_mm, cannula.bore_mm)
                + bore_resistance(kink_mm, cannula.bore_mm) / ellipse;
            let error = cannula.kinked_share(severity) / (sound / kinked) - 1.0;
            // The arc, summed over chords.
            let point = |i: i32| {
                let turn = f64::from(i) / 2000.0 * core::f64::consts::TAU;
                (a * turn.cos(), b * turn.sin())
            };
            let chord = |i: i32| (point(i + 1).0 - point(i).0).hypot(point(i + 1).1 - point(i).1);
            let arc = (0..2000).map(chord).sum::<f64>() / core::f64::consts::TAU - 1.0;
            println!(
                "cannula, kink of severity {severity}: share {:.4}, error {error:.1e}; circumference {:+.1} %",
                sound / kinked,
                100.0 * arc
            );
            assert!(error.abs() < 1e-12, "{severity}: {error}");
            assert!((-0.11..1e-6).contains(&arc), "{severity}: {arc}");
        }
    }

    #[test]
    fn a_slight_kink_matters_little_and_a_full_one_shuts() {
        let cannula = CannulaParameters::nominal();
        assert!((cannula.kinked_share(0.0) - 1.0).abs() < 1e-15);
        assert!(cannula.kinked_share(0.3) > 0.95);
        assert!(cannula.kinked_share(1.0).abs() < 1e-15);
        for i in 0..100 {
            let severity = f64::from(i) / 100.0;
            assert!(cannula.kinked_share(severity + 0.01) < cannula.kinked_share(severity), "{severity}");
        }
    }

    #[test]
    fn e86_a_cannula_leaks_only_when_its_tip_is_within_the_skin_and_wholly_when_it_is_out() {
        let cannula = CannulaParameters::nominal();
        let skin_mm = 2.2;
        let leaves_fat = 1.0 - skin_mm / cannula.length_mm;
        for i in 0..=100 {
            let severity = f64::from(i) / 100.0;
            let share = cannula.leak_share(severity, skin_mm);
            assert!((0.0..=1.0).contains(&share));
            assert_eq!(share > 0.0, severity > leaves_fat, "{severity}: {share}");
        }
        assert!((cannula.leak_share(1.0, skin_mm) - 1.0).abs() < 1e-15);
        // Half of the skin is left when the tip is half-way through it.
        let half_way = 1.0 - 0.5 * skin_mm / cannula.length_mm;
        assert!((cannula.leak_share(half_way, skin_mm) - 0.5).abs() < 1e-12);
    }
}
