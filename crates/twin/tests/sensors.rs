//! The optical sensors on the pump at work: what they say of plunger and second valve, against the truth.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]

mod script;

use script::{pump, stroke};
use twin::{Actuation, Embodiment, FaultKind, OpticalSite, PumpUnit, Twin, ValveSite};
use units::Duration;

const PULSES: u16 = 128;
/// Distance between two travels of the jig, mm.
const JIG_STEP_MM: f64 = 0.02;

/// Lit less dark, in counts a pulse.
fn difference(sample: twin::OpticalSample) -> f64 {
    (f64::from(sample.lit) - f64::from(sample.dark)) / f64::from(PULSES)
}

/// The plunger's sensor on a jig, from -0.04 mm on.
fn calibrate(twin: &mut Twin) -> Vec<f64> {
    let housing_c = twin.truth().housing_c;
    (-2..25)
        .map(|i| {
            let mut read =
                || twin.read_optics_on_jig(OpticalSite::Plunger, JIG_STEP_MM * f64::from(i), housing_c, PULSES);
            (0..64).map(|_| difference(read())).sum::<f64>() / 64.0
        })
        .collect()
}

/// Travel at which the jig read this, mm, by linear interpolation.
fn travel_mm(calibration: &[f64], counts: f64) -> f64 {
    let after = calibration.partition_point(|c| *c > counts).clamp(1, calibration.len() - 1);
    let (high, low) = (calibration[after - 1], calibration[after]);
    let steps = u32::try_from(after - 1).expect("a small index");
    JIG_STEP_MM * (f64::from(steps) - 2.0 + (high - counts) / (high - low))
}

#[test]
fn e5_e6_start_and_end_of_a_stroke_are_seen_within_2_um() {
    let (mut square_um2, mut count, mut furthest_mm) = (0.0, 0.0, 0.0_f64);
    for seed in 1..=5 {
        let mut twin = pump(Embodiment::Tethered, &PumpUnit::draw(seed), seed);
        let calibration = calibrate(&mut twin);
        let start_truth = twin.truth().plunger_mm;
        let start = travel_mm(&calibration, difference(twin.read_optics(OpticalSite::Plunger, PULSES)));
        stroke(&mut twin, Duration::from_ms(100), |twin| {
            let end = travel_mm(&calibration, difference(twin.read_optics(OpticalSite::Plunger, PULSES)));
            let truth_mm = twin.truth().plunger_mm - start_truth;
            let error_um = 1e3 * (end - start - truth_mm);
            square_um2 += error_um * error_um;
            count += 1.0;
            furthest_mm = furthest_mm.max(truth_mm);
        });
    }
    let deviation_um = f64::sqrt(square_um2 / count);
    println!("optics, displacement in strokes up to {furthest_mm:.3} mm: error {deviation_um:.2} um");
    assert!(furthest_mm > 0.2, "the plunger moves");
    assert!(deviation_um < 2.0, "{deviation_um} um");
}

#[test]
fn e12_the_second_valves_sensor_tells_open_from_shut_and_a_pin_that_binds() {
    let mut least = f64::INFINITY;
    for seed in 1..=10 {
        let mut twin = pump(Embodiment::Tethered, &PumpUnit::draw(seed), seed);
        let [shut, open, again] =
            [after(&mut twin, 0.0, 1000), after(&mut twin, 0.9, 500), after(&mut twin, 0.0, 3000)];
        assert_eq!([shut.1, open.1, again.1], [false, true, false], "unit {seed}");
        // The seat takes a while to be pressed in again, and a reading's noise is about 1 count.
        assert!((again.0 - shut.0).abs() < 10.0, "unit {seed}: {} counts before, {} after", shut.0, again.0);
        least = least.min(shut.0 - open.0);
        twin.set_fault(FaultKind::SecondValveStiction, 1.0);
        let bound = after(&mut twin, 0.9, 500);
        assert!(!bound.1, "unit {seed} is held shut");
        assert!((bound.0 - shut.0).abs() < 20.0, "unit {seed}: {} counts shut, {} with the pin bound", shut.0, bound.0);
    }
    println!("optics, second valve, shut less open: {least:.0} counts at least of 10 units");
    assert!(least > 100.0, "{least} counts");
}

/// The second valve's sensor, lit less dark, and whether the valve is open, after its wire was driven for a while.
fn after(twin: &mut Twin, second_valve: f64, ms: u64) -> (f64, bool) {
    twin.actuate(Actuation { second_valve, ..Actuation::default() });
    twin.advance(twin.now() + Duration::from_ms(ms)).expect("the twin can be integrated");
    (
        difference(twin.read_optics(OpticalSite::SecondValve, PULSES)),
        twin.truth().valve(ValveSite::Second).is_some_and(|valve| valve.open),
    )
}
