//! What must not matter does not: the same strokes in surroundings or with a set that differ in one thing, and what
//! that thing does change.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]

mod drawing;
mod script;

use drawing::nominal;
use script::{pump, stroke};
use twin::{
    Action, Build, ConnectorMove, Core, Design, DeviceMove, Embodiment, Environment, FaultKind, Impossible,
    OpticalSite, PumpUnit, Topology, Truth, Turn, Twin,
};
use units::Duration;

const TICK: Duration = Duration::from_ms(100);

/// Strokes that let line and tissue settle, and strokes whose mean counts.
const SETTLING: u32 = 8;
const COUNTED: u32 = 8;

/// A pump with this set.
fn with_set(embodiment: Embodiment, topology: Topology, unit: &PumpUnit) -> Twin {
    let made = Build::from(embodiment);
    pump(Build { design: Design { topology, ..made.design }, ..made }, unit, 1)
}

/// Mean dose of a stroke once all has settled, uL.
fn mean_dose(twin: &mut Twin) -> f64 {
    // Half an hour apart, so that each starts from rest.
    let mut strokes = |count: u32| {
        let before = twin.truth().delivered_ul;
        for _ in 0..count {
            stroke(twin, TICK, |_| ());
            twin.advance(twin.now() + Duration::from_min(30)).expect("the twin can be integrated");
        }
        twin.truth().delivered_ul - before
    };
    strokes(SETTLING);
    strokes(COUNTED) / f64::from(COUNTED)
}

/// Does these things; what a device does not have is left out.
fn act(twin: &mut Twin, actions: &[Action]) {
    for action in actions {
        match twin.act(*action) {
            Ok(()) | Err(Impossible::NoSuchPart) => {}
            Err(reason) => panic!("{action:?}: {reason}"),
        }
    }
}

/// Puts a new, empty set on and pumps until liquid runs out at the needle. Returns what had to be pumped, uL.
fn primed_ul(twin: &mut Twin) -> f64 {
    act(twin, &[Turn::Unlock, Turn::Unlatch, Turn::Lift].map(Action::Housings));
    let off = [ConnectorMove::Pull, ConnectorMove::Pull].map(Action::Connector);
    act(twin, &off);
    act(twin, &[Action::Device(DeviceMove::Unmate), Action::NewConnector(Core::Tagged)]);
    act(twin, &[ConnectorMove::Push, ConnectorMove::Push].map(Action::Connector));
    act(twin, &[Turn::Place, Turn::Latch, Turn::Lock].map(Action::Housings));
    let before = twin.truth();
    while twin.truth().path_gas_ul > 1e-6 {
        stroke(twin, TICK, |_| ());
    }
    stroke(twin, TICK, |_| ());
    let after = twin.truth();
    assert!(after.delivered_ul <= before.delivered_ul, "no air gets into the body");
    (after.withdrawn_ul - before.withdrawn_ul) - (after.spilled_ul - before.spilled_ul)
}

#[test]
fn a_longer_tube_takes_more_to_prime_and_changes_no_dose() {
    let lengths_mm = [600.0, 1200.0];
    let units = lengths_mm.map(|length_mm| PumpUnit::nominal().with_tubing_mm(length_mm));
    let [short, long] = units.map(|unit| primed_ul(&mut pump(Embodiment::Tethered, &unit, 1)));
    let bore_mm = nominal("tubing", "bore_mm");
    let expected_ul = core::f64::consts::FRAC_PI_4 * bore_mm * bore_mm * (lengths_mm[1] - lengths_mm[0]);
    let error = (long - short) / expected_ul - 1.0;
    println!(
        "priming of 0.6 and 1.2 m of tubing: {short:.1} and {long:.1} uL, difference against pi/4 d2 L: error {:.2} %",
        1e2 * error
    );
    assert!(error.abs() < 0.01, "{error}");
    let [short, long] = units.map(|unit| mean_dose(&mut pump(Embodiment::Tethered, &unit, 1)));
    let change = long / short - 1.0;
    println!(
        "mean dose of strokes through 0.6 and 1.2 m of tubing: {short:.4} and {long:.4} uL, {:.2} %",
        1e2 * change
    );
    assert!(change.abs() < 0.01, "{change}");
}

#[test]
fn the_dose_does_not_depend_on_how_the_set_is_connected() {
    for embodiment in [Embodiment::Patch, Embodiment::Metered] {
        let doses = [Topology::DIRECT, Topology::TUBED, Topology::NEEDLE_ON_TUBING]
            .map(|topology| mean_dose(&mut with_set(embodiment, topology, &PumpUnit::nominal())));
        let change = largest(&doses.map(|dose| dose / doses[0] - 1.0));
        println!(
            "mean dose of {}, direct, tubed and needle on tubing: {doses:.4?} uL, {:.3} % at most",
            embodiment.name(),
            1e2 * change
        );
        assert!(change < 0.005, "{}: {doses:?}", embodiment.name());
    }
}

fn largest(changes: &[f64]) -> f64 {
    changes.iter().fold(0.0, |largest, change| largest.max(change.abs()))
}

