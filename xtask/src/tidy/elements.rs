//! Every element of the device that the seed documents describe has its row, its place in the code, and its tests.
//!
//! The table is `docs/device.md`.
//! Vocabulary: a *row* is a line `| id | element | where | tests |` whose id begins with a digit.
//! The cell `where` names files in backticks; the cell `tests` names a file in backticks and then, in backticks, tests of that file.

use super::tree::Tree;
use super::violation::Violation;
use super::words::{backticked, cells, numbered};
use std::collections::BTreeMap;

const TABLE: &str = "docs/device.md";
const COLUMNS: [&str; 4] = ["id", "element", "where", "tests"];

/// The numbers of the elements.
const NUMBERS: std::ops::RangeInclusive<u32> = 1..=104;

/// The numbers that stand for several elements, and the letters that follow them.
const LETTERED: [(u32, &str); 3] = [(43, "abc"), (102, "abcd"), (104, "abcd")];

/// Checks that the table has each element once, and each row against the code.
pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let Some(table) = tree.text(TABLE) else {
        return vec![Violation::new(TABLE, 1, "there is no table of elements", format!("write {TABLE}"))];
    };
    let ids = ids();
    let mut violations = Vec::new();
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    for (line, cells) in rows(table) {
        let id = cells[0];
        if let Some(first) = lines.insert(id, line) {
            let what = format!("element {id} is already on line {first}");
            violations.push(Violation::new(TABLE, line, what, "leave it in one row"));
        }
        if !ids.iter().any(|known| known == id) {
            let what = format!("the seed documents have no element {id}");
            violations.push(Violation::new(TABLE, line, what, "mend the id"));
        }
        violations.extend(check_row(tree, line, &cells));
    }
    let missing = ids.iter().filter(|id| !lines.contains_key(id.as_str()));
    violations.extend(missing.map(|id| Violation::new(TABLE, 1, format!("element {id} has no row"), "add its row")));
    violations
}

/// Every id: the numbers, some of them with letters.
fn ids() -> Vec<String> {
    let with_letters = |number: u32| match LETTERED.iter().find(|(lettered, _)| *lettered == number) {
        Some((_, letters)) => letters.chars().map(|letter| format!("{number}{letter}")).collect(),
        None => vec![number.to_string()],
    };
    NUMBERS.flat_map(with_letters).collect()
}

fn rows(table: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let all = numbered(table).filter_map(|(line, text)| Some((line, cells(text)?)));
    all.filter(|(_, cells)| cells.first().is_some_and(|id| id.starts_with(|first: char| first.is_ascii_digit())))
}

fn check_row(tree: &Tree, line: usize, cells: &[&str]) -> Vec<Violation> {
    let id = cells[0];
    let violation = |what: String, instead: &str| Violation::new(TABLE, line, what, instead);
    let [_, element, places, tests] = *cells else {
        let what = format!("element {id} has {} columns", cells.len());
        return vec![violation(what, &format!("give it {}: {}", COLUMNS.len(), COLUMNS.join(", ")))];
    };
    let mut violations = Vec::new();
    if element.is_empty() {
        violations.push(violation(format!("element {id} does not say what it is"), "fill the cell"));
    }
    let places = backticked(places);
    if places.is_empty() {
        violations.push(violation(format!("element {id} is nowhere"), "name its files in backticks"));
    }
    for place in places.into_iter().filter(|place| tree.text(place).is_none()) {
        violations.push(violation(format!("element {id} is in {place}, which is no file"), "mend the path"));
    }
    violations.extend(check_tests(tree, line, id, tests));
    violations
}

