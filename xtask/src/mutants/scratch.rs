//! A copy of the repository with all bugs in it, each behind its switch, and with builds of its own.
//!
//! Invariant: a file whose content is the same is not written again, so that cargo builds only what has changed.

use super::record::{Record, asked, switched};
use crate::workspace;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The copy.
#[derive(Debug)]
pub(super) struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    /// Makes the copy, or brings it up to date: what git tracks, and what it would.
    ///
    /// # Errors
    /// git or the disk fail, or a bug does not apply.
    pub(super) fn new(root: &Path, bugs: &[Record]) -> Result<Self, String> {
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        let scratch = Self { folder: target.join("mutants") };
        let mut git = Command::new("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(root);
        let listed = workspace::output(&mut git)?;
        let files: BTreeSet<&Path> =
            listed.split_terminator('\0').map(Path::new).filter(|file| root.join(file).is_file()).collect();
        for file in &files {
            let content = fs::read(root.join(file)).map_err(|error| format!("{}: {error}", file.display()))?;
            scratch.keep(file, &with_bugs(file, content, bugs)?)?;
        }
        let known = scratch.tree().join("files.txt");
        let before = fs::read_to_string(&known).unwrap_or_default();
        for gone in before.lines().map(Path::new).filter(|file| !files.contains(file)) {
            fs::remove_file(scratch.tree().join(gone)).unwrap_or_default();
        }
        let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        fs::write(&known, names.join("\n")).map_err(|error| format!("{}: {error}", known.display()))?;
        Ok(scratch)
    }

    /// Where the copy and its builds are.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    fn tree(&self) -> PathBuf {
        self.folder.join("tree")
    }

    /// Where cargo puts what it builds.
    pub(super) fn builds(&self) -> PathBuf {
        self.folder.join("build")
    }

    /// Puts a file there, if it is not there already.
    ///
    /// # Errors
    /// The disk fails.
    fn keep(&self, file: &Path, content: &[u8]) -> Result<(), String> {
        let place = self.tree().join(file);
        if fs::read(&place).is_ok_and(|old| old == content) {
            return Ok(());
        }
        let folder = place.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        fs::write(&place, content).map_err(|error| format!("{}: {error}", place.display()))
    }

    /// A command in the copy.
    pub(super) fn command(&self, program: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.tree()).stdin(Stdio::null());
        command.env("CARGO_TARGET_DIR", self.builds()).env("CARGO_PROFILE_DEV_DEBUG", "0");
        command
    }
}

/// A file as the copy has it.
///
/// # Errors
/// A bug does not apply.
fn with_bugs(file: &Path, content: Vec<u8>, bugs: &[Record]) -> Result<Vec<u8>, String> {
    let of_file: Vec<&Record> = bugs.iter().filter(|bug| bug.file == file).collect();
    let is_root =
        file.ends_with("src/lib.rs") && bugs.iter().any(|bug| file.parent().is_some_and(|of| bug.file.starts_with(of)));
    if of_file.is_empty() && !is_root {
        return Ok(content);
    }
    let text = String::from_utf8(content).map_err(|error| format!("{}: {error}", file.display()))?;
    let root = if is_root { asked() } else { String::new() };
    Ok((switched(&text, &of_file)? + &root).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::super::FOLDER;
    use super::*;

    #[test]
    fn only_files_with_bugs_and_the_roots_of_their_crates_differ_in_the_copy() {
        let root = workspace::root();
        let bugs = Record::all(&root.join(FOLDER), &root).expect("each applies");
        for (file, differs) in [
            ("crates/controller/src/lib.rs", true),
            ("crates/controller/src/ledger.rs", false),
            ("crates/twin/src/lib.rs", false),
        ] {
            let content = fs::read(root.join(file)).expect("it is there");
            assert_eq!(
                with_bugs(Path::new(file), content.clone(), &bugs).expect("each applies") != content,
                differs,
                "{file}"
            );
        }
        let bug = bugs.first().expect("there are some");
        let content = fs::read(root.join(&bug.file)).expect("it is there");
        let text = with_bugs(&bug.file, content, &bugs).expect("each applies");
        assert!(String::from_utf8_lossy(&text).contains(&format!("crate::mutant({})", bug.number)));
    }
}
