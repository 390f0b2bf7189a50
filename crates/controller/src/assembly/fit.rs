//! Whether a set may be used: it has to be whole, of the right kind, of the drug's strength, in date, and new.

use crate::profile::DeviceProfile;
use crate::set::{SetRecord, SetType, TagReading, Uid};
use units::{Concentration, Duration, Instant};

/// What sets a pump is built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SetKind {
    /// Tubing from a fluid connector to a mating assembly.
    Tubed,
    /// A mating assembly on the disposable half.
    Direct,
}

/// What carries the tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SetCarrier {
    /// A fluid connector, which can be replaced by itself.
    Connector,
    /// The disposable half: another tag means another reservoir.
    Disposable,
}

/// Why a set may not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum SetRefused {
    /// The tag holds no whole record of a set.
    Unreadable,
    /// The set is made for another type of pump.
    WrongKind,
    /// The set is made for a drug of another strength.
    Concentration,
    /// The last day on which it may be put on has passed.
    Expired,
    /// Nobody has said what day it is, so that nobody knows whether it has expired.
    DateUnknown,
    /// It asks for more priming than this pump allows.
    PrimeTooLarge,
    /// It was used before.
    Used,
    /// Its disposable half was not announced, and nobody has said what is in it.
    DisposableNotAnnounced,
}

/// What a set is compared with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Conditions<'a> {
    pub(crate) profile: &'a DeviceProfile,
    pub(crate) concentration: Concentration,
    /// Time of day at instant zero.
    pub(crate) time_of_day: Duration,
    pub(crate) now: Instant,
}

/// What is remembered of sets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) spent: &'a [Uid],
    /// Whether a set was already read with the disposable half in use.
    pub(super) disposable_is_tagged: bool,
}

const DAY: Duration = Duration::from_h(24);

/// # Errors
/// The first reason for which the set may not be used.
pub(super) fn check(
    read: &TagReading,
    today: Option<u32>,
    known: &Known<'_>,
    with: &Conditions<'_>,
) -> Result<SetRecord, SetRefused> {
    let set = read.set.ok_or(SetRefused::Unreadable)?;
    let refuse = |when: bool, reason| if when { Err(reason) } else { Ok(()) };
    refuse(kind(set.set_type) != Some(with.profile.set_kind), SetRefused::WrongKind)?;
    refuse(set.concentration != with.concentration, SetRefused::Concentration)?;
    refuse(known.spent.contains(&read.uid), SetRefused::Used)?;
    refuse(set.prime_volume > with.profile.prime_max, SetRefused::PrimeTooLarge)?;
    let unannounced = with.profile.set_carrier == SetCarrier::Disposable && known.disposable_is_tagged;
    refuse(unannounced, SetRefused::DisposableNotAnnounced)?;
    let passed = (with.time_of_day + with.now.since(Instant::ZERO)).as_us().checked_div(DAY.as_us());
    let passed = passed.and_then(|days| u32::try_from(days).ok()).unwrap_or(u32::MAX);
    let day = today.ok_or(SetRefused::DateUnknown)?.saturating_add(passed);
    refuse(set.expiry.days() < day, SetRefused::Expired)?;
    Ok(set)
}

/// The kind of pump that a set is made for; `None` where there is none.
fn kind(set_type: SetType) -> Option<SetKind> {
    match set_type {
        SetType::Tubed(_) => Some(SetKind::Tubed),
        SetType::Direct => Some(SetKind::Direct),
        SetType::NeedleOnTubing(_) => None,
    }
}
