//! Every pair of therapies that may overlap.

use super::*;

/// What may overlap; each begins at a minute and has its effect on the expectation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Fast,
    Extended,
    Multiwave,
    Delayed,
    TempUp,
    TempZero,
    TempAbsolute,
    Template,
    ClockBack,
    Pause,
    CancelAll,
}

const KINDS: [Kind; 11] = [
    Kind::Fast,
    Kind::Extended,
    Kind::Multiwave,
    Kind::Delayed,
    Kind::TempUp,
    Kind::TempZero,
    Kind::TempAbsolute,
    Kind::Template,
    Kind::ClockBack,
    Kind::Pause,
    Kind::CancelAll,
];

const FIVE_H: u64 = 300;

/// A bolus as a person would keep account of it: minutes and microlitres.
#[derive(Debug, Clone, Copy)]
struct Kept {
    starts: u64,
    ends: u64,
    fast: i64,
    extended: i64,
    over: u64,
}

/// What a person would work out, a minute at a time. From 21:00; 1 U/h until 22:00, 2 until midnight, then 3.
#[derive(Debug, Default)]
struct Person {
    boluses: heapless::Vec<Kept, 4>,
    temp: Option<(Kind, u64)>,
    template: bool,
    clock_back: u64,
    paused_until: u64,
}

impl Person {
    fn begin(&mut self, kind: Kind, min: u64) {
        let mut bolus = |fast, extended, over, delay| {
            let kept = Kept { starts: min + delay, ends: u64::MAX, fast, extended, over };
            self.boluses.push(kept).unwrap();
        };
        match kind {
            Kind::Fast => bolus(20, 0, 1, 0),
            Kind::Extended => bolus(0, 30, 60, 0),
            Kind::Multiwave => bolus(10, 20, 60, 0),
            Kind::Delayed => bolus(10, 0, 1, 30),
            Kind::TempUp | Kind::TempZero | Kind::TempAbsolute => self.temp = Some((kind, min + 60)),
            Kind::Template => self.template = true,
            Kind::ClockBack => self.clock_back += 60,
            Kind::Pause => {
                self.paused_until = min + 30;
                self.end_all(min);
            }
            Kind::CancelAll => self.end_all(min),
        }
    }

    fn end_all(&mut self, min: u64) {
        for bolus in &mut self.boluses {
            bolus.ends = bolus.ends.min(min);
        }
    }

    /// What basal earns in a minute, pL.
    fn minute(&self, min: u64) -> i64 {
        let of_day = (21 * 60 + min - self.clock_back) % 1440;
        let scheduled = match (self.template, of_day) {
            (true, _) => 4_000_000,
            (false, 0..360) => 3_000_000,
            (false, 360..1320) => 1_000_000,
            (false, _) => 2_000_000,
        };
        let rate = match self.temp {
            _ if min < self.paused_until => 0,
            Some((Kind::TempUp, until)) if min < until => scheduled * 3 / 2,
            Some((Kind::TempZero, until)) if min < until => 0,
            Some((Kind::TempAbsolute, until)) if min < until => 900_000,
            _ => scheduled,
        };
        10 * rate / 60
    }

    /// What boluses have given at once and over time at the end, pL.
    fn given(&self, end: u64) -> [i64; 2] {
        let mut sums = [0; 2];
        for bolus in &self.boluses {
            // What is given at once is given before anything else can happen in that minute.
            let until = bolus.ends.min(end);
            if until >= bolus.starts {
                let elapsed = i64::try_from((until - bolus.starts).min(bolus.over)).unwrap();
                sums[0] += 1_000_000 * bolus.fast;
                sums[1] += 1_000_000 * bolus.extended * elapsed / i64::try_from(bolus.over).unwrap();
            }
        }
        sums
    }
}

