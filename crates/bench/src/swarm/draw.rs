//! What is drawn of each thing: the device and its drug, a person's doings, faults, surroundings, losses of power.
//!
//! Most values are such as occur; some are at the edge, and some are none that a device may accept.

mod commands;
mod site;
mod weather;

pub(super) use commands::person;
pub(super) use site::{CHANGE_TAKES, hands, whole_change};
pub(super) use weather::surroundings;

use super::chance::Chance;
use super::stock::UNITS;
use crate::scenario::{
    Action, BasalBlock, Embodiment, Event, FaultInjection, Recurrence, Scenario, Template, TherapyLimits,
};
use twin::FaultKind;
use units::{Concentration, Dose, DoseRate, Duration, FlowRate, Fraction, Instant, Volume};

const DAY_MIN: u64 = 24 * 60;
const MINUTE_US: u64 = 60_000_000;

/// A device with its drug and its basal profiles, and nothing that happens yet.
pub(super) fn device(seed: u64, chance: &mut Chance, duration: Duration) -> Scenario {
    let embodiment = chance.pick(&Embodiment::ALL);
    let strength = chance.pick(&[100, 100, 100, 10, 40, 200, 500]);
    let concentration = Concentration::new(strength).expect("each is a strength");
    let little = chance.one_in(8);
    let fill_ul = if little { chance.between(50, 300) } else { chance.between(300, 3_000) };
    Scenario {
        name: format!("swarm-{seed}"),
        embodiment,
        start: Instant::ZERO + Duration::from_min(chance.below(DAY_MIN)),
        duration,
        seed: chance.between(1, UNITS),
        concentration,
        reservoir_fill: Volume::from_pl(signed(fill_ul) * 1_000_000),
        basal: profile(chance, concentration),
        templates: (0..chance.below(4)).map(|number| template(number, chance, concentration)).collect(),
        limits: limits(chance),
        events: Vec::new(),
        environment: Vec::new(),
        faults: Vec::new(),
    }
}

fn template(number: u64, chance: &mut Chance, drug: Concentration) -> Template {
    Template { name: format!("other-{number}"), basal: profile(chance, drug) }
}

fn profile(chance: &mut Chance, drug: Concentration) -> Vec<BasalBlock> {
    let mut starts: Vec<u64> = (0..chance.below(4)).map(|_| chance.between(1, DAY_MIN - 1)).collect();
    starts.push(0);
    starts.sort_unstable();
    starts.dedup();
    starts.into_iter().map(|from| BasalBlock { from: Duration::from_min(from), rate: rate(chance, drug) }).collect()
}

/// A rate: by flow, so that each strength moves the pump alike; now and then none, or a high one.
fn rate(chance: &mut Chance, drug: Concentration) -> DoseRate {
    let nl_per_h = match chance.below(12) {
        0 => 0,
        1 => chance.octaves(40_000, 300_000),
        _ => chance.octaves(500, 30_000),
    };
    let rate = drug.dose_rate_of(FlowRate::from_pl_per_h(signed(nl_per_h) * 1_000));
    rate.min(DoseRate::from_micro_units_per_h(30_000_000))
}

fn limits(chance: &mut Chance) -> TherapyLimits {
    let mut dose = |low: u64, high: u64| chance.one_in(6).then(|| micro_units(chance.octaves(low, high)));
    let (bolus, hour, day) = (dose(1, 30), dose(1, 60), dose(5, 300));
    let rate = chance.one_in(6).then(|| DoseRate::from_micro_units_per_h(signed(chance.between(1, 30)) * 1_000_000));
    TherapyLimits { bolus, rate, hour, day }
}

fn micro_units(units: u64) -> Dose {
    Dose::from_micro_units(signed(units) * 1_000_000)
}

/// None to three faults that this embodiment can have; all are over when the first phase is.
pub(super) fn faults(scenario: &mut Scenario, chance: &mut Chance, safety: Duration) {
    let can: Vec<FaultKind> =
        FaultKind::ALL.into_iter().filter(|kind| kind.spec().embodiments.contains(scenario.embodiment)).collect();
    let count = chance.pick(&[0, 0, 0, 1, 1, 1, 1, 2, 2, 3]);
    let mut faults: Vec<FaultInjection> =
        (0..count).map(|_| fault(chance.pick(&can), scenario.start, chance, safety)).collect();
    faults.sort_by_key(|fault| fault.at);
    scenario.faults = faults;
}

fn fault(kind: FaultKind, start: Instant, chance: &mut Chance, safety: Duration) -> FaultInjection {
    let after = chance.below(safety.as_us());
    let left = safety.as_us() - after;
    let lasts = if chance.one_in(2) { left } else { left.min(chance.octaves(1_000, safety.as_us())) };
    let whole = chance.one_in(2);
    let ppm = if whole { 1_000_000 } else { chance.between(1, 1_000_000) };
    let slow = chance.one_in(4);
    let over = if slow { chance.octaves(MINUTE_US, 60 * MINUTE_US) } else { 0 };
    let recurrence = chance.one_in(6).then(|| {
        let every = chance.octaves(2_000_000, 30 * MINUTE_US);
        Recurrence { every: Duration::from_us(every), lasting: Duration::from_us(chance.between(1, every - 1)) }
    });
    FaultInjection {
        at: start + Duration::from_us(after),
        kind,
        severity: u32::try_from(ppm).ok().and_then(Fraction::from_ppm).unwrap_or(Fraction::ONE),
        over: Duration::from_us(over),
        recurrence,
        duration: Some(Duration::from_us(lasts)),
    }
}

/// Power goes, not often; sometimes again and again.
pub(super) fn power_cuts(scenario: &mut Scenario, chance: &mut Chance, safety: Duration) {
    let count = chance.pick(&[0, 0, 0, 0, 1, 1, 2, 6]);
    for _ in 0..count {
        let after = Duration::from_us(chance.below(safety.as_us()));
        let longest = (10 * MINUTE_US).min(safety.as_us());
        // Healing ends it, as it does everything: nobody changes a set on a device without power.
        let duration = Duration::from_us(chance.octaves(1_000, longest)).min(safety - after);
        scenario.events.push(Event { at: scenario.start + after, action: Action::PowerCut { duration } });
    }
}

/// A number that is drawn small enough.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
