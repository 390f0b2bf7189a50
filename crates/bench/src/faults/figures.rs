//! The matrix: a cell a row and embodiment, of all courses and pump units.

use super::{Judged, Kind, Row, TriedUnit, Verdict};
use crate::analysis::Spread;
use crate::campaign::Measured;
use crate::record::Violation;
use crate::scenario::Embodiment;
use std::collections::BTreeMap;

/// A row of the matrix with one embodiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// What goes wrong.
    pub row: Row,
    /// With which embodiment.
    pub embodiment: Embodiment,
    /// Every trial, in the order of courses and pump units.
    pub trials: Vec<Trial>,
    /// Pump units that could not be run, and why.
    pub failed: Vec<String>,
}

/// One trial.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// How it came.
    pub course: &'static str,
    /// Which pump unit.
    pub seed: u64,
    /// What came of it.
    pub judged: Judged,
    /// Oracles that did not hold.
    pub violations: Vec<Violation>,
}

/// The trial that is worst in something.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worst<'a> {
    /// Its cell.
    pub cell: &'a Cell,
    /// The trial.
    pub trial: &'a Trial,
}

impl Cell {
    /// Trials that a person was told of.
    pub fn told(&self) -> usize {
        self.count(|verdict| matches!(verdict, Verdict::Told { .. }))
    }

    /// Trials that nobody was told of, and that did not matter.
    pub fn harmless(&self) -> usize {
        self.count(|verdict| *verdict == Verdict::Harmless)
    }

    /// Trials that nobody was told of, and that mattered.
    pub fn unnoticed(&self) -> usize {
        self.count(|verdict| *verdict == Verdict::Unnoticed)
    }

    fn count(&self, is: impl Fn(&Verdict) -> bool) -> usize {
        self.trials.iter().filter(|trial| is(&trial.judged.verdict)).count()
    }

    /// By what a person was told, the most frequent first.
    pub fn by(&self) -> Vec<(&'static str, usize)> {
        let mut by: BTreeMap<&'static str, usize> = BTreeMap::new();
        for trial in &self.trials {
            if let Verdict::Told { by: name, .. } = trial.judged.verdict {
                *by.entry(name).or_default() += 1;
            }
        }
        let mut by: Vec<(&'static str, usize)> = by.into_iter().collect();
        by.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
        by
    }

    /// After how long a person was told, s.
    pub fn after_s(&self) -> Option<Spread> {
        let after = self.trials.iter().filter_map(|trial| match trial.judged.verdict {
            Verdict::Told { after_s, .. } => Some(after_s),
            Verdict::Harmless | Verdict::Unnoticed => None,
        });
        Spread::of(&after.collect::<Vec<f64>>())
    }

    /// The most that was too much in any trial, uL.
    pub fn over_ul(&self) -> f64 {
        self.trials.iter().map(|trial| trial.judged.over_ul).fold(0.0, f64::max)
    }

    /// The most that was missing in any trial, until a person was told, uL.
    pub fn missed_ul(&self) -> f64 {
        self.trials.iter().map(|trial| trial.judged.missed_ul).fold(0.0, f64::max)
    }

    /// Courses that nobody was told of in some trial, though they mattered.
    pub fn unnoticed_courses(&self) -> Vec<&'static str> {
        let unnoticed = self.trials.iter().filter(|trial| trial.judged.verdict == Verdict::Unnoticed);
        let mut courses: Vec<&'static str> = unnoticed.map(|trial| trial.course).collect();
        courses.dedup();
        courses
    }

    /// Oracles that did not hold, with their trials.
    pub fn violations(&self) -> impl Iterator<Item = (&Trial, &Violation)> {
        self.trials.iter().flat_map(|trial| trial.violations.iter().map(move |violation| (trial, violation)))
    }
}

/// The cells of what was tried, in its order.
pub fn figures(measured: &[Measured<Kind, TriedUnit>]) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for of_course in measured {
        let Kind { row, embodiment, course } = of_course.kind;
        let trial = |unit: &TriedUnit| Trial {
            course: course.name,
            seed: unit.seed,
            judged: unit.judged,
            violations: unit.violations.clone(),
        };
        let same = cells.last().is_some_and(|last| last.row == row && last.embodiment == embodiment);
        if !same {
            cells.push(Cell { row, embodiment, trials: Vec::new(), failed: Vec::new() });
        }
        if let Some(cell) = cells.last_mut() {
            cell.trials.extend(of_course.units.iter().map(trial));
            cell.failed.extend(of_course.failed.iter().map(ToString::to_string));
        }
    }
    cells
}

/// The trial with the most of something, of those cells that count.
pub fn worst(cells: &[Cell], counts: impl Fn(&Cell) -> bool, value: impl Fn(&Trial) -> f64) -> Option<Worst<'_>> {
    let trials = cells
        .iter()
        .filter(|cell| counts(cell))
        .flat_map(|cell| cell.trials.iter().map(move |trial| Worst { cell, trial }));
    trials.max_by(|one, other| value(one.trial).total_cmp(&value(other.trial)))
}
