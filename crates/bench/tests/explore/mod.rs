//! The controller and a pair of hands as one system of states, for a model checker.
//!
//! Both machines are the real ones: [`Controller`] itself is stepped and told, and [`twin::Assembly`] itself is what
//! hands move. Between them stands a pump of a few lines that does what its pins say, whose parts can stick.
//!
//! What is abstracted, and so not explored: readings are those of that pump, or of one of five faults of it. Time is
//! coarse: one action lets the controller step as often as it asks for until something of the [`Look`] changes, each of
//! those steps being judged; whatever else may happen, happens at such changes, before and after the first step of a
//! phase. Two states that look the same count as one, so that volumes, times and what the controller has learned of its
//! wire are explored as they were when a look was first found. There are two tags, one prime volume, one bolus size.

pub(crate) mod hands;
mod pump;
pub(crate) mod ways_out;

use controller::{
    Alarm, Assembly as Known, BasalBlock, BasalProfile, Command, Controller, Date, DeviceProfile, Duty, Entry, Event,
    Housekeeping, Inputs, Latching, Lot, Outputs, Phase, Prime, Sequence, SetKind, SetRecord, SetRefused, SetType,
    Settings, SiteChange, Step, Strobe, Switches, TagReading, TagRequest, TherapyControl, Tubing,
};
use hands::Move;
use pump::Pump;
pub(crate) use pump::{FAULTS, Fault};
use stateright::{Model, Property};
use std::hash::{Hash, Hasher};
use twin::{Assembly, Placement};
use units::{Concentration, Dose, DoseRate, Duration, Instant, Length, Volume};

/// A guard that is taken away, to see that its lack is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lacking {
    Nothing,
    /// The mating switch reads open, whatever it is.
    MatingSwitch,
    /// The latch's and the connector's switch read closed once they were closed.
    HalvesSwitches,
    /// The first valve's wire has no power while the second valve's has.
    Interlock,
    /// Used tags have new serial numbers each time.
    UsedTags,
}

/// What is explored.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    pub(crate) profile: DeviceProfile,
    pub(crate) design: twin::Design,
    /// What hands can do.
    pub(crate) moves: &'static [Move],
    pub(crate) faults: &'static [Fault],
    pub(crate) lacking: Lacking,
}

/// Something that happens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Act {
    /// Time passes until something changes.
    Follow,
    /// Time passes until any set's wear is over.
    WearOut,
    Hands(Move),
    Tell(Command),
    Break(Fault),
}

/// How far a tag's set has got, as an onlooker knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Stage {
    New,
    Priming,
    Primed,
    Inserted,
    Worn,
    Left,
}

/// What a stroke is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Purpose {
    Therapy,
    Prime(Prime),
}

/// What an onlooker can tell states apart by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Look {
    phase: Phase,
    /// Whether the phase was entered before the last step.
    within: bool,
    control: TherapyControl,
    alarms: Vec<Alarm>,
    missing: Option<Step>,
    refused: Option<SetRefused>,
    priming: Option<Prime>,
    switches: Switches,
    bolus: bool,
    hands: Placement,
    pump: (bool, bool, Fault),
    purpose: Option<Purpose>,
    stages: [Stage; 2],
    tags: (u8, u8),
    filled: u8,
    /// What is left to be primed, in whole microlitres.
    left_ul: [Option<i64>; 2],
    wrong: Option<&'static str>,
}

/// The device, its owner's hands, and what an onlooker remembers.
#[derive(Debug, Clone)]
pub(crate) struct State {
    controller: Controller,
    hands: Assembly,
    pump: Pump,
    strobe: Strobe,
    tag_request: TagRequest,
    now: Instant,
    wake: Instant,
    phase_before: Phase,
    bolus: bool,
    /// What the stroke under way is for: therapy, or priming.
    purpose: Option<Purpose>,
    /// What was done with the set of each tag; which tag is fitted, and which was accepted last; 0 is none.
    stages: [Stage; 2],
    fitted: u8,
    accepted: u8,
    filled: u8,
    /// Tags told so far, where used ones are told as new.
    told: u8,
    /// The last record; each is kept at once.
    committed: Sequence,
    /// What must not be.
    pub(crate) wrong: Option<&'static str>,
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.look() == other.look()
    }
}

impl Hash for State {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.look().hash(state);
    }
}

/// The longest that one action follows the controller, steps.
const STEPS_MAX: usize = 4_000;

impl Site {
    pub(crate) fn new(profile: &DeviceProfile, embodiment: twin::Embodiment, moves: &'static [Move]) -> Self {
        let design = twin::Design {
            topology: embodiment.set(),
            inserter: twin::Inserter::Spring,
            access: twin::Access::PUSHED,
            septum_site: twin::SeptumSite::Membrane,
        };
        Self { profile: *profile, design, moves, faults: &[], lacking: Lacking::Nothing }
    }

