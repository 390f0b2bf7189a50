//! One place that breaks one rule, and what to do about it.

use std::fmt;

/// A broken rule. Sorts by path, then line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Violation {
    /// From the repository's root, with `/`.
    pub(crate) path: String,
    /// 1-based.
    pub(crate) line: usize,
    /// What is wrong.
    pub(crate) what: String,
    /// What to do instead.
    pub(crate) instead: String,
}

impl Violation {
    pub(crate) fn new(path: &str, line: usize, what: impl Into<String>, instead: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into(), instead: instead.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}; {}", self.path, self.line, self.what, self.instead)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_place_then_what_then_what_to_do() {
        let violation = Violation::new("docs/a.md", 3, "empty cell", "fill it");
        assert_eq!(violation.to_string(), "docs/a.md:3: empty cell; fill it");
    }
}
