//! The therapies during which something goes wrong, and the same with nothing wrong.

use super::{Kind, Row};
use crate::request;
use crate::scenario::{
    Action, BasalBlock, Bolus, Embodiment, EnvironmentChange, Event, FaultInjection, Recurrence, Scenario, SiteStep,
    TherapyLimits,
};
use twin::FaultKind;
use units::{Dose, DoseRate, Duration, Fraction, Instant};

/// What a person has the pump do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Therapy {
    /// 1 U/h, and 2 U after one hour and after two.
    Usual,
    /// 1 U/h, suspended after half an hour.
    Suspended,
    /// 1 U/h, another disposable half and another set after ten minutes, and 2 U after two hours.
    SiteChange,
}

/// In which moment of a therapy something goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Onset {
    /// Between two basal strokes; before the half is changed, where it is.
    AtRest,
    /// Amid the strokes of the first bolus.
    InBolus,
}

/// The basal rate.
const RATE: DoseRate = DoseRate::from_micro_units_per_h(1_000_000);
const BOLUS: Dose = Dose::from_micro_units(2_000_000);
/// How long a test lasts: three hours after most onsets.
pub(super) const LASTS: Duration = Duration::from_min(220);
const SUSPENDED_AT: Duration = Duration::from_min(30);
/// Not on a whole minute, at which strokes may come.
const AT_REST: Duration = Duration::from_s(40 * 60 + 50);
const BEFORE_CHANGE: Duration = Duration::from_s(5 * 60 + 50);
const IN_BOLUS: Duration = Duration::from_s(60 * 60 + 8);

const USUAL: [(u64, Action); 2] = [(60, Action::Bolus(Bolus::fast(BOLUS))), (120, Action::Bolus(Bolus::fast(BOLUS)))];
/// A change of disposable half and set, minute by minute; then the pump is used.
const CHANGE: [(u64, Action); 13] = [
    (10, Action::Suspend),
    (11, Action::Site(SiteStep::Detach)),
    (12, Action::Site(SiteStep::Open)),
    (13, Action::Site(SiteStep::NewDisposable { fill: units::Volume::from_pl(2_000_000_000) })),
    (14, Action::Site(SiteStep::NewSet)),
    (15, Action::Site(SiteStep::Close)),
    (17, Action::Site(SiteStep::PrimeTubing)),
    (70, Action::Site(SiteStep::Insert)),
    (71, Action::Site(SiteStep::Attach)),
    (72, Action::Site(SiteStep::PrimeCannula)),
    (80, Action::Resume),
    (120, Action::Bolus(Bolus::fast(BOLUS))),
    (150, Action::Bolus(Bolus::fast(BOLUS))),
];

impl Therapy {
    /// When something goes wrong, since the start.
    pub(super) const fn onset(self, onset: Onset) -> Duration {
        match (self, onset) {
            (Self::SiteChange, Onset::AtRest) => BEFORE_CHANGE,
            (Self::Usual | Self::Suspended, Onset::AtRest) => AT_REST,
            (_, Onset::InBolus) => IN_BOLUS,
        }
    }

    /// The therapy with nothing wrong.
    pub(super) fn sound(self, embodiment: Embodiment, seed: u64) -> Scenario {
        let at = |after: Duration| Instant::ZERO + after;
        let minutes = |table: &[(u64, Action)]| -> Vec<Event> {
            table.iter().map(|&(min, action)| Event { at: at(Duration::from_min(min)), action }).collect()
        };
        let events = match self {
            Self::Usual => minutes(&USUAL),
            Self::Suspended => vec![Event { at: at(SUSPENDED_AT), action: Action::Suspend }],
            Self::SiteChange => minutes(&CHANGE),
        };
        Scenario {
            name: "faults".to_owned(),
            embodiment,
            start: Instant::ZERO,
            duration: LASTS,
            seed,
            concentration: request::drug(),
            reservoir_fill: request::full(),
            basal: vec![BasalBlock { from: Duration::ZERO, rate: RATE }],
            templates: Vec::new(),
            limits: TherapyLimits::default(),
            events,
            environment: Vec::new(),
            faults: Vec::new(),
        }
    }
}

/// A fault in a table of what goes wrong; times are since the onset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Laid {
    pub(super) kind: FaultKind,
    pub(super) severity_ppm: u32,
    pub(super) after: Duration,
    pub(super) over: Duration,
    pub(super) recurrence: Option<Recurrence>,
    pub(super) duration: Option<Duration>,
}

impl Laid {
    /// Whole, at the onset, to the end.
    pub(super) const fn whole(kind: FaultKind) -> Self {
        let (after, over) = (Duration::ZERO, Duration::ZERO);
        Self { kind, severity_ppm: 1_000_000, after, over, recurrence: None, duration: None }
    }

    fn at(&self, onset: Instant) -> FaultInjection {
        FaultInjection {
            at: onset + self.after,
            kind: self.kind,
            severity: Fraction::from_ppm(self.severity_ppm).unwrap_or(Fraction::ONE),
            over: self.over,
            recurrence: self.recurrence,
            duration: self.duration,
        }
    }
}

/// The therapy of a trial with what goes wrong laid on, but for who sits beside it.
pub(super) fn laid(kind: &Kind, seed: u64) -> Scenario {
    let onset = Instant::ZERO + kind.onset();
    let mut scenario = kind.row.therapy().sound(kind.embodiment, seed);
    let whole = |part: FaultKind| Laid::whole(part).at(onset);
    match kind.row {
        Row::Part(part) => {
            let laid = Laid { severity_ppm: kind.course.severity_ppm, over: kind.course.over, ..Laid::whole(part) };
            scenario.faults.push(laid.at(onset));
        }
        Row::Pair(one, other) => scenario.faults.extend([whole(one), whole(other)]),
        Row::Other(other) => {
            let can = |laid: &&Laid| laid.kind.spec().embodiments.contains(kind.embodiment);
            scenario.faults.extend(other.faults.iter().filter(can).map(|laid| laid.at(onset)));
            scenario.environment.extend(other.surroundings.iter().map(|&(after, over, to)| EnvironmentChange {
                at: onset + after,
                over,
                to,
            }));
            scenario.events.extend(other.acts.iter().map(|&(after, action)| Event { at: onset + after, action }));
            scenario.reservoir_fill = other.fill.unwrap_or(scenario.reservoir_fill);
        }
    }
    scenario.events.sort_by_key(|event| event.at);
    scenario.faults.sort_by_key(|fault| fault.at);
    scenario.environment.sort_by_key(|change| change.at);
    scenario
}
