//! Which crate may depend on which: the whole proof that controller and twin do not know each other.
//!
//! Dev-dependencies and build-dependencies obey too: a test that needs another crate belongs to the crate that may see both.

use super::tree::Tree;
use super::violation::Violation;
use super::words::numbered;
use serde_json::Value;

/// Each workspace crate, by its folder's name, and those that it may depend on.
const ARROWS: [(&str, &[&str]); 10] = [
    ("units", &[]),
    ("controller", &["units"]),
    ("supervisor", &["units"]),
    ("protocol", &["controller", "supervisor", "units"]),
    ("journal", &["controller", "protocol", "units"]),
    ("twin", &["units"]),
    ("bench", &["controller", "supervisor", "protocol", "journal", "twin", "units"]),
    ("aliquot", &["bench", "units"]),
    ("firmware", &["controller", "supervisor", "protocol", "journal", "units"]),
    ("xtask", &[]),
];

/// Compares the dependencies in `metadata`, as `cargo metadata --no-deps` prints it, with [`ARROWS`].
pub(crate) fn check(tree: &Tree, metadata: &Value) -> Vec<Violation> {
    let root = metadata["workspace_root"].as_str().unwrap_or_default();
    let packages = metadata["packages"].as_array().map_or(&[][..], Vec::as_slice);
    packages.iter().flat_map(|package| check_package(tree, root, package)).collect()
}

fn check_package(tree: &Tree, root: &str, package: &Value) -> Vec<Violation> {
    let manifest_path = package["manifest_path"].as_str().unwrap_or_default().replace('\\', "/");
    let manifest =
        manifest_path.strip_prefix(&root.replace('\\', "/")).unwrap_or(&manifest_path).trim_start_matches('/');
    let folder = last_folder(manifest.trim_end_matches("Cargo.toml"));
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == folder) else {
        let what = format!("crate `{folder}` is in no arrow of the workspace");
        return vec![Violation::new(manifest, 1, what, "write an ADR and add it to xtask/src/tidy/arrows.rs")];
    };
    let dependencies = package["dependencies"].as_array().map_or(&[][..], Vec::as_slice);
    let mut violations = Vec::new();
    for dependency in dependencies {
        // Only dependencies inside the workspace have a path.
        let Some(path) = dependency["path"].as_str() else {
            continue;
        };
        let target = last_folder(&path.replace('\\', "/")).to_owned();
        if !allowed.contains(&target.as_str()) {
            let key = dependency["rename"].as_str().or_else(|| dependency["name"].as_str()).unwrap_or_default();
            let line = line_of_key(tree.text(manifest).unwrap_or_default(), key);
            let instead = match allowed {
                [] => "depend on no crate of the workspace".to_owned(),
                names => format!("depend on nothing in the workspace but {}", names.join(", ")),
            };
            violations.push(Violation::new(
                manifest,
                line,
                format!("arrow {folder} -> {target} is not allowed"),
                instead,
            ));
        }
    }
    violations
}

fn last_folder(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// The line of a manifest on which this dependency stands; 1 if it cannot be found.
fn line_of_key(manifest: &str, key: &str) -> usize {
    let is_key = |line: &str| line.trim_start().strip_prefix(key).is_some_and(|rest| rest.starts_with(['.', ' ', '=']));
    numbered(manifest).find(|(_, line)| is_key(line)).map_or(1, |(line, _)| line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn violations_of(krate: &str, dependency: &Value) -> Vec<String> {
        let folder = if krate == "xtask" { krate.to_owned() } else { format!("crates/{krate}") };
        let manifest = format!("{folder}/Cargo.toml");
        let tree = Tree::of(&[(&manifest, "[package]\n\n[dependencies]\ntwin.workspace = true\n")]);
        let metadata = json!({
            "workspace_root": "/place",
            "packages": [{ "manifest_path": format!("/place/{manifest}"), "dependencies": [dependency] }],
        });
        check(&tree, &metadata).iter().map(ToString::to_string).collect()
    }

    fn on(target: &str, kind: Option<&str>) -> Value {
        json!({ "name": format!("aliquot-{target}"), "rename": target, "kind": kind, "path": format!("/place/crates/{target}") })
    }

    #[test]
    fn an_allowed_arrow_passes() {
        assert_eq!(violations_of("controller", &on("units", None)), Vec::<String>::new());
        assert_eq!(violations_of("bench", &on("twin", None)), Vec::<String>::new());
    }

    #[test]
    fn a_forbidden_arrow_is_named_with_its_line() {
        assert_eq!(
            violations_of("controller", &on("twin", None)),
            [
                "crates/controller/Cargo.toml:4: arrow controller -> twin is not allowed; depend on nothing in the workspace but units"
            ]
        );
    }

    #[test]
    fn dev_dependencies_obey_too() {
        assert_eq!(violations_of("units", &on("twin", Some("dev"))).len(), 1);
    }

    #[test]
    fn xtask_depends_on_no_crate_of_the_workspace() {
        assert_eq!(violations_of("xtask", &on("units", None)).len(), 1);
    }

    #[test]
    fn dependencies_from_outside_are_not_arrows() {
        assert_eq!(violations_of("units", &json!({ "name": "proptest", "kind": "dev" })), Vec::<String>::new());
    }

    #[test]
    fn a_crate_that_no_arrow_names_is_a_violation() {
        assert_eq!(violations_of("surprise", &on("units", None)).len(), 1);
    }
}
