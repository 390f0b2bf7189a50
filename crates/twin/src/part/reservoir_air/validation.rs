//! The reservoir's air against the balances of Henry and Boyle, and where it goes in some orientations.

#![expect(clippy::print_stdout, reason = "a validation prints what it measures")]

use super::*;
use crate::part::trap::{Taper, TrapParameters};
use crate::random::{Random, Stream};
use proptest::prelude::*;

const UPRIGHT: [f64; 3] = [0.0, 0.0, -1.0];

fn surface(contact_angle_deg: f64) -> SurfaceParameters {
    SurfaceParameters { contact_angle_deg, ..SurfaceParameters::nominal() }
}

fn fill(liquid_ul: f64, free_air_ul: f64, temperature_c: f64) -> Fill {
    Fill { liquid_ul, free_air_ul, saturation: 1.0, pressure_kpa: 101.325, temperature_c }
}

fn filled(taper: Taper, contact_angle_deg: f64, fill: &Fill) -> ReservoirAir {
    let trap = Trap::new(&TrapParameters::nominal(), taper, 0.05);
    ReservoirAir::new(&trap, surface(contact_angle_deg), fill)
}

fn resting(liquid_ul: f64, pressure_kpa: f64, temperature_c: f64) -> Conditions {
    let gravity = UPRIGHT;
    Conditions { pressure_kpa, temperature_c, gravity, liquid_ul, withdrawn_ul: 0.0, shock_g: 0.0 }
}

fn rest(air: &mut ReservoirAir, conditions: &Conditions, hours: f64) {
    let mut left_s = hours * 3600.0;
    while left_s > 0.0 {
        air.advance(300.0, conditions);
        left_s -= 300.0;
    }
}

/// Draws the reservoir down by strokes of 1 uL in 2 s, each followed by 80 s of rest; free air that passed, and what
/// was left of the liquid when the first of it did.
fn drawn_down(air: &mut ReservoirAir, gravity: [f64; 3], from_ul: f64, to_ul: f64) -> (f64, Option<f64>) {
    let mut at = Conditions { gravity, ..resting(from_ul, 101.325, 25.0) };
    let (mut passed_ul, mut first) = (0.0, None);
    while at.liquid_ul > to_ul {
        at.withdrawn_ul = 1.0;
        let air_ul = air.advance(2.0, &at);
        at.liquid_ul -= 1.0 - (air_ul * expansion(at.pressure_kpa, at.temperature_c)).min(1.0);
        at.withdrawn_ul = 0.0;
        passed_ul += air_ul + air.advance(80.0, &at);
        if first.is_none() && passed_ul > 0.0 {
            first = Some(at.liquid_ul);
        }
        if passed_ul > 0.0 && air.free_ul() < 1e-9 {
            break;
        }
    }
    (passed_ul, first)
}

#[test]
fn e20_liquid_leaves_with_its_share_of_the_dissolved_air() {
    let mut air = filled(Taper::WideTop, 60.0, &fill(3000.0, 0.0, 25.0));
    let before = air.dissolved_ul();
    let at = Conditions { withdrawn_ul: 1200.0, ..resting(1800.0, 101.325, 25.0) };
    air.advance(10.0, &at);
    assert!((air.carried_ul() / before - 0.4).abs() < 1e-12, "{}", air.carried_ul());
    assert!((air.dissolved_ul() / before - 0.6).abs() < 1e-12, "{}", air.dissolved_ul());
}

#[test]
fn drug_taken_to_altitude_and_back_gives_off_and_takes_up_what_henry_and_boyle_say() {
    for (altitude_kpa, hours) in [(75.0, 600.0), (85.0, 600.0)] {
        let mut air = filled(Taper::WideTop, 60.0, &fill(3000.0, 1.0, 25.0));
        let total = air.free_ul() + air.dissolved_ul();
        rest(&mut air, &resting(3000.0, altitude_kpa, 25.0), hours);
        let expected = total - solubility(25.0) * altitude_kpa / STANDARD_KPA * 3000.0;
        let error = 100.0 * (air.free_ul() / expected - 1.0);
        let volume_error = 100.0 * (air.free_volume_ul() / (expected * 101.325 / altitude_kpa) - 1.0);
        println!(
            "3 mL from 101.3 to {altitude_kpa} kPa: {expected:.2} standard uL; error {error:+.2} %, volume {volume_error:+.2} %"
        );
        assert!(error.abs() < 1.5 && volume_error.abs() < 1.5, "{error} %, {volume_error} %");
        rest(&mut air, &resting(3000.0, 101.325, 25.0), hours);
        println!("  and back: {:.2} of {total:.2} standard uL are free again, where 1.00 was", air.free_ul());
        assert!(air.free_ul() < 1.0, "all but what was free at first dissolves: {} uL", air.free_ul());
    }
}

