//! Tubing: a length of elastic bore that has to be filled before anything arrives at its far end.

use crate::parameter::parameters;

parameters! {
    /// Tubing of the external infusion set.
    TubingParameters, Set, "tubing";
    length_mm: "mm", 595.0, 600.0, 605.0, source: "[SET] 23 inch infusion set";
    bore_mm: "mm", 0.39, 0.40, 0.41, source: "assumed, because sets of this length hold about 7 U";
    modulus_mpa: "MPa", 15.0, 20.0, 30.0, source: "assumed, because co-extruded set tubing lies between soft PVC (5) and polyethylene (150)";
    outer_mm: "mm", 1.45, 1.50, 1.55, source: "[SET] outer diameter of set tubing";
}

/// Viscosity of the drug at 25 degC, Pa s. Source: [WAT] water 0.89 mPa s; dilute insulin about 7 % above.
pub(crate) const VISCOSITY_PA_S: f64 = 0.95e-3;

/// Resistance of a round bore at 25 degC, kPa s/uL.
///
/// # Model
/// Poiseuille, `128 mu L / (pi d^4)`; laminar (the Reynolds number stays below 5) and fully developed.
///
/// # Source
/// [WHI] Hagen-Poiseuille flow.
pub(crate) fn bore_resistance(length_mm: f64, bore_mm: f64) -> f64 {
    let square = bore_mm * bore_mm;
    // Pa s mm / mm4 = Pa s / mm3, and 1 mm3 is 1 uL.
    128.0 * VISCOSITY_PA_S * length_mm / (core::f64::consts::PI * square * square) * 1e-3
}

/// Volume of a round bore, uL: what priming has to fill.
pub(crate) fn bore_volume_ul(length_mm: f64, bore_mm: f64) -> f64 {
    core::f64::consts::FRAC_PI_4 * bore_mm * bore_mm * length_mm
}

impl TubingParameters {
    /// Liquid that fills the tube, uL: what priming takes before the first drop leaves the far end.
    pub(crate) fn prime_volume_ul(&self) -> f64 {
        bore_volume_ul(self.length_mm, self.bore_mm)
    }

    /// Volume that the whole tube takes up per kPa, uL/kPa.
    ///
    /// # Model
    /// Thick-walled elastic cylinder of Poisson ratio 0.45, ends held: `dV/dP = 2 V / E ((1 + nu) (b^2 + (1 - 2 nu)
    /// a^2) / (b^2 - a^2))`.
    ///
    /// # Source
    /// [TIM] Lame's solution.
    pub(crate) fn compliance_ul_kpa(&self) -> f64 {
        let (inner, outer) = (0.25 * self.bore_mm * self.bore_mm, 0.25 * self.outer_mm * self.outer_mm);
        let volume = self.prime_volume_ul();
        let poisson = 0.45;
        2.0 * volume / (self.modulus_mpa * 1e3) * (1.0 + poisson) * (outer + (1.0 - 2.0 * poisson) * inner)
            / (outer - inner)
    }
}

/// Fluidity (one over viscosity) of the drug relative to 25 degC.
///
/// # Source
/// Quadratic through [WAT] at 4, 25 and 50 degC; within 1 % from 2 to 50 degC, and held above 0.3 outside.
pub(crate) fn relative_fluidity(temperature_c: f64) -> f64 {
    let above = temperature_c - 25.0;
    (1.0 + above * (0.0224 + 0.00009 * above)).max(0.3)
}

#[cfg(test)]
#[expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]
mod tests {
    use super::*;

    /// Viscosity of water, mPa s, by the international formulation of 2008.
    const WATER_MPA_S: [(f64, f64); 5] =
        [(5.0, 1.5182), (15.0, 1.1375), (25.0, 0.8900), (35.0, 0.7191), (45.0, 0.5960)];

