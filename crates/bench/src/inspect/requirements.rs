//! The requirements, and what became of each item of the catalogues, as their documents hold them; both are built into
//! the program.

/// The requirements; `cargo xtask tidy` sees to it that each row is whole.
const REQUIREMENTS: &str = include_str!("../../../../docs/requirements.md");
/// The catalogues' items, on which the same program looks.
const TRACE: &str = include_str!("../../../../docs/requirements-trace.md");
/// How an item's id begins.
const CATALOGUES: [&str; 4] = ["GIP ", "ACE ", "PCA ", "USER "];

/// One requirement, or one item of a catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Requirement {
    pub(super) id: &'static str,
    /// Of an item, what became of it; `requirement` of a requirement.
    pub(super) status: &'static str,
    pub(super) sentence: &'static str,
    /// What judges a requirement, or meets an item.
    pub(super) by: String,
    pub(super) tests: Vec<&'static str>,
}

/// Every requirement, then every item of the catalogues, in the order of the documents.
pub(super) fn all() -> impl Iterator<Item = Requirement> {
    REQUIREMENTS.lines().filter_map(requirement).chain(TRACE.lines().filter_map(item))
}

/// The requirements that running code judges, each with the predicates that do.
pub(crate) fn judged() -> impl Iterator<Item = (&'static str, Vec<String>)> {
    let rows = REQUIREMENTS.lines().filter_map(requirement).filter(|row| !row.by.is_empty());
    rows.map(|row| (row.id, row.by.split(", ").map(str::to_owned).collect()))
}

/// The requirement in a line `| REQ-... | sentence | hazard | source | predicate | tests |`.
fn requirement(line: &'static str) -> Option<Requirement> {
    let [id, sentence, _, _, predicate, tests] = cells(line)[..] else {
        return None;
    };
    let row = Requirement { id, status: "requirement", sentence, by: plain(predicate), tests: backticked(tests) };
    id.starts_with("REQ-").then_some(row)
}

/// The item in a line `| GIP ... | what it asks | status | by |`.
fn item(line: &'static str) -> Option<Requirement> {
    let [id, sentence, status, by] = cells(line)[..] else {
        return None;
    };
    let is_item = CATALOGUES.iter().any(|catalogue| id.starts_with(catalogue));
    is_item.then(|| Requirement { id, status, sentence, by: plain(by), tests: backticked(by) })
}

fn cells(line: &'static str) -> Vec<&'static str> {
    line.trim().trim_matches('|').split(" | ").map(str::trim).collect()
}

/// Names stand in backticks, so every other piece is one.
fn backticked(cell: &'static str) -> Vec<&'static str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// Without backticks; a lone hyphen says that there is none.
fn plain(cell: &str) -> String {
    if cell == "-" { String::new() } else { cell.replace('`', "") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_of_the_documents_is_read() {
        let rows = |document: &str, id: &str| {
            let begins = format!("| {id}");
            document.lines().filter(|line| line.starts_with(&begins)).count()
        };
        let (requirements, items) =
            (rows(REQUIREMENTS, "REQ-"), CATALOGUES.iter().map(|id| rows(TRACE, id)).sum::<usize>());
        assert!(requirements > 20 && items > 121);
        assert_eq!(all().count(), requirements + items);
        for requirement in all().filter(|requirement| requirement.status == "requirement") {
            assert!(requirement.sentence.ends_with('.') && !requirement.tests.is_empty(), "{requirement:?}");
        }
    }

    #[test]
    fn a_row_is_an_id_a_sentence_what_judges_it_and_its_tests() {
        let line = "| REQ-VALVE-1 | It \\| that. | harm | own | `it_is` | `one_thing`, `another` |";
        let expected = Requirement {
            id: "REQ-VALVE-1",
            status: "requirement",
            sentence: "It \\| that.",
            by: "it_is".to_owned(),
            tests: vec!["one_thing", "another"],
        };
        assert_eq!(requirement(line), Some(expected));
        assert_eq!(requirement("| id | sentence | hazard | source | predicate | tests |"), None);
        assert_eq!(requirement("REQ-VALVE-1"), None);
    }

    #[test]
    fn an_item_is_an_id_what_it_asks_its_status_and_what_meets_it() {
        let expected = Requirement {
            id: "GIP 1.1.1",
            status: "met",
            sentence: "it can",
            by: "REQ-RES-1, it_can".to_owned(),
            tests: vec!["it_can"],
        };
        assert_eq!(item("| GIP 1.1.1 | it can | met | REQ-RES-1, `it_can` |"), Some(expected));
        assert_eq!(item("| id | what it asks | status | by |"), None);
    }
}
