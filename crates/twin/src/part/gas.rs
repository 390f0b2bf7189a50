//! Air: how much of it a volume holds, how much of it the drug dissolves, and how fast it spreads there.
//!
//! An amount of air is counted as *standard volume*: the uL that it would fill at 101.325 kPa absolute and 25 degC.
//! The drug is taken as water and the gas as dry air; water vapour would make a bubble 1 % larger at 4 degC and 6 %
//! larger at 37 degC.

use super::tubing::relative_fluidity;

/// Pressure at which standard volume is counted, kPa absolute.
pub(crate) const STANDARD_KPA: f64 = 101.325;
/// Temperature at which standard volume is counted, K.
pub(crate) const STANDARD_K: f64 = 298.15;
/// Zero of the Celsius scale, K.
pub(crate) const CELSIUS_K: f64 = 273.15;
/// Volume of a mole of ideal gas at 101.325 kPa and 25 degC, L.
const STANDARD_MOLAR_L: f64 = 24.465;
/// Moles in a litre of water at 25 degC. Source: [WAT] density 0.997 kg/L over 18.015 g/mol.
const WATER_MOL_L: f64 = 55.34;
/// Diffusivity of air in water at 25 degC, mm2/s. Source: [CRC] diffusion of gases in water: nitrogen 2.0e-3, oxygen
/// 2.4e-3; good for 10 %.
const DIFFUSIVITY_25_MM2_S: f64 = 2.0e-3;

/// Volume, uL, that one standard uL fills at this absolute pressure.
///
/// # Model
/// Ideal gas; air departs from it by less than 0.1 % here.
pub(crate) fn expansion(pressure_kpa: f64, temperature_c: f64) -> f64 {
    STANDARD_KPA / pressure_kpa * ((temperature_c + CELSIUS_K) / STANDARD_K)
}

/// Standard uL of air that a uL of drug dissolves under 101.325 kPa of air.
///
/// # Model
/// Henry's law. One over the coefficient is a cubic, fitted to ten values of the table from 0 to 45 degC.
///
/// # Source
/// [HEN] table 3, air at 1 bar, in millionths (mole fraction) per bar.
pub(crate) fn solubility(temperature_c: f64) -> f64 {
    let above = temperature_c - 25.0;
    let millionths_per_bar = 1.0 / (0.072_597 + above * (1.145_9e-3 - above * (5.744e-6 + 1.732e-7 * above)));
    millionths_per_bar * 1e-6 * (STANDARD_KPA / 100.0) * WATER_MOL_L * STANDARD_MOLAR_L
}

/// Diffusivity of dissolved air, mm2/s.
///
/// # Model
/// Stokes and Einstein: in proportion to absolute temperature and fluidity.
pub(crate) fn diffusivity_mm2_s(temperature_c: f64) -> f64 {
    DIFFUSIVITY_25_MM2_S * ((temperature_c + CELSIUS_K) / STANDARD_K) * relative_fluidity(temperature_c)
}

#[cfg(test)]
#[expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]
mod tests {
    use super::*;

    #[test]
    fn solubility_follows_the_published_henry_coefficients_of_air() {
        // [HEN] table 3, air at 1 bar; the law was fitted to them.
        let rows = [
            (0.0, 23.20),
            (5.0, 20.53),
            (10.0, 18.30),
            (15.0, 16.46),
            (20.0, 14.96),
            (25.0, 13.76),
            (30.0, 12.79),
            (35.0, 12.02),
            (40.0, 11.40),
            (45.0, 10.87),
        ];
        for (temperature, millionths) in rows {
            let published = millionths * 1e-6 * 1.01325 * WATER_MOL_L * STANDARD_MOLAR_L;
            let error = 100.0 * (solubility(temperature) / published - 1.0);
            println!("air in water, Henry's coefficient at {temperature} degC: error {error:+.2} %");
            assert!(error.abs() < 0.5, "{temperature} degC: {error} %");
        }
    }

    /// The maker's ratio is taken as volume at 0 degC where air and water vapour together have one atmosphere: the
    /// table does not say, and only so does it agree.
    #[test]
    fn solubility_agrees_with_a_table_of_volume_ratios() {
        // [AMT], with the vapour pressure of water, kPa.
        let rows = [
            (4.4, 0.0258, 0.84),
            (10.0, 0.0223, 1.23),
            (15.6, 0.0197, 1.77),
            (21.1, 0.0177, 2.50),
            (26.7, 0.0161, 3.50),
            (32.2, 0.0147, 4.81),
            (37.8, 0.0136, 6.56),
        ];
        for (temperature, ratio, vapour_kpa) in rows {
            let dry = solubility(temperature) * CELSIUS_K / STANDARD_K * (1.0 - vapour_kpa / STANDARD_KPA);
            let error = 100.0 * (dry / ratio - 1.0);
            println!("air in water, volume ratio at {temperature} degC: error {error:+.2} %");
            assert!(error.abs() < 3.5, "{temperature} degC: {error} %");
        }
    }

    #[test]
    fn a_volume_of_air_follows_boyle_and_gay_lussac() {
        for (pressure, temperature) in [(101.325, 25.0), (75.0, 4.0), (50.0, 37.0), (200.0, -10.0)] {
            let constant = pressure * expansion(pressure, temperature) / (temperature + 273.15);
            let error = constant / (101.325 / 298.15) - 1.0;
            assert!(error.abs() < 1e-12, "{pressure} kPa, {temperature} degC: {error}");
        }
    }

    #[test]
    fn air_diffuses_faster_in_the_warm_as_other_gases_do() {
        // [CRC]: what carbon dioxide and methane do in water, over their diffusivity at 25 degC.
        let reference = diffusivity_mm2_s(25.0);
        for (temperature, ratio) in [(10.0, 1.26 / 1.91), (10.0, 1.24 / 1.84), (35.0, 2.47 / 1.91), (35.0, 2.35 / 1.84)]
        {
            let error = 100.0 * (diffusivity_mm2_s(temperature) / reference / ratio - 1.0);
            println!("air in water, diffusivity at {temperature} over 25 degC: error {error:+.1} %");
            assert!(error.abs() < 6.0, "{temperature} degC: {error} %");
        }
    }
}
