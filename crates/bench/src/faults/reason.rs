//! Why nobody is told of some faults, though they matter: the one place where that is explained.
//!
//! What is not explained here is taken as a defect of the controller until somebody finds out.

use super::Row;
use crate::scenario::Embodiment;
use twin::Embodiments;

/// Rows of these embodiments, and why.
const REASONS: [(&[&str], Embodiments, &str); 5] = [
    (
        &["cannula_dislodged"],
        Embodiments::ALL,
        "outside the skin the drug meets less resistance than inside, and no sensor sees skin or liquid",
    ),
    (
        &["device_septum_torn", "plug_loose", "tubing_loose"],
        Embodiments::ALL,
        "the leak lies behind all that measures: strokes go as ever, and no sensor sees liquid where it should not be",
    ),
    (
        &["reservoir_outlet_blocked"],
        Embodiments::MATED,
        "the plunger presses and never pulls: it comes home whether or not the chamber has filled; that the next stroke \
         meets no resistance is not looked for, which is a defect",
    ),
    (&["taken_off_unseen"], Embodiments::ALL, "the one switch that sees the set come off is the one that has failed"),
    (
        &["controller_hangs"],
        Embodiments::ALL,
        "the supervisor takes the wires' power away, so that nothing more comes, but it has no voice of its own",
    ),
];

/// Why nobody can be told of this, if that is known.
pub fn reason(row: &Row, embodiment: Embodiment) -> Option<&'static str> {
    let name = row.name();
    let is_it = |names: &[&str], of: Embodiments| names.contains(&name.as_str()) && of.contains(embodiment);
    REASONS.iter().find(|(names, of, _)| is_it(names, *of)).map(|(.., why)| *why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_is_of_rows_that_there_are() {
        let all: Vec<String> = Row::all().iter().map(Row::name).collect();
        for (names, _, why) in REASONS {
            assert!(names.iter().all(|name| all.iter().any(|row| row == name)), "{names:?}");
            assert!(!why.is_empty() && !why.ends_with('.'), "{why}");
        }
        let torn = Row::Part(twin::FaultKind::DeviceSeptumTorn);
        assert!(reason(&torn, Embodiment::Patch).is_some());
        assert_eq!(reason(&Row::Part(twin::FaultKind::Occlusion), Embodiment::Patch), None);
    }
}
