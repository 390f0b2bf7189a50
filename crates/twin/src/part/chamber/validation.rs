//! The chamber's pressure law against Boyle's, against a spring, and at the limit of suction.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]

use super::*;
use proptest::prelude::*;

fn chamber(compliance_ul_kpa: f64, residual_gas_ul: f64) -> ChamberParameters {
    ChamberParameters { compliance_ul_kpa, residual_gas_ul, ..ChamberParameters::nominal() }
}

/// With walls that hardly yield, gas of volume `v` at 101.325 kPa is squeezed into `v - excess`.
#[test]
fn gas_behind_stiff_walls_follows_boyle() {
    let gas_ul = 0.5;
    let stiff = chamber(1e-12, gas_ul);
    let mut worst = 0.0_f64;
    for i in -40..=36 {
        let excess = 0.0125 * f64::from(i);
        let boyle = REFERENCE_PRESSURE_KPA * gas_ul / (gas_ul - excess);
        let absolute = stiff.pressure(excess, REFERENCE_PRESSURE_KPA) + REFERENCE_PRESSURE_KPA;
        worst = worst.max((absolute / boyle - 1.0).abs());
    }
    println!("chamber, pressure from half to ten times ambient against Boyle: error {worst:.1e}");
    assert!(worst < 1e-6, "{worst}");
}

#[test]
fn walls_without_gas_are_a_linear_spring_above_a_void() {
    let dry = chamber(0.0035, 1e-15);
    let mut worst = 0.0_f64;
    for i in -9..=30 {
        let excess = 0.035 * f64::from(i);
        worst = worst.max((dry.pressure(excess, 101.325) - excess / 0.0035).abs());
    }
    println!("chamber, pressure from -90 to 300 kPa against a spring: error {worst:.1e} kPa");
    assert!(worst < 1e-6, "{worst} kPa");
}

proptest! {
    /// The law that the formula solves, put back together.
    #[test]
    fn walls_and_gas_together_hold_the_excess(
        excess in -3.0f64..3.0, compliance in 0.002f64..0.005, gas in 0.005f64..0.04, ambient in 60.0f64..110.0,
    ) {
        let gauge = chamber(compliance, gas).pressure(excess, ambient);
        let absolute = gauge + ambient;
        let held = compliance * gauge + gas * (1.0 - REFERENCE_PRESSURE_KPA / absolute);
        prop_assert!((held - excess).abs() < 1e-8, "{held} uL against {excess} uL");
    }

    #[test]
    fn absolute_pressure_stays_positive_for_any_suction(
        decades in -6.0f64..6.0, compliance in 0.002f64..0.005, gas in 0.005f64..0.04, ambient in 60.0f64..110.0,
    ) {
        // From a picolitre to a litre too little.
        let excess = -crate::math::exp(decades * core::f64::consts::LN_10);
        let absolute = chamber(compliance, gas).pressure(excess, ambient) + ambient;
        prop_assert!(absolute > 0.0, "{absolute} kPa at {excess} uL");
    }

    #[test]
    fn pressure_rises_with_every_drop(
        excess in -5.0f64..5.0, drop in 1e-6f64..1.0, compliance in 0.002f64..0.005, gas in 0.005f64..0.04,
    ) {
        let chamber = chamber(compliance, gas);
        prop_assert!(chamber.pressure(excess + drop, 101.325) > chamber.pressure(excess, 101.325));
    }
}
