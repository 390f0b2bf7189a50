//! The membrane against a cone frustum, a published force, a Prony series, and virtual work.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]
#![expect(clippy::disallowed_methods, reason = "the platform's functions are the reference here")]

use super::*;
use proptest::prelude::*;

const DEPTH_MM: f64 = 0.4;

fn nominal() -> Membrane {
    Membrane::new(MembraneParameters::nominal(), DEPTH_MM)
}

/// Cone frustum between plunger edge and clamp, of this height, uL.
fn frustum_ul(travel: f64) -> f64 {
    core::f64::consts::PI / 3.0 * (2.0 * 2.0 + 2.0 * 1.2 + 1.2 * 1.2) * travel
}

#[test]
fn swept_volume_is_the_frustum_at_small_travel_and_exceeds_it_by_the_assumed_growth_at_full_travel() {
    for (travel, growth) in [(0.001, 0.0), (0.1, 0.0125), (0.2, 0.025), (0.4, 0.05)] {
        let excess = nominal().swept(travel) / frustum_ul(travel) - 1.0;
        println!("membrane, swept volume at {travel} mm against the frustum: error {:.2} %", 100.0 * excess);
        assert!((excess - growth).abs() < 2e-4, "{travel} mm: {excess}");
    }
}

#[test]
fn force_at_full_travel_is_the_published_stretch_plus_the_dome() {
    let stretch = nominal().force(DEPTH_MM, 0.0, 0.0) - 0.8 * DEPTH_MM;
    let error = stretch / 0.38 - 1.0;
    println!("membrane, stretch force at 0.4 mm against 0.38 N: error {:.2} %", 100.0 * error);
    assert!(error.abs() < 0.02, "{stretch} N");
    println!("membrane, dome force at 0.4 mm, fresh: {:.3} N", 0.8 * DEPTH_MM);
}

/// Held at full travel, the force falls as the two exponentials of a Prony series do.
#[test]
fn force_relaxes_as_the_prony_series_to_its_long_term_value() {
    let membrane = nominal();
    let (mut fast, mut slow) = (0.0, 0.0);
    let h = 0.01;
    let mut worst = 0.0_f64;
    for step in 1..=100_000 {
        // The classical two-stage step of second order.
        let [fast_rate, slow_rate] = membrane.relaxation(DEPTH_MM, fast, slow);
        let [fast_after, slow_after] =
            membrane.relaxation(DEPTH_MM, fast + 0.5 * h * fast_rate, slow + 0.5 * h * slow_rate);
        fast += h * fast_after;
        slow += h * slow_after;
        let t = h * f64::from(step);
        let share = 1.0 - 0.08 * (1.0 - (-t).exp()) - 0.06 * (1.0 - (-t / 100.0).exp());
        let series = 0.8 * DEPTH_MM * share + stretch_n();
        worst = worst.max((membrane.force(DEPTH_MM, fast, slow) / series - 1.0).abs());
    }
    let long_term = 0.8 * DEPTH_MM * (1.0 - 0.08 - 0.06) + stretch_n();
    let error = membrane.force(DEPTH_MM, fast, slow) / long_term - 1.0;
    println!("membrane, relaxation against the Prony series: error {worst:.1e}; after 1000 s: error {error:.1e}");
    assert!(worst < 1e-5 && error.abs() < 1e-5, "{worst} {error}");
}

/// `E t / 2 (x / w)^3` round the middle of the annulus.
fn stretch_n() -> f64 {
    let strain: f64 = DEPTH_MM / 0.8;
    0.5 * 3.0 * 0.2 * strain * strain * strain * core::f64::consts::PI * 3.2
}

proptest! {
    /// Work done on the plunger by pressure is pressure times volume: the force is the pressure times the slope of
    /// the swept volume.
    #[test]
    fn pressure_force_times_travel_is_pressure_times_swept_volume(
        seed in 0u64..1000, travel in -0.01f64..0.45, pressure in -90.0f64..300.0,
    ) {
        let mut random = crate::random::Random::of_part(seed, "membrane", "membrane");
        let membrane = Membrane::new(MembraneParameters::draw(&mut random), DEPTH_MM);
        let h = 1e-3;
        // The swept volume is quadratic, so that its central difference is exact. 1 kPa uL is 1e-3 N mm.
        let work = pressure * 1e-3 * (membrane.swept(travel + h) - membrane.swept(travel - h)) / (2.0 * h);
        let force = membrane.pressure_force(travel, pressure);
        prop_assert!((force - work).abs() < 1e-9 * (1.0 + work.abs()), "{force} N against {work} N");
    }

    #[test]
    fn the_membrane_always_pushes_back_harder_further_on(travel in 0.0f64..0.4, more in 1e-4f64..0.05) {
        prop_assert!(nominal().force(travel + more, 0.0, 0.0) > nominal().force(travel, 0.0, 0.0));
    }
}
