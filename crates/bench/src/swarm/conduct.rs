//! What the device has to do at every tick, beyond the standing oracles: what it counts adds up, what it must remember it
//! remembers, what it cannot do it tells.

use super::chance::{Chance, Stream};
use crate::factory;
use crate::oracle::microlitres;
use crate::scenario::Embodiment;
use crate::world::{Tick, World};
use controller::{Alarm, BolusId, BolusStatus, Category, Event, Latching, Ledger, Phase, TherapyControl};
use std::collections::BTreeMap;
use supervisor::{Duty, Wire};
use twin::Truth;
use units::{Duration, Instant, Volume};

/// Oracles of this file.
pub(super) const CONDUCT: [&str; 7] = [
    "boluses_add_up",
    "alarms_outlast_power",
    "bound_is_kept",
    "runs_or_tells",
    "silence_is_cut",
    "reservoir_is_told",
    "misses_are_told",
];

/// One oracle at one tick.
#[derive(Debug, PartialEq)]
pub(super) struct Judged {
    pub(super) oracle: &'static str,
    /// What is broken; none where it could be and is not.
    pub(super) broken: Option<String>,
}

impl Judged {
    /// What these oracles have found, in this order, without those that could not fail at this tick.
    pub(super) fn all<const N: usize>(oracles: [&'static str; N], found: [Option<Result<(), String>>; N]) -> Vec<Self> {
        let judged = oracles.into_iter().zip(found);
        judged.filter_map(|(oracle, found)| Some(Self { oracle, broken: found?.err() })).collect()
    }
}

/// An alarm that was raised this long before power went is surely in the journal.
const WRITTEN: Duration = Duration::from_s(1);
/// One stroke of so many is looked at for what a loss of power would find. Looking is slow.
const LOOKED_AT: u64 = 8;
/// For how long each wire may have power under a controller that is not heard: by the supervisor's limits, and a tick.
const SILENT: [(Wire, Duration); 4] = [
    (Wire::Pump, Duration::from_ms(500)),
    (Wire::SecondValve, Duration::from_s(4)),
    (Wire::MeasurementValve, Duration::from_s(14)),
    (Wire::FirstValve, Duration::from_s(14)),
];
/// How far the reservoir may be from its level before that is to be told, or told no more, uL.
const LEVEL_UL: f64 = 20.0;
/// What may be accounted and not arrive without a word: a unit of U-100, and a share.
const MISSED_UL: f64 = 10.0;
const MISSED_SHARE: f64 = 0.1;

/// What an oracle finds at a tick: nothing where it could not fail, else whether it held, or how not.
type Verdict = Option<Result<(), String>>;

fn verdict(could_fail: bool, broken: Option<String>) -> Verdict {
    could_fail.then(|| broken.map_or(Ok(()), Err))
}

/// What is known of a run so far.
#[derive(Debug)]
pub(super) struct Conduct {
    chance: Chance,
    /// Level below which the reservoir is low, uL.
    low_ul: f64,
    /// Until when nothing was wrong.
    undisturbed: Instant,
    /// What was reported of each bolus that has ended.
    ended: BTreeMap<BolusId, Volume>,
    /// Latched alarms, and since when each was seen.
    latched: BTreeMap<&'static str, (Alarm, Instant)>,
    powered: Instant,
    silent: Option<Instant>,
    phase: Phase,
    /// What was missing, and what was accounted, when that was last told, uL.
    told: (f64, f64),
}

impl Conduct {
    pub(super) fn new(seed: u64, embodiment: Embodiment, undisturbed: Instant) -> Self {
        Self {
            chance: Chance::new(seed, Stream::Looks),
            low_ul: microlitres(factory::profile(embodiment).reservoir_low),
            undisturbed,
            ended: BTreeMap::new(),
            latched: BTreeMap::new(),
            powered: Instant::ZERO,
            silent: None,
            phase: Phase::Idle,
            told: (0.0, 0.0),
        }
    }

    /// Every oracle that could fail at this tick.
    pub(super) fn judge(&mut self, world: &World, tick: &Tick, truth: &Truth) -> Vec<Judged> {
        let all = [
            self.boluses(world, tick),
            self.alarms(world, tick),
            self.bound(world),
            runs_or_tells(world),
            self.silence(world),
            self.reservoir(world, truth),
            self.misses(world, tick, truth),
        ];
        Judged::all(CONDUCT, all)
    }

    /// What ended boluses and running ones were given is what the ledger has for boluses.
    fn boluses(&mut self, world: &World, tick: &Tick) -> Verdict {
        let mut moved = false;
        for event in &tick.events {
            if let Event::BolusEnded { id, delivered, .. } = event {
                self.ended.insert(*id, *delivered);
            }
            moved |= matches!(event, Event::BolusEnded { .. } | Event::StrokeMeasured(_) | Event::Restarted { .. });
        }
        let controller = world.controller();
        let running = controller
            .boluses()
            .fold(Volume::ZERO, |sum, BolusStatus { fast, extended, .. }| sum + fast.1 + extended.1);
        let reported = self.ended.values().fold(running, |sum, delivered| sum + *delivered);
        let of = |category| controller.ledger().accounted_as(category);
        let accounted = of(Category::FastBolus) + of(Category::ExtendedBolus);
        let broken = (reported != accounted).then(|| format!("{reported} reported of boluses, {accounted} accounted"));
        verdict(moved && world.powered(), broken)
    }

