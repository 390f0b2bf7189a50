//! A joint of the fluid path: a plug in a taper. The connector's receiver takes the reservoir's plug so, and the
//! connector's tapered opening takes the tubing's end.
//!
//! A joint is seated to a share of its depth: 1 is home, 0 is out. Fully home it does not leak; drawn back it leaks ever
//! more, and holds less.

use crate::parameter::parameters;
use crate::real::Real;

parameters! {
    /// Plug and receiver of the fluid connector.
    PlugParameters, Set, "connector's plug";
    half_seated_ul_s_kpa: "uL/(s kPa)", 0.005, 0.01, 0.02, source: "assumed, because a gap of a few um is what a soft seal leaves when its squeeze is gone";
    holding_n: "N", 15.0, 25.0, 35.0, source: "assumed, because connectors of sets are made to hold the pull of a caught tube, 15 N";
}

parameters! {
    /// The tubing's end in its tapered opening.
    BondParameters, Set, "tubing's bond";
    half_seated_ul_s_kpa: "uL/(s kPa)", 0.005, 0.01, 0.02, source: "assumed, because it is a taper as the plug's";
    holding_n: "N", 16.0, 22.0, 30.0, source: "assumed, because glued tubing of sets is made to hold the pull of a caught tube, 15 N";
}

/// A joint, seated to some depth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Joint {
    half_seated_ul_s_kpa: f64,
    holding_n: f64,
    /// Share of the full depth, 0 to 1.
    pub(crate) seating: f64,
}

impl PlugParameters {
    /// The plug in its receiver.
    pub(crate) fn joint(&self, seating: f64) -> Joint {
        Joint { half_seated_ul_s_kpa: self.half_seated_ul_s_kpa, holding_n: self.holding_n, seating }
    }
}

impl BondParameters {
    /// The tubing in its opening.
    pub(crate) fn joint(&self, seating: f64) -> Joint {
        Joint { half_seated_ul_s_kpa: self.half_seated_ul_s_kpa, holding_n: self.holding_n, seating }
    }
}

impl Joint {
    /// Flow out of the joint into the open, uL/s, at a pressure within of so many kPa above ambient; inwards it is air.
    ///
    /// # Model
    /// The gap of a taper grows in proportion to how far the plug stands back, and a narrow gap conducts as its cube.
    /// Below a sixth of its depth, where the overlap's shortening would matter as well, it is as good as open.
    ///
    /// # Source
    /// [WHI] plane Poiseuille flow in the gap.
    #[inline(always)]
    pub(crate) fn leak_ul_s<R: Real>(&self, pressure: R) -> R {
        let gap = 2.0 * (1.0 - self.seating);
        pressure * (self.half_seated_ul_s_kpa * gap * gap * gap)
    }

    /// Whether liquid still gets from side to side.
    pub(crate) fn joins(&self) -> bool {
        self.seating > 0.0
    }

    /// Is pulled at. A taper is held by the friction of what overlaps: it holds in proportion to its seating, and once
    /// it slips it comes out.
    pub(crate) fn pull(&mut self, force_n: f64) {
        if force_n > self.holding_n * self.seating {
            self.seating = 0.0;
        }
    }
}

#[cfg(test)]
#[expect(clippy::print_stdout, reason = "a validation prints what it measures")]
mod tests {
    use super::*;
    use crate::random::{Random, Stream};

    /// The plug and the bond at a seating.
    fn joints(seating: f64) -> [Joint; 2] {
        [PlugParameters::nominal().joint(seating), BondParameters::nominal().joint(seating)]
    }

    fn check_leak(joint: impl Fn(f64) -> Joint) {
        assert!(joint(1.0).leak_ul_s(300.0).abs() < 1e-15, "home, it is tight");
        // The law by hand at 30 kPa: 0.01 uL/(s kPa) half seated, an eighth of that three quarters seated.
        for (seating, by_hand) in [(0.5, 0.3), (0.75, 0.0375), (0.9, 0.0024), (0.25, 1.0125)] {
            let leak = joint(seating).leak_ul_s(30.0);
            println!("joint, seated {seating}, 30 kPa: {leak:.4} uL/s");
            assert!((leak / by_hand - 1.0).abs() < 1e-9, "{seating}: {leak}");
            assert!((joint(seating).leak_ul_s(-30.0) + leak).abs() < 1e-12);
        }
        for i in 0..100 {
            let seating = f64::from(i) / 100.0;
            assert!(joint(seating).leak_ul_s(1.0) > joint(seating + 0.01).leak_ul_s(1.0), "{seating}");
        }
    }

    #[test]
    fn e32_the_receiver_is_tight_around_a_plug_that_is_home_and_leaks_as_the_cube_of_what_is_missing() {
        check_leak(|seating| PlugParameters::nominal().joint(seating));
    }

    #[test]
    fn e36_the_tapered_opening_is_tight_around_tubing_that_is_home_and_leaks_as_the_cube_of_what_is_missing() {
        check_leak(|seating| BondParameters::nominal().joint(seating));
    }

    #[test]
    fn e32_e36_a_half_seated_joint_takes_a_basal_rates_drops_and_a_seated_one_none() {
        for joint in joints(0.5) {
            // A basal rate of 1 U/h into a site that needs 5 kPa.
            assert!(joint.leak_ul_s(5.0) > 10.0 / 3600.0);
        }
        for joint in joints(0.99) {
            assert!(joint.leak_ul_s(5.0) < 1e-3 * 10.0 / 3600.0);
        }
    }

    #[test]
    fn e36_tubing_holds_what_a_caught_tube_pulls_and_half_seated_it_slips_out() {
        let mut random = Random::new(4, Stream::Housekeeping);
        for _ in 0..200 {
            for joint in [PlugParameters::draw(&mut random).joint(1.0), BondParameters::draw(&mut random).joint(1.0)] {
                let mut pulled = joint;
                pulled.pull(15.0);
                assert!(pulled.joins() && pulled == joint, "{joint:?}");
                pulled.pull(36.0);
                assert!(!pulled.joins());
                let mut half = Joint { seating: 0.4, ..joint };
                half.pull(15.0);
                assert!(!half.joins(), "{joint:?}");
            }
        }
    }
}
