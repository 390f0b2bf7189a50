//! Who sits beside a case: counts what is met, asks oracles of its own, upsets the controller, and sends requests from
//! afar twice, late or changed.

use super::account::Account;
use super::aim::Aim;
use super::case::{Case, PlannedUpset, RESET_TAKES};
use super::chance::{Chance, Stream};
use super::conduct::Conduct;
use super::coverage::{Coverage, deed, reason};
use super::leak;
use super::orders::Orders;
use super::windows::Windows;
use crate::companion::Companion;
use crate::factory;
use crate::oracle::seconds;
use crate::predicate;
use crate::record::Violation;
use crate::recorder::{phase_name, site_words};
use crate::scenario::{Action, SiteStep};
use crate::world::{Tick, World};
use controller::{Accepted, Command, CommandId, Event, Phase, Rejected, Request};
use std::collections::BTreeMap;
use supervisor::Reason;
use twin::Truth;
use units::{Duration, Instant};

/// The oracles, standing ones and the swarm's own but for those of `conduct`, `account`, `orders`, `aim` and `leak`; each
/// counts as exercised where it could have failed.
pub(super) const EXERCISED: [&str; 14] = [
    "conservation",
    "valve_interlock",
    "ledger_bound",
    "ledger_sum",
    "bolus_within_dose",
    "annunciated",
    "alarms_shown",
    "power_added",
    "valves_in_order",
    "limit_windows",
    "done_once",
    "not_withheld",
    "as_asked",
    "delivers_again",
];

/// How long after power should be back a person looks whether the supervisor withholds it.
const POWER_IS_BACK: Duration = Duration::from_s(1);
/// For how long a request is good.
const GOOD_FOR: Duration = Duration::from_min(1);

/// Who sits beside a case.
#[derive(Debug)]
pub(super) struct Watch {
    pub(super) coverage: Coverage,
    pub(super) violations: Vec<Violation>,
    upset: Option<PlannedUpset>,
    upset_now: bool,
    /// When a person resets the supervisor, if that is still to come.
    reset: Option<Instant>,
    from_afar: Option<Chance>,
    next_id: u32,
    last: Option<(Request, Result<Accepted, Rejected>)>,
    phase: Phase,
    transitions: BTreeMap<(&'static str, &'static str), u64>,
    exercised: BTreeMap<&'static str, u64>,
    conduct: Conduct,
    windows: Windows,
    account: Account,
    orders: Orders,
    aim: Aim,
    /// Until when no valve was touched by anything.
    valves_sound: Instant,
    /// Until when nothing was wrong with the device or around it.
    undisturbed: Instant,
    /// How often something happened of which a requirement speaks, by its id.
    occasions: BTreeMap<&'static str, u64>,
}

impl Watch {
    pub(super) fn new(case: &Case) -> Self {
        let mut coverage = Coverage::default();
        case.faults().iter().for_each(|fault| coverage.count("fault", fault.kind.name(), 1));
        case.upset.iter().for_each(|upset| coverage.count("upset", upset.name, 1));
        coverage.count("embodiment", case.scenario.embodiment.name(), 1);
        Self {
            coverage,
            violations: Vec::new(),
            upset: case.upset,
            upset_now: false,
            reset: case.reset().map(|at| at + POWER_IS_BACK),
            from_afar: case.from_afar.then(|| Chance::new(case.seed, Stream::Requests)),
            next_id: 1,
            last: None,
            phase: Phase::Idle,
            transitions: BTreeMap::new(),
            exercised: BTreeMap::new(),
            conduct: Conduct::new(case.seed, case.scenario.embodiment, Instant::ZERO + case.undisturbed()),
            windows: Windows::new(&case.scenario, &factory::profile(case.scenario.embodiment)),
            account: Account::new(&factory::profile(case.scenario.embodiment)),
            orders: Orders::default(),
            aim: Aim::default(),
            valves_sound: leak::sound_until(case),
            undisturbed: Instant::ZERO + case.undisturbed(),
            occasions: BTreeMap::new(),
        }
    }

