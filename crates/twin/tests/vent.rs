//! The vent at work: what a filter that is clogged does to an emptying reservoir, and in an aircraft's cabin.

#![expect(clippy::print_stdout, reason = "a validation prints what it measures")]

mod script;

use script::{pump, stroke};
use twin::{Embodiment, Environment, FaultKind, PumpUnit, Twin};
use units::Duration;

/// Ambient pressure in a cabin at its highest, kPa: 2440 m.
const CABIN_KPA: f64 = 75.3;

/// Lets a cabin climb, in twenty minutes, and gives what went past the tip meanwhile, uL.
fn climbed(embodiment: Embodiment, clogged: f64) -> f64 {
    let mut twin = pump(embodiment, &PumpUnit::nominal(), 1);
    twin.set_fault(FaultKind::VentClogged, clogged);
    twin.advance(twin.now() + Duration::from_min(1)).expect("the twin can be integrated");
    let before = twin.truth().delivered_ul;
    for step in 1..=20 {
        let ambient_kpa = 101.325 + (CABIN_KPA - 101.325) * f64::from(step) / 20.0;
        twin.set_environment(Environment { ambient_kpa, ..Environment::default() });
        twin.advance(twin.now() + Duration::from_min(1)).expect("the twin can be integrated");
    }
    twin.truth().delivered_ul - before
}

/// With the filter shut, the air behind the bag keeps the ground's pressure: 26 kPa more than outside, which is more than
/// a passive outlet's bias holds and less than a driven valve's spring does.
#[test]
fn e30_a_clogged_vent_lets_a_climbing_cabin_press_drug_past_a_passive_outlet() {
    for embodiment in Embodiment::ALL {
        let (sound, clogged) = (climbed(embodiment, 0.0), climbed(embodiment, 1.0));
        println!("vent, climb to 2440 m, {}: {sound:.3} uL delivered, clogged {clogged:.2} uL", embodiment.name());
        assert!(sound.abs() < 0.2, "{}: {sound} uL with a sound vent", embodiment.name());
        if embodiment == Embodiment::Patch {
            assert!(clogged > 10.0, "{clogged} uL");
        } else {
            assert!(clogged.abs() < 0.2, "{}: {clogged} uL", embodiment.name());
        }
    }
}

/// What strokes take out of the bag, a shut filter does not let back in behind it.
#[test]
fn e30_behind_a_clogged_vent_an_emptying_reservoir_is_sucked_on() {
    let left = |clogged: f64| {
        let mut twin: Twin = pump(Embodiment::Patch, &PumpUnit::nominal(), 1);
        twin.set_fault(FaultKind::VentClogged, clogged);
        for _ in 0..30 {
            stroke(&mut twin, Duration::from_ms(100), |_| ());
        }
        twin.truth()
    };
    let (sound, clogged) = (left(0.0), left(1.0));
    println!(
        "vent, chamber after 30 strokes: {:.2} kPa, clogged {:.2} kPa; delivered {:.1} and {:.1} uL",
        sound.chamber_kpa, clogged.chamber_kpa, sound.delivered_ul, clogged.delivered_ul
    );
    assert!(sound.chamber_kpa.abs() < 0.1, "{} kPa", sound.chamber_kpa);
    assert!(clogged.chamber_kpa < -1.0, "{} kPa", clogged.chamber_kpa);
}
