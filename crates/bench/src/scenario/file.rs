//! A scenario from a file, which may be anything: missing, a directory, far too large, not even text.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::error::{Problem, ScenarioError};
use super::limits::FILE_SIZE_MAX;
use super::parse::parse;
use super::{Scenario, table};

/// Reads the scenario in the file at `path`; no more than 4 MiB of it are ever read.
///
/// # Errors
/// What the file is instead, or the first thing in it that is not allowed.
pub fn read(path: &Path) -> Result<Scenario, ScenarioError> {
    let file = path.to_string_lossy();
    let refuse = |problem| ScenarioError::of_file(&file, problem);
    let bytes = load(path).map_err(refuse)?;
    match str::from_utf8(&bytes) {
        Ok(text) => parse(text, &file),
        Err(error) => {
            let byte = error.valid_up_to();
            let mut refused = refuse(Problem::NotUtf8 { byte });
            refused.line = Some(table::line_of(&bytes, byte));
            Err(refused)
        }
    }
}

/// The bytes of the file, if it can be a scenario by its kind and size.
///
/// # Errors
/// What it is instead.
fn load(path: &Path) -> Result<Vec<u8>, Problem> {
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(&error))?;
    if metadata.is_dir() {
        return Err(Problem::Directory);
    }
    check_size(metadata.len())?;
    let mut bytes = Vec::new();
    // What is not a plain file has no size to trust.
    File::open(path)
        .and_then(|file| file.take(FILE_SIZE_MAX + 1).read_to_end(&mut bytes))
        .map_err(|error| unreadable(&error))?;
    check_size(bytes.len() as u64)?;
    Ok(bytes)
}

/// Refuses a file of more than 4 MiB.
///
/// # Errors
/// [`Problem::TooLarge`].
pub(super) fn check_size(size: u64) -> Result<(), Problem> {
    if size > FILE_SIZE_MAX { Err(Problem::TooLarge { size }) } else { Ok(()) }
}

fn unreadable(error: &io::Error) -> Problem {
    let kind = error.kind();
    if kind == io::ErrorKind::NotFound { Problem::NotFound } else { Problem::Unreadable { kind } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn check(name: &str, bytes: &[u8], line: Option<usize>, problem: &Problem) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let error = read(&path).unwrap_err();
        assert_eq!((error.line, &*error.problem), (line, problem), "{error}");
        assert!(error.to_string().contains(name), "{error}");
        assert!(error.to_string().chars().count() < 400, "{error}");
    }

    #[test]
    fn a_file_that_is_no_scenario_is_refused_by_its_kind() {
        check("empty.toml", b"", None, &Problem::Empty);
        check("blank.toml", b" \n\t\r\n", None, &Problem::Empty);
        check("comment.toml", b"# nothing\n", None, &Problem::Empty);
        check("latin.toml", b"a = 1\nname = \"caf\xe9\"\n", Some(2), &Problem::NotUtf8 { byte: 17 });
        let size = 10 * 1024 * 1024;
        let garbage = vec![b'['; 10 * 1024 * 1024];
        check("garbage.toml", &garbage, None, &Problem::TooLarge { size });
    }

    #[test]
    fn what_is_not_a_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let error = read(folder.path()).unwrap_err();
        assert_eq!(*error.problem, Problem::Directory);
        let error = read(&folder.path().join("missing.toml")).unwrap_err();
        assert_eq!(*error.problem, Problem::NotFound);
        assert!(error.to_string().contains("missing.toml"), "{error}");
    }

    #[test]
    fn the_name_of_a_file_cannot_act_on_a_terminal() {
        let error = read(Path::new("no\u{1b}[31m.toml")).unwrap_err();
        assert!(!error.to_string().contains('\u{1b}'), "{error}");
    }
}
