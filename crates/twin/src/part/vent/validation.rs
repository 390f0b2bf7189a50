//! The vent against capillary pressure, Boyle, Gay-Lussac and the closed form of equalisation.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]
#![expect(clippy::disallowed_methods, reason = "the platform's functions are the reference here")]

use super::*;
use crate::random::{Random, Stream};
use proptest::prelude::*;

fn air(ambient_kpa: f64) -> VentSurroundings {
    VentSurroundings { ambient_kpa, water_kpa: 0.0, temperature_c: 25.0 }
}

#[test]
fn e30_water_enters_at_the_pores_capillary_pressure() {
    // By hand for 115 degrees and 0.055 N/m.
    for (pore_um, published) in [(0.2, 465.0), (0.45, 207.0), (1.0, 93.0), (3.0, 31.0)] {
        let entry = VentParameters { pore_um, ..VentParameters::nominal() }.entry_kpa();
        let error = 100.0 * (entry / published - 1.0);
        println!("vent, water entry pressure of {pore_um} um: {entry:.1} kPa, error {error:+.2} %");
        assert!(error.abs() < 0.5, "{pore_um} um: {entry} kPa");
    }
    // No filter of good pump units lets water in that stands 30 m high.
    let mut random = Random::new(2, Stream::Housekeeping);
    let least = (0..200).map(|_| VentParameters::draw(&mut random).entry_kpa()).fold(f64::MAX, f64::min);
    println!("vent, least entry pressure of 200 pump units: {least:.0} kPa");
    assert!(least > 294.0, "{least} kPa");
}

/// Between a space of constant volume and ambient the closed form is `Pa tanh(c + g Pa t / (2 V))` from below, which is an
/// exponential of the time constant `V / (g Pa)` when the difference is small.
#[test]
fn e30_pressure_equalises_as_the_closed_form_and_for_a_small_difference_as_an_exponential() {
    let p = VentParameters::nominal();
    let (share, bag_ul, ambient) = (unclogged_share(1.0), 3000.0, 101.325);
    let time_constant_s = (p.cavity_ul - bag_ul) / (share * p.conductance_ul_s_kpa * ambient);
    let rows = [(80.0, 0.01, 1e-7), (80.0, 1.0, 1e-5), (80.0, 300.0, 3e-3), (100.3, 1.0, 1e-5), (100.3, 300.0, 3e-3)];
    for (start_kpa, step_s, allowed) in rows {
        let mut vent = Vent::new(&p, &air(start_kpa), bag_ul);
        let (mut t, mut worst, mut off_exponential) = (0.0, 0.0_f64, 0.0_f64);
        let until = if step_s < 0.1 { 0.03 } else { 3.0 } * time_constant_s;
        while t < until {
            let pressure = vent.advance(&p, &air(ambient), share, bag_ul, step_s);
            t += step_s;
            let exact = ambient * ((start_kpa / ambient).atanh() + 0.5 * t / time_constant_s).tanh();
            worst = worst.max(((pressure - exact) / (ambient - start_kpa)).abs());
            let exponential = ambient + (start_kpa - ambient) * (-t / time_constant_s).exp();
            off_exponential = off_exponential.max(((pressure - exponential) / (ambient - start_kpa)).abs());
        }
        println!(
            "vent, equalisation from {start_kpa} kPa over {time_constant_s:.0} s in steps of {step_s} s: error {worst:.1e}, \
             from the exponential {off_exponential:.1e} of the difference"
        );
        assert!(worst < allowed, "{start_kpa} kPa, {step_s} s: {worst}");
        if ambient - start_kpa < 2.0 {
            assert!(off_exponential < 1e-2, "{off_exponential}");
        }
    }
}

#[test]
fn e30_a_shut_vent_follows_boyle_as_the_bag_empties_and_gay_lussac_as_it_warms() {
    let p = VentParameters::nominal();
    let mut vent = Vent::new(&p, &air(101.325), 3000.0);
    let mut worst = 0.0_f64;
    for bag in (0..=300).rev() {
        let bag_ul = 10.0 * f64::from(bag);
        let pressure = vent.advance(&p, &air(101.325), 0.0, bag_ul, 300.0);
        worst = worst.max((pressure * (4000.0 - bag_ul) / (101.325 * 1000.0) - 1.0).abs());
    }
    println!("vent, shut, bag from 3 mL to none: error {worst:.1e} from Boyle");
    assert!(worst < 1e-12, "{worst}");
    let warm = VentSurroundings { temperature_c: 40.0, ..air(101.325) };
    let ratio = vent.advance(&p, &warm, 0.0, 0.0, 60.0) / vent.advance(&p, &air(101.325), 0.0, 0.0, 60.0);
    assert!((ratio / (313.15 / 298.15) - 1.0).abs() < 1e-12, "{ratio}");
}

