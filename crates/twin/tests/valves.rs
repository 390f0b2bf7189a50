//! The valves of every embodiment: what each keeps apart, what moves it, and what it lets past.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]

mod drawing;
mod script;

use drawing::nominal;
use script::{pump, stroke};
use twin::{Actuation, Embodiment, Environment, FaultKind, Owner, PARTS, PumpUnit, Truth, Twin, ValveSite};
use units::Duration;

/// Drives the wires for a while.
fn drive(twin: &mut Twin, [pump, first_valve, other]: [f64; 3], time: Duration) -> Truth {
    twin.actuate(Actuation { pump, first_valve, second_valve: other, measurement_valve: other });
    twin.advance(twin.now() + time).expect("the twin can be integrated");
    twin.truth()
}

fn seal(twin: &mut Twin) -> Truth {
    drive(twin, [0.0, 0.46, 0.0], Duration::from_ms(280));
    drive(twin, [0.0, 0.09, 0.0], Duration::from_ms(120))
}

fn is_open(truth: &Truth, site: ValveSite) -> Option<bool> {
    truth.valve(site).map(|valve| valve.open)
}

/// The valves behind the chamber: closed at rest.
const BEHIND: [ValveSite; 3] = [ValveSite::Second, ValveSite::Outlet, ValveSite::Measurement];

fn head(twin: &mut Twin, height_m: f64) {
    twin.set_environment(Environment { height_m, ..twin.environment() });
}

/// The plunger squeezes the chamber: past an open first valve liquid goes back to the reservoir, past a shut one not.
#[test]
fn e7_the_shut_first_valve_separates_pump_and_reservoir() {
    for embodiment in Embodiment::ALL {
        let mut least_ul = f64::INFINITY;
        let mut most_ul = 0.0_f64;
        for seed in 1..=5 {
            let squeeze = |hold: f64| {
                let mut twin = pump(embodiment, &PumpUnit::draw(seed), seed);
                twin.set_fault(FaultKind::OutletStuck, 1.0);
                if hold > 0.0 {
                    seal(&mut twin);
                }
                let before = twin.truth().reservoir_ul;
                drive(&mut twin, [0.45, hold, 0.0], Duration::from_ms(300));
                let after = drive(&mut twin, [0.19, hold, 0.0], Duration::from_s(1));
                after.reservoir_ul - before
            };
            least_ul = least_ul.min(squeeze(0.0));
            most_ul = most_ul.max(squeeze(0.09).abs());
        }
        println!(
            "first valve of {}, pump squeezed: {least_ul:.2} uL or more go back past it open, {most_ul:.1e} uL shut",
            embodiment.name()
        );
        assert!(least_ul > 1.0, "{}: {least_ul} uL", embodiment.name());
        assert!(most_ul < 1e-3, "{}: {most_ul} uL", embodiment.name());
    }
}

/// The plunger squeezes the chamber while what lies behind it rests, and the first valve is open.
#[test]
fn e11_what_lies_behind_the_chamber_separates_pump_and_set_until_it_is_opened() {
    for embodiment in Embodiment::ALL {
        let mut most_ul = 0.0_f64;
        for seed in 1..=5 {
            let mut twin = pump(embodiment, &PumpUnit::draw(seed), seed);
            drive(&mut twin, [0.45, 0.0, 0.0], Duration::from_ms(300));
            let truth = drive(&mut twin, [0.19, 0.0, 0.0], Duration::from_s(1));
            for site in BEHIND {
                assert_ne!(is_open(&truth, site), Some(true), "{} {seed}: {site:?}", embodiment.name());
            }
            most_ul = most_ul.max(truth.delivered_ul.abs());
            drive(&mut twin, [0.0; 3], Duration::from_min(1));
            stroke(&mut twin, Duration::from_ms(100), |_| ());
            let opened_ul = twin.truth().delivered_ul - truth.delivered_ul;
            assert!(opened_ul > 1.0, "{} {seed}: {opened_ul} uL in a stroke", embodiment.name());
        }
        println!("{}, pump squeezed with the set shut off: {most_ul:.1e} uL get to the tip", embodiment.name());
        assert!(most_ul < 1e-3, "{}: {most_ul} uL", embodiment.name());
    }
}

/// A wire for the pump and one for each valve that is driven; each moves its own part. What moves is in one half, what
/// is moved in the other.
#[test]
fn e60_e73_e83_the_pump_is_an_actuator_and_valves_and_each_wire_moves_its_own() {
    let owner = |name: &str| PARTS.iter().find(|part| part.name == name).map(|part| part.half);
    for actuator in ["plunger, lever and return spring", "first valve", "second valve"] {
        assert_eq!(owner(actuator), Some(Owner::Reusable), "{actuator}");
    }
    for seat in ["membrane", "pump chamber", "valve seat", "outlet valve"] {
        assert_eq!(owner(seat), Some(Owner::Disposable), "{seat}");
    }
    for embodiment in Embodiment::ALL {
        let rest = pump(embodiment, &PumpUnit::nominal(), 1).truth();
        let wires = rest.wires_c.iter().flatten().count();
        let driven = rest.valves.iter().flatten().filter(|valve| valve.site != ValveSite::Outlet).count();
        assert_eq!(wires, 1 + driven, "{}", embodiment.name());
        for wire in 0..wires {
            let mut twin = pump(embodiment, &PumpUnit::nominal(), 1);
            let mut duties = [0.0; 3];
            duties[wire] = 0.6;
            let after = drive(&mut twin, duties, Duration::from_ms(600));
            let moved = |site| Some((after.valve(site)?.gap_mm - rest.valve(site)?.gap_mm).abs() > 0.1);
            let wired = [ValveSite::First, ValveSite::Second, ValveSite::Measurement];
            let moved: Vec<bool> = core::iter::once((after.plunger_mm - rest.plunger_mm).abs() > 0.1)
                .chain(wired.into_iter().filter_map(moved))
                .collect();
            let expected: Vec<bool> = (0..wires).map(|other| other == wire).collect();
            assert_eq!(moved, expected, "{}: wire {wire}", embodiment.name());
        }
    }
}

