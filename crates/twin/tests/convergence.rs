//! What the integrator's tolerance costs: the scripted stroke at three tolerances against a hundred times finer still.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]

mod script;

use script::{pump, stroke};
use twin::{Embodiment, PumpUnit};
use units::Duration;

/// What a stroke comes to.
struct Outcome {
    delivered_ul: f64,
    furthest_mm: f64,
    steps: u64,
}

fn outcome(embodiment: Embodiment, unit: &PumpUnit, tolerance_scale: f64, tick: Duration) -> Outcome {
    let mut twin = pump(embodiment, unit, 1);
    twin.scale_tolerance(tolerance_scale);
    let mut furthest_mm = 0.0_f64;
    stroke(&mut twin, tick, |twin| furthest_mm = furthest_mm.max(twin.truth().plunger_mm));
    Outcome {
        delivered_ul: twin.truth().delivered_ul,
        furthest_mm,
        steps: twin.effort().steps + twin.effort().rejected,
    }
}

/// Errors over many units, at one tolerance.
#[derive(Default)]
struct Errors {
    nominal_ul: f64,
    worst_ul: f64,
    square_sum: f64,
    worst_mm: f64,
    steps: u64,
}

const UNITS: u32 = 12;
/// Factors of the tolerance; the reference is a hundred times finer than the last.
const SCALES: [f64; 3] = [1.0, 0.1, 0.01];

fn errors(embodiment: Embodiment, tick: Duration) -> [Errors; 3] {
    let mut errors: [Errors; 3] = Default::default();
    for seed in 0..u64::from(UNITS) {
        let unit = if seed == 0 { PumpUnit::nominal() } else { PumpUnit::draw(seed) };
        let reference = outcome(embodiment, &unit, 1e-4, tick);
        for (errors, scale) in errors.iter_mut().zip(SCALES) {
            let outcome = outcome(embodiment, &unit, scale, tick);
            let error = outcome.delivered_ul - reference.delivered_ul;
            if seed == 0 {
                errors.nominal_ul = error.abs();
            }
            errors.worst_ul = errors.worst_ul.max(error.abs());
            errors.square_sum += error * error;
            errors.worst_mm = errors.worst_mm.max((outcome.furthest_mm - reference.furthest_mm).abs());
            errors.steps += outcome.steps;
        }
    }
    errors
}

#[test]
fn delivered_volume_converges_with_the_tolerance() {
    for embodiment in Embodiment::ALL {
        for (name, tick) in [("at pin changes only", Duration::from_min(1)), ("every 10 ms", Duration::from_ms(10))] {
            converges(embodiment, name, tick);
        }
    }
}

fn converges(embodiment: Embodiment, name: &str, tick: Duration) {
    let errors = errors(embodiment, tick);
    let what = format!("stroke of {}, stopping {name}", embodiment.name());
    let rms = errors.each_ref().map(|errors| (errors.square_sum / f64::from(UNITS)).sqrt());
    for ((errors, rms), scale) in errors.iter().zip(rms).zip(SCALES) {
        let Errors { worst_ul, worst_mm, steps, .. } = errors;
        println!(
            "{what}, tolerance times {scale}: error {rms:.1e} uL rms, at most {worst_ul:.1e} uL, {:.2} um; {} steps",
            1e3 * worst_mm,
            steps / u64::from(UNITS)
        );
    }
    println!("{what}, tolerance times 1, nominal unit: error {:.1e} uL", errors[0].nominal_ul);
    assert!(errors[0].nominal_ul < 1e-3, "{what}: {} uL", errors[0].nominal_ul);
    // A passive outlet under a slow flow opens and closes several times, and coarse steps miscount.
    assert!(errors[0].worst_ul < 5e-3 && rms[0] < 2e-3, "{what}: {} uL", errors[0].worst_ul);
    // Its last opening falls before or after the stroke's end by a hair: an error of one opening, some nL, which only the
    // finest steps get right.
    assert!(rms[2] < 0.5 * rms[0].max(rms[1]), "{what}: {rms:?} uL");
    if embodiment == Embodiment::Tethered {
        assert!(rms[2] < 0.5 * rms[1] && rms[1] < rms[0], "{what}: {rms:?} uL");
    }
}
