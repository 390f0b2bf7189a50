//! The one sheet and the plunger behind it: the sheet refills the chamber by itself, lies against the rigid body at the
//! end of a full stroke, and keeps liquid on its first surface and the plunger on its second.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]

mod drawing;
mod script;

use drawing::nominal;
use script::{pump, stroke};
use twin::{Action, Actuation, Embodiment, Environment, FaultKind, PumpUnit, Truth, Turn, Twin};
use units::Duration;

/// The embodiments whose plunger presses on the membrane and does not hold it.
const PRESSING: [Embodiment; 2] = [Embodiment::Patch, Embodiment::Metered];

/// Drives the pump's and the first valve's wire for a while; what lies behind the chamber rests.
fn drive(twin: &mut Twin, [pump, first_valve]: [f64; 2], time: Duration) -> Truth {
    twin.actuate(Actuation { pump, first_valve, ..Actuation::default() });
    twin.advance(twin.now() + time).expect("the twin can be integrated");
    twin.truth()
}

/// Shuts the first valve and presses the plunger down.
fn press(twin: &mut Twin) -> Truth {
    drive(twin, [0.0, 0.46], Duration::from_ms(280));
    drive(twin, [0.0, 0.09], Duration::from_ms(120));
    drive(twin, [0.45, 0.09], Duration::from_ms(300));
    drive(twin, [0.19, 0.09], Duration::from_ms(1_200))
}

/// Takes the reusable half off.
fn take_off(twin: &mut Twin) {
    for turn in [Turn::Unlock, Turn::Unlatch, Turn::Lift] {
        twin.act(Action::Housings(turn)).expect("nothing stands in the way");
    }
}

/// Puts it on again.
fn put_on(twin: &mut Twin) {
    for turn in [Turn::Place, Turn::Latch, Turn::Lock] {
        twin.act(Action::Housings(turn)).expect("nothing stands in the way");
    }
}

/// Volume under a travel of the sheet, uL: a cone frustum between plunger and clamp, and its assumed growth.
fn swept_ul(travel_mm: f64) -> f64 {
    let (outer, inner) = (nominal("membrane", "clamp_radius_mm"), nominal("membrane", "plunger_radius_mm"));
    let area = core::f64::consts::PI / 3.0 * (outer * outer + outer * inner + inner * inner);
    let growth = nominal("membrane", "area_growth") / nominal("pump chamber", "depth_mm");
    area * travel_mm * (1.0 + growth * travel_mm)
}

/// With the plunger down and the chamber emptied, all wires are let go; or the whole reusable half is taken away.
#[test]
fn e54_e99_the_chamber_refills_without_power() {
    for embodiment in PRESSING {
        for taken_off in [false, true] {
            let mut worst_ul = 0.0_f64;
            for seed in 0..5 {
                let unit = if seed == 0 { PumpUnit::nominal() } else { PumpUnit::draw(seed) };
                let mut twin = pump(embodiment, &unit, seed);
                let rest = twin.truth();
                let pressed = press(&mut twin);
                assert!(pressed.membrane_mm > 0.3, "{} {seed}: {} mm", embodiment.name(), pressed.membrane_mm);
                let pushed_out = pressed.delivered_ul + pressed.dispensing_ul.unwrap_or(0.0);
                assert!(pressed.withdrawn_ul < 0.01 && pushed_out > 1.5, "{} {seed}: {pressed:?}", embodiment.name());
                if taken_off {
                    take_off(&mut twin);
                }
                let refilled = drive(&mut twin, [0.0, 0.0], Duration::from_min(2));
                assert!(refilled.membrane_mm < rest.membrane_mm + 1e-3, "{} {seed}: {refilled:?}", embodiment.name());
                // What has gone out has come in, and apart, also what the engaged plunger had pressed out before.
                let out = refilled.delivered_ul + refilled.dispensing_ul.unwrap_or(0.0);
                let more = refilled.withdrawn_ul - out;
                let preload_ul = if taken_off { swept_ul(nominal("plunger contact", "preload_mm")) } else { 0.0 };
                if seed == 0 {
                    println!(
                        "{}, {}: refilled by {:.2} uL, {:.3} uL from what had gone out",
                        embodiment.name(),
                        if taken_off { "the reusable half taken off" } else { "without power" },
                        refilled.withdrawn_ul,
                        more - preload_ul
                    );
                }
                worst_ul = worst_ul.max((more - preload_ul).abs());
            }
            assert!(worst_ul < 0.12, "{}: {worst_ul} uL", embodiment.name());
        }
    }
}

