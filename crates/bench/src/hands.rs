//! What a person's hands do to the device in a site change, motion by motion, as the instructions for use have it.

use crate::reader::{Unknown, set_tag};
use controller::SetRecord;
use std::fmt;
use twin::{Action, Article, ConnectorMove, Core, DeviceMove, Embodiment, Impossible, Joint, Turn, Twin};
use units::Volume;

/// Something that hands do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Take the mating assembly off the infusion device.
    Detach,
    /// Put it on, until its needle is through the septum.
    Attach,
    /// Turn the halves apart.
    Open,
    /// Put them together and turn them to the end.
    Close,
    /// Take a disposable half and fill it. Where it carries the tag, the tag has its serial number.
    Disposable {
        /// What is printed on it.
        article: Article,
        /// How much is filled in.
        fill: Volume,
        /// What its set is, where the disposable half carries the tag.
        set: SetRecord,
    },
    /// Take an infusion device, and a fluid connector with its tag where there is one.
    Set {
        /// The number of the tag.
        serial: u32,
        /// What the tag says.
        set: SetRecord,
    },
    /// Put the infusion device on the skin, let the inserter go, and take the top off.
    Insert,
}

/// What hands could not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unable {
    /// A motion that is not possible, and why.
    Motion(Impossible),
    /// The tag cannot be made.
    Tag(Unknown),
}

impl From<Impossible> for Unable {
    fn from(reason: Impossible) -> Self {
        Self::Motion(reason)
    }
}

impl fmt::Display for Unable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Motion(reason) => write!(f, "{reason}"),
            Self::Tag(reason) => write!(f, "no tag can say so ({reason:?})"),
        }
    }
}

const DETACH: [Action; 1] = [Action::Device(DeviceMove::Unmate)];
const ATTACH: [Action; 2] = [Action::Device(DeviceMove::Mate), Action::Device(DeviceMove::Pierce)];
const OPEN: [Action; 3] =
    [Action::Housings(Turn::Unlock), Action::Housings(Turn::Unlatch), Action::Housings(Turn::Lift)];
const CLOSE: [Action; 3] = [Action::Housings(Turn::Place), Action::Housings(Turn::Latch), Action::Housings(Turn::Lock)];
const INSERT: [Action; 4] = [
    Action::Device(DeviceMove::Apply),
    Action::Device(DeviceMove::Fire),
    Action::Device(DeviceMove::WithdrawNeedle),
    Action::Device(DeviceMove::RemoveTop),
];
const UNPLUG: [Action; 2] = [Action::Connector(ConnectorMove::Pull); 2];
const PLUG: [Action; 2] = [Action::Connector(ConnectorMove::Push); 2];

impl Deed {
    /// Does it. After an error the twin may be half-way: see [`World::handle`](crate::world::World::handle).
    ///
    /// # Errors
    /// What stands in the way.
    pub(crate) fn perform(&self, twin: &mut Twin) -> Result<(), Unable> {
        let has_connector = twin.embodiment().set().has(Joint::Plug);
        match *self {
            Self::Detach => all(twin, &DETACH),
            Self::Attach => all(twin, &ATTACH),
            Self::Open => all(twin, &OPEN),
            Self::Close => all(twin, &CLOSE),
            Self::Insert => all(twin, &INSERT),
            Self::Disposable { article, fill, set } => {
                if has_connector {
                    any(twin, &UNPLUG)?;
                } else {
                    twin.fit_tag(Some(set_tag(number(article.serial), &set).map_err(Unable::Tag)?));
                }
                Ok(twin.replace_disposable(article, fill)?)
            }
            Self::Set { serial, set } => {
                if has_connector {
                    any(twin, &UNPLUG)?;
                    all(twin, &[Action::NewConnector(Core::Tagged)])?;
                    all(twin, &PLUG)?;
                    twin.fit_tag(Some(set_tag(number(serial), &set).map_err(Unable::Tag)?));
                }
                all(twin, &[Action::NewDevice])
            }
        }
    }
}

/// The serial number of a tag: the maker's code, then a number.
fn number(serial: u32) -> [u8; 7] {
    let [a, b, c, d] = serial.to_be_bytes();
    [0x04, 0x5e, 0x70, a, b, c, d]
}

/// # Errors
/// The first motion that is not possible.
fn all(twin: &mut Twin, actions: &[Action]) -> Result<(), Unable> {
    actions.iter().try_for_each(|action| twin.act(*action).map_err(Unable::Motion))
}

/// The same, where some of it may be so already.
///
/// # Errors
/// The first motion that is not possible.
fn any(twin: &mut Twin, actions: &[Action]) -> Result<(), Unable> {
    let already = |answer| if answer == Err(Impossible::AlreadySo) { Ok(()) } else { answer };
    actions.iter().try_for_each(|action| already(twin.act(*action)).map_err(Unable::Motion))
}

/// A set that fits this embodiment, new, and good for as long as sets of its kind are.
///
/// # Panics
/// When its lot or its last day is none: a mistake in this function.
pub fn set_for(embodiment: Embodiment, concentration: units::Concentration) -> SetRecord {
    use controller::{Date, Lot, SetType, Tubing};
    use units::{Duration, Length};
    let tubed = SetType::Tubed(Tubing { length: Length::from_nm(600_000_000), bore: Length::from_nm(400_000) });
    let has_tubing = embodiment.set().has_tubing();
    SetRecord {
        set_type: if has_tubing { tubed } else { SetType::Direct },
        // What tubing, needle and cannula hold, and a few drops.
        prime_volume: Volume::from_pl(if has_tubing { 85_000_000 } else { 6_000_000 }),
        cannula_length: Length::from_nm(9_000_000),
        cannula_gauge: 26,
        lot: Lot::new(*b"BENCH-01").expect("capitals, digits and a hyphen"),
        expiry: Date::new(2027, 12, 31).expect("the last day of a year"),
        max_wear: Duration::from_h(72),
        concentration,
    }
}
