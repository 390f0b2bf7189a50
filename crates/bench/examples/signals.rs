//! Prints the picture of the alarms' signals, as `docs/alarms.svg` has it.

#![expect(clippy::print_stdout, reason = "the picture is what it prints")]

fn main() {
    print!("{}", bench::picture::signals());
}