/// A shut seat passes a little: what a metre of drug drives through it in an hour.
#[test]
fn e61_e62_e83_a_shut_valve_leaks_a_little_and_less_than_a_good_seat_may() {
    for embodiment in Embodiment::ALL {
        for height_m in [1.0, -1.0] {
            let (mut least_ul_h, mut most_ul_h) = (f64::INFINITY, 0.0_f64);
            for seed in 1..=10 {
                let mut twin = pump(embodiment, &PumpUnit::draw(seed), seed);
                head(&mut twin, height_m);
                // Line and dispensing chamber give way to the column first.
                drive(&mut twin, [0.0; 3], Duration::from_h(2));
                let before = twin.truth().delivered_ul;
                let after = drive(&mut twin, [0.0; 3], Duration::from_h(1)).delivered_ul;
                let leaked = (after - before) * height_m;
                (least_ul_h, most_ul_h) = (least_ul_h.min(leaked), most_ul_h.max(leaked));
            }
            println!(
                "{} without power, pump {height_m} m above the site: {least_ul_h:.4} to {most_ul_h:.4} uL/h (10 units)",
                embodiment.name()
            );
            assert!(least_ul_h > 1e-6, "{} leaks nothing: {least_ul_h} uL/h", embodiment.name());
            assert!(most_ul_h < 0.05, "{}: {most_ul_h} uL/h", embodiment.name());
        }
    }
}

/// The outlet's gap against the pressure in the chamber, at each millisecond of strokes.
#[test]
fn e62_e63_e74_the_outlet_is_open_only_while_pressure_holds_it_so() {
    let (low, high) = (nominal("outlet valve", "cracking_kpa") - 2.0, nominal("outlet valve", "cracking_kpa") + 4.0);
    for embodiment in [Embodiment::Patch, Embodiment::Metered] {
        let (mut opens, mut least_open) = ((f64::INFINITY, 0.0_f64), f64::INFINITY);
        for seed in 1..=10 {
            let mut twin = pump(embodiment, &PumpUnit::draw(seed), seed);
            let mut before = twin.truth();
            let mut opened = 0;
            stroke(&mut twin, Duration::from_ms(1), |twin| {
                let truth = twin.truth();
                match [before, truth].map(|truth| is_open(&truth, ValveSite::Outlet) == Some(true)) {
                    [false, true] if opened == 0 => {
                        opened += 1;
                        opens = (opens.0.min(truth.chamber_kpa), opens.1.max(truth.chamber_kpa));
                    }
                    [true, true] => least_open = least_open.min(truth.chamber_kpa),
                    _ => {}
                }
                before = truth;
            });
            assert_eq!(opened, 1, "{} {seed} opens", embodiment.name());
        }
        println!(
            "outlet of {}: opens at {:.1} to {:.1} kPa, stays open down to {least_open:.1} kPa (10 units)",
            embodiment.name(),
            opens.0,
            opens.1
        );
        assert!(opens.0 > low - 2.0 && opens.1 < high, "{}: {opens:?} kPa", embodiment.name());
        // More than a metre of head, which lies on the reservoir's side.
        assert!(least_open > 9.9, "{}: {least_open} kPa", embodiment.name());
    }
}

#[test]
fn e64_e65_e75_its_wire_moves_the_inlet_from_open_to_closed_and_loss_of_power_lets_it_back() {
    for embodiment in Embodiment::ALL {
        let mut slowest_ms = [0, 0];
        for seed in 1..=20 {
            let mut twin = pump(embodiment, &PumpUnit::draw(seed), seed);
            let at = |truth: &Truth, open| is_open(truth, ValveSite::First) == Some(open);
            assert!(at(&twin.truth(), true), "{} {seed} rests open", embodiment.name());
            let mut broken = twin.clone();
            broken.set_fault(FaultKind::FirstValveWireBreak, 1.0);
            let close =
                |twin: &mut Twin| (1..=500).find(|_| at(&drive(twin, [0.0, 0.46, 0.0], Duration::from_ms(1)), false));
            let closes_ms = close(&mut twin).unwrap_or_else(|| panic!("{} {seed} does not close", embodiment.name()));
            assert_eq!(close(&mut broken), None, "{} {seed}: without its wire it stays open", embodiment.name());
            assert!(
                at(&drive(&mut twin, [0.0, 0.09, 0.0], Duration::from_s(3)), false),
                "held, {} {seed}",
                embodiment.name()
            );
            let opens_ms = (1..=3000)
                .find(|_| at(&drive(&mut twin, [0.0; 3], Duration::from_ms(1)), true))
                .unwrap_or_else(|| panic!("{} {seed} does not open", embodiment.name()));
            let truth = twin.truth();
            assert!(BEHIND.iter().all(|site| is_open(&truth, *site) != Some(true)), "{} {seed}", embodiment.name());
            slowest_ms = [slowest_ms[0].max(closes_ms), slowest_ms[1].max(opens_ms)];
        }
        println!(
            "inlet of {}, slowest of 20 units: closes in {} ms, opens {} ms after loss of power",
            embodiment.name(),
            slowest_ms[0],
            slowest_ms[1]
        );
    }
}
