//! What a run is asked to do: a therapy, an environment and faults, over time.
//!
//! A [`Scenario`] is what a scenario file means, after every value in it was checked; nothing in it can be out of
//! range. Times are [`Instant`]s since 00:00 of the first day, so that `"2d 07:30"` is two days and seven and a half
//! hours after it.

mod clock;
mod environment;
mod error;
mod event;
mod excerpt;
mod fault;
mod field;
mod file;
mod limits;
mod nearest;
mod order;
mod orientation;
mod parse;
mod table;
mod template;
mod write;

pub(crate) use clock::{read_time, write_date_time};
pub use error::{Expected, Problem, ScenarioError};
pub(crate) use excerpt::excerpt;
pub use file::read;
pub use limits::{BASAL_BLOCKS_MAX, FILE_SIZE_MAX, Limits, Lowest, SEED_MAX, TEMPLATES_MAX};
pub(crate) use limits::{BOLUS, BOLUS_TIME, FILL_DEFAULT, PERCENT, RATE, RUN, TEMP_BASAL_TIME, is_name};
pub use orientation::Orientation;
pub use parse::parse;
pub use twin::Embodiment;

use controller::Alarm;
use twin::FaultKind;
use units::{
    Acceleration, Concentration, Dose, DoseRate, Duration, Fraction, Instant, Length, Pressure, SoundLevel,
    Temperature, Volume,
};

/// Everything a run needs beside the machine it runs on.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// What the report is called; also names the output folder. ASCII letters, digits, `-`, `_` and spaces, 1 to 64
    /// of them; no space at either end.
    pub name: String,
    /// Which of the device's embodiments is run.
    pub embodiment: Embodiment,
    /// Clock time at which the run starts, as time since 00:00 of the first day; below 24 h.
    pub start: Instant,
    /// How long the run lasts; 1 min to 30 days.
    pub duration: Duration,
    /// Which pump unit is run: the draw of its parameters and of its sensors' noise; at most [`SEED_MAX`].
    pub seed: u64,
    /// The drug's strength. Without it nothing can be dosed in units.
    pub concentration: Concentration,
    /// Drug in the reservoir at the start; 0.05 to 3 mL.
    pub reservoir_fill: Volume,
    /// Basal blocks over 24 h, first at 00:00, in strictly increasing order; at most 24.
    pub basal: Vec<BasalBlock>,
    /// Other basal profiles that can be put in force; at most [`TEMPLATES_MAX`].
    pub templates: Vec<Template>,
    /// Limits of the person, tighter than the device's.
    pub limits: TherapyLimits,
    /// What the person (or the closed loop) does, in order of time; none before the start or after the end, as with
    /// what follows.
    pub events: Vec<Event>,
    /// How the surroundings change, in order of time.
    pub environment: Vec<EnvironmentChange>,
    /// What breaks, in order of time.
    pub faults: Vec<FaultInjection>,
}

/// A basal rate from a time of day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BasalBlock {
    /// Time since midnight; below 24 h.
    pub from: Duration,
    /// Rate until the next block; 0 to 30 U/h.
    pub rate: DoseRate,
}

/// A basal profile beside the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its name; as a scenario's, and not `basal`, which is the first profile's.
    pub name: String,
    /// Its blocks, as those of the first.
    pub basal: Vec<BasalBlock>,
}

/// Limits of a person; what is not given is the device's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TherapyLimits {
    /// The largest bolus; above 0 and at most 30 U.
    pub bolus: Option<Dose>,
    /// The highest basal rate; 0 to 30 U/h.
    pub rate: Option<DoseRate>,
    /// The most within any hour; above 0 and at most 60 U.
    pub hour: Option<Dose>,
    /// The most within any 24 hours; above 0 and at most 300 U.
    pub day: Option<Dose>,
}

/// What is asked for with a bolus; at least one part is above zero, and the sum at most 30 U.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bolus {
    /// What is given at once.
    pub fast: Dose,
    /// What is given evenly over a time.
    pub extended: Dose,
    /// That time, 1 min to 8 h; zero without an extended part.
    pub over: Duration,
    /// How long after the event the bolus begins; at most 8 h.
    pub delay: Duration,
    /// By what a cancellation calls it; no two boluses have the same.
    pub id: Option<u32>,
}

impl Bolus {
    /// All at once, and without delay.
    pub const fn fast(dose: Dose) -> Self {
        Self { fast: dose, extended: Dose::ZERO, over: Duration::ZERO, delay: Duration::ZERO, id: None }
    }
}

