//! Where the plunger meets the membrane's dry side, when it presses on it and does not hold it.

use crate::parameter::parameters;
use crate::real::Real;

parameters! {
    /// Contact of plunger and membrane.
    ContactParameters, Reusable, "plunger contact";
    preload_mm: "mm", 0.03, 0.04, 0.05, source: "assumed, because engaging has to flex the membrane (seed element 56) by more than tolerances take away";
    stiffness_n_mm: "N/mm", 400.0, 500.0, 600.0, source: "assumed, because a plastic tip on 0.2 mm of silicone over its whole face yields about this";
}

impl ContactParameters {
    /// Force between plunger and membrane, N, at their travels (mm): pushes only.
    ///
    /// # Model
    /// Unilateral linear contact. The plunger at home holds the membrane flexed by the preload.
    #[inline(always)]
    pub(crate) fn force<R: Real>(&self, plunger: R, membrane: R) -> R {
        (plunger - membrane + self.preload_mm).positive_part(1e-4) * self.stiffness_n_mm
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e80_the_plunger_pushes_and_never_pulls() {
        let contact = ContactParameters::nominal();
        assert!(contact.force(0.0, 0.041) == 0.0, "apart, nothing acts");
        assert!(contact.force(-1.0, 0.3) == 0.0);
        let pressed = contact.force(0.1, 0.139);
        let expected = 500.0 * (0.001 - 0.5e-4);
        assert!((pressed - expected).abs() < 1e-9, "{pressed} N against {expected} N");
    }
}
