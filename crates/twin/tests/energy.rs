//! Where the battery's charge goes.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]
#![expect(clippy::disallowed_methods, reason = "the platform's functions are the reference here")]

mod drawing;
mod script;

use drawing::nominal;
use script::{pump, stroke};
use twin::{Actuation, Embodiment, Environment, PumpUnit};
use units::Duration;

const BATTERY: &str = "battery";

/// A cold pump wire behind its switch draws what Ohm's law and the cell's own drop allow; the electronics draw their
/// share, and so do the switches that are off.
#[test]
fn charge_used_is_the_integral_of_the_current() {
    let duty = 0.05;
    let mut twin = pump(Embodiment::Tethered, &PumpUnit::nominal(), 1);
    twin.actuate(Actuation { pump: duty, ..Actuation::default() });
    let seconds = 60.0_f64;
    for _ in 0..600 {
        twin.advance(twin.now() + Duration::from_ms(100)).expect("the twin can be integrated");
    }
    assert!(twin.truth().wires_c[0].is_some_and(|wire_c| wire_c < 60.0), "the wire stays martensite");
    let drive = "plunger, lever and return spring";
    let diameter_mm = nominal(drive, "wire_diameter_mm");
    let area_mm2 = core::f64::consts::FRAC_PI_4 * diameter_mm * diameter_mm;
    let martensite = nominal("shape-memory alloy", "resistivity_martensite_uohm_cm");
    let wire_ohm = martensite * 1e-5 * nominal(drive, "wire_length_mm") / area_mm2;
    let three_leaks = 3e-6 * nominal("wire driver", "leak_us");
    let conductance = duty / (wire_ohm + nominal("wire driver", "switch_ohm")) + three_leaks;
    let logic_a = 1e-3 * nominal("logic supply", "logic_ma");
    // Current with the slow drop in series, which grows with its time constant; the charge drawn lowers the voltage a
    // little more.
    let (full, time) = (nominal(BATTERY, "full_v"), nominal(BATTERY, "polarisation_time_s"));
    let inner = 1.0 + nominal(BATTERY, "internal_ohm") * conductance;
    let current = full * conductance / inner + logic_a;
    let slow = nominal(BATTERY, "polarisation_ohm") * current * (seconds - time * (1.0 - (-seconds / time).exp()));
    let fading = 0.5 * slope_v_c() * current * seconds * seconds;
    let wires_c = (full * seconds - slow - fading) * conductance / inner;
    let charge_mah = (wires_c + logic_a * seconds) / 3.6;
    let error = twin.truth().battery_used_mah / charge_mah - 1.0;
    println!("battery, charge of a minute at 5 % duty: error {error:.1e}");
    assert!(error.abs() < 1e-4, "{error}");
}

/// Fall of the cell's open-circuit voltage with the charge taken out, V/coulomb.
fn slope_v_c() -> f64 {
    (nominal(BATTERY, "full_v") - nominal(BATTERY, "empty_v")) / (3.6 * nominal(BATTERY, "capacity_mah"))
}

/// What the charge that leaves the cell was worth inside it, at its open-circuit voltage, arrives in the housing as heat:
/// in the wires, in the electronics, and in the cell itself.
#[test]
fn energy_of_a_stroke_warms_the_housing() {
    let mut twin = pump(Embodiment::Tethered, &PumpUnit::nominal(), 1);
    let tick = Duration::from_ms(10);
    let (start_c, mut before) = (twin.truth().housing_c, twin.truth());
    let mut lost_j = 0.0;
    let loss = nominal("housing", "to_air_w_k") + nominal("housing", "to_skin_w_k");
    stroke(&mut twin, tick, |twin| {
        let now = twin.truth();
        lost_j += loss * (0.5 * (now.housing_c + before.housing_c) - start_c) * 0.01;
        before = now;
    });
    let charge_c = 3.6 * before.battery_used_mah;
    let spent_j = charge_c * (nominal(BATTERY, "full_v") - 0.5 * slope_v_c() * charge_c);
    let warmed_j = nominal("housing", "heat_capacity_j_k") * (before.housing_c - start_c);
    let error = (warmed_j + lost_j) / spent_j - 1.0;
    println!("stroke, heat against the energy taken from the cell, {spent_j:.2} J: error {:.3} %", 100.0 * error);
    assert!(error.abs() < 1e-4, "{error}");
    assert!((0.5..3.0).contains(&spent_j), "{spent_j} J");
}

#[test]
fn the_housing_follows_the_air_with_its_time_constant() {
    let mut twin = pump(Embodiment::Tethered, &PumpUnit::nominal(), 1);
    let environment = Environment { air_c: 5.0, ..Environment::default() };
    let (to_air, to_skin) = (nominal("housing", "to_air_w_k"), nominal("housing", "to_skin_w_k"));
    let time = nominal("housing", "heat_capacity_j_k") / (to_air + to_skin);
    let start_c = twin.truth().housing_c;
    let end_c = (to_air * 5.0 + to_skin * nominal("housing", "skin_c")) / (to_air + to_skin);
    twin.set_environment(environment);
    let mut worst = 0.0_f64;
    for minute in 1..=30 {
        twin.advance(twin.now() + Duration::from_min(1)).expect("the twin can be integrated");
        let exact = end_c + (start_c - end_c) * (-60.0 * f64::from(minute) / time).exp();
        worst = worst.max(((twin.truth().housing_c - exact) / (end_c - start_c)).abs());
    }
    println!("housing of a resting pump, step of the air: error {:.2} % of the step", 100.0 * worst);
    assert!(worst < 0.03, "{worst}");
}
