//! Every requirement has a sentence, a hazard, a source, a predicate and tests, and the code holds what the row names.
//!
//! The table is `docs/requirements.md`.
//! Vocabulary: a *row* is a line `| REQ-... | sentence | hazard | source | predicate | tests |`.
//! A predicate is the name of a function, or `test only: ` and the reason why no function of one state can be asked.
//! This tool's own sources are left out of the search for identifiers: its tests are full of made-up ones.

use super::rust_text::RustText;
use super::tree::Tree;
use super::violation::Violation;
use super::words::{backticked, cells, numbered};
use std::collections::{BTreeMap, BTreeSet};

const TABLE: &str = "docs/requirements.md";
const OWN_SOURCES: &str = "xtask/";
const PREFIX: &str = "REQ-";
const TEST_ONLY: &str = "test only: ";
const COLUMNS: [&str; 6] = ["id", "sentence", "hazard", "source", "predicate", "tests"];

/// One row of the table.
struct Row<'a> {
    line: usize,
    cells: Vec<&'a str>,
}

/// Checks the table, and the code against it.
pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let Some(table) = tree.text(TABLE) else {
        return vec![Violation::new(TABLE, 1, "there is no table of requirements", format!("write {TABLE}"))];
    };
    let functions = functions(tree);
    let mut violations = Vec::new();
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows(table) {
        let id = row.cells[0];
        if let Some(first) = lines.insert(id, row.line) {
            violations.push(Violation::new(
                TABLE,
                row.line,
                format!("{id} is already on line {first}"),
                "take a new id",
            ));
        }
        violations.extend(check_row(&row, &functions));
    }
    for (path, file) in sources(tree) {
        for (line, text) in numbered(file.text()) {
            for id in ids(text).filter(|id| !lines.contains_key(id)) {
                violations.push(Violation::new(
                    path,
                    line,
                    format!("{id} is not in {TABLE}"),
                    "add its row, or mend the id",
                ));
            }
        }
    }
    violations
}

/// The names of all functions in the code.
pub(super) fn functions(tree: &Tree) -> BTreeSet<&str> {
    sources(tree).flat_map(|(_, file)| file.functions()).collect()
}

/// The ids that have a row.
pub(super) fn rows_of(tree: &Tree) -> BTreeSet<&str> {
    tree.text(TABLE).into_iter().flat_map(rows).map(|row| row.cells[0]).collect()
}

fn sources(tree: &Tree) -> impl Iterator<Item = (&str, &RustText)> {
    tree.rust("").filter(|(path, _)| !path.starts_with(OWN_SOURCES))
}

fn check_row(row: &Row<'_>, functions: &BTreeSet<&str>) -> Vec<Violation> {
    let id = row.cells[0];
    let violation = |what: String, instead: &str| Violation::new(TABLE, row.line, what, instead);
    let [_, _, _, _, predicate, tests] = row.cells[..] else {
        let what = format!("{id} has {} columns", row.cells.len());
        return vec![violation(what, &format!("give it {}: {}", COLUMNS.len(), COLUMNS.join(", ")))];
    };
    let mut violations = Vec::new();
    for (column, _) in COLUMNS.iter().zip(&row.cells).filter(|(_, cell)| cell.is_empty()) {
        violations.push(violation(format!("{id} has no {column}"), "fill the cell"));
    }
    if !predicate.is_empty() && !predicate.starts_with(TEST_ONLY) {
        violations.extend(check_names(row, "predicate", predicate, functions));
    }
    if !tests.is_empty() {
        violations.extend(check_names(row, "test", tests, functions));
    }
    violations
}

fn check_names(row: &Row<'_>, kind: &str, cell: &str, functions: &BTreeSet<&str>) -> Vec<Violation> {
    let id = row.cells[0];
    let names = backticked(cell);
    if names.is_empty() {
        return vec![Violation::new(
            TABLE,
            row.line,
            format!("{id} names no {kind}"),
            format!("name each {kind} in backticks"),
        )];
    }
    let missing = names.into_iter().filter(|name| !functions.contains(name.rsplit("::").next().unwrap_or(name)));
    missing
        .map(|name| {
            Violation::new(
                TABLE,
                row.line,
                format!("{id} names {kind} `{name}`, which no `fn` is"),
                "write it, or mend the name",
            )
        })
        .collect()
}

fn rows(table: &str) -> impl Iterator<Item = Row<'_>> {
    numbered(table).filter_map(|(line, text)| {
        let cells = cells(text)?;
        cells.first().is_some_and(|id| id.starts_with(PREFIX)).then_some(Row { line, cells })
    })
}

