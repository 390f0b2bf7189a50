//! One case: all that follows from its seed.
//!
//! First comes a phase in which anything may happen; then a phase of healing, in which nothing is wrong any more and a
//! person sees to the device: changes the set if hands were at it before, confirms what alarms, and resumes.

use super::chance::{Chance, Stream};
use super::{draw, upsets::UPSETS};
use crate::recorder::command_words;
use crate::scenario::{Action, Bolus, Event, FaultInjection, Scenario};
use crate::upset::Upset;
use controller::ALARMS;
use twin::FaultKind;
use units::{Duration, Instant, Volume};

/// How long the phase of healing is.
pub(super) const HEALING: Duration = Duration::from_min(80);
/// From its start: when a person takes power away for a moment, and when the set is changed.
const RESET: Duration = Duration::from_min(1);
const CHANGES: Duration = Duration::from_min(2);
/// From its start, or from when the set was changed: when a person sees to alarms and resumes, and does so once more.
const SEEN_TO: [Duration; 2] = [Duration::from_min(5), Duration::from_min(10)];
/// From there: from when on delivery has to run, and when a bolus tries it.
const RUNS: Duration = Duration::from_min(15);
const TRIED: Duration = Duration::from_min(25);
/// What that bolus is.
const TRIAL: Volume = Volume::from_pl(10_000_000);
/// What makes halves seem open that are locked: only a new set is taken then.
const OPENS: [FaultKind; 2] = [FaultKind::LatchSwitchStuckOpen, FaultKind::ConnectorSwitchStuckOpen];
/// How long power is away when a person resets the device.
pub(super) const RESET_TAKES: Duration = Duration::from_s(2);

/// One case. Its clock is the run's: zero at the scenario's start.
#[derive(Debug, Clone)]
pub(super) struct Case {
    /// What it follows from.
    pub(super) seed: u64,
    /// What is run.
    pub(super) scenario: Scenario,
    /// When nothing is wrong any more.
    pub(super) heals: Instant,
    /// From when on delivery has to run.
    pub(super) runs: Instant,
    /// What is wrong with the controller for a while.
    pub(super) upset: Option<PlannedUpset>,
    /// Whether commands come as requests from afar, some of them twice, late or changed.
    pub(super) from_afar: bool,
}

/// An upset and its time.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlannedUpset {
    pub(super) name: &'static str,
    pub(super) upset: Upset,
    pub(super) from: Instant,
    pub(super) to: Instant,
}

impl Case {
    /// The case of a seed, whose first phase lasts at least half an hour and at most `hours`.
    pub(super) fn draw(seed: u64, hours: u32) -> Self {
        let mut chance = Chance::new(seed, Stream::Device);
        let safety = Duration::from_min(chance.between(30, 60 * u64::from(hours)));
        let heals = Instant::ZERO + safety;
        let mut scenario = draw::device(seed, &mut chance, safety + HEALING);
        let at = scenario.start + safety;
        draw::person(&mut scenario, &mut Chance::new(seed, Stream::Person), safety);
        draw::faults(&mut scenario, &mut Chance::new(seed, Stream::Faults), safety);
        draw::hands(&mut scenario, &mut Chance::new(seed, Stream::Hands), safety);
        draw::surroundings(&mut scenario, &mut Chance::new(seed, Stream::Surroundings), safety);
        let mut chance = Chance::new(seed, Stream::Upsets);
        let upset = chance.one_in(6).then(|| planned(&mut chance, safety));
        draw::power_cuts(&mut scenario, &mut chance, safety);
        let reset = chance.one_in(2);
        scenario.events.sort_by_key(|event| event.at);
        let seen_to = heal(&mut scenario, at, reset);
        let from_afar = Chance::new(seed, Stream::Requests).one_in(2);
        let runs = heals + seen_to.since(at) + RUNS;
        Self { seed, scenario, heals, runs, upset, from_afar }
    }

    /// Its faults.
    pub(super) fn faults(&self) -> &[FaultInjection] {
        &self.scenario.faults
    }

    /// When power is back after a person has reset the device, which nothing is wrong with any more; none if nobody does.
    pub(super) fn reset(&self) -> Option<Instant> {
        let heals = self.scenario.start + self.healing();
        let cut = |event: &&Event| matches!(event.action, Action::PowerCut { .. }) && event.at >= heals;
        self.scenario.events.iter().find(cut).map(|_| self.heals + RESET + RESET_TAKES)
    }

