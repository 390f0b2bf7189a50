//! Septa: rubber that a needle passes and that closes behind it.
//!
//! One model serves the reservoir's fill septum and the infusion device's, which the mating assembly's piercing needle
//! passes. Each puncture wears the rubber a little; for half a minute after a needle was withdrawn the cut is still open;
//! and now and then a needle punches out a core, which never closes.

use super::tubing::bore_resistance;
use crate::assembly::access::SeptumSite;
use crate::math::exp;
use crate::parameter::parameters;
use crate::random::Random;
use crate::real::Real;

parameters! {
    /// The reservoir's fill septum.
    FillSeptumParameters, Disposable, "fill septum";
    thickness_mm: "mm", 1.5, 2.0, 3.0, source: "assumed, because a stopper of 1 to 3 mm closes behind a needle and still fits the height of [SEED1]";
    leak_ul_s_kpa: "uL/(s kPa)", 3.0e-7, 1.0e-6, 3.0e-6, source: "assumed, because 1e-18 m3/(s Pa) is less than a good valve seat";
    doubling_punctures: "1", 70.0, 100.0, 150.0, source: "assumed, because septa of ports are made for hundreds of punctures";
    opening_kpa: "kPa", 150.0, 200.0, 300.0, source: "assumed, because the squeezed rubber has to hold what a plunger can press";
    leaky_punctures: "1", 150.0, 450.0, 750.0, source: "assumed, because septa of ports are seen to leak after hundreds of punctures";
    reseal_s: "s", 25.0, 30.0, 35.0, source: "assumed, because filled rubber creeps back within a minute";
    cut_ul_s_kpa: "uL/(s kPa)", 0.005, 0.01, 0.02, source: "assumed, because a fresh cut passes about what a half-seated plug does";
    core_mm: "mm", 0.05, 0.10, 0.15, source: "assumed, because a core is a part of the needle's bore";
    coring_probability: "1", 0.0005, 0.001, 0.003, source: "assumed, because non-coring needles seldom core";
    insertion_n: "N", 0.5, 1.5, 3.0, source: "assumed, because needles of 21 to 27 gauge take 0.5 to 3 N through 2 mm of rubber";
    width_mm: "mm", 1.95, 2.0, 2.05, source: "assumed, because a needle has to find it";
}

parameters! {
    /// The infusion device's septum.
    DeviceSeptumParameters, Set, "infusion device's septum";
    thickness_mm: "mm", 1.0, 1.5, 2.0, source: "assumed, because the device on the skin has less height";
    leak_ul_s_kpa: "uL/(s kPa)", 3.0e-7, 1.0e-6, 3.0e-6, source: "assumed, because 1e-18 m3/(s Pa) is less than a good valve seat";
    doubling_punctures: "1", 70.0, 100.0, 150.0, source: "assumed, because it is the fill septum's rubber";
    opening_kpa: "kPa", 150.0, 200.0, 300.0, source: "assumed, because it has to hold the line's pressure when the site is occluded";
    leaky_punctures: "1", 150.0, 450.0, 750.0, source: "assumed, because it is the fill septum's rubber";
    reseal_s: "s", 25.0, 30.0, 35.0, source: "assumed, because filled rubber creeps back within a minute";
    cut_ul_s_kpa: "uL/(s kPa)", 0.002, 0.005, 0.01, source: "assumed, because the piercing needle is thinner than one for filling";
    core_mm: "mm", 0.04, 0.07, 0.10, source: "assumed, because a core is a part of the needle's bore";
    coring_probability: "1", 0.0005, 0.001, 0.003, source: "assumed, because non-coring needles seldom core";
    insertion_n: "N", 0.5, 1.0, 2.0, source: "assumed, because needles of 25 to 27 gauge take less than 2 N through 1.5 mm of rubber";
    width_mm: "mm", 1.95, 2.0, 2.05, source: "assumed, because a needle that is led has little play";
}

/// Range of pressure over which rubber starts to pass, kPa. Assumed, because lips of a cut do not part all at once.
const GIVE_KPA: f64 = 0.01;

/// What either septum is made of: both name it alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rubber {
    leak_ul_s_kpa: f64,
    doubling_punctures: f64,
    opening_kpa: f64,
    leaky_punctures: f64,
    reseal_s: f64,
    cut_ul_s_kpa: f64,
    /// Conductance of the hole that a core leaves.
    core_ul_s_kpa: f64,
    coring_probability: f64,
    /// Force by which the needle has to be pushed through, N.
    pub(crate) insertion_n: f64,
}