    fn set(&self) -> SetRecord {
        let mm = |mm: i64| Length::from_nm(mm * 1_000_000);
        let tubing = Tubing { length: mm(50), bore: Length::from_nm(100_000) };
        SetRecord {
            set_type: if self.profile.set_kind == SetKind::Tubed { SetType::Tubed(tubing) } else { SetType::Direct },
            prime_volume: Volume::from_pl(4_000_000),
            cannula_length: mm(9),
            cannula_gauge: 27,
            lot: Lot::new(*b"EXPLORED").expect("eight capitals"),
            expiry: Date::new(2029, 1, 1).expect("a day"),
            max_wear: Duration::from_h(72),
            concentration: Concentration::new(100).expect("U-100"),
        }
    }

    fn step(&self, state: &mut State, now: Instant) {
        state.now = state.now.max(now);
        let mut inputs = state.pump.inputs(state.strobe);
        let in_place = state.hands.in_place();
        let mut switches = Switches { latch: in_place.latch, connector: in_place.connector, mating: in_place.mating };
        match self.lacking {
            Lacking::MatingSwitch => switches.mating = false,
            Lacking::HalvesSwitches => {
                let seen = state.controller.assembly().switches();
                switches.latch |= seen.latch;
                switches.connector |= seen.connector;
            }
            Lacking::Nothing | Lacking::Interlock | Lacking::UsedTags => {}
        }
        inputs.switches = Some(switches);
        inputs.committed = Some(state.committed);
        if state.tag_request == TagRequest::Read && state.hands.tag_in_reach() && state.fitted > 0 {
            let number = if self.lacking == Lacking::UsedTags { 100 + state.told } else { state.fitted };
            inputs.tag = Some(TagReading { uid: [number; 7], set: Some(self.set()) });
        }
        state.phase_before = state.controller.phase();
        let mut outputs = state.controller.step(state.now, &inputs);
        if !outputs.events.is_empty() {
            state.committed = state.controller.record(Entry::Step(outputs.events.clone())).sequence;
        }
        if self.lacking == Lacking::Interlock && outputs.second_valve > Duty::OFF {
            outputs.first_valve = Duty::OFF;
        }
        Self::remember(state, &outputs);
        state.pump.follow(&outputs, state.controller.phase(), outputs.next_wake.since(state.now));
        (state.strobe, state.tag_request, state.wake) = (outputs.strobe, outputs.tag, outputs.next_wake);
        self.judge(state, &outputs);
    }

    /// Lets the onlooker take note.
    fn remember(state: &mut State, outputs: &Outputs) {
        for event in &outputs.events {
            match *event {
                Event::StrokeStarted { .. } => {
                    state.purpose =
                        Some(state.controller.assembly().priming().map_or(Purpose::Therapy, Purpose::Prime));
                    if state.purpose == Some(Purpose::Therapy)
                        && state.controller.therapy_control() != TherapyControl::Run
                    {
                        state.wrong = Some("a stroke of therapy although delivery does not run");
                    }
                }
                Event::SetAccepted { .. } => {
                    if state.accepted != state.fitted {
                        state.leave_set();
                    }
                    state.accepted = state.fitted;
                    state.filled = 3;
                    if state.stage_of_accepted() == Some(Stage::Left) {
                        state.wrong = Some("a used set is taken");
                    }
                }
                Event::Primed(Prime::Tubing) => state.stage(Stage::Primed),
                Event::Primed(Prime::Cannula) => state.stage(Stage::Worn),
                Event::BolusEnded { .. } => state.bolus = false,
                Event::AlarmRaised(controller::Alarm::InfusionSetWearOver) => state.leave_set(),
                Event::StrokeMeasured(_)
                | Event::InletOpened { .. }
                | Event::DeliveryResumed
                | Event::AlarmRaised(_)
                | Event::SetRefused { .. }
                | Event::StartUpTested(_)
                | Event::AlarmSnoozed(_)
                | Event::AlarmAcknowledged(_)
                | Event::AlarmEnded(_)
                | Event::Restarted { .. }
                | Event::Detached { .. } => {}
            }
        }
        if state.controller.phase() == Phase::Idle {
            state.purpose = None;
        }
    }

