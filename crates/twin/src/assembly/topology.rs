//! What a device is put together from: data, one row an arrangement.

use super::access::{Access, SeptumSite};
use super::infusion_device::Inserter;

/// A place on the way from pump to tissue where one part is joined to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Joint {
    /// The reusable half on the disposable half. The membrane is moulded lying on the outlet's seat, so that a
    /// disposable half alone is shut; only a locked reusable half can lift it.
    Housings,
    /// The reservoir's plug in the fluid connector's plug receiver.
    Plug,
    /// The tubing's first end in the fluid connector's tapered opening.
    TaperedOpening,
    /// The loose end of the tubing that comes with an infusion device, on its fitting.
    Fitting,
    /// The piercing needle in the septum.
    Septum,
    /// The cannula in the tissue.
    Tip,
}

/// Which joints there are, from pump to tissue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Topology {
    /// Its name.
    pub name: &'static str,
    /// Its joints.
    pub joints: &'static [Joint],
}

impl Topology {
    /// \[SEED0\]: a fluid connector whose tubing ends in a mating assembly at the site: the external infusion set.
    pub const TETHERED: Self = Self {
        name: "tethered",
        joints: &[Joint::Housings, Joint::Plug, Joint::TaperedOpening, Joint::Septum, Joint::Tip],
    };
    /// \[SEED2\] claim 9: the mating assembly and its needle are attached to the disposable half.
    pub const DIRECT: Self = Self { name: "direct", joints: &[Joint::Housings, Joint::Septum, Joint::Tip] };
    /// \[SEED2\] claims 3, 11 and 18: the tubing's second end on the mating assembly at the pump, its first end, with
    /// the needle, on the bottom portion.
    pub const TUBED: Self =
        Self { name: "tubed", joints: &[Joint::Housings, Joint::Fitting, Joint::Septum, Joint::Tip] };
    /// \[SEED2\] claims 4 and 12: the tubing's second end, with the septum, on the piercing needle, so that the tubing is
    /// connected to the reservoir; its first end on the bottom portion.
    pub const NEEDLE_ON_TUBING: Self =
        Self { name: "needle on tubing", joints: &[Joint::Housings, Joint::Septum, Joint::Fitting, Joint::Tip] };

    /// Every one.
    pub const ALL: [Self; 4] = [Self::TETHERED, Self::DIRECT, Self::TUBED, Self::NEEDLE_ON_TUBING];

    /// Whether a length of tubing lies between pump and site.
    pub fn has_tubing(&self) -> bool {
        self.has(Joint::TaperedOpening) || self.has(Joint::Fitting)
    }

    /// Whether there is such a joint.
    pub fn has(&self, joint: Joint) -> bool {
        self.joints.contains(&joint)
    }
}

/// One arrangement of the whole device, as far as hands can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Design {
    /// Which joints it has.
    pub topology: Topology,
    /// What drives the introduction needle.
    pub inserter: Inserter,
    /// What covers the fill septum.
    pub access: Access,
    /// What carries the fill septum.
    pub septum_site: SeptumSite,
}