#[test]
fn drug_warmed_from_the_refrigerator_gives_off_what_the_solubilities_say() {
    for body_c in [32.0, 37.0] {
        let mut air = filled(Taper::WideTop, 60.0, &fill(3000.0, 1.0, 4.0));
        rest(&mut air, &resting(3000.0, 101.325, body_c), 600.0);
        let expected = 1.0 + (solubility(4.0) - solubility(body_c)) * 3000.0;
        let error = 100.0 * (air.free_ul() / expected - 1.0);
        println!("3 mL from 4 to {body_c} degC: {expected:.2} standard uL come out; error {error:+.2} %");
        assert!(error.abs() < 1.5, "{error} %");
    }
}

#[test]
fn crevices_give_bubbles_only_beyond_their_threshold() {
    // 2 sigma / r of a crevice is 10 kPa.
    for (pressure_kpa, bubbles) in [(92.0, false), (90.0, true)] {
        let mut air = filled(Taper::WideTop, 60.0, &fill(3000.0, 0.0, 25.0));
        rest(&mut air, &resting(3000.0, pressure_kpa, 25.0), 1.0);
        assert_eq!(air.bubbles().next().is_some(), bubbles, "{pressure_kpa} kPa");
    }
}

#[test]
fn e21_e26_bubbles_stay_in_an_upright_reservoir_until_it_is_nearly_empty() {
    for taper in [Taper::WideTop, Taper::WideBottom] {
        for tilt_deg in [-60.0, -30.0, 0.0, 30.0, 60.0] {
            let (sine, cosine) = (crate::math::sin_degrees(tilt_deg), crate::math::cos_degrees(tilt_deg));
            for gravity in [[-sine, 0.0, -cosine], [0.0, -sine, -cosine]] {
                let mut air = filled(taper, 20.0, &fill(3000.0, 10.0, 25.0));
                let (passed_ul, _) = drawn_down(&mut air, gravity, 3000.0, 1000.0);
                println!("{taper:?}, {gravity:.2?}: {passed_ul:.3} of 10 uL past the outlet down to 1 mL");
                assert!(passed_ul < 0.1, "{taper:?} {gravity:?}: {passed_ul} uL");
            }
        }
    }
}

#[test]
fn e26_bubbles_gather_in_the_wide_end_of_the_taper_when_the_outlet_is_up() {
    let mut air = filled(Taper::WideTop, 20.0, &fill(2500.0, 10.0, 25.0));
    let nose_up = [-1.0, 0.0, 0.0];
    for _ in 0..60 {
        air.advance(1.0, &Conditions { gravity: nose_up, ..resting(2500.0, 101.325, 25.0) });
    }
    let bubbles: Vec<_> = air.bubbles().collect();
    assert_eq!(bubbles.len(), 1, "they met and became one");
    let [x, _, _] = bubbles[0].position_mm;
    assert!((0.0..4.0).contains(&x), "x = {x} mm");
}

#[test]
fn e25_liquid_leaves_first_and_air_follows_when_the_bottom_runs_dry() {
    let mut air = filled(Taper::WideTop, 60.0, &fill(3000.0, 30.0, 25.0));
    let (passed_ul, first) = drawn_down(&mut air, UPRIGHT, 3000.0, 20.0);
    println!("upright, 30 uL of air, wall of 60 deg: first air at {first:?} uL left, {passed_ul:.1} uL down to 20 uL");
    let left_ul = first.expect("30 uL of air do not fit beside 20 uL of liquid");
    assert!((20.0..100.0).contains(&left_ul), "{left_ul} uL left");
}