    /// What must hold after each step of the controller.
    fn judge(&self, state: &mut State, outputs: &Outputs) {
        let valves = state.pump.valves_open(&self.profile, outputs);
        let in_place = state.hands.in_place();
        let powered = outputs.pump > Duty::OFF;
        let worn = state.stage_of_accepted() == Some(Stage::Worn);
        let known = state.accepted > 0 && state.accepted == state.fitted;
        let violations = [
            (valves.iter().all(|open| *open), "every valve between reservoir and patient is open"),
            (state.hands.reachable(&valves), "a way from reservoir to patient"),
            (powered && !in_place.latch, "the pump wire has power and the halves are not locked"),
            (powered && !known, "the pump wire has power without a known set"),
            (
                powered && state.purpose == Some(Purpose::Therapy) && !(in_place.mating && worn),
                "therapy without a set that is mated and primed",
            ),
            (
                powered && state.purpose == Some(Purpose::Prime(Prime::Tubing)) && in_place.mating,
                "tubing is primed on the body",
            ),
            (
                powered && state.purpose == Some(Purpose::Prime(Prime::Cannula)) && !in_place.mating,
                "the cannula is primed off the body",
            ),
        ];
        state.wrong = state.wrong.or(violations.iter().find(|(is, _)| *is).map(|(_, what)| *what));
    }

    /// Steps as the controller asks, until something looks different.
    fn follow(&self, state: &mut State) {
        let before = state.look();
        for _ in 0..STEPS_MAX {
            let wake = state.wake;
            self.step(state, wake);
            if state.look() != before {
                break;
            }
        }
    }

    /// Lets a switch that was moved settle: it wakes the controller at once.
    fn settle(&self, state: &mut State) {
        let until = state.now + Duration::from_ms(60);
        let now = state.now;
        self.step(state, now);
        while state.wake <= until && state.wrong.is_none() {
            let wake = state.wake;
            self.step(state, wake);
        }
    }

    fn tell(&self, state: &mut State, command: Command) -> bool {
        if state.controller.command(state.now, command).is_err() {
            return false;
        }
        match command {
            Command::Bolus(_) => state.bolus = true,
            Command::SiteChange(SiteChange::NewDisposable) => {
                state.leave_set();
                state.filled = 1;
            }
            Command::SiteChange(SiteChange::Filled { .. }) => state.filled = 2,
            Command::SiteChange(SiteChange::PrimeTubing) if state.stage_of_accepted() == Some(Stage::New) => {
                state.stage(Stage::Priming);
            }
            Command::SiteChange(SiteChange::Inserted) => state.stage(Stage::Inserted),
            Command::SiteChange(SiteChange::PrimeTubing | SiteChange::PrimeCannula)
            | Command::CancelBolus
            | Command::CancelBolusOf { .. }
            | Command::SetTempBasal { .. }
            | Command::CancelTempBasal
            | Command::ActivateTemplate { .. }
            | Command::Pause
            | Command::PauseFor { .. }
            | Command::Stop
            | Command::SetClock { .. }
            | Command::ResetCounters
            | Command::RemindReservoir { .. }
            | Command::Run
            | Command::ConfirmAlarm { .. }
            | Command::SnoozeAlarm { .. } => {}
        }
        if state.controller.phase() == Phase::Idle {
            let now = state.now;
            self.step(state, now);
        }
        true
    }
}

impl State {
    fn stage_of_accepted(&self) -> Option<Stage> {
        self.stages.get(usize::from(self.accepted).wrapping_sub(1)).copied()
    }

    fn stage(&mut self, stage: Stage) {
        if let Some(of_set) = self.stages.get_mut(usize::from(self.accepted).wrapping_sub(1)) {
            *of_set = stage;
        }
    }

    /// The set in use is left; one that was used stays left.
    fn leave_set(&mut self) {
        if self.stage_of_accepted() > Some(Stage::New) {
            self.stage(Stage::Left);
        }
        self.accepted = 0;
    }

    pub(crate) fn look(&self) -> Look {
        let assembly = self.controller.assembly();
        Look {
            phase: self.controller.phase(),
            within: self.controller.phase() == self.phase_before,
            control: self.controller.therapy_control(),
            alarms: self.controller.alarms().iter().collect(),
            missing: assembly.missing(),
            refused: assembly.set_refused(),
            priming: assembly.priming(),
            switches: assembly.switches(),
            bolus: self.bolus,
            hands: self.hands.placement(),
            pump: (self.pump.travel_nm != 0, self.pump.open, self.pump.fault),
            purpose: self.purpose,
            stages: self.stages,
            tags: (self.fitted, self.accepted),
            filled: self.filled,
            left_ul: [Prime::Tubing, Prime::Cannula]
                .map(|prime| assembly.left_to_prime(prime).map(|left| (left.as_pl() + 999_999) / 1_000_000)),
            wrong: self.wrong,
        }
    }

    pub(crate) fn alarmed(&self) -> bool {
        // One that does not latch ends with its cause.
        self.controller.alarms().iter().any(|alarm| alarm.spec().latching == Latching::Yes)
    }

