//! Every item of the catalogues that the device is held against has a row that says what became of it.
//!
//! The table is `docs/requirements-trace.md`.
//! Vocabulary: a *row* is a line `| GIP ... | what it asks | status | by |`, of a catalogue named by its first word.
//! The ids of each catalogue are here, so that a row that was forgotten is missed.

use super::requirements;
use super::tree::Tree;
use super::violation::Violation;
use super::words::{backticked, cells, numbered};
use std::collections::{BTreeMap, BTreeSet};

const TABLE: &str = "docs/requirements-trace.md";

/// Sections of the Generic Infusion Pump safety requirements, with the number of items of each: 121.
const GIP: [(&str, u8); 27] = [
    ("1.1", 8),
    ("1.2", 3),
    ("1.3", 6),
    ("1.4", 12),
    ("1.5", 6),
    ("1.6", 2),
    ("1.7", 1),
    ("1.8", 1),
    ("1.9", 2),
    ("1.10", 7),
    ("2.1", 5),
    ("2.2", 7),
    ("2.3", 2),
    ("3.1", 3),
    ("3.2", 4),
    ("3.3", 4),
    ("3.4", 6),
    ("3.5", 5),
    ("4.1", 4),
    ("5.1", 8),
    ("5.2", 1),
    ("5.3", 4),
    ("6.1", 7),
    ("6.2", 2),
    ("6.3", 5),
    ("7.1", 4),
    ("7.2", 1),
];
/// The last section, of one item.
const GIP_LAST: &str = "GIP 7.3.1";

/// Paragraphs of the special controls, and groups of the Open PCA pump's requirements.
const ACE: &[&str] =
    &["(b)(1)(i)", "(b)(1)(ii)", "(b)(1)(iii)-(viii)", "(b)(2)", "(b)(3)", "(b)(4)", "(b)(5)", "(b)(6)", "(b)(7)"];
const PCA: &[&str] = &[
    "G0-G6", "R3.4.0", "R5.1.0", "R5.2.0", "R5.3.0", "R6.1.0", "R6.2.0", "R6.4.0", "R6.4.1", "R6.4.2", "R6.4.3",
    "R6.5.0", "R6.6.0", "R6.7.0", "R6.8.0", "R6.9.0", "R6.10.0", "R7.1.0", "R7.2.0", "R7.3.0", "R7.4.0", "R8.1.0",
    "R8.2.0", "R8.3.0", "EC1-EC24",
];
/// Hazards that users of pumps have reported.
const USER: u8 = 12;

/// What can have become of an item.
const STATUSES: [&str; 4] = ["met", "met differently", "not applicable", "open"];

/// Every id that has to have a row.
fn wanted() -> Vec<String> {
    let gip = GIP.iter().flat_map(|(section, count)| (1..=*count).map(move |item| format!("GIP {section}.{item}")));
    let ace = ACE.iter().map(|id| format!("ACE {id}"));
    let pca = PCA.iter().map(|id| format!("PCA {id}"));
    let user = (1..=USER).map(|item| format!("USER {item}"));
    gip.chain([GIP_LAST.to_owned()]).chain(ace).chain(pca).chain(user).collect()
}

/// Checks the table, and what it names.
pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let Some(table) = tree.text(TABLE) else {
        return vec![Violation::new(TABLE, 1, "there is no trace of the catalogues", format!("write {TABLE}"))];
    };
    let (functions, requirements) = (requirements::functions(tree), requirements::rows_of(tree));
    let wanted = wanted();
    let mut violations = Vec::new();
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    for (line, cells) in numbered(table).filter_map(|(line, text)| Some((line, cells(text)?))) {
        let id = cells.first().copied().unwrap_or_default();
        if !["GIP ", "ACE ", "PCA ", "USER "].iter().any(|catalogue| id.starts_with(catalogue)) {
            continue;
        }
        let mut broken = |what: String, instead: &str| violations.push(Violation::new(TABLE, line, what, instead));
        if let Some(first) = lines.insert(id, line) {
            broken(format!("{id} is already on line {first}"), "keep one row");
        }
        if !wanted.iter().any(|wanted| wanted == id) {
            broken(format!("{id} is in no catalogue"), "mend the id");
        }
        for (what, instead) in row(id, &cells, &functions, &requirements) {
            broken(what, instead);
        }
    }
    let missing = wanted.iter().filter(|id| !lines.contains_key(id.as_str()));
    violations.extend(missing.map(|id| Violation::new(TABLE, 1, format!("{id} has no row"), "say what became of it")));
    violations
}

