//! The tissue around the cannula's tip: it takes the drug up against a resistance that differs from site to site and
//! grows while the set is worn.

use crate::math::exp;
use crate::parameter::parameters;

parameters! {
    /// Subcutaneous tissue around the cannula's tip.
    TissueParameters, Site, "tissue";
    resistance_kpa_s_ul: "kPa s/uL", 18.0, 20.0, 22.0, source: "assumed, because a bolus at 0.25 uL/s is seen to raise 2 to 15 kPa; Darcy flow from a 0.5 mm cavity at 1e-14 m2 gives 4 kPa";
    compliance_ul_kpa: "uL/kPa", 0.2, 0.5, 1.0, source: "assumed, because a depot of 50 uL in tissue of bulk modulus 1e5 Pa yields this";
    site_decades: "1", -0.7, 0.0, 0.7, source: "assumed, because permeability of fat is quoted over decades; a hardened site then takes 25 kPa at 0.25 uL/s";
    doubling_h: "h", 60.0, 72.0, 84.0, source: "assumed, because sets are worn for 2 to 3 days before uptake suffers";
    skin_mm: "mm", 1.9, 2.2, 2.4, source: "[GIB] mean thickness of the skin at thigh, arm and abdomen, and buttock";
    depth_mm: "mm", 10.9, 11.0, 11.1, source: "assumed, because a cannula of 9 mm ends within the fat under the skin";
}

impl TissueParameters {
    /// Resistance of this site, kPa s/uL, after the set was worn for some hours.
    ///
    /// # Model
    /// The drug's way is as wide as the site makes it: `10^decades`, spread symmetrically, so that the sites' median is
    /// the parameter. Wear multiplies by two in every doubling time.
    pub(crate) fn resistance(&self, worn_h: f64) -> f64 {
        self.resistance_kpa_s_ul * exp(self.site_decades * core::f64::consts::LN_10) * self.wear_factor(worn_h)
    }

    /// What wear multiplies the site's resistance by: 1 when fresh.
    pub(crate) fn wear_factor(&self, worn_h: f64) -> f64 {
        exp(worn_h / self.doubling_h * core::f64::consts::LN_2)
    }
}

#[cfg(test)]
#[expect(clippy::print_stdout, reason = "a validation prints what it measures")]
#[expect(clippy::disallowed_methods, reason = "the platform's functions are the reference here")]
mod tests {
    use super::*;
    use crate::random::{Random, Stream};

    #[test]
    fn sites_spread_over_ten_to_the_0_7_either_way_around_the_median() {
        let mut random = Random::new(5, Stream::Housekeeping);
        let mut decades: Vec<f64> =
            (0..4000).map(|_| (TissueParameters::draw(&mut random).resistance(0.0) / 20.0).log10()).collect();
        decades.sort_by(f64::total_cmp);
        let (low, median, high) = (decades[0], decades[2000], decades[3999]);
        println!("tissue, 4000 sites: {low:+.2}, median {median:+.3}, {high:+.2} decades around 20 kPa s/uL");
        // The resistance's own tolerance of a tenth comes on top of the site's.
        assert!(low < -0.6 && low > -0.7 - 0.046 && high > 0.6 && high < 0.7 + 0.042, "{low} {high}");
        assert!(median.abs() < 0.02, "{median}");
        // A triangle of half-width w has the deviation w / sqrt(6).
        let deviation = (decades.iter().map(|d| d * d).sum::<f64>() / 4000.0).sqrt();
        assert!((deviation / (0.7 / 6.0_f64.sqrt()) - 1.0).abs() < 0.05, "{deviation}");
    }

    #[test]
    fn resistance_doubles_in_three_days_of_wear() {
        let tissue = TissueParameters::nominal();
        assert!((tissue.resistance(0.0) - 20.0).abs() < 1e-12);
        for (worn_h, factor) in [(72.0, 2.0), (144.0, 4.0), (36.0, 2.0_f64.sqrt()), (24.0, 2.0_f64.cbrt())] {
            let error = tissue.resistance(worn_h) / (20.0 * factor) - 1.0;
            println!("tissue, resistance after {worn_h} h: error {error:.1e}");
            assert!(error.abs() < 1e-13, "{worn_h} h: {error}");
        }
    }
}
