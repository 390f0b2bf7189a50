//! What is due: basal by schedule or temporary rate, and boluses. Accrues in exact integers on monotonic time.
//!
//! *Due* is what was asked for up to now and not yet accounted. A stroke that gives more or less than its target
//! leaves a due that is smaller or larger, so errors of single strokes never add up: what is carried is the
//! difference.
//!
//! One stroke serves all: what boluses give at once has the first claim to it, what they give over a time the second,
//! and the rest is basal.
//!
//! - `basal`, `templates`, `clock`: the rate of each time of day, which profile is in force, what the clock shows.
//! - `bolus`, `extended`: boluses. `control`: run, pause, stop.
//! - `plan`: when basal strokes come.
//! - `limits`, `window`: how much may be delivered in any hour and any day.
//! - `on_board`, `forecast`, `counters`: figures to show.

mod basal;
mod bolus;
mod clock;
mod control;
mod counters;
mod extended;
mod forecast;
mod limits;
mod on_board;
mod plan;
mod state;
mod templates;
mod window;

pub use basal::{BasalBlock, BasalProfile, BasalProfileError, MAX_BASAL_BLOCKS, TempRate};
pub use bolus::{BolusId, BolusOrder, BolusStatus};
pub use clock::WallTime;
pub use control::TherapyControl;
pub use counters::{Count, Counters};
pub use limits::{LimitWindow, Limits};
pub use state::TherapyState;
pub use templates::{MAX_TEMPLATES, Templates};

use crate::command::Rejected;
use crate::event::Event;
use crate::ledger::{ByCategory, Category};
use crate::profile::DeviceProfile;
use basal::{Segment, TempBasal};
use bolus::Boluses;
use clock::Clock;
use control::Control;
use limits::Limiter;
use plan::Plan;
use units::{Concentration, Dose, Duration, Instant, Volume, VolumeRemainder};
use window::share_of;

/// What a person sets before delivery starts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Settings {
    /// Strength of the drug.
    pub concentration: Concentration,
    /// Basal rates over the day: the first template, which is in force.
    pub basal: BasalProfile,
    /// Time of day at instant zero; below 24 h.
    pub time_of_day: Duration,
    /// What was filled into the reservoir.
    pub reservoir_fill: Volume,
    /// Limits that are tighter than the device's.
    pub limits: Limits,
    /// Further templates: numbers 2 and up.
    pub templates: Templates,
}

/// The longest that a temporary rate or a timed pause lasts.
const LONGEST: Duration = Duration::from_h(24);

/// What was asked for, and what of it is due.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Therapy {
    settings: Settings,
    /// The lower of a person's and the device's.
    limits: Limits,
    /// Number of the template in force.
    template: u8,
    clock: Clock,
    control: Control,
    /// A pause has ended by itself, and nobody was told yet.
    resumed: bool,
    temp: Option<TempBasal>,
    boluses: Boluses,
    limiter: Limiter,
    /// Basal due; negative after strokes that gave more than was due.
    basal_due: Volume,
    remainder: VolumeRemainder,
    accrued_until: Instant,
}

