//! `cargo xtask firmware`: builds the controller for a Cortex-M4F, and says with which compiler.
//!
//! Two compilers can do it: rustup's, with the target installed; or a distribution's, which has no such target, and
//! builds `core` from its sources first. Rustup's is taken where it has the target, unless another is asked for.
//! Invariant: what is built goes to `firmware/target`, whichever compiler it was and wherever the workspace builds to.

use crate::workspace;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use toml_edit::DocumentMut;

/// Architecture and floating point of a Cortex-M4F.
pub(crate) const TARGET: &str = "thumbv7em-none-eabihf";

/// A compiler that can build for the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compiler {
    /// Rustup's, with the target installed.
    Rustup,
    /// A distribution's packages, with `core` from its sources.
    Distribution,
}

impl Compiler {
    /// The one of that name, or the first that there is.
    ///
    /// # Errors
    /// Why it cannot build for the target, or that there is none of that name.
    pub(crate) fn find(name: Option<&str>) -> Result<Self, String> {
        match name {
            None => rustup().or_else(|target| distribution().map_err(|sources| format!("{target}; {sources}"))),
            Some("rustup") => rustup(),
            Some("distribution") => distribution(),
            Some(name) => Err(format!("no such compiler: {name}; there are `rustup` and `distribution`")),
        }
    }

    /// All that can build for the target here.
    pub(crate) fn all() -> Vec<Self> {
        [rustup(), distribution()].into_iter().flatten().collect()
    }

    /// Its cargo with these arguments, for the target, in the workspace's root.
    pub(crate) fn cargo(self, arguments: &[&str]) -> Command {
        let mut command = match self {
            Self::Rustup => workspace::cargo(arguments),
            Self::Distribution => {
                let [rustc, cargo, linker] = DISTRIBUTION;
                let mut command = Command::new(cargo);
                command.args(arguments).args(["-Zbuild-std=core", "-Zbuild-std-features=compiler-builtins-mem"]);
                // To build `core` is unstable; a released compiler does it only when told that it may.
                command.env("RUSTC_BOOTSTRAP", "1").env("RUSTC", rustc);
                command.env("CARGO_TARGET_THUMBV7EM_NONE_EABIHF_LINKER", linker).env_remove("RUSTUP_TOOLCHAIN");
                command.current_dir(workspace::root()).stdin(Stdio::null());
                command
            }
        };
        command.args(["--target", TARGET]);
        command
    }

    /// What it is, with its version.
    pub(crate) fn said(self) -> String {
        let version = |program: &str| {
            workspace::output(Command::new(program).arg("--version")).unwrap_or_default().trim().to_owned()
        };
        match self {
            Self::Rustup => format!("{} with the target of rustup", version("rustc")),
            Self::Distribution => format!("{} of the distribution, core from its sources", version(DISTRIBUTION[0])),
        }
    }
}

/// Builds every image.
///
/// # Errors
/// It does not build.
pub(crate) fn run(compiler: Compiler) -> Result<(), String> {
    println!("firmware: {}", compiler.said());
    let mut build = compiler.cargo(&["build", "--release", "--locked", "--target-dir", "target"]);
    workspace::succeed(build.current_dir(folder()))?;
    println!("firmware: {}", image("device").display());
    Ok(())
}

/// Checks the form of the firmware's sources.
///
/// # Errors
/// What is wrong was printed.
pub(crate) fn check_form() -> Result<(), String> {
    workspace::succeed(workspace::cargo(&["fmt", "--check"]).current_dir(folder()))
}

/// Lints the firmware's sources, by rustup's clippy.
///
/// # Errors
/// What is wrong was printed.
pub(crate) fn lint() -> Result<(), String> {
    let arguments = ["clippy", "--locked", "--target-dir", "target", "--", "-D", "warnings"];
    workspace::succeed(workspace::cargo(&arguments).current_dir(folder()))
}

/// Where an image is once it was built.
pub(crate) fn image(name: &str) -> PathBuf {
    folder().join("target").join(TARGET).join("release").join(name)
}

fn folder() -> PathBuf {
    workspace::root().join("firmware")
}

/// # Errors
/// The target is not installed.
fn rustup() -> Result<Compiler, String> {
    let mut asked = Command::new("rustc");
    asked.args(["--print", "target-libdir", "--target", TARGET]);
    match workspace::output(&mut asked) {
        Ok(folder) if Path::new(folder.trim()).exists() => Ok(Compiler::Rustup),
        _ => Err(format!("the target is not installed: `rustup target add {TARGET}` installs it")),
    }
}

/// A distribution's packages put compiler, cargo and linker there.
const DISTRIBUTION: [&str; 3] = ["/usr/bin/rustc", "/usr/bin/cargo", "/usr/bin/ld.lld"];

/// # Errors
/// The packages are not there, or too old.
fn distribution() -> Result<Compiler, String> {
    let [rustc, ..] = DISTRIBUTION;
    let sources = workspace::output(Command::new(rustc).args(["--print", "sysroot"]))
        .is_ok_and(|sysroot| Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/core").exists());
    if !sources || !DISTRIBUTION.iter().all(|program| Path::new(program).exists()) {
        return Err("the distribution's compiler is not installed: on Debian the packages rustc-web, cargo-web, \
                    rust-web-src and lld bring it"
            .to_owned());
    }
    let said = workspace::output(Command::new(rustc).arg("--version"))?;
    let version = said.split_whitespace().nth(1).unwrap_or_default();
    let needed = needed()?;
    if older(version, &needed) {
        return Err(format!("the distribution's rustc is {version}, and the firmware needs {needed} or newer"));
    }
    Ok(Compiler::Distribution)
}

/// The oldest compiler that the firmware's manifest says it takes.
///
/// # Errors
/// It does not say so.
fn needed() -> Result<String, String> {
    let path = folder().join("Cargo.toml");
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let manifest: DocumentMut = text.parse().map_err(|error| format!("{}: {error}", path.display()))?;
    let version = manifest["package"]["rust-version"].as_str();
    version.map(str::to_owned).ok_or_else(|| format!("{} has no rust-version", path.display()))
}

/// Whether a version is older than another, by its first two numbers.
fn older(version: &str, than: &str) -> bool {
    let numbers = |text: &str| {
        let mut numbers = text.split('.').map(|number| number.parse().unwrap_or(0_u32));
        (numbers.next(), numbers.next())
    };
    numbers(version) < numbers(than)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        for (version, than, expected) in [
            ("1.85.0", "1.95", true),
            ("1.95.0", "1.95", false),
            ("1.100.0", "1.95", false),
            ("", "1.95", true),
            ("2.0.0", "1.95", false),
        ] {
            assert_eq!(older(version, than), expected, "{version} {than}");
        }
    }

    #[test]
    fn an_unknown_compiler_is_refused() {
        assert!(Compiler::find(Some("mine")).is_err_and(|reason| reason.contains("mine")));
    }

    #[test]
    fn what_flies_takes_the_compiler_that_the_firmware_takes() {
        let needed = format!("rust-version = \"{}\"", needed().expect("the firmware says so"));
        for name in ["units", "controller", "supervisor", "journal", "protocol"] {
            let path = workspace::root().join("crates").join(name).join("Cargo.toml");
            let manifest = std::fs::read_to_string(&path).expect("it has a manifest");
            assert!(manifest.lines().any(|line| line == needed), "{name}: no line `{needed}`");
        }
    }
}
