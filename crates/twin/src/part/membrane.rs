//! The membrane over the pump chamber: the wetted side's only moving part; the plunger presses its centre towards the
//! rigid body.

use crate::parameter::parameters;
use crate::real::Real;

parameters! {
    /// The membrane and the chamber it covers.
    MembraneParameters, Disposable, "membrane";
    clamp_radius_mm: "mm", 1.98, 2.0, 2.02, source: "assumed, because it gives 8 uL per mm of travel within the height of [SEED1]";
    plunger_radius_mm: "mm", 1.18, 1.2, 1.22, source: "assumed, because the annulus must roll without creasing";
    thickness_mm: "mm", 0.18, 0.20, 0.22, source: "assumed, because silicone sheet is moulded down to about this";
    modulus_mpa: "MPa", 2.0, 3.0, 4.0, source: "[SIL] Shore A 50 silicone";
    dome_stiffness_n_mm: "N/mm", 0.7, 0.8, 0.9, source: "assumed, because the membrane is moulded as a dome so that it springs back by itself (seed element 54)";
    fast_relaxation: "1", 0.05, 0.08, 0.11, source: "[SIL] stress relaxation of silicone within seconds";
    fast_time_s: "s", 0.8, 1.0, 1.2, source: "[SIL]";
    slow_relaxation: "1", 0.04, 0.06, 0.08, source: "[SIL] stress relaxation of silicone within minutes";
    slow_time_s: "s", 80.0, 100.0, 120.0, source: "[SIL]";
    area_growth: "1", 0.02, 0.05, 0.08, source: "assumed, because more of the annulus lies on the plunger as it advances";
}

/// The membrane, with what follows from its geometry worked out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Membrane {
    p: MembraneParameters,
    /// Area that the plunger's first travel sweeps, mm2.
    area_mm2: f64,
    /// Growth of that area per mm.
    area_growth_mm: f64,
    /// Stiffening by stretch, N/mm3.
    stretch_n_mm3: f64,
}

impl Membrane {
    /// A membrane over a chamber of this depth.
    pub(crate) fn new(p: MembraneParameters, depth_mm: f64) -> Self {
        let (outer, inner) = (p.clamp_radius_mm, p.plunger_radius_mm);
        let pi = core::f64::consts::PI;
        let annulus = outer - inner;
        Self {
            p,
            area_mm2: pi / 3.0 * (outer * outer + outer * inner + inner * inner),
            area_growth_mm: p.area_growth / depth_mm,
            stretch_n_mm3: 0.5 * p.modulus_mpa * p.thickness_mm * pi * (outer + inner) / (annulus * annulus * annulus),
        }
    }

    /// Volume displaced by a plunger travel, uL.
    ///
    /// # Model
    /// Cone between plunger edge and clamp: `A = pi/3 (R^2 + R a + a^2)` per travel, growing slightly with it.
    #[inline(always)]
    pub(crate) fn swept<R: Real>(&self, travel: R) -> R {
        travel * (travel * self.area_growth_mm + 1.0) * self.area_mm2
    }

    /// Force of a chamber pressure (kPa) on the plunger, N: the pressure times the derivative of the swept volume.
    #[inline(always)]
    pub(crate) fn pressure_force<R: Real>(&self, travel: R, pressure: R) -> R {
        (travel * (2.0 * self.area_growth_mm) + 1.0) * pressure * (self.area_mm2 * 1e-3)
    }

    /// Elastic force against the plunger, N; `fast` and `slow` are the travels to which the material has relaxed.
    ///
    /// # Model
    /// A dome spring with two Maxwell branches (Prony series) in parallel, and an annular sheet that stretches with
    /// the cube of the travel ([TIM] large deflection of a clamped plate, membrane term).
    #[inline(always)]
    pub(crate) fn force<R: Real>(&self, travel: R, fast: R, slow: R) -> R {
        let relaxed = travel - fast * self.p.fast_relaxation - slow * self.p.slow_relaxation;
        relaxed * self.p.dome_stiffness_n_mm + travel * travel * travel * self.stretch_n_mm3
    }

    /// Rates of the two relaxed travels, mm/s.
    #[inline(always)]
    pub(crate) fn relaxation<R: Real>(&self, travel: R, fast: R, slow: R) -> [R; 2] {
        [(travel - fast) * (1.0 / self.p.fast_time_s), (travel - slow) * (1.0 / self.p.slow_time_s)]
    }
}

#[cfg(test)]
mod validation;
