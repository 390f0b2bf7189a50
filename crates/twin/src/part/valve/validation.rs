//! The valves' seats against the cubic gap law, and what closed valves hold and let through, over many drawn units.
//!
//! Whether wires open and close them in time is a matter of the whole pump: `tests/sequence.rs`.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]

use super::*;
use crate::part::wire::{PhaseAnchors, Surroundings};
use crate::unit::PumpUnit;

/// Conductance of a good seat that leaks 0.05 uL/h at 20 kPa, uL/(s kPa).
const GOOD_SEAT: f64 = 0.05 / 3600.0 / 20.0;

/// A valve and the drive that moves it.
struct Driven {
    actuator: Actuator,
    valve: Valve,
}

impl Driven {
    /// Conductance at a travel at 25 degC, uL/(s kPa).
    fn conductance(&self, travel: f64) -> f64 {
        self.valve.seat.conductance(self.valve.gap(travel), 1.0)
    }
}

fn first(unit: &PumpUnit) -> Driven {
    let (dry, wetted) = (&unit.reusable, &unit.disposable);
    let rest = Rest::Open { seat_mm: dry.first_valve.seat_travel_mm };
    Driven { actuator: dry.first_valve.actuator(dry.alloy), valve: Valve { rest, seat: wetted.first_seat } }
}

fn second(unit: &PumpUnit) -> Driven {
    let (dry, wetted) = (&unit.reusable, &unit.disposable);
    let valve = Valve { rest: Rest::Closed, seat: wetted.second_seat };
    Driven { actuator: dry.second_valve.actuator(dry.alloy), valve }
}

/// Where the valve comes to rest at a martensite fraction under a chamber pressure, mm: forces balance, friction has
/// crept away.
fn resting(valve: &Driven, martensite: f64, pressure_kpa: f64) -> f64 {
    let (mut low, mut high) = (-1.0, 1.0);
    for _ in 0..44 {
        let middle = 0.5 * (low + high);
        let speed = valve.actuator.speed(martensite, middle, 1.0, valve.valve.force(middle, pressure_kpa), 0.0);
        if speed > 0.0 { low = middle } else { high = middle }
    }
    low
}

/// Largest chamber pressure at which a valve that is closed without pressure still seals, kPa.
fn sealed_up_to(valve: &Driven, martensite: f64) -> f64 {
    let seals =
        |pressure: f64| valve.valve.gap(resting(valve, martensite, pressure)) < -valve.valve.seat.sealing_depth_mm;
    assert!(seals(0.0), "the valve does not close");
    let (mut low, mut high) = (0.0, 5000.0);
    for _ in 0..40 {
        let middle = 0.5 * (low + high);
        if seals(middle) { low = middle } else { high = middle }
    }
    low
}

#[test]
fn an_open_valve_conducts_as_its_gap_and_channel_in_series() {
    let valve = second(&PumpUnit::nominal());
    let (diameter, land, sealing_depth, channel) = (1.5, 0.3, 0.005, 0.05);
    for (fluidity, gap, allowed) in [
        (1.0, 0.005, 0.02),
        (1.0, 0.01, 0.015),
        (1.0, 0.05, 1e-3),
        (0.6, 0.05, 1e-3),
        (1.0, 0.2, 1e-5),
        (1.4, 0.2, 1e-5),
    ] {
        let viscosity_kpa_s = 0.95e-6 / fluidity;
        let slit =
            |height: f64| 12.0 * viscosity_kpa_s * land / (core::f64::consts::PI * diameter * height * height * height);
        let law = 1.0 / (slit(gap + sealing_depth) + channel / fluidity);
        let error = valve.valve.seat.conductance(gap, fluidity) / law - 1.0;
        let geometric = valve.valve.seat.conductance(gap, fluidity) * (slit(gap) + channel / fluidity) - 1.0;
        println!(
            "valve, gap law at {gap} mm, fluidity {fluidity}: error {:.4} % ({:.1} % against the gap without sealing depth)",
            100.0 * error,
            100.0 * geometric
        );
        assert!(error.abs() < allowed, "{gap} mm: {error}");
    }
}

#[test]
fn closed_seats_leak_less_than_a_good_seat_at_25_degc() {
    let mut worst = 0.0_f64;
    for seed in 0..200 {
        let unit = PumpUnit::draw(seed);
        for (valve, martensite) in [(first(&unit), 0.0), (second(&unit), 1.0)] {
            let leak = valve.conductance(resting(&valve, martensite, 20.0));
            worst = worst.max(leak * 20.0 * 3600.0);
            assert!(leak < GOOD_SEAT, "unit {seed}: {leak} uL/(s kPa)");
        }
    }
    println!("valve, leak of 400 closed seats at 20 kPa and 25 degC: error {worst:.4} uL/h at most");
}

#[test]
fn without_power_the_second_valve_holds_200_kpa_from_below() {
    let mut least = f64::INFINITY;
    for seed in 0..200 {
        least = least.min(sealed_up_to(&second(&PumpUnit::draw(seed)), 1.0));
    }
    println!("second valve, pressure that it holds cold, least of 200 units: {least:.0} kPa");
    assert!(least > 200.0, "{least} kPa");
}

