//! The dispensing chamber: a spring-loaded membrane that takes up a stroke, lies still while its volume is measured,
//! and presses the liquid out through the measurement valve.
//!
//! What it holds is taken, one to one, from the gas on the membrane's other side.

use crate::parameter::parameters;
use crate::real::Real;

parameters! {
    /// The spring-loaded membrane of the dispensing chamber; wetted.
    DispensingParameters, Disposable, "dispensing chamber";
    preload_kpa: "kPa", 4.5, 5.0, 5.5, source: "assumed, because the last drop has to leave against tissue at rest (0 to 2 kPa)";
    stiffness_kpa_ul: "kPa/uL", 3.0, 3.33, 3.7, source: "assumed, because the largest stroke of 3 uL should stay below 15 kPa, which the passive outlet has to overcome besides its own bias";
    capacity_ul: "uL", 3.4, 3.5, 3.6, source: "assumed, because it has to take a full stroke of 3.3 uL";
    seated_ul: "uL", 0.03, 0.05, 0.08, source: "assumed, because roughness of floor and membrane holds a film of about 5 um on 10 mm2";
    radius_mm: "mm", 3.95, 4.0, 4.05, source: "assumed, because a stroke of 3 uL then lifts its membrane by 0.2 mm";
    depth_mm: "mm", 0.09, 0.1, 0.11, source: "assumed, because little liquid may stay in it";
}

/// Stiffness of floor and cover, kPa/uL. Assumed, because both are solid plastic and only the membrane's thickness
/// yields.
const STOP_KPA_UL: f64 = 300.0;

impl DispensingParameters {
    /// Pressure inside, kPa above the gas beyond the membrane, at a content in uL.
    ///
    /// # Model
    /// A preloaded linear spring between two stops. As the membrane comes to lie on the floor, the floor takes over the
    /// preload: the empty chamber has no pressure of its own. Sucked further it is pressed into the floor; full, it lies
    /// against its cover.
    #[inline(always)]
    pub(crate) fn pressure<R: Real>(&self, content: R) -> R {
        // Rounded over a quarter of the film; steep enough to leave nothing of the preload at zero.
        let width = 0.25 * self.seated_ul;
        let floor_kpa_ul = self.preload_kpa / (self.seated_ul - 0.5 * width);
        let unloaded = (-content + self.seated_ul).positive_part(width) * floor_kpa_ul;
        let floor = (-content).positive_part(0.01) * STOP_KPA_UL;
        let cover = (content - self.capacity_ul).positive_part(0.01) * STOP_KPA_UL;
        content * self.stiffness_kpa_ul + self.preload_kpa - unloaded - floor + cover
    }
}

#[cfg(test)]
#[expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a validation prints what it measures, against the platform's functions"
)]
mod tests {
    use super::*;
    use crate::random::Random;
    use crate::real::Dual;
    use proptest::prelude::*;

    fn drawn(seed: u64) -> DispensingParameters {
        DispensingParameters::draw(&mut Random::of_part(seed, "", ""))
    }

    #[test]
    fn a_full_stroke_is_held_at_5_to_15_kpa() {
        let chamber = DispensingParameters::nominal();
        for (content, spring) in [(0.5, 6.67), (1.0, 8.33), (2.0, 11.66), (3.0, 14.99)] {
            let pressure: f64 = chamber.pressure(content);
            assert!((pressure - spring).abs() < 0.01, "{content} uL: {pressure} kPa");
            assert!((5.0..=15.0).contains(&pressure), "{content} uL: {pressure} kPa");
        }
        let highest = (0..200).map(|seed| drawn(seed).pressure(3.0)).fold(0.0_f64, f64::max);
        println!("dispensing chamber, pressure at 3 uL: 15.0 kPa nominal, {highest:.1} kPa at most of 200");
        assert!(highest < 17.0, "{highest} kPa");
    }

