//! Runs a scenario: makes the pump unit, lets the factory calibrate it, and lives the scenario through tick by tick.

use crate::commanded::Commanded;
use crate::companion::{Alone, Companion};
use crate::device::{Device, DeviceError, qemu};
use crate::factory::{self, FactoryError};
use crate::hands::{self, Deed};
use crate::oracle::Oracles;
use crate::record::Record;
use crate::recorder::Recorder;
use crate::scenario::{Action, BasalBlock, Bolus, Embodiment, Scenario, SiteStep, TempRate, TherapyLimits};
use crate::surroundings::Surroundings;
use crate::world::World;
use controller::{
    Accepted, BasalProfile, BasalProfileError, BolusId, BolusOrder, CalibrationRecord, Command, Date, LimitWindow,
    Limits, Rejected, Settings, SiteChange, Templates, WallTime,
};
use protocol::lockstep::Start;
use std::fmt;
use std::path::PathBuf;
use supervisor::Supervisor;
use twin::{Article, PumpUnit, StepBudgetSpent, Twin};
use units::{Dose, DoseRate, Duration, Instant};

/// Why a run came to no result.
#[derive(Debug, Clone, PartialEq)]
pub enum RunError {
    /// The unit cannot be calibrated: its parts do not make a pump.
    Reject {
        /// Which unit.
        seed: u64,
        /// What went wrong.
        cause: FactoryError,
    },
    /// The basal blocks make no profile; a parsed scenario's always do.
    Basal(BasalProfileError),
    /// A template has no number; a parsed scenario's always does.
    Template(Rejected),
    /// The twin's equations could not be integrated.
    Twin {
        /// When.
        at: Instant,
        /// How.
        spent: StepBudgetSpent,
    },
    /// The device that runs elsewhere cannot be relied on.
    Device {
        /// When; the run's start where it never began.
        at: Instant,
        /// Why.
        cause: DeviceError,
    },
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reject { seed, cause } => {
                write!(f, "pump unit {seed} failed in the factory ({cause:?}); run another unit with --seed")
            }
            Self::Template(rejected) => write!(f, "a template is refused: {}", refusal(*rejected)),
            Self::Basal(error) => write!(f, "the basal blocks make no profile: {error:?}"),
            Self::Twin { at, spent } => write!(
                f,
                "the physics could not be integrated at {at} (step of {:.1e} s); please report the scenario",
                spent.step_s
            ),
            Self::Device { at, cause } => write!(f, "the device failed at {at}: {cause}"),
        }
    }
}

impl std::error::Error for RunError {}

/// What a run tells while it goes on: the share that is done, 0..=1.
pub type Progress<'a> = &'a mut dyn FnMut(f64);

/// How often totals are sampled.
const SAMPLE: Duration = Duration::from_min(1);

/// Where the controller of a run is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// In this process.
    Host,
    /// In this firmware image, in QEMU.
    Qemu(PathBuf),
}

impl Target {
    /// # Errors
    /// When it is not there, or does not answer.
    fn device(&self, start: &Start) -> Result<Device, DeviceError> {
        match self {
            Self::Host => Ok(Device::host(start)),
            Self::Qemu(image) => Device::linked(start, qemu::start(image)?),
        }
    }
}

/// A pump unit as it leaves the factory, made once for many runs.
#[derive(Debug, Clone)]
pub struct Made {
    /// Which embodiment.
    pub embodiment: Embodiment,
    /// Which pump unit.
    pub seed: u64,
    unit: PumpUnit,
    supervisor: Supervisor,
    calibration: CalibrationRecord,
}

/// Makes a pump unit and lets the factory calibrate it.
///
/// # Errors
/// When its parts do not make a pump.
pub fn make(embodiment: Embodiment, seed: u64) -> Result<Made, RunError> {
    let unit = PumpUnit::draw(seed);
    let supervisor = factory::supervisor(embodiment, &unit, seed);
    let calibration = factory::calibrate(embodiment, &unit, seed).map_err(|cause| RunError::Reject { seed, cause })?;
    Ok(Made { embodiment, seed, unit, supervisor, calibration })
}

/// Runs a scenario from start to end, with the controller on this host.
///
/// # Errors
/// See [`RunError`]. An alarm of the device is no error: it is in the record.
pub fn run(scenario: &Scenario, progress: Progress<'_>) -> Result<Record, RunError> {
    let made = make(scenario.embodiment, scenario.seed)?;
    live(&Target::Host, &made, scenario, &mut Alone, progress)
}

/// The same, with the controller somewhere. The factory's own controller is always on this host.
///
/// # Errors
/// See [`RunError`].
pub fn run_on(target: &Target, scenario: &Scenario, progress: Progress<'_>) -> Result<Record, RunError> {
    live(target, &make(scenario.embodiment, scenario.seed)?, scenario, &mut Alone, progress)
}

