//! The crates that fly: no standard library, no allocation, no unsafe code, no test that wants a panic.
//!
//! Tests are exempt from the standard library's ban, for they run on a host; comments and strings are exempt from all.

use super::tree::Tree;
use super::violation::Violation;
use super::words::{contains_word, numbered};

/// Folders of the crates that run on the device; one that does not exist yet is skipped.
const DEVICE_CRATES: [&str; 4] = ["crates/units/", "crates/controller/", "crates/supervisor/", "crates/protocol/"];

/// What every device crate's `lib.rs` says.
const ATTRIBUTES: [&str; 2] = ["#![no_std]", "#![forbid(unsafe_code)]"];

/// Banned in code that flies, and what to use.
const BANNED: [(&str, &str); 3] = [
    ("std::", "use core::, or move the code to a host crate"),
    ("extern crate std", "put it under #[cfg(test)]"),
    ("alloc", "use a fixed array or a bounded queue of heapless"),
];

/// Checks every device crate that exists.
pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    DEVICE_CRATES.iter().flat_map(|folder| check_crate(tree, folder)).collect()
}

fn check_crate(tree: &Tree, folder: &str) -> Vec<Violation> {
    let mut violations = Vec::new();
    let lib = format!("{folder}src/lib.rs");
    if let Some(file) = tree.rust_file(&lib) {
        for attribute in ATTRIBUTES.into_iter().filter(|attribute| !file.code().contains(attribute)) {
            violations.push(Violation::new(
                &lib,
                1,
                format!("a device crate without {attribute}"),
                format!("add {attribute}"),
            ));
        }
    }
    for (path, file) in tree.rust(&format!("{folder}src/")) {
        for (line, code) in file.device_lines() {
            for (banned, instead) in BANNED {
                if contains_word(code, banned) {
                    violations.push(Violation::new(path, line, format!("`{banned}` in a device crate"), instead));
                }
            }
        }
    }
    for (path, file) in tree.rust(folder) {
        for (line, _) in numbered(file.code()).filter(|(_, code)| code.contains("#[should_panic")) {
            let instead = "device crates never panic: assert on the fault that is latched";
            violations.push(Violation::new(path, line, "#[should_panic] in a device crate", instead));
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "//! A crate.\n#![no_std]\n#![forbid(unsafe_code)]\n";

    fn violations_of(lib: &str) -> Vec<String> {
        let tree = Tree::of(&[("crates/units/src/lib.rs", lib)]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_clean_crate_passes() {
        assert_eq!(
            violations_of(&format!("{HEAD}use core::fmt;\n/// Not std::fmt.\nfn allocate() {{}}\n")),
            Vec::<String>::new()
        );
    }

    #[test]
    fn each_missing_attribute_is_named() {
        assert_eq!(
            violations_of("//! A crate.\n#![no_std]\n"),
            ["crates/units/src/lib.rs:1: a device crate without #![forbid(unsafe_code)]; add #![forbid(unsafe_code)]"]
        );
        assert_eq!(violations_of("//! A crate without #![no_std].\n#![forbid(unsafe_code)]\n").len(), 1);
    }

    #[test]
    fn std_and_alloc_are_banned_in_code_that_flies() {
        for code in ["use std::fmt;", "extern crate std;", "extern crate alloc;", "use alloc::vec::Vec;"] {
            let found = violations_of(&format!("{HEAD}{code}\n"));
            assert_eq!(found.len(), 1, "{code}: {found:?}");
            assert!(found[0].starts_with("crates/units/src/lib.rs:4:"), "{found:?}");
        }
    }

    #[test]
    fn tests_may_use_std() {
        let code = "#[cfg(test)]\nextern crate std;\n#[cfg(test)]\nmod tests {\n    use std::vec::Vec;\n}\n";
        assert_eq!(violations_of(&format!("{HEAD}{code}")), Vec::<String>::new());
    }

    #[test]
    fn should_panic_is_banned_even_in_tests() {
        let code = "#[cfg(test)]\nmod tests {\n    #[test]\n    #[should_panic(expected = \"x\")]\n    fn a() {}\n}\n";
        assert_eq!(violations_of(&format!("{HEAD}{code}")).len(), 1);
    }

    #[test]
    fn host_crates_are_free() {
        let tree = Tree::of(&[("crates/bench/src/lib.rs", "//! B.\nuse std::fmt;\n")]);
        assert_eq!(check(&tree), []);
    }
}