/// The halves apart, and locked.
#[test]
fn e55_e56_e70_e80_e81_engaging_flexes_the_membrane_from_its_dry_side_and_only_engaged_it_pumps() {
    for embodiment in PRESSING {
        for seed in 1..=10 {
            let mut twin = pump(embodiment, &PumpUnit::draw(seed), seed);
            let locked = drive(&mut twin, [0.0, 0.0], Duration::from_min(10));
            take_off(&mut twin);
            let apart = drive(&mut twin, [0.0, 0.0], Duration::from_min(10));
            assert!((0.025..0.055).contains(&locked.membrane_mm), "{} {seed}: {locked:?}", embodiment.name());
            assert!(apart.membrane_mm.abs() < 0.002, "{} {seed}: {} mm", embodiment.name(), apart.membrane_mm);
            let pressed = press(&mut twin);
            assert!(pressed.plunger_mm > 0.3, "{} {seed}: the plunger moves alone", embodiment.name());
            assert!(pressed.membrane_mm.abs() < 0.002, "{} {seed}: it does not reach the sheet", embodiment.name());
            assert!((pressed.delivered_ul - locked.delivered_ul).abs() < 1e-4, "{} {seed}", embodiment.name());
            drive(&mut twin, [0.0, 0.0], Duration::from_min(1));
            put_on(&mut twin);
            let again = drive(&mut twin, [0.0, 0.0], Duration::from_min(10));
            assert!((again.membrane_mm - locked.membrane_mm).abs() < 1e-3, "{} {seed}: {again:?}", embodiment.name());
            // The sheet that is flexed presses as much back into the reservoir.
            let back_ul = apart.withdrawn_ul - again.withdrawn_ul;
            let error = back_ul / swept_ul(again.membrane_mm) - 1.0;
            assert!(error.abs() < 0.05, "{} {seed}: {back_ul} uL", embodiment.name());
            stroke(&mut twin, Duration::from_ms(100), |_| ());
            let given = twin.truth().delivered_ul - again.delivered_ul;
            assert!(given > 1.0, "{} {seed}: {given} uL once engaged again", embodiment.name());
        }
    }
}

/// One duty all the way: half-way the sheet goes on, against the body it stops.
#[test]
fn e58_e59_e72_e78_e82_a_full_stroke_ends_on_the_rigid_body_and_repeats() {
    for embodiment in PRESSING {
        let unit = PumpUnit::nominal();
        let mut twin = pump(embodiment, &unit, 1);
        let depth_mm = nominal("pump chamber", "depth_mm");
        drive(&mut twin, [0.0, 0.46], Duration::from_ms(280));
        let until = |twin: &mut Twin, mm: f64| {
            let ticks = (1..=3000).find(|_| drive(twin, [0.25, 0.09], Duration::from_ms(1)).membrane_mm >= mm);
            1e-3 * f64::from(ticks.unwrap_or_else(|| panic!("{} does not get to {mm} mm", embodiment.name())))
        };
        until(&mut twin, 0.1);
        let free_mm_s = 0.2 / until(&mut twin, 0.3);
        until(&mut twin, depth_mm);
        let touching = drive(&mut twin, [0.25, 0.09], Duration::from_ms(100)).membrane_mm;
        let pressed = drive(&mut twin, [0.25, 0.09], Duration::from_s(1)).membrane_mm;
        let stopped_mm_s = pressed - touching;
        println!(
            "{}, membrane: {free_mm_s:.3} mm/s half-way, {:.4} mm/s at the body, {:.1} um beyond its depth",
            embodiment.name(),
            stopped_mm_s,
            1e3 * (pressed - depth_mm)
        );
        assert!(stopped_mm_s.abs() < 0.05 * free_mm_s, "{}: {free_mm_s} {stopped_mm_s}", embodiment.name());
        // Body and sheet yield a micrometre for each newton.
        assert!((pressed - depth_mm).abs() < 0.01, "{}: {pressed} mm", embodiment.name());
        let doses = full_strokes(embodiment, &unit);
        let (most, least) =
            (doses.iter().copied().fold(0.0, f64::max), doses.iter().copied().fold(f64::INFINITY, f64::min));
        let spread = (most - least) / most;
        // Membrane and body are the walls of what a stroke empties, but for what the outlet keeps back under pressure.
        let expected = swept_ul(depth_mm) - swept_ul(nominal("plunger contact", "preload_mm"));
        let error = most / expected - 1.0;
        println!(
            "full strokes of {}: {least:.3} to {most:.3} uL, spread {:.2} %; frustum {expected:.3} uL: error {:.1} %",
            embodiment.name(),
            1e2 * spread,
            1e2 * error
        );
        assert!(spread < 0.01, "{}: {doses:?}", embodiment.name());
        assert!(error.abs() < 0.04, "{}: {error}", embodiment.name());
    }
}

