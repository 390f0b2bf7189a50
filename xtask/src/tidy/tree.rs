//! The repository's text files, read once, for the rules to look at.
//!
//! What counts is what git would commit: tracked files and untracked ones that are not ignored.
//! Invariant: paths are from the root, with `/`, in order.

use super::rust_text::RustText;
use crate::workspace;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};

/// Every text file of the repository.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    files: BTreeMap<String, String>,
    rust: BTreeMap<String, RustText>,
}

impl Tree {
    /// Reads the repository at `root`; files that are not UTF-8 are left out.
    ///
    /// # Errors
    /// git cannot list the files, or one that it lists cannot be read.
    pub(crate) fn read(root: &Path) -> Result<Self, String> {
        let mut git = Command::new("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root)
            .stdin(Stdio::null());
        let mut files = BTreeMap::new();
        for path in workspace::output(&mut git)?.split_terminator('\0') {
            match std::fs::read_to_string(root.join(path)) {
                Ok(text) => {
                    files.insert(path.to_owned(), text);
                }
                // Not text, or deleted and not yet committed.
                Err(error) if matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::NotFound) => {}
                Err(error) => return Err(format!("cannot read {path}: {error}")),
            }
        }
        Ok(Self::new(files))
    }

    fn new(files: BTreeMap<String, String>) -> Self {
        let sources = files.iter().filter(|(path, _)| has_extension(path, "rs"));
        let mut rust: BTreeMap<String, RustText> =
            sources.map(|(path, text)| (path.clone(), RustText::new(text))).collect();
        let test_modules: Vec<String> =
            rust.iter().flat_map(|(path, file)| module_paths(path, file.test_modules())).collect();
        for (path, file) in &mut rust {
            let in_test_module = test_modules.iter().any(|module| belongs_to(path, module));
            if in_test_module || path.split('/').any(|part| part == "tests" || part == "tests.rs") {
                file.mark_as_test();
            }
        }
        Self { files, rust }
    }

    /// How many files there are.
    pub(crate) fn len(&self) -> usize {
        self.files.len()
    }

    /// The text at this path.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Every file.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The files below `folder` (with its closing `/`; empty for all) whose names end in `.extension`.
    pub(crate) fn under(&self, folder: &str, extension: &str) -> impl Iterator<Item = (&str, &str)> {
        self.files().filter(move |(path, _)| path.starts_with(folder) && has_extension(path, extension))
    }

    /// The Rust file at this path.
    pub(crate) fn rust_file(&self, path: &str) -> Option<&RustText> {
        self.rust.get(path)
    }

    /// The Rust files below `folder` (with its closing `/`; empty for all).
    pub(crate) fn rust(&self, folder: &str) -> impl Iterator<Item = (&str, &RustText)> {
        self.rust.iter().filter(move |(path, _)| path.starts_with(folder)).map(|(path, file)| (path.as_str(), file))
    }

    /// A tree of these files, for the tests of the rules.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        Self::new(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
    }
}

/// Where the modules that `path` declares live, without `.rs`.
fn module_paths(path: &str, modules: &[String]) -> Vec<String> {
    let stem = path.strip_suffix(".rs").unwrap_or(path);
    let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
    let parent = if matches!(name, "lib" | "main" | "mod") { folder } else { stem };
    modules.iter().map(|module| format!("{parent}/{module}")).collect()
}

fn belongs_to(path: &str, module: &str) -> bool {
    path.strip_prefix(module).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found == extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn non_test_lines(tree: &Tree, path: &str) -> usize {
        tree.rust_file(path).expect("the file is there").non_test_line_count()
    }

    #[test]
    fn a_file_declared_under_cfg_test_is_a_test_file() {
        let tree = Tree::of(&[
            ("crates/x/src/lib.rs", "#[cfg(test)]\nmod board;\nmod cycle;\n"),
            ("crates/x/src/board.rs", "mod inner;\n"),
            ("crates/x/src/board/inner.rs", "fn a() {}\n"),
            ("crates/x/src/cycle.rs", "#[cfg(test)]\nmod rows;\n"),
            ("crates/x/src/cycle/rows.rs", "fn a() {}\n"),
            ("crates/x/src/boarding.rs", "fn a() {}\n"),
        ]);
        assert_eq!(non_test_lines(&tree, "crates/x/src/board.rs"), 0);
        assert_eq!(non_test_lines(&tree, "crates/x/src/board/inner.rs"), 0);
        assert_eq!(non_test_lines(&tree, "crates/x/src/cycle/rows.rs"), 0);
        assert_eq!(non_test_lines(&tree, "crates/x/src/boarding.rs"), 1);
        assert_eq!(non_test_lines(&tree, "crates/x/src/lib.rs"), 1);
    }

    #[test]
    fn files_of_a_tests_folder_are_test_files() {
        let tree = Tree::of(&[("crates/x/tests/a.rs", "fn a() {}\n"), ("crates/x/src/cycle/tests.rs", "fn a() {}\n")]);
        assert_eq!(non_test_lines(&tree, "crates/x/tests/a.rs"), 0);
        assert_eq!(non_test_lines(&tree, "crates/x/src/cycle/tests.rs"), 0);
    }

    #[test]
    fn under_takes_folder_and_extension() {
        let tree = Tree::of(&[("docs/a.md", ""), ("docs/adr/b.md", ""), ("docs/c.txt", ""), ("README.md", "")]);
        let paths: Vec<&str> = tree.under("docs/", "md").map(|(path, _)| path).collect();
        assert_eq!(paths, ["docs/a.md", "docs/adr/b.md"]);
    }
}
