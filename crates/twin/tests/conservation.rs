//! Nothing is made or lost in the arithmetic.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]

mod script;

use script::{pump, stroke};
use twin::{Embodiment, PumpUnit, Twin};
use units::Duration;

#[test]
fn liquid_is_conserved_to_1e_9_of_what_a_stroke_moves() {
    let mut worst = 0.0_f64;
    for seed in 1..=20 {
        let mut twin = pump(Embodiment::Tethered, &PumpUnit::draw(seed), seed);
        let mut imbalance = 0.0_f64;
        stroke(&mut twin, Duration::from_ms(10), |twin| imbalance = imbalance.max(twin.truth().imbalance_ul.abs()));
        let delivered = twin.truth().delivered_ul;
        assert!(delivered > 1.0, "unit {seed} delivered only {delivered} uL");
        worst = worst.max(imbalance / delivered);
    }
    println!("stroke, imbalance over what was delivered: error {worst:.1e}");
    assert!(worst < 1e-9, "{worst}");
}

fn rest(twin: &mut Twin) {
    twin.advance(twin.now() + Duration::from_min(10)).expect("the twin can be integrated");
}

/// What has left the reservoir is in the line and the tissue: the chamber is as full as before.
#[test]
fn a_stroke_gives_what_it_takes() {
    for seed in 1..=5 {
        let mut twin = pump(Embodiment::Tethered, &PumpUnit::draw(seed), seed);
        rest(&mut twin);
        let before = twin.truth();
        stroke(&mut twin, Duration::from_ms(10), |_| ());
        rest(&mut twin);
        let after = twin.truth();
        let delivered = after.delivered_ul - before.delivered_ul;
        let withdrawn = after.withdrawn_ul - before.withdrawn_ul;
        println!(
            "stroke of unit {seed}, withdrawn less delivered: error {:.1e} uL of {delivered:.2}",
            withdrawn - delivered
        );
        assert!((withdrawn - delivered).abs() < 1e-3, "unit {seed}: {withdrawn} and {delivered} uL");
    }
}
