//! The reservoir: a collapsible bag whose wall follows the liquid, until it lies against the base or is drawn taut.
//!
//! Part of the wall is a membrane. It hangs free over nearly the whole range, so that what is left does not change what
//! a stroke gives; it sucks when the bag is nearly empty, and presses when the bag is filled beyond its capacity.

use crate::parameter::parameters;
use crate::real::Real;

parameters! {
    /// The reservoir's wall.
    ReservoirParameters, Disposable, "reservoir";
    folding_volume_ul: "uL", 80.0, 100.0, 120.0, source: "assumed, because below a thirtieth of its capacity the wall starts to fold";
    folding_suction_kpa: "kPa", 40.0, 48.0, 60.0, source: "assumed, because folding then costs 10 to 15 kPa at half of that volume";
    resting_volume_ul: "uL", 15.0, 20.0, 25.0, source: "assumed, because corners hold a little that the wall cannot reach";
    resting_suction_kpa: "kPa", 350.0, 400.0, 450.0, source: "assumed, because a wall that lies on its base yields no more";
    taut_volume_ul: "uL", 2880.0, 2900.0, 2920.0, source: "assumed, because a bag for 3 mL should still hang free just below that";
    stretch_kpa_ul2: "kPa/uL2", 1.0e-4, 2.0e-4, 3.0e-4, source: "assumed, because 3 mL may press 1 to 4 kPa, and a tenth more should be felt at the syringe";
    capacity_ul: "uL", 3000.0, 3000.0, 3000.0, source: "assumed, because 300 U of U-100 is a usual filling";
}

impl ReservoirParameters {
    /// Pressure inside, kPa above what lies behind the wall, at a content in uL: zero while the wall hangs free, ever
    /// more suction as it is drawn onto the base, ever more pressure as it is stretched.
    #[inline(always)]
    pub(crate) fn pressure<R: Real>(&self, content: R) -> R {
        let folding = (-content + self.folding_volume_ul).positive_part(0.1) * (1.0 / self.folding_volume_ul);
        let resting = (-content + self.resting_volume_ul).positive_part(0.1) * (1.0 / self.resting_volume_ul);
        let over = (content - self.taut_volume_ul).positive_part(0.1);
        over * over * self.stretch_kpa_ul2
            - folding * folding * self.folding_suction_kpa
            - resting * resting * self.resting_suction_kpa
    }
}

#[cfg(test)]
#[expect(clippy::print_stdout, reason = "a validation prints what it measures")]
mod tests {
    use super::*;
    use crate::random::{Random, Stream};
    use crate::real::Dual;

    /// Bags of this many pump units, the nominal one first.
    fn bags(count: usize) -> impl Iterator<Item = ReservoirParameters> {
        let mut random = Random::new(11, Stream::Housekeeping);
        let drawn = core::iter::repeat_with(move || ReservoirParameters::draw(&mut random));
        core::iter::once(ReservoirParameters::nominal()).chain(drawn).take(count)
    }

    #[test]
    fn the_bag_hangs_free_until_it_folds_and_sucks_ever_more_from_then_on() {
        let wall = ReservoirParameters::nominal();
        for content in [100.0, 120.0, 300.0, 2900.0] {
            assert!(wall.pressure(content).abs() < 1e-9, "{content} uL");
        }
        for content in 1..100 {
            let (less, more) = (f64::from(content), f64::from(content + 1));
            assert!(wall.pressure(less) < wall.pressure(more), "{content} uL");
        }
        let suction = -wall.pressure(50.0);
        println!("reservoir, suction at 50 uL: {suction:.1} kPa, against 10 to 20 kPa estimated for a collapsing bag");
        assert!((10.0..20.0).contains(&suction), "{suction} kPa");
    }

    #[test]
    fn e27_the_wall_has_no_stiffness_between_0_12_and_2_88_ml_and_stiffens_towards_both_ends() {
        for wall in bags(200) {
            for content in 1..3300 {
                let at = wall.pressure(Dual::<1>::variable(f64::from(content), 0));
                let free = (120..=2880).contains(&content);
                let (lower, slope) = (wall.pressure(f64::from(content) - 1.0), at.by[0]);
                assert!(if free { slope.abs() < 1e-12 } else { slope >= 0.0 }, "{content} uL: {slope} kPa/uL");
                assert!(at.value >= lower, "{content} uL");
            }
            // Ever stiffer towards either end.
            let slope = |content: f64| wall.pressure(Dual::<1>::variable(content, 0)).by[0];
            assert!(slope(5.0) > slope(30.0) && slope(30.0) > slope(70.0) && slope(70.0) > slope(130.0));
            assert!(slope(3200.0) > slope(3000.0) && slope(3000.0) > slope(2870.0));
        }
    }

    #[test]
    fn e27_a_bag_filled_to_3_ml_presses_little_and_an_overfilled_one_resists() {
        let mut full = [f64::MAX, 0.0_f64];
        let mut over = f64::MAX;
        for wall in bags(200) {
            let (at_capacity, at_a_tenth_more) = (wall.pressure(3000.0), wall.pressure(3300.0));
            full = [full[0].min(at_capacity), full[1].max(at_capacity)];
            over = over.min(at_a_tenth_more);
        }
        println!("reservoir, 3.0 mL: {:.1} to {:.1} kPa; 3.3 mL: at least {over:.1} kPa", full[0], full[1]);
        // A passive outlet cracks at 10 kPa at the least: a full bag must not open it, an overfilled one might.
        assert!(full[0] > 0.5 && full[1] < 5.0, "{full:?}");
        assert!(over > 10.0, "{over}");
    }
}
