//! Decisions have one form: `docs/adr/NNNN-title.md`, with what was weighed and what was turned down.

use super::tree::Tree;
use super::violation::Violation;
use std::collections::BTreeMap;

const FOLDER: &str = "docs/adr/";
const HEADINGS: [&str; 4] = ["Context", "Decision", "Consequences", "Rejected"];

/// Checks every file in docs/adr.
pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut numbers: BTreeMap<&str, &str> = BTreeMap::new();
    for (path, text) in tree.files().filter(|(path, _)| path.starts_with(FOLDER)) {
        let file = path.strip_prefix(FOLDER).unwrap_or(path);
        let Some(number) = number(file) else {
            let what = format!("`{file}` is no name of a decision");
            violations.push(Violation::new(path, 1, what, "call it NNNN-title-in-lower-case.md"));
            continue;
        };
        if let Some(first) = numbers.insert(number, path) {
            violations.push(Violation::new(
                path,
                1,
                format!("number {number} is taken by {first}"),
                "take the next free number",
            ));
        }
        for heading in HEADINGS {
            if !text.lines().any(|line| line.trim_end() == format!("## {heading}")) {
                violations.push(Violation::new(
                    path,
                    1,
                    format!("no heading {heading}"),
                    format!("add `## {heading}`"),
                ));
            }
        }
    }
    violations
}

/// The number of a well-formed name.
fn number(file: &str) -> Option<&str> {
    let (number, title) = file.strip_suffix(".md")?.split_once('-')?;
    let four_digits = number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    (four_digits && title.split('-').all(is_word)).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "# T\n\n## Context\nA.\n\n## Decision\nB.\n\n## Consequences\nC.\n\n## Rejected\nD.\n";

    fn violations_of(files: &[(&str, &str)]) -> Vec<String> {
        check(&Tree::of(files)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn well_formed_decisions_pass() {
        assert_eq!(
            violations_of(&[("docs/adr/0001-a.md", GOOD), ("docs/adr/0002-no-2-way.md", GOOD)]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_name_of_another_form_is_a_violation() {
        for name in ["1-a.md", "0001_a.md", "0001-A.md", "0001-.md", "0001-a.txt", "README.md"] {
            assert_eq!(violations_of(&[(&format!("{FOLDER}{name}"), GOOD)]).len(), 1, "{name}");
        }
    }

    #[test]
    fn a_number_used_twice_is_a_violation() {
        assert_eq!(
            violations_of(&[("docs/adr/0001-a.md", GOOD), ("docs/adr/0001-b.md", GOOD)]),
            ["docs/adr/0001-b.md:1: number 0001 is taken by docs/adr/0001-a.md; take the next free number"]
        );
    }

    #[test]
    fn each_missing_heading_is_named() {
        let text = GOOD.replace("## Rejected", "Rejected");
        assert_eq!(
            violations_of(&[("docs/adr/0001-a.md", &text)]),
            ["docs/adr/0001-a.md:1: no heading Rejected; add `## Rejected`"]
        );
    }
}