    /// What was met, all of it.
    pub(super) fn finish(mut self) -> (Coverage, Vec<Violation>) {
        for ((from, to), times) in &self.transitions {
            self.coverage.count("transition", &format!("{from} to {to}"), *times);
            self.coverage.count("phase", to, *times);
        }
        for (name, times) in &self.exercised {
            self.coverage.count("oracle", name, *times);
        }
        self.coverage.count_requirements(&self.occasions);
        (self.coverage, self.violations)
    }

    fn exercise(&mut self, oracle: &'static str, could_fail: bool) {
        *self.exercised.entry(oracle).or_default() += u64::from(could_fail);
    }

    fn judge(&mut self, now: Instant, oracle: &'static str, broken: Option<String>) {
        if let Some(detail) = broken.filter(|_| self.violations.iter().all(|known| known.oracle != oracle)) {
            self.violations.push(Violation { at_s: seconds(now), oracle, detail });
            if oracle == "silence_is_cut" {
                // Seen once is enough, and a wire that keeps its power is slow to look at.
                self.upset = self.upset.map(|upset| PlannedUpset { to: now, ..upset });
            }
        }
    }

    /// The same request once more, at once: the same answer, and nothing has changed.
    fn twice(&mut self, world: &World, request: Request, answer: Result<Accepted, Rejected>) {
        let mut controller = world.controller().clone();
        let again = controller.request(world.now(), request);
        let same = again == answer && controller == *world.controller();
        self.exercise("done_once", true);
        let told = format!("{request:?}: {answer:?}, then {again:?}, and something has changed");
        self.judge(world.now(), "done_once", (!same).then_some(told));
    }

    /// The last request comes again late, or changed, or one comes that is too old: no command is done by it.
    fn disturb(&mut self, world: &mut World, chance: &mut Chance) {
        let Some((last, answer)) = self.last else { return };
        let now = world.now();
        let (request, expected) = match chance.below(6) {
            0 => (last, Some(answer)),
            4 => {
                self.next_id += 1;
                let command = Command::ResetCounters;
                // A clock that has leapt is ahead of any time that is meant.
                let expires = Instant::MAX;
                (Request { id: CommandId(self.next_id), expires, command }, Some(Ok(Accepted::Done)))
            }
            1 => (Request { command: Command::Pause, expires: now, ..last }, Some(Err(Rejected::IdReused))),
            2 => (Request { id: CommandId(0), ..last }, None),
            3 => {
                self.next_id += 1;
                let expires = Instant::from_us(now.as_us().saturating_sub(1));
                (Request { id: CommandId(self.next_id), expires, command: Command::Stop }, Some(Err(Rejected::Expired)))
            }
            _ => return,
        };
        let control = world.controller().therapy_control();
        let boluses = world.controller().boluses().count();
        let found = world.request(request);
        if let Err(rejected) = found {
            self.coverage.count("refused", reason(rejected), 1);
        } else if request.command == Command::ResetCounters {
            self.coverage.count("accepted", "reset_counters", 1);
        }
        let same = expected.map_or(found.is_err(), |expected| found == expected);
        let idle = world.controller().therapy_control() == control && world.controller().boluses().count() <= boluses;
        self.exercise("done_once", true);
        let told = format!("{request:?} after {last:?}: {found:?}, expected {expected:?}; {control:?} before");
        self.judge(now, "done_once", (!(same && idle)).then_some(told));
    }

    /// A person resets a supervisor that withholds power, for that outlasts a loss of power. Returns when they look again,
    /// if there is no power yet.
    fn reset_supervisor(&mut self, now: Instant, world: &mut World) -> Option<Instant> {
        if !world.powered() {
            return Some(now + POWER_IS_BACK);
        }
        if world.supervisor().withheld().is_some() {
            self.coverage.count("withheld", "reset", 1);
            world.reset_supervisor();
        }
        None
    }

