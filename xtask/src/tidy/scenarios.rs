//! Every scenario is spoken of: a file in `scenarios/` that no document names is one that nobody runs.

use super::tree::Tree;
use super::violation::Violation;
use super::words::contains_word;

const README: &str = "README.md";

/// Checks each `scenarios/*.toml` against README.md and docs/.
pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let named = |file: &str| {
        let mut documents = tree.text(README).into_iter().chain(tree.under("docs/", "md").map(|(_, text)| text));
        documents.any(|text| text.lines().any(|line| contains_word(line, file)))
    };
    let files = tree.under("scenarios/", "toml").filter_map(|(path, _)| Some((path, path.strip_prefix("scenarios/")?)));
    let unnamed = files.filter(|(_, file)| !named(file));
    unnamed
        .map(|(path, _)| {
            Violation::new(
                path,
                1,
                "no document names this scenario",
                format!("name it in {README} or docs/, or remove it"),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn violations_of(document: &str, text: &str) -> Vec<String> {
        let tree = Tree::of(&[("scenarios/blocked.toml", ""), (document, text)]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_scenario_named_in_the_readme_or_docs_passes() {
        assert_eq!(violations_of("README.md", "run `scenarios/blocked.toml`\n"), Vec::<String>::new());
        assert_eq!(violations_of("docs/tour.md", "blocked.toml shuts the line\n"), Vec::<String>::new());
    }

    #[test]
    fn a_scenario_that_nothing_names_is_a_violation() {
        assert_eq!(
            violations_of("README.md", "run `scenarios/unblocked.toml`\n"),
            ["scenarios/blocked.toml:1: no document names this scenario; name it in README.md or docs/, or remove it"]
        );
        assert_eq!(violations_of("notes.md", "blocked.toml\n").len(), 1);
    }
}
