//! Free flow: what a column of drug drives through the whole path when both valves stand open, and what closed ones let through.
//!
//! Only a bench can open both: the second valve is driven while the first rests open.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]

mod drawing;

use drawing::nominal;
use twin::{Action, Actuation, DeviceMove, Embodiment, Environment, PumpUnit, Turn, Twin};
use units::{Duration, Volume};

/// Pressure of a metre of drug, kPa.
const HEAD_KPA_M: f64 = 1.005 * 9.806_65;

fn pump(height_m: f64) -> Twin {
    let environment = Environment { height_m, ..Environment::default() };
    Twin::new(Embodiment::Tethered, PumpUnit::nominal(), 1, Volume::from_pl(2_000_000_000), environment)
}

fn drive(twin: &mut Twin, second_valve: f64, time: Duration) {
    twin.actuate(Actuation { second_valve, ..Actuation::default() });
    twin.advance(twin.now() + time).expect("the twin can be integrated");
}

/// Poiseuille's law at 25 degC, kPa s/uL.
fn bore(part: &str) -> f64 {
    let radius = 0.5 * nominal(part, "bore_mm");
    8.0 * 0.95e-6 * nominal(part, "length_mm") / (core::f64::consts::PI * radius * radius * radius * radius)
}

/// Fluidity relative to 25 degC between 25 and 35 degC, from water at both ends and a straight line between.
fn fluidity(temperature_c: f64) -> f64 {
    1.0 + (0.8900 / 0.7191 - 1.0) * (temperature_c - 25.0) / 10.0
}

#[test]
fn a_column_drives_what_poiseuille_and_the_tissue_let_through() {
    for height_m in [0.25, 0.5, 1.0] {
        let mut twin = pump(height_m);
        drive(&mut twin, 0.9, Duration::from_ms(300));
        drive(&mut twin, 0.41, Duration::from_s(120));
        assert!(twin.truth().valves_all_open());
        let before = twin.truth();
        drive(&mut twin, 0.41, Duration::from_s(10));
        let after = twin.truth();
        let flow = (after.delivered_ul - before.delivered_ul) / 10.0;
        let fluid = fluidity(0.5 * (before.housing_c + after.housing_c));
        let seat = nominal("valve seat", "channel_kpa_s_ul");
        let tissue = nominal("tissue", "resistance_kpa_s_ul");
        // The channels of both valves, and that of the reservoir's outlet, which the twin takes to be alike.
        let resistance = (bore("tubing") + bore("mating needle") + bore("cannula") + 3.0 * seat) / fluid + tissue;
        let error = flow * resistance / (HEAD_KPA_M * height_m) - 1.0;
        println!("free flow from {height_m} m, {flow:.3} uL/s: error {error:.1e}");
        assert!(error.abs() < 1e-3, "{height_m} m: {error}");
        let tip = (0.5 * bore("tubing") + 0.5 * bore("mating needle") + bore("cannula")) / fluid;
        let drop = after.line_kpa - after.tissue_kpa + HEAD_KPA_M * height_m;
        let error = drop / (flow * tip) - 1.0;
        println!("free flow from {height_m} m, drop over the line's far half and the cannula: error {error:.1e}");
        assert!(error.abs() < 1e-2, "{height_m} m: {error}");
    }
}

#[test]
fn without_power_a_column_of_two_metres_gets_only_the_seats_leak_through() {
    let mut twin = pump(2.0);
    // The line gives way to the column first.
    drive(&mut twin, 0.0, Duration::from_h(1));
    let before = twin.truth().delivered_ul;
    drive(&mut twin, 0.0, Duration::from_h(1));
    let leaked = twin.truth().delivered_ul - before;
    let fluid = fluidity(twin.truth().housing_c);
    let expected = nominal("valve seat", "leak_ul_s_kpa") * fluid * 2.0 * HEAD_KPA_M * 3600.0;
    let error = leaked / expected - 1.0;
    println!("closed second valve under 2 m, {leaked:.4} uL/h: error {error:.1e}");
    assert!(error.abs() < 1e-2, "{leaked} against {expected} uL");
}

/// A metre of head, with both valves held open from outside: the search over joints and the physics agree.
#[test]
fn e69_liquid_gets_from_reservoir_to_tissue_only_through_open_valves_and_made_joints() {
    let flow = |twin: &mut Twin, second_valve: f64| {
        let before = twin.truth();
        drive(twin, second_valve, Duration::from_s(10));
        let after = twin.truth();
        [after.delivered_ul - before.delivered_ul, after.spilled_ul - before.spilled_ul]
    };
    let mut shut = pump(1.0);
    drive(&mut shut, 0.0, Duration::from_h(1));
    assert!(!shut.reachable() && flow(&mut shut, 0.0)[0] < 1e-3, "both valves at rest");
    let mut open = pump(1.0);
    drive(&mut open, 0.9, Duration::from_ms(300));
    drive(&mut open, 0.41, Duration::from_s(10));
    let [delivered, spilled] = flow(&mut open.clone(), 0.41);
    println!("a metre of head through open valves, 10 s: {delivered:.2} uL to the tissue, {spilled:.1e} uL elsewhere");
    assert!(open.reachable() && delivered > 1.0 && spilled.abs() < 1e-9, "{delivered} and {spilled} uL");
    let mut unmated = open.clone();
    unmated.act(Action::Device(DeviceMove::Unmate)).expect("the mating assembly comes off");
    assert!(!unmated.reachable() && flow(&mut unmated, 0.41)[0].abs() < 1e-9, "no needle is in the septum");
    open.act(Action::Housings(Turn::Unlock)).expect("the reusable half turns back");
    drive(&mut open, 0.41, Duration::from_h(1));
    assert!(!open.reachable() && flow(&mut open, 0.41)[0] < 1e-3, "the pins no longer reach the sheet");
}

/// A gentle pull leaves the tubing in its tapered opening; a hard one takes it out, and the way into the body with it.
#[test]
fn e36_tubing_that_is_torn_out_leads_nowhere() {
    let mut twin = pump(0.0);
    assert!(twin.tug_tubing(0.1), "a tenth of a newton");
    drive(&mut twin, 0.9, Duration::from_ms(300));
    assert!(twin.truth().valves_all_open() && twin.reachable());
    assert!(!twin.tug_tubing(1_000.0), "a hundred kilograms");
    assert!(!twin.reachable());
}
