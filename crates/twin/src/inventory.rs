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
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Disposable => "disposable half",
            Self::Reusable => "reusable half",
            Self::Set => "infusion set",
            Self::Site => "site",
        }
    }
}

/// All there is to say about one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartSpec {
    /// Its name: that of its group of parameters, if it has one.
    pub name: &'static str,
    /// What it is a part of: another part, or a half.
    pub of: &'static str,
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
    ($($name:literal, of: $of:literal, $half:ident, $set:ident, [$($element:literal)*], $what:literal;)+) => {
        /// Every part, from the reservoir to the site, then what moves and senses.
        pub const PARTS: [PartSpec; [$($name),+].len()] = [$(PartSpec {
            name: $name,
            of: $of,
            half: Owner::$half,
            embodiments: Embodiments::$set,
            elements: &[$($element),*],
            what: $what,
        }),+];
    };
}

parts! {
    "reservoir", of: "disposable half", Disposable, ALL, ["1" "20" "27" "53" "68"],
        "a bag that folds as it empties";
    "drug", of: "reservoir", Disposable, ALL, ["68"],
        "the infusible liquid, with air in solution and in bubbles";
    "bubble trap", of: "reservoir", Disposable, ALL, ["21" "22" "23" "24" "25" "26"],
        "a taper, a bottom and a ramp before the outlet, which keep air back";
    "vent", of: "reservoir", Disposable, ALL, ["30"],
        "a filter that lets air, and no liquid, into the space behind the reservoir's wall";
    "fill septum", of: "reservoir", Disposable, ALL, ["28" "29"],
        "a rubber wall that a fill needle pierces, on the membrane assembly or on the reservoir's wall";
    "septum access assembly", of: "disposable half", Disposable, ALL, ["45" "46" "47" "48"],
        "a cover that lets a fill needle through only while the halves are not locked";
    "rigid body", of: "disposable half", Disposable, ALL, ["44" "58" "82"],
        "what the membrane lies against: the other wall of the path, with the housing moulded with it";
    "membrane", of: "rigid body", Disposable, ALL, ["54" "61" "67" "77" "79"],
        "one flexible sheet over the path: chamber and valves are parts of it";
    "pump chamber", of: "rigid body", Disposable, ALL, ["54" "58" "59" "78" "82" "99"],
        "the space between membrane and rigid body from which a stroke delivers";
    "valve seat", of: "rigid body", Disposable, ALL, ["16" "17" "61" "83"],
        "where membrane and rigid body shut the path, but for a small leak";
    "outlet valve", of: "membrane", Disposable, MATED, ["62" "63" "74"],
        "a zone of the membrane that its bias presses on a seat and pressure lifts";
    "dispensing chamber", of: "disposable half", Disposable, METERED, ["98"],
        "takes up a stroke, lies still while it is measured, and presses it on";
    "plunger, lever and return spring", of: "reusable half", Reusable, ALL, ["3" "4" "5" "15" "56" "60" "80"],
        "presses the membrane into the chamber: a wire pulls, a spring returns";
    "plunger contact", of: "plunger, lever and return spring", Reusable, MATED, ["56" "70" "80"],
        "where the plunger presses on the membrane's dry side";
    "shape-memory alloy", of: "reusable half", Reusable, ALL, ["66" "76"],
        "what all wires are drawn from";
    "wire fatigue", of: "shape-memory alloy", Reusable, ALL, ["66" "76"],
        "what use takes from a wire's strain and life";
    "first valve", of: "reusable half", Reusable, ALL, ["7" "16" "64" "65" "66"],
        "a pin that a wire presses on the inlet's seat; open at rest";
    "second valve", of: "reusable half", Reusable, DRIVEN_OUTLET, ["11" "17"],
        "a pin that a spring presses on a seat and a wire lifts; also the measurement valve";
    "optical sensor", of: "reusable half", Reusable, ALL, ["6" "12"],
        "light reflected by the plunger or by the second valve's pin";
    "acoustic volume sensor", of: "reusable half", Reusable, METERED, ["71" "98"],
        "speaker, port and two microphones that hear how full the dispensing chamber is";
    "battery", of: "reusable half", Reusable, ALL, [],
        "a rechargeable cell";
    "logic supply", of: "battery", Reusable, ALL, ["2" "57"],
        "what keeps the electronics running, and gives up below a voltage";
    "wire driver", of: "battery", Reusable, ALL, ["73"],
        "two switches in series for each wire, and the reading of its current";
    "thermistor", of: "reusable half", Reusable, ALL, [],
        "temperature inside the housing";
    "barometer", of: "reusable half", Reusable, ALL, [],
        "ambient pressure";
    "accelerometer", of: "reusable half", Reusable, ALL, [],
        "which way is down, and knocks";
    "annunciator", of: "reusable half", Reusable, ALL, [],
        "sounder, light and vibrator that call a person";
    "latch switch", of: "reusable half", Reusable, ALL, ["14"],
        "tells that the halves are locked";
    "connector switch", of: "reusable half", Reusable, ALL, ["34"],
        "tells that the connector's indent is in its place";
    "mating switch", of: "reusable half", Reusable, ALL, ["90"],
        "tells that the mating assembly is attached";
    "tag reader", of: "reusable half", Reusable, ALL, ["40"],
        "the coil that speaks with the tag";
    "envelope", of: "reusable half", Reusable, ALL, ["43a" "43b" "51" "52"],
        "outer dimensions, deck and levers of the dry half";
    "fastener", of: "reusable half", Reusable, ALL, ["50"],
        "hooks and loops between device and body, laid out in one of five ways";
    "housing", of: "reusable half", Reusable, ALL, ["14"],
        "what stores the heat of the wires and gives it to the air";
    "fluid connector", of: "infusion set", Set, TETHERED, ["31" "32" "34" "36" "37" "38" "49"],
        "body with plug receiver, tapered opening for the tubing, indent, locked icon and core";
    "connector's plug", of: "fluid connector", Set, TETHERED, ["32"],
        "the joint of plug and receiver: it leaks when it is not home";
    "tubing's bond", of: "fluid connector", Set, TETHERED, ["36"],
        "the joint of tubing and tapered opening";
    "plug receiver", of: "fluid connector", Set, TETHERED, ["32"],
        "takes the plug, and leads on into the tubing";
    "indent", of: "fluid connector", Set, TETHERED, ["34"],
        "lies where the latch looks for it only when the plug is seated";
    "locked icon", of: "fluid connector", Set, TETHERED, ["37"],
        "shows only while the halves are locked over a seated connector";
    "tapered tubing opening", of: "fluid connector", Set, TETHERED, ["36"],
        "holds the tubing's first end";
    "core", of: "fluid connector", Set, TETHERED, ["38"],
        "the underside's core, which carries the tag";
    "tubing", of: "infusion set", Set, ALL, ["33" "93"],
        "elastic tube from the device to the infusion set";
    "identification tag", of: "core", Set, ALL, ["39" "40" "41"],
        "a memory in the connector's core that says which set this is";
    "mating assembly", of: "infusion set", Set, ALL, ["90" "100"],
        "carries the piercing needle to the infusion device";
    "mating needle", of: "mating assembly", Set, MATED, ["91" "101"],
        "pierces the infusion device's septum and joins it to the reservoir";
    "infusion device", of: "infusion set", Set, ALL, ["84" "103"],
        "what is worn at the site";
    "autoinserter", of: "infusion device", Set, ALL, ["96"],
        "a spring that drives the introduction needle";
    "top portion", of: "infusion device", Set, ALL, ["85" "87" "89"],
        "holds the introduction needle, and comes off after insertion";
    "introduction needle", of: "top portion", Set, ALL, ["86"],
        "carries the cannula into the skin";
    "bottom portion", of: "infusion device", Set, ALL, ["88"],
        "stays at the site with septum and cannula";
    "infusion device's septum", of: "bottom portion", Set, ALL, ["88" "91"],
        "closes the bottom portion until the piercing needle goes through";
    "cannula", of: "bottom portion", Set, ALL, ["35" "88"],
        "soft tube under the skin";
    "tissue", of: "site", Site, ALL, [],
        "what takes up the drug at the cannula's tip";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::FAULTS;
    use crate::unit::PumpUnit;
    use std::collections::BTreeSet;

    /// The exploded view: each part has one row, after what it is a part of, in the same half.
    #[test]
    fn e43c_every_part_has_its_place_in_the_tree() {
        let owners = [Owner::Disposable, Owner::Reusable, Owner::Set, Owner::Site];
        let mut seen: Vec<(&str, Owner)> = owners.into_iter().map(|owner| (owner.name(), owner)).collect();
        for part in &PARTS {
            assert!(seen.contains(&(part.of, part.half)), "{}: no {} before it", part.name, part.of);
            assert!(seen.iter().all(|(name, _)| *name != part.name), "{} twice", part.name);
            seen.push((part.name, part.half));
        }
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
