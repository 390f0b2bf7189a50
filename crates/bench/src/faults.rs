//! `aliquot faults`: everything that can go wrong, one thing at a time and in pairs, and what comes of it.
//!
//! A row of the matrix is one thing that goes wrong; a trial is a row in one of its courses, with one pump unit, beside
//! the same pump unit and therapy with nothing wrong.

mod beside;
mod chart;
mod circumstance;
mod figures;
mod item;
mod matrix;
mod pairs;
mod part;
mod reason;
mod summary;
mod therapy;
mod verdict;

pub use chart::svg;
pub use circumstance::{CIRCUMSTANCES, Circumstance};
pub use figures::{Cell, Trial, Worst, figures, worst};
pub use item::{ITEMS, Item};
pub use matrix::{in_words, markdown, totals};
pub use pairs::{Pairs, pairs};
pub use part::Course;
pub use reason::reason;
pub use summary::{SCHEMA, summary};
pub use verdict::{HARMLESS_UL, Judged, Read, Sign, Sound, Verdict, judge};

use crate::analysis::{Stroke, Weighing};
use crate::campaign::{self, Lot, Measured};
use crate::occlusion::stops_delivery;
use crate::oracle::seconds;
use crate::record::{Record, Violation};
use crate::request::Units;
use crate::run::{self, Made, RunError};
use crate::scenario::{Action, Embodiment, Scenario};
use beside::{Beside, Seat};
use therapy::Therapy;
use twin::FaultKind;
use units::{Duration, Instant};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// A part fails.
    Part(FaultKind),
    /// Something else.
    Other(&'static Circumstance),
    /// Two parts fail at once, wholly.
    Pair(FaultKind, FaultKind),
}

/// One kind of trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Of which embodiment.
    pub embodiment: Embodiment,
    /// What goes wrong.
    pub row: Row,
    /// How it comes.
    pub course: Course,
}

/// What came of a trial with one pump unit.
#[derive(Debug, Clone, PartialEq)]
pub struct TriedUnit {
    /// Which.
    pub seed: u64,
    /// What came of it.
    pub judged: Judged,
    /// Oracles that did not hold.
    pub violations: Vec<Violation>,
}

/// What is tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    rows: Vec<Row>,
    units: Units,
}

impl Row {
    /// Every row, but pairs: the parts' faults as their table has them, then circumstances.
    pub fn all() -> Vec<Self> {
        FaultKind::ALL.into_iter().map(Self::Part).chain(CIRCUMSTANCES.iter().map(Self::Other)).collect()
    }

    /// Its name.
    pub fn name(&self) -> String {
        match self {
            Self::Part(kind) => kind.name().to_owned(),
            Self::Other(other) => other.name.to_owned(),
            Self::Pair(one, other) => format!("{} and {}", one.name(), other.name()),
        }
    }

    /// What goes wrong, in words.
    pub fn what(&self) -> String {
        match self {
            Self::Part(kind) => kind.spec().fails.to_owned(),
            Self::Other(other) => other.what.to_owned(),
            Self::Pair(one, other) => format!("{}; {}", one.spec().fails, other.spec().fails),
        }
    }

    /// The items of the catalogue that it belongs to.
    pub fn items(&self) -> &'static [u8] {
        match self {
            Self::Part(kind) => part::items(*kind),
            Self::Other(other) => other.items,
            Self::Pair(..) => &[40],
        }
    }

    /// Whether this embodiment can have it.
    pub fn is_of(&self, embodiment: Embodiment) -> bool {
        let can = |kind: FaultKind| kind.spec().embodiments.contains(embodiment);
        match self {
            Self::Part(kind) => can(*kind),
            Self::Other(_) => true,
            Self::Pair(one, other) => can(*one) && can(*other),
        }
    }

    fn therapy(&self) -> Therapy {
        match self {
            Self::Part(kind) => part::therapy(*kind),
            Self::Other(other) => other.therapy,
            Self::Pair(one, other) => part::therapy(*one).max(part::therapy(*other)),
        }
    }

    fn courses(&self) -> &'static [Course] {
        match self {
            Self::Part(kind) => part::courses(*kind),
            Self::Other(_) | Self::Pair(..) => &[part::AS_TOLD],
        }
    }

    fn beside(&self) -> Beside {
        match self {
            Self::Other(other) => other.beside,
            Self::Part(_) | Self::Pair(..) => Beside::Nobody,
        }
    }
}

impl Kind {
    /// When it goes wrong, since the start.
    fn onset(&self) -> Duration {
        self.row.therapy().onset(self.course.onset)
    }
}

impl Plan {
    /// Rows of this name and of this item of the catalogue; every one where none is named.
    pub fn new(name: Option<&str>, item: Option<Item>, units: Units) -> Self {
        let is_named = |row: &Row| name.is_none_or(|name| row.name() == name);
        let is_of = |row: &Row| item.is_none_or(|item| row.items().contains(&item.number));
        Self { rows: Row::all().into_iter().filter(|row| is_named(row) && is_of(row)).collect(), units }
    }

    /// Which pump units are tried.
    pub fn units(&self) -> Units {
        self.units
    }