    /// Hands a command over, in some cases as a request from afar.
    ///
    /// # Errors
    /// When the controller refuses.
    fn hand_over(&mut self, world: &mut World, command: Command) -> Result<Accepted, Rejected> {
        let Some(mut chance) = self.from_afar.take() else { return world.command(command) };
        self.disturb(world, &mut chance);
        let again = chance.one_in(3);
        self.from_afar = Some(chance);
        self.next_id += 1;
        let request = Request { id: CommandId(self.next_id), expires: world.now() + GOOD_FOR, command };
        let answer = world.request(request);
        if again {
            self.twice(world, request, answer);
        }
        self.last = Some((request, answer));
        answer
    }

    /// Which oracles could have failed at this tick.
    fn exercise_standing(&mut self, world: &World, tick: &Tick, truth: &Truth) {
        let annunciation = world.annunciation();
        let powered = world.powered();
        let asked = supervisor::Wire::ALL.iter().any(|wire| world.asked().of(*wire) > supervisor::Duty::OFF);
        let ended = tick.events.iter().any(|event| matches!(event, Event::BolusEnded { .. }));
        for (oracle, could_fail) in [
            ("conservation", true),
            ("valve_interlock", truth.valves.iter().flatten().any(|valve| valve.open)),
            ("ledger_bound", truth.delivered_ul > 0.0),
            ("ledger_sum", true),
            ("bolus_within_dose", ended),
            ("annunciated", powered && annunciation.sound.is_some()),
            ("alarms_shown", powered && world.controller().alarms().iter().next().is_some()),
            ("power_added", asked),
            ("valves_in_order", asked),
            ("not_withheld", asked && world.now() < self.undisturbed),
        ] {
            self.exercise(oracle, could_fail);
        }
    }

    fn count_events(&mut self, tick: &Tick) {
        for event in &tick.events {
            let (group, name) = match event {
                Event::AlarmRaised(alarm) => ("alarm", alarm.spec().name),
                Event::AlarmSnoozed(_) => ("event", "alarm_snoozed"),
                Event::AlarmAcknowledged(_) => ("event", "alarm_acknowledged"),
                Event::AlarmEnded(_) => ("event", "alarm_ended"),
                Event::Restarted { .. } => ("event", "restarted"),
                Event::BolusEnded { .. } => ("event", "bolus_ended"),
                Event::Primed(_) => ("event", "primed"),
                Event::Detached { .. } => ("event", "detached"),
                Event::SetAccepted { .. } => ("event", "set_accepted"),
                Event::SetRefused { .. } => ("event", "set_refused"),
                Event::StartUpTested(_) => ("event", "start_up_tested"),
                Event::DeliveryResumed => ("event", "delivery_resumed"),
                Event::StrokeMeasured(_) => ("event", "stroke_measured"),
                Event::StrokeStarted { .. } => ("event", "stroke_started"),
                Event::InletOpened { .. } => ("event", "inlet_opened"),
            };
            self.coverage.count(group, name, 1);
        }
        if let Some(withheld) = tick.withheld {
            self.coverage.count("withheld", withheld.reason.name(), 1);
        }
        self.count_occasions(tick);
    }
}

impl Watch {
    /// What happened of which a requirement speaks whose predicate is all of the standing oracles.
    fn count_occasions(&mut self, tick: &Tick) {
        let torn = |event: &Event| matches!(event, Event::Restarted { unmeasured } if unmeasured.is_positive());
        let mut happened = |id| *self.occasions.entry(id).or_default() += 1;
        if tick.events.iter().any(torn) {
            happened("REQ-JRN-2");
        }
        let Some(withheld) = tick.withheld else { return };
        happened("REQ-SUP-9");
        match withheld.reason {
            Reason::NotProven => happened("REQ-SUP-3"),
            Reason::Interlock => happened("REQ-SUP-4"),
            Reason::Stale => happened("REQ-SUP-5"),
            Reason::Heat | Reason::OnTime => happened("REQ-SUP-6"),
            Reason::StrokeTravel | Reason::WindowTravel | Reason::Blind => happened("REQ-SUP-7"),
            Reason::Apart | Reason::Clock => happened("REQ-SUP-8"),
            Reason::Current => happened("REQ-SUP-11"),
            Reason::NotFitted => {}
        }
    }

