//! What is due: basal by schedule or temporary rate, and boluses. Accrues in exact integers on monotonic time.
//!
//! *Due* is what was asked for up to now and not yet accounted. A stroke that gives more or less than its target
//! leaves a due that is smaller or larger, so errors of single strokes never add up: what is carried is the
//! difference.

mod basal;
mod bolus;

pub use basal::{BasalBlock, BasalProfile, BasalProfileError, MAX_BASAL_BLOCKS, TempRate};
pub use bolus::BolusId;

use crate::command::Rejected;
use crate::event::Event;
use crate::profile::DeviceProfile;
use basal::{Segment, TempBasal};
use bolus::Boluses;
use units::{Concentration, Dose, Duration, FlowRate, Instant, Volume, VolumeRemainder};

/// What a person sets before delivery starts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Settings {
    /// Strength of the drug.
    pub concentration: Concentration,
    /// Basal rates over the day.
    pub basal: BasalProfile,
    /// Time of day at instant zero; below 24 h.
    pub time_of_day: Duration,
    /// What was filled into the reservoir.
    pub reservoir_fill: Volume,
}

/// Therapy control state, after the Bluetooth Insulin Delivery Service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TherapyControl {
    /// Delivery was stopped by an alarm.
    Stop,
    /// A person has paused it.
    Pause,
    /// Delivery runs.
    Run,
}

/// What was asked for, and what of it is due.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Therapy {
    settings: Settings,
    control: TherapyControl,
    temp: Option<TempBasal>,
    boluses: Boluses,
    /// Basal due; negative after strokes that gave more than was due.
    basal_due: Volume,
    remainder: VolumeRemainder,
    accrued_until: Instant,
}

/// How a measured stroke is shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shares {
    pub(crate) basal: Volume,
    pub(crate) bolus: Volume,
}

