//! What is known to break an oracle, and why: the one place where a finding is not called a violation.
//!
//! No oracle is loosened for these. They are counted, and told apart.

use super::case::Case;
use crate::oracle::seconds;
use crate::record::{Record, Violation};
use crate::recorder::site_words;
use crate::scenario::{Action, Surrounding};
use twin::FaultKind;
use units::{Duration, Instant, Length, Pressure};

/// What has to have begun before, for a finding to be known.
#[derive(Debug, Clone, Copy)]
enum Cause {
    /// One of these faults.
    Faults(&'static [FaultKind]),
    /// The pump hangs higher than this above the site.
    Above(Length),
    /// The air is thinner than a laboratory's.
    ThinnerAir,
    /// The air gets thinner than this, faster than what is in the device can follow.
    Decompression(Pressure),
    /// This was wrong with the controller as a whole.
    Upset(&'static str),
    /// Hands did this.
    Hands(&'static str),
}

/// A row: all of these causes, the oracle that they are known to break, and why.
#[derive(Debug, Clone, Copy)]
struct Known {
    causes: &'static [Cause],
    oracle: &'static str,
    /// By how large a share of what is accounted more is delivered at most.
    within: f64,
    why: &'static str,
}

const KNOWN: [Known; 16] = [
    Known {
        causes: &[Cause::Upset("clock_a_day_ahead")],
        oracle: "limit_windows",
        within: f64::INFINITY,
        why: "by the only clock that the controller has a day has passed: what was given before is no longer of this hour",
    },
    Known {
        causes: &[Cause::Above(Length::from_nm(400_000_000))],
        oracle: "ledger_bound",
        within: f64::INFINITY,
        why: "suction in the line goes unseen: strokes give more than they measure",
    },
    Known {
        causes: &[Cause::Faults(&[
            FaultKind::SecondValveDebris,
            FaultKind::OutletDebris,
            FaultKind::MeasurementValveDebris,
        ])],
        oracle: "ledger_bound",
        within: LEAK,
        why: "what runs past a seat until the leak is found is accounted by nothing",
    },
    Known {
        causes: &[Cause::Faults(&[FaultKind::PlungerFaceLoose])],
        oracle: "ledger_bound",
        within: LEAK,
        why: "what shows the plunger's travel has come off it: one stroke gives more than it shows, and is the last",
    },
    Known {
        causes: &[Cause::Decompression(Pressure::from_mpa(60_000_000))],
        oracle: "ledger_bound",
        within: BURST,
        why: "what gas the reservoir holds expands before its vent lets air out, and pushes drug through at rest",
    },
    Known {
        causes: &[Cause::Faults(&[FaultKind::ChamberAir]), Cause::ThinnerAir],
        oracle: "ledger_bound",
        within: BURST,
        why: "air that has come into chamber and line expands, and pushes drug out behind the last valve",
    },
    Known {
        causes: &[Cause::Faults(&[FaultKind::DeviceSeptumTorn])],
        oracle: "misses_are_told",
        within: f64::INFINITY,
        why: "what runs out past a torn septum has left the pump as it should: nothing senses where it goes",
    },
    Known {
        causes: &[Cause::Faults(&[FaultKind::CannulaDislodged])],
        oracle: "misses_are_told",
        within: f64::INFINITY,
        why: "a cannula beside the skin is as open as one in it: nothing senses where its liquid goes",
    },
    Known {
        causes: &[Cause::Faults(&[FaultKind::FirstValveStiction])],
        oracle: "valve_interlock",
        within: f64::INFINITY,
        why: "nothing senses the first valve: that it binds and stays open shows only in what the stroke gives",
    },
    Known {
        causes: &[Cause::Faults(&[FaultKind::PlungerStiction])],
        oracle: "ledger_bound",
        within: f64::INFINITY,
        why: "the plunger's travel is all that is measured, and a plunger that binds a little gives more",
    },
    Known {
        causes: &[Cause::Upset("pump_at_full_power")],
        oracle: "ledger_bound",
        within: f64::INFINITY,
        why: "the ledger is that of the controller which was upset; the supervisor ends the stroke, some of which it missed",
    },
    Known {
        causes: &[Cause::Upset("hangs")],
        oracle: "alarms_shown",
        within: f64::INFINITY,
        why: "power came back to a controller that hangs at its first step: only the board's watchdog, which is not here, ends that",
    },
    Known {
        causes: &[Cause::Faults(&[FaultKind::ChamberAir])],
        oracle: "misses_are_told",
        within: f64::INFINITY,
        why: "air in the chamber yields as liquid goes: the plunger's travel is all that is measured",
    },
    Known {
        causes: &[Cause::Hands("new_disposable")],
        oracle: "ledger_bound",
        within: 0.06,
        why: "the pump is calibrated with the disposable half that it was made with; the chamber of another gives a little more or less",
    },
    Known {
        causes: &[Cause::Hands("open"), Cause::Above(Length::from_nm(50_000_000))],
        oracle: "ledger_bound",
        within: BURST,
        why: "an open pump keeps its outlet shut by the sheet's own bias alone, and seeps above the site; an alarm says so",
    },
    Known {
        causes: &[Cause::Hands("attach"), Cause::ThinnerAir],
        oracle: "ledger_bound",
        within: f64::INFINITY,
        why: "a set that was put on unprimed, though the device refused it, is full of air, which presses liquid out as it expands",
    },
];
/// What gas pushes out as it expands is no more than a stroke or two, and comes once.
const BURST: f64 = 0.1;
/// Within this time no vent follows and nothing can be shut. Assumed, because the device looks at its surroundings once a
/// minute while it rests.
const FAST: Duration = Duration::from_min(1);
/// A leak that is found gives not so many times more than was accounted; a free flow gives a hundred.
const LEAK: f64 = 2.0;
/// What a stroke on its way may deliver before it is accounted, uL.
const STROKE_UL: f64 = 2.5;

/// Why a finding is known, if it is; `excess` is as [`excess`] has it.
pub(super) fn reason(case: &Case, violation: &Violation, excess: f64) -> Option<&'static str> {
    let explains = |row: &&Known| {
        let begun = || row.causes.iter().all(|cause| begun(*cause, case, violation.at_s));
        row.oracle == violation.oracle && excess <= row.within && begun()
    };
    KNOWN.iter().find(explains).map(|row| row.why)
}

/// By how large a share of what was accounted more was delivered, at worst. What one stroke may be ahead does not count.
pub(super) fn excess(record: &Record) -> f64 {
    let of_row =
        record.totals.iter().map(|row| (row.delivered_ul - STROKE_UL - row.ledger_ul) / row.ledger_ul.max(1.0));
    of_row.fold(0.0, f64::max)
}

/// Whether a cause began before this time, s.
fn begun(cause: Cause, case: &Case, at_s: f64) -> bool {
    let scenario = &case.scenario;
    let before = |at: Instant| seconds(Instant::ZERO + at.since(scenario.start)) <= at_s;
    let surrounded =
        |by: fn(Surrounding) -> bool| scenario.environment.iter().any(|change| by(change.to) && before(change.at));
    match cause {
        Cause::Upset(name) => case.upset.is_some_and(|upset| upset.name == name && seconds(upset.from) <= at_s),
        Cause::Faults(kinds) => case.faults().iter().any(|fault| kinds.contains(&fault.kind) && before(fault.at)),
        Cause::Above(height) => scenario
            .environment
            .iter()
            .any(|change| matches!(change.to, Surrounding::Height(to) if to > height) && before(change.at)),
        Cause::ThinnerAir => {
            surrounded(|to| matches!(to, Surrounding::Pressure(to) if to < Pressure::from_mpa(101_325_000)))
        }
        Cause::Decompression(below) => scenario.environment.iter().any(|change| {
            matches!(change.to, Surrounding::Pressure(to) if to < below) && change.over <= FAST && before(change.at)
        }),
        Cause::Hands(deed) => scenario
            .events
            .iter()
            .any(|event| matches!(event.action, Action::Site(step) if site_words(step).0 == deed) && before(event.at)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{EnvironmentChange, Event, FaultInjection, SiteStep};
    use units::{Fraction, Volume};

    fn violation(at_s: f64, oracle: &'static str) -> Violation {
        Violation { at_s, oracle, detail: String::new() }
    }

    #[test]
    fn a_cause_explains_its_oracle_after_it_began_and_as_far_as_it_reaches() {
        let mut case = Case::draw(1, 1);
        let (step, start) = (SiteStep::NewDisposable { fill: Volume::ZERO }, case.scenario.start);
        case.scenario.faults.clear();
        case.scenario.environment.clear();
        case.scenario.events = vec![Event { at: start + Duration::from_s(100), action: Action::Site(step) }];
        for (at_s, oracle, excess, known) in [
            (101.0, "ledger_bound", 0.05, true),
            (99.0, "ledger_bound", 0.05, false),
            (101.0, "ledger_bound", 0.07, false),
            (101.0, "valve_interlock", 0.05, false),
        ] {
            assert_eq!(reason(&case, &violation(at_s, oracle), excess).is_some(), known, "{at_s} {oracle} {excess}");
        }
    }

    #[test]
    fn only_a_fall_of_pressure_that_is_deep_and_sudden_explains_what_gas_pushes_out() {
        let mut case = Case::draw(1, 1);
        case.scenario.faults.clear();
        case.scenario.events.clear();
        for (kpa, over_s, known) in [(38, 0, true), (38, 61, false), (70, 0, false)] {
            case.scenario.environment = vec![EnvironmentChange {
                at: case.scenario.start,
                to: Surrounding::Pressure(Pressure::from_mpa(kpa * 1_000_000)),
                over: Duration::from_s(over_s),
            }];
            let found = reason(&case, &violation(10.0, "ledger_bound"), 0.0);
            assert_eq!(found.is_some(), known, "{kpa} kPa over {over_s} s");
        }
    }

    #[test]
    fn any_one_of_several_faults_is_a_cause() {
        let mut case = Case::draw(1, 1);
        case.scenario.environment.clear();
        case.scenario.events.clear();
        for (kind, known) in [
            (FaultKind::OutletDebris, true),
            (FaultKind::MeasurementValveDebris, true),
            (FaultKind::FirstValveDebris, false),
        ] {
            case.scenario.faults = vec![FaultInjection {
                at: case.scenario.start,
                kind,
                severity: Fraction::ONE,
                over: Duration::ZERO,
                recurrence: None,
                duration: None,
            }];
            let found = reason(&case, &violation(10.0, "ledger_bound"), 1.0);
            assert_eq!(found.is_some(), known, "{kind:?}");
        }
    }
}
