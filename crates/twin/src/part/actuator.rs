//! A wire that moves something through a lever against a return spring: the plunger's drive and both valves' drives
//! are of this kind.
//!
//! Coordinate: travel of what is moved, mm, positive in the direction in which the hot wire pulls.

use super::wire::{Surroundings, Wire};
use crate::part::wire::PhaseAnchors;
use crate::real::Real;

/// Wire, lever, spring and friction.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Actuator {
    pub(crate) wire: Wire,
    /// Length of the wire, mm.
    pub(crate) wire_length_mm: f64,
    /// Travel of the wire for each mm of travel of the output.
    pub(crate) lever_ratio: f64,
    /// Part of the wire's work that arrives at the output.
    pub(crate) lever_efficiency: f64,
    /// Strain of the wire at zero travel.
    pub(crate) prestrain: f64,
    /// Push of the return spring at zero travel, N, and its rate, N/mm.
    pub(crate) spring_preload_n: f64,
    pub(crate) spring_n_mm: f64,
    /// Coulomb friction, N.
    pub(crate) friction_n: f64,
    /// Speed below which friction gives way gradually, mm/s.
    pub(crate) creep_mm_s: f64,
}

/// The actuator that a part's parameters describe: every drive names them alike.
macro_rules! actuator_of {
    ($parameters:expr, $alloy:expr, $creep_mm_s:expr) => {
        $crate::part::actuator::Actuator {
            wire: $crate::part::wire::Wire::new($alloy, $parameters.wire_diameter_mm, $parameters.wire_length_mm),
            wire_length_mm: $parameters.wire_length_mm,
            lever_ratio: $parameters.lever_ratio,
            lever_efficiency: $parameters.lever_efficiency,
            prestrain: $parameters.prestrain,
            spring_preload_n: $parameters.spring_preload_n,
            spring_n_mm: $parameters.spring_n_mm,
            friction_n: $parameters.friction_n,
            creep_mm_s: $creep_mm_s,
        }
    };
}
pub(crate) use actuator_of;

/// Viscous part of the friction, N s/mm. Assumed, because it only has to keep the fastest motion finite (far below 1
/// ms).
const DAMPING_N_S_MM: f64 = 0.05;
impl Actuator {
    #[inline(always)]
    fn strain<R: Real>(&self, travel: R) -> R {
        travel * (-self.lever_ratio / self.wire_length_mm) + self.prestrain
    }

    /// Rates of the wire's temperature and martensite fraction.
    #[inline(always)]
    pub(crate) fn wire_rates<R: Real>(
        &self,
        temperature: R,
        martensite: R,
        travel: R,
        surroundings: &Surroundings,
        anchors: &PhaseAnchors,
    ) -> [R; 2] {
        self.wire.rates(temperature, martensite, self.strain(travel), surroundings, anchors)
    }

    /// Lets the phase's anchors follow a step that changed the fraction from `before`.
    pub(crate) fn follow(
        &self,
        anchors: &mut PhaseAnchors,
        before: f64,
        temperature: f64,
        martensite: f64,
        travel: f64,
    ) {
        self.wire.follow(anchors, before, temperature, martensite, self.strain(travel));
    }

    /// Speed of the output, mm/s, under what else pushes it (N, positive along the wire's pull).
    ///
    /// # Model
    /// Quasi-static: inertia is negligible. The net force is taken up by viscous friction `b v` and Coulomb friction
    /// `c v / (v + v0)`, whose sum is solved for `v` in closed form. Below the Coulomb friction the output creeps at
    /// the order of `v0`.
    #[inline(always)]
    pub(crate) fn speed<R: Real>(&self, martensite: R, travel: R, intact: f64, others: R, binding_n: f64) -> R {
        let pull =
            self.wire.pull(self.strain(travel), martensite) * (self.lever_ratio * self.lever_efficiency * intact);
        let net = pull - travel * self.spring_n_mm - self.spring_preload_n + others;
        if net.value() < 0.0 { -self.slip(-net, binding_n) } else { self.slip(net, binding_n) }
    }

    #[inline(always)]
    fn slip<R: Real>(&self, force: R, binding_n: f64) -> R {
        let friction = self.friction_n + binding_n;
        let half = force - (friction + DAMPING_N_S_MM * self.creep_mm_s);
        let root = (half * half + force * (4.0 * DAMPING_N_S_MM * self.creep_mm_s)).sqrt();
        // Two forms of the same root: the one without cancellation is used.
        if half.value() > 0.0 {
            (half + root) * (0.5 / DAMPING_N_S_MM)
        } else {
            force * (root - half).recip() * (2.0 * self.creep_mm_s)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::unit::PumpUnit;
    use proptest::prelude::*;

    proptest! {
        /// The speed, put back into the friction law that it solves, takes up the net force.
        #[test]
        fn friction_at_the_speed_found_takes_up_the_net_force(
            seed in 0u64..1000, travel in 0.0f64..0.4, others in -20.0f64..20.0, binding_n in 0.0f64..10.0,
        ) {
            let unit = PumpUnit::draw(seed);
            let actuator = unit.reusable.plunger.actuator(unit.reusable.alloy);
            // With a broken wire only the spring and the others push.
            let net = others - actuator.spring_preload_n - actuator.spring_n_mm * travel;
            let speed = actuator.speed(0.5, travel, 0.0, others, binding_n);
            let (size, coulomb_n) = (speed.abs(), actuator.friction_n + binding_n);
            let friction = super::DAMPING_N_S_MM * size + coulomb_n * size / (size + actuator.creep_mm_s);
            prop_assert!(speed * net >= 0.0, "{speed} mm/s against {net} N");
            prop_assert!((friction - net.abs()).abs() < 1e-9 * (1.0 + net.abs()), "{friction} N against {net} N");
        }
    }
}