    /// Whether both sets that there are were used, or are in use by a device that asks for another: no alarm that asks for a new
    /// one can be left.
    pub(crate) fn out_of_sets(&self) -> bool {
        let ended = self.controller.alarms().contains(Alarm::StoppedRepeatedly);
        self.stages == [Stage::Left; 2] || ended && !self.stages.contains(&Stage::New)
    }

    pub(crate) fn sealed(&self) -> bool {
        self.controller.phase() == Phase::Sealed
    }
}

fn fill() -> Volume {
    Volume::from_pl(2_500_000_000)
}

const TOLD: [Command; 8] = [
    Command::Run,
    Command::Pause,
    Command::fast_bolus(Dose::from_micro_units(150_000)),
    Command::SiteChange(SiteChange::NewDisposable),
    Command::SiteChange(SiteChange::Filled { volume: Volume::from_pl(2_500_000_000) }),
    Command::SiteChange(SiteChange::PrimeTubing),
    Command::SiteChange(SiteChange::Inserted),
    Command::SiteChange(SiteChange::PrimeCannula),
];

impl Model for Site {
    type State = State;
    type Action = Act;

    fn init_states(&self) -> Vec<State> {
        let rate = DoseRate::from_micro_units_per_h(1_000_000);
        let settings = Settings {
            concentration: Concentration::new(100).expect("U-100"),
            basal: BasalProfile::new(&[BasalBlock { from: Duration::ZERO, rate }]).expect("one block"),
            time_of_day: Duration::from_h(7),
            reservoir_fill: fill(),
            templates: controller::Templates::default(),
            limits: controller::Limits::DEVICE,
        };
        let known = Known::packaged(Date::new(2027, 1, 1));
        let controller = Controller::new(self.profile, pump::calibration(&self.profile), settings).with_assembly(known);
        let article = twin::Article { lot: 1, serial: 1 };
        let mut state = State {
            controller,
            hands: Assembly::packaged(self.design, article),
            pump: Pump::default(),
            strobe: Strobe { plunger: None, second_valve: None, tone: None, housekeeping: Housekeeping::Read },
            tag_request: TagRequest::Rest,
            now: Instant::ZERO,
            wake: Instant::ZERO,
            phase_before: Phase::Idle,
            bolus: false,
            purpose: None,
            stages: [Stage::New; 2],
            fitted: 0,
            accepted: 0,
            filled: 0,
            told: 0,
            committed: Sequence::default(),
            wrong: None,
        };
        self.step(&mut state, Instant::ZERO);
        vec![state]
    }

    fn actions(&self, _: &State, actions: &mut Vec<Act>) {
        actions.extend([Act::Follow, Act::WearOut]);
        actions.extend(self.moves.iter().copied().map(Act::Hands));
        actions.extend(TOLD.map(Act::Tell));
        actions.extend(self.faults.iter().copied().map(Act::Break));
    }

    fn next_state(&self, last: &State, action: Act) -> Option<State> {
        // What is wrong is told once, where it came about.
        if last.wrong.is_some() {
            return None;
        }
        let mut state = last.clone();
        match action {
            Act::Follow => self.follow(&mut state),
            Act::WearOut if state.controller.phase() != Phase::Idle => return None,
            Act::WearOut => {
                let over = state.now + self.profile.wear_max;
                self.step(&mut state, over);
            }
            Act::Hands(motion) => {
                motion.perform(&mut state.hands, &mut state.fitted)?;
                state.told = state.told.saturating_add(u8::from(matches!(motion, Move::Tag(..))));
                self.settle(&mut state);
            }
            Act::Tell(command) => {
                if !self.tell(&mut state, command) {
                    return None;
                }
            }
            Act::Break(fault) => state.pump.fault = fault,
        }
        (state.look() != last.look()).then_some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        fn worn(state: &State) -> bool {
            state.controller.assembly().missing().is_none()
        }
        vec![
            Property::always("nothing that must not be", |_, state: &State| state.wrong.is_none()),
            Property::sometimes("a set is worn", |_, state: &State| worn(state)),
            Property::sometimes("a bolus is under way", |_, state: &State| {
                state.bolus && state.purpose == Some(Purpose::Therapy) && state.controller.phase() == Phase::Advance
            }),
            Property::sometimes("a second set is worn", |_, state: &State| {
                worn(state) && state.stages == [Stage::Left, Stage::Worn]
            }),
            Property::sometimes("a used set is refused", |_, state: &State| {
                state.controller.assembly().set_refused() == Some(SetRefused::Used)
            }),
            Property::sometimes("delivery is cut off by detaching", |_, state: &State| {
                state.controller.alarms().contains(controller::Alarm::InfusionSetDetached)
            }),
            Property::sometimes("priming is cut off", |_, state: &State| {
                state.controller.alarms().contains(controller::Alarm::PrimingIssue)
            }),
        ]
    }
}