/// Runs a scenario with a pump unit that was made before; embodiment and seed are that one's, whatever the scenario says.
///
/// # Errors
/// See [`RunError`].
pub(crate) fn run_made(made: &Made, scenario: &Scenario, progress: Progress<'_>) -> Result<Record, RunError> {
    live(&Target::Host, made, scenario, &mut Alone, progress)
}

/// The same, with somebody beside it.
///
/// # Errors
/// See [`RunError`].
pub(crate) fn run_made_with(
    made: &Made,
    scenario: &Scenario,
    companion: &mut dyn Companion,
    progress: Progress<'_>,
) -> Result<Record, RunError> {
    live(&Target::Host, made, scenario, companion, progress)
}

fn live(
    target: &Target,
    made: &Made,
    scenario: &Scenario,
    companion: &mut dyn Companion,
    progress: Progress<'_>,
) -> Result<Record, RunError> {
    let Made { embodiment, seed, unit, supervisor, calibration } = made.clone();
    let pump_type = factory::pump_type(embodiment);
    let start = Start { pump_type, calibration, settings: settings(scenario)?, today: Date::new(2027, 1, 1) };
    let device = target.device(&start).map_err(|cause| RunError::Device { at: Instant::ZERO, cause })?;
    let surroundings = Surroundings::new(scenario);
    let twin = Twin::new(embodiment, unit, seed, scenario.reservoir_fill, surroundings.at(Instant::ZERO));
    let mut run = Run {
        scenario,
        companion,
        surroundings,
        commanded: Commanded::new(scenario),
        oracles: Oracles::default(),
        recorder: Recorder::new(scenario, twin.pose()),
        world: World::new(device, supervisor, twin),
        boluses: Vec::new(),
        next_event: 0,
        next_sample: Instant::ZERO,
        articles: 0,
    };
    let end = Instant::ZERO + scenario.duration;
    while run.turn(end)? {
        progress(fraction(run.world.now(), end));
    }
    let figures = run.world.close().map_err(|cause| RunError::Device { at: end, cause })?;
    Ok(run.recorder.finish(&run.world, &mut run.commanded, figures))
}

#[expect(clippy::cast_precision_loss, reason = "a share for a progress bar")]
fn fraction(now: Instant, end: Instant) -> f64 {
    now.as_us() as f64 / end.as_us().max(1) as f64
}

fn profile(blocks: &[BasalBlock]) -> Result<BasalProfile, RunError> {
    let blocks: Vec<controller::BasalBlock> =
        blocks.iter().map(|block| controller::BasalBlock { from: block.from, rate: block.rate }).collect();
    BasalProfile::new(&blocks).map_err(RunError::Basal)
}

fn limits(limits: TherapyLimits) -> Limits {
    Limits {
        bolus: limits.bolus.unwrap_or(Dose::MAX),
        rate: limits.rate.unwrap_or(DoseRate::MAX),
        hour: limits.hour.unwrap_or(Dose::MAX),
        day: limits.day.unwrap_or(Dose::MAX),
    }
}

fn settings(scenario: &Scenario) -> Result<Settings, RunError> {
    let mut templates = Templates::default();
    for (template, number) in scenario.templates.iter().zip(2..) {
        templates.write(number, profile(&template.basal)?).map_err(RunError::Template)?;
    }
    Ok(Settings {
        templates,
        concentration: scenario.concentration,
        basal: profile(&scenario.basal)?,
        limits: limits(scenario.limits),
        time_of_day: scenario.start.since(Instant::ZERO),
        reservoir_fill: scenario.reservoir_fill,
    })
}

/// A run under way. Its clock is zero at the scenario's start.
struct Run<'a> {
    scenario: &'a Scenario,
    companion: &'a mut dyn Companion,
    world: World,
    surroundings: Surroundings,
    commanded: Commanded,
    oracles: Oracles,
    recorder: Recorder,
    /// What the controller calls the boluses that the scenario gives an id.
    boluses: Vec<(u32, BolusId)>,
    next_event: usize,
    next_sample: Instant,
    /// Articles that were taken out of their packages so far.
    articles: u32,
}