#[test]
fn e30_a_healthy_vent_keeps_the_bag_at_ambient_and_a_clogged_one_lets_suction_grow() {
    let p = VentParameters::nominal();
    // A basal rate of 3 U/h for ten hours out of a bag of 2 mL.
    let suction = |severity: f64, step_s: f64| {
        let mut vent = Vent::new(&p, &air(101.325), 2000.0);
        let mut t = 0.0;
        let mut pressure = 101.325;
        while t < 36_000.0 {
            t += step_s;
            let bag_ul = 2000.0 - 30.0 * t / 3600.0;
            pressure = vent.advance(&p, &air(101.325), unclogged_share(severity), bag_ul, step_s);
        }
        101.325 - pressure
    };
    let (sound, clogged) = (suction(0.0, 60.0), suction(1.0, 60.0));
    // What clogging at its worst still lets through needs this difference to make up for the flow.
    let steady = 30.0 / 3600.0 / (unclogged_share(1.0) * p.conductance_ul_s_kpa);
    println!(
        "vent, suction after 10 h at 3 U/h: sound {sound:.1e} kPa, clogged {clogged:.1} kPa of at last {steady:.1} kPa"
    );
    assert!(sound < 1e-4, "{sound}");
    assert!(clogged > 5.0 && clogged < steady, "{clogged}");
    let coarse = suction(1.0, 300.0);
    assert!((coarse / clogged - 1.0).abs() < 5e-3, "{coarse}");
    // More clogging never sucks less.
    assert!(suction(0.9, 60.0) < clogged && suction(0.8, 60.0) < suction(0.9, 60.0));
}

#[test]
fn e30_a_climbing_cabin_presses_on_the_bag_behind_a_clogged_vent_only() {
    let p = VentParameters::nominal();
    let press = |severity: f64| {
        let mut vent = Vent::new(&p, &air(101.3), 1500.0);
        let mut most = 0.0_f64;
        // To a cabin altitude of 2400 m, 75.3 kPa, within 20 min.
        for second in 1..=1200 {
            let ambient = 101.3 - 26.0 * f64::from(second) / 1200.0;
            let pressure = vent.advance(&p, &air(ambient), unclogged_share(severity), 1500.0, 1.0);
            most = most.max(pressure - ambient);
        }
        most
    };
    let (sound, clogged) = (press(0.0), press(1.0));
    println!("vent, climb of 26 kPa in 20 min: presses {sound:.1e} kPa when sound, {clogged:.1} kPa when clogged");
    assert!(sound < 1e-3, "{sound}");
    assert!(clogged > 20.0 && clogged < 26.0, "{clogged}");
}

#[test]
fn e30_water_over_the_filter_stops_the_air_and_above_the_entry_pressure_wets_it_for_good() {
    let p = VentParameters { pore_um: 3.0, ..VentParameters::nominal() };
    let under = |water_kpa: f64| VentSurroundings { water_kpa, ..air(101.325) };
    let mut vent = Vent::new(&p, &air(95.0), 2000.0);
    // A metre under water: nothing passes, and nothing is lost.
    assert!((vent.advance(&p, &under(9.8), 1.0, 2000.0, 60.0) - 95.0).abs() < 1e-9);
    assert!(!vent.wetted);
    assert!((vent.advance(&p, &air(101.325), 1.0, 2000.0, 60.0) - 101.325).abs() < 1e-2);
    // Three and a half metres: the pores of 3 um give way.
    vent.advance(&p, &under(34.0), 1.0, 2000.0, 1.0);
    assert!(vent.wetted);
    let sucked = vent.advance(&p, &air(101.325), 1.0, 1000.0, 300.0);
    assert!((sucked - 101.325 * 2.0 / 3.0).abs() < 1e-2, "{sucked}");
    // The filter that is fitted holds ten times as much.
    let fitted = VentParameters::nominal();
    let mut vent = Vent::new(&fitted, &air(101.325), 2000.0);
    vent.advance(&fitted, &under(340.0), 1.0, 2000.0, 1.0);
    assert!(!vent.wetted);
}

proptest! {
    #[test]
    fn the_space_ends_between_where_it_was_and_ambient_for_any_step(
        start in 50.0..110.0_f64,
        ambient in 50.0..110.0_f64,
        share in 0.0..1.0_f64,
        bag in 0.0..3500.0_f64,
        log_step in -2.0..2.5_f64,
    ) {
        let p = VentParameters::nominal();
        let mut vent = Vent::new(&p, &air(start), bag);
        let pressure = vent.advance(&p, &air(ambient), share * share * share * share, bag, 10.0_f64.powf(log_step));
        prop_assert!(pressure >= start.min(ambient) - 1e-9 && pressure <= start.max(ambient) + 1e-9, "{pressure}");
    }
}