impl Therapy {
    pub(crate) fn new(settings: Settings, profile: &DeviceProfile) -> Self {
        Self {
            limits: settings.limits.within(profile),
            template: 1,
            clock: Clock::new(settings.time_of_day),
            settings,
            control: Control::RUN,
            resumed: false,
            temp: None,
            boluses: Boluses::default(),
            limiter: Limiter::default(),
            basal_due: Volume::ZERO,
            remainder: VolumeRemainder::ZERO,
            accrued_until: Instant::ZERO,
        }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The profile in force.
    fn profile(&self) -> &BasalProfile {
        self.settings.templates.get(self.template).unwrap_or(&self.settings.basal)
    }

    pub(crate) fn control(&self) -> TherapyControl {
        self.control.state()
    }

    pub(crate) fn boluses(&self) -> impl Iterator<Item = BolusStatus> {
        self.boluses.status()
    }

    pub(crate) fn template(&self) -> u8 {
        self.template
    }

    pub(crate) fn wall(&self) -> WallTime {
        self.clock.wall(self.accrued_until)
    }

    /// See `on_board`.
    pub(crate) fn on_board(&self) -> Dose {
        self.settings.concentration.dose_of(on_board::on_board(&self.limiter, self.accrued_until))
    }

    /// The drug's strength, and the time of day at instant zero.
    pub(crate) fn drug_and_day(&self) -> (Concentration, Duration) {
        (self.settings.concentration, self.settings.time_of_day)
    }

    /// What is due, and what running boluses still owe.
    pub(crate) fn outstanding(&self) -> Volume {
        self.basal_due.max(Volume::ZERO) + self.boluses.owed()
    }

    /// Lets time pass up to `now`: what the rate in force has earned becomes due. Nothing accrues unless delivery
    /// runs. A pause that ends meanwhile ends at its instant.
    pub(crate) fn accrue(&mut self, now: Instant) {
        // At most a schedule block a turn; a run that was left alone for a day turns once a block.
        while self.accrued_until < now {
            let segment = self.segment(self.accrued_until);
            let until = segment.until.min(self.control.resumes()).min(now);
            if self.control.runs() {
                self.basal_due += segment.rate.over(until.since(self.accrued_until), &mut self.remainder);
            }
            self.accrued_until = until.max(self.accrued_until);
            if until >= self.control.resumes() {
                self.control = Control::RUN;
                self.resumed = true;
            }
        }
        if self.temp.is_some_and(|temp| temp.until <= now) {
            self.temp = None;
        }
    }

    /// The rate in force from `at`, and how long it stays. Never above the limit.
    fn segment(&self, at: Instant) -> Segment {
        let of_day = self.clock.time_of_day(at);
        let scheduled = self.profile().segment(of_day, at);
        let rate = |dose_rate: units::DoseRate| self.settings.concentration.rate_of(dose_rate.min(self.limits.rate));
        match self.temp {
            Some(temp) if at < temp.until => {
                Segment { rate: rate(temp.rate.applied_to(scheduled.rate)), until: temp.until.min(scheduled.until) }
            }
            _ => Segment { rate: rate(scheduled.rate), until: scheduled.until },
        }
    }

    /// What the next stroke should deliver, if one is due; of what boluses give at once, no more than `at_once`.
    ///
    /// Basal strokes come at planned times, each with what puts delivery back on plan: see `plan`. What accrues over time
    /// of boluses goes with them, or has strokes of its own when a whole one has accrued, so that it is never ahead. A
    /// bolus never comes short for basal that is ahead.
    pub(crate) fn stroke_due(&self, at_once: Volume, profile: &DeviceProfile) -> Option<Volume> {
        if !self.control.runs() {
            return None;
        }
        let now = self.accrued_until;
        let (fast, extended) = (self.boluses.fast_due(now), self.boluses.extended_due(now));
        let at_least = fast + extended + self.basal_due.max(Volume::ZERO);
        if fast >= profile.stroke_min {
            return Some(fast_stroke(fast, at_least, at_once, profile.stroke_min));
        }
        if let Some(target) = self.plan(profile).stroke_due(self.basal_due + fast) {
            return Some((target + extended).clamp(profile.stroke_min, profile.stroke_max));
        }
        (extended >= self.extended_stroke(profile)).then(|| at_least.min(profile.stroke_max))
    }

    /// Basal strokes at the present rate.
    fn plan(&self, profile: &DeviceProfile) -> Plan {
        Plan::new(self.segment(self.accrued_until).rate, self.accrued_until, profile)
    }

    /// When the next stroke of basal comes, if the rate stays as it is.
    pub(crate) fn next_basal(&self, profile: &DeviceProfile) -> Instant {
        self.plan(profile).next(self.basal_due)
    }

    /// How large a stroke is of what boluses give over a time; at their end, whatever makes a stroke.
    fn extended_stroke(&self, profile: &DeviceProfile) -> Volume {
        let rate = self.boluses.extended_rate(self.accrued_until);
        if !rate.is_positive() {
            return profile.stroke_min;
        }
        let earned = rate.over(profile.basal_interval, &mut VolumeRemainder::default());
        earned.clamp(profile.basal_stroke_min, profile.basal_stroke_max)
    }

    /// What of a stroke the limits of hour and day allow now; `None` when that is too little for a stroke.
    pub(crate) fn within_limits(&self, target: Volume, profile: &DeviceProfile) -> Option<Volume> {
        // A stroke may deliver more than its target, and still has to fit.
        let room =
            self.limiter.room(self.accrued_until, &self.limits, self.settings.concentration) - profile.stroke_margin;
        let allowed = target.min(room);
        (allowed >= profile.stroke_min).then_some(allowed)
    }

    /// A stroke was due that the limits did not allow. Basal beyond one stroke is given up, so that it does not come all
    /// at once as soon as there is room.
    pub(crate) fn hold_back(&mut self, profile: &DeviceProfile) {
        self.basal_due = self.basal_due.min(profile.stroke_max);
    }

    /// When something may become due, or the rate changes.
    pub(crate) fn next_due(&self, profile: &DeviceProfile) -> Instant {
        let now = self.accrued_until;
        let change = self.segment(now).until.min(self.boluses.next_change(now)).min(self.control.resumes());
        if let Some(target) = self.stroke_due(profile.stroke_max, profile) {
            let allowed = self.within_limits(target, profile).is_some();
            return if allowed { now } else { Limiter::moves_on(now).min(change) };
        }
        if !self.control.runs() {
            return change;
        }
        let basal = self.plan(profile).next(self.basal_due + self.boluses.fast_due(now));
        let extended = self.extended_stroke(profile) - self.boluses.extended_due(now);
        let wait = self.boluses.extended_rate(now).time_to(extended);
        wait.map_or(change, |wait| change.min(now + wait)).min(basal)
    }

    /// Takes a bolus on.
    ///
    /// # Errors
    /// When delivery does not run, a part, a time or the sum is out of range, a limit would be exceeded, or there are
    /// too many.
    pub(crate) fn start_bolus(&mut self, order: &BolusOrder, profile: &DeviceProfile) -> Result<BolusId, Rejected> {
        if !self.control.runs() {
            return Err(Rejected::NotRunning { control: self.control() });
        }
        self.check_order(order, profile)?;
        let [fast, extended] = [order.fast, order.extended].map(|dose| self.settings.concentration.volume_of(dose));
        self.check_room(order, fast, extended, profile)?;
        let starts = self.accrued_until + order.delay;
        self.boluses.start(fast, extended, starts, order.over).ok_or(Rejected::TooManyBoluses)
    }

    /// # Errors
    /// When a part, a time or the sum is out of range.
    fn check_order(&self, order: &BolusOrder, profile: &DeviceProfile) -> Result<(), Rejected> {
        let limit = self.limits.bolus;
        let wrong = [order.fast, order.extended].into_iter().find(|dose| dose.is_negative());
        let total = order.total();
        if let Some(requested) = wrong.or_else(|| (!total.is_positive() || total > limit).then_some(total)) {
            return Err(Rejected::BolusOutOfRange { requested, limit });
        }
        let longest = profile.bolus_time_limit;
        let timed = order.over > Duration::ZERO;
        if timed != order.extended.is_positive() || order.over > longest {
            return Err(Rejected::BolusTimeOutOfRange { requested: order.over, limit: longest });
        }
        if order.delay > longest {
            return Err(Rejected::BolusTimeOutOfRange { requested: order.delay, limit: longest });
        }
        Ok(())
    }

    /// # Errors
    /// When what was delivered, what is still to come of other boluses and this one together could exceed a limit.
    fn check_room(
        &self,
        order: &BolusOrder,
        fast: Volume,
        extended: Volume,
        profile: &DeviceProfile,
    ) -> Result<(), Rejected> {
        let now = self.accrued_until;
        for (window, time) in [(LimitWindow::Hour, Duration::from_h(1)), (LimitWindow::Day, Duration::from_h(24))] {
            let room = self.limiter.room_in(window, now, &self.limits, self.settings.concentration);
            let free = room - self.boluses.ahead(now, time) - profile.stroke_margin;
            if fast + share_of(extended, time, order.over) > free {
                let allowed = self.dose_within(free.max(Volume::ZERO));
                return Err(Rejected::DoseLimit { window, requested: order.total(), allowed });
            }
        }
        Ok(())
    }

    /// The largest dose that is no more than this volume.
    fn dose_within(&self, volume: Volume) -> Dose {
        let dose = self.settings.concentration.dose_of(volume);
        let rounded_up = self.settings.concentration.volume_of(dose) > volume;
        if rounded_up { dose - Dose::from_micro_units(1) } else { dose }
    }

    pub(crate) fn cancel_boluses(&mut self) {
        self.boluses.cancel_all();
    }

    /// # Errors
    /// When no such bolus is under way.
    pub(crate) fn cancel_bolus(&mut self, id: BolusId) -> Result<(), Rejected> {
        if self.boluses.cancel(id) { Ok(()) } else { Err(Rejected::UnknownBolus { id }) }
    }

    /// Replaces the scheduled rate for a while.
    ///
    /// # Errors
    /// When rate or duration is out of range; what was in force stays.
    pub(crate) fn set_temp_basal(&mut self, rate: TempRate, duration: Duration) -> Result<(), Rejected> {
        rate.check(self.profile().highest(), self.limits.rate)?;
        check_duration(duration)?;
        self.temp = Some(TempBasal { rate, until: self.accrued_until + duration });
        Ok(())
    }

    pub(crate) fn cancel_temp_basal(&mut self) {
        self.temp = None;
    }

    /// Writes a profile under a number.
    ///
    /// # Errors
    /// When it is in force, there is no such number, or a rate is above the limit.
    pub(crate) fn write_template(&mut self, number: u8, profile: BasalProfile) -> Result<(), Rejected> {
        let (requested, limit) = (profile.highest(), self.limits.rate);
        if number == self.template {
            return Err(Rejected::TemplateInForce { number });
        }
        if requested > limit {
            return Err(Rejected::RateOutOfRange { requested, limit });
        }
        if number == 1 {
            self.settings.basal = profile;
            return Ok(());
        }
        self.settings.templates.write(number, profile)
    }

    /// Puts another profile in force, at once and as a whole: what has accrued stays.
    ///
    /// # Errors
    /// When there is none of this number.
    pub(crate) fn activate_template(&mut self, number: u8) -> Result<(), Rejected> {
        if number != 1 && self.settings.templates.get(number).is_none() {
            return Err(Rejected::UnknownTemplate { number });
        }
        self.template = number;
        Ok(())
    }

    /// Sets what the clock shows.
    pub(crate) fn set_clock(&mut self, wall: WallTime) {
        self.clock.set(self.accrued_until, wall);
    }

    /// Pauses or stops delivery; boluses end.
    pub(crate) fn halt(&mut self, control: TherapyControl) {
        self.boluses.cancel_all();
        self.control = Control::halted(control, None);
    }

    /// Pauses delivery for a time, after which it runs by itself; boluses end.
    ///
    /// # Errors
    /// When the time is out of range.
    pub(crate) fn pause_for(&mut self, duration: Duration) -> Result<(), Rejected> {
        check_duration(duration)?;
        self.boluses.cancel_all();
        let resumes = Some(self.accrued_until + duration);
        self.control = Control::halted(TherapyControl::Pause, resumes);
        Ok(())
    }

    pub(crate) fn run(&mut self) {
        self.control = Control::RUN;
    }

    /// Whether a pause has ended by itself; once for each.
    pub(crate) fn take_resumed(&mut self) -> bool {
        core::mem::take(&mut self.resumed)
    }

    /// Tells whether a stroke has started that is not yet measured.
    pub(crate) fn set_stroke_under_way(&mut self, under_way: bool) {
        self.boluses.set_stroke_under_way(under_way, self.accrued_until);
    }

    /// Shares out a measured stroke: to boluses what they claim, and the rest is basal.
    pub(crate) fn settle(&mut self, measured: Volume) -> ByCategory {
        let mut shares = ByCategory::default();
        let (fast, extended) = self.boluses.settle(measured);
        let basal = measured - fast - extended;
        self.basal_due -= basal;
        self.limiter.count(self.accrued_until, measured);
        shares.put(Category::FastBolus, fast);
        shares.put(Category::ExtendedBolus, extended);
        shares.put(if self.temp.is_some() { Category::TempBasal } else { Category::Basal }, basal);
        shares
    }

    /// The next bolus that has ended. What of it is too little for a stroke is carried to basal.
    pub(crate) fn take_ended(&mut self, stroke_min: Volume) -> Option<Event> {
        let ended = self.boluses.take_ended(self.accrued_until, stroke_min)?;
        self.basal_due += ended.carried;
        Some(Event::BolusEnded { id: ended.id, programmed: ended.programmed, delivered: ended.delivered })
    }
}

/// # Errors
/// When it is nothing, or more than a day.
fn check_duration(duration: Duration) -> Result<(), Rejected> {
    let allowed = duration > Duration::ZERO && duration <= LONGEST;
    if allowed { Ok(()) } else { Err(Rejected::DurationOutOfRange { requested: duration }) }
}

/// A stroke of what boluses give at once, and what goes with it: one of as few equal ones as the largest allows. What
/// it leaves of the boluses is nothing, or makes a stroke: else the rest would not be given at once.
fn fast_stroke(fast: Volume, at_least: Volume, largest: Volume, smallest: Volume) -> Volume {
    let share = even_share(at_least, largest);
    let left = fast - share;
    let too_little = left.is_positive() && left < smallest;
    match (too_little, fast <= largest) {
        (false, _) => share,
        (true, true) => fast,
        (true, false) => fast - smallest,
    }
}

/// `due` in as few equal strokes as the largest allows: the size of one.
fn even_share(due: Volume, largest: Volume) -> Volume {
    let strokes =
        crate::fixed::mul_div(due.as_pl().saturating_add(largest.as_pl()).saturating_sub(1), 1, largest.as_pl());
    due.scaled(1, strokes)
}

#[cfg(test)]
mod tests;