fn begin(therapy: &mut Therapy, kind: Kind) -> Result<(), Rejected> {
    let hour = Duration::from_h(1);
    match kind {
        Kind::Fast => fast(therapy, 2_000_000).map(drop),
        Kind::Extended => therapy.start_bolus(&extended(0, 3, hour), &P).map(drop),
        Kind::Multiwave => therapy.start_bolus(&extended(1, 2, hour), &P).map(drop),
        Kind::Delayed => {
            let dose = BolusOrder::fast(Dose::from_micro_units(1_000_000));
            therapy.start_bolus(&BolusOrder { delay: Duration::from_min(30), ..dose }, &P).map(drop)
        }
        Kind::TempUp => therapy.set_temp_basal(TempRate::Percent(150), hour),
        Kind::TempZero => therapy.set_temp_basal(TempRate::Percent(0), hour),
        Kind::TempAbsolute => therapy.set_temp_basal(TempRate::Absolute(dose_rate(900_000)), hour),
        Kind::Template => therapy.activate_template(2),
        Kind::ClockBack => {
            let wall = therapy.wall();
            therapy.set_clock(WallTime { us: wall.us - 3_600_000_000 });
            Ok(())
        }
        Kind::Pause => therapy.pause_for(Duration::from_min(30)),
        Kind::CancelAll => {
            therapy.cancel_boluses();
            Ok(())
        }
    }
}

/// Exact strokes up to an instant; what was accounted.
fn live(therapy: &mut Therapy, until: Instant) -> ByCategory {
    let mut sums = ByCategory::default();
    loop {
        while let Some(target) = therapy.stroke_due(P.stroke_max, &P) {
            sums.add(&stroke(therapy, target));
        }
        while therapy.take_ended(P.stroke_min).is_some() {}
        if therapy.accrued_until >= until {
            return sums;
        }
        let next = therapy.next_due(&P).max(therapy.accrued_until + Duration::from_us(1));
        therapy.accrue(next.min(until));
    }
}

/// Both begin, the second some minutes after the first; what each category has must be what a person works out.
fn check(first: Kind, second: Kind, apart: u64) {
    let mut therapy = therapy([3_000_000, 1_000_000, 2_000_000]);
    let four = BasalProfile::new(&[BasalBlock { from: Duration::ZERO, rate: dose_rate(4_000_000) }]).unwrap();
    therapy.write_template(2, four).unwrap();
    let mut person = Person::default();
    let mut sums = live(&mut therapy, at(20));
    let mut expected_basal = (0..20).map(|min| person.minute(min)).sum::<i64>();
    let mut spans = [(first, 20, 20 + apart), (second, 20 + apart, FIVE_H)].into_iter();
    let what = (first, second, apart);
    for (kind, from, to) in spans.by_ref() {
        // Refused only where delivery does not run.
        match begin(&mut therapy, kind) {
            Ok(()) => person.begin(kind, from),
            Err(refused) => {
                assert_eq!(refused, Rejected::NotRunning { control: TherapyControl::Pause }, "{what:?}");
            }
        }
        sums.add(&live(&mut therapy, at(to)));
        expected_basal += (from..to).map(|min| person.minute(min)).sum::<i64>();
    }
    let [expected_fast, expected_extended] = person.given(FIVE_H);
    let near = |found: Volume, expected: i64, within: i64, name: &str| {
        assert!((found.as_pl() - expected).abs() <= within, "{name} of {what:?}: {found}, not {expected} pL");
    };
    // At once: all but the picolitres that equal strokes leave. Over time: of each bolus less than the smallest stroke,
    // which goes to basal; less a stroke, where it was cut short.
    near(sums.of(Category::FastBolus), expected_fast, 60, "fast");
    let cut = person.boluses.iter().any(|bolus| bolus.ends < bolus.starts + bolus.over);
    let rests = 250_000 * i64::try_from(person.boluses.len()).expect("two");
    near(sums.of(Category::ExtendedBolus), expected_extended, if cut { 2_000_000 } else { rests }, "extended");
    assert!(sums.of(Category::ExtendedBolus).as_pl() <= expected_extended, "{what:?}: ahead");
    let basal = sums.of(Category::Basal) + sums.of(Category::TempBasal);
    near(basal, expected_basal, 1_250_000, "basal");
    if !cut {
        near(sums.sum(), expected_fast + expected_extended + expected_basal, 1_000_100, "sum");
    }
    assert_eq!(therapy.boluses.status().count(), 0);
}

#[test]
fn every_pair_of_overlapping_therapies_gives_what_a_person_would_work_out() {
    for first in KINDS {
        for second in KINDS {
            for apart in [0, 1, 17, 45] {
                check(first, second, apart);
            }
        }
    }
}
