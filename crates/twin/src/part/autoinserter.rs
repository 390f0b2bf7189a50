//! The autoinserter: a spring shoots needle and cannula through the skin, and a second spring draws the needle out again.
//!
//! ```text
//!  cocked       flight        skin          home: latch trips      needle out
//!  [carrier]----------------->|------------->|
//!     drive spring pushes      puncture, drag  <-------------------- return spring pulls the needle
//! ```
//!
//! If the carrier stops short of home the latch does not trip: the cannula is not in, and the needle is not drawn out.

use crate::parameter::parameters;
use crate::random::Random;

parameters! {
    /// Springs, masses and what the skin sets against them.
    AutoinserterParameters, Set, "autoinserter";
    carrier_g: "g", 1.8, 2.0, 2.2, source: "assumed, because a carrier of plastic with needle and cannula is about this heavy";
    drive_n_mm: "N/mm", 0.18, 0.20, 0.22, source: "assumed, because the needle should meet the skin at 2 to 5 m/s";
    drive_mm: "mm", 17.5, 18.0, 18.5, source: "assumed, because the spring is squeezed to a fraction of its length when cocked";
    flight_mm: "mm", 3.5, 4.0, 4.5, source: "assumed, because the needle has to be hidden before it is fired";
    friction_n: "N", 0.3, 0.5, 0.8, source: "assumed, because the carrier slides in plastic";
    puncture_n: "N", 1.0, 1.5, 2.5, source: "assumed, because a needle with a cannula over it takes 1 to 2.5 N to break the skin";
    dimple_mm: "mm", 1.0, 1.5, 2.0, source: "assumed, because skin yields by 1 to 2 mm before it breaks";
    drag_n_mm: "N/mm", 0.05, 0.10, 0.15, source: "assumed, because tissue grips 9 mm of cannula with about 1 N";
    clean_m_s: "m/s", 1.3, 1.5, 1.7, source: "assumed, because a slow cannula is pushed back over its needle";
    kink_probability: "1", 0.005, 0.01, 0.02, source: "assumed, because about one in a hundred soft cannulas is found bent";
    needle_g: "g", 0.4, 0.5, 0.6, source: "assumed, because the needle with its hub is about this heavy";
    return_n_mm: "N/mm", 0.08, 0.10, 0.12, source: "assumed, because it has to draw 1 N of needle out to the end";
    return_mm: "mm", 27.0, 28.0, 29.0, source: "assumed, because it is still squeezed when the needle is hidden";
    grip_n: "N", 0.2, 0.4, 0.6, source: "assumed, because the cannula grips the needle that fills it";
}

/// Length over which a motion is summed, mm. Assumed, because the forces bend on the scale of a millimetre.
const STEP_MM: f64 = 0.02;

/// What goes wrong with a shot; [`Hindrance::NONE`] is a sound one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hindrance {
    /// Share of the drive spring's force that is lost.
    pub(crate) drive_lost: f64,
    /// Share of the return spring's force that is lost.
    pub(crate) return_lost: f64,
    /// Friction of the carrier beyond the usual, N.
    pub(crate) friction_n: f64,
    /// The depth below the skin, mm, at which something stops the needle's tip, if anything does.
    pub(crate) blocked_mm: Option<f64>,
}

impl Hindrance {
    /// Nothing.
    #[cfg(test)]
    pub(crate) const NONE: Self = Self { drive_lost: 0.0, return_lost: 0.0, friction_n: 0.0, blocked_mm: None };
}

/// Where the introduction needle is after a shot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needle {
    /// Hidden in the top portion, which can be taken off.
    Retracted,
    /// Still in the cannula, and the top portion with it.
    Stuck,
}

/// What a shot has done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Insertion {
    /// Speed at which the needle met the skin, m/s; zero if it did not.
    pub(crate) impact_m_s: f64,
    /// Share of the cannula's length that is out of the skin, 0 to 1.
    pub(crate) out: f64,
    /// From release until the carrier stopped, ms.
    pub(crate) time_ms: f64,
    pub(crate) needle: Needle,
}

impl Insertion {
    /// How badly the cannula is kinked, 0 to 1: a matter of chance, and the likelier the slower the shot was.
    pub(crate) fn kink(&self, p: &AutoinserterParameters, random: &mut Random) -> f64 {
        let slow = (1.0 - self.impact_m_s / p.clean_m_s).max(0.0);
        let probability = p.kink_probability + (1.0 - p.kink_probability) * slow;
        let (chance, severity) = (random.uniform(), 0.5 + 0.5 * random.uniform());
        if chance < probability { severity } else { 0.0 }
    }
}

