//! Septa against the closed forms of their wear and resealing.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]
#![expect(clippy::disallowed_methods, reason = "the platform's functions are the reference here")]

use super::*;
use crate::part::cannula::CannulaParameters;
use crate::random::Stream;

fn random() -> Random {
    Random::new(3, Stream::Housekeeping)
}

/// Both septa, as drawn.
fn septa() -> [Septum; 2] {
    [FillSeptumParameters::nominal().rubber(), DeviceSeptumParameters::nominal().rubber()].map(Septum::new)
}

/// Goes through this often with a needle that never cores, and lets the last cut close.
fn punctured(mut septum: Septum, punctures: u32) -> Septum {
    for _ in 0..punctures {
        septum.pierce(0.0, &mut random());
        septum.withdraw();
    }
    septum.advance(3600.0);
    septum
}

#[test]
fn e28_e29_the_fill_septum_leaks_alike_at_either_site_but_into_another_place() {
    let septum = punctured(
        Septum::new(FillSeptumParameters { coring_probability: 0.0, ..FillSeptumParameters::nominal() }.rubber()),
        20,
    );
    let (reservoir_kpa, space_kpa) = (250.0, 30.0);
    let on_wall = septum.flow_ul_s(reservoir_kpa - SeptumSite::ReservoirWall.back_kpa(space_kpa));
    let on_membrane = septum.flow_ul_s(reservoir_kpa - SeptumSite::Membrane.back_kpa(space_kpa));
    // The law by hand: 1e-6 (1 + 20/100) uL/(s kPa) beyond 200 (1 - 20/450) kPa.
    let opening = 200.0 * (1.0 - 20.0 / 450.0);
    for (what, flow, difference) in [("wall", on_wall, 250.0), ("membrane", on_membrane, 220.0)] {
        let error = flow / (1.2e-6 * (difference - opening)) - 1.0;
        println!("fill septum on the {what}, 20 punctures, 250 kPa: {flow:.2e} uL/s, error {error:.1e}");
        assert!(error.abs() < 1e-3, "{what}: {error}");
    }
    // With the vent clear both sites are the same.
    assert!((SeptumSite::Membrane.back_kpa(0.0) - SeptumSite::ReservoirWall.back_kpa(0.0)).abs() < 1e-15);
}

#[test]
fn e28_e29_a_needle_through_the_membrane_presses_on_the_liquid_and_one_through_the_wall_does_not() {
    let rubber = FillSeptumParameters::nominal().rubber();
    // 1.5 N over 10 cm2 are 1.5 kPa.
    let push = SeptumSite::Membrane.push_kpa(&rubber, 1000.0);
    assert!((push - 1.5).abs() < 1e-12, "{push}");
    assert!(SeptumSite::ReservoirWall.push_kpa(&rubber, 1000.0).abs() < 1e-15);
}

#[test]
fn wear_is_linear_in_the_punctures_and_leaks_at_working_pressure_only_after_hundreds() {
    for fresh in septa() {
        // Far above the opening pressure the slope is the conductance.
        let slope = |septum: &Septum| (septum.flow_ul_s(900.0) - septum.flow_ul_s(800.0)) / 100.0;
        for (punctures, factor) in [(0, 1.0), (50, 1.5), (100, 2.0), (400, 5.0)] {
            let error = slope(&punctured(fresh, punctures)) / (1e-6 * factor) - 1.0;
            println!("septum, conductance after {punctures} punctures: error {error:.1e}");
            assert!(error.abs() < 1e-9, "{punctures}: {error}");
        }
    }
    let mut random = random();
    let mut first = [u32::MAX, 0];
    for _ in 0..50 {
        let fill = FillSeptumParameters::draw(&mut random).rubber();
        let device = DeviceSeptumParameters::draw(&mut random).rubber();
        for fresh in [fill, device].map(Septum::new) {
            let leaks = |punctures: u32| punctured(fresh, punctures).flow_ul_s(10.0) > 0.0;
            let leaky = (0..751).find(|punctures| leaks(*punctures)).expect("rubber wears out");
            first = [first[0].min(leaky), first[1].max(leaky)];
        }
    }
    println!("septum, first leak at 10 kPa after {} to {} punctures, of 100 septa", first[0], first[1]);
    // 150 to 750, less what the opening pressure loses before it is all gone.
    assert!(first[0] >= 139 && first[1] <= 750, "{first:?}");
}

