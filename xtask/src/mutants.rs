//! `cargo xtask mutants`: plausible bugs, put into the device's crates one at a time; suite and swarm must each catch every one.
//!
//! A bug that nothing catches says what is not tested. The bugs are the files of `mutants/`; docs/mutants.md says what caught each.
//! All are built into one copy of the repository, each behind a switch, so that there is one build and not one for each.
//! Vocabulary: a *mutant* is the repository with one such bug. A *canary* is a bug that must be caught whatever else is not.
//! Invariant: nothing is concluded from a suite or a swarm that fails without a bug, nor from a bug that does not apply.

mod record;
mod scratch;
mod trial;

use crate::workspace;
use record::Record;
use scratch::Scratch;
use trial::{Caught, Mutant, SEEDS};

/// Where the bugs are.
const FOLDER: &str = "mutants";

/// Lists the mutants, or tries those whose names begin so; all of them if none is named.
///
/// # Errors
/// A bug does not apply, suite or swarm fail without one, a name fits none, or a mutant was not caught by both.
pub(crate) fn run(arguments: &[&str]) -> Result<(), String> {
    let root = workspace::root();
    let records = Record::all(&root.join(FOLDER), &root)?;
    if arguments == ["--list"] {
        for record in &records {
            println!("{}: {} ({})", record.name, record.bug, record.hazard);
        }
        return Ok(());
    }
    let named = named(&records, arguments)?;
    let scratch = Scratch::new(&root, &records)?;
    println!("mutants: {} of {}, in {}", named.len(), records.len(), scratch.folder().display());
    trial::build(&scratch)?;
    sound(&scratch, &named)?;
    let mut survived = Vec::new();
    for record in &named {
        let mutant = Mutant { scratch: &scratch, number: record.number };
        let (suite, swarm) = (mutant.suite(record.test.as_deref())?, mutant.swarm(record.seed)?);
        let lives = suite.is_none() || swarm.is_none();
        println!("{}", row(record, suite.as_ref(), swarm.as_ref()));
        if lives {
            survived.push(record.name.as_str());
        }
    }
    match survived.as_slice() {
        [] => {
            println!("mutants: {} caught by both", named.len());
            Ok(())
        }
        names => Err(format!("not caught by both: {}", names.join(", "))),
    }
}

/// The mutants whose names begin so.
///
/// # Errors
/// A name fits none.
fn named<'a>(records: &'a [Record], names: &[&str]) -> Result<Vec<&'a Record>, String> {
    if let Some(none) = names.iter().find(|name| !records.iter().any(|record| record.name.starts_with(**name))) {
        return Err(format!("no mutant's name begins with {none:?}; `cargo xtask mutants --list` lists them"));
    }
    let asked = |record: &&Record| names.is_empty() || names.iter().any(|name| record.name.starts_with(name));
    Ok(records.iter().filter(asked).collect())
}

/// Runs all that the mutants are to be tried with.
///
/// # Errors
/// Suite or swarm fail without a bug, or could not be run.
fn sound(scratch: &Scratch, named: &[&Record]) -> Result<(), String> {
    let beyond = named.iter().filter_map(|record| record.seed).filter(|seed| *seed > SEEDS);
    let none = Mutant { scratch, number: record::NONE };
    for (what, outcome) in [("suite", none.suite(None)?), ("swarm", none.swarm(beyond)?)] {
        if let Some(caught) = outcome {
            return Err(format!("the {what} fails without a bug: {caught}"));
        }
    }
    println!("mutants: without a bug suite and swarm find nothing");
    Ok(())
}

/// One line of the table of docs/mutants.md.
fn row(record: &Record, suite: Option<&Caught>, swarm: Option<&Caught>) -> String {
    let cell = |caught: Option<&Caught>| caught.map_or_else(|| "**not caught**".to_owned(), ToString::to_string);
    let name = if record.canary { format!("{} (canary)", record.name) } else { record.name.clone() };
    format!("| {name} | {} | {} | {} | {} |", record.bug, record.hazard, cell(suite), cell(swarm))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bug_of_the_repository_applies_and_one_is_a_canary() {
        let root = workspace::root();
        let records = Record::all(&root.join(FOLDER), &root).expect("each applies");
        assert!(records.len() >= 15, "{}", records.len());
        assert!(records.iter().any(|record| record.canary));
    }

    #[test]
    fn names_choose_by_how_they_begin_and_a_name_that_fits_none_is_an_error() {
        let root = workspace::root();
        let records = Record::all(&root.join(FOLDER), &root).expect("each applies");
        let first = records.first().expect("there are some");
        assert_eq!(named(&records, &[]).map(|all| all.len()), Ok(records.len()));
        assert_eq!(named(&records, &[&first.name]), Ok(vec![first]));
        assert!(named(&records, &["no such"]).expect_err("there is none").contains("no such"));
    }
}