impl AutoinserterParameters {
    /// Fires a cannula of this length.
    ///
    /// # Model
    /// Linear springs, constant friction, skin that pushes back in proportion until it breaks and drags in proportion to
    /// the length that is in it. The mass of the springs is left out; the carrier stops dead at home.
    pub(crate) fn fire(&self, length_mm: f64, hindrance: &Hindrance) -> Insertion {
        let drive_n = |at_mm: f64| (1.0 - hindrance.drive_lost) * self.drive_n_mm * (self.drive_mm - at_mm).max(0.0);
        let friction_n = self.friction_n + hindrance.friction_n;
        let force = |at_mm: f64| drive_n(at_mm) - friction_n - self.skin_n(at_mm - self.flight_mm);
        let deepest_mm = hindrance.blocked_mm.map_or(length_mm, |depth_mm| depth_mm.min(length_mm));
        let flight = Motion::REST.on(self.carrier_g, self.flight_mm, force);
        let shot = flight.on(self.carrier_g, self.flight_mm + deepest_mm, force);
        let depth_mm = (shot.at_mm - self.flight_mm).max(0.0);
        let home = shot.at_mm >= self.flight_mm + length_mm;
        Insertion {
            impact_m_s: flight.speed_m_s,
            out: if home { 0.0 } else { 1.0 - depth_mm / length_mm },
            time_ms: shot.time_ms,
            needle: if home { self.retract(length_mm, hindrance) } else { Needle::Stuck },
        }
    }

    /// Push of the skin against a tip at this depth, N: ever more until it breaks, and drag from there on.
    fn skin_n(&self, depth_mm: f64) -> f64 {
        let depth_mm = depth_mm.max(0.0);
        let dimple_n = if depth_mm < self.dimple_mm { self.puncture_n * depth_mm / self.dimple_mm } else { 0.0 };
        dimple_n + self.drag_n_mm * (depth_mm - self.dimple_mm).max(0.0)
    }

    /// Draws the needle out of a cannula of this length and back behind the skin line.
    fn retract(&self, length_mm: f64, hindrance: &Hindrance) -> Needle {
        let end_mm = length_mm + self.flight_mm;
        let grip_n = |at_mm: f64| self.grip_n * (1.0 - at_mm / length_mm).max(0.0);
        let pull_n = |at_mm: f64| (1.0 - hindrance.return_lost) * self.return_n_mm * (self.return_mm - at_mm).max(0.0);
        let force = |at_mm: f64| pull_n(at_mm) - self.friction_n - hindrance.friction_n - grip_n(at_mm);
        if Motion::REST.on(self.needle_g, end_mm, force).at_mm >= end_mm { Needle::Retracted } else { Needle::Stuck }
    }
}

/// Motion along a line.
#[derive(Debug, Clone, Copy)]
struct Motion {
    at_mm: f64,
    speed_m_s: f64,
    time_ms: f64,
}

impl Motion {
    const REST: Self = Self { at_mm: 0.0, speed_m_s: 0.0, time_ms: 0.0 };

    /// Goes on until a place is reached, or until the work that is left is used up; friction then holds what has
    /// stopped.
    ///
    /// # Model
    /// Work becomes kinetic energy, `m v^2 / 2`, length by length; force is taken as linear and acceleration as constant
    /// within one. In g, mm, ms and N no factor appears: 1 N on 1 g is 1 mm/ms^2.
    fn on(self, mass_g: f64, until_mm: f64, force_n: impl Fn(f64) -> f64) -> Self {
        let mut motion = self;
        while motion.at_mm < until_mm {
            let next_mm = (motion.at_mm + STEP_MM).min(until_mm);
            let step_mm = next_mm - motion.at_mm;
            let work = 0.5 * (force_n(motion.at_mm) + force_n(next_mm)) * step_mm;
            let square = motion.speed_m_s * motion.speed_m_s + 2.0 * work / mass_g;
            if square <= 0.0 {
                return Self { speed_m_s: 0.0, ..motion };
            }
            let speed_m_s = square.sqrt();
            motion.time_ms += 2.0 * step_mm / (motion.speed_m_s + speed_m_s);
            (motion.at_mm, motion.speed_m_s) = (next_mm, speed_m_s);
        }
        motion
    }
}

#[cfg(test)]
mod validation;