/// Requirement ids in a line of any text.
pub(super) fn ids(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices(PREFIX).filter_map(|(start, _)| {
        let rest = &text[start..];
        let end = rest.find(|character: char| {
            !(character.is_ascii_uppercase() || character.is_ascii_digit() || character == '-')
        });
        let id = rest[..end.unwrap_or(rest.len())].trim_end_matches('-');
        (id.len() > PREFIX.len()).then_some(id)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "//! REQ-OCC-1.\npub fn req_occ_1() {}\n#[test]\nfn alarm_sounds_in_time() {}\n";
    const GOOD: &str =
        "| REQ-OCC-1 | It sounds. | overdose \\| underdose | 60601 | `req_occ_1` | `alarm_sounds_in_time` |";

    fn violations_of(row: &str, code: &str) -> Vec<String> {
        let table = format!(
            "# Requirements\n\n| id | sentence | hazard | source | predicate | tests |\n| --- | --- | --- | --- | --- | --- |\n{row}\n"
        );
        let tree = Tree::of(&[(TABLE, table.as_str()), ("crates/x/src/a.rs", code)]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_whole_row_passes() {
        assert_eq!(violations_of(GOOD, CODE), Vec::<String>::new());
        let reason = "test only: a tube has to be shut";
        assert_eq!(violations_of(&GOOD.replace("`req_occ_1`", reason), CODE), Vec::<String>::new());
        assert_eq!(
            violations_of(&GOOD.replace("`req_occ_1`", "`bench::oracle::req_occ_1`"), CODE),
            Vec::<String>::new()
        );
    }

    #[test]
    fn no_predicate_needs_a_reason() {
        for cell in ["-", "test only", "test only: ", "none"] {
            let expected = "docs/requirements.md:5: REQ-OCC-1 names no predicate; name each predicate in backticks";
            assert_eq!(violations_of(&GOOD.replace("`req_occ_1`", cell), CODE), [expected], "{cell}");
        }
    }

    #[test]
    fn a_missing_table_is_a_violation() {
        assert_eq!(check(&Tree::of(&[])).len(), 1);
    }

    #[test]
    fn an_empty_cell_is_named_by_its_column() {
        for (cell, column) in [
            ("It sounds.", "sentence"),
            ("60601", "source"),
            ("`req_occ_1`", "predicate"),
            ("`alarm_sounds_in_time`", "tests"),
        ] {
            let expected = format!("docs/requirements.md:5: REQ-OCC-1 has no {column}; fill the cell");
            assert_eq!(violations_of(&GOOD.replace(cell, ""), CODE), [expected]);
        }
    }

    #[test]
    fn a_row_of_another_width_is_a_violation() {
        assert_eq!(
            violations_of("| REQ-OCC-1 | It sounds. |", CODE),
            [
                "docs/requirements.md:5: REQ-OCC-1 has 2 columns; give it 6: id, sentence, hazard, source, predicate, tests"
            ]
        );
    }

    #[test]
    fn an_id_used_twice_is_a_violation() {
        assert_eq!(
            violations_of(&format!("{GOOD}\n{GOOD}"), CODE),
            ["docs/requirements.md:6: REQ-OCC-1 is already on line 5; take a new id"]
        );
    }

    #[test]
    fn names_that_no_function_has_are_violations() {
        assert_eq!(
            violations_of(&GOOD.replace("alarm_sounds", "nothing_sounds"), CODE),
            [
                "docs/requirements.md:5: REQ-OCC-1 names test `nothing_sounds_in_time`, which no `fn` is; write it, or mend the name"
            ]
        );
        assert_eq!(violations_of(&GOOD.replace("`req_occ_1`", "`req_occ_9`"), CODE).len(), 1);
    }

    #[test]
    fn a_function_in_a_comment_or_a_string_is_none() {
        assert_eq!(
            violations_of(GOOD, "//! REQ-OCC-1: fn req_occ_1()\nconst A: &str = \"fn alarm_sounds_in_time()\";\n")
                .len(),
            2
        );
    }

    #[test]
    fn names_stand_in_backticks() {
        let row = GOOD.replace('`', "");
        assert_eq!(violations_of(&row, CODE).len(), 2, "predicate and tests");
    }

    #[test]
    fn an_id_in_code_without_a_row_is_a_violation() {
        assert_eq!(
            violations_of(GOOD, &format!("{CODE}// REQ-OCC-2, and REQ-OCC-1.\n")),
            ["crates/x/src/a.rs:5: REQ-OCC-2 is not in docs/requirements.md; add its row, or mend the id"]
        );
    }
}