    /// Until when nothing was wrong, nothing changed around the device, and nobody took it apart, since the start.
    pub(super) fn undisturbed(&self) -> Duration {
        let scenario = &self.scenario;
        let disturbs = |event: &&Event| matches!(event.action, Action::PowerCut { .. } | Action::Site(_));
        let first = [
            self.faults().iter().map(|fault| fault.at).min(),
            scenario.environment.iter().map(|change| change.at).min(),
            scenario.events.iter().find(disturbs).map(|event| event.at),
            self.upset.map(|upset| scenario.start + upset.from.since(Instant::ZERO)),
        ];
        first.into_iter().flatten().min().map_or(scenario.duration, |at| at.since(scenario.start))
    }

    /// What was drawn, in a line.
    pub(super) fn options(&self) -> String {
        let scenario = &self.scenario;
        let mut words = vec![
            scenario.embodiment.name().to_owned(),
            format!("pump unit {}", scenario.seed),
            scenario.concentration.to_string(),
            format!("{} in the reservoir", scenario.reservoir_fill),
            format!("heals after {}", self.heals.since(Instant::ZERO)),
        ];
        for fault in self.faults() {
            let at = fault.at.since(scenario.start);
            let lasts = fault.duration.map_or_else(|| "the end".to_owned(), |duration| (at + duration).to_string());
            let over = Some(fault.over).filter(|over| *over > Duration::ZERO);
            let how = [("over", over), ("every", fault.recurrence.map(|recurrence| recurrence.every))];
            let how: String = how.iter().filter_map(|(key, time)| time.map(|time| format!(" {key} {time}"))).collect();
            words.push(format!("{} {} from {at} to {lasts}{how}", fault.kind.name(), fault.severity));
        }
        for change in scenario.environment.iter().filter(|change| change.at.since(scenario.start) < self.healing()) {
            words.push(format!("{:?} from {} over {}", change.to, change.at.since(scenario.start), change.over));
        }
        for event in scenario.events.iter().filter(|event| matches!(event.action, Action::PowerCut { .. })) {
            let (_, what) = command_words(event.action, scenario);
            words.push(format!("{what} at {}", event.at.since(scenario.start)));
        }
        if let Some(upset) = self.upset {
            let [from, to] = [upset.from, upset.to].map(|at| at.since(Instant::ZERO));
            words.push(format!("controller {} from {from} to {to}", upset.name));
        }
        let commands = scenario.events.iter().filter(|event| event.at < scenario.start + self.healing());
        words.push(format!("{} commands{}", commands.count(), if self.from_afar { " from afar" } else { "" }));
        words.join("; ")
    }

    /// When healing begins, since the start.
    fn healing(&self) -> Duration {
        self.heals.since(Instant::ZERO)
    }
}

/// An upset within the first phase.
fn planned(chance: &mut Chance, safety: Duration) -> PlannedUpset {
    let (name, upset) = chance.pick(&UPSETS);
    let from = chance.below(safety.as_us());
    let to = from + chance.octaves(1_000_000, 3_600_000_000);
    let on_clock = |us: u64| Instant::from_us(us.min(safety.as_us()));
    PlannedUpset { name, upset, from: on_clock(from), to: on_clock(to) }
}

/// What a person does when nothing is wrong any more: resets the device or not, changes the set if hands were at it,
/// snoozes and confirms what alarms, ends what was temporary, and resumes; later a bolus shows whether it delivers.
/// Returns from when on alarms are seen to.
fn heal(scenario: &mut Scenario, heals: Instant, reset: bool) -> Instant {
    if reset {
        scenario.events.push(Event { at: heals + RESET, action: Action::PowerCut { duration: RESET_TAKES } });
    }
    let handled = scenario.events.iter().any(|event| matches!(event.action, Action::Site(_)));
    let seen_open = scenario.faults.iter().any(|fault| OPENS.contains(&fault.kind));
    let at = if handled || seen_open {
        scenario.events.extend(draw::whole_change(heals + CHANGES));
        heals + CHANGES + draw::CHANGE_TAKES
    } else {
        heals
    };
    let mut act = |after: Duration, action| scenario.events.push(Event { at: at + after, action });
    let alarms = || ALARMS.iter().map(|spec| spec.alarm);
    for after in SEEN_TO {
        alarms().for_each(|alarm| act(after - Duration::from_min(1), Action::Snooze(alarm)));
        alarms().for_each(|alarm| act(after, Action::Confirm(alarm)));
        for action in [Action::CancelBolus, Action::CancelTempBasal, Action::Profile(1), Action::Resume] {
            act(after, action);
        }
    }
    let trial = scenario.concentration.dose_of(TRIAL);
    scenario.events.push(Event { at: at + TRIED, action: Action::Bolus(Bolus::fast(trial)) });
    at
}
