//! Two valves in a row: one that opens with power only while one that shuts with power surely is shut.
//!
//! No sensor looks at the one that shuts, so what proves it shut is its wire: powered without a break for long enough,
//! hot enough by its power at some time since, and seen to carry that power, which is checked of each wire on its own.
//! A sensor looks at the one that opens: until it is seen shut again, the other may not be let go.

use crate::arithmetic::ratio;
use crate::limits::InterlockLimits;
use units::{Duration, Temperature};

/// What is known of the wires and the sensor at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Whether power is asked for the wire that opens.
    pub(crate) open_asked: bool,
    /// How long the wire that shuts has had power, if power is asked for it still.
    pub(crate) shut_for: Option<Duration>,
    /// Its estimated temperature, mK in degC.
    pub(crate) shut_wire_mk: i64,
    /// Whether the wire that opens has long been cold.
    pub(crate) rests: bool,
    /// Light of the sensor at the valve that opens.
    pub(crate) light: Option<u32>,
}

/// The state of a pair of valves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Interlock {
    /// Light when shut, at rest.
    shut_light: Option<u32>,
    /// The wire that shuts has had power without a break since it was hot enough to have shut.
    hot: bool,
    /// The other had power, and was not seen shut since.
    perhaps_open: bool,
    /// Furthest change of the light since, millionths.
    furthest_ppm: u64,
}

impl Interlock {
    /// A step; true if the order of the valves is kept.
    pub(crate) fn keeps(&mut self, seen: Seen, limits: &InterlockLimits) -> bool {
        self.look(seen, limits);
        let above = |limit: Temperature| seen.shut_wire_mk >= i64::from(limit.as_millidegc());
        let powered = seen.shut_for.is_some();
        self.hot = powered && (above(limits.shut_at) || self.hot && above(limits.held_at));
        let shut = self.hot && (self.perhaps_open || seen.shut_for >= Some(limits.shut_time));
        let kept = shut || !(self.perhaps_open || seen.open_asked);
        self.perhaps_open |= seen.open_asked;
        kept
    }

    /// Takes the sensor's light: at rest as that of a shut valve, after it had power as the way back there.
    fn look(&mut self, seen: Seen, limits: &InterlockLimits) {
        let Some(light) = seen.light else { return };
        let change_ppm = self.shut_light.map(|shut| ratio(u64::from(light.abs_diff(shut)), 1_000_000, u64::from(shut)));
        if seen.rests && !self.perhaps_open && change_ppm.is_none_or(|change| change <= limits.drift_ppm) {
            self.shut_light = Some(light);
        }
        let Some(change_ppm) = change_ppm.filter(|_| self.perhaps_open) else { return };
        self.furthest_ppm = self.furthest_ppm.max(change_ppm);
        let shut_ppm = limits.shut_ppm.max(ratio(self.furthest_ppm, 1, limits.shut_part));
        if !seen.open_asked && change_ppm <= shut_ppm {
            self.perhaps_open = false;
            self.furthest_ppm = 0;
        }
    }

    /// Power has gone from everything at once, which is safe by construction: nobody let the wrong one go first.
    pub(crate) fn lose_power(&mut self) {
        self.perhaps_open = false;
        self.furthest_ppm = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::SupervisorLimits;

    const P: InterlockLimits = SupervisorLimits::TETHERED.interlock.unwrap();

    const REST: Seen =
        Seen { open_asked: false, shut_for: None, shut_wire_mk: 25_000, rests: true, light: Some(100_000) };
    const SEALED: Seen = Seen { shut_for: Some(Duration::from_ms(400)), shut_wire_mk: 150_000, ..REST };
    const OPEN: Seen = Seen { open_asked: true, rests: false, light: Some(70_000), ..SEALED };

    /// Which of these steps, one after the other, keep the order.
    fn kept(steps: &[Seen]) -> std::vec::Vec<bool> {
        let mut interlock = Interlock::default();
        steps.iter().map(|seen| interlock.keeps(*seen, &P)).collect()
    }

    #[test]
    fn a_stroke_in_order_is_kept() {
        let closing = Seen { open_asked: false, ..OPEN };
        let closed = Seen { light: Some(92_000), ..closing };
        // Once it was hot, less heat holds it.
        let held = Seen { shut_wire_mk: 100_000, ..OPEN };
        assert_eq!(kept(&[REST, SEALED, held, OPEN, closing, closed, REST]), [true; 7]);
    }

    #[test]
    fn it_never_opens_before_the_other_can_be_shut() {
        for wrong in [
            Seen { shut_for: None, ..OPEN },
            Seen { shut_for: Some(Duration::from_ms(5)), ..OPEN },
            Seen { shut_wire_mk: 100_000, ..OPEN },
        ] {
            assert_eq!(kept(&[REST, wrong]), [true, false], "{wrong:?}");
        }
    }

    #[test]
    fn the_other_is_not_let_go_before_it_is_seen_shut() {
        for light in [Some(70_000), None] {
            let gone = Seen { shut_for: None, open_asked: false, light, ..OPEN };
            assert_eq!(kept(&[REST, SEALED, OPEN, gone]), [true, true, true, false]);
        }
        // Nor too cool.
        let cool = Seen { shut_wire_mk: 30_000, open_asked: false, ..OPEN };
        assert_eq!(kept(&[REST, SEALED, OPEN, cool]), [true, true, true, false]);
    }

    #[test]
    fn a_valve_that_nobody_saw_at_rest_is_never_seen_shut() {
        let blind = |seen: Seen| Seen { light: None, ..seen };
        assert_eq!(kept(&[blind(REST), blind(SEALED), OPEN, REST]), [true, true, true, false]);
    }
}
