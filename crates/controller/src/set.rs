//! An infusion set, as its maker describes it, and what is heard of it by radio. How that is laid out in the tag's
//! bytes is not known here.

mod date;
mod lot;

pub use date::Date;
pub use lot::Lot;

use units::{Concentration, Duration, Length, Volume};

/// The tubing of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Tubing {
    /// From end to end, whole mm, 50 to 1500 mm.
    pub length: Length,
    /// Inner diameter, whole um, 0.1 to 1 mm.
    pub bore: Length,
}

/// How the infusion device is joined to the reservoir.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum SetType {
    /// By tubing with a mating assembly at its end.
    Tubed(Tubing),
    /// By tubing with a piercing needle at its end.
    NeedleOnTubing(Tubing),
    /// By a mating assembly on the disposable housing.
    Direct,
}

impl SetType {
    /// The tubing, if the set has any.
    pub fn tubing(self) -> Option<Tubing> {
        match self {
            Self::Tubed(tubing) | Self::NeedleOnTubing(tubing) => Some(tubing),
            Self::Direct => None,
        }
    }
}

/// What the tag of a set says of the set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct SetRecord {
    /// How it is built.
    pub set_type: SetType,
    /// What has to be pumped until fluid comes out of the cannula, whole nL: at least what the tubing holds, and at
    /// most 50 uL more.
    pub prime_volume: Volume,
    /// Whole mm, 1 to 30 mm.
    pub cannula_length: Length,
    /// 18 to 34.
    pub cannula_gauge: u8,
    /// The lot it was made in.
    pub lot: Lot,
    /// The last day on which it may be put on.
    pub expiry: Date,
    /// For how long it may be worn, whole hours, 1 to 168 h.
    pub max_wear: Duration,
    /// The only concentration that it may be used with.
    pub concentration: Concentration,
}

/// The serial number of a tag, which no other tag has.
pub type Uid = [u8; 7];

/// What a tag answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct TagReading {
    /// Its serial number.
    pub uid: Uid,
    /// What it says of its set; `None` where that is no record of a set, or not a whole one.
    pub set: Option<SetRecord>,
}
