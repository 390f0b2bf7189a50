//! Boluses of every kind, cancelled at every tick and between any two, from the first to the last: on the real
//! controller and a pump of a few lines. On the twin the same is tried at fewer ticks, and at every one by an example.
#![expect(clippy::print_stdout, reason = "a validation prints what it tried")]

mod pump;

use controller::{
    Accepted, BolusOrder, Category, Command, Controller, DeviceProfile, Entry, Event, Events, Housekeeping, Inputs,
    Phase, Sequence, Strobe,
};
use pump::{Pump, controller_of};
use units::{Dose, Duration, Instant, Volume};

/// What a nanometre displaces in this pump.
const PL_PER_NM: i64 = 8;
/// By how much a stroke's measurement may be off: the sensor's steps.
const ERROR: Volume = Volume::from_pl(20_000);

/// A controller and its pump, without basal.
#[derive(Clone)]
struct Device {
    controller: Controller,
    pump: Pump,
    strobe: Strobe,
    now: Instant,
    wake: Instant,
    kept: Sequence,
    /// What the plunger has displaced, stroke by stroke.
    displaced: Volume,
    started: u32,
    ended: Vec<(Volume, Volume)>,
}

impl Device {
    fn new(profile: &DeviceProfile) -> Self {
        Self {
            controller: controller_of(profile, 0, Volume::from_pl(2_000_000_000)),
            pump: Pump::default(),
            strobe: Strobe { plunger: None, second_valve: None, housekeeping: Housekeeping::Read, tone: None },
            now: Instant::ZERO,
            wake: Instant::ZERO,
            kept: Sequence::default(),
            displaced: Volume::ZERO,
            started: 0,
            ended: Vec::new(),
        }
    }

    fn tell(&mut self, command: Command) {
        let answer = self.controller.command(self.now, command);
        assert!(answer.is_ok(), "{answer:?}");
        self.kept = self.controller.record(Entry::<Events>::Command { command, answer }).sequence;
        if self.controller.phase() == Phase::Idle {
            self.wake = self.now;
        }
    }

    fn step(&mut self) {
        self.now = self.now.max(self.wake);
        let inputs = Inputs { committed: Some(self.kept), ..self.pump.inputs(self.strobe) };
        let outputs = self.controller.step(self.now, &inputs);
        for event in &outputs.events {
            assert!(!matches!(event, Event::AlarmRaised(_)), "{event:?}");
            if matches!(event, Event::StrokeStarted { .. }) {
                self.started += 1;
            }
            if matches!(event, Event::StrokeMeasured(_)) {
                self.displaced += Volume::from_pl(PL_PER_NM * self.pump.travel_nm);
            }
            if let Event::BolusEnded { programmed, delivered, .. } = *event {
                self.ended.push((programmed, delivered));
            }
        }
        if !outputs.events.is_empty() {
            self.kept = self.controller.record(Entry::Step(outputs.events.clone())).sequence;
        }
        self.pump.follow(&outputs, self.controller.phase(), outputs.next_wake.since(self.now));
        (self.strobe, self.wake) = (outputs.strobe, outputs.next_wake);
    }

    /// Cancels at this instant, which no step has reached; what must hold then.
    fn cancel(mut self, at: Instant, order: &BolusOrder, asked: Instant) {
        let started = self.started;
        self.now = at;
        self.tell(Command::CancelBolus);
        let deadline = at + Duration::from_min(20);
        while self.wake < deadline {
            self.step();
        }
        assert_eq!(self.started, started, "a stroke started although the bolus was cancelled at {at}");
        let [(programmed, delivered)] = self.ended[..] else { panic!("cancelled at {at}: ends {:?}", self.ended) };
        assert!(!delivered.is_negative() && delivered <= programmed, "{delivered} of {programmed}, cancelled at {at}");
        let ledger = self.controller.ledger();
        let [fast, extended] = [Category::FastBolus, Category::ExtendedBolus].map(|of| ledger.accounted_as(of));
        assert_eq!(fast + extended, delivered, "cancelled at {at}");
        assert!(ledger.reserved() == Volume::ZERO && ledger.balances());
        assert_eq!(self.controller.boluses().next(), None);
        let error = (ledger.accounted() - self.displaced).abs();
        assert!(error <= ERROR, "{} accounted, {} displaced", ledger.accounted(), self.displaced);
        // Of the part over time no more than was due; 1 U is 10 uL.
        let us = |time: Duration| i64::try_from(time.as_us()).unwrap();
        let due = Volume::from_pl(10 * order.extended.as_micro_units())
            .scaled(us(at.since(asked).min(order.over)), us(order.over).max(1));
        assert!(extended <= due, "{extended} of {due} that was due, cancelled at {at}");
    }
}

#[test]
fn a_bolus_of_any_kind_is_cancelled_at_every_tick_on_every_embodiment() {
    let dose = Dose::from_micro_units;
    let fast = BolusOrder::fast(dose(250_000));
    let extended = BolusOrder { fast: Dose::ZERO, extended: dose(100_000), over: Duration::from_min(1), ..fast };
    let multiwave = BolusOrder { fast: dose(50_000), ..extended };
    let delayed = BolusOrder { delay: Duration::from_s(30), ..BolusOrder::fast(dose(100_000)) };
    for (name, profile) in
        [("tethered", DeviceProfile::TETHERED), ("patch", DeviceProfile::PATCH), ("metered", DeviceProfile::METERED)]
    {
        for (kind, order) in [("fast", fast), ("extended", extended), ("multiwave", multiwave), ("delayed", delayed)] {
            let mut device = Device::new(&profile);
            device.step();
            let asked = device.now;
            assert!(matches!(device.controller.command(asked, Command::Bolus(order)), Ok(Accepted::Bolus(_))));
            device.wake = asked;
            let (mut ticks, mut strokes) = (0_u32, 0);
            while device.ended.is_empty() {
                assert!(device.now < asked + Duration::from_h(1), "{name}, {kind}: the bolus does not end");
                let between = device.now + Duration::from_us(device.wake.since(device.now).as_us() / 2);
                for at in [device.now, between] {
                    device.clone().cancel(at, &order, asked);
                }
                device.step();
                (ticks, strokes) = (ticks + 1, device.started);
            }
            println!("{name}, {kind}: cancelled at {ticks} ticks and as often between, of {strokes} strokes");
            assert!(ticks > 100 && strokes > 0);
            let [(programmed, delivered)] = device.ended[..] else { panic!("{:?}", device.ended) };
            assert!(programmed - delivered < profile.stroke_min, "{delivered} of {programmed}");
        }
    }
}