macro_rules! rubber_of {
    ($parameters:expr) => {
        Rubber {
            leak_ul_s_kpa: $parameters.leak_ul_s_kpa,
            doubling_punctures: $parameters.doubling_punctures,
            opening_kpa: $parameters.opening_kpa,
            leaky_punctures: $parameters.leaky_punctures,
            reseal_s: $parameters.reseal_s,
            cut_ul_s_kpa: $parameters.cut_ul_s_kpa,
            core_ul_s_kpa: 1.0 / bore_resistance($parameters.thickness_mm, $parameters.core_mm),
            coring_probability: $parameters.coring_probability,
            insertion_n: $parameters.insertion_n,
        }
    };
}

impl FillSeptumParameters {
    /// Its rubber.
    pub(crate) fn rubber(&self) -> Rubber {
        rubber_of!(self)
    }
}

impl DeviceSeptumParameters {
    /// Its rubber.
    pub(crate) fn rubber(&self) -> Rubber {
        rubber_of!(self)
    }
}

impl SeptumSite {
    /// Pressure on the septum's dry side, kPa above ambient, given that of the space behind the membrane.
    pub(crate) fn back_kpa(self, space_kpa: f64) -> f64 {
        match self {
            Self::Membrane => space_kpa,
            Self::ReservoirWall => 0.0,
        }
    }

    /// Pressure that the needle's push puts on the reservoir's liquid while it goes through, kPa, for a membrane of
    /// this area.
    pub(crate) fn push_kpa(self, rubber: &Rubber, membrane_mm2: f64) -> f64 {
        match self {
            // N/mm2 is MPa.
            Self::Membrane => 1e3 * rubber.insertion_n / membrane_mm2,
            Self::ReservoirWall => 0.0,
        }
    }
}

/// Share of a cut below which it counts as closed: ten minutes after the needle. Assumed, because it opens then above 100
/// kPa only.
const CLOSED_CUT: f64 = 1e-6;

/// One septum: its rubber, and what needles have done to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Septum {
    rubber: Rubber,
    punctures: u32,
    /// Share of the last needle's cut that has not closed: 1 at its withdrawal.
    cut: f64,
    /// Share of a whole core that is missing, 0 to 1: set by coring, or from outside by damage.
    pub(crate) torn: f64,
}

impl Septum {
    /// A septum that no needle has passed.
    pub(crate) fn new(rubber: Rubber) -> Self {
        Self { rubber, punctures: 0, cut: 0.0, torn: 0.0 }
    }

    /// A needle goes in, and fills its own cut; a blunt one cores `bluntness` times as often as a good one.
    pub(crate) fn pierce(&mut self, bluntness: f64, random: &mut Random) {
        self.punctures += 1;
        self.cut = 0.0;
        if random.uniform() < bluntness * self.rubber.coring_probability {
            self.torn = 1.0;
        }
    }

    /// Whether it lets anything through at pressures that the path has: torn, or cut and not yet closed.
    pub(crate) fn is_open(&self) -> bool {
        self.torn > 0.0 || self.cut > CLOSED_CUT
    }

    /// The needle comes out.
    pub(crate) fn withdraw(&mut self) {
        self.cut = 1.0;
    }

    /// Lets the cut close for a while.
    pub(crate) fn advance(&mut self, seconds: f64) {
        self.cut *= exp(-seconds / self.rubber.reseal_s);
    }

    /// Flow through the septum, uL/s, for a difference of pressure over it, kPa; both are positive outwards. Inwards it
    /// is air.
    ///
    /// # Model
    /// Worn rubber conducts `g0 (1 + n / n0)` beyond an opening pressure that `n_leaky` punctures use up; the cut adds
    /// its conductance, and takes away from the opening pressure, as `e^(-t / 30 s)`; the hole of a core has none. Air
    /// passes as the drug does, while it would pass fifty times as fast: an inward flow is a lower bound.
    #[inline(always)]
    pub(crate) fn flow_ul_s<R: Real>(&self, difference_kpa: R) -> R {
        let Self { rubber, cut, torn, .. } = self;
        let punctures = f64::from(self.punctures);
        let worn = (punctures / rubber.leaky_punctures).min(1.0);
        let opening_kpa = rubber.opening_kpa * (1.0 - worn) * (1.0 - cut);
        let conductance =
            rubber.leak_ul_s_kpa * (1.0 + punctures / rubber.doubling_punctures) + rubber.cut_ul_s_kpa * cut;
        let outwards = (difference_kpa - opening_kpa).positive_part(GIVE_KPA);
        let inwards = (-difference_kpa - opening_kpa).positive_part(GIVE_KPA);
        (outwards - inwards) * conductance + difference_kpa * (torn * rubber.core_ul_s_kpa)
    }
}

#[cfg(test)]
mod validation;
