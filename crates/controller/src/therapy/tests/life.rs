//! Therapy through any life: whatever is asked and measured, nothing is lost and no limit is passed.

use super::*;

/// Strokes, to sum over any window.
#[derive(Debug, Default)]
struct Given(heapless::Vec<(Instant, Volume), 8192>);

impl Given {
    fn push(&mut self, now: Instant, volume: Volume) {
        self.0.push((now, volume)).unwrap();
    }

    /// What came within this time up to `now`, by summing all of it.
    fn within(&self, now: Instant, time: Duration) -> Volume {
        let recent = self.0.iter().rev().take_while(|(at, _)| now.since(*at) < time);
        recent.fold(Volume::ZERO, |sum, (_, volume)| sum + *volume)
    }
}

#[derive(Debug, Clone)]
enum Deed {
    Bolus {
        fast: i64,
        extended: i64,
        over_s: u64,
        delay_s: u64,
    },
    CancelAll,
    Cancel(u32),
    Temp(u16, u64),
    Template(u8),
    Clock(i64),
    PauseFor(u64),
    Halt,
    Run,
    /// Strokes as they are due, for some minutes, each measured as this many percent of its target.
    Live(u64, i64),
    /// The next stroke begins, and is measured only after the next deed.
    Begin,
}

fn deed() -> impl Strategy<Value = Deed> {
    let bolus = (0i64..9_000_000, 0i64..9_000_000, 1u64..28_800, prop_oneof![Just(0u64), 0u64..7_200]);
    let therapy = prop_oneof![
        4 => bolus.prop_map(|(fast, extended, over_s, delay_s)| Deed::Bolus { fast, extended, over_s, delay_s }),
        1 => Just(Deed::CancelAll),
        1 => (1u32..12).prop_map(Deed::Cancel),
        1 => (0u16..=250, 1u64..600).prop_map(|(percent, min)| Deed::Temp(percent, min)),
        1 => (1u8..=2).prop_map(Deed::Template),
        1 => any::<i64>().prop_map(Deed::Clock),
    ];
    let control = prop_oneof![
        1 => (1u64..200).prop_map(Deed::PauseFor),
        1 => Just(Deed::Halt),
        4 => Just(Deed::Run),
    ];
    let time = prop_oneof![
        8 => (1u64..90, 0i64..=125).prop_map(|(min, percent)| Deed::Live(min, percent)),
        3 => Just(Deed::Begin),
    ];
    prop_oneof![9 => therapy, 7 => control, 11 => time]
}

struct Life {
    therapy: Therapy,
    given: Given,
    ledger: crate::ledger::Ledger,
    under_way: Option<Volume>,
    taken: u32,
    ended: u32,
}

impl Life {
    fn new(limits: Limits) -> Self {
        let mut therapy = Therapy { limits: limits.within(&P), ..therapy([2_000_000, 1_000_000, 500_000]) };
        let block = BasalBlock { from: Duration::ZERO, rate: dose_rate(6_000_000) };
        therapy.write_template(2, BasalProfile::new(&[block]).unwrap()).unwrap();
        let ledger = crate::ledger::Ledger::new(ul(3_000));
        Self { therapy, given: Given::default(), ledger, under_way: None, taken: 0, ended: 0 }
    }

    fn perform(&mut self, deed: &Deed) -> Result<(), TestCaseError> {
        let before = self.therapy.clone();
        let refused = match *deed {
            Deed::Bolus { fast, extended, over_s, delay_s } => {
                let [fast, extended] = [fast, extended].map(Dose::from_micro_units);
                let over = if extended.is_positive() { Duration::from_s(over_s) } else { Duration::ZERO };
                let order = BolusOrder { fast, extended, over, delay: Duration::from_s(delay_s) };
                let answer = self.therapy.start_bolus(&order, &P);
                self.taken += u32::from(answer.is_ok());
                answer.is_err()
            }
            Deed::CancelAll => {
                self.therapy.cancel_boluses();
                false
            }
            Deed::Cancel(id) => self.therapy.cancel_bolus(BolusId(id)).is_err(),
            Deed::Temp(percent, min) => {
                self.therapy.set_temp_basal(TempRate::Percent(percent), Duration::from_min(min)).is_err()
            }
            Deed::Template(number) => self.therapy.activate_template(number).is_err(),
            Deed::Clock(us) => {
                self.therapy.set_clock(WallTime { us });
                false
            }
            Deed::PauseFor(min) => self.therapy.pause_for(Duration::from_min(min)).is_err(),
            Deed::Halt => {
                self.therapy.halt(TherapyControl::Stop);
                false
            }
            Deed::Run => {
                self.therapy.run();
                false
            }
            Deed::Begin | Deed::Live(..) => false,
        };
        prop_assert!(!refused || self.therapy == before, "a refusal changed something");
        self.end(100)?;
        if let Deed::Live(min, percent) = *deed {
            self.live(Duration::from_min(min), percent)?;
        } else if matches!(deed, Deed::Begin) {
            self.begin()?;
        }
        self.check()
    }