/// What is wrong with a row, and what to do about it.
fn row(
    id: &str,
    cells: &[&str],
    functions: &BTreeSet<&str>,
    requirements: &BTreeSet<&str>,
) -> Vec<(String, &'static str)> {
    let [_, asks, status, by] = cells else {
        return vec![(format!("{id} has {} columns", cells.len()), "give it 4: id, what it asks, status, by")];
    };
    let mut wrong = Vec::new();
    if asks.is_empty() || by.is_empty() {
        wrong.push((format!("{id} has an empty cell"), "fill it"));
    }
    if !STATUSES.contains(status) {
        wrong.push((format!("{id} is {status:?}"), "say met, met differently, not applicable or open"));
    }
    let named: Vec<&str> = requirements::ids(by).collect();
    for requirement in named.iter().filter(|named| !requirements.contains(*named)) {
        wrong.push((format!("{id} names {requirement}, which has no row"), "mend the name"));
    }
    let tests = backticked(by);
    for test in tests.iter().filter(|test| !functions.contains(*test)) {
        wrong.push((format!("{id} names `{test}`, which no `fn` is"), "write it, or mend the name"));
    }
    if status.starts_with("met") && named.is_empty() && tests.is_empty() {
        wrong.push((format!("{id} is met by nothing that it names"), "name a requirement or a test"));
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUIREMENTS: &str = "| REQ-A-1 | It does. | harm | own | - | `it_does` |\n";
    const CODE: &str = "#[test]\nfn it_does() {}\n";

    /// A whole table, but for one row that is replaced.
    fn violations_of(id: &str, row: &str) -> Vec<String> {
        let rows = wanted().into_iter().map(|wanted| {
            if wanted == id { row.to_owned() } else { format!("| {wanted} | that it does | met | REQ-A-1 |\n") }
        });
        let table: String = rows.collect();
        let tree =
            Tree::of(&[(TABLE, table.as_str()), ("docs/requirements.md", REQUIREMENTS), ("crates/x/src/a.rs", CODE)]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_catalogue_of_the_generic_infusion_pump_has_121_items() {
        assert_eq!(wanted().iter().filter(|id| id.starts_with("GIP ")).count(), 121);
        assert_eq!(wanted().iter().collect::<BTreeSet<_>>().len(), wanted().len(), "each once");
    }

    #[test]
    fn a_whole_table_passes() {
        assert_eq!(violations_of("", ""), Vec::<String>::new());
        for row in [
            "| GIP 1.1.1 | x | met differently | 5 uL; `it_does` |\n",
            "| GIP 1.1.1 | x | not applicable | no such part |\n",
            "| GIP 1.1.1 | x | open | not yet |\n",
        ] {
            assert_eq!(violations_of("GIP 1.1.1", row), Vec::<String>::new(), "{row}");
        }
    }

    #[test]
    fn a_missing_table_is_a_violation() {
        assert_eq!(check(&Tree::of(&[])).len(), 1);
    }

    #[test]
    fn a_row_that_is_missing_or_wrong_is_a_violation() {
        let missing = "docs/requirements-trace.md:1: GIP 7.3.1 has no row; say what became of it";
        assert_eq!(violations_of("GIP 7.3.1", ""), [missing]);
        for (row, part) in [
            ("| GIP 1.1.1 | x | met | by luck |\n", "met by nothing that it names"),
            ("| GIP 1.1.1 | x | done | REQ-A-1 |\n", "is \"done\""),
            ("| GIP 1.1.1 | x | met | REQ-A-2 |\n", "names REQ-A-2"),
            ("| GIP 1.1.1 | x | met | `it_does_not` |\n", "names `it_does_not`"),
            ("| GIP 1.1.1 | | open | not yet |\n", "empty cell"),
            ("| GIP 1.1.1 | x | open |\n", "3 columns"),
        ] {
            let found = violations_of("GIP 1.1.1", row);
            assert!(found.len() == 1 && found[0].contains(part), "{row}: {found:?}");
        }
        let twice = "| GIP 1.1.1 | x | open | y |\n| GIP 1.1.1 | x | open | y |\n| GIP 1.1.9 | x | open | y |\n";
        assert_eq!(violations_of("GIP 1.1.1", twice).len(), 2);
    }
}
