//! Cancels a short bolus of each kind at every tick, on each embodiment, and prints how often, and by how much what was
//! recorded and what was delivered differ at worst. Whatever must not be ends it.
//!
//! ```text
//! cargo run --release -p aliquot-bench --example cancel_boluses
//! ```

#![expect(clippy::print_stdout, reason = "an example prints what it finds")]

#[path = "../tests/cancel/mod.rs"]
mod cancel;

use cancel::{cancel_at_every, idle_world, kinds};
use twin::Embodiment;

fn main() {
    for embodiment in Embodiment::ALL {
        let world = idle_world(embodiment);
        for (kind, order) in kinds() {
            let tried = cancel_at_every(1, &order, world.clone());
            println!(
                "{embodiment:?}, {kind}: cancelled at all of {} ticks and before the first; record and truth differ by {:.3} uL at most",
                tried.ticks, tried.off_ul
            );
        }
    }
}
