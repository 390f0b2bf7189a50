//! What surrounds the device: as a wearer meets it, and now and then beyond; back to a laboratory when healing begins.

use super::super::chance::Chance;
use super::{MINUTE_US, signed};
use crate::scenario::{EnvironmentChange, Orientation, Scenario, Surrounding};
use units::{Acceleration, Duration, Length, Pressure, SoundLevel, Temperature};

/// Changes of the surroundings in the first phase, and their end.
pub(in super::super) fn surroundings(scenario: &mut Scenario, chance: &mut Chance, safety: Duration) {
    let count = chance.pick(&[0, 0, 0, 1, 1, 2, 3]);
    let mut changes: Vec<EnvironmentChange> = (0..count)
        .map(|_| {
            let to = change(chance);
            let after = chance.below(safety.as_us());
            let slow = chance.one_in(2);
            // What is still under way when healing begins would go on.
            let over = if slow { chance.octaves(MINUTE_US, 120 * MINUTE_US).min(safety.as_us() - after) } else { 0 };
            EnvironmentChange { at: scenario.start + Duration::from_us(after), over: Duration::from_us(over), to }
        })
        .collect();
    changes.sort_by_key(|change| change.at);
    let usual = changes.iter().map(|change| EnvironmentChange {
        at: scenario.start + safety,
        over: Duration::ZERO,
        to: usual(change.to),
    });
    let usual: Vec<EnvironmentChange> = usual.collect();
    changes.extend(usual);
    scenario.environment = changes;
}

/// One property.
fn change(chance: &mut Chance) -> Surrounding {
    let harsh = chance.one_in(6);
    let within = |usual: (i64, i64), beyond: (i64, i64), chance: &mut Chance| {
        let (low, high) = if harsh { beyond } else { usual };
        low + signed(chance.below((high - low).unsigned_abs() + 1))
    };
    let milli = |value: i64| i32::try_from(value).unwrap_or(0);
    let percent = |value: i64| u8::try_from(value).unwrap_or(0);
    match chance.below(9) {
        0 => {
            let t = within((5_000, 40_000), (-10_000, 50_000), chance);
            Surrounding::Temperature(Temperature::from_millidegc(milli(t)))
        }
        1 => Surrounding::Pressure(Pressure::from_mpa(1_000_000 * within((75, 106), (25, 150), chance))),
        2 => Surrounding::Height(Length::from_nm(10_000_000 * within((-40, 40), (-100, 100), chance))),
        3 => Surrounding::BackPressure(Pressure::from_mpa(1_000_000 * within((0, 8), (-5, 40), chance))),
        4 => Surrounding::Orientation(chance.pick(&Orientation::NAMED).1),
        5 => Surrounding::Shock(Acceleration::from_milli_g(milli(within((0, 3_000), (0, 50_000), chance)))),
        6 => Surrounding::Light(percent(within((0, 30), (0, 100), chance))),
        7 => Surrounding::Sound(SoundLevel::from_millidecibel(milli(within(
            (30_000, 85_000),
            (20_000, 115_000),
            chance,
        )))),
        _ => Surrounding::Humidity(percent(within((20, 80), (0, 100), chance))),
    }
}

/// The same property as in a laboratory: as the twin's surroundings are by default.
fn usual(of: Surrounding) -> Surrounding {
    match of {
        Surrounding::Temperature(_) => Surrounding::Temperature(Temperature::from_millidegc(23_000)),
        Surrounding::Pressure(_) => Surrounding::Pressure(Pressure::from_mpa(101_325_000)),
        Surrounding::Height(_) => Surrounding::Height(Length::ZERO),
        Surrounding::BackPressure(_) => Surrounding::BackPressure(Pressure::ZERO),
        Surrounding::Orientation(_) => Surrounding::Orientation(Orientation::default()),
        Surrounding::Shock(_) => Surrounding::Shock(Acceleration::ZERO),
        Surrounding::Light(_) => Surrounding::Light(0),
        Surrounding::Sound(_) => Surrounding::Sound(SoundLevel::from_millidecibel(40_000)),
        Surrounding::Humidity(_) => Surrounding::Humidity(50),
    }
}
