//! What a test does to the controller, to see whether the supervisor takes its power away.
//!
//! Each happens between the controller and its pins: neither the controller nor the supervisor has a part in it.

use controller::Outputs;
use units::Duration;

/// Something wrong with the controller as a whole.
#[derive(Debug, Clone, Copy)]
pub enum Upset {
    /// It is not stepped any more, and its outputs stay as they are.
    Hangs,
    /// Its outputs are changed on their way to the pins.
    Outputs(fn(&mut Outputs)),
    /// Its clock is ahead by so much.
    ClockAhead(Duration),
}
