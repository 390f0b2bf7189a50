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

/// A cold pump wire behind its switch draws what Ohm's law and the cell's own drop allow.
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
    let conductance = duty / (wire_ohm + nominal("wire driver", "switch_ohm"));
    // Current with the slow drop in series, which grows with its time constant; the charge drawn lowers the voltage a little more.
    let (full, time) = (nominal(BATTERY, "full_v"), nominal(BATTERY, "polarisation_time_s"));
    let inner = 1.0 + nominal(BATTERY, "internal_ohm") * conductance;
    let current = full * conductance / inner;
    let slow = nominal(BATTERY, "polarisation_ohm") * current * (seconds - time * (1.0 - (-seconds / time).exp()));
    let slope = (full - nominal(BATTERY, "empty_v")) / (3.6 * nominal(BATTERY, "capacity_mah"));
    let fading = 0.5 * slope * current * seconds * seconds;
    let charge_mah = (full * seconds - slow - fading) * conductance / inner / 3.6;
    let error = twin.truth().battery_used_mah / charge_mah - 1.0;
    println!("battery, charge of a minute at 5 % duty: error {error:.1e}");
    assert!(error.abs() < 1e-3, "{error}");
}

/// What leaves the battery in a stroke arrives in the housing as heat.
#[test]
fn energy_of_a_stroke_warms_the_housing() {
    let mut twin = pump(Embodiment::Tethered, &PumpUnit::nominal(), 1);
    let tick = Duration::from_ms(10);
    let (start_c, mut before) = (twin.truth().housing_c, twin.truth());
    let (mut electrical_j, mut lost_j) = (0.0, 0.0);
    let loss = nominal("housing", "to_air_w_k") + nominal("housing", "to_skin_w_k");
    stroke(&mut twin, tick, |twin| {
        let now = twin.truth();
        electrical_j += (now.battery_used_mah - before.battery_used_mah) * 3.6 * twin.read_battery_v();
        lost_j += loss * (0.5 * (now.housing_c + before.housing_c) - start_c) * 0.01;
        before = now;
    });
    let warmed_j = nominal("housing", "heat_capacity_j_k") * (before.housing_c - start_c);
    let error = (warmed_j + lost_j) / electrical_j - 1.0;
    println!("stroke, heat against electrical energy of {electrical_j:.2} J: error {:.2} %", 100.0 * error);
    // The voltage is read within half a percent.
    assert!(error.abs() < 0.01, "{error}");
    assert!((0.5..3.0).contains(&electrical_j), "{electrical_j} J");
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
