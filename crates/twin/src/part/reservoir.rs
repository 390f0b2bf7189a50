//! The reservoir: a collapsible bag whose wall follows the liquid until it lies against the base.

use crate::parameter::parameters;
use crate::real::Real;

parameters! {
    /// The reservoir's wall.
    ReservoirParameters, Disposable, "reservoir";
    folding_volume_ul: "uL", 80.0, 100.0, 120.0, source: "assumed, because below a thirtieth of its capacity the wall starts to fold";
    folding_suction_kpa: "kPa", 40.0, 48.0, 60.0, source: "assumed, because folding then costs 10 to 15 kPa at half of that volume";
    resting_volume_ul: "uL", 15.0, 20.0, 25.0, source: "assumed, because corners hold a little that the wall cannot reach";
    resting_suction_kpa: "kPa", 350.0, 400.0, 450.0, source: "assumed, because a wall that lies on its base yields no more";
    capacity_ul: "uL", 3000.0, 3000.0, 3000.0, source: "assumed, because 300 U of U-100 is a usual filling";
}

impl ReservoirParameters {
    /// Pressure inside, kPa above ambient, at a content in uL: zero while the wall hangs free, ever more suction as
    /// it is drawn onto the base.
    #[inline(always)]
    pub(crate) fn pressure<R: Real>(&self, content: R) -> R {
        let folding = (-content + self.folding_volume_ul).positive_part(0.1) * (1.0 / self.folding_volume_ul);
        let resting = (-content + self.resting_volume_ul).positive_part(0.1) * (1.0 / self.resting_volume_ul);
        -(folding * folding * self.folding_suction_kpa) - resting * resting * self.resting_suction_kpa
    }
}

#[cfg(test)]
#[expect(clippy::print_stdout, reason = "a validation prints what it measures")]
mod tests {
    use super::*;

    #[test]
    fn the_bag_hangs_free_until_it_folds_and_sucks_ever_more_from_then_on() {
        let wall = ReservoirParameters::nominal();
        for content in [100.0, 120.0, 300.0, 3000.0] {
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
}
