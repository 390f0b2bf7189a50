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
        None => find().ok_or(NO_COMPILER)?,
        Some("rustup") if has_target() => Compiler::Rustup,
        Some("distribution") if has_sources() => Compiler::Distribution,
        Some("rustup" | "distribution") => return Err(NO_COMPILER.to_owned()),
        Some(name) => return Err(format!("no such compiler: {name}; there are `rustup` and `distribution`")),
    };
    println!("firmware: {}", said(compiler));
    workspace::succeed(&mut build(compiler))?;
    println!("firmware: {}", image("device").display());
    Ok(())
}

const NO_COMPILER: &str = "no compiler for thumbv7em-none-eabihf: `rustup target add thumbv7em-none-eabihf` adds the target, or \
     `apt-get install rustc-web cargo-web rust-web-src lld` brings one that builds it from its sources";

/// Why the firmware cannot be built here, if so.
pub(crate) fn missing() -> Option<&'static str> {
    find().is_none().then_some(NO_COMPILER)
}

/// Where an image is once it was built.
pub(crate) fn image(name: &str) -> PathBuf {
    folder().join("target").join(TARGET).join("release").join(name)
}

fn folder() -> PathBuf {
    workspace::root().join("firmware")
}

fn find() -> Option<Compiler> {
    if has_target() { Some(Compiler::Rustup) } else { has_sources().then_some(Compiler::Distribution) }
}

fn has_target() -> bool {
    let mut asked = Command::new("rustc");
    asked.args(["--print", "target-libdir", "--target", TARGET]);
    workspace::output(&mut asked).is_ok_and(|folder| Path::new(folder.trim()).exists())
}

/// A distribution's packages put compiler, sources and linker there.
const DISTRIBUTION: [&str; 3] = ["/usr/bin/rustc", "/usr/bin/cargo", "/usr/bin/ld.lld"];

fn has_sources() -> bool {
    let [rustc, ..] = DISTRIBUTION;
    let sources = workspace::output(Command::new(rustc).args(["--print", "sysroot"]))
        .is_ok_and(|sysroot| Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/core").exists());
    sources && DISTRIBUTION.iter().all(|program| Path::new(program).exists())
}

fn said(compiler: Compiler) -> String {
    let version = |program: &str| {
        workspace::output(Command::new(program).arg("--version")).unwrap_or_default().trim().to_owned()
    };
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
            // Its own sources are unstable to build, and the crates' stated version is a newer one.
            command.arg("--ignore-rust-version").env("RUSTC_BOOTSTRAP", "1").env("RUSTC", rustc);
            command.env("CARGO_TARGET_THUMBV7EM_NONE_EABIHF_LINKER", linker).env_remove("RUSTUP_TOOLCHAIN");
            command
        }
    };
    command.current_dir(folder()).stdin(Stdio::null());
    command
}
