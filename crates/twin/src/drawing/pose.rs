//! Where the moving parts stand.

use super::Point;
use crate::unit::PumpUnit;

/// How far a closed valve's membrane is pressed into its seat, mm. Assumed, because a spring of 2 N against 5 N/mm
/// would do more, and more would not be seen.
const PRESSED_MM: f64 = 0.02;
/// Lift of a valve that its wire or the liquid opens, mm. Assumed, because its stop is near.
const LIFT_MM: f64 = 0.2;

/// Whether the two housings are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Housings {
    /// The reusable half is taken off.
    Apart,
    /// Laid onto each other, locked or not.
    Together,
}

/// Whether the connector, or the infusion device, is joined to the disposable half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connector {
    /// It is away.
    Unseated,
    /// It is joined.
    Seated,
}

/// A gas bubble that is seen in the cut.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bubble {
    /// Its centre.
    pub centre: Point,
    /// Its radius, mm.
    pub radius_mm: f64,
}

/// Where everything that moves stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Pose {
    /// The plunger's travel from its home stop, mm.
    pub plunger_mm: f64,
    /// Height of each valve's membrane above its seat, mm, negative when pressed on: between reservoir and chamber,
    /// behind the chamber, behind the dispensing chamber.
    pub gaps_mm: [f64; 3],
    /// Liquid in reservoir and trap, uL.
    pub reservoir_ul: f64,
    /// Liquid that the dispensing chamber holds more than at rest, uL.
    pub dispensing_ul: f64,
    /// Gas bubbles.
    pub bubbles: Vec<Bubble>,
    /// Whether the housings are put together.
    pub housings: Housings,
    /// Whether the connector or the infusion device is joined.
    pub connector: Connector,
}

impl Pose {
    /// As it is put on: full, and nothing is powered.
    pub fn full(unit: &PumpUnit) -> Self {
        Self::at_rest(unit, unit.disposable.reservoir.capacity_ul)
    }

    /// Between strokes: nothing is powered.
    pub fn at_rest(unit: &PumpUnit, reservoir_ul: f64) -> Self {
        Self {
            plunger_mm: 0.0,
            gaps_mm: [unit.reusable.first_valve.seat_travel_mm, -PRESSED_MM, -PRESSED_MM],
            reservoir_ul,
            dispensing_ul: 0.0,
            bubbles: Vec::new(),
            housings: Housings::Together,
            connector: Connector::Seated,
        }
    }

    /// Late in a large stroke: the chamber is shut towards the reservoir and open behind.
    pub fn in_a_stroke(unit: &PumpUnit, reservoir_ul: f64) -> Self {
        Self {
            plunger_mm: 0.7 * unit.disposable.chamber.depth_mm,
            gaps_mm: [-PRESSED_MM, LIFT_MM, -PRESSED_MM],
            dispensing_ul: 2.0,
            ..Self::at_rest(unit, reservoir_ul)
        }
    }
}
