//! What a test house works out of weighings. Pure functions of what a balance read: nothing here knows the twin, the
//! controller or a scenario.
//!
//! - `weighing`: the readings, and windows of them; `errors`: what there is to say of the errors of many windows.
//! - `trumpet`: start-up graph and trumpet curve by IEC 60601-2-24.
//! - `strokes`: volumes and intervals of single strokes, and windows that are whole dose cycles.
//! - `doses`: boluses that were weighed one by one, and the bins in which their label counts them.
//! - `blockage`: a blocked set, from its closing to what comes when it is free.
//! - `exposure`: what surroundings add to delivery and take from it.
//! - `spread`, `confidence`, `tolerance`: what many pump units have in common, and how far it can be relied on.
//!
//! A window is open at its start and closed at its end: what passes at the very instant of a reading is in that
//! reading, so that it is in the window which ends there, once.

mod blockage;
mod confidence;
mod doses;
mod errors;
mod exposure;
mod spread;
mod strokes;
#[cfg(test)]
pub(crate) mod synthetic;
mod tolerance;
mod trumpet;
mod weighing;

pub use blockage::{Blockage, BlockageTimes, Blocked};
pub use confidence::share_at_least;
pub use doses::{BIN_EDGES_PERCENT, Dose, Doses};
pub use errors::{Errors, LIMITS_PERCENT};
pub use exposure::{AVERAGED_S, excursion_ul, lead_ul};
pub use spread::{Spread, median};
pub use strokes::{PULSE_LIMITS_PERCENT, Stroke, Strokes, cycle_errors};
pub use tolerance::{tolerance, tolerance_factor};
pub use trumpet::{AMBULATORY, Protocol, Trumpet, TrumpetPoint, startup, trumpet};
pub use weighing::{Reading, Weighing, Window};

pub(crate) use spread::count;
