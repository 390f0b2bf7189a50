//! Fatigue against its closed forms, and what it does to the drive of the plunger.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]

use super::*;
use crate::part::actuator::Actuator;
use crate::random::{Random, Stream};
use crate::unit::PumpUnit;

/// One cycle: hot under this stress, and cold again.
fn cycle(fatigue: &mut Fatigue, p: &FatigueParameters, stress_mpa: f64) {
    assert!(!fatigue.follow(p, 0.2, 0.7 * stress_mpa));
    assert!(!fatigue.follow(p, 0.0, stress_mpa));
    assert!(!fatigue.follow(p, 0.9, 0.4 * stress_mpa));
    assert!(fatigue.follow(p, 1.0, 0.4 * stress_mpa), "the cycle has ended");
}

/// Cycles to the break.
fn life(p: &FatigueParameters, stress_mpa: f64) -> u32 {
    let (mut fatigue, mut cycles) = (Fatigue::spent(0.0), 0);
    while !fatigue.broken() {
        cycle(&mut fatigue, p, stress_mpa);
        cycles += 1;
    }
    cycles
}

#[test]
fn e66_e76_a_wire_breaks_after_its_life_which_falls_with_the_fifth_power_of_stress() {
    let p = FatigueParameters::nominal();
    // By hand: a million at 172 MPa, a 32nd of it at twice, and a 1024th at four times the stress.
    for (stress_mpa, published) in [(172.0, 1_000_000.0), (344.0, 31_250.0), (688.0, 976.5625)] {
        let error = f64::from(life(&p, stress_mpa)) / published - 1.0;
        println!("fatigue, life at {stress_mpa} MPa: error {error:.1e}");
        // Up to a cycle more, for cycles are whole.
        assert!((-1e-9..=1.5 / published).contains(&error), "{stress_mpa} MPa: {error}");
    }
}

#[test]
fn e66_e76_lives_at_two_stresses_add_up_whatever_their_order() {
    let p = FatigueParameters::nominal();
    let spend = |stresses: [f64; 2]| {
        let mut fatigue = Fatigue::spent(0.0);
        for stress_mpa in stresses {
            for _ in 0..1000 {
                cycle(&mut fatigue, &p, stress_mpa);
            }
        }
        fatigue.spent
    };
    let (up, down) = (spend([172.0, 344.0]), spend([344.0, 172.0]));
    assert!((up - 0.033).abs() < 1e-9 && (up - down).abs() < 1e-12, "{up}, {down}");
}

#[test]
fn e66_e76_only_a_whole_cycle_counts() {
    let p = FatigueParameters::nominal();
    let mut fatigue = Fatigue::spent(0.0);
    // Cold, warmed too little, and then held hot with a flicker.
    for martensite in [1.0, 0.96, 0.9, 0.99, 0.3, 0.0, 0.4, 0.0, 0.9, 0.2] {
        assert!(!fatigue.follow(&p, martensite, 150.0), "{martensite} ends no cycle");
    }
    assert!(fatigue.lost(&p) <= 0.0);
    assert!(fatigue.follow(&p, 1.0, 60.0), "and then one has ended");
    assert!(fatigue.lost(&p) > 0.0);
}

#[test]
fn e66_e76_each_tenfold_of_cycles_loses_a_percent() {
    let p = FatigueParameters::nominal();
    let mut fatigue = Fatigue::spent(0.0);
    let mut before: Option<f64> = None;
    for decade in [100, 1000, 10_000, 100_000] {
        let done = before.map_or(0, |_| decade / 10);
        for _ in done..decade {
            cycle(&mut fatigue, &p, 172.0);
        }
        let lost_percent = 100.0 * fatigue.lost(&p);
        if let Some(before) = before {
            let error = lost_percent - before - 1.0;
            println!("fatigue, loss from {} to {decade} cycles: error {error:.4} %", decade / 10);
            assert!(error.abs() < 0.01, "{error}");
        }
        before = Some(lost_percent);
    }
}

