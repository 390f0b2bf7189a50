//! Bubbles against published figures, Stokes, force balances and closed forms of diffusion.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]
#![expect(clippy::disallowed_methods, reason = "the platform's functions are the reference here")]

use super::*;
use crate::part::gas::{STANDARD_KPA, diffusivity_mm2_s, solubility};
use core::f64::consts::PI;
use proptest::prelude::*;

fn bath(pressure_kpa: f64, temperature_c: f64, tension_n_m: f64) -> Bath {
    let (solubility, diffusivity_mm2_s) = (solubility(temperature_c), diffusivity_mm2_s(temperature_c));
    Bath { pressure_kpa, temperature_c, solubility, diffusivity_mm2_s, tension_n_m }
}

fn wetting(tension_n_m: f64, contact_angle_deg: f64) -> Wetting {
    Wetting::new(&SurfaceParameters { tension_n_m, ..SurfaceParameters::nominal() }, contact_angle_deg)
}

#[test]
fn bubbles_rise_as_published() {
    for (radius, published) in [(0.05, 5.0), (0.1, 16.0), (0.25, 55.0), (0.5, 112.0)] {
        let error = 100.0 * (speed_mm_s(radius, WEIGHT_KPA_MM, 1e-3) / published - 1.0);
        println!("bubble of radius {radius} mm, rise in water: error {error:+.1} %");
        assert!(error.abs() < 4.0, "{radius} mm: {error} %");
    }
}

#[test]
fn the_smallest_bubbles_rise_as_stokes_says() {
    for radius in [0.002, 0.005, 0.01] {
        let stokes = 2.0 / 9.0 * 997.0 * 9.81 * (radius * 1e-3_f64).powi(2) / 1e-3 * 1e3;
        let error = 100.0 * (speed_mm_s(radius, WEIGHT_KPA_MM, 1e-3) / stokes - 1.0);
        println!("bubble of radius {radius} mm, rise against Stokes: {error:+.2} %");
        assert!((-4.0..0.0).contains(&error), "{radius} mm: {error} %");
    }
}

#[test]
fn drag_at_the_speed_found_balances_the_pull() {
    let mut worst = 0.0_f64;
    for step in 0..60 {
        let radius = 0.003 * 1.1_f64.powi(step);
        let speed = speed_mm_s(radius, WEIGHT_KPA_MM, 1e-3) * 1e-3;
        let reynolds = 997.0 * speed * 2.0 * radius * 1e-3 / 1e-3;
        // Drag of Schiller and Naumann, N, with the published exponent.
        let drag = 6.0 * PI * 1e-3 * radius * 1e-3 * speed * (1.0 + 0.15 * reynolds.powf(0.687));
        let buoyancy = 997.0 * 9.81 * 4.0 / 3.0 * PI * (radius * 1e-3).powi(3);
        worst = worst.max((drag / buoyancy - 1.0).abs());
    }
    println!("bubble, drag against buoyancy at the speed found, radius 0.003 to 0.8 mm: error {:.2} %", 100.0 * worst);
    assert!(worst < 4e-3, "{worst}");
}

#[test]
fn squeezing_into_a_bore_takes_the_published_pressure() {
    let wall = wetting(0.072, 0.0);
    for (bore, published) in [(0.2, 1.44), (0.5, 0.58), (1.0, 0.29)] {
        let error = 100.0 * (wall.entry_kpa(bore, 1e6) / published - 1.0);
        println!("entry pressure of a bore of {bore} mm: error {error:+.1} %");
        assert!(error.abs() < 1.0, "{bore} mm: {error} %");
    }
}

#[test]
fn a_bore_in_which_bubbles_stick_is_as_wide_as_published() {
    for (tension, published) in [(0.072, 5.0), (0.045, 3.9)] {
        let error = 100.0 * (critical_bore_mm(tension) / published - 1.0);
        println!("widest bore in which a bubble sticks at {tension} N/m: error {error:+.1} %");
        assert!(error.abs() < 1.5, "{tension} N/m: {error} %");
    }
}

