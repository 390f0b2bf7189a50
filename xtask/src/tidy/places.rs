//! Places that mean nothing outside one machine or one network, and so may stand in no file.

use super::tree::Tree;
use super::violation::Violation;
use super::words::{contains_word, numbered};

const OWN_MACHINE: &str = "write a path from the repository's root";
const REGISTRY: &str = "name the tool's default registry without its host";

/// What is banned, and what to write. In pieces, so that this list does not find itself.
const BANNED: [(&str, &str); 9] = [
    (concat!("shar", "ed/"), "say it in this repository, in its own words"),
    (concat!("/wo", "rk/"), OWN_MACHINE),
    (concat!("/ro", "ot/"), OWN_MACHINE),
    (concat!("crates", ".io"), REGISTRY),
    (concat!("pypi", ".org"), REGISTRY),
    (concat!("pythonhosted", ".org"), REGISTRY),
    (concat!("npmjs", ".org"), REGISTRY),
    (concat!("proxy.golang", ".org"), REGISTRY),
    (concat!("deb.debian", ".org"), REGISTRY),
];

/// Written by cargo, which names the registry in every entry.
const EXEMPT: &str = "Cargo.lock";

/// Checks every text file but lock files.
pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, text) in tree.files().filter(|(path, _)| path.rsplit('/').next() != Some(EXEMPT)) {
        for (line, content) in numbered(text) {
            for (banned, instead) in BANNED.iter().filter(|(banned, _)| contains_word(content, banned)) {
                violations.push(Violation::new(path, line, format!("`{banned}` means nothing elsewhere"), *instead));
            }
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_banned_place_is_found_in_any_text_file() {
        for (banned, _) in BANNED {
            let text = format!("first\nsee {banned}x\n");
            let tree = Tree::of(&[("docs/a.md", text.as_str())]);
            let found = check(&tree);
            // Ends of hosts are whole words: what follows them here makes them longer ones.
            let expected = usize::from(banned.ends_with('/'));
            assert_eq!(found.len(), expected, "{banned}");
            let text = format!("first\nsee index.{banned} for it\n");
            let found = check(&Tree::of(&[("docs/a.md", text.as_str())]));
            assert_eq!(found.iter().map(|violation| violation.line).collect::<Vec<_>>(), [2], "{banned}");
        }
    }

    #[test]
    fn lock_files_are_exempt_and_plain_text_passes() {
        let registry = format!("source = \"registry+{}\"\n", BANNED[3].0);
        let tree = Tree::of(&[("Cargo.lock", registry.as_str()), ("README.md", "work and root\n")]);
        assert_eq!(check(&tree), []);
    }
}