#[test]
fn a_cut_reseals_exponentially_in_half_a_minute_whatever_the_steps() {
    for fresh in septa() {
        let mut septum = fresh;
        septum.pierce(0.0, &mut random());
        assert!(septum.flow_ul_s(100.0).abs() < 1e-15, "a needle fills its own cut");
        septum.withdraw();
        let mut in_one_step = septum;
        let first = septum.flow_ul_s(1.0);
        let mut worst = 0.0_f64;
        for step in 1..=600 {
            septum.advance(0.1);
            let exact = (-0.1 * f64::from(step) / 30.0).exp();
            // What the cut conducts, far above any opening pressure.
            let slope = (septum.flow_ul_s(900.0) - septum.flow_ul_s(800.0)) / 100.0 - 1.01e-6;
            worst = worst.max((slope / fresh.rubber.cut_ul_s_kpa - exact).abs());
        }
        in_one_step.advance(60.0);
        println!("septum, resealing over 60 s: error {worst:.1e}; at withdrawal {first:.1e} uL/s at 1 kPa");
        assert!(worst < 1e-9, "{worst}");
        assert!((in_one_step.cut / septum.cut - 1.0).abs() < 1e-9);
        // Sealed against a working pressure well before the cut has gone.
        assert!(first > 1e-3 && septum.flow_ul_s(100.0).abs() < 1e-15, "{first}");
    }
}

#[test]
fn a_cored_septum_never_closes_and_draws_air_under_suction() {
    for fresh in septa() {
        let mut random = random();
        let cored = (0..20_000)
            .filter(|_| {
                let mut septum = fresh;
                septum.pierce(10.0, &mut random);
                septum.torn > 0.5
            })
            .count();
        // A blunt needle: ten times 0.1 %. Three deviations of a count of 200 are 42.
        println!("septum, cored by {cored} of 20000 blunt needles, 200 expected");
        assert!((158..=242).contains(&cored), "{cored}");
        let mut septum = punctured(fresh, 1);
        septum.torn = 1.0;
        let (out, air) = (septum.flow_ul_s(10.0), septum.flow_ul_s(-10.0));
        assert!(out > 1.0 && (out + air).abs() < 1e-12, "{out} {air}");
        // Half a core leaks half.
        septum.torn = 0.5;
        assert!((septum.flow_ul_s(10.0) / out - 0.5).abs() < 1e-12);
    }
}

#[test]
fn e91_the_piercing_needle_opens_a_way_that_closes_again_each_time_the_pump_is_taken_off() {
    let parameters = DeviceSeptumParameters::nominal();
    let rubber = parameters.rubber();
    assert!((0.5..=3.0).contains(&rubber.insertion_n));
    let mut septum = Septum::new(rubber);
    let mut random = random();
    // On and off six times a day for a week.
    for _ in 0..42 {
        septum.pierce(0.0, &mut random);
        assert!(septum.flow_ul_s(100.0).abs() < 1e-15, "the needle is sealed by the rubber");
        septum.withdraw();
        assert!(septum.flow_ul_s(5.0) > 0.01, "the open cut weeps");
        septum.advance(300.0);
        assert!(septum.flow_ul_s(100.0).abs() < 1e-15, "the cut has closed");
    }
    assert_eq!(septum.punctures, 42);
}

/// The bottom portion holds both: what is pressed in through the needle leaves by the cannula.
#[test]
fn e88_the_bottom_portions_liquid_leaves_by_its_cannula_and_not_by_its_septum() {
    let mut random = random();
    for _ in 0..200 {
        let cannula = CannulaParameters::draw(&mut random);
        let mut septum = Septum::new(DeviceSeptumParameters::draw(&mut random).rubber());
        septum.pierce(0.0, &mut random);
        // In series with a hardened site.
        let site_kpa_s_ul = bore_resistance(cannula.length_mm, cannula.bore_mm) + 200.0;
        for pressure_kpa in [5.0, 50.0, 100.0] {
            assert!(septum.flow_ul_s(pressure_kpa) < 1e-4 * pressure_kpa / site_kpa_s_ul);
        }
        // A missing core turns that round.
        septum.torn = 1.0;
        assert!(septum.flow_ul_s(5.0) > 5.0 / site_kpa_s_ul);
    }
}
