//! What a person or a closed loop asks for, sensibly, at the edge, or wrongly.

use super::super::chance::Chance;
use super::{DAY_MIN, MINUTE_US, rate, signed};
use crate::scenario::{Action, Bolus, Event, Scenario, SiteStep, TempRate};
use controller::{ALARMS, Alarm};
use units::{Dose, DoseRate, Duration, Volume};

/// The widest bolus in volume that is drawn as a rule, nL.
const BOLUS_NL: u64 = 60_000;
/// Ten years from 2016 on, in which clocks are set.
const CLOCK_S: (u64, u64) = (1_451_606_400, 1_767_139_200);
/// Instants at which clocks have failed, in seconds after 1970.
const CLOCK_EDGES_S: [i64; 6] = [0, 1_451_520_000, 2_147_483_647, 4_102_444_800, -1, 951_782_399];

/// A person's doings in the first phase, about three an hour, sometimes in a row.
pub(in super::super) fn person(scenario: &mut Scenario, chance: &mut Chance, safety: Duration) {
    let most = 4 * (safety.as_us() / MINUTE_US / 60 + 1);
    let count = chance.between(1, most);
    let mut after = 0;
    for id in 1..=count {
        let again = chance.one_in(4);
        after = if again { after + chance.below(10_000_000) } else { chance.below(safety.as_us()) };
        after = after.min(safety.as_us() - 1);
        let action = action(scenario, chance, u32::try_from(id).unwrap_or(u32::MAX));
        scenario.events.push(Event { at: scenario.start + Duration::from_us(after), action });
    }
}

fn action(scenario: &Scenario, chance: &mut Chance, id: u32) -> Action {
    match chance.below(42) {
        0..=11 => Action::Bolus(bolus(scenario, chance, id)),
        12..=16 => Action::TempBasal { rate: temp_rate(scenario, chance), duration: time(chance, 24) },
        17 => Action::CancelTempBasal,
        18..=19 => Action::CancelBolus,
        20..=21 => Action::CancelBolusOf(u32::try_from(chance.between(1, u64::from(id))).unwrap_or(id)),
        22..=23 => Action::Profile(u8::try_from(chance.between(1, 5)).unwrap_or(1)),
        24 => Action::Suspend,
        25..=26 => Action::SuspendFor(time(chance, 4)),
        27 => Action::Stop,
        28 => Action::Site(SiteStep::PrimeTubing),
        29 => Action::Site(SiteStep::PrimeCannula),
        30..=31 => Action::SetClock(clock(chance)),
        32..=35 => Action::Resume,
        36..=37 => Action::Confirm(alarm(chance)),
        38..=39 => Action::Snooze(alarm(chance)),
        _ => Action::RemindReservoir(level(scenario, chance)),
    }
}

/// A level of the reservoir of which to be told, within what the device takes or not; now and then none.
fn level(scenario: &Scenario, chance: &mut Chance) -> Option<Dose> {
    let volume = Volume::from_pl(signed(chance.octaves(50, 4_000)) * 1_000_000);
    (!chance.one_in(6)).then(|| scenario.concentration.dose_of(volume))
}

fn alarm(chance: &mut Chance) -> Alarm {
    chance.pick(&ALARMS).alarm
}

fn bolus(scenario: &Scenario, chance: &mut Chance, id: u32) -> Bolus {
    let drug = scenario.concentration;
    let dose = |chance: &mut Chance| match chance.below(20) {
        0 => Dose::from_micro_units(signed(chance.octaves(1, 40_000_000))),
        1 => Dose::from_micro_units(30_000_001),
        _ => drug.dose_of(Volume::from_pl(signed(chance.octaves(250, BOLUS_NL)) * 1_000)),
    };
    let kind = chance.below(4);
    let fast = if kind == 1 { Dose::ZERO } else { dose(chance) };
    let (extended, over) =
        if kind <= 1 || chance.one_in(20) { (dose(chance), time(chance, 4)) } else { (Dose::ZERO, Duration::ZERO) };
    let delay = if chance.one_in(5) { time(chance, 2) } else { Duration::ZERO };
    Bolus { fast, extended, over, delay, id: Some(id) }
}

/// Up to so many hours; now and then none, or more than may be.
fn time(chance: &mut Chance, hours: u64) -> Duration {
    match chance.below(20) {
        0 => Duration::ZERO,
        1 => Duration::from_min(DAY_MIN + 1),
        _ => Duration::from_us(chance.octaves(MINUTE_US, hours * 60 * MINUTE_US)),
    }
}

fn temp_rate(scenario: &Scenario, chance: &mut Chance) -> TempRate {
    match chance.below(10) {
        0 => TempRate::Absolute(DoseRate::from_micro_units_per_h(30_000_001)),
        1 => TempRate::Percent(251),
        2..=5 => TempRate::Percent(u16::try_from(chance.between(0, 250)).unwrap_or(0)),
        _ => TempRate::Absolute(rate(chance, scenario.concentration)),
    }
}

fn clock(chance: &mut Chance) -> i64 {
    let edge = chance.one_in(3);
    let seconds = if edge { chance.pick(&CLOCK_EDGES_S) } else { signed(chance.between(CLOCK_S.0, CLOCK_S.1)) };
    seconds * 1_000_000
}
