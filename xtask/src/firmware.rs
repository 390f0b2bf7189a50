//! `cargo xtask firmware`: builds the controller for a Cortex-M4F, and says with which compiler.
//!
//! Two compilers can do it: rustup's, with the target installed; or a distribution's, which has no such target, and
//! builds `core` from its sources first. Rustup's is taken where it has the target.
//! Invariant: what is built goes to `firmware/target`, whichever compiler it was and wherever the workspace builds to.

use crate::workspace;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Architecture and floating point of a Cortex-M4F.
pub(crate) const TARGET: &str = "thumbv7em-none-eabihf";

/// A compiler that can build for the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compiler {
    Rustup,
    Distribution,
}

/// Builds every image with the compiler of that name, or with the first that there is.
///
/// # Errors
/// There is no compiler for the target, or it does not build.
pub(crate) fn run(name: Option<&str>) -> Result<(), String> {
    let compiler = match name {
        None => find()?,
        Some("rustup") => rustup()?,
        Some("distribution") => distribution()?,
        Some(name) => return Err(format!("no such compiler: {name}; there are `rustup` and `distribution`")),
    };
    println!("firmware: {}", said(compiler));
    workspace::succeed(&mut build(compiler))?;
    println!("firmware: {}", image("device").display());
    Ok(())
}

/// Checks the form of the firmware's sources, and lints them.
///
/// # Errors
/// What is wrong was printed.
pub(crate) fn lint() -> Result<(), String> {
    for arguments in
        [&["fmt", "--check"][..], &["clippy", "--locked", "--target-dir", "target", "--", "-D", "warnings"]]
    {
        workspace::succeed(workspace::cargo(arguments).current_dir(folder()))?;
    }
    Ok(())
}

/// Why the firmware cannot be built here, if so.
pub(crate) fn missing() -> Option<String> {
    find().err()
}

/// Where an image is once it was built.
pub(crate) fn image(name: &str) -> PathBuf {
    folder().join("target").join(TARGET).join("release").join(name)
}

fn folder() -> PathBuf {
    workspace::root().join("firmware")
}

/// # Errors
/// Neither compiler can build for the target, and why.
fn find() -> Result<Compiler, String> {
    rustup().or_else(|target| distribution().map_err(|sources| format!("{target}; {sources}")))
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
    if older(version, NEEDED) {
        return Err(format!("the distribution's rustc is {version}, and the crates need {NEEDED} or newer"));
    }
    Ok(Compiler::Distribution)
}

/// What every crate that flies needs. One of what they depend on says that it needs 1.87, and is built by this all the
/// same.
const NEEDED: &str = "1.85";

/// Whether a version is older than another, by its first two numbers.
fn older(version: &str, than: &str) -> bool {
    let numbers = |text: &str| {
        let mut numbers = text.split('.').map(|number| number.parse().unwrap_or(0_u32));
        (numbers.next(), numbers.next())
    };
    numbers(version) < numbers(than)
}

fn said(compiler: Compiler) -> String {
    let version =
        |program: &str| workspace::output(Command::new(program).arg("--version")).unwrap_or_default().trim().to_owned();
    match compiler {
        Compiler::Rustup => format!("{} with the target of rustup", version("rustc")),
        Compiler::Distribution => format!("{} of the distribution, core from its sources", version(DISTRIBUTION[0])),
    }
}

fn build(compiler: Compiler) -> Command {
    let arguments = ["build", "--release", "--locked", "--target", TARGET, "--target-dir", "target"];
    let mut command = match compiler {
        Compiler::Rustup => workspace::cargo(&arguments),
        Compiler::Distribution => {
            let [rustc, cargo, linker] = DISTRIBUTION;
            let mut command = Command::new(cargo);
            command.args(arguments).args(["-Zbuild-std=core", "-Zbuild-std-features=compiler-builtins-mem"]);
            command.arg("--ignore-rust-version");
            // To build `core` is unstable; a released compiler does it only when told that it may.
            command.env("RUSTC_BOOTSTRAP", "1").env("RUSTC", rustc);
            command.env("CARGO_TARGET_THUMBV7EM_NONE_EABIHF_LINKER", linker).env_remove("RUSTUP_TOOLCHAIN");
            command
        }
    };
    command.current_dir(folder()).stdin(Stdio::null());
    command
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
        assert!(run(Some("mine")).is_err_and(|reason| reason.contains("mine")));
    }
}
