//! What controller and supervisor take of a board: bytes of their states, printed; and a bolus on each embodiment, for a
//! counter of instructions to look at step by step.
//!
//! ```text
//! cargo build --release -p aliquot-bench --example footprint
//! valgrind --tool=callgrind --collect-atstart=no --toggle-collect='*Controller::step' --dump-after='*Controller::step' \
//!     target/release/examples/footprint tethered
//! ```
//!
//! Each dump is then one step, and its `totals:` are the instructions of it; `*Supervisor::step` likewise.

#![expect(clippy::print_stdout, reason = "an example prints what it measures")]

#[path = "../tests/cancel/mod.rs"]
#[expect(dead_code, reason = "only the pump is wanted")]
mod cancel;

use controller::{Command, Controller, Inputs, Outputs, Phase, Record};
use supervisor::Supervisor;
use twin::Embodiment;
use units::{Dose, Instant};

fn main() {
    for (what, bytes) in [
        ("controller: state", size_of::<Controller>()),
        ("controller: what goes in", size_of::<Inputs>()),
        ("controller: what comes out, with room for every event", size_of::<Outputs>()),
        ("controller: a record of the journal in memory", size_of::<Record>()),
        ("supervisor: state and limits", size_of::<Supervisor>()),
    ] {
        println!("{what}: {bytes} bytes on this machine");
    }
    let chosen = std::env::args().nth(1);
    for embodiment in Embodiment::ALL.into_iter().filter(|of| chosen.as_deref().is_none_or(|name| name == of.name())) {
        let mut world = cancel::idle_world(embodiment);
        world.advance(Instant::MAX).expect("the twin can be integrated");
        world.command(Command::fast_bolus(Dose::from_micro_units(150_000))).expect("within the limits");
        let mut steps = 0;
        while world.controller().boluses().next().is_some() || world.controller().phase() != Phase::Idle {
            world.advance(Instant::MAX).expect("the twin can be integrated");
            steps += 1;
        }
        println!("{embodiment:?}: a bolus of one stroke in {steps} steps");
    }
}