/// Checks that the tests exist, each in the file that is named before it, and that their names carry the id.
fn check_tests(tree: &Tree, line: usize, id: &str, cell: &str) -> Vec<Violation> {
    let violation = |what: String, instead: &str| Violation::new(TABLE, line, what, instead);
    let mut violations = Vec::new();
    let mut file = None;
    let mut count = 0;
    for name in backticked(cell) {
        if name.contains('/') {
            file = tree.rust_file(name);
            if file.is_none() {
                violations
                    .push(violation(format!("element {id} has tests in {name}, which is no file"), "mend the path"));
            }
            continue;
        }
        count += 1;
        if !file.is_some_and(|file| file.functions().any(|function| function == name)) {
            let what = format!("element {id} names test `{name}`, which no `fn` of the file before it is");
            violations.push(violation(what, "write it, or mend the name"));
        }
        if !name.split('_').any(|token| token.strip_prefix('e') == Some(id)) {
            violations.push(violation(
                format!("test `{name}` does not carry its element"),
                &format!("put e{id} in its name"),
            ));
        }
    }
    if count == 0 {
        violations.push(violation(format!("element {id} has no test"), "name each as `path/to/file.rs` `test_name`"));
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    const PART: &str = "//! Valve.\n#[test]\nfn e7_e11_valves_shut() {}\n#[test]\nfn e43a_is_flat() {}\n";
    const GOOD: &str = "| 7 | a valve | `src/valve.rs`, `docs/valve.svg` | `src/valve.rs` `e7_e11_valves_shut` |";

    /// What is said of these rows, in a table whose other elements are not looked at.
    fn violations_of(rows: &str) -> Vec<String> {
        let table = format!("# Device\n\n| id | element | where | tests |\n| --- | --- | --- | --- |\n{rows}\n");
        let tree = Tree::of(&[(TABLE, table.as_str()), ("src/valve.rs", PART), ("docs/valve.svg", "<svg/>")]);
        let all: Vec<String> = check(&tree).iter().map(ToString::to_string).collect();
        all.into_iter().filter(|violation| !violation.contains("has no row")).collect()
    }

    #[test]
    fn the_elements_are_those_of_the_documents() {
        let ids = ids();
        assert_eq!(ids.len(), 42 + 3 + 58 + 4 + 1 + 4);
        for id in ["1", "42", "43a", "43c", "44", "101", "102a", "102d", "103", "104a", "104d"] {
            assert_eq!(ids.iter().filter(|known| *known == id).count(), 1, "{id}");
        }
        for id in ["0", "43", "43d", "102", "104", "104e", "105"] {
            assert!(!ids.iter().any(|known| known == id), "{id}");
        }
    }

    #[test]
    fn whole_rows_pass() {
        assert_eq!(violations_of(GOOD), Vec::<String>::new());
        let lettered = "| 43a | a figure | `src/valve.rs` | `src/valve.rs` `e43a_is_flat` |";
        assert_eq!(violations_of(&format!("{GOOD}\n{lettered}")), Vec::<String>::new());
        let twice = "| 7 | a valve | `src/valve.rs` | `src/valve.rs` `e7_e11_valves_shut`, `src/valve.rs` `e7_e11_valves_shut` |";
        assert_eq!(violations_of(twice), Vec::<String>::new());
    }

    #[test]
    fn a_missing_table_and_a_missing_element_are_violations() {
        assert_eq!(check(&Tree::of(&[])).len(), 1);
        let tree = Tree::of(&[(TABLE, GOOD), ("src/valve.rs", PART), ("docs/valve.svg", "")]);
        let found: Vec<String> = check(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), ids().len() - 1);
        assert_eq!(found[0], "docs/device.md:1: element 1 has no row; add its row");
    }

    #[test]
    fn an_element_has_one_row_of_four_cells_and_a_known_id() {
        assert_eq!(
            violations_of(&format!("{GOOD}\n{GOOD}")),
            ["docs/device.md:6: element 7 is already on line 5; leave it in one row"]
        );
        assert_eq!(
            violations_of("| 7 | a valve |"),
            ["docs/device.md:5: element 7 has 2 columns; give it 4: id, element, where, tests"]
        );
        assert_eq!(
            violations_of(&GOOD.replace("| 7 |", "| 43 |")),
            [
                "docs/device.md:5: the seed documents have no element 43; mend the id",
                "docs/device.md:5: test `e7_e11_valves_shut` does not carry its element; put e43 in its name"
            ]
        );
        assert_eq!(
            violations_of(&GOOD.replace("a valve", "")),
            ["docs/device.md:5: element 7 does not say what it is; fill the cell"]
        );
    }

    #[test]
    fn places_are_files() {
        assert_eq!(
            violations_of(&GOOD.replace("docs/valve.svg", "docs/gate.svg")),
            ["docs/device.md:5: element 7 is in docs/gate.svg, which is no file; mend the path"]
        );
        assert_eq!(
            violations_of(&GOOD.replace("`src/valve.rs`, `docs/valve.svg`", "-")),
            ["docs/device.md:5: element 7 is nowhere; name its files in backticks"]
        );
    }

    #[test]
    fn tests_exist_in_their_file_and_carry_the_element() {
        assert_eq!(
            violations_of(&GOOD.replace("`src/valve.rs` `e7_e11_valves_shut`", "-")),
            ["docs/device.md:5: element 7 has no test; name each as `path/to/file.rs` `test_name`"]
        );
        assert_eq!(
            violations_of(&GOOD.replace("`src/valve.rs` `e7_e11", "`src/gate.rs` `e7_e11")),
            [
                "docs/device.md:5: element 7 has tests in src/gate.rs, which is no file; mend the path",
                "docs/device.md:5: element 7 names test `e7_e11_valves_shut`, which no `fn` of the file before it is; \
                 write it, or mend the name"
            ]
        );
        assert_eq!(violations_of(&GOOD.replace("`src/valve.rs` `e7", "`e7")).len(), 1, "a test without its file");
        assert_eq!(violations_of(&GOOD.replace("valves_shut`", "valves_open`")).len(), 1);
        // 7 is not 77, and 43 is not 43a.
        assert_eq!(violations_of(&GOOD.replace("| 7 |", "| 77 |")).len(), 1);
        assert_eq!(violations_of(&GOOD.replace("e7_e11_valves_shut", "e43a_is_flat")).len(), 1);
    }
}