    /// Every trial of its rows in these embodiments.
    pub fn kinds(&self, embodiments: &[Embodiment]) -> Vec<Kind> {
        let mut kinds = Vec::new();
        for row in &self.rows {
            for embodiment in embodiments.iter().copied().filter(|embodiment| row.is_of(*embodiment)) {
                kinds.extend(row.courses().iter().map(|course| Kind { embodiment, row: *row, course: *course }));
            }
        }
        kinds
    }
}

/// Makes these trials with these pump units, on every core; `progress` is told the share that is done.
pub fn run(kinds: &[Kind], units: Units, progress: &mut dyn FnMut(f64)) -> Vec<Measured<Kind, TriedUnit>> {
    let therapies = therapies(kinds);
    let [of_sound, of_all] = [therapies.len(), therapies.len() + kinds.len()].map(crate::analysis::count);
    let first = of_sound / of_all.max(1.0);
    let lot =
        Lot::new(Embodiment::ALL.into_iter().filter(|one| kinds.iter().any(|kind| kind.embodiment == *one)), units);
    let live_soundly = |(embodiment, therapy): (Embodiment, Therapy), made: &Made, tell: &mut dyn FnMut(f64)| {
        let record = run::run_made(made, &therapy.sound(embodiment, made.seed), tell)?;
        Ok((embodiment, therapy, made.seed, Sound::of(&record)))
    };
    let mut told = |share| progress(first * share);
    let sound = campaign::each_of(&lot, &therapies, |(embodiment, _)| *embodiment, live_soundly, &mut told);
    let sound: Vec<(Embodiment, Therapy, u64, Sound)> = sound.into_iter().flat_map(|measured| measured.units).collect();
    let beside = |kind: &Kind, seed: u64| {
        let of = |(embodiment, therapy, of_seed, _): &&(Embodiment, Therapy, u64, Sound)| {
            (*embodiment, *therapy, *of_seed) == (kind.embodiment, kind.row.therapy(), seed)
        };
        sound.iter().find(of).map(|(.., sound)| sound)
    };
    let live =
        |kind: Kind, made: &Made, tell: &mut dyn FnMut(f64)| try_one(&kind, made, beside(&kind, made.seed), tell);
    let mut told = |share| progress(first + (1.0 - first) * share);
    campaign::each_of(&lot, kinds, |kind| kind.embodiment, live, &mut told)
}

/// The therapies of these trials, each once for an embodiment.
fn therapies(kinds: &[Kind]) -> Vec<(Embodiment, Therapy)> {
    let mut therapies: Vec<(Embodiment, Therapy)> = Vec::new();
    for kind in kinds {
        let of = (kind.embodiment, kind.row.therapy());
        if !therapies.contains(&of) {
            therapies.push(of);
        }
    }
    therapies
}

fn try_one(kind: &Kind, made: &Made, sound: Option<&Sound>, tell: &mut dyn FnMut(f64)) -> Result<TriedUnit, RunError> {
    let scenario = therapy::laid(kind, made.seed);
    let mut seat = Seat::new(kind.row.beside(), Instant::ZERO + kind.onset());
    let record = run::run_made_with(made, &scenario, &mut seat, tell)?;
    let read = Read::of(&record, kind, &scenario);
    // A pump unit that could not be run soundly cannot be run here either, and has ended above.
    let nothing = Sound { weighing: Weighing::new(Vec::new()), strokes: Vec::new(), signs: Vec::new() };
    let judged = judge(sound.unwrap_or(&nothing), &read);
    Ok(TriedUnit { seed: made.seed, judged, violations: [record.violations, seat.violations].concat() })
}

impl Sound {
    fn of(record: &Record) -> Self {
        let stroke = |row: &crate::record::StrokeRow| Stroke {
            t_s: row.began_s,
            target_ul: row.target_ul,
            delivered_ul: row.truth_ul,
        };
        let strokes = record.strokes.iter().map(stroke).collect();
        Self { weighing: Weighing::of_run(record), strokes, signs: signs(record) }
    }
}

impl Read {
    fn of(record: &Record, kind: &Kind, scenario: &Scenario) -> Self {
        let resumed = scenario.events.iter().filter(|event| event.action == Action::Resume);
        Self {
            onset_s: seconds(Instant::ZERO + kind.onset()),
            weighing: Weighing::of_run(record),
            signs: signs(record),
            resumed_s: resumed.map(|event| seconds(event.at)).collect(),
        }
    }
}

/// What a refusal of whatever a person asks for is called among alarms.
const REFUSED: &str = "refused";

/// What tells a person: alarms, and refusals of what they ask for.
fn signs(record: &Record) -> Vec<Sign> {
    let alarms = record.alarms.iter().map(|alarm| Sign {
        at_s: alarm.at_s,
        name: alarm.annunciation,
        stops: stops_delivery(alarm),
    });
    let refused = record.log.iter().filter(|row| row.what.contains(": refused, "));
    let refused = refused.map(|row| Sign { at_s: row.at_s, name: REFUSED, stops: false });
    let mut signs: Vec<Sign> = alarms.chain(refused).collect();
    signs.sort_by(|one, other| one.at_s.total_cmp(&other.at_s));
    signs
}

#[cfg(test)]
mod tests;
