//! The supervisor as a whole: it only takes power away, whatever comes; and each reason to withhold, with the nearest
//! thing that gives none.

use proptest::prelude::*;
use supervisor::{
    Asked, Counts, Duty, Fresh, PerWire, Place, Readings, Reason, Supervisor, SupervisorLimits, TravelFigures,
    TravelPoint, Wire,
};
use units::{Current, Duration, Instant, Length, Temperature, Voltage};

const FIGURES: TravelFigures = TravelFigures {
    near: TravelPoint { travel: Length::from_nm(60_000), fall_ppm: 45_000 },
    far: TravelPoint { travel: Length::from_nm(300_000), fall_ppm: 279_000 },
};

fn duty(steps: u16) -> Duty {
    Duty::from_1024ths(steps)
}

/// One that has passed its test at start-up.
fn armed(limits: &SupervisorLimits) -> Supervisor {
    let mut supervisor = Supervisor::new(*limits, FIGURES);
    while let Some(step) = supervisor.start_up() {
        let flows = step.first.min(step.second) == Duty::FULL;
        supervisor.start_up_read(Some(Current::from_ua(if flows { 110_000 } else { 1_000 })));
    }
    supervisor
}

/// A reading with so much light above dark, counts.
fn light(counts: u32) -> Counts {
    Counts { lit: (counts + 40) * 16, dark: 40 * 16, pulses: 16 }
}

/// A hand that asks well, at a tick of its own.
struct Hand {
    supervisor: Supervisor,
    now: Instant,
    readings: Readings,
    broken: Option<Wire>,
}

impl Hand {
    fn new(limits: &SupervisorLimits) -> Self {
        let readings = Readings {
            plunger: Some(light(3_000)),
            valve: Some(light(3_000)),
            battery: Some(Voltage::from_uv(3_800_000)),
            housing: Some(Temperature::from_millidegc(25_000)),
            latch: Some(Place::Taken),
            connector: Some(Place::Taken),
            mating: None,
            currents: PerWire::default(),
        };
        Self { supervisor: armed(limits), now: Instant::ZERO, readings, broken: None }
    }

    /// One step, with a token or without.
    fn once(&mut self, duties: PerWire<Duty>, fresh: Option<Fresh>) {
        let passed = self.supervisor.passed();
        for (wire, ohm) in [(Wire::Pump, 11), (Wire::FirstValve, 8), (Wire::SecondValve, 35)] {
            let full_ua = if self.broken == Some(wire) { 0 } else { 3_800_000 / ohm };
            let current = Current::from_ua(full_ua * i32::from(passed.of(wire).as_1024ths()) / 1_024);
            *self.readings.currents.of_mut(wire) = Some(current);
        }
        let decision = self.supervisor.step(self.now, &self.readings, &Asked { duties, fresh });
        assert!(Wire::ALL.iter().all(|wire| decision.passed.of(*wire) <= duties.of(*wire)));
    }

    /// Asks for these duties (pump, first, second valve) anew, every 10 ms for so long.
    fn ask(&mut self, [pump, first_valve, second_valve]: [u16; 3], time: Duration) -> &mut Self {
        let duties = PerWire {
            pump: duty(pump),
            first_valve: duty(first_valve),
            second_valve: duty(second_valve),
            measurement_valve: Duty::OFF,
        };
        let end = self.now + time;
        while self.now < end {
            let fresh = Some(Fresh { token: self.supervisor.token(), at: self.now });
            self.once(duties, fresh);
            self.now += Duration::from_ms(10);
        }
        self
    }

    /// Shuts the first valve as work does.
    fn seal(&mut self) -> &mut Self {
        self.ask([0, 512, 0], Duration::from_ms(300)).ask([0, 100, 0], Duration::from_ms(100))
    }

    fn reason(&self) -> Option<Reason> {
        self.supervisor.withheld().map(|withheld| withheld.reason)
    }
}

