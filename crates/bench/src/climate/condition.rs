//! Surroundings that a pump is exposed to: a table. Pressures in pascals, as mmHg where they are known by that.

use crate::scenario::{EnvironmentChange, Orientation, Surrounding};
use units::{Acceleration, Duration, Instant, Length, Pressure, Temperature};

/// One course of surroundings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// Its name.
    pub name: &'static str,
    /// What fits over a bar.
    pub(super) label: &'static str,
    /// Whether it is also tried with delivery suspended, when nothing may flow.
    pub(super) suspended: bool,
    changes: &'static [Change],
    /// Its parts, in order of time, the last of which ends the test.
    pub(super) legs: &'static [Leg],
}

/// A change of the surroundings, on a clock that starts with the condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Change {
    after: Duration,
    over: Duration,
    to: Surrounding,
}

/// A part of a condition that is weighed by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Leg {
    /// Its name.
    pub(super) name: &'static str,
    /// When it ends, since the condition has started; at least a quarter of an hour after the one before, and after
    /// what changes in it, so that its end is at rest.
    pub(super) until: Duration,
}

/// 760 mmHg, and a cabin's at 560 mmHg.
const GROUND: Surrounding = Surrounding::Pressure(Pressure::from_mpa(101_325_000));
const CABIN: Surrounding = Surrounding::Pressure(Pressure::from_mpa(74_660_000));
/// 190 mmHg: a cabin that has lost its pressure at 10 km.
const HOLED: Surrounding = Surrounding::Pressure(Pressure::from_mpa(25_331_000));
/// Twice the air's: 10 m under water, or a chamber.
const CHAMBER: Surrounding = Surrounding::Pressure(Pressure::from_mpa(202_650_000));
/// 100 mmHg at the site, above and below the air's pressure, as IEC 60601-2-24 asks for.
const MORE: Surrounding = Surrounding::BackPressure(Pressure::from_mpa(13_332_000));
const LESS: Surrounding = Surrounding::BackPressure(Pressure::from_mpa(-13_332_000));
const HELD_H: u64 = 6;

/// The conditions.
pub const CONDITIONS: [Condition; 21] = [
    Condition {
        name: "flight",
        label: "flight",
        suspended: true,
        changes: &[change(0, 20 * 60, CABIN), change(80, 20 * 60, GROUND)],
        legs: &[leg("up", 80), leg("down", 140)],
    },
    Condition {
        name: "decompression",
        label: "190mmHg",
        suspended: true,
        changes: &[change(0, 1, HOLED), change(30, 10 * 60, GROUND)],
        legs: &[leg("up", 30), leg("down", 60)],
    },
    Condition {
        name: "hyperbaric",
        label: "2 bar",
        suspended: true,
        changes: &[change(0, 10 * 60, CHAMBER), change(60, 10 * 60, GROUND)],
        legs: &[leg("in", 60), leg("out", 100)],
    },
    held("height+1m", "+1 m", true, &[change(0, 10, height(1_000)), change(60 * HELD_H, 10, height(0))]),
    held("height+0.5m", "+0.5 m", true, &[change(0, 10, height(500)), change(60 * HELD_H, 10, height(0))]),
    held("height-0.5m", "-0.5 m", true, &[change(0, 10, height(-500)), change(60 * HELD_H, 10, height(0))]),
    held("height-1m", "-1 m", true, &[change(0, 10, height(-1_000)), change(60 * HELD_H, 10, height(0))]),
    held("back-20kPa", "20 kPa", true, &[change(0, 10, back(20)), change(60 * HELD_H, 10, back(0))]),
    held("back+100mmHg", "+100mmHg", true, &[change(0, 10, MORE), change(60 * HELD_H, 10, back(0))]),
    held("back-100mmHg", "-100mmHg", true, &[change(0, 10, LESS), change(60 * HELD_H, 10, back(0))]),
    held("air-5C", "5 C", true, &[change(0, 30 * 60, air(5)), change(60 * HELD_H, 30 * 60, air(23))]),
    held("air-15C", "15 C", false, &[change(0, 30 * 60, air(15)), change(60 * HELD_H, 30 * 60, air(23))]),
    held("air-30C", "30 C", false, &[change(0, 30 * 60, air(30)), change(60 * HELD_H, 30 * 60, air(23))]),
    held("air-40C", "40 C", true, &[change(0, 30 * 60, air(40)), change(60 * HELD_H, 30 * 60, air(23))]),
    held("inverted", "inverted", false, &[change(0, 1, turned(0, 180)), change(60 * HELD_H, 1, turned(0, 0))]),
    held("outlet-up", "up", false, &[change(0, 1, turned(90, 0)), change(60 * HELD_H, 1, turned(0, 0))]),
    held("outlet-down", "down", false, &[change(0, 1, turned(-90, 0)), change(60 * HELD_H, 1, turned(0, 0))]),
    held("left-side", "left", false, &[change(0, 1, turned(0, 90)), change(60 * HELD_H, 1, turned(0, 0))]),
    held("right-side", "right", false, &[change(0, 1, turned(0, -90)), change(60 * HELD_H, 1, turned(0, 0))]),
    Condition {
        name: "shock-50g",
        label: "50 g",
        suspended: true,
        // A second of it, with a minute's rest, is a fall; the surroundings know no shorter one.
        changes: &[change(0, 0, shock(50_000)), Change { after: Duration::from_s(1), ..change(0, 0, shock(0)) }],
        legs: &[leg("after", 60)],
    },
    Condition {
        name: "shaking-2g",
        label: "2 g",
        suspended: true,
        changes: &[change(0, 1, shock(2_000)), change(60, 1, shock(0))],
        legs: &[leg("held", 60), leg("after", 120)],
    },
];

