//! A set of embodiments: which of them have a part or can have a fault.

use crate::embodiment::Embodiment;

/// A set of embodiments, as constant data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Embodiments {
    /// One bit for each, by its place in the enumeration.
    bits: u8,
}

impl Embodiments {
    /// All of them.
    pub const ALL: Self = Self::of(&Embodiment::ALL);
    /// Only the tethered one.
    pub const TETHERED: Self = Self::of(&[Embodiment::Tethered]);
    /// Those that are mated directly to the infusion device.
    pub const MATED: Self = Self::of(&[Embodiment::Patch, Embodiment::Metered]);
    /// Those with a valve behind the chamber that a wire opens, and a sensor that watches it.
    pub const DRIVEN_OUTLET: Self = Self::of(&[Embodiment::Tethered, Embodiment::Metered]);
    /// Only the metered one.
    pub const METERED: Self = Self::of(&[Embodiment::Metered]);

    /// These and no others.
    pub const fn of(members: &[Embodiment]) -> Self {
        let mut bits = 0;
        let mut index = 0;
        while index < members.len() {
            bits |= 1 << members[index] as u8;
            index += 1;
        }
        Self { bits }
    }

    /// Whether this one is among them.
    pub const fn contains(self, embodiment: Embodiment) -> bool {
        self.bits >> embodiment as u8 & 1 == 1
    }

    /// Those that are among them, in the order of the enumeration.
    pub fn iter(self) -> impl Iterator<Item = Embodiment> {
        Embodiment::ALL.into_iter().filter(move |&embodiment| self.contains(embodiment))
    }

    /// Their names, with commas between.
    pub fn names(self) -> String {
        self.iter().map(Embodiment::name).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_its_members_and_no_others() {
        for (set, members, names) in [
            (Embodiments::ALL, &Embodiment::ALL[..], "tethered, patch, metered"),
            (Embodiments::TETHERED, &[Embodiment::Tethered], "tethered"),
            (Embodiments::MATED, &[Embodiment::Patch, Embodiment::Metered], "patch, metered"),
            (Embodiments::METERED, &[Embodiment::Metered], "metered"),
            (Embodiments::of(&[]), &[], ""),
        ] {
            for embodiment in Embodiment::ALL {
                assert_eq!(set.contains(embodiment), members.contains(&embodiment), "{embodiment:?} in {names:?}");
            }
            assert_eq!(set.iter().collect::<Vec<_>>(), members);
            assert_eq!(set.names(), names);
        }
    }
}
