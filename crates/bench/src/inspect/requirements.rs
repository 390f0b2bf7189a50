//! The requirements as their document holds them, which is built into the program.

/// The document; `cargo xtask tidy` sees to it that each row is whole.
const DOCUMENT: &str = include_str!("../../../../docs/requirements.md");

/// One requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Requirement {
    pub(super) id: &'static str,
    pub(super) sentence: &'static str,
    pub(super) tests: Vec<&'static str>,
}

/// Every requirement, in the order of the document.
pub(super) fn all() -> impl Iterator<Item = Requirement> {
    DOCUMENT.lines().filter_map(requirement)
}

/// The requirement in a line `| REQ-... | sentence | hazard | source | predicate | tests |`.
fn requirement(line: &'static str) -> Option<Requirement> {
    let cells: Vec<&str> = line.trim().trim_matches('|').split(" | ").map(str::trim).collect();
    let [id, sentence, _, _, _, tests] = cells[..] else {
        return None;
    };
    // Names stand in backticks, so every other piece is one.
    let tests = tests.split('`').skip(1).step_by(2).collect();
    id.starts_with("REQ-").then_some(Requirement { id, sentence, tests })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_of_the_document_is_read() {
        let rows = DOCUMENT.lines().filter(|line| line.starts_with("| REQ-")).count();
        assert!(rows > 0);
        assert_eq!(all().count(), rows);
        for requirement in all() {
            assert!(requirement.sentence.ends_with('.') && !requirement.tests.is_empty(), "{requirement:?}");
        }
    }

    #[test]
    fn a_row_is_an_id_a_sentence_and_its_tests() {
        let line = "| REQ-VALVE-1 | It \\| that. | harm | own | - | `one_thing`, `another` |";
        let expected = Requirement { id: "REQ-VALVE-1", sentence: "It \\| that.", tests: vec!["one_thing", "another"] };
        assert_eq!(requirement(line), Some(expected));
        assert_eq!(requirement("| id | sentence | hazard | source | predicate | tests |"), None);
        assert_eq!(requirement("REQ-VALVE-1"), None);
    }
}