    /// The oracles of its own that are asked at every tick.
    fn judge_supervisor(&mut self, world: &World, tick: &Tick) {
        let passed = world.supervisor().passed();
        let in_order = predicate::powers_the_first_valve_first(passed);
        self.judge(tick.now, "valves_in_order", (!in_order).then(|| format!("{passed:?} passed")));
        let withheld = tick.withheld.filter(|_| tick.now < self.undisturbed);
        self.judge(tick.now, "not_withheld", withheld.map(|withheld| format!("{withheld:?}, and nothing was wrong")));
    }
}

impl Companion for Watch {
    fn next(&self) -> Instant {
        let upset = self.upset.map(|upset| if self.upset_now { upset.to } else { upset.from });
        upset.into_iter().chain(self.reset).min().unwrap_or(Instant::MAX)
    }

    fn act(&mut self, now: Instant, world: &mut World) {
        if self.reset.is_some_and(|at| now >= at) {
            self.reset = self.reset_supervisor(now, world);
        }
        let Some(planned) = self.upset else { return };
        if !self.upset_now && now >= planned.from {
            world.upset(planned.upset);
            self.upset_now = true;
        }
        if self.upset_now && now >= planned.to {
            world.end_upset();
            world.cut_power(RESET_TAKES);
            self.upset = None;
        }
    }

    fn give(&mut self, world: &mut World, command: Command) -> Result<Accepted, Rejected> {
        let answer = self.hand_over(world, command);
        self.orders.told(world.now(), command, answer);
        answer
    }

    fn told(&mut self, action: Action, answer: Option<Result<Accepted, Rejected>>) {
        let (group, name) = match answer {
            None => ("unanswered", deed(action)),
            Some(Ok(_)) => ("accepted", deed(action)),
            Some(Err(rejected)) => ("refused", reason(rejected)),
        };
        self.coverage.count(group, name, 1);
    }

    fn handled(&mut self, step: SiteStep, done: bool) {
        let (name, _) = site_words(step);
        self.coverage.count(if done { "by_hand" } else { "not_by_hand" }, name, 1);
    }

    fn saw(&mut self, world: &World, tick: &Tick, truth: &Truth) {
        let phase = world.controller().phase();
        if phase != self.phase {
            *self.transitions.entry((phase_name(self.phase), phase_name(phase))).or_default() += 1;
            self.phase = phase;
        }
        self.exercise_standing(world, tick, truth);
        self.judge_supervisor(world, tick);
        let mut judged = self.conduct.judge(world, tick, truth);
        judged.extend(self.account.judge(world, tick));
        judged.extend(self.orders.judge(world));
        judged.extend(self.aim.judge(tick, self.undisturbed));
        judged.extend(leak::judge(tick, self.valves_sound));
        for judged in judged {
            self.exercise(judged.oracle, true);
            self.judge(tick.now, judged.oracle, judged.broken);
        }
        if tick.events.is_empty() && tick.withheld.is_none() {
            return;
        }
        self.count_events(tick);
        if tick.events.iter().any(|event| matches!(event, Event::Restarted { .. })) {
            // What power did not let be kept may be done again.
            self.last = None;
        }
        let broken = self.windows.observe(tick.now, world.controller().ledger());
        self.exercise("limit_windows", true);
        self.judge(tick.now, "limit_windows", broken);
    }
}
