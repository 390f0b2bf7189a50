//! A pump that has learned its wire makes strokes about as large as it set out to, while nothing is wrong.

use super::conduct::Judged;
use crate::world::Tick;
use controller::Event;
use units::{Instant, Volume};

/// The oracle of this file.
pub(super) const AIM: &str = "strokes_hit";
/// By so many strokes it has learned.
const LEARNED: u32 = 10;
/// What a stroke may be off: seven times what strokes of good pumps are.
const OFF: Volume = Volume::from_pl(150_000);

/// How many strokes were made.
#[derive(Debug, Default)]
pub(super) struct Aim {
    strokes: u32,
}

impl Aim {
    /// Judges a stroke that ends at this tick, if nothing was wrong until then.
    pub(super) fn judge(&mut self, tick: &Tick, undisturbed: Instant) -> Option<Judged> {
        let stroke = tick.events.iter().find_map(|event| {
            let Event::StrokeMeasured(stroke) = event else { return None };
            Some(*stroke)
        })?;
        self.strokes += 1;
        // What is heard of a stroke says how full the chamber was, too, and not the aim alone.
        if self.strokes <= LEARNED || tick.now >= undisturbed || stroke.acoustic.is_some() {
            return None;
        }
        let off = (stroke.measured - stroke.target).abs();
        let told = || format!("{} measured of a stroke of {}", stroke.measured, stroke.target);
        Some(Judged { oracle: AIM, broken: (off > OFF).then(told) })
    }
}
