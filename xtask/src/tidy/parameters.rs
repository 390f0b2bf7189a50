//! Every parameter of the twin says where its number is from.
//!
//! A source is a string after `source:`; it starts with the `[KEY]` of a row of `docs/sources.md`, or with why the number was assumed.

use super::rust_text::RustText;
use super::tree::Tree;
use super::violation::Violation;
use super::words::contains_word;
use std::collections::BTreeSet;

const TWIN: &str = "crates/twin/src/";
const SOURCES: &str = "docs/sources.md";
const FIELD: &str = "source";
const ASSUMED: &str = "assumed, because ";

/// Checks every source string of the twin.
pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let keys = keys(tree.text(SOURCES).unwrap_or_default());
    let mut violations = Vec::new();
    for (path, file) in tree.rust(TWIN) {
        for (offset, source) in sources(file) {
            if let Some((what, instead)) = fault(source, &keys) {
                violations.push(Violation::new(path, file.line_of(offset), what, instead));
            }
        }
    }
    violations
}

/// What is wrong with a source and what to write instead, if anything is.
fn fault(source: &str, keys: &BTreeSet<&str>) -> Option<(String, String)> {
    if source.trim().is_empty() {
        return Some((
            "a parameter with an empty source".to_owned(),
            format!("write `[KEY] where`, or `{ASSUMED}...`"),
        ));
    }
    if let Some(reason) = source.strip_prefix(ASSUMED) {
        let missing = reason.trim().is_empty();
        return missing
            .then(|| ("an assumption without its reason".to_owned(), "say why the number is plausible".to_owned()));
    }
    let Some((key, _)) = source.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
        let what = format!("source \"{source}\" names no key");
        return Some((what, format!("start it with `[KEY]` of {SOURCES}, or with `{ASSUMED}...`")));
    };
    let unknown = !keys.contains(key);
    unknown.then(|| (format!("source key [{key}] is not in {SOURCES}"), format!("add the row `| {key} | ... |` there")))
}

/// The keys that `docs/sources.md` defines, as first cell of a row or as `- **[KEY]**`.
fn keys(text: &str) -> BTreeSet<&str> {
    text.lines().filter_map(key).collect()
}

fn key(line: &str) -> Option<&str> {
    let line = line.trim_start();
    if let Some(rest) = line.strip_prefix("- **[") {
        return rest.split_once("]**").map(|(key, _)| key);
    }
    let cell = line.strip_prefix('|')?.split('|').next()?;
    Some(cell.trim().trim_matches(['`', '[', ']']))
}

/// Every string literal after `source:`, with its offset; as written, escapes and all.
fn sources(file: &RustText) -> Vec<(usize, &str)> {
    let code = file.code();
    let mut found = Vec::new();
    for (start, _) in code.match_indices(FIELD) {
        let line_start = code[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let through = start + FIELD.len();
        let is_field = contains_word(&code[start.saturating_sub(1).max(line_start)..through], FIELD);
        let Some(after) = code[through..].trim_start().strip_prefix(':').filter(|_| is_field) else {
            continue;
        };
        let Some(inside) = after.trim_start().strip_prefix('"') else {
            continue;
        };
        let open = code.len() - inside.len();
        let close = inside.find('"').map_or(code.len(), |length| open + length);
        found.push((open, &file.text()[open..close]));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: &str = "# Sources\n| key | what |\n| --- | --- |\n| DYN | a data sheet |\n\n- **[WHITE]** a book\n";

    fn violations_of(row: &str) -> Vec<String> {
        let text = format!("//! Wire.\nparameters! {{\n    {row}\n}}\n");
        let tree = Tree::of(&[("crates/twin/src/wire.rs", text.as_str()), (SOURCES, KEYS)]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_known_key_or_a_reasoned_assumption_passes() {
        let rows = [
            r#"length: "mm", 80.0, 90.0, 100.0, source: "[DYN] table 2";"#,
            r#"length: "mm", 80.0, 90.0, 100.0, source: "[WHITE]";"#,
            r#"length: "mm", 80.0, 90.0, 100.0, source: "assumed, because it fits the housing";"#,
            "length: \"mm\", 80.0, 90.0, 100.0,\n        source:\n            \"[DYN] table 2\";",
            "pub source: &'static str,",
            "/// source: \"nothing\"",
            "resource: \"not a source\",",
        ];
        for row in rows {
            assert_eq!(violations_of(row), Vec::<String>::new(), "{row}");
        }
    }

    #[test]
    fn an_unknown_key_is_named() {
        assert_eq!(
            violations_of(r#"length: "mm", 1.0, 2.0, 3.0, source: "[NONE] p. 3";"#),
            [
                "crates/twin/src/wire.rs:3: source key [NONE] is not in docs/sources.md; add the row `| NONE | ... |` there"
            ]
        );
    }

    #[test]
    fn empty_vague_and_unreasoned_sources_are_violations() {
        for source in ["", " ", "a data sheet", "assumed", "assumed, because ", "see [DYN]"] {
            assert_eq!(
                violations_of(&format!("length: \"mm\", 1.0, 2.0, 3.0, source: \"{source}\";")).len(),
                1,
                "{source}"
            );
        }
    }
}
