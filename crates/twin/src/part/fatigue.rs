//! Fatigue of a wire: each cycle of heating under stress takes a share of its life, shrinks the strain that it
//! recovers, and at last breaks it.
//!
//! Advanced once a cycle; between cycles it only notes the highest stress.

use crate::math::ln;
use crate::parameter::parameters;

parameters! {
    /// How an alloy's wires wear.
    FatigueParameters, Reusable, "wire fatigue";
    life_cycles: "1", 500_000.0, 1_000_000.0, 2_000_000.0, source: "assumed, because wire is spoken of as lasting a million cycles at 172 MPa, and lots scatter twofold";
    loss_percent_decade: "%", 0.5, 1.0, 1.5, source: "assumed, because a trained wire loses about this much of its strain with each tenfold of cycles";
}

/// Peak stress at which `life_cycles` holds, MPa. Source: [DYN] pull at which the maker's tables are given.
const REFERENCE_MPA: f64 = 172.0;
/// A wire has begun a cycle when its martensite fraction falls below the first, and ended it above the second.
/// Assumed, because the smallest stroke turns some 20 % of a wire and a cold wire is wholly martensite.
const BEGUN: f64 = 0.85;
const ENDED: f64 = 0.95;

/// What a wire has been through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Fatigue {
    /// Share of its life that is spent: 0 is new, from 1 it is broken.
    spent: f64,
    /// Highest stress in the cycle under way, MPa; `None` between cycles.
    peak_mpa: Option<f64>,
}

impl Fatigue {
    /// A wire of which this share of its life is spent.
    pub(crate) fn spent(share: f64) -> Self {
        Self { spent: share, peak_mpa: None }
    }

    /// Spends what is missing to this share of its life.
    pub(crate) fn at_least(&mut self, share: f64) {
        self.spent = self.spent.max(share);
    }

    /// Follows the wire's martensite fraction and stress. Returns whether a cycle has just ended, and what follows
    /// from fatigue is to be set anew.
    ///
    /// # Model
    /// `1 / life` of the life for each cycle, whatever came before (Miner), with `life = life_cycles
    /// (172 MPa / peak stress)^5`. The exponent is assumed, because a tenth more stress is said to cost nearly half
    /// of the life.
    pub(crate) fn follow(&mut self, p: &FatigueParameters, martensite: f64, stress_mpa: f64) -> bool {
        match self.peak_mpa {
            Some(peak_mpa) if martensite > ENDED => {
                let ratio = peak_mpa / REFERENCE_MPA;
                let square = ratio * ratio;
                self.spent += square * square * ratio / p.life_cycles;
                self.peak_mpa = None;
                true
            }
            Some(peak_mpa) => {
                self.peak_mpa = Some(peak_mpa.max(stress_mpa));
                false
            }
            None => {
                self.peak_mpa = (martensite < BEGUN).then_some(stress_mpa);
                false
            }
        }
    }

    /// Share of its recoverable strain that the wire has lost, 0..=1.
    ///
    /// # Model
    /// In proportion to the logarithm of the cycles, each counted by its share of life.
    pub(crate) fn lost(&self, p: &FatigueParameters) -> f64 {
        0.01 * p.loss_percent_decade * core::f64::consts::LOG10_E * ln(1.0 + self.spent * p.life_cycles)
    }

    /// Whether the wire is broken.
    pub(crate) fn broken(&self) -> bool {
        self.spent >= 1.0
    }
}

#[cfg(test)]
mod validation;