#[test]
fn a_stroke_in_order_is_passed() {
    let mut hand = Hand::new(&SupervisorLimits::TETHERED);
    hand.ask([0; 3], Duration::from_ms(20)).seal().ask([0, 100, 900], Duration::from_ms(200));
    hand.readings.valve = Some(light(2_000));
    hand.ask([150, 100, 450], Duration::from_s(2)).ask([150, 100, 0], Duration::from_ms(200));
    hand.readings.valve = Some(light(2_900));
    hand.ask([150, 100, 0], Duration::from_ms(20))
        .ask([100, 0, 0], Duration::from_ms(500))
        .ask([0; 3], Duration::from_s(5));
    assert_eq!(hand.reason(), None);
}

type Story = fn(&mut Hand);

/// What gives each reason.
fn stories() -> [(Reason, Story); 11] {
    [
        (Reason::NotFitted, |hand| {
            let fresh = Some(Fresh { token: hand.supervisor.token(), at: hand.now });
            hand.once(PerWire { measurement_valve: duty(1), ..PerWire::default() }, fresh);
        }),
        (Reason::Interlock, |hand| {
            hand.ask([0, 0, 900], Duration::from_ms(10));
        }),
        (Reason::Heat, |hand| {
            hand.ask([0, 1024, 0], Duration::from_s(1));
        }),
        (Reason::Current, |hand| {
            hand.seal().broken = Some(Wire::FirstValve);
            hand.ask([0, 100, 0], Duration::from_ms(20));
        }),
        (Reason::OnTime, |hand| {
            hand.seal().ask([100, 100, 0], Duration::from_s(16));
        }),
        // Beyond the rigid body: as far as there one stroke may go now and then.
        (Reason::StrokeTravel, |hand| {
            hand.seal().ask([150, 100, 0], Duration::from_ms(50));
            for counts in [2_800, 2_500, 2_200, 1_950, 1_600] {
                hand.readings.plunger = Some(light(counts));
                hand.ask([150, 100, 0], Duration::from_ms(50));
            }
        }),
        (Reason::WindowTravel, |hand| {
            hand.seal();
            // To and fro below the bound of a stroke, for as long as a wire may have power.
            for _ in 0..200 {
                for counts in [2_990, 2_800, 2_500, 2_300] {
                    hand.readings.plunger = Some(light(counts));
                    hand.ask([150, 100, 0], Duration::from_ms(10)).ask([0, 100, 0], Duration::from_ms(10));
                }
            }
        }),
        (Reason::Blind, |hand| {
            hand.seal().ask([150, 100, 0], Duration::from_ms(50)).readings.plunger = None;
            hand.ask([150, 100, 0], Duration::from_ms(400));
        }),
        (Reason::Apart, |hand| {
            hand.readings.connector = Some(Place::Empty);
            hand.ask([0, 1, 0], Duration::from_ms(10));
        }),
        (Reason::Stale, |hand| {
            hand.ask([0, 100, 0], Duration::from_ms(10)).now += Duration::from_s(13);
            hand.once(PerWire { first_valve: duty(100), ..PerWire::default() }, None);
        }),
        (Reason::Clock, |hand| {
            hand.ask([0; 3], Duration::from_ms(50)).now = Instant::from_us(5);
            hand.ask([0; 3], Duration::from_ms(10));
        }),
    ]
}

#[test]
fn each_reason_withholds_and_latches() {
    for (reason, story) in stories() {
        let mut hand = Hand::new(&SupervisorLimits::TETHERED);
        hand.ask([0; 3], Duration::from_ms(20));
        story(&mut hand);
        assert_eq!(hand.reason(), Some(reason));
        let wire = hand.supervisor.withheld().map(|withheld| withheld.wire);
        // Nothing comes back by itself, and the first valve is let go only for a reason of its own.
        hand.readings = Hand::new(&SupervisorLimits::TETHERED).readings;
        hand.ask([0; 3], Duration::from_s(60)).ask([100, 100, 0], Duration::from_ms(10));
        let passed = hand.supervisor.passed();
        let first_kept = !matches!(reason, Reason::Apart | Reason::Clock) && wire != Some(Wire::FirstValve);
        assert_eq!(
            (passed.pump, passed.first_valve),
            (Duty::OFF, duty(if first_kept { 100 } else { 0 })),
            "{reason:?}"
        );
        assert_eq!(hand.reason(), Some(reason));
        hand.supervisor.reset();
        assert_eq!(hand.reason(), None);
        hand.ask([0, 1, 0], Duration::from_ms(10));
        assert_eq!(hand.reason(), Some(Reason::NotProven), "a reset is a start-up");
    }
}

