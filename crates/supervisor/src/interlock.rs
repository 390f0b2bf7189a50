//! Two valves in a row: one that opens with power only while one that shuts with power surely is shut.
//!
//! No sensor looks at the one that shuts, so what proves it shut is its wire: powered without a break for long enough,
//! and hot enough by its power. A sensor looks at the one that opens: until it is seen shut again, the other may not
//! be let go.

use crate::limits::InterlockLimits;
use units::Duration;

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
    /// It had power, and was not seen shut since.
    perhaps_open: bool,
}

impl Interlock {
    /// A step; true if the order of the valves is kept.
    pub(crate) fn keeps(&mut self, seen: Seen, limits: &InterlockLimits) -> bool {
        if let Some(light) = seen.light {
            let far = |shut: u32| u64::from(light.abs_diff(shut)).saturating_mul(1_000_000);
            let within = |shut: u32, ppm: u32| far(shut) <= u64::from(shut).saturating_mul(u64::from(ppm));
            let known = self.shut_light;
            if seen.rests && !self.perhaps_open && known.is_none_or(|shut| within(shut, limits.drift_ppm)) {
                self.shut_light = Some(light);
            }
            if !seen.open_asked && known.is_some_and(|shut| within(shut, limits.shut_ppm)) {
                self.perhaps_open = false;
            }
        }
        let hot = |limit: units::Temperature| seen.shut_wire_mk >= i64::from(limit.as_millidegc());
        let shut = seen.shut_for.is_some_and(|time| time >= limits.shut_time) && hot(limits.shut_at);
        let held = seen.shut_for.is_some() && hot(limits.held_at);
        let kept = if self.perhaps_open { held } else { shut || !seen.open_asked };
        self.perhaps_open |= seen.open_asked;
        kept
    }

    /// Power has gone from everything at once, which is safe by construction: nobody let the wrong one go first.
    pub(crate) fn lose_power(&mut self) {
        self.perhaps_open = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::SupervisorLimits;

    const P: InterlockLimits = SupervisorLimits::TETHERED.interlock.unwrap();

    const REST: Seen = Seen { open_asked: false, shut_for: None, shut_wire_mk: 25_000, rests: true, light: Some(100_000) };
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
        let closed = Seen { light: Some(101_000), ..closing };
        assert_eq!(kept(&[REST, SEALED, OPEN, OPEN, closing, closed, REST]), [true; 7]);
    }

    #[test]
    fn it_never_opens_before_the_other_can_be_shut() {
        for wrong in [
            Seen { shut_for: None, ..OPEN },
            Seen { shut_for: Some(Duration::from_ms(5)), ..OPEN },
            Seen { shut_wire_mk: 40_000, ..OPEN },
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
