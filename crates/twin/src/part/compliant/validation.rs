//! The pressure law against Boyle's, against a spring, and at the limit of suction.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]

use super::*;
use proptest::prelude::*;

const SEA_LEVEL: Air = Air { ambient_kpa: STANDARD_KPA, warmth: 1.0 };

/// With walls that hardly yield, gas of volume `v` at 101.325 kPa is squeezed into `v - excess`.
#[test]
fn gas_behind_stiff_walls_follows_boyle() {
    let gas_ul = 0.5;
    let mut worst = 0.0_f64;
    for i in -40..=36 {
        let excess = 0.0125 * f64::from(i);
        let boyle = STANDARD_KPA * gas_ul / (gas_ul - excess);
        let absolute = pressure(excess, 1e-12, gas_ul, &SEA_LEVEL) + STANDARD_KPA;
        worst = worst.max((absolute / boyle - 1.0).abs());
    }
    println!("elastic space, pressure from half to ten times ambient against Boyle: error {worst:.1e}");
    assert!(worst < 1e-6, "{worst}");
}

#[test]
fn walls_without_gas_are_a_linear_spring_above_a_void() {
    let mut worst = 0.0_f64;
    for i in -9..=30 {
        let excess = 0.035 * f64::from(i);
        worst = worst.max((pressure(excess, 0.0035, 1e-15, &SEA_LEVEL) - excess / 0.0035).abs());
    }
    println!("elastic space, pressure from -90 to 300 kPa against a spring: error {worst:.1e} kPa");
    assert!(worst < 1e-6, "{worst} kPa");
}

proptest! {
    /// The law that the formula solves, put back together.
    #[test]
    fn walls_and_gas_together_hold_the_excess(
        excess in -3.0f64..3.0, compliance in 0.002f64..0.005, gas in 0.005f64..0.04, ambient in 60.0f64..110.0,
        warmth in 0.9f64..1.1,
    ) {
        let gauge = pressure(excess, compliance, gas, &Air { ambient_kpa: ambient, warmth });
        let absolute = gauge + ambient;
        let held = compliance * gauge + gas * (1.0 - warmth * STANDARD_KPA / absolute);
        prop_assert!((held - excess).abs() < 1e-8, "{held} uL against {excess} uL");
    }

    #[test]
    fn absolute_pressure_stays_positive_for_any_suction(
        decades in -6.0f64..6.0, compliance in 0.002f64..0.005, gas in 0.005f64..0.04, ambient in 60.0f64..110.0,
    ) {
        // From a picolitre to a litre too little.
        let excess = -crate::math::exp(decades * core::f64::consts::LN_10);
        let absolute = pressure(excess, compliance, gas, &Air { ambient_kpa: ambient, warmth: 1.0 }) + ambient;
        prop_assert!(absolute > 0.0, "{absolute} kPa at {excess} uL");
    }

    #[test]
    fn pressure_rises_with_every_drop(
        excess in -5.0f64..5.0, drop in 1e-6f64..1.0, compliance in 0.002f64..0.005, gas in 0.005f64..0.04,
    ) {
        let at = |excess| pressure(excess, compliance, gas, &SEA_LEVEL);
        prop_assert!(at(excess + drop) > at(excess));
    }
}
