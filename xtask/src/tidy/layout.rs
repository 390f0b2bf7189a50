//! The shape of a Rust file: it starts by saying what it is for, is not long, and is not wide.

use super::tree::Tree;
use super::violation::Violation;
use super::words::numbered;

/// Lines of a file, tests left out; longer ones hold more than one concept.
const LINES_MAX: usize = 500;

/// Characters of a line.
const COLUMNS_MAX: usize = 140;

/// Checks every Rust file.
pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, file) in tree.rust("") {
        if !file.text().starts_with("//!") {
            violations.push(Violation::new(path, 1, "no header", "start the file with //! and what it is for"));
        }
        let lines = file.non_test_line_count();
        if lines > LINES_MAX {
            let what = format!("{lines} lines without tests, more than {LINES_MAX}");
            violations.push(Violation::new(path, LINES_MAX + 1, what, "give each concept its own file"));
        }
        for (line, text) in numbered(file.text()) {
            let columns = text.chars().count();
            if columns > COLUMNS_MAX && !is_table_row(text) {
                let what = format!("{columns} columns, more than {COLUMNS_MAX}");
                violations.push(Violation::new(path, line, what, "break the line"));
            }
        }
    }
    violations
}

/// Rows of tables stay on one line, however wide: of a Markdown table in a comment, or of parameters with their sources.
fn is_table_row(line: &str) -> bool {
    line.starts_with("//! |") || line.contains(", source: \"")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn violations_of(text: &str) -> Vec<String> {
        check(&Tree::of(&[("crates/x/src/a.rs", text)])).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_file_of_the_right_shape_passes() {
        assert_eq!(violations_of("//! A.\nfn a() {}\n"), Vec::<String>::new());
    }

    #[test]
    fn a_file_without_a_header_is_a_violation() {
        assert_eq!(
            violations_of("fn a() {}\n"),
            ["crates/x/src/a.rs:1: no header; start the file with //! and what it is for"]
        );
        assert_eq!(violations_of("").len(), 1);
    }

    #[test]
    fn lines_are_counted_without_tests() {
        let body = "fn a() {}\n".repeat(LINES_MAX - 1);
        let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", "fn t() {}\n".repeat(100));
        assert_eq!(violations_of(&format!("//! A.\n{body}{tests}")), Vec::<String>::new());
        assert_eq!(violations_of(&format!("//! A.\n{body}fn b() {{}}\n{tests}")).len(), 1);
    }

    #[test]
    fn rows_of_tables_may_be_wide() {
        let wide = "x".repeat(COLUMNS_MAX);
        assert_eq!(violations_of(&format!("//! A.\n//! | {wide} |\n")), Vec::<String>::new());
        assert_eq!(violations_of(&format!("//! A.\nx: 1.0, source: \"{wide}\";\n")), Vec::<String>::new());
        assert_eq!(violations_of(&format!("//! A.\n// {wide}\n")).len(), 1);
    }

    #[test]
    fn columns_are_characters_not_bytes() {
        let wide = "µ".repeat(COLUMNS_MAX - 4);
        assert_eq!(violations_of(&format!("//! {wide}\n")), Vec::<String>::new());
        assert_eq!(violations_of(&format!("//! {wide}µ\n")).len(), 1);
    }
}