/// Where the plunger comes to rest with its wire hot.
fn hot_travel_mm(actuator: &Actuator) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if actuator.speed(0.0, middle, 1.0, 0.0, 0.0) > 0.0 { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

#[test]
fn e66_e76_a_worn_wire_pulls_less_far_by_what_it_does_not_recover() {
    let unit = PumpUnit::nominal();
    let fresh = unit.reusable.plunger.actuator(unit.reusable.alloy);
    let lost = 0.06;
    let shorter_mm = hot_travel_mm(&fresh) - hot_travel_mm(&fresh.worn(lost));
    // The wire's end stands back by the lost strain; at the plunger the wire, as a spring, shares that with the
    // return spring.
    let (lever, length) = (unit.reusable.plunger.lever_ratio, unit.reusable.plunger.wire_length_mm);
    let area =
        core::f64::consts::FRAC_PI_4 * unit.reusable.plunger.wire_diameter_mm * unit.reusable.plunger.wire_diameter_mm;
    let wire_n_mm = unit.reusable.alloy.modulus_austenite_mpa * area / length
        * lever
        * lever
        * unit.reusable.plunger.lever_efficiency;
    let back_mm = lost * unit.reusable.alloy.orientation_strain * length / lever;
    let expected_mm = back_mm * wire_n_mm / (wire_n_mm + unit.reusable.plunger.spring_n_mm);
    let error = shorter_mm / expected_mm - 1.0;
    println!("fatigue, hot travel lost with 6 % of the strain, {:.1} um: error {error:.1e}", 1e3 * shorter_mm);
    assert!(error.abs() < 1e-6, "{error}");
}

#[test]
fn e66_e76_a_wire_at_the_end_of_its_life_still_pulls_the_plunger_to_the_body() {
    let mut least_mm = f64::INFINITY;
    for seed in 0..100 {
        let unit = PumpUnit::draw(seed);
        let wear = FatigueParameters::draw(&mut Random::new(seed, Stream::Housekeeping));
        let old = Fatigue::spent(0.999);
        assert!(!old.broken());
        let worn = unit.reusable.plunger.actuator(unit.reusable.alloy).worn(old.lost(&wear));
        // Behind the membrane's force at full travel, by hand 0.7 N.
        least_mm = least_mm.min(hot_travel_mm(&Actuator { spring_preload_n: worn.spring_preload_n + 0.7, ..worn }));
    }
    println!("fatigue, hot travel of worn wires of 100 units: {least_mm:.3} mm at least, of 0.4 mm");
    assert!(least_mm > 0.4, "{least_mm} mm");
}

/// The stress where the hot wire holds spring and membrane, by hand, and how long it may do so at 480 strokes a day.
#[test]
fn e66_e76_the_plungers_wire_outlives_four_years() {
    let unit = PumpUnit::nominal();
    let actuator = unit.reusable.plunger.actuator(unit.reusable.alloy);
    let loaded = Actuator { spring_preload_n: actuator.spring_preload_n + 0.7, ..actuator };
    let travel_mm = hot_travel_mm(&loaded);
    let found_mpa = loaded.stress_mpa(0.0, travel_mm);
    let area = core::f64::consts::FRAC_PI_4 * 0.1 * 0.1;
    let expected_mpa = (2.5 + 0.7 + travel_mm) / (5.0 * 0.85 * area);
    let error = found_mpa / expected_mpa - 1.0;
    println!("fatigue, stress of the hot plunger wire, {found_mpa:.0} MPa: error {error:.1e}");
    assert!(error.abs() < 1e-6, "{error}");
    let p = FatigueParameters::nominal();
    let mut fatigue = Fatigue::spent(0.0);
    for _ in 0..480 * 365 / 100 {
        cycle(&mut fatigue, &p, found_mpa);
    }
    let years = 0.01 / fatigue.spent;
    println!("fatigue, life at that stress: {years:.0} years of 480 strokes a day");
    assert!(years > 4.0, "{years} years");
}

#[test]
fn e66_e76_a_broken_wire_lets_the_plunger_rest_at_home() {
    let unit = PumpUnit::nominal();
    let actuator = unit.reusable.plunger.actuator(unit.reusable.alloy);
    assert!(Fatigue::spent(1.0).broken());
    assert!(actuator.speed(0.0, 0.2, 0.0, 0.0, 0.0) < 0.0, "the spring alone moves the plunger");
    assert!(actuator.speed(0.0, 0.2, 1.0, 0.0, 0.0) > 0.0, "a whole wire moves it forward");
}