impl Run<'_> {
    /// Does what is due now, then lets time pass to the next thing. False at the end.
    fn turn(&mut self, end: Instant) -> Result<bool, RunError> {
        let now = self.world.now();
        self.act(now);
        self.surroundings.apply(now, &mut self.world, &mut self.recorder);
        self.companion.act(now, &mut self.world);
        self.sample(now);
        if now >= end {
            return Ok(false);
        }
        let next = self.next_event_at().min(self.surroundings.next(now)).min(self.next_sample).min(end);
        let next = next.min(self.companion.next());
        let tick = self.world.advance(next).map_err(|spent| RunError::Twin { at: now, spent })?;
        if let Some(cause) = self.world.device().lost() {
            return Err(RunError::Device { at: now, cause: cause.clone() });
        }
        let truth = self.world.truth();
        self.recorder.tick(&tick, self.world.controller().phase(), &truth);
        self.commanded.observe(&tick);
        self.companion.saw(&self.world, &tick, &truth);
        for violation in self.oracles.check(&self.world, &tick, &truth) {
            self.recorder.violation(violation);
        }
        Ok(true)
    }

    fn sample(&mut self, now: Instant) {
        if now >= self.next_sample {
            self.recorder.total(&self.world, self.commanded.until(now));
            self.next_sample = now + SAMPLE;
        }
    }

    fn next_event_at(&self) -> Instant {
        let event = self.scenario.events.get(self.next_event);
        event.map_or(Instant::MAX, |event| from_start(event.at, self.scenario))
    }

    /// Gives the commands that are due.
    fn act(&mut self, now: Instant) {
        while self.next_event_at() <= now {
            let event = self.scenario.events[self.next_event];
            self.next_event += 1;
            self.give(now, event.action);
        }
    }

    fn give(&mut self, now: Instant, action: Action) {
        if let Action::PowerCut { duration } = action {
            self.world.cut_power(duration);
            self.recorder.power_cut(now, duration);
        } else if !self.world.answers() {
            self.companion.told(action, None);
            self.recorder.unanswered(now, action, self.scenario);
        } else {
            let answer = self.perform(action);
            if let (Action::Bolus(Bolus { id: Some(id), .. }), Ok(Accepted::Bolus(name))) = (action, &answer) {
                self.boluses.push((id, *name));
            }
            self.commanded.command(now, action, answer.as_ref().ok().copied());
            self.recorder.command(now, action, self.scenario, answer);
        }
    }

    /// The command that a person's action is to the controller; none for one that it does not see.
    fn command(&self, action: Action) -> Option<Command> {
        Some(match action {
            Action::Bolus(bolus) => Command::Bolus(order(bolus)),
            Action::TempBasal { rate, duration } => Command::SetTempBasal { rate: temp_rate(rate), duration },
            Action::CancelTempBasal => Command::CancelTempBasal,
            Action::CancelBolus => Command::CancelBolus,
            Action::CancelBolusOf(id) => {
                let known = self.boluses.iter().find(|(known, _)| *known == id);
                // A bolus that was refused has no name; none is called 0.
                Command::CancelBolusOf { id: known.map_or(BolusId(0), |(_, name)| *name) }
            }
            Action::Profile(number) => Command::ActivateTemplate { number },
            Action::Suspend => Command::Pause,
            Action::SuspendFor(duration) => Command::PauseFor { duration },
            Action::Stop => Command::Stop,
            Action::Resume => Command::Run,
            Action::SetClock(us) => Command::SetClock { wall: WallTime { us } },
            Action::RemindReservoir(below) => Command::RemindReservoir { below },
            Action::Confirm(alarm) => Command::ConfirmAlarm { alarm },
            Action::Snooze(alarm) => Command::SnoozeAlarm { alarm },
            Action::PowerCut { .. } | Action::Site(_) => return None,
        })
    }
}

impl Run<'_> {
    /// Does what a person does.
    ///
    /// # Errors
    /// Why it is refused, in a person's words.
    fn perform(&mut self, action: Action) -> Result<Accepted, String> {
        match (action, self.command(action)) {
            (_, Some(command)) => {
                let answer = self.companion.give(&mut self.world, command);
                self.companion.told(action, Some(answer));
                answer.map_err(refusal)
            }
            (Action::Site(step), None) => self.site_step(action, step),
            (_, None) => Ok(Accepted::Done),
        }
    }

    fn lot(&self) -> u32 {
        u32::try_from(self.scenario.seed % u64::from(u32::MAX)).unwrap_or(0)
    }

    /// A step of a site change: what hands do, then what the device is told.
    ///
    /// # Errors
    /// Why it is refused, in a person's words.
    fn site_step(&mut self, action: Action, step: SiteStep) -> Result<Accepted, String> {
        self.articles += 1;
        let serial = self.articles;
        let set = hands::set_for(self.scenario.embodiment, self.scenario.concentration);
        let (deed, told): (Option<Deed>, &[SiteChange]) = match step {
            SiteStep::Detach => (Some(Deed::Detach), &[]),
            SiteStep::Attach => (Some(Deed::Attach), &[]),
            SiteStep::Open => (Some(Deed::Open), &[]),
            SiteStep::Close => (Some(Deed::Close), &[]),
            SiteStep::NewDisposable { fill } => (
                // Each pump unit has disposable halves of its own.
                Some(Deed::Disposable { article: Article { lot: self.lot(), serial }, fill, set }),
                &[SiteChange::NewDisposable, SiteChange::Filled { volume: fill }],
            ),
            SiteStep::NewSet => (Some(Deed::Set { serial, set }), &[]),
            SiteStep::PrimeTubing => (None, &[SiteChange::PrimeTubing]),
            SiteStep::Insert => (Some(Deed::Insert), &[SiteChange::Inserted]),
            SiteStep::PrimeCannula => (None, &[SiteChange::PrimeCannula]),
        };
        if let Some(deed) = deed {
            let done = self.world.handle(&deed);
            self.companion.handled(step, done.is_ok());
            done.map_err(|unable| unable.to_string())?;
        }
        for change in told {
            let answer = self.companion.give(&mut self.world, Command::SiteChange(*change));
            self.companion.told(action, Some(answer));
            answer.map_err(refusal)?;
        }
        Ok(Accepted::Done)
    }
}