    fn live(&mut self, time: Duration, percent: i64) -> Result<(), TestCaseError> {
        let until = self.therapy.accrued_until + time;
        while self.therapy.accrued_until < until {
            self.begin()?;
            let stroke = self.under_way.is_some();
            let next = self.therapy.next_due(&P);
            // A stroke takes four seconds.
            let next = if stroke { self.therapy.accrued_until + Duration::from_s(4) } else { next };
            prop_assert!(stroke || next > self.therapy.accrued_until, "nothing is done and nothing awaited");
            self.therapy.accrue(next.min(until.max(self.therapy.accrued_until)));
            self.end(percent)?;
        }
        Ok(())
    }

    /// Starts a stroke if one is due and allowed, as the controller does.
    fn begin(&mut self) -> Result<(), TestCaseError> {
        let Some(due) = self.therapy.stroke_due(P.stroke_max, &P) else { return Ok(()) };
        prop_assert!(due >= P.stroke_min && due <= P.stroke_max, "{due}");
        let Some(target) = self.therapy.within_limits(due, &P) else {
            self.therapy.hold_back(&P);
            return Ok(());
        };
        self.under_way = Some(target);
        self.ledger.reserve(target + P.stroke_margin);
        self.therapy.set_stroke_under_way(true);
        Ok(())
    }

    /// Ends the stroke under way, if there is one.
    fn end(&mut self, percent: i64) -> Result<(), TestCaseError> {
        if let Some(target) = self.under_way.take() {
            let measured = target.scaled(percent, 100).min(target + P.stroke_margin);
            let shares = self.therapy.settle(measured);
            prop_assert_eq!(shares.sum(), measured, "each picolitre has one category");
            self.ledger.settle(&shares);
            self.given.push(self.therapy.accrued_until, measured);
            self.therapy.set_stroke_under_way(false);
        }
        while let Some(ended) = self.therapy.take_ended(P.stroke_min) {
            if let Event::BolusEnded { programmed, delivered, .. } = ended {
                prop_assert!(!delivered.is_negative() && delivered <= programmed, "{delivered} of {programmed}");
                self.ended += 1;
            }
        }
        Ok(())
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let now = self.therapy.accrued_until;
        for bolus in self.therapy.boluses() {
            let (programmed, delivered) = bolus.extended;
            let accrued = extended_due(programmed, now.since(bolus.starts), bolus.over);
            prop_assert!(!delivered.is_negative() && delivered <= accrued, "{bolus:?} is ahead of {accrued}");
            prop_assert!(!bolus.fast.1.is_negative() && bolus.fast.1 <= bolus.fast.0, "{bolus:?}");
        }
        let running = u32::try_from(self.therapy.boluses().count()).unwrap();
        prop_assert_eq!(self.taken, self.ended + running, "each bolus that was taken ends once");
        let categories = Category::ALL.into_iter().fold(Volume::ZERO, |sum, each| sum + self.ledger.accounted_as(each));
        prop_assert_eq!(categories + self.ledger.reserved() + self.ledger.remaining(), self.ledger.loaded());
        let limits = &self.therapy.limits;
        for (limit, time) in [(limits.hour, Duration::from_h(1)), (limits.day, Duration::from_h(24))] {
            let limit = self.therapy.settings.concentration.volume_of(limit);
            prop_assert!(self.given.within(now, time) <= limit, "{} in {time}", self.given.within(now, time));
        }
        Ok(())
    }
}

fn extended_due(whole: Volume, elapsed: Duration, over: Duration) -> Volume {
    super::super::extended::accrued(whole, elapsed, over)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_commanded_and_measured_nothing_is_lost_doubled_or_beyond_a_limit(
        hour in 2_000_000i64..70_000_000, day in 5_000_000i64..400_000_000, deeds in vec(deed(), 1..40),
    ) {
        let [hour, day] = [hour, day].map(Dose::from_micro_units);
        let mut life = Life::new(Limits { hour, day, ..Limits::DEVICE });
        for deed in &deeds {
            life.perform(deed)?;
        }
        // Let what runs come to its end: eight hours of delay and eight of a bolus, held back by the limits perhaps.
        life.therapy.cancel_boluses();
        life.end(100)?;
        prop_assert_eq!(life.taken, life.ended);
    }
}
