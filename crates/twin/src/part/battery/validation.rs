//! The battery against charge balance, its open-circuit line, its exponential, a voltage divider,
//! and what is known of cold, age and pulses.

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
    let p = BatteryParameters { self_discharge_percent_month: 0.0, ..BatteryParameters::nominal() };
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
fn what_is_lost_lowers_the_voltage_as_what_is_taken_does_and_is_not_counted_as_taken() {
    let p = BatteryParameters::nominal();
    for (temperature_c, age) in [(25.0, 0.0), (5.0, 0.0), (25.0, 1.0)] {
        let mut battery = Battery { age, ..Battery::FULL };
        battery.lose(&p, 0.5, temperature_c);
        // Half-way along the line from 4.10 to 3.30 V, whatever the cell can give.
        let error = battery.voltage(&p, 0.0, temperature_c) - 3.70;
        assert!(error.abs() < 1e-9, "{error} V at {temperature_c} degC");
        assert!(battery.used_mah().abs() < 1e-12);
    }
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

/// Charge that flows at a fifth of the capacity an hour until the terminals fall to 3.0 V, as a share of the capacity.
fn usable(p: &BatteryParameters, temperature_c: f64, age: f64) -> f64 {
    let mut battery = Battery { age, ..Battery::FULL };
    let ampere = 0.2e-3 * p.capacity_mah;
    let mut terminal_v = f64::INFINITY;
    while terminal_v > 3.0 {
        battery.draw(p, ampere, 10.0);
        // The conductance that draws this current at about this voltage.
        terminal_v = battery.voltage(p, ampere / terminal_v.min(4.0), temperature_c);
    }
    battery.used_mah() / p.capacity_mah
}

#[test]
fn capacity_shrinks_in_the_cold_and_with_age_as_the_class_of_cells_does() {
    let p = BatteryParameters::nominal();
    let rows = [
        ("25 degC, new", 25.0, 0.0, 0.98, 1.01),
        ("0 degC, new", 0.0, 0.0, 0.80, 0.90),
        ("-10 degC, new", -10.0, 0.0, 0.70, 0.85),
        ("25 degC, at the end of its life", 25.0, 1.0, 0.75, 0.85),
    ];
    for (what, temperature_c, age, low, high) in rows {
        let found = usable(&p, temperature_c, age);
        println!("battery, charge to 3.0 V at {what}: {found:.3} of the capacity, {low} to {high} expected");
        assert!((low..=high).contains(&found), "{what}: {found}");
    }
}

#[test]
fn what_the_cold_withholds_comes_back_with_warmth() {
    let p = BatteryParameters::nominal();
    let mut battery = Battery::FULL;
    battery.draw(&p, 0.020, 5.0 * 3600.0);
    let before = battery.voltage(&p, 0.0, 25.0);
    assert!(battery.voltage(&p, 0.0, -10.0) < before - 0.05);
    assert_eq!(battery.voltage(&p, 0.0, 25.0).to_bits(), before.to_bits());
}

/// Strokes of 2 J, 180 s apart, against the energy of the cell by hand: 200 mAh at 3.7 V, 2.66 kJ.
#[test]
fn a_charge_lasts_for_its_energy_in_strokes_of_2_j() {
    let p = BatteryParameters::nominal();
    for (temperature_c, strokes) in [(25.0, 1332.0), (5.0, 1332.0 * 0.88)] {
        let mut battery = Battery::FULL;
        let mut count = 0.0_f64;
        loop {
            // A quarter of an ampere for as long as it takes: the pump's wire at 3.7 V behind 15 Ohm.
            let terminal_v = battery.voltage(&p, 1.0 / 15.0, temperature_c);
            if terminal_v < 3.0 {
                break;
            }
            let ampere = terminal_v / 15.0;
            let seconds = 2.0 / (terminal_v * ampere);
            battery.draw(&p, ampere, seconds);
            battery.draw(&p, 0.0, 180.0 - seconds);
            count += 1.0;
        }
        let error = count / strokes - 1.0;
        println!(
            "battery, strokes of 2 J at {temperature_c} degC: {count}, {:.1} days at 480 a day: error {:.1} %",
            count / 480.0,
            100.0 * error
        );
        assert!(error.abs() < 0.05, "{temperature_c} degC: {count}");
    }
}

/// 290 mA out of a cold old cell against the divider by hand: 0.35 Ohm, half as much again at 5 degC, twice with age.
#[test]
fn a_pulse_sags_by_the_cold_old_cells_resistance() {
    let p = BatteryParameters::nominal();
    for (temperature_c, age, ohm) in [(25.0, 0.0, 0.35), (5.0, 0.0, 0.525), (5.0, 1.0, 1.05), (-10.0, 1.0, 1.3125)] {
        let battery = Battery { age, ..Battery::FULL };
        let sag_v = battery.voltage(&p, 0.0, temperature_c) - battery.voltage(&p, 1.0 / 14.0, temperature_c);
        let error = sag_v / (4.10 * ohm / (14.0 + ohm)) - 1.0;
        println!("battery, sag of {sag_v:.3} V at {temperature_c} degC, age {age}: error {error:.1e}");
        assert!(error.abs() < 1e-12, "{error}");
    }
}

#[test]
fn a_shelf_life_of_a_year_loses_a_quarter() {
    let p = BatteryParameters::nominal();
    let mut battery = Battery::FULL;
    battery.draw(&p, 0.0, 365.0 * 86_400.0);
    // 2 % of the capacity in each of 12.17 months of 30 days, on the open-circuit line.
    let expected = 4.10 - 0.80 * 0.02 * 365.0 / 30.0;
    let error = battery.voltage(&p, 0.0, 25.0) - expected;
    println!("battery, voltage after a year on the shelf: error {error:.1e} V");
    assert!(error.abs() < 1e-9, "{error} V");
    assert!(battery.used_mah() <= 0.0, "nothing was taken out");
}

/// Power of the source is power at the terminals and heat in the cell, to the last digits.
#[test]
fn power_at_the_terminals_and_heat_in_the_cell_are_all_that_the_source_gives() {
    let p = BatteryParameters::nominal();
    let mut battery = Battery { age: 0.5, ..Battery::FULL };
    battery.draw(&p, 0.2, 45.0);
    for temperature_c in [-5.0, 25.0] {
        let terminal_v = battery.voltage(&p, 0.08, temperature_c);
        let ampere = 0.08 * terminal_v;
        let source_v = battery.voltage(&p, 0.0, temperature_c) + battery.polarisation_v;
        let error = terminal_v * ampere + battery.heat_w(&p, ampere, temperature_c) - source_v * ampere;
        println!("battery, power of source, terminals and heat at {temperature_c} degC: error {error:.1e} W");
        assert!(error.abs() < 1e-12, "{error} W");
    }
}