    #[test]
    fn fluidity_follows_water_within_2_percent() {
        for (temperature, viscosity) in WATER_MPA_S {
            let error = 100.0 * (relative_fluidity(temperature) * viscosity / 0.8900 - 1.0);
            println!("drug, relative fluidity at {temperature} degC against water: error {error:.2} %");
            assert!(error.abs() < 2.0, "{temperature} degC: {error} %");
        }
    }

    #[test]
    fn bore_resistances_are_the_published_ones() {
        let rows =
            [("tubing of 0.6 m by 0.40 mm", 600.0, 0.40, 0.95), ("cannula of 9 mm by 0.30 mm", 9.0, 0.30, 0.045)];
        for (what, length_mm, bore_mm, published) in rows {
            // Published for 1 mPa s.
            let error = 100.0 * (bore_resistance(length_mm, bore_mm) / 0.95 / published - 1.0);
            println!("{what}, resistance: error {error:.1} %");
            assert!(error.abs() < 2.0, "{what}: {error} %");
        }
    }

    #[test]
    fn a_thin_tube_yields_as_the_thin_wall_formula_says_and_a_thick_one_as_published() {
        let tube = TubingParameters::nominal();
        let thin = TubingParameters { outer_mm: 1.002 * tube.bore_mm, ..tube };
        let volume = core::f64::consts::FRAC_PI_4 * tube.bore_mm * tube.bore_mm * tube.length_mm;
        let wall_mm = 0.5 * (thin.outer_mm - thin.bore_mm);
        let formula = volume * 2.0 * (1.0 - 0.45 * 0.45) * (0.5 * tube.bore_mm) / (tube.modulus_mpa * 1e3 * wall_mm);
        let error = 100.0 * (thin.compliance_ul_kpa() / formula - 1.0);
        println!("tubing, compliance of a thin tube: error {error:.2} %");
        assert!(error.abs() < 1.0, "{error} %");
        for (modulus_mpa, published) in [(5.0, 0.048), (20.0, 0.012), (150.0, 0.0016)] {
            let error = 100.0 * (TubingParameters { modulus_mpa, ..tube }.compliance_ul_kpa() / published - 1.0);
            println!("tubing, compliance at {modulus_mpa} MPa against hand calculation: error {error:.1} %");
            assert!(error.abs() < 3.0, "{modulus_mpa} MPa: {error} %");
        }
    }

    /// Inch, mm.
    const INCH_MM: f64 = 25.4;

    #[test]
    fn e93_e102a_a_predetermined_length_of_tubing_takes_that_lengths_prime_volume() {
        let tube = TubingParameters::nominal();
        // 0.40 mm by 600 mm holds 75 uL, which is 7.5 U; the two lengths are those that sets are sold with.
        let rows = [(600.0, 75.4), (23.0 * INCH_MM, 73.41), (32.0 * INCH_MM, 102.14)];
        for (length_mm, by_hand) in rows {
            let volume = TubingParameters { length_mm, ..tube }.prime_volume_ul();
            println!(
                "tubing of {length_mm:.0} mm, prime volume {volume:.2} uL: error {:+.2} %",
                100.0 * (volume / by_hand - 1.0)
            );
            assert!((volume / by_hand - 1.0).abs() < 1e-3, "{length_mm} mm: {volume}");
        }
        // A needle that is mated directly is all that a patch has to prime.
        let needle = bore_volume_ul(12.0, 0.21);
        assert!((needle / 0.4156 - 1.0).abs() < 1e-3 && needle < 0.01 * tube.prime_volume_ul(), "{needle}");
        // Volume, resistance and compliance are all in proportion to the length.
        let double = TubingParameters { length_mm: 2.0 * tube.length_mm, ..tube };
        assert!((double.prime_volume_ul() / tube.prime_volume_ul() - 2.0).abs() < 1e-12);
        assert!((double.compliance_ul_kpa() / tube.compliance_ul_kpa() - 2.0).abs() < 1e-12);
        let resistance = |tube: TubingParameters| bore_resistance(tube.length_mm, tube.bore_mm);
        assert!((resistance(double) / resistance(tube) - 2.0).abs() < 1e-12);
    }
}
