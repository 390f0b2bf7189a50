//! What can go wrong: one table says everything about every fault; whoever injects, lists or documents one reads it here.
//!
//! A fault has a severity from 0 (none) to 1 (complete); what that means is said in its row.
//! Faults change the plant, never the controller: the twin is told, the device has to find out.
//! A new fault is one row below; what it does to the plant stands where the twin sets faults.

use crate::embodiments::Embodiments;

/// All there is to say about one fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FaultSpec {
    /// Which fault.
    pub kind: FaultKind,
    /// Its name in scenario files and records: stable, lower case.
    pub name: &'static str,
    /// The part that fails, as the inventory of parts names it.
    pub part: &'static str,
    /// What fails.
    pub fails: &'static str,
    /// What the severity means.
    pub severity: &'static str,
    /// The embodiments that can have it.
    pub embodiments: Embodiments,
}

/// Declares every fault once: the kind, and its row of the table.
macro_rules! faults {
    ($($kind:ident, $name:literal, part: $part:literal,
       fails: $fails:literal, severity: $severity:literal, in: $set:ident;)+) => {
        /// A way in which one part fails.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum FaultKind {
            $(#[doc = concat!("Of the ", $part, ": ", $fails, ". Severity: ", $severity, ".")] $kind,)+
        }

        impl FaultKind {
            /// Every kind, in the order of the table.
            pub const ALL: [Self; FAULTS.len()] = [$(Self::$kind),+];
        }

        /// Every fault, in the order of the enumeration.
        pub const FAULTS: [FaultSpec; [$($name),+].len()] = [$(FaultSpec {
            kind: FaultKind::$kind,
            name: $name,
            part: $part,
            fails: $fails,
            severity: $severity,
            embodiments: Embodiments::$set,
        }),+];
    };
}

faults! {
    Occlusion, "occlusion", part: "cannula",
        fails: "the way through the tubing's far end and the cannula narrows",
        severity: "its conductance is multiplied by (1 - severity); 1 is shut", in: ALL;
    PumpWireBreak, "pump_wire_break", part: "plunger, lever and return spring",
        fails: "the pump wire breaks: it carries no current and pulls no more",
        severity: "above 0.5 it is broken", in: ALL;
    PlungerStiction, "plunger_stiction", part: "plunger, lever and return spring",
        fails: "the plunger binds",
        severity: "severity times 10 N of extra friction", in: ALL;
    SecondValveStiction, "second_valve_stiction", part: "second valve",
        fails: "the second valve's pin binds",
        severity: "severity times 10 N of extra friction", in: TETHERED;
    SecondValveWireBreak, "second_valve_wire_break", part: "second valve",
        fails: "the second valve's wire breaks: the valve stays shut by its spring",
        severity: "above 0.5 it is broken", in: TETHERED;
    PlungerLedDim, "plunger_led_dim", part: "optical sensor",
        fails: "the plunger sensor's light fades",
        severity: "its output is multiplied by (1 - severity)", in: ALL;
}

impl FaultKind {
    /// The fault's row of the table.
    pub const fn spec(self) -> &'static FaultSpec {
        &FAULTS[self as usize]
    }

    /// The name used in scenario files.
    pub const fn name(self) -> &'static str {
        self.spec().name
    }

    /// The kind with this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        FAULTS.iter().find(|spec| spec.name == name).map(|spec| spec.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_finds_its_own_row_and_each_name_its_fault() {
        for (spec, kind) in FAULTS.iter().zip(FaultKind::ALL) {
            assert_eq!((spec.kind, kind.spec()), (kind, spec));
            assert_eq!(FaultKind::from_name(spec.name), Some(kind));
        }
        assert_eq!(FaultKind::from_name("rust"), None);
    }

    #[test]
    fn a_row_can_stand_in_a_scenario_and_in_a_table() {
        for spec in &FAULTS {
            let is_name =
                spec.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
            assert!(is_name && !spec.name.is_empty(), "{}", spec.name);
            for text in [spec.fails, spec.severity] {
                assert!(
                    !text.is_empty() && !text.ends_with('.') && !text.contains(['|', '\n']),
                    "{}: {text}",
                    spec.name
                );
            }
            assert_ne!(spec.embodiments, Embodiments::of(&[]), "{}: no embodiment can have it", spec.name);
        }
    }
}