    /// An alarm that stays until somebody resumes is there after a loss of power.
    fn alarms(&mut self, world: &World, tick: &Tick) -> Verdict {
        let alarms = world.controller().alarms();
        let restarted = tick.events.iter().any(|event| matches!(event, Event::Restarted { .. }));
        let written = |since: &Instant| *since + WRITTEN <= self.powered;
        let before = || self.latched.values().filter(|(_, since)| written(since));
        let lost =
            before().find(|(alarm, _)| !alarms.contains(*alarm)).map(|(alarm, _)| format!("{alarm:?} is forgotten"));
        let judged = verdict(restarted && before().next().is_some(), lost);
        if world.powered() {
            self.powered = tick.now;
            self.latched.retain(|_, (alarm, _)| alarms.contains(*alarm));
            for alarm in alarms.iter().filter(|alarm| alarm.spec().latching == Latching::Yes) {
                self.latched.entry(alarm.spec().name).or_insert((alarm, tick.now));
            }
        }
        judged
    }

    /// When the first wire gets power, a loss of power would find the bound of the stroke.
    fn bound(&mut self, world: &World) -> Verdict {
        let phase = world.controller().phase();
        let began = phase == Phase::Seal && self.phase != Phase::Seal;
        self.phase = phase;
        if !began || !world.powered() || !self.chance.one_in(LOOKED_AT) {
            return None;
        }
        let (reserved, kept) = (world.controller().ledger().reserved(), world.kept().record.state.ledger.reserved());
        let told = || format!("{reserved} are reserved; of that a loss of power would find {kept}");
        verdict(true, (reserved != kept).then(told))
    }

    /// A wire does not keep its power when the controller has fallen silent.
    fn silence(&mut self, world: &World) -> Verdict {
        let silent = world.powered() && !world.answers();
        self.silent = if silent { self.silent.or(Some(world.now())) } else { None };
        let since = world.now().since(self.silent?);
        let passed = world.supervisor().passed();
        let held = SILENT.iter().find(|(wire, longest)| passed.of(*wire) > Duty::OFF && since > *longest);
        let told = |wire| format!("{wire:?} has power, and the controller was not heard for {since}");
        verdict(true, held.map(|(wire, _)| told(wire)))
    }

    /// A reservoir that runs low is told, and one that is full is not called low.
    fn reservoir(&self, world: &World, truth: &Truth) -> Verdict {
        if world.now() >= self.undisturbed || world.controller().phase() != Phase::Idle {
            return None;
        }
        let alarms = world.controller().alarms();
        let told = alarms.contains(Alarm::ReservoirLow) || alarms.contains(Alarm::ReservoirEmpty);
        let wrong = if told {
            truth.reservoir_ul > self.low_ul + LEVEL_UL
        } else {
            truth.reservoir_ul < self.low_ul - LEVEL_UL
        };
        let words = || format!("{:.0} uL in the reservoir, and told to be low: {told}", truth.reservoir_ul);
        verdict(true, wrong.then(words))
    }

    /// What is accounted and does not arrive is told before it is much.
    fn misses(&mut self, world: &World, tick: &Tick, truth: &Truth) -> Verdict {
        let controller = world.controller();
        let accounted_ul = microlitres(Ledger::into_body(controller.ledger()));
        let missing_ul = accounted_ul - truth.delivered_ul;
        for event in &tick.events {
            if let Event::Restarted { unmeasured } = event {
                // What may not have moved is accounted, and that is told.
                self.told.0 += microlitres(*unmeasured);
            }
        }
        // What is not put together delivers nothing: what moves then, while tubing is primed, is nobody's dose.
        if controller.alarms().stop_delivery() || controller.assembly().missing().is_some() {
            self.told = (missing_ul, accounted_ul);
            return None;
        }
        let (missed_ul, of_ul) = (missing_ul - self.told.0, accounted_ul - self.told.1);
        let much = missed_ul > MISSED_UL + MISSED_SHARE * of_ul;
        let words = || format!("{missed_ul:.1} uL of {of_ul:.1} uL that were accounted did not arrive, and no alarm");
        verdict(true, much.then(words))
    }
}

/// A device that runs and cannot deliver, since something is open or out of order, says so.
fn runs_or_tells(world: &World) -> Verdict {
    let controller = world.controller();
    let missing = controller.assembly().missing();
    if !world.answers() || controller.therapy_control() != TherapyControl::Run || missing.is_none() {
        return None;
    }
    let told = controller.alarms().stop_delivery();
    verdict(true, (!told).then(|| format!("it runs, {missing:?} is missing, and no alarm says so")))
}
