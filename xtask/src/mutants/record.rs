//! One bug: what is found once in one file, and what stands there instead.

use std::path::{Path, PathBuf};
use toml_edit::{DocumentMut, Item};

/// A bug, as its file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// The file's name without its ending.
    pub(super) name: String,
    /// What is wrong, in a sentence.
    pub(super) bug: String,
    /// What it could do to a person.
    pub(super) hazard: String,
    /// The file that it is in, from the repository's root.
    pub(super) file: PathBuf,
    pub(super) canary: bool,
    find: String,
    replace: String,
}

impl Record {
    /// Every bug of a folder, in the order of names.
    ///
    /// # Errors
    /// One cannot be read, is not whole, or does not apply to the repository at `root`: all of these are named.
    pub(super) fn all(folder: &Path, root: &Path) -> Result<Vec<Self>, String> {
        let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
        let entries: Result<Vec<_>, _> = std::fs::read_dir(folder).map_err(failed)?.collect();
        let mut paths: Vec<PathBuf> = entries.map_err(failed)?.into_iter().map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
        paths.sort();
        let read = |path: &PathBuf| {
            let record = Self::read(path)?;
            record.applied(&record.text(root)?)?;
            Ok(record)
        };
        let (records, wrong): (Vec<_>, Vec<_>) = paths.iter().map(read).partition(Result::is_ok);
        let wrong: Vec<String> = wrong.into_iter().filter_map(Result::err).collect();
        if wrong.is_empty() { Ok(records.into_iter().flatten().collect()) } else { Err(wrong.join("\n")) }
    }

    /// # Errors
    /// The file cannot be read, or a key is missing.
    fn read(path: &Path) -> Result<Self, String> {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Self::parse(name, &text)
    }

    /// # Errors
    /// It is no TOML, or a key is missing.
    fn parse(name: String, text: &str) -> Result<Self, String> {
        let document: DocumentMut = text.parse().map_err(|error| format!("{name}: {error}"))?;
        let key = |key: &str| {
            let value = document.get(key).and_then(Item::as_str);
            value.map(str::to_owned).ok_or_else(|| format!("{name}: no text {key:?}"))
        };
        Ok(Self {
            bug: key("bug")?,
            hazard: key("hazard")?,
            file: key("file")?.into(),
            find: key("find")?,
            replace: key("replace")?,
            canary: document.get("canary").and_then(Item::as_bool).unwrap_or(false),
            name,
        })
    }

    /// The file without the bug.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn text(&self, root: &Path) -> Result<String, String> {
        std::fs::read_to_string(root.join(&self.file))
            .map_err(|error| format!("{}: {}: {error}", self.name, self.file.display()))
    }

    /// The file with the bug.
    ///
    /// # Errors
    /// What is to be replaced is not there exactly once, or nothing would change.
    pub(super) fn applied(&self, text: &str) -> Result<String, String> {
        let count = text.matches(&self.find).count();
        if count != 1 || self.find == self.replace {
            let file = self.file.display();
            return Err(format!("{} does not apply: what it replaces is {count} times in {file}, not once", self.name));
        }
        Ok(text.replacen(&self.find, &self.replace, 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(text: &str) -> Result<Record, String> {
        Record::parse("01-a".to_owned(), text)
    }

    const WHOLE: &str = "bug = \"b\"\nhazard = \"h\"\nfile = \"f.rs\"\nfind = \"a < b\"\nreplace = \"a > b\"\n";

    #[test]
    fn a_bug_replaces_what_is_there_once() {
        let record = record(WHOLE).expect("it is whole");
        assert_eq!(record.applied("if a < b {}"), Ok("if a > b {}".to_owned()));
        assert!(!record.canary);
    }

    #[test]
    fn a_bug_that_does_not_apply_says_which_it_is() {
        let record = record(WHOLE).expect("it is whole");
        for (text, times) in [("if b < a {}", "0 times"), ("a < b, a < b", "2 times")] {
            let reason = record.applied(text).expect_err("not once");
            assert!(reason.starts_with("01-a does not apply") && reason.contains(times), "{reason}");
        }
    }

    #[test]
    fn a_bug_that_is_not_whole_says_what_is_missing() {
        let reason = record("bug = \"b\"\n").expect_err("nothing else is there");
        assert_eq!(reason, "01-a: no text \"hazard\"");
    }
}