#[test]
fn a_wall_that_lost_its_treatment_lets_air_out_that_a_treated_one_holds() {
    let passed = |fouling: f64| {
        let mut air = filled(Taper::WideTop, 20.0, &fill(3000.0, 30.0, 25.0));
        air.fouling = fouling;
        drawn_down(&mut air, [-1.0, 0.0, 0.0], 3000.0, 2000.0).0
    };
    let (treated, fouled) = (passed(0.0), passed(1.0));
    println!("outlet up, 3 to 2 mL: {treated:.2} uL of air past a treated wall, {fouled:.2} uL past a fouled one");
    assert!(treated < 0.1 && fouled > 10.0, "{treated} {fouled}");
}

#[test]
fn a_shock_frees_bubbles_that_the_wall_holds() {
    let last_x = |shock_g: f64| {
        let mut air = filled(Taper::WideTop, 60.0, &fill(3000.0, 0.8, 25.0));
        let at = Conditions { gravity: [-1.0, 0.0, 0.0], shock_g, ..resting(3000.0, 101.325, 25.0) };
        for _ in 0..20 {
            air.advance(1.0, &at);
        }
        air.bubbles().map(|bubble| bubble.position_mm[0]).fold(f64::INFINITY, f64::min)
    };
    assert!(last_x(0.0) < -20.0, "bubbles of 0.1 uL stick to a wall of 60 degrees: {}", last_x(0.0));
    assert!(last_x(20.0) > -3.0, "and are shaken off it: {}", last_x(20.0));
}

#[test]
fn short_calls_add_up_to_long_ones() {
    let run = |calls: u32| {
        let mut air = filled(Taper::WideTop, 60.0, &fill(3000.0, 10.0, 25.0));
        let mut at = resting(3000.0, 80.0, 25.0);
        at.withdrawn_ul = 0.5 / f64::from(calls);
        let mut passed = 0.0;
        for _ in 0..100 * calls {
            passed += air.advance(1.0 / f64::from(calls), &at);
        }
        [air.free_ul(), air.dissolved_ul(), air.carried_ul(), passed].map(f64::to_bits)
    };
    // 64 calls of 2^-6 s add up to a second without rounding.
    assert_eq!(run(1), run(64));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn air_is_conserved_through_any_weather_and_orientation(
        seed in 0_u64..1000,
        angle in 10.0_f64..120.0,
        wide_top in proptest::bool::ANY,
        free_ul in 0.0_f64..60.0,
        steps in proptest::collection::vec(
            (0.01_f64..300.0, 60.0_f64..120.0, 2.0_f64..45.0, -1.0_f64..1.0, -1.0_f64..1.0, -1.0_f64..1.0, 0.0_f64..30.0),
            1..120,
        ),
    ) {
        let taper = if wide_top { Taper::WideTop } else { Taper::WideBottom };
        let start = fill(1500.0, free_ul, 25.0);
        let random = &mut Random::new(seed, Stream::Housekeeping);
        let surface = SurfaceParameters { contact_angle_deg: angle, ..SurfaceParameters::draw(random) };
        let trap = Trap::new(&TrapParameters::draw(random), taper, surface.tension_n_m);
        let mut air = ReservoirAir::new(&trap, surface, &start);
        let total = free_ul + solubility(25.0) * 1500.0;
        let (mut liquid_ul, mut passed_ul) = (1500.0_f64, 0.0);
        for (seconds, pressure_kpa, temperature_c, x, y, z, withdrawn_ul) in steps {
            let withdrawn_ul = withdrawn_ul.min(liquid_ul);
            let at = Conditions { pressure_kpa, temperature_c, gravity: [x, y, z], liquid_ul, withdrawn_ul, shock_g: 0.0 };
            let air_ul = air.advance(seconds, &at);
            passed_ul += air_ul;
            liquid_ul = (liquid_ul - withdrawn_ul + air_ul * expansion(pressure_kpa, temperature_c)).max(0.0);
            prop_assert!(air.dissolved_ul() >= 0.0 && air_ul >= 0.0 && air.free_ul() >= 0.0);
        }
        let now = air.free_ul() + air.dissolved_ul() + air.carried_ul() + passed_ul;
        prop_assert!((now - total).abs() < 1e-10 * total, "{} of {} uL", now, total);
    }
}