    #[test]
    fn an_empty_chamber_has_no_pressure_and_resists_suction() {
        for seed in 0..200 {
            let chamber = drawn(seed);
            let rest: f64 = chamber.pressure(0.0);
            assert!(rest.abs() < 1e-12, "unit {seed}: {rest} kPa");
            // A metre of head below the pump, 9.8 kPa, draws out less than the sensor can tell.
            assert!(chamber.pressure(-0.05) < -9.8, "unit {seed}");
        }
    }

    #[test]
    fn a_full_chamber_takes_no_more() {
        for seed in 0..200 {
            let chamber = drawn(seed);
            let spring = chamber.preload_kpa + chamber.stiffness_kpa_ul * (chamber.capacity_ul + 0.2);
            assert!(chamber.pressure(chamber.capacity_ul + 0.2) > spring + 55.0, "unit {seed}");
        }
    }

    proptest! {
        #[test]
        fn pressure_rises_with_every_drop(seed in 0u64..200, content in -1.0f64..5.0, drop in 1e-6f64..1.0) {
            let chamber = drawn(seed);
            prop_assert!(chamber.pressure(content + drop) > chamber.pressure(content));
        }

        #[test]
        fn the_slope_lies_between_the_differences_to_either_side(seed in 0u64..200, content in -0.5f64..4.0) {
            let chamber = drawn(seed);
            let slope = chamber.pressure(Dual::<1>::variable(content, 0)).by[0];
            let h = 1e-6;
            let before = (chamber.pressure(content) - chamber.pressure(content - h)) / h;
            let after = (chamber.pressure(content + h) - chamber.pressure(content)) / h;
            prop_assert!(slope >= before.min(after) - 1e-3 && slope <= before.max(after) + 1e-3);
        }
    }

    /// Content after a time, emptying through a resistance into nothing, by small steps of a fourth-order rule.
    fn emptied(chamber: &DispensingParameters, content: f64, resistance_kpa_s_ul: f64, seconds: f64) -> f64 {
        let steps = 2000;
        let step = seconds / f64::from(steps);
        let rate = |content: f64| -chamber.pressure(content) / resistance_kpa_s_ul;
        (0..steps).fold(content, |content, _| {
            let a = rate(content);
            let b = rate(content + 0.5 * step * a);
            let c = rate(content + 0.5 * step * b);
            let d = rate(content + step * c);
            content + step / 6.0 * (a + 2.0 * b + 2.0 * c + d)
        })
    }

    /// Through needle and cannula alone, and through tissue as well: `V(t) = (V0 + P0/k) exp(-t / (R/k)) - P0/k` while
    /// the membrane is off its floor.
    #[test]
    fn the_chamber_empties_as_the_exponential_of_resistance_and_stiffness() {
        let chamber = DispensingParameters::nominal();
        let reach = chamber.preload_kpa / chamber.stiffness_kpa_ul;
        for resistance in [0.01, 0.1, 1.0, 20.0] {
            let constant = resistance / chamber.stiffness_kpa_ul;
            let mut worst = 0.0_f64;
            for tenth in 1..=8 {
                let time = 0.1 * f64::from(tenth) * constant;
                let exact = (2.0 + reach) * (-time / constant).exp() - reach;
                if exact > chamber.seated_ul {
                    worst = worst.max((emptied(&chamber, 2.0, resistance, time) - exact).abs());
                }
            }
            let emptying = constant * ((2.0 + reach) / (chamber.seated_ul + reach)).ln();
            println!(
                "dispensing chamber through {resistance} kPa s/uL: constant {constant:.3} s, 2 uL out in {emptying:.3} s, \
                 error {worst:.0e} uL"
            );
            assert!(worst < 1e-9, "{resistance} kPa s/uL: {worst} uL");
        }
    }

    #[test]
    fn back_pressure_holds_back_what_the_spring_cannot_press_out() {
        let chamber = DispensingParameters::nominal();
        // By hand: 10 kPa = 5 kPa + 3.33 kPa/uL V.
        let (low, high) = (1.500, 1.503);
        assert!(chamber.pressure(low) < 10.0 && chamber.pressure(high) > 10.0);
        // Against tissue at rest, less than the film is left.
        assert!(chamber.pressure(chamber.seated_ul) > 2.0);
    }
}