/// Truth at each tick of two strokes, and the mean of lit less dark at rest, counts a pulse.
fn strokes_under(embodiment: Embodiment, seed: u64, environment: Environment) -> (Vec<Truth>, f64) {
    let mut twin = pump(embodiment, &PumpUnit::draw(5), seed);
    twin.set_environment(environment);
    let readings = (0..200).map(|_| twin.read_optics(OpticalSite::Plunger, 128));
    let sum: f64 = readings.map(|read| f64::from(read.lit) - f64::from(read.dark)).sum();
    let mut truths = Vec::new();
    for _ in 0..2 {
        stroke(&mut twin, TICK, |twin| {
            twin.read_optics(OpticalSite::Plunger, 16);
            truths.push(twin.truth());
        });
    }
    (truths, sum / 200.0 / 128.0)
}

/// As much as leaves the converter room for the diode's.
const LIGHT: f64 = 0.2;

#[test]
fn ambient_light_moves_no_plunger_and_takes_nothing_from_lit_less_dark() {
    for embodiment in Embodiment::ALL {
        let (dark, dark_counts) = strokes_under(embodiment, 1, Environment::default());
        let light = Environment { light: LIGHT, ..Environment::default() };
        // With noise of its own.
        let (lit, lit_counts) = strokes_under(embodiment, 2, light);
        assert_eq!(dark, lit, "{}", embodiment.name());
        let error = lit_counts / dark_counts - 1.0;
        println!("optics of {} in light of {LIGHT} of full scale, lit less dark: error {error:.1e}", embodiment.name());
        assert!(error.abs() < 2e-4, "{}: {dark_counts} and {lit_counts}", embodiment.name());
    }
}

#[test]
fn another_seed_of_noise_changes_readings_and_not_the_truth() {
    for embodiment in Embodiment::ALL {
        let (truth, counts) = strokes_under(embodiment, 1, Environment::default());
        let (same, other_counts) = strokes_under(embodiment, 2, Environment::default());
        assert_eq!(truth, same, "{}", embodiment.name());
        assert_ne!(counts.to_bits(), other_counts.to_bits(), "{}", embodiment.name());
    }
}

/// Every way that an axis can point. As long as the trap keeps the air in the reservoir, the pump does not feel it.
#[test]
fn a_dose_does_not_depend_on_which_way_is_down_as_long_as_no_air_comes() {
    let ways =
        [[0.0, 0.0, -1.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [-1.0, 0.0, 0.0]];
    for embodiment in Embodiment::ALL {
        let given = ways.map(|gravity| {
            let mut twin = pump(embodiment, &PumpUnit::draw(6), 1);
            twin.set_environment(Environment { gravity, ..Environment::default() });
            let mut air_ul = 0.0_f64;
            for _ in 0..3 {
                stroke(&mut twin, TICK, |twin| air_ul = air_ul.max(twin.truth().path_gas_ul));
            }
            (air_ul, twin.truth().delivered_ul)
        });
        let without_air: Vec<f64> = given.iter().filter(|(air_ul, _)| *air_ul == 0.0).map(|given| given.1).collect();
        let changes: Vec<f64> = without_air.iter().map(|dose| dose - without_air[0]).collect();
        println!(
            "three strokes of {} in {} ways of holding it that bring no air: {:.1e} uL apart at most",
            embodiment.name(),
            without_air.len(),
            largest(&changes)
        );
        assert!(without_air.len() >= 4, "{}: {given:?}", embodiment.name());
        assert!(largest(&changes) < 1e-6, "{}: {without_air:?}", embodiment.name());
    }
}

/// Weather: 98 and 105 kPa. Gas in the chamber's corners is smaller under more pressure, and yields less.
#[test]
fn weather_changes_a_dose_by_no_more_than_the_gas_in_the_chambers_corners() {
    let corners_ul = nominal("pump chamber", "residual_gas_ul");
    for embodiment in Embodiment::ALL {
        let [low, high] = [98.0, 105.0].map(|ambient_kpa| {
            let mut twin = pump(embodiment, &PumpUnit::nominal(), 1);
            twin.scale_tolerance(0.01);
            twin.set_environment(Environment { ambient_kpa, ..Environment::default() });
            mean_dose(&mut twin)
        });
        let explained_ul = corners_ul * (101.325 / 98.0 - 101.325 / 105.0);
        let change_ul = low - high;
        println!(
            "mean dose of {} at 98 and 105 kPa: {:.1e} uL apart; the gas in the corners {explained_ul:.1e} uL",
            embodiment.name(),
            change_ul.abs()
        );
        assert!(change_ul.abs() < explained_ul, "{}: {low} and {high} uL", embodiment.name());
    }
}

/// Bubbles in a chamber that has warmed up since the surroundings were last set.
#[test]
fn surroundings_that_are_set_again_to_what_they_are_change_nothing() {
    for embodiment in Embodiment::ALL {
        let mut left = pump(embodiment, &PumpUnit::nominal(), 1);
        left.scale_tolerance(0.01);
        left.set_environment(Environment { air_c: 40.0, ..Environment::default() });
        left.set_fault(FaultKind::ChamberAir, 0.3);
        left.advance(left.now() + Duration::from_h(3)).expect("the twin can be integrated");
        let mut set_again = left.clone();
        set_again.set_environment(left.environment());
        let dose = |mut twin: Twin| {
            stroke(&mut twin, TICK, |_| ());
            twin.truth().delivered_ul
        };
        let (left, set_again) = (dose(left), dose(set_again));
        println!(
            "stroke of {} with bubbles, surroundings set again: {:.1e} uL apart of {left:.2}",
            embodiment.name(),
            (left - set_again).abs()
        );
        assert!((left - set_again).abs() < 1e-4, "{}: {left} and {set_again} uL", embodiment.name());
    }
}
