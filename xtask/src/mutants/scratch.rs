//! A copy of the repository in which bugs are tried, with builds of its own that are kept from one to the next.
//!
//! Invariant: a file whose content is the same is not written again, so that cargo builds only what a bug touches.

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
    /// git or the disk fail.
    pub(super) fn new(root: &Path) -> Result<Self, String> {
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        let scratch = Self { folder: target.join("mutants") };
        let mut git = Command::new("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(root);
        let listed = workspace::output(&mut git)?;
        let files: BTreeSet<&Path> =
            listed.split_terminator('\0').map(Path::new).filter(|file| root.join(file).is_file()).collect();
        for file in &files {
            let content = fs::read(root.join(file)).map_err(|error| format!("{}: {error}", file.display()))?;
            scratch.keep(file, &content)?;
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

    /// Changes a file of the copy.
    ///
    /// # Errors
    /// The disk fails.
    pub(super) fn write(&self, file: &Path, text: &str) -> Result<(), String> {
        self.keep(file, text.as_bytes())
    }

    /// A command in the copy.
    pub(super) fn command(&self, program: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.tree()).stdin(Stdio::null());
        command.env("CARGO_TARGET_DIR", self.builds()).env("CARGO_PROFILE_DEV_DEBUG", "0");
        command
    }
}
