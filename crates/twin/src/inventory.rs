//! The parts of the device: one table says what each is, who owns it, and what of the seed documents it realises.
//!
//! A part is named as its group of parameters is, and as the faults name what fails.
//! The elements are those of `docs/device.md`.

use crate::embodiments::Embodiments;

/// Who owns a part: what is thrown away with it, or kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The disposable housing, which drug touches.
    Disposable,
    /// The reusable housing, which stays dry.
    Reusable,
    /// The infusion set or device, with what connects it.
    Set,
    /// The body.
    Site,
}

impl Owner {
    /// Its name, in a word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Disposable => "disposable",
            Self::Reusable => "reusable",
            Self::Set => "set",
            Self::Site => "site",
        }
    }
}

/// All there is to say about one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartSpec {
    /// Its name: that of its group of parameters, if it has one.
    pub name: &'static str,
    /// Who owns it.
    pub half: Owner,
    /// The embodiments that have it.
    pub embodiments: Embodiments,
    /// The elements of the seed documents that it realises, with others or alone.
    pub elements: &'static [&'static str],
    /// What it is.
    pub what: &'static str,
}

/// Declares the table of parts, a row a line.
macro_rules! parts {
    ($($name:literal, $half:ident, $set:ident, [$($element:literal)*], $what:literal;)+) => {
        /// Every part, from the reservoir to the site, then what moves and senses.
        pub const PARTS: [PartSpec; [$($name),+].len()] = [$(PartSpec {
            name: $name,
            half: Owner::$half,
            embodiments: Embodiments::$set,
            elements: &[$($element),*],
            what: $what,
        }),+];
    };
}

parts! {
    "reservoir", Disposable, ALL, ["1" "20" "27" "53" "68"],
        "a bag that folds as it empties";
    "valve seat", Disposable, ALL, ["16" "17" "61" "83"],
        "where membrane and rigid body shut the path, but for a small leak";
    "membrane", Disposable, ALL, ["54" "61" "67" "77" "79"],
        "one flexible sheet over the path: chamber and valves are parts of it";
    "pump chamber", Disposable, ALL, ["54" "58" "59" "78" "82" "99"],
        "the space between membrane and rigid body from which a stroke delivers";
    "outlet valve", Disposable, MATED, ["62" "63" "74"],
        "a zone of the membrane that its bias presses on a seat and pressure lifts";
    "dispensing chamber", Disposable, METERED, ["98"],
        "takes up a stroke, lies still while it is measured, and presses it on";
    "mating needle", Set, MATED, ["91" "101"],
        "pierces the infusion device's septum and joins it to the reservoir";
    "tubing", Set, ALL, ["33" "93"],
        "elastic tube from the device to the infusion set";
    "cannula", Set, ALL, ["35" "88"],
        "soft tube under the skin";
    "tissue", Site, ALL, [],
        "what takes up the drug at the cannula's tip";
    "plunger, lever and return spring", Reusable, ALL, ["3" "4" "5" "15" "56" "60" "80"],
        "presses the membrane into the chamber: a wire pulls, a spring returns";
    "first valve", Reusable, ALL, ["7" "16" "64" "65" "66"],
        "a pin that a wire presses on the inlet's seat; open at rest";
    "plunger contact", Reusable, MATED, ["56" "70" "80"],
        "where the plunger presses on the membrane's dry side";
    "second valve", Reusable, DRIVEN_OUTLET, ["11" "17"],
        "a pin that a spring presses on a seat and a wire lifts; also the measurement valve";
    "shape-memory alloy", Reusable, ALL, ["66" "76"],
        "what all wires are drawn from";
    "optical sensor", Reusable, ALL, ["6" "12"],
        "light reflected by the plunger or by the second valve's pin";
    "battery", Reusable, ALL, [],
        "a rechargeable cell";
    "logic supply", Reusable, ALL, ["2" "57"],
        "what keeps the electronics running, and gives up below a voltage";
    "wire driver", Reusable, ALL, ["73"],
        "two switches in series for each wire, and the reading of its current";
    "wire fatigue", Reusable, ALL, ["66" "76"],
        "what use takes from a wire's strain and life";
    "thermistor", Reusable, ALL, [],
        "temperature inside the housing";
    "barometer", Reusable, ALL, [],
        "ambient pressure";
    "accelerometer", Reusable, ALL, [],
        "which way is down, and knocks";
    "acoustic volume sensor", Reusable, METERED, ["71" "98"],
        "speaker, port and two microphones that hear how full the dispensing chamber is";
    "tag reader", Reusable, ALL, ["40"],
        "the coil that speaks with the tag";
    "identification tag", Set, ALL, ["39" "40" "41"],
        "a memory in the connector's core that says which set this is";
    "housing", Reusable, ALL, ["14"],
        "what stores the heat of the wires and gives it to the air";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::FAULTS;
    use crate::unit::PumpUnit;
    use std::collections::BTreeSet;

    fn names() -> BTreeSet<&'static str> {
        PARTS.iter().map(|part| part.name).collect()
    }

    #[test]
    fn each_part_has_one_row() {
        assert_eq!(names().len(), PARTS.len());
    }

    #[test]
    fn each_group_of_parameters_and_each_fault_belongs_to_a_part() {
        for group in PumpUnit::PARAMETERS {
            let part = PARTS.iter().find(|part| part.name == group.part);
            let part = part.unwrap_or_else(|| panic!("the {} is no part", group.part));
            assert_eq!(part.half, group.owner, "{}", group.part);
        }
        for fault in &FAULTS {
            let part = PARTS.iter().find(|part| part.name == fault.part);
            let part = part.unwrap_or_else(|| panic!("{}: no part is named {}", fault.name, fault.part));
            for embodiment in fault.embodiments.iter() {
                assert!(
                    part.embodiments.contains(embodiment),
                    "{}: {} has no {}",
                    fault.name,
                    embodiment.name(),
                    part.name
                );
            }
        }
    }

    #[test]
    fn each_element_is_one_of_the_device() {
        let table = include_str!("../../../docs/device.md");
        let ids: BTreeSet<&str> =
            table.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next()).collect();
        for part in &PARTS {
            for element in part.elements {
                assert!(ids.contains(element), "{}: {element}", part.name);
            }
        }
    }
}