#[test]
fn a_wall_that_is_wetted_keeps_bubbles_out_of_narrow_gaps_and_another_draws_them_in() {
    for (angle, sign) in [(20.0, 1.0), (60.0, 1.0), (110.0, -1.0)] {
        let wall = wetting(0.05, angle);
        let drive = wall.confinement_kpa(0.6, 1.0) - wall.confinement_kpa(1.2, 1.0);
        let closed_form = 2.0 * 0.05 * (PI * angle / 180.0).cos() * (1.0 / 0.6 - 1.0 / 1.2);
        assert!((drive / closed_form - 1.0).abs() < 1e-6, "{angle} deg: {drive} of {closed_form} kPa");
        assert!(drive * sign > 0.0, "{angle} deg: {drive} kPa");
        assert!(wall.confinement_kpa(3.0, 1.0).abs() < 1e-12, "a round bubble is not confined");
    }
}

#[test]
fn a_vertical_wall_holds_bubbles_up_to_the_radius_of_the_force_balance() {
    for angle in [20.0_f64, 60.0, 110.0] {
        let wall = wetting(0.05, angle);
        let cosines = (angle - 10.0).to_radians().cos() - (angle + 10.0).to_radians().cos();
        // Width of contact times tension times difference of cosines against rho g V, in SI units.
        let balance = 0.05 * 2.0 * angle.to_radians().sin() * cosines * 3.0 / (4.0 * PI * 997.0 * 9.81);
        let radius = balance.sqrt() * 1e3;
        println!("bubble, largest that a vertical wall of {angle} deg holds: {radius:.2} mm");
        assert!(wall.hold_kpa_mm(3.0, 0.99 * radius) > WEIGHT_KPA_MM, "{angle} deg");
        assert!(wall.hold_kpa_mm(3.0, 1.01 * radius) < WEIGHT_KPA_MM, "{angle} deg");
    }
}

/// Largest error of the radius over the life of a bubble that shrinks or grows in steps of this length.
fn worst_radius(step_s: f64, concentration: f64) -> f64 {
    let bath = bath(STANDARD_KPA, 25.0, 0.0);
    let mut amount = bath.amount_ul(0.5);
    let slope = 2.0 * bath.diffusivity_mm2_s * (concentration - bath.solubility);
    let (mut t, mut worst) = (0.0, 0.0_f64);
    while t < 6000.0 {
        amount = bath.grown_ul(amount, concentration, step_s);
        t += step_s;
        let square = 0.25 + slope * t;
        if square < 0.01 || amount <= 0.0 {
            break;
        }
        worst = worst.max((bath.radius_mm(amount) / square.sqrt() - 1.0).abs());
    }
    worst
}

#[test]
fn without_surface_tension_the_square_of_the_radius_is_linear_in_time() {
    for (step, concentration) in [(1.0, 0.0), (60.0, 0.0), (300.0, 0.005), (300.0, 0.04)] {
        let error = worst_radius(step, concentration);
        println!("bubble, radius in steps of {step} s in liquid of {concentration}: error {error:.0e}");
        assert!(error < 1e-9, "{step} s, {concentration}: {error}");
    }
}

#[test]
fn in_saturated_drug_surface_tension_dissolves_a_bubble_at_a_constant_rate() {
    // dn/dt = -4 pi r D k 2 sigma / (r P0): the radius cancels, so that the amount falls linearly.
    for (radius, step, allowed) in [(0.02, 1.0, 3e-2), (0.05, 1.0, 1e-2), (0.05, 10.0, 5e-2), (0.2, 300.0, 3e-2)] {
        let bath = bath(STANDARD_KPA, 25.0, 0.05);
        let start = bath.amount_ul(radius);
        let rate = 8.0 * PI * bath.diffusivity_mm2_s * bath.solubility * 0.05 / STANDARD_KPA;
        let (mut amount, mut t, mut worst) = (start, 0.0, 0.0_f64);
        while t + step < 0.9 * start / rate {
            amount = bath.grown_ul(amount, bath.solubility, step);
            t += step;
            worst = worst.max((amount - (start - rate * t)).abs() / start);
        }
        println!("bubble of {radius} mm in saturated drug, steps of {step} s: error {:.2} % of its air", 100.0 * worst);
        assert!(worst < allowed, "{radius} mm, {step} s: {worst}");
        assert!(t > 0.0 && amount < 0.5 * start, "{radius} mm: the test has to see it dissolve");
    }
}

proptest! {
    #[test]
    fn radius_and_amount_are_inverse(
        radius in 0.002_f64..8.0, pressure in 40.0_f64..250.0, temperature in 2.0_f64..45.0, tension in 0.0_f64..0.072,
    ) {
        let bath = bath(pressure, temperature, tension);
        let back = bath.radius_mm(bath.amount_ul(radius));
        prop_assert!((back / radius - 1.0).abs() < 1e-9, "{} mm", back);
    }
}