const fn change(after_min: u64, over_s: u64, to: Surrounding) -> Change {
    Change { after: Duration::from_min(after_min), over: Duration::from_s(over_s), to }
}

const fn leg(name: &'static str, until_min: u64) -> Leg {
    Leg { name, until: Duration::from_min(until_min) }
}

/// Held for some hours, and an hour and a half at rest again.
const fn held(name: &'static str, label: &'static str, suspended: bool, changes: &'static [Change]) -> Condition {
    const LEGS: [Leg; 2] = [leg("held", 60 * HELD_H), leg("after", 60 * HELD_H + 90)];
    Condition { name, label, suspended, changes, legs: &LEGS }
}

const fn height(mm: i64) -> Surrounding {
    Surrounding::Height(Length::from_nm(1_000_000 * mm))
}

const fn back(kpa: i64) -> Surrounding {
    Surrounding::BackPressure(Pressure::from_mpa(1_000_000 * kpa))
}

const fn air(celsius: i32) -> Surrounding {
    Surrounding::Temperature(Temperature::from_millidegc(1_000 * celsius))
}

const fn shock(milli_g: i32) -> Surrounding {
    Surrounding::Shock(Acceleration::from_milli_g(milli_g))
}

const fn turned(pitch_deg: i16, roll_deg: i16) -> Surrounding {
    Surrounding::Orientation(Orientation { pitch_deg, roll_deg })
}

impl Condition {
    /// The condition of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        CONDITIONS.into_iter().find(|condition| condition.name == name)
    }

    /// How long it takes.
    pub(super) fn duration(&self) -> Duration {
        self.legs.last().map_or(Duration::ZERO, |leg| leg.until)
    }

    /// Its changes, if it starts at an instant.
    pub(super) fn from(&self, start: Instant) -> Vec<EnvironmentChange> {
        let at = |change: &Change| EnvironmentChange { at: start + change.after, over: change.over, to: change.to };
        self.changes.iter().map(at).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::AVERAGED_S;

    #[test]
    fn every_leg_ends_a_quarter_of_an_hour_after_it_has_come_to_rest() {
        for condition in CONDITIONS {
            let mut begun = Duration::ZERO;
            for leg in condition.legs {
                let ends = condition.changes.iter().map(|change| change.after + change.over);
                let at_rest = ends.filter(|end| *end < leg.until).fold(begun, Duration::max);
                let rest_s = leg.until.as_s() - at_rest.as_s();
                assert!(f64::from(u32::try_from(rest_s).unwrap()) >= AVERAGED_S, "{} {}", condition.name, leg.name);
                assert_eq!(leg.until.as_s() % 60, 0);
                begun = leg.until;
            }
        }
    }
}