/// Something the person does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Instant,
    /// What.
    pub action: Action,
}

/// What a person can do to the device while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A bolus.
    Bolus(Bolus),
    /// A temporary basal rate that supersedes one still running; for 1 s to 24 h, so that those which a closed loop
    /// soon replaces can be told as they were.
    TempBasal {
        /// At what rate.
        rate: TempRate,
        /// For how long.
        duration: Duration,
    },
    /// Ends a running temporary basal rate.
    CancelTempBasal,
    /// Ends every bolus still running; what was delivered of it stays delivered.
    CancelBolus,
    /// Ends the bolus of this id.
    CancelBolusOf(u32),
    /// Puts the basal profile of this number in force: 1 is the first, 2 the first of the templates.
    Profile(u8),
    /// Pauses all delivery.
    Suspend,
    /// Pauses all delivery for 1 min to 24 h, after which it goes on by itself.
    SuspendFor(Duration),
    /// Stops all delivery.
    Stop,
    /// Sets the pump's clock to so many microseconds after 1970-01-01 00:00 of the person's own time.
    SetClock(i64),
    /// Ends a pause. Also restarts delivery after the cause of an alarm was removed.
    Resume,
    /// Asks to be told when the reservoir comes to a level; to be told of none, if of none.
    RemindReservoir(Option<Dose>),
    /// Confirms an alarm.
    Confirm(Alarm),
    /// Pauses an alarm's sound.
    Snooze(Alarm),
    /// Takes the device's power away: for 1 ms to 24 h. What happens when it is back is the device's business.
    PowerCut {
        /// For how long.
        duration: Duration,
    },
    /// A step of a site change.
    Site(SiteStep),
}

/// What a person does in a site change, by hand or by telling the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SiteStep {
    /// Takes the mating assembly off what is on the body.
    Detach,
    /// Puts it on.
    Attach,
    /// Turns the halves apart.
    Open,
    /// Puts them together, to the end of the turn.
    Close,
    /// Takes a new disposable half, fills it, and says so.
    NewDisposable {
        /// How much is filled in; 0.05 to 3 mL.
        fill: Volume,
    },
    /// Takes a new infusion set.
    NewSet,
    /// Has tubing and needle primed.
    PrimeTubing,
    /// Inserts the cannula, and says so.
    Insert,
    /// Has the cannula primed.
    PrimeCannula,
}

/// The rate of a temporary basal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TempRate {
    /// A rate of its own; 0 to 30 U/h.
    Absolute(DoseRate),
    /// A share of the scheduled rate; 0 to 250 %.
    Percent(u16),
}

/// A change of the surroundings, reached linearly over a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnvironmentChange {
    /// When the change starts.
    pub at: Instant,
    /// How long it takes; zero is a step; at most 30 days.
    pub over: Duration,
    /// What changes, and to what.
    pub to: Surrounding,
}

/// One property of the surroundings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surrounding {
    /// Air temperature; -20 to 60 degC.
    Temperature(Temperature),
    /// Ambient pressure, absolute; 10 to 300 kPa.
    Pressure(Pressure),
    /// Height of the pump above the infusion site; -2 to 2 m.
    Height(Length),
    /// Pressure in the tissue at the cannula's tip above ambient; -20 to 100 kPa.
    BackPressure(Pressure),
    /// How the device lies against gravity.
    Orientation(Orientation),
    /// Shaking; 0 to 100 g.
    Shock(Acceleration),
    /// Ambient light at the optical sensors, in percent of their converter's range; 0 to 100.
    Light(u8),
    /// Ambient sound; 20 to 120 dB.
    Sound(SoundLevel),
    /// Relative humidity of the air in percent; 0 to 100.
    Humidity(u8),
}

/// A fault that starts, and perhaps ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FaultInjection {
    /// When it starts.
    pub at: Instant,
    /// What fails.
    pub kind: FaultKind,
    /// How badly; 1 is completely.
    pub severity: Fraction,
    /// How long it takes to grow evenly from nothing to its severity; zero is at once; at most 30 days.
    pub over: Duration,
    /// How it comes and goes; steadily there if not said.
    pub recurrence: Option<Recurrence>,
    /// How long it lasts, above zero and at most 30 days; to the end of the run if not said.
    pub duration: Option<Duration>,
}

/// How something comes and goes, from its start on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recurrence {
    /// From one coming to the next; 1 s to 30 days.
    pub every: Duration,
    /// How long it is there each time; above zero and less than `every`.
    pub lasting: Duration,
}

#[cfg(test)]
mod tests;
