//! What campaigns found: their own JSON, just measured or read from files, entry by entry.
//!
//! A campaign's document is a list of entries, such as one for each embodiment and rate. Of the same test that was
//! measured more than once, the entry with more pump units counts.

use super::published;
use crate::{accuracy, bolus, climate, gates, inspect, occlusion, swarm};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// A kind of document.
struct Campaign {
    schema: &'static str,
    /// The list of its entries; without one the whole document is the entry.
    entries: Option<&'static str>,
    /// What tells entries from each other.
    identity: &'static [&'static str],
}

const CAMPAIGNS: [Campaign; 8] = [
    Campaign { schema: gates::SCHEMA, entries: Some("tables"), identity: &["embodiment"] },
    Campaign {
        schema: accuracy::SCHEMA,
        entries: Some("embodiments"),
        identity: &["embodiment", "rate_ul_per_h", "hours"],
    },
    Campaign { schema: bolus::SCHEMA, entries: Some("kinds"), identity: &["embodiment", "situation", "dose_units"] },
    Campaign {
        schema: occlusion::SCHEMA,
        entries: Some("tests"),
        identity: &["embodiment", "rate_units_per_h", "bolus_units", "course"],
    },
    Campaign {
        schema: climate::SCHEMA,
        entries: Some("exposures"),
        identity: &["embodiment", "condition", "suspended"],
    },
    Campaign { schema: swarm::SCHEMA, entries: None, identity: &["schema"] },
    Campaign { schema: published::SCHEMA, entries: Some("metrics"), identity: &["metric"] },
    // A listing's name is one of its keys, so that no two of them are the same.
    Campaign { schema: inspect::INSPECT_SCHEMA, entries: None, identity: &["requirements", "parameters"] },
];

/// Entries of campaigns, by schema.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Documents(BTreeMap<&'static str, Vec<Value>>);

/// A file that is no campaign's.
#[derive(Debug)]
pub struct NoDocument {
    path: PathBuf,
    cause: Cause,
}

/// Why it is none.
#[derive(Debug)]
pub enum Cause {
    /// It cannot be read.
    Io(std::io::Error),
    /// It is no JSON.
    Json(serde_json::Error),
    /// It is of no known campaign.
    Schema(Value),
    /// There is no such file in the folder.
    Nothing,
}

impl fmt::Display for NoDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.cause)
    }
}

impl std::error::Error for NoDocument {}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(cause) => write!(f, "cannot be read: {cause}"),
            Self::Json(cause) => write!(f, "is no JSON: {cause}"),
            Self::Schema(found) => {
                let allowed: Vec<&str> = CAMPAIGNS.iter().map(|campaign| campaign.schema).collect();
                write!(f, "schema: found {found}; allowed: {}", allowed.join(", "))
            }
            Self::Nothing => write!(f, "holds no file NAME.json; allowed: what a campaign's --json printed"),
        }
    }
}

impl Documents {
    /// Every file `NAME.json` of a folder, in the order of names.
    ///
    /// # Errors
    /// When the folder or one of the files cannot be read, when there is none, or when one is of no known campaign.
    pub fn read(folder: &Path) -> Result<Self, NoDocument> {
        let failed = |path: &Path, cause| NoDocument { path: path.to_owned(), cause };
        let listed = std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut paths: Vec<PathBuf> =
            listed.map_err(|cause| failed(folder, Cause::Io(cause)))?.into_iter().map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        paths.sort();
        if paths.is_empty() {
            return Err(failed(folder, Cause::Nothing));
        }
        let mut documents = Self::default();
        for path in paths {
            let text = std::fs::read_to_string(&path).map_err(|cause| failed(&path, Cause::Io(cause)))?;
            let value: Value = serde_json::from_str(&text).map_err(|cause| failed(&path, Cause::Json(cause)))?;
            documents.add(value).map_err(|cause| failed(&path, cause))?;
        }
        Ok(documents)
    }

    /// Adds a campaign's document, and what it was judged by, if that is in it.
    ///
    /// # Errors
    /// When it is of no known campaign.
    pub fn add(&mut self, document: Value) -> Result<(), Cause> {
        let known = CAMPAIGNS.iter().find(|campaign| document["schema"] == campaign.schema);
        let campaign = known.ok_or_else(|| Cause::Schema(document["schema"].clone()))?;
        for evidence in document["evidence"].as_array().into_iter().flatten() {
            self.add(evidence.clone())?;
        }
        let entries = campaign
            .entries
            .map_or_else(|| vec![document.clone()], |list| document[list].as_array().cloned().unwrap_or_default());
        let kept = self.0.entry(campaign.schema).or_default();
        for entry in entries {
            let same = |other: &Value| campaign.identity.iter().all(|key| other[*key] == entry[*key]);
            match kept.iter_mut().find(|other| same(other)) {
                Some(other) if pump_units(other) < pump_units(&entry) => *other = entry,
                Some(_) => {}
                None => kept.push(entry),
            }
        }
        Ok(())
    }

    /// The entries of a schema.
    pub fn of(&self, schema: &str) -> &[Value] {
        self.0.get(schema).map_or(&[], Vec::as_slice)
    }
}

/// Of how many pump units an entry is.
fn pump_units(entry: &Value) -> usize {
    entry["seeds"].as_array().map_or(0, Vec::len)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn exposure(condition: &str, seeds: &[u64]) -> Value {
        json!({ "embodiment": "patch", "condition": condition, "suspended": false, "seeds": seeds })
    }

    #[test]
    fn of_the_same_test_the_one_with_more_pump_units_counts() {
        let mut documents = Documents::default();
        for (condition, seeds) in [("flight", &[1, 2][..]), ("flight", &[1, 2, 3]), ("shock", &[1]), ("flight", &[9])] {
            let entry = exposure(condition, seeds);
            documents.add(json!({ "schema": climate::SCHEMA, "exposures": [entry] })).unwrap();
        }
        assert_eq!(documents.of(climate::SCHEMA), [exposure("flight", &[1, 2, 3]), exposure("shock", &[1])]);
        assert!(documents.of(swarm::SCHEMA).is_empty());
    }

    #[test]
    fn gates_bring_what_they_were_judged_by() {
        let evidence = json!({ "schema": climate::SCHEMA, "exposures": [exposure("flight", &[1])] });
        let mut documents = Documents::default();
        let table = json!({ "embodiment": "patch", "rows": [] });
        documents.add(json!({ "schema": gates::SCHEMA, "tables": [table], "evidence": [evidence] })).unwrap();
        assert_eq!((documents.of(gates::SCHEMA).len(), documents.of(climate::SCHEMA).len()), (1, 1));
    }

    #[test]
    fn a_file_that_is_no_campaigns_is_refused_with_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let refused = || Documents::read(folder.path()).unwrap_err().to_string();
        assert!(refused().contains("holds no file NAME.json"));
        let path = folder.path().join("a.json");
        for (text, said) in [("{", "is no JSON"), ("{}", "schema: found null; allowed: aliquot.gates/1, ")] {
            std::fs::write(&path, text).unwrap();
            assert!(refused().starts_with(&format!("{}: {said}", path.display())), "{}", refused());
        }
        assert!(Documents::read(&folder.path().join("none")).unwrap_err().to_string().contains("cannot be read"));
    }
}
