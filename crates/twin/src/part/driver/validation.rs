//! The driver: which switch lets current through, and what the reading of the current tells of switches and wire.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]

use super::*;
use crate::part::wire::{AlloyParameters, PhaseAnchors, Wire};
use crate::random::Stream;
use proptest::prelude::*;

const SUPPLY_V: f64 = 3.7;
const GOOD: Switch = Switch::Good;
const OPEN: Switch = Switch::StuckOpen;
const SHORT: Switch = Switch::StuckClosed;

fn idle() -> Surroundings {
    Surroundings { air_c: 25.0, supply_v: SUPPLY_V, series_ohm: 0.0, duty: 0.0, conducting: 1.0 }
}

fn driven(driver: Driver, p: &DriverParameters, pins: [f64; 2]) -> Surroundings {
    let mut wire = idle();
    driver.drive(p, pins, &mut wire);
    wire
}

/// The reading of a cold wire of 11 Ohm.
fn reading_ma(driver: Driver, p: &DriverParameters, pins: [f64; 2], random: &mut Random) -> f64 {
    let wire = driven(driver, p, pins);
    p.read_current_ma(SUPPLY_V * driver.conductance(p, &wire, 11.0), random)
}

proptest! {
    /// One short never heats a wire by itself: the other switch still rules.
    #[test]
    fn a_wire_is_on_no_longer_than_any_switch_that_works(a in 0.0f64..=1.0, b in 0.0f64..=1.0) {
        let p = DriverParameters::nominal();
        let duty = |switches| driven(Driver { switches, ..Driver::GOOD }, &p, [a, b]).duty;
        prop_assert!((duty([GOOD, GOOD]) - a.min(b)).abs() < 1e-15);
        prop_assert!((duty([SHORT, GOOD]) - b).abs() < 1e-15);
        prop_assert!((duty([GOOD, SHORT]) - a).abs() < 1e-15);
        prop_assert!(duty([SHORT, SHORT]) >= 1.0);
        for switches in [[OPEN, GOOD], [GOOD, OPEN], [OPEN, SHORT], [OPEN, OPEN]] {
            prop_assert!(duty(switches) <= 0.0);
        }
    }
}

/// Closing each switch alone, and then both, tells which switch is shorted, that something is open, and half a wire.
/// Which switch is open, or whether it is the wire, no reading of the current tells.
#[test]
fn three_readings_tell_a_short_a_break_and_half_a_wire_apart() {
    let mut random = Random::new(1, Stream::Housekeeping);
    for _ in 0..200 {
        let p = DriverParameters::draw(&mut random);
        let mut currents = |switches, path| {
            let driver = Driver { switches, path };
            [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]].map(|pins| reading_ma(driver, &p, pins, &mut random))
        };
        let flows = |currents: [f64; 3]| currents.map(|ma| ma > 20.0);
        assert_eq!(flows(currents([GOOD, GOOD], WirePath::Whole)), [false, false, true]);
        assert_eq!(flows(currents([SHORT, GOOD], WirePath::Whole)), [false, true, true]);
        assert_eq!(flows(currents([GOOD, SHORT], WirePath::Whole)), [true, false, true]);
        assert_eq!(flows(currents([SHORT, SHORT], WirePath::Whole)), [true; 3]);
        assert_eq!(flows(currents([OPEN, GOOD], WirePath::Whole)), [false; 3]);
        assert_eq!(flows(currents([GOOD, GOOD], WirePath::Open)), [false; 3]);
        let [whole, half] = [WirePath::Whole, WirePath::Half].map(|path| currents([GOOD, GOOD], path)[2]);
        assert!((1.8..2.05).contains(&(half / whole)), "half a wire draws {half} mA beside {whole}");
    }
}

#[test]
fn resistance_worked_out_of_a_reading_is_within_6_percent_at_a_tenth_of_the_time() {
    let mut random = Random::new(2, Stream::Housekeeping);
    let mut worst = 0.0_f64;
    for _ in 0..300 {
        let p = DriverParameters::draw(&mut random);
        let mean = (0..16).map(|_| reading_ma(Driver::GOOD, &p, [0.1, 1.0], &mut random)).sum::<f64>() / 16.0;
        // The offset is read with both switches open.
        let zero = (0..16).map(|_| reading_ma(Driver::GOOD, &p, [0.0, 0.0], &mut random)).sum::<f64>() / 16.0;
        let ohm = 1e3 * SUPPLY_V * 0.1 / (mean - zero) - 0.5;
        worst = worst.max((ohm / 11.0 - 1.0).abs());
    }
    println!("driver, resistance out of 16 readings at 10 % duty: error {:.1} %", 100.0 * worst);
    assert!(worst < 0.06, "{worst}");
}

/// Half the wire behind the same supply takes up what Ohm's law says, `V2 r / (r + s)2`.
#[test]
fn half_a_wire_is_heated_by_its_own_resistance() {
    let p = DriverParameters::nominal();
    let wire = Wire::new(AlloyParameters::nominal(), 0.1, 90.0);
    let ohm = wire.resistance(1.0);
    let warming = |path| {
        let surroundings = driven(Driver { path, ..Driver::GOOD }, &p, [1.0, 1.0]);
        // At the air's temperature, cold and unloaded, all the power warms the wire.
        wire.rates(25.0, 1.0, 0.0, &surroundings, &PhaseAnchors::COLD)[0]
    };
    let power = |r: f64| SUPPLY_V * SUPPLY_V * r / ((r + 0.5) * (r + 0.5));
    let error = warming(WirePath::Half) / warming(WirePath::Whole) / (power(0.5 * ohm) / power(ohm)) - 1.0;
    println!("driver, heat of half a wire beside a whole one: error {error:.1e}");
    assert!(error.abs() < 1e-9, "{error}");
    assert!(warming(WirePath::Open).abs() < 1e-12, "no current, no heat");
}

#[test]
fn switches_that_are_off_leak_less_than_2_ua() {
    let mut random = Random::new(3, Stream::Current);
    for _ in 0..200 {
        let p = DriverParameters::draw(&mut random);
        let leak_ua = 1e6 * SUPPLY_V * Driver::GOOD.conductance(&p, &driven(Driver::GOOD, &p, [0.0, 1.0]), 11.0);
        assert!((0.05..2.0).contains(&leak_ua), "{leak_ua} uA");
    }
}
