//! What is due: basal by schedule or temporary rate, and boluses. Accrues in exact integers on monotonic time.
//!
//! *Due* is what was asked for up to now and not yet accounted. A stroke that gives more or less than its target
//! leaves a due that is smaller or larger, so errors of single strokes never add up: what is carried is the
//! difference.

mod basal;
mod bolus;
mod state;

pub use basal::{BasalBlock, BasalProfile, BasalProfileError, MAX_BASAL_BLOCKS, TempRate};
pub use bolus::BolusId;
pub use state::TherapyState;

use crate::command::Rejected;
use crate::event::Event;
use crate::profile::DeviceProfile;
use basal::{Segment, TempBasal};
use bolus::Boluses;
use units::{Concentration, Dose, Duration, Instant, Volume, VolumeRemainder};

/// What a person sets before delivery starts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
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

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use units::DoseRate;

    const P: DeviceProfile = DeviceProfile::TETHERED;

    fn dose_rate(micro_units_per_h: i64) -> DoseRate {
        DoseRate::from_micro_units_per_h(micro_units_per_h)
    }

    fn hours(hours: u64) -> Instant {
        Instant::ZERO + Duration::from_h(hours)
    }

    /// From 21:00 on: these rates from 00:00, 06:00 and 22:00, in uU/h; 1 uU is 10 pL.
    fn therapy(rates: [i64; 3]) -> Therapy {
        let [night, day, evening] = rates.map(dose_rate);
        let blocks = [
            BasalBlock { from: Duration::ZERO, rate: night },
            BasalBlock { from: Duration::from_h(6), rate: day },
            BasalBlock { from: Duration::from_h(22), rate: evening },
        ];
        Therapy::new(Settings {
            concentration: Concentration::new(100).unwrap(),
            basal: BasalProfile::new(&blocks).unwrap(),
            time_of_day: Duration::from_h(21),
            reservoir_fill: Volume::from_pl(2_000_000_000),
        })
    }

    /// An exact stroke whenever one is due, up to an instant; what was delivered.
    fn deliver(therapy: &mut Therapy, until: Instant) -> Volume {
        let mut delivered = Volume::ZERO;
        while therapy.accrued_until < until {
            while let Some(target) = therapy.stroke_due(&P) {
                therapy.settle(target);
                delivered += target;
                while therapy.take_ended(P.stroke_min).is_some() {}
            }
            let next = therapy.next_due(&P).max(therapy.accrued_until + Duration::from_us(1));
            therapy.accrue(next.min(until));
        }
        delivered
    }

    #[test]
    fn basal_accrues_by_the_schedule_over_midnight() {
        let mut therapy = therapy([800_000, 1_200_000, 500_000]);
        // Until: 22:00 at 1.2 U/h, 00:00 at 0.5, 06:00 at 0.8, 21:00 at 1.2.
        for (hour, pl) in [(1, 12_000_000), (3, 22_000_000), (9, 70_000_000), (24, 250_000_000), (48, 500_000_000)] {
            therapy.accrue(hours(hour));
            assert_eq!(therapy.basal_due, Volume::from_pl(pl), "{hour} h");
        }
    }

    #[test]
    fn a_temporary_rate_supersedes_and_ends_on_time() {
        let mut therapy = therapy([1_000_000, 1_000_000, 2_000_000]);
        therapy.set_temp_basal(TempRate::Percent(50), Duration::from_h(4), &P).unwrap();
        // Half of 1 U/h until 22:00, half of 2 from there.
        therapy.accrue(hours(2));
        assert_eq!(therapy.basal_due, Volume::from_pl(15_000_000));
        therapy.set_temp_basal(TempRate::Absolute(dose_rate(3_000_000)), Duration::from_min(30), &P).unwrap();
        therapy.accrue(hours(3));
        // Half an hour at 3, and the schedule's 2, not what was superseded.
        assert_eq!(therapy.basal_due, Volume::from_pl(15_000_000 + 15_000_000 + 10_000_000));
        assert!(therapy.temp.is_none());
        therapy.set_temp_basal(TempRate::Percent(0), Duration::from_h(24), &P).unwrap();
        therapy.accrue(hours(4));
        therapy.cancel_temp_basal();
        therapy.accrue(hours(5));
        assert_eq!(therapy.basal_due, Volume::from_pl(50_000_000));
    }

    #[test]
    fn a_temporary_rate_that_is_refused_leaves_the_one_in_force() {
        let mut therapy = therapy([1_000_000; 3]);
        therapy.set_temp_basal(TempRate::Percent(50), Duration::from_h(4), &P).unwrap();
        let before = therapy.clone();
        let fair = TempRate::Percent(10);
        for (rate, duration) in [
            (TempRate::Percent(251), Duration::from_h(1)),
            (TempRate::Absolute(dose_rate(-1)), Duration::from_h(1)),
            (TempRate::Absolute(dose_rate(30_000_001)), Duration::from_h(1)),
            (fair, Duration::ZERO),
            (fair, Duration::from_h(24) + Duration::from_us(1)),
        ] {
            assert!(therapy.set_temp_basal(rate, duration, &P).is_err(), "{rate:?} for {duration:?}");
            assert_eq!(therapy, before);
        }
    }

    #[test]
    fn nothing_accrues_unless_delivery_runs_and_a_temporary_rate_goes_on_to_its_end() {
        let mut therapy = therapy([1_000_000; 3]);
        therapy.set_temp_basal(TempRate::Percent(200), Duration::from_h(2), &P).unwrap();
        therapy.accrue(hours(1));
        therapy.halt(TherapyControl::Pause);
        therapy.accrue(hours(3));
        assert_eq!(therapy.basal_due, Volume::from_pl(20_000_000));
        assert_eq!(therapy.stroke_due(&P), None);
        therapy.run();
        therapy.accrue(hours(4));
        assert_eq!(therapy.basal_due, Volume::from_pl(30_000_000));
    }

    #[test]
    fn boluses_are_checked_and_come_before_basal() {
        let mut therapy = therapy([1_000_000; 3]);
        let (limit, dose) = (P.bolus_limit, Dose::from_micro_units);
        for refused in [dose(0), dose(-1), dose(i64::MIN), dose(30_000_001)] {
            assert_eq!(
                therapy.start_bolus(refused, limit),
                Err(Rejected::BolusOutOfRange { requested: refused, limit }),
                "{refused}"
            );
        }
        let first = therapy.start_bolus(dose(100_000), limit).unwrap();
        let second = therapy.start_bolus(dose(200_000), limit).unwrap();
        assert!(first < second);
        // 1 uL and 2 uL are due: two equal strokes of 1.5 uL, shared in the order of asking.
        assert_eq!(therapy.stroke_due(&P), Some(Volume::from_pl(1_500_000)));
        let shares = therapy.settle(Volume::from_pl(1_500_000));
        assert_eq!(shares, Shares { basal: Volume::ZERO, bolus: Volume::from_pl(1_500_000) });
        let ended = Event::BolusEnded {
            id: first,
            programmed: Volume::from_pl(1_000_000),
            delivered: Volume::from_pl(1_000_000),
        };
        assert_eq!(therapy.take_ended(P.stroke_min), Some(ended));
        assert_eq!(therapy.take_ended(P.stroke_min), None);
        // What a stroke gives beyond the boluses is basal that comes early.
        let shares = therapy.settle(Volume::from_pl(1_600_000));
        assert_eq!(shares, Shares { basal: Volume::from_pl(100_000), bolus: Volume::from_pl(1_500_000) });
        assert_eq!(therapy.basal_due, Volume::from_pl(-100_000));
        therapy.halt(TherapyControl::Stop);
        let control = TherapyControl::Stop;
        assert_eq!(therapy.start_bolus(dose(100_000), limit), Err(Rejected::NotRunning { control }));
    }

    #[test]
    fn what_is_too_little_for_a_stroke_is_carried_to_basal() {
        let mut therapy = therapy([0; 3]);
        therapy.start_bolus(Dose::from_micro_units(100_000), P.bolus_limit).unwrap();
        therapy.settle(Volume::from_pl(800_000));
        assert!(therapy.take_ended(P.stroke_min).is_some());
        assert_eq!((therapy.boluses.due(), therapy.basal_due), (Volume::ZERO, Volume::from_pl(200_000)));
    }

    proptest! {
        #[test]
        fn no_split_of_time_changes_what_accrues(
            rates in [0i64..30_000_000, 0i64..30_000_000, 0i64..30_000_000],
            temp in (0u16..=250, 1u64..90_000_000_000),
            splits in vec(0u64..200_000_000_000, 0..40),
        ) {
            let end = Instant::from_us(200_000_000_000);
            let mut whole = therapy(rates);
            let duration = Duration::from_us(temp.1.min(86_400_000_000));
            whole.set_temp_basal(TempRate::Percent(temp.0), duration, &P).unwrap();
            let mut split = whole.clone();
            for us in splits {
                split.accrue(Instant::from_us(us));
            }
            split.accrue(end);
            whole.accrue(end);
            prop_assert_eq!(split, whole);
        }

        #[test]
        fn delivery_is_within_half_a_stroke_of_what_was_asked_for(
            rate in 1_000i64..30_000_000,
            boluses in vec((0u64..20, 30_000i64..10_000_000), 0..4),
        ) {
            let mut therapy = therapy([rate; 3]);
            let mut asked = Volume::ZERO;
            let mut delivered = Volume::ZERO;
            let mut at = 0;
            for (after_h, dose) in boluses {
                at += after_h;
                delivered += deliver(&mut therapy, hours(at));
                therapy.start_bolus(Dose::from_micro_units(dose), P.bolus_limit).unwrap();
                asked += Volume::from_pl(10 * dose);
            }
            // A tenth of an hour at a time, so that the middle is looked at as well as the end.
            for tenth in 1..=30 {
                let until = hours(at) + Duration::from_min(6 * tenth);
                delivered += deliver(&mut therapy, until);
                let ms = i64::try_from(until.since(Instant::ZERO).as_ms()).unwrap();
                let due = asked + Volume::from_pl(10 * rate).scaled(ms, 3_600_000) - delivered;
                let half = therapy.basal_stroke(&P).scaled(1, 2) + P.stroke_min.scaled(1, 100);
                prop_assert!(due.abs() <= half, "{due} due after {until}, half a stroke is {half}");
            }
        }

        #[test]
        fn a_stroke_is_never_larger_than_the_largest_nor_smaller_than_the_smallest(
            rate in 0i64..30_000_000, dose in 1i64..30_000_000, us in 0u64..20_000_000_000, early in 0i64..3_000_000,
        ) {
            let mut therapy = therapy([rate; 3]);
            therapy.settle(Volume::from_pl(early));
            therapy.accrue(Instant::from_us(us));
            therapy.start_bolus(Dose::from_micro_units(dose), P.bolus_limit).unwrap();
            if let Some(target) = therapy.stroke_due(&P) {
                prop_assert!(target <= P.stroke_max && target >= P.stroke_min, "{target}");
            }
        }
    }
}
