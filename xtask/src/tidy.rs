//! `cargo xtask tidy`: the rules of the repository that neither compiler nor linter checks.
//!
//! Each rule is one file below `tidy/`: a pure function from the repository's text ([`tree::Tree`]) to its violations.
//! Invariants: a rule touches no disk; each has a test with a snippet that trips it and one that passes.

mod adr;
mod arrows;
mod banned;
mod device;
mod elements;
mod layout;
mod parameters;
mod places;
mod requirements;
mod rust_text;
mod scenarios;
mod separation;
mod trace;
mod tree;
mod violation;
mod words;

use crate::workspace;
use serde_json::Value;
use tree::Tree;
use violation::Violation;

/// Reads the repository and applies every rule.
///
/// # Errors
/// The number of violations, after each was printed; or that the repository could not be read.
pub(crate) fn run() -> Result<(), String> {
    let tree = Tree::read(&workspace::root())?;
    let mut violations = violations(&tree, &metadata("Cargo.toml")?);
    violations.extend(arrows::check(&tree, &metadata("firmware/Cargo.toml")?));
    for violation in &violations {
        println!("{violation}");
    }
    match violations.len() {
        0 => {
            println!("tidy: {} files, no violations", tree.len());
            Ok(())
        }
        1 => Err("tidy: 1 violation".to_owned()),
        count => Err(format!("tidy: {count} violations")),
    }
}

/// What cargo says of the workspace with this manifest, with paths from the repository's root.
///
/// # Errors
/// cargo does not understand the workspace.
fn metadata(manifest: &str) -> Result<Value, String> {
    let mut command =
        workspace::cargo(&["metadata", "--format-version", "1", "--no-deps", "--manifest-path", manifest]);
    let mut metadata: Value = serde_json::from_str(&workspace::output(&mut command)?)
        .map_err(|error| format!("cargo metadata of {manifest}: {error}"))?;
    metadata["workspace_root"] = workspace::root().to_string_lossy().into();
    Ok(metadata)
}

fn violations(tree: &Tree, metadata: &Value) -> Vec<Violation> {
    const RULES: &[fn(&Tree) -> Vec<Violation>] = &[
        device::check,
        elements::check,
        layout::check,
        banned::check,
        separation::check,
        requirements::check,
        trace::check,
        parameters::check,
        scenarios::check,
        places::check,
        adr::check,
    ];
    let mut violations = arrows::check(tree, metadata);
    violations.extend(RULES.iter().flat_map(|rule| rule(tree)));
    violations.sort();
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn violations_of_all_rules_come_in_order_of_place() {
        let tree = Tree::of(&[
            ("crates/z/src/lib.rs", "fn f() {}\n"),
            ("crates/a/src/lib.rs", "//! A.\nfn f() { dbg!(1); }\n"),
        ]);
        let found = violations(&tree, &serde_json::json!({}));
        let places: Vec<String> =
            found.iter().map(|violation| format!("{}:{}", violation.path, violation.line)).collect();
        let mut sorted = places.clone();
        sorted.sort();
        assert_eq!(places, sorted);
        assert!(places.contains(&"crates/a/src/lib.rs:2".to_owned()), "{places:?}");
        assert!(places.contains(&"crates/z/src/lib.rs:1".to_owned()), "{places:?}");
    }
}