#[test]
fn a_token_is_worth_one_renewal() {
    let mut hand = Hand::new(&SupervisorLimits::TETHERED);
    let old = hand.supervisor.token();
    let duties = PerWire { first_valve: duty(100), ..PerWire::default() };
    for _ in 0..14 {
        let at = hand.now;
        hand.once(duties, Some(Fresh { token: old.clone(), at }));
        hand.now += Duration::from_s(1);
    }
    assert_eq!(hand.reason(), Some(Reason::Stale));
}

#[test]
fn other_embodiments_pass_what_their_wires_need() {
    let mut patch = Hand::new(&SupervisorLimits::PATCH);
    patch.seal().ask([150, 100, 0], Duration::from_s(2)).ask([100, 0, 0], Duration::from_ms(500));
    assert_eq!(patch.reason(), None);
    patch.ask([0, 0, 1], Duration::from_ms(10));
    assert_eq!(patch.reason(), Some(Reason::NotFitted));
    assert_eq!(SupervisorLimits::METERED.interlock.map(|pair| pair.opens), Some(Wire::MeasurementValve));
}

proptest! {
    #[test]
    fn whatever_comes_it_answers_and_adds_no_power(
        steps in proptest::collection::vec(
            (any::<u64>(), any::<[u16; 4]>(), any::<[u32; 4]>(), any::<[i32; 2]>(), any::<[u16; 2]>(), any::<u64>(), 0u8..4),
            0..40,
        ),
        near: u32, far: u32,
    ) {
        let figures = TravelFigures {
            near: TravelPoint { fall_ppm: near, ..FIGURES.near },
            far: TravelPoint { fall_ppm: far, ..FIGURES.far },
        };
        let mut supervisor = Supervisor::new(SupervisorLimits::TETHERED, figures);
        let mut now = 0u64;
        for (us, duties, counts, [uv, mk], [a, b], at, kind) in steps {
            now = if kind == 0 { us } else { now.saturating_add(us % 1_000_000) };
            let duties = PerWire {
                pump: duty(duties[0] % 2_000),
                first_valve: duty(duties[1] % 2_000),
                second_valve: duty(duties[2] % 2_000),
                measurement_valve: if kind == 1 { duty(duties[3]) } else { Duty::OFF },
            };
            let readings = Readings {
                plunger: Some(Counts { lit: counts[0], dark: counts[1], pulses: a }),
                valve: Some(Counts { lit: counts[2], dark: counts[3], pulses: b }),
                battery: Some(Voltage::from_uv(uv)),
                housing: Some(Temperature::from_millidegc(mk)),
                ..Readings::default()
            };
            if let Some(step) = supervisor.start_up() {
                prop_assert!(step.first <= Duty::FULL && step.second <= Duty::FULL);
                let flows = step.first.min(step.second) == Duty::FULL;
                supervisor.start_up_read(Some(Current::from_ua(if flows { 110_000 } else { 1_000 })));
            }
            let at = Instant::from_us(if kind == 2 { at } else { now });
            let fresh = (kind > 0).then(|| Fresh { token: supervisor.token(), at });
            let decision = supervisor.step(Instant::from_us(now), &readings, &Asked { duties, fresh });
            for wire in Wire::ALL {
                let (passed, asked) = (decision.passed.of(wire), duties.of(wire));
                prop_assert!(passed == asked || passed == Duty::OFF);
                prop_assert!(wire == Wire::FirstValve || supervisor.withheld().is_none() || passed == Duty::OFF);
            }
            prop_assert!(decision.look_again.is_some() || decision.passed == PerWire::default());
        }
    }
}