impl Therapy {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            settings,
            control: TherapyControl::Run,
            temp: None,
            boluses: Boluses::default(),
            basal_due: Volume::ZERO,
            remainder: VolumeRemainder::ZERO,
            accrued_until: Instant::ZERO,
        }
    }

    pub(crate) fn control(&self) -> TherapyControl {
        self.control
    }

    /// Lets time pass up to `now`: what the rate in force has earned becomes due. Nothing accrues unless delivery
    /// runs.
    pub(crate) fn accrue(&mut self, now: Instant) {
        // At most a schedule block a turn; a run that was left alone for a day turns once a block.
        while self.accrued_until < now {
            let segment = self.segment(self.accrued_until);
            let until = segment.until.min(now);
            if self.control == TherapyControl::Run {
                self.basal_due += segment.rate.over(until.since(self.accrued_until), &mut self.remainder);
            }
            self.accrued_until = until;
        }
        if self.temp.is_some_and(|temp| temp.until <= now) {
            self.temp = None;
        }
    }

    /// The rate in force from `at`, and how long it stays.
    fn segment(&self, at: Instant) -> Segment {
        let scheduled = self.settings.basal.segment(self.settings.time_of_day, at);
        let rate = |dose_rate| self.settings.concentration.rate_of(dose_rate);
        match self.temp {
            Some(temp) if at < temp.until => {
                Segment { rate: rate(temp.rate.applied_to(scheduled.rate)), until: temp.until.min(scheduled.until) }
            }
            _ => Segment { rate: rate(scheduled.rate), until: scheduled.until },
        }
    }

    /// What the next stroke should deliver, if one is due.
    ///
    /// Basal strokes come when half of one is due, so that delivery is as often ahead as behind: by half a stroke at
    /// most, and by nothing on average. A bolus never comes short for basal that is ahead.
    pub(crate) fn stroke_due(&self, profile: &DeviceProfile) -> Option<Volume> {
        if self.control != TherapyControl::Run {
            return None;
        }
        let bolus = self.boluses.due();
        if bolus >= profile.stroke_min {
            return Some(even_share(bolus + self.basal_due.max(Volume::ZERO), profile.stroke_max));
        }
        let half = self.basal_stroke(profile).scaled(1, 2);
        let due = self.basal_due + bolus;
        (due >= half).then(|| (due + half).min(profile.stroke_max))
    }

    /// How large a basal stroke is at the present rate.
    fn basal_stroke(&self, profile: &DeviceProfile) -> Volume {
        let earned =
            self.segment(self.accrued_until).rate.over(profile.basal_interval, &mut VolumeRemainder::default());
        earned.clamp(profile.basal_stroke_min, profile.stroke_max)
    }

    /// When something may become due, or the rate changes.
    pub(crate) fn next_due(&self, profile: &DeviceProfile) -> Instant {
        let segment = self.segment(self.accrued_until);
        if self.control != TherapyControl::Run {
            return segment.until;
        }
        let half = self.basal_stroke(profile).scaled(1, 2);
        let missing = if self.boluses.due() >= profile.stroke_min {
            Volume::ZERO
        } else {
            half - self.basal_due - self.boluses.due()
        };
        let wait = if missing.is_positive() { segment.rate.time_to(missing) } else { Some(Duration::ZERO) };
        wait.map_or(segment.until, |wait| (self.accrued_until + wait).min(segment.until))
    }

    /// The basal rate in force.
    pub(crate) fn rate(&self) -> FlowRate {
        self.segment(self.accrued_until).rate
    }

    /// Takes a bolus on.
    ///
    /// # Errors
    /// When delivery does not run, the dose is out of range, or there are too many.
    pub(crate) fn start_bolus(&mut self, dose: Dose, limit: Dose) -> Result<BolusId, Rejected> {
        if self.control != TherapyControl::Run {
            return Err(Rejected::NotRunning { control: self.control });
        }
        if !dose.is_positive() || dose > limit {
            return Err(Rejected::BolusOutOfRange { requested: dose, limit });
        }
        self.boluses.start(self.settings.concentration.volume_of(dose)).ok_or(Rejected::TooManyBoluses)
    }

    pub(crate) fn cancel_boluses(&mut self) {
        self.boluses.cancel();
    }

    /// Replaces the scheduled rate for a while.
    ///
    /// # Errors
    /// When rate or duration is out of range; what was in force stays.
    pub(crate) fn set_temp_basal(
        &mut self,
        rate: TempRate,
        duration: Duration,
        profile: &DeviceProfile,
    ) -> Result<(), Rejected> {
        rate.check(profile.rate_limit)?;
        if duration == Duration::ZERO || duration > Duration::from_h(24) {
            return Err(Rejected::DurationOutOfRange { requested: duration });
        }
        self.temp = Some(TempBasal { rate, until: self.accrued_until + duration });
        Ok(())
    }

    pub(crate) fn cancel_temp_basal(&mut self) {
        self.temp = None;
    }

    /// Pauses or stops delivery; boluses end.
    pub(crate) fn halt(&mut self, control: TherapyControl) {
        self.control = control;
        self.boluses.cancel();
    }

    pub(crate) fn run(&mut self) {
        self.control = TherapyControl::Run;
    }

    /// Tells whether a stroke has started that is not yet measured.
    pub(crate) fn set_stroke_under_way(&mut self, under_way: bool) {
        self.boluses.set_stroke_under_way(under_way);
    }

    /// Shares out a measured stroke: boluses first, in their order, the rest is basal.
    pub(crate) fn settle(&mut self, measured: Volume) -> Shares {
        let bolus = self.boluses.settle(measured);
        let basal = measured - bolus;
        self.basal_due -= basal;
        Shares { basal, bolus }
    }

    /// The next bolus that has ended. What is too little for a stroke is carried to basal.
    pub(crate) fn take_ended(&mut self, stroke_min: Volume) -> Option<Event> {
        let ended = self.boluses.take_ended(stroke_min)?;
        self.basal_due += ended.carried;
        Some(Event::BolusEnded { id: ended.id, programmed: ended.programmed, delivered: ended.delivered })
    }
}

/// `due` in as few equal strokes as the largest allows: the size of one.
fn even_share(due: Volume, largest: Volume) -> Volume {
    let strokes =
        crate::fixed::mul_div(due.as_pl().saturating_add(largest.as_pl()).saturating_sub(1), 1, largest.as_pl());
    due.scaled(1, strokes)
}