/// What full strokes withdraw, once settled, uL.
fn full_strokes(embodiment: Embodiment, unit: &PumpUnit) -> Vec<f64> {
    let mut twin = pump(embodiment, unit, 1);
    let mut all = Vec::new();
    for _ in 0..6 {
        let before = twin.truth().withdrawn_ul;
        stroke(&mut twin, Duration::from_ms(100), |_| ());
        all.push(twin.truth().withdrawn_ul - before);
    }
    all.split_off(2)
}

/// A wire of the plunger pulls it away from its home stop, and its spring takes it back.
#[test]
fn e4_the_plunger_goes_where_its_wire_and_its_spring_take_it() {
    for embodiment in Embodiment::ALL {
        for seed in 1..=5 {
            let mut twin = pump(embodiment, &PumpUnit::draw(seed), seed);
            let home = twin.truth().plunger_mm;
            let mut furthest = home;
            for _ in 0..30 {
                let truth = drive(&mut twin, [0.3, 0.0], Duration::from_ms(50));
                assert!(truth.plunger_mm > furthest - 2e-3, "{} {seed}: it goes one way", embodiment.name());
                furthest = furthest.max(truth.plunger_mm);
            }
            assert!((0.2..0.45).contains(&furthest), "{} {seed}: {furthest} mm", embodiment.name());
            let back = drive(&mut twin, [0.0, 0.0], Duration::from_s(20)).plunger_mm;
            assert!((back - home).abs() < 2e-3, "{} {seed}: {back} mm", embodiment.name());
        }
    }
}

/// Ambient pressure acts on both surfaces of the sheet: with liquid on the one and air on the other, it moves nothing.
#[test]
fn e79_ambient_pressure_on_both_surfaces_moves_nothing() {
    let mut worst_um = 0.0_f64;
    for embodiment in Embodiment::ALL {
        let mut twin = pump(embodiment, &PumpUnit::nominal(), 1);
        let rest = drive(&mut twin, [0.0, 0.0], Duration::from_h(1));
        for ambient_kpa in [75.0, 101.325, 108.0] {
            twin.set_environment(Environment { ambient_kpa, ..twin.environment() });
            let truth = drive(&mut twin, [0.0, 0.0], Duration::from_h(1));
            worst_um = worst_um.max(1e3 * (truth.membrane_mm - rest.membrane_mm).abs());
            assert!(truth.chamber_kpa.abs() < 0.01, "{} at {ambient_kpa}: {truth:?}", embodiment.name());
            assert!((truth.delivered_ul - rest.delivered_ul).abs() < 1e-3, "{}: {truth:?}", embodiment.name());
        }
    }
    println!("membrane at rest, ambient pressure from 75 to 108 kPa: moves by {worst_um:.3} um");
    assert!(worst_um < 0.1, "{worst_um} um");
}

/// The sheet is the whole barrier: nothing gets out of the path unless there is a hole in it.
#[test]
fn e77_e79_liquid_stays_on_the_first_surface_until_the_sheet_has_a_hole() {
    for embodiment in Embodiment::ALL {
        let mut twin = pump(embodiment, &PumpUnit::nominal(), 1);
        let lost = |twin: &mut Twin| {
            let before = twin.truth().spilled_ul;
            for _ in 0..3 {
                stroke(twin, Duration::from_ms(100), |_| ());
            }
            twin.truth().spilled_ul - before
        };
        let whole = lost(&mut twin);
        twin.set_fault(FaultKind::MembranePuncture, 1.0);
        let pierced = lost(&mut twin);
        println!(
            "three strokes of {}: {whole:.1e} uL get past the whole sheet, {pierced:.2} uL past a pierced one",
            embodiment.name()
        );
        assert!(whole == 0.0 && pierced > 0.1, "{}: {whole} and {pierced} uL", embodiment.name());
    }
}