/// Lowest temperature of its wire, cooling from a hotter one, at which the first valve still seals against a chamber pressure, degC.
fn releases_below(valve: &Driven, pressure_kpa: f64) -> f64 {
    let still = Surroundings { air_c: 25.0, supply_v: 0.0, series_ohm: 1.0, duty: 0.0, conducting: 1.0 };
    let mut anchors = PhaseAnchors::COLD;
    let (mut temperature, mut martensite) = (120.0, 0.0);
    valve.actuator.follow(&mut anchors, 1.0, temperature, martensite, resting(valve, 0.0, 0.0));
    loop {
        let mut travel = 0.0;
        for _ in 0..10 {
            travel = resting(valve, martensite, pressure_kpa);
            let [_, rate] = valve.actuator.wire_rates(temperature, martensite, travel, &still, &anchors);
            martensite += 4e-3 * rate;
        }
        if valve.valve.gap(travel) > -valve.valve.seat.sealing_depth_mm {
            return temperature;
        }
        temperature -= 0.5;
    }
}

#[test]
fn the_first_valve_once_closed_holds_200_kpa_down_to_65_degc() {
    let mut highest = [0.0_f64; 2];
    for seed in 0..200 {
        let valve = first(&PumpUnit::draw(seed));
        for (highest, pressure) in highest.iter_mut().zip([0.0, 200.0]) {
            *highest = highest.max(releases_below(&valve, pressure));
        }
    }
    println!(
        "first valve, releases at {:.1} degC without pressure, {:.1} with 200 kPa, highest of 200 units",
        highest[0], highest[1]
    );
    assert!(highest[1] < 65.0, "{highest:?} degC");
}

#[test]
fn without_power_the_first_valve_stands_wide_open() {
    for seed in 0..200 {
        let valve = first(&PumpUnit::draw(seed));
        for pressure in [-90.0, 0.0, 200.0] {
            let gap = valve.valve.gap(resting(&valve, 1.0, pressure));
            assert!(gap > 0.1, "unit {seed} at {pressure} kPa: {gap} mm");
        }
    }
}

/// Flow through a lifted seat is taken as viscous. An orifice's loss, `rho (Q / A)^2 / (2 C^2)` with a coefficient of 0.6,
/// comes on top of it where liquid is fast: it has to be small at the largest flow of a stroke, at every lift that passes it.
#[test]
fn an_orifices_loss_is_small_beside_the_gaps_at_the_largest_flow() {
    let seat = PumpUnit::nominal().disposable.second_seat;
    // 0.4 mm/s of 8.2 mm2, a third beyond the fastest plunger, in mm3/s.
    let flow: f64 = 3.3;
    let mut worst = (0.0_f64, 0.0_f64);
    for gap in [0.01, 0.02, 0.05, 0.1, 0.2] {
        let drop_kpa = flow / seat.conductance(gap, 1.0);
        let speed_mm_s = flow / (core::f64::consts::PI * seat.diameter_mm * gap);
        // kg/mm3 mm2/s2 is kPa.
        let orifice_kpa = 0.5 * 1.005e-6 * (speed_mm_s / 0.6) * (speed_mm_s / 0.6);
        let reynolds = 1.005e-6 * speed_mm_s * 2.0 * gap / 0.95e-6;
        worst = (worst.0.max(orifice_kpa / drop_kpa), worst.1.max(reynolds));
        assert!(orifice_kpa < 0.02 * drop_kpa, "{gap} mm: {orifice_kpa} of {drop_kpa} kPa");
    }
    println!(
        "valve, loss of an orifice beside the gap's: error {:.2} % at most, Reynolds number {:.1}",
        100.0 * worst.0,
        worst.1
    );
    assert!(worst.1 < 100.0, "the flow is laminar");
}

#[test]
fn beside_a_fibre_passes_what_a_wedge_to_each_side_does() {
    // 0.15 mm deep in the sheet under a land of 1.41 mm2: 0.53 MPa; a sheet of 4 MPa meets the seat again 75 um from a fibre of
    // 20 um, to both sides together 0.15 mm, less what the ring takes from it.
    let seat = PumpUnit::nominal().disposable.second_seat;
    let pressure_mpa = 0.15 * 5.0 / (core::f64::consts::PI * 1.5 * 0.3);
    let width_mm = 0.02 * (3.0 / 0.75) / pressure_mpa;
    let ring_mm = core::f64::consts::PI * 1.5;
    let width_mm = width_mm * ring_mm / (width_mm + ring_mm);
    // Poiseuille flow through a slit, the mean cube of whose height is a quarter of the fibre's.
    let law = width_mm * 0.25 * (0.02 * 0.02 * 0.02) / (12.0 * 0.95e-6 * 0.3);
    let found = seat.beside_fibre(-0.15, 0.02);
    println!("a fibre of 20 um: {found} uL/(s kPa), by hand {law}");
    assert!((found / law - 1.0).abs() < 0.01, "{found} uL/(s kPa), {law} by hand");
    // Half as thick it passes a sixteenth, and a fibre is never wider than the ring.
    let half = seat.beside_fibre(-0.15, 0.01);
    assert!((found / half / 16.0 - 1.0).abs() < 0.03, "{half}");
    let loose = ring_mm * 0.25 * (0.02 * 0.02 * 0.02) / (12.0 * 0.95e-6 * 0.3);
    assert!(seat.beside_fibre(0.1, 0.02) <= loose);
}
