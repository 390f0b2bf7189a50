//! One bug: what is found once in one file, and what stands there instead; and a file with all of its bugs behind switches.

use std::path::{Path, PathBuf};
use toml_edit::{DocumentMut, Item};

/// A bug, as its file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// The file's name without its ending: a number, a hyphen and words.
    pub(super) name: String,
    /// By what its switch knows it; above [`NONE`].
    pub(super) number: u32,
    /// What is wrong, in a sentence.
    pub(super) bug: String,
    /// What it could do to a person.
    pub(super) hazard: String,
    /// The file that it is in, from the repository's root.
    pub(super) file: PathBuf,
    pub(super) canary: bool,
    /// What has caught it before, and is tried first: a test's name, and a case of the swarm.
    pub(super) test: Option<String>,
    pub(super) seed: Option<u64>,
    /// An expression, or whole statements.
    find: String,
    /// The same; nothing in the place of statements leaves them out.
    replace: String,
}

/// No bug has this number.
pub(super) const NONE: u32 = 0;
/// What says which bug is switched on.
pub(super) const SWITCH: &str = "ALIQUOT_MUTANT";

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
            let file = root.join(&record.file);
            let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", record.name))?;
            record.place(&text)?;
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
    /// It is no TOML, a key is missing, or the name has no number.
    fn parse(name: String, text: &str) -> Result<Self, String> {
        let document: DocumentMut = text.parse().map_err(|error| format!("{name}: {error}"))?;
        let key = |key: &str| {
            let value = document.get(key).and_then(Item::as_str);
            value.map(str::to_owned).ok_or_else(|| format!("{name}: no text {key:?}"))
        };
        let number = name.split('-').next().and_then(|number| number.parse().ok()).filter(|number| *number > NONE);
        Ok(Self {
            number: number.ok_or_else(|| format!("{name}: its name does not begin with a number"))?,
            bug: key("bug")?,
            hazard: key("hazard")?,
            file: key("file")?.into(),
            find: key("find")?,
            replace: key("replace")?,
            canary: document.get("canary").and_then(Item::as_bool).unwrap_or(false),
            test: document.get("test").and_then(Item::as_str).map(str::to_owned),
            seed: seed(&document).map_err(|value| format!("{name}: {} is no seed", value.trim()))?,
            name,
        })
    }

    /// Where in the file's text the bug goes.
    ///
    /// # Errors
    /// What is to be replaced is not there exactly once, or nothing would change.
    fn place(&self, text: &str) -> Result<usize, String> {
        let mut places = text.match_indices(&self.find);
        match (places.next(), places.next()) {
            (Some((place, _)), None) if self.find != self.replace => Ok(place),
            _ => {
                let (count, file) = (text.matches(&self.find).count(), self.file.display());
                Err(format!("{} does not apply: what it replaces is {count} times in {file}, not once", self.name))
            }
        }
    }
}

/// The seed of a bug's file, if it has one.
///
/// # Errors
/// It is no whole number from 0 on.
fn seed(document: &DocumentMut) -> Result<Option<u64>, String> {
    let Some(item) = document.get("seed") else { return Ok(None) };
    let seed = item.as_integer().and_then(|seed| u64::try_from(seed).ok());
    seed.map(Some).ok_or_else(|| item.to_string())
}

/// A file's text with all of its bugs, each behind its switch.
///
/// # Errors
/// One does not apply, or two are in one place.
pub(super) fn switched(text: &str, bugs: &[&Record]) -> Result<String, String> {
    let placed: Result<Vec<(usize, &Record)>, String> =
        bugs.iter().map(|bug| bug.place(text).map(|place| (place, *bug))).collect();
    let mut placed = placed?;
    placed.sort_by_key(|(place, _)| *place);
    if let Some([(_, a), (_, b)]) = placed.array_windows().find(|[(at, a), (next, _)]| at + a.find.len() > *next) {
        return Err(format!("{} and {} are in one place", a.name, b.name));
    }
    let mut text = text.to_owned();
    for (place, Record { number, find, replace, .. }) in placed.into_iter().rev() {
        let switch = format!("{{ if crate::mutant({number}) {{ {replace} }} else {{ {find} }} }}");
        text.replace_range(place..place + find.len(), &switch);
    }
    Ok(text)
}

/// What a crate's root has in addition, for its switches to ask.
pub(super) fn asked() -> String {
    format!(
        r#"
extern crate std as std_of_mutants;
/// Whether the bug of this number is switched on.
pub(crate) fn mutant(number: u32) -> bool {{
    static ON: std_of_mutants::sync::OnceLock<u32> = std_of_mutants::sync::OnceLock::new();
    let read = || std_of_mutants::env::var("{SWITCH}").ok()?.parse().ok();
    *ON.get_or_init(|| read().unwrap_or({NONE})) == number
}}
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(name: &str, find: &str, replace: &str) -> Record {
        let text =
            format!("bug = \"b\"\nhazard = \"h\"\nfile = \"f.rs\"\nfind = \"{find}\"\nreplace = \"{replace}\"\n");
        Record::parse(name.to_owned(), &text).expect("it is whole")
    }

    #[test]
    fn bugs_stand_where_they_replace_something_each_behind_its_switch() {
        let (less, gone) = (record("02-a", "a < b", "a > b"), record("01-b", "go();", ""));
        let found = switched("if a < b { go(); }", &[&less, &gone]);
        let expected = "if { if crate::mutant(2) { a > b } else { a < b } } \
                        { { if crate::mutant(1) {  } else { go(); } } }";
        assert_eq!(found.as_deref(), Ok(expected));
        assert!(!less.canary);
    }

    #[test]
    fn a_bug_that_does_not_apply_says_which_it_is() {
        let bug = record("01-a", "a < b", "a > b");
        for (text, times) in [("if b < a {}", "0 times"), ("a < b, a < b", "2 times")] {
            let reason = switched(text, &[&bug]).expect_err("not once");
            assert!(reason.starts_with("01-a does not apply") && reason.contains(times), "{reason}");
        }
        assert!(switched("a < a", &[&record("01-a", "a < a", "a < a")]).is_err());
    }

    #[test]
    fn two_bugs_in_one_place_are_an_error() {
        let bugs = [record("01-a", "a < b", "a > b"), record("02-b", "b < c", "b > c")];
        let reason = switched("a < b < c", &[&bugs[0], &bugs[1]]).expect_err("b is in both");
        assert_eq!(reason, "01-a and 02-b are in one place");
    }

    #[test]
    fn a_bug_that_is_not_whole_says_what_is_missing() {
        let reason = Record::parse("01-a".to_owned(), "bug = \"b\"\n").expect_err("nothing else is there");
        assert_eq!(reason, "01-a: no text \"hazard\"");
        assert!(Record::parse("a".to_owned(), "bug = \"b\"\n").expect_err("no number").contains("number"));
        let whole = "bug = \"b\"\nhazard = \"h\"\nfile = \"f.rs\"\nfind = \"a\"\nreplace = \"b\"\n";
        for (seed, found) in [("7", Ok(Some(7))), ("-1", Err("01-a: -1 is no seed".to_owned()))] {
            let parsed = Record::parse("01-a".to_owned(), &format!("{whole}seed = {seed}\n"));
            assert_eq!(parsed.map(|record| record.seed), found);
        }
    }
}
