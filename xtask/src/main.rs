//! The project's one tool: `cargo xtask ci` runs what CI runs, on any machine.
//!
//! Why a program and not a script or a task runner: ADR 0007.
//! Vocabulary: a *step* is one line of `ci`; a *rule* is one check of `tidy`.
//! Invariant: nothing passes by not running. A step that cannot run fails, or says SKIPPED and why.

#![expect(clippy::print_stdout, reason = "a command line tool speaks on standard output")]
mod ci;
mod determinism;
mod firmware;
mod mutants;
mod qemu;
mod size;
mod tidy;
mod workspace;

use firmware::Compiler;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask ci           every check, in the order of CI; stops at the first that fails
cargo xtask tidy         the rules of the repository that no compiler checks
cargo xtask determinism  the same scenario, dev and release: the same bytes
cargo xtask firmware     builds the firmware
cargo xtask qemu [NAME]  scenarios on the emulated device and on the host: the same bits
cargo xtask size         image, memory, stack and instructions against firmware/budgets.toml
cargo xtask mutants [NAME..]  bugs put into the device one at a time, which suite and swarm must catch; `--list` lists them
cargo xtask help         this text

`firmware`, `qemu` and `size` take `--compiler rustup` or `--compiler distribution` before anything else.
";

/// Exit status when the command itself was not understood.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["ci"] => ci::run(),
        ["tidy"] => tidy::run(),
        ["determinism"] => determinism::run(),
        ["firmware"] => Compiler::find(None).and_then(firmware::run),
        ["firmware", "--compiler", name] => Compiler::find(Some(name)).and_then(firmware::run),
        ["qemu", names @ ..] => qemu::run(names),
        ["mutants", names @ ..] => mutants::run(names),
        ["size"] => size::run(None),
        ["size", "--compiler", name] => size::run(Some(name)),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        _ => {
            eprint!("xtask: no such command: {}\n\n{HELP}", words.join(" "));
            return ExitCode::from(USAGE);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}
