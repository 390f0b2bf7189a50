//! Words that mark unfinished or silenced work, and may not stay in any Rust file.

use super::tree::Tree;
use super::violation::Violation;
use super::words::{contains_word, numbered};

/// Left anywhere, comments included. Written in pieces, so that this list does not find itself.
const IN_TEXT: [(&str, &str); 2] = [
    (concat!("FIX", "ME"), "do it now, or say in a sentence what holds"),
    (concat!("XX", "X"), "do it now, or say in a sentence what holds"),
];

/// Left in code; comments and strings may speak of them.
const IN_CODE: [(&str, &str); 3] = [
    ("dbg!", "remove it, or make it an event of the trace"),
    ("#[ignore]", "make the test pass, or assert what is wrong today and say so"),
    ("#[ignore =", "make the test pass, or assert what is wrong today and say so"),
];

/// Checks every Rust file.
pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, file) in tree.rust("") {
        let mut search = |text: &str, banned: &[(&str, &str)]| {
            for (line, content) in numbered(text) {
                for (word, instead) in banned.iter().filter(|(word, _)| contains_word(content, word)) {
                    violations.push(Violation::new(path, line, format!("`{word}` left behind"), *instead));
                }
            }
        };
        search(file.text(), &IN_TEXT);
        search(file.code(), &IN_CODE);
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    fn violations_of(text: &str) -> Vec<String> {
        check(&Tree::of(&[("crates/x/src/a.rs", text)])).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_banned_word_is_found_on_its_line() {
        for (word, _) in IN_TEXT {
            assert!(
                violations_of(&format!("//! A.\n// {word}: later\n"))[0].starts_with("crates/x/src/a.rs:2: "),
                "{word}"
            );
        }
        for code in ["fn a() { dbg!(1); }", "#[ignore]", "#[ignore = \"slow\"]"] {
            assert_eq!(violations_of(&format!("//! A.\n{code}\n")).len(), 1, "{code}");
        }
    }

    #[test]
    fn code_words_in_comments_and_strings_pass() {
        assert_eq!(violations_of("//! No dbg! and no #[ignore].\nconst A: &str = \"dbg!\";\n"), Vec::<String>::new());
    }
}
