//! A `[[fault]]`: what breaks, when, and how it comes and goes.

use twin::{Embodiment, FAULTS, FaultKind};
use units::{Duration, Fraction};

use super::error::{Expected, Problem, ScenarioError};
use super::field::Field;
use super::limits::{EVERY, FAULT_TIME, RAMP, SEVERITY};
use super::nearest::nearest;
use super::order::Order;
use super::table::Section;
use super::{FaultInjection, Recurrence};

const KEYS: &[&str] = &["at", "kind", "severity", "over", "every", "lasting", "for"];

/// The fault in this table, which this embodiment must be able to have.
///
/// # Errors
/// The first thing in it that is not allowed.
pub(super) fn read(
    section: &Section<'_>,
    order: &mut Order,
    embodiment: Embodiment,
) -> Result<FaultInjection, ScenarioError> {
    section.only(KEYS)?;
    let at = order.next(section)?;
    let kind = kind(&section.require("kind", Expected::Fault(embodiment))?, embodiment)?;
    let severity = section.get("severity").map_or(Ok(Fraction::ONE), |field| severity(&field))?;
    let over = section.get("over").map_or(Ok(Duration::ZERO), |field| field.quantity(RAMP))?;
    let recurrence = recurrence(section)?;
    let duration = section.get("for").map(|field| field.quantity(FAULT_TIME)).transpose()?;
    Ok(FaultInjection { at, kind, severity, over, recurrence, duration })
}

/// The kind of this name.
///
/// # Errors
/// When no fault has the name, or the embodiment cannot have the fault.
fn kind(field: &Field<'_>, embodiment: Embodiment) -> Result<FaultKind, ScenarioError> {
    let name = field.text(Expected::Fault(embodiment))?;
    let Some(kind) = FaultKind::from_name(name) else {
        let own = FAULTS.iter().filter(|spec| spec.embodiments.contains(embodiment));
        let names: Vec<&'static str> = own.map(|spec| spec.name).collect();
        let nearest = nearest(name, &names);
        return Err(field.refuse_as(|found| Problem::UnknownFault { found, nearest, embodiment }));
    };
    let others = kind.spec().embodiments;
    if others.contains(embodiment) {
        Ok(kind)
    } else {
        Err(field.refuse_as(|found| Problem::FaultOfOthers { found, others, embodiment }))
    }
}

/// How the fault comes and goes, if it does.
///
/// # Errors
/// When one of its two durations is missing or not allowed, or the fault would never go.
fn recurrence(section: &Section<'_>) -> Result<Option<Recurrence>, ScenarioError> {
    let (every, lasting) = match (section.get("every"), section.get("lasting")) {
        (None, None) => return Ok(None),
        (None, Some(_)) => return Err(section.missing("every", Expected::Beside("lasting", EVERY))),
        (Some(_), None) => return Err(section.missing("lasting", Expected::Beside("every", FAULT_TIME))),
        (Some(every), Some(lasting)) => (every.quantity(EVERY)?, lasting),
    };
    let duration: Duration = lasting.quantity(FAULT_TIME)?;
    if duration < every {
        Ok(Some(Recurrence { every, lasting: duration }))
    } else {
        Err(lasting.refuse(Expected::LessThan("every", every)))
    }
}

/// A severity, which has at most six decimals.
///
/// # Errors
/// When it is no number of at most six decimals from 0 to 1.
fn severity(field: &Field<'_>) -> Result<Fraction, ScenarioError> {
    let allowed = Expected::Number(SEVERITY);
    // Adding zero makes zero of its negative.
    let number = field.number(allowed)? + 0.0;
    // The shortest text that is this very number has as many decimals as were meant.
    let fraction = format!("{number}").parse().map_err(|_| field.refuse(allowed))?;
    field.within(fraction, SEVERITY)
}

#[cfg(test)]
mod tests {
    use super::super::table::Source;
    use super::*;
    use toml_edit::Document;

    /// What is said of a fault of this name in this embodiment.
    fn check(name: &str, embodiment: Embodiment, expected: Result<FaultKind, &str>) {
        let text = format!("kind = \"{name}\"\n");
        let document = Document::parse(text.as_str()).unwrap();
        let source = Source { file: "s.toml", text: &text };
        let field = source.root(document.as_table()).get("kind").unwrap();
        let found = kind(&field, embodiment).map_err(|error| error.to_string());
        assert_eq!(found, expected.map_err(str::to_owned));
    }

    #[test]
    fn an_embodiment_has_only_its_own_faults() {
        let stiction = FaultKind::SecondValveStiction;
        check("second_valve_stiction", Embodiment::Tethered, Ok(stiction));
        check(
            "second_valve_stiction",
            Embodiment::Patch,
            Err(
                "s.toml:1: kind: found \"second_valve_stiction\", a fault of tethered; allowed: a name in quotes that \
                 \"aliquot inspect faults --embodiment patch\" lists",
            ),
        );
        // A slip finds only what is allowed.
        let lists = "allowed: a name in quotes that \"aliquot inspect faults --embodiment";
        check(
            "second_valve_stictoin",
            Embodiment::Tethered,
            Err(&format!(
                "s.toml:1: kind: found unknown fault \"second_valve_stictoin\"; did you mean second_valve_stiction? \
                 {lists} tethered\" lists"
            )),
        );
        check(
            "second_valve_stictoin",
            Embodiment::Patch,
            Err(&format!("s.toml:1: kind: found unknown fault \"second_valve_stictoin\"; {lists} patch\" lists")),
        );
    }
}