/// A scenario's instant (since midnight) on the run's clock (since its start).
pub(crate) fn from_start(at: Instant, scenario: &Scenario) -> Instant {
    Instant::ZERO + at.since(scenario.start)
}

fn order(bolus: Bolus) -> BolusOrder {
    BolusOrder { fast: bolus.fast, extended: bolus.extended, over: bolus.over, delay: bolus.delay }
}

fn temp_rate(rate: TempRate) -> controller::TempRate {
    match rate {
        TempRate::Absolute(rate) => controller::TempRate::Absolute(rate),
        TempRate::Percent(percent) => controller::TempRate::Percent(percent),
    }
}

/// Why the controller refused, in a person's words.
pub(crate) fn refusal(rejected: Rejected) -> String {
    match rejected {
        Rejected::BolusOutOfRange { requested, limit } => {
            format!("a bolus of {requested} is not within 0 U to {limit}")
        }
        Rejected::RateOutOfRange { requested, limit } => format!("{requested} is not within 0 U/h to {limit}"),
        Rejected::PercentOutOfRange { requested } => format!("{requested} % is above 250 %"),
        Rejected::DurationOutOfRange { requested } => format!("{requested} is not within 0 to 24 h"),
        Rejected::BolusTimeOutOfRange { requested, limit } => format!("a bolus cannot take {requested}, only {limit}"),
        Rejected::DoseLimit { window, requested, allowed } => {
            let window = match window {
                LimitWindow::Hour => "an hour",
                LimitWindow::Day => "a day",
            };
            format!("{requested} would be more than {window} allows; {allowed} would not")
        }
        Rejected::UnknownBolus { .. } => "no such bolus is running".to_owned(),
        Rejected::UnknownTemplate { number } => format!("there is no basal profile {number}"),
        Rejected::TemplateInForce { number } => format!("basal profile {number} is in force"),
        Rejected::Stale { last } => format!("a request older than {}", last.0),
        Rejected::Expired => "the request came too late".to_owned(),
        Rejected::IdReused => "another request had this number".to_owned(),
        Rejected::NotRunning { control } => format!("delivery is in state {control:?}"),
        Rejected::TravelOutOfRange { requested } => format!("{requested} is no travel forward"),
        Rejected::OutOfOrder => "the device is out of order and has to be replaced".to_owned(),
        Rejected::NotAssembled { missing } => format!("the device is not put together: {missing:?} is missing"),
        Rejected::StepDone { step } => format!("{step:?} is done, and cannot be done again"),
        Rejected::SetRefused { reason } => format!("the set may not be used: {reason:?}"),
        Rejected::HalvesLocked => "the halves are locked".to_owned(),
        Rejected::OnBody => "the set is on the body".to_owned(),
        Rejected::FillOutOfRange { requested, limit } => format!("{requested} is not within 0 to {limit}"),
        Rejected::LevelOutOfRange { requested, lowest, highest } => {
            format!("{requested} is not within {lowest} to {highest}")
        }
        Rejected::StoppedRepeatedly => {
            "an alarm has stopped delivery three times within ten minutes: replace the disposable".to_owned()
        }
        Rejected::StrokeUnderWay => "a stroke is under way".to_owned(),
        Rejected::NothingToConfirm { alarm } => {
            format!("the alarm {} is not active, or was confirmed", alarm.spec().name)
        }
        Rejected::NothingToSnooze { alarm } => format!("the alarm {} does not sound", alarm.spec().name),
        Rejected::TooManyBoluses => "too many boluses are running".to_owned(),
    }
}
