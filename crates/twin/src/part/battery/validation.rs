//! The battery against charge balance, its open-circuit line, its exponential, and a voltage divider.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]
#![expect(clippy::disallowed_methods, reason = "the platform's functions are the reference here")]

use super::*;

#[test]
fn charge_used_is_current_times_time() {
    let p = BatteryParameters::nominal();
    let mut battery = Battery::FULL;
    for _ in 0..7200 {
        battery.draw(&p, 0.05, 0.5);
    }
    let error = battery.used_mah() / 50.0 - 1.0;
    println!("battery, an hour of 50 mA: error {error:.1e}");
    assert!(error.abs() < 1e-9, "{error}");
}

#[test]
fn voltage_at_rest_falls_from_full_to_empty_in_proportion_to_charge() {
    let p = BatteryParameters::nominal();
    let mut battery = Battery::FULL;
    let mut before = f64::INFINITY;
    let mut worst = 0.0_f64;
    for hour in 0..=20 {
        // A day of rest lets the slow drop go.
        battery.draw(&p, 0.0, 86_400.0);
        let voltage = battery.voltage(&p, 0.0, 25.0);
        worst = worst.max((voltage - (4.10 - 0.80 * f64::from(hour) / 20.0)).abs());
        assert!(voltage < before, "{voltage} V after {hour} h");
        before = voltage;
        battery.draw(&p, 0.010, 3600.0);
    }
    println!("battery, voltage at rest against charge: error {:.2} mV", 1e3 * worst);
    assert!(worst < 1e-3, "{worst} V");
}

#[test]
fn an_empty_cell_gives_nothing_more() {
    let p = BatteryParameters::nominal();
    let mut battery = Battery::FULL;
    let mut before = f64::INFINITY;
    for _ in 0..60 {
        battery.draw(&p, 0.020, 3600.0 / 5.0);
        let voltage = battery.voltage(&p, 0.0, 25.0);
        assert!(voltage <= before && voltage >= 0.0, "{voltage} V after {before} V");
        before = voltage;
    }
    // 240 mAh of 200 have been asked for.
    println!("battery, voltage a fifth beyond its capacity: {before:.2} V");
    assert!(before < 3.0, "{before} V");
}

#[test]
fn slow_drop_follows_its_exponential() {
    let p = BatteryParameters::nominal();
    for (step_s, allowed) in [(0.01, 2e-4), (1.0, 1e-2)] {
        let mut battery = Battery::FULL;
        let (mut t, mut worst) = (0.0, 0.0_f64);
        while t < 90.0 {
            battery.draw(&p, 0.2, step_s);
            t += step_s;
            let exact = 0.15 * 0.2 * (1.0 - (-t / 30.0_f64).exp());
            worst = worst.max((battery.polarisation_v - exact).abs() / (0.15 * 0.2));
        }
        println!("battery, slow drop in steps of {step_s} s: error {:.3} %", 100.0 * worst);
        assert!(worst < allowed, "{step_s} s: {worst}");
    }
}

#[test]
fn voltage_under_load_is_the_dividers() {
    let p = BatteryParameters::nominal();
    // 10 Ohm behind 0.35 Ohm, and behind 0.35 Ohm and a half in the cold of 5 degC.
    for (temperature_c, internal_ohm) in [(25.0, 0.35), (40.0, 0.35), (5.0, 0.525)] {
        let error = Battery::FULL.voltage(&p, 0.1, temperature_c) / (4.10 * 10.0 / (10.0 + internal_ohm)) - 1.0;
        println!("battery, voltage under load at {temperature_c} degC: error {error:.1e}");
        assert!(error.abs() < 1e-12, "{temperature_c} degC: {error}");
    }
}
