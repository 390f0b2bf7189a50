//! Controller and twin never name each other, not even in a comment.
//!
//! The arrows already keep the compiler from it; this keeps the thought out of the text, where a shared constant starts.

use super::tree::Tree;
use super::violation::Violation;
use super::words::{contains_word, numbered};

/// A folder and the crate paths that may not occur in it.
const SEPARATE: [(&str, &[&str]); 5] = [
    ("crates/twin/", &["controller::", "supervisor::", "protocol::"]),
    ("crates/controller/", &["twin::"]),
    ("crates/supervisor/", &["twin::", "controller::"]),
    ("crates/protocol/", &["twin::"]),
    ("crates/units/", &["twin::"]),
];

/// Checks the crates on both sides of the needle.
pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (folder, banned) in SEPARATE {
        for (path, file) in tree.rust(folder) {
            for (line, text) in numbered(file.text()) {
                for name in banned.iter().filter(|name| contains_word(text, name)) {
                    violations.push(Violation::new(
                        path,
                        line,
                        format!("`{name}` in {folder}"),
                        "let them meet in bench",
                    ));
                }
            }
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    fn violations_of(path: &str, text: &str) -> Vec<String> {
        check(&Tree::of(&[(path, text)])).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_side_is_kept_from_naming_the_other() {
        let rows = [
            ("crates/twin/src/a.rs", "use controller::Inputs;"),
            ("crates/twin/tests/a.rs", "use controller::Inputs;"),
            ("crates/twin/src/a.rs", "use protocol::SetRecord;"),
            ("crates/protocol/src/a.rs", "use twin::Tag;"),
            ("crates/controller/src/a.rs", "// as twin::math does"),
            ("crates/units/src/a.rs", "use twin::Part;"),
            ("crates/supervisor/src/a.rs", "use controller::Outputs;"),
        ];
        for (path, text) in rows {
            assert_eq!(violations_of(path, text).len(), 1, "{path}: {text}");
        }
    }

    #[test]
    fn other_words_and_other_crates_pass() {
        assert_eq!(
            violations_of("crates/twin/src/a.rs", "//! What the controller sees.\nuse my_controller::A;\n"),
            Vec::<String>::new()
        );
        assert_eq!(
            violations_of("crates/bench/src/a.rs", "use controller::Inputs;\nuse twin::Plant;\n"),
            Vec::<String>::new()
        );
    }
}
