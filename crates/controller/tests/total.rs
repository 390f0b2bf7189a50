//! The controller is a total function: whatever it is given, in whatever order, it answers, and what must never happen does not.
//!
//! Half of the runs are noise; the other half follow a pump that does what it is told, so that every phase of a stroke is reached, and
//! disturb it.

mod pump;

use controller::{
    ALARMS, Accepted, AcousticReading, Alarm, BolusId, BolusOrder, Category, Command, CommandId, Controller,
    DeviceProfile, Duty, Entry, Event, Events, Housekeeping, Inputs, OnDelivery, OpticalReading, Outlet, Outputs,
    Phase, Record, Rejected, Request, Sequence, Service, Strobe, TempRate, TherapyControl, WallTime, WirePower,
};
use proptest::collection::vec;
use proptest::prelude::*;
use pump::{Pump, controller_of};
use units::{Current, Dose, DoseRate, Duration, Instant, Length, Temperature, Voltage, Volume};

fn controller(rate_micro_units_per_h: i64, fill: Volume) -> Controller {
    controller_of(&DeviceProfile::TETHERED, rate_micro_units_per_h, fill)
}

/// One thing that happens to the controller.
#[derive(Debug, Clone)]
enum Deed {
    /// The pump is woken when it asked to be, and reads what it asked for, this many times.
    Follow(u16),
    /// A step at a time that many microseconds after the last (or before), with these readings.
    Step(i64, Inputs),
    Command(Command),
    Service(Service),
    /// Power goes, and is back after this long: all that is left is the newest record.
    PowerCut(Duration),
}

fn reading() -> impl Strategy<Value = Option<OpticalReading>> {
    let pulses = prop_oneof![Just(0u16), Just(16), Just(128), any::<u16>()];
    let counts = prop_oneof![Just(0u32), Just(u32::MAX), 0u32..80_000, 0u32..600_000];
    let any = (counts.clone(), counts, pulses).prop_map(|(lit, dark, pulses)| OpticalReading { lit, dark, pulses });
    prop_oneof![1 => Just(None), 5 => any.prop_map(Some)]
}

fn inputs() -> impl Strategy<Value = Inputs> {
    let extremes = || prop_oneof![Just(0), Just(i32::MIN), Just(i32::MAX), any::<i32>()];
    let battery = prop_oneof![
        2 => Just(None),
        2 => (2_500_000..4_300_000).prop_map(Some),
        1 => extremes().prop_map(Some),
        1 => (0..200_000_000).prop_map(Some),
    ];
    let housing = prop_oneof![
        2 => Just(None),
        2 => (-10_000..60_000).prop_map(Some),
        1 => extremes().prop_map(Some),
        1 => (-100_000..200_000).prop_map(Some),
    ];
    let sounder = prop_oneof![1 => Just(None), 2 => (0..80_000).prop_map(Some), 1 => extremes().prop_map(Some)];
    let power = prop_oneof![30 => Just(WirePower::Passed), 1 => Just(WirePower::Withheld)];
    let acoustic = prop_oneof![1 => Just(None), 2 => (any::<i32>(), any::<i32>(), any::<u64>()).prop_map(Some)];
    let acoustic = acoustic.prop_map(|heard| {
        heard.map(|(real_ppm, imaginary_ppm, variance)| AcousticReading {
            real_ppm,
            imaginary_ppm,
            real_variance_ppm2: variance,
            imaginary_variance_ppm2: variance,
        })
    });
    let committed = prop_oneof![Just(None), any::<u32>().prop_map(|number| Some(Sequence(number)))];
    let others = (acoustic, sounder, power, committed);
    (reading(), reading(), battery, housing, others).prop_map(
        |(plunger, second_valve, battery, housing, (acoustic, sounder, power, committed))| Inputs {
            acoustic,
            plunger,
            second_valve,
            battery: battery.map(Voltage::from_uv),
            housing: housing.map(Temperature::from_millidegc),
            committed,
            sounder: sounder.map(Current::from_ua),
            power,
            ..Inputs::default()
        },
    )
}

fn command() -> impl Strategy<Value = Command> {
    let micro_units = || prop_oneof![0i64..40_000_000, 0i64..500_000, any::<i64>()];
    let duration = prop_oneof![(0u64..90_000).prop_map(Duration::from_s), any::<u64>().prop_map(Duration::from_us)];
    let time = || prop_oneof![Just(0u64), 0u64..90_000, any::<u64>()].prop_map(Duration::from_s);
    let order = (micro_units(), micro_units(), time(), time()).prop_map(|(fast, extended, over, delay)| BolusOrder {
        fast: Dose::from_micro_units(fast),
        extended: Dose::from_micro_units(extended),
        over,
        delay,
    });
    let pause = time();
    let rate = prop_oneof![
        micro_units().prop_map(|rate| TempRate::Absolute(DoseRate::from_micro_units_per_h(rate))),
        (0u16..400).prop_map(TempRate::Percent)
    ];
    prop_oneof![
        4 => micro_units().prop_map(|dose| Command::fast_bolus(Dose::from_micro_units(dose))),
        4 => order.prop_map(Command::Bolus),
        1 => (0u32..20).prop_map(|id| Command::CancelBolusOf { id: BolusId(id) }),
        1 => (0u8..6).prop_map(|number| Command::ActivateTemplate { number }),
        1 => pause.prop_map(|duration| Command::PauseFor { duration }),
        1 => Just(Command::Stop),
        1 => proptest::option::of(micro_units())
            .prop_map(|dose| Command::RemindReservoir { below: dose.map(Dose::from_micro_units) }),
        1 => any::<i64>().prop_map(|us| Command::SetClock { wall: WallTime { us } }),
        1 => Just(Command::CancelBolus),
        2 => (rate, duration).prop_map(|(rate, duration)| Command::SetTempBasal { rate, duration }),
        1 => Just(Command::CancelTempBasal),
        1 => Just(Command::Pause),
        3 => Just(Command::Run),
        2 => alarm().prop_map(|alarm| Command::ConfirmAlarm { alarm }),
        2 => alarm().prop_map(|alarm| Command::SnoozeAlarm { alarm }),
    ]
}

fn alarm() -> impl Strategy<Value = Alarm> {
    proptest::sample::select(ALARMS.map(|spec| spec.alarm).to_vec())
}

/// Every type of pump that there is.
fn profile() -> impl Strategy<Value = DeviceProfile> {
    prop_oneof![Just(DeviceProfile::TETHERED), Just(DeviceProfile::PATCH), Just(DeviceProfile::METERED)]
}

fn deed() -> impl Strategy<Value = Deed> {
    // Up to ten days at once: what a device that was left alone sees. A month backwards, too.
    let us = prop_oneof![
        4 => 0i64..50_000,
        2 => 0i64..60_000_000,
        1 => 0i64..864_000_000_000,
        1 => -2_592_000_000_000i64..0,
    ];
    let travel = prop_oneof![0i64..400_000, any::<i64>()];
    prop_oneof![
        6 => (1u16..1_500).prop_map(Deed::Follow),
        3 => (us, inputs()).prop_map(|(us, inputs)| Deed::Step(us, inputs)),
        2 => command().prop_map(Deed::Command),
        1 => (0u64..864_000_000_000).prop_map(|us| Deed::PowerCut(Duration::from_us(us))),
        1 => travel.prop_map(|nm| Deed::Service(Service::StrokeTo(Length::from_nm(nm)))),
    ]
}

/// A controller with its pump, and what is checked of it all along.
struct Trial {
    controller: Controller,
    pump: Pump,
    strobe: Strobe,
    now: Instant,
    wake: Instant,
    outlet: Outlet,
    /// An alarm that stops delivery was raised, and no `Command::Run` was taken since.
    stopped: bool,
    strokes: usize,
    /// The newest record.
    kept: Record,
}

impl Trial {
    fn new(profile: &DeviceProfile, mut controller: Controller) -> Self {
        let kept = controller.record(Entry::New);
        let strobe = Strobe { plunger: None, second_valve: None, housekeeping: Housekeeping::Read, tone: None };
        let (now, wake) = (Instant::ZERO, Instant::ZERO);
        Self {
            controller,
            pump: Pump::default(),
            strobe,
            now,
            wake,
            outlet: profile.outlet,
            stopped: false,
            strokes: 0,
            kept,
        }
    }

    fn perform(&mut self, deed: &Deed) -> Result<(), TestCaseError> {
        match *deed {
            Deed::Follow(steps) => {
                for _ in 0..steps {
                    let inputs = self.inputs();
                    self.step(self.wake, &inputs)?;
                }
            }
            Deed::Step(us, ref inputs) => {
                let by = Duration::from_us(us.unsigned_abs());
                self.step(if us < 0 { self.now - by } else { self.now + by }, inputs)?;
            }
            Deed::Command(command) => {
                let before = self.controller.clone();
                let answer = self.controller.command(self.now, command);
                if answer.is_err() {
                    prop_assert_eq!(&self.controller, &before, "a refused command changed something");
                }
                if command == Command::Run {
                    prop_assert!(!self.controller.alarms().stop_delivery() || answer.is_err());
                    self.stopped &= answer.is_err();
                }
                self.kept = self.controller.record(Entry::Command { command, answer });
                self.wake = self.now;
            }
            Deed::PowerCut(time) => self.cut_power(time)?,
            Deed::Service(service) => {
                // Refused or not, nothing moves before the next step.
                let accepted = self.controller.service(self.now, service).is_ok();
                prop_assert!(!accepted || self.controller.therapy_control() != TherapyControl::Run);
            }
        }
        Ok(())
    }

    /// What a pump that follows reads, all records being kept.
    fn inputs(&self) -> Inputs {
        Inputs { committed: Some(self.kept.sequence), ..self.pump.inputs(self.strobe) }
    }

    /// Whatever the controller knew is lost; the next one has the newest record.
    fn cut_power(&mut self, time: Duration) -> Result<(), TestCaseError> {
        let before = self.controller.clone();
        let (profile, calibration) = (*before.profile(), *before.calibration());
        self.now += time;
        let settings = before.settings().clone();
        let restored = Controller::restore(profile, calibration, settings, &self.kept, self.now);
        prop_assert_eq!(restored.ledger().reserved(), Volume::ZERO);
        let bound = before.ledger().accounted() + before.ledger().reserved();
        prop_assert_eq!(restored.ledger().accounted(), bound, "what could have been delivered is accounted");
        // Time alone ends a pause that was to last so long, with or without power.
        let mut undisturbed = before.clone();
        undisturbed.command(self.now, Command::CancelTempBasal).ok();
        prop_assert_eq!(restored.therapy_control(), undisturbed.therapy_control());
        let active = |controller: &Controller| controller.alarms().iter().collect::<Vec<_>>();
        prop_assert_eq!(active(&restored), active(&before));
        self.controller = restored;
        self.pump = Pump::default();
        self.strobe = Strobe { plunger: None, second_valve: None, housekeeping: Housekeeping::Read, tone: None };
        self.wake = self.now;
        let inputs = self.inputs();
        self.step(self.now, &inputs)?;
        prop_assert!(self.controller.alarms().contains(Alarm::PowerLost));
        Ok(())
    }

    /// Follows until this is so, within an hour of the pump's time.
    fn follow_until(&mut self, reached: impl Fn(&Self) -> bool) {
        let end = self.now + Duration::from_h(1);
        while !reached(self) {
            assert!(self.now < end, "waited for an hour in {:?}", self.controller.phase());
            self.perform(&Deed::Follow(1)).unwrap();
        }
    }

    /// Gives what was recorded.
    fn step(&mut self, now: Instant, inputs: &Inputs) -> Result<Events, TestCaseError> {
        let mut twin = self.controller.clone();
        let outputs = self.controller.step(now, inputs);
        prop_assert_eq!(&twin.step(now, inputs), &outputs, "equal states and inputs, unequal outputs");
        prop_assert_eq!(&twin, &self.controller, "equal states and inputs, unequal states");
        let began = self.now;
        self.now = self.now.max(now);
        prop_assert!(outputs.next_wake > self.now, "next wake {} at {}", outputs.next_wake, self.now);
        self.check_pins(&outputs)?;
        self.check_events(&outputs)?;
        let ledger = self.controller.ledger();
        prop_assert!(ledger.balances(), "{:?}", ledger);
        let alarms = self.controller.alarms();
        prop_assert!(alarms.shown_by(&outputs.annunciation, self.now), "{:?}", alarms);
        if !outputs.events.is_empty() {
            self.kept = self.controller.record(Entry::Step(outputs.events.clone()));
        }
        self.pump.follow(&outputs, self.controller.phase(), outputs.next_wake.since(began.max(now)));
        self.strobe = outputs.strobe;
        self.wake = outputs.next_wake;
        Ok(outputs.events)
    }

    fn check_pins(&self, outputs: &Outputs) -> Result<(), TestCaseError> {
        let phase = self.controller.phase();
        for duty in [outputs.pump, outputs.first_valve, outputs.second_valve] {
            prop_assert!(duty <= Duty::FULL);
        }
        prop_assert!(outputs.pump == Duty::OFF || outputs.strobe.plunger.is_some(), "{phase:?}: moves unseen");
        let second = outputs.second_valve > Duty::OFF;
        prop_assert!(!second || self.outlet != Outlet::Passive, "{phase:?}: a valve is powered that is not there");
        prop_assert!(outputs.power_the_first_valve_first(), "{phase:?}: second valve powered, first not");
        let resting = matches!(
            phase,
            Phase::Idle
                | Phase::Commit
                | Phase::Refill
                | Phase::Relieve
                | Phase::Sealed
                | Phase::Seal
                | Phase::Baseline
        );
        prop_assert!(!resting || outputs.pump == Duty::OFF, "{phase:?}: the pump wire is powered");
        if matches!(phase, Phase::Idle | Phase::Commit) {
            prop_assert_eq!([outputs.first_valve, outputs.second_valve], [Duty::OFF; 2], "powered while idle");
        }
        Ok(())
    }

    fn check_events(&mut self, outputs: &Outputs) -> Result<(), TestCaseError> {
        for event in &outputs.events {
            prop_assert!(event.keeps_bolus_within_its_dose(), "{event:?}");
            match *event {
                Event::StrokeStarted { bound } => {
                    self.strokes += 1;
                    prop_assert!(!self.stopped, "a stroke starts although an alarm has stopped delivery");
                    prop_assert!(!bound.is_negative(), "bound {bound}");
                    prop_assert_eq!(self.controller.ledger().reserved(), bound);
                }
                Event::StrokeMeasured(stroke) => prop_assert!(!stroke.measured.is_negative(), "{:?}", stroke),
                Event::AlarmRaised(alarm) => {
                    prop_assert!(self.controller.alarms().contains(alarm));
                    self.stopped |= alarm.spec().on_delivery == OnDelivery::Stops;
                }
                Event::InletOpened { .. }
                | Event::SetAccepted { .. }
                | Event::SetRefused { .. }
                | Event::StartUpTested(_)
                | Event::Primed(_)
                | Event::Detached { .. }
                | Event::AlarmEnded(_)
                | Event::AlarmSnoozed(_)
                | Event::AlarmAcknowledged(_)
                | Event::BolusEnded { .. }
                | Event::Restarted { .. }
                | Event::DeliveryResumed => {}
            }
        }
        Ok(())
    }
}

/// An hour of a pump that follows, and a bolus. Nothing but pins lies between the two: this pump is a dozen lines.
#[test]
fn e2_e57_e70_e81_the_controller_leads_a_pump_through_strokes_by_its_pins_alone() {
    for profile in [DeviceProfile::TETHERED, DeviceProfile::PATCH, DeviceProfile::METERED] {
        let mut trial = Trial::new(&profile, controller_of(&profile, 1_000_000, Volume::from_pl(2_000_000_000)));
        trial.perform(&Deed::Command(Command::fast_bolus(Dose::from_micro_units(2_000_000)))).unwrap();
        while trial.now < Instant::ZERO + Duration::from_h(1) {
            trial.perform(&Deed::Follow(1)).unwrap();
        }
        assert!(trial.controller.alarms().iter().next().is_none(), "{:?}", trial.controller.alarms());
        let accounted_ul = trial.controller.ledger().accounted().as_pl() / 1_000_000;
        assert!((29..=31).contains(&accounted_ul), "{accounted_ul} uL in {} strokes", trial.strokes);
    }
}

/// What a device without an operating system has is all that the controller uses: its head says so, and the compiler holds
/// it to that.
#[test]
fn e2_e57_the_controller_needs_no_operating_system() {
    let head = include_str!("../src/lib.rs");
    assert!(head.lines().any(|line| line == "#![no_std]"));
    assert!(!head.contains("extern crate"), "neither std nor alloc comes in by another door");
}

/// A second valve that stays open at the end of a stroke: the patient has to hear of it.
#[test]
fn a_second_valve_that_stays_open_raises_an_alarm() {
    let mut trial = Trial::new(&DeviceProfile::TETHERED, controller(1_000_000, Volume::from_pl(2_000_000_000)));
    while trial.now < Instant::ZERO + Duration::from_min(10) {
        let mut inputs = trial.inputs();
        if matches!(trial.controller.phase(), Phase::Close | Phase::Measure | Phase::Sealed) {
            let open = Pump { open: true, ..trial.pump };
            inputs.second_valve = open.inputs(trial.strobe).second_valve;
        }
        trial.step(trial.wake, &inputs).unwrap();
    }
    assert_eq!(trial.controller.phase(), Phase::Sealed);
    assert!(trial.controller.alarms().contains(Alarm::SecondValveFault), "active: {:?}", trial.controller.alarms());
}

/// A second valve whose wire cools slowly is open for a while after it has lost its power: until it is seen shut, the first
/// valve's wire alone parts reservoir and patient.
#[test]
fn the_first_valve_keeps_its_power_until_the_second_is_seen_shut() {
    for slow in [Duration::ZERO, Duration::from_ms(200), Duration::from_ms(700)] {
        let mut trial = Trial::new(&DeviceProfile::TETHERED, controller(1_000_000, Volume::from_pl(2_000_000_000)));
        trial.follow_until(|trial| trial.controller.phase() == Phase::Close);
        let (let_go, mut looked) = (trial.now, 0);
        while trial.now <= let_go + slow {
            let open = Pump { open: true, ..trial.pump };
            let inputs = Inputs { second_valve: open.inputs(trial.strobe).second_valve, ..trial.inputs() };
            let mut controller = trial.controller.clone();
            let outputs = controller.step(trial.wake, &inputs);
            assert!(outputs.first_valve > Duty::OFF, "let go {} after the second", trial.wake.since(let_go));
            trial.step(trial.wake, &inputs).unwrap();
            looked += 1;
        }
        assert!(looked > 0);
        // Seen shut, the stroke ends as any other.
        trial.follow_until(|trial| trial.controller.phase() == Phase::Idle);
        assert!(trial.controller.alarms().iter().next().is_none(), "{:?}", trial.controller.alarms());
    }
}

/// A device that cannot start a stroke any more says so, or refuses to run.
#[test]
fn a_sealed_device_does_not_run_in_silence() {
    let mut trial = Trial::new(&DeviceProfile::TETHERED, controller(1_000_000, Volume::from_pl(2_000_000_000)));
    // No reading of the second valve at all: it might be open.
    let blind = |trial: &Trial| Inputs { second_valve: None, ..trial.inputs() };
    while trial.controller.phase() != Phase::Sealed {
        let inputs = blind(&trial);
        trial.step(trial.wake, &inputs).unwrap();
        assert!(trial.now < Instant::ZERO + Duration::from_h(1));
    }
    assert!(trial.controller.alarms().contains(Alarm::SecondValveFault));
    let answer = trial.controller.command(trial.now, Command::Run);
    for _ in 0..1_000 {
        let inputs = blind(&trial);
        trial.step(trial.wake, &inputs).unwrap();
    }
    assert!(
        answer.is_err() || trial.controller.alarms().stop_delivery() || trial.controller.phase() != Phase::Sealed,
        "sealed for {} after it was told to run: {:?}, no alarm",
        trial.now.since(Instant::ZERO),
        trial.controller.therapy_control()
    );
}

/// The powered first valve is all that keeps the reservoir from the patient while the second is open.
#[test]
fn a_wrong_reading_of_the_battery_never_lets_the_first_valve_go_first() {
    for millivolts in [0, 1, 1_000, 3_000, 5_000, 20_000, 60_000, 100_000, 150_000, 2_000_000] {
        let mut trial = Trial::new(&DeviceProfile::TETHERED, controller(1_000_000, Volume::from_pl(2_000_000_000)));
        while trial.now < Instant::ZERO + Duration::from_min(5) {
            let mut inputs = trial.inputs();
            inputs.battery = Some(Voltage::from_uv(1_000 * millivolts));
            if let Err(error) = trial.step(trial.wake, &inputs) {
                panic!("battery read as {millivolts} mV: {error}");
            }
        }
    }
}

/// Low for a minute is told; empty stops; charged, it is told to be over and a person resumes.
#[test]
fn a_low_battery_is_told_and_an_empty_one_stops_delivery() {
    let mut trial = Trial::new(&DeviceProfile::TETHERED, controller(1_000_000, Volume::from_pl(2_000_000_000)));
    let live = |trial: &mut Trial, millivolts: i32, minutes: u64| {
        let end = trial.now + Duration::from_min(minutes);
        let mut told = Vec::new();
        while trial.wake < end {
            let mut inputs = trial.inputs();
            inputs.battery = Some(Voltage::from_uv(1_000 * millivolts));
            told.extend(trial.step(trial.wake, &inputs).unwrap_or_else(|error| panic!("{millivolts} mV: {error}")));
        }
        told.retain(|event| matches!(event, Event::AlarmRaised(_) | Event::AlarmEnded(_)));
        told
    };
    assert_eq!(live(&mut trial, 3_900, 10), []);
    assert_eq!(live(&mut trial, 3_400, 10), [Event::AlarmRaised(Alarm::BatteryLow)]);
    assert_eq!(trial.controller.therapy_control(), TherapyControl::Run);
    assert_eq!(live(&mut trial, 3_100, 10), [Event::AlarmRaised(Alarm::BatteryEmpty)]);
    assert_eq!(trial.controller.therapy_control(), TherapyControl::Stop);
    assert_eq!(live(&mut trial, 3_900, 30), [Event::AlarmEnded(Alarm::BatteryLow)]);
    trial.perform(&Deed::Command(Command::Run)).unwrap();
    assert_eq!(live(&mut trial, 3_900, 10), [Event::AlarmEnded(Alarm::BatteryEmpty)]);
    assert_eq!(trial.controller.therapy_control(), TherapyControl::Run);
}

/// Every bolus that was taken ends in the records, however many end at once.
#[test]
fn every_bolus_that_was_taken_has_its_end_recorded() {
    let mut controller = controller(0, Volume::from_pl(2_000_000_000));
    let dose = Dose::from_micro_units(2_000_000);
    let mut taken = 0;
    while controller.command(Instant::ZERO, Command::fast_bolus(dose)).is_ok() {
        taken += 1;
    }
    controller.command(Instant::ZERO, Command::CancelBolus).unwrap();
    let mut ended = 0;
    for ms in 0..20 {
        let outputs = controller.step(Instant::from_us(1_000 * ms), &Inputs::default());
        ended += outputs.events.iter().filter(|event| matches!(event, Event::BolusEnded { .. })).count();
    }
    assert_eq!(ended, taken);
}

/// A flash that is late or has failed: nothing moves, and after a while somebody is told.
#[test]
fn no_stroke_starts_before_its_bound_is_kept() {
    let (profile, fill) = (DeviceProfile::TETHERED, Volume::from_pl(2_000_000_000));
    let mut trial = Trial::new(&profile, controller(1_000_000, fill));
    for _ in 0..1_000 {
        if trial.controller.phase() != Phase::Commit {
            trial.perform(&Deed::Follow(1)).unwrap();
        }
    }
    assert_eq!(trial.controller.phase(), Phase::Commit, "no stroke waits for its record");
    let (began, bound) = (trial.now, trial.controller.ledger().reserved());
    assert!(bound.is_positive());
    // All but the record of the bound is kept.
    let committed = Some(Sequence(trial.kept.sequence.0 - 1));
    for late in [committed, None] {
        let mut trial = Trial { kept: trial.kept.clone(), controller: trial.controller.clone(), ..trial };
        while trial.controller.alarms().iter().next().is_none() {
            assert_eq!(trial.controller.phase(), Phase::Commit);
            let inputs = Inputs { committed: late, ..trial.inputs() };
            trial.step(trial.wake, &inputs).unwrap();
            assert!(trial.now < began + Duration::from_h(1), "nobody is told");
        }
        let waited = trial.now.since(began);
        assert!(waited > profile.commit_timeout && waited < profile.commit_timeout + Duration::from_ms(100));
        assert!(trial.controller.alarms().contains(Alarm::JournalFault));
        assert_eq!(trial.controller.therapy_control(), controller::TherapyControl::Stop);
        // Nothing moved, so nothing is accounted.
        assert_eq!(trial.controller.ledger().remaining(), fill);
    }
    // Late, but in time.
    let inputs = Inputs { committed, ..trial.inputs() };
    trial.step(began + Duration::from_s(4), &inputs).unwrap();
    trial.perform(&Deed::Follow(1)).unwrap();
    assert_eq!(trial.controller.phase(), Phase::Seal);
}

/// A bolus ends with what was given of it, basal goes on, and what is due is no more than makes one stroke come.
#[test]
fn after_a_power_cut_boluses_have_ended_and_basal_goes_on() {
    for hours in [0, 1, 30] {
        let mut trial = Trial::new(&DeviceProfile::TETHERED, controller(1_000_000, Volume::from_pl(2_000_000_000)));
        trial.perform(&Deed::Command(Command::fast_bolus(Dose::from_micro_units(2_000_000)))).unwrap();
        trial.follow_until(|trial| trial.strokes >= 4 && trial.controller.phase() == Phase::Advance);
        let before = *trial.controller.ledger();
        trial.perform(&Deed::PowerCut(Duration::from_h(hours))).unwrap();
        let Entry::Step(events) = &trial.kept.entry else { panic!("{:?}", trial.kept.entry) };
        let unmeasured = before.reserved();
        assert_eq!(events.first(), Some(&Event::Restarted { unmeasured }));
        let ended = events.iter().find_map(|event| {
            let Event::BolusEnded { programmed, delivered, .. } = event else { return None };
            Some((*programmed, *delivered))
        });
        let (programmed, delivered) = ended.expect("the bolus has ended");
        assert_eq!(programmed, Volume::from_pl(20_000_000));
        // Three strokes were measured; the fourth counts in full.
        let bolus = before.accounted_as(Category::FastBolus);
        assert!(bolus.is_positive() && delivered > bolus && delivered <= bolus + unmeasured, "{delivered}");
        // At 10 uL/h half an hour is 5 uL; a stroke of 0.5 uL may be early or late.
        let (restarted, accounted) = (trial.now, trial.controller.ledger().accounted());
        while trial.now < restarted + Duration::from_min(30) {
            trial.perform(&Deed::Follow(1)).unwrap();
        }
        let given_pl = (trial.controller.ledger().accounted() - accounted).as_pl();
        assert!((4_500_000..=5_500_000).contains(&given_pl), "{given_pl} pL in half an hour after {hours} h");
    }
}

/// Each loss of power is told, also to whoever has confirmed the last.
#[test]
fn a_power_cut_is_told_again_after_the_last_was_confirmed() {
    let mut trial = Trial::new(&DeviceProfile::TETHERED, controller(1_000_000, Volume::from_pl(2_000_000_000)));
    for _ in 0..3 {
        trial.perform(&Deed::PowerCut(Duration::from_s(1))).unwrap();
        let Entry::Step(events) = &trial.kept.entry else { panic!("{:?}", trial.kept.entry) };
        assert!(events.contains(&Event::AlarmRaised(Alarm::PowerLost)), "{events:?}");
        trial.perform(&Deed::Command(Command::ConfirmAlarm { alarm: Alarm::PowerLost })).unwrap();
    }
    trial.perform(&Deed::Follow(1)).unwrap();
    assert!(!trial.controller.alarms().contains(Alarm::PowerLost), "who knows of it needs no alarm");
}

/// What power does not outlast three times in a row is not tried for ever.
#[test]
fn a_battery_that_no_stroke_outlasts_is_empty() {
    let mut trial = Trial::new(
        &DeviceProfile::PATCH,
        controller_of(&DeviceProfile::PATCH, 1_000_000, Volume::from_pl(2_000_000_000)),
    );
    for cut in 1..=3 {
        assert_eq!(trial.controller.therapy_control(), controller::TherapyControl::Run, "before cut {cut}");
        trial.follow_until(|trial| trial.controller.phase() == Phase::Preheat);
        trial.perform(&Deed::PowerCut(Duration::from_s(1))).unwrap();
    }
    assert!(trial.controller.alarms().contains(Alarm::BatteryEmpty));
    assert_eq!(trial.controller.therapy_control(), controller::TherapyControl::Stop);
}

/// The first valve's wire is all that parts reservoir and patient, so it is powered again as soon as there is power.
#[test]
fn a_sealed_device_is_sealed_again_after_a_power_cut() {
    let mut trial = Trial::new(&DeviceProfile::TETHERED, controller(1_000_000, Volume::from_pl(2_000_000_000)));
    while trial.controller.phase() != Phase::Sealed || trial.controller.alarms().iter().next().is_none() {
        let inputs = Inputs { second_valve: None, ..trial.inputs() };
        trial.step(trial.wake, &inputs).unwrap();
        assert!(trial.now < Instant::ZERO + Duration::from_h(1));
    }
    trial.perform(&Deed::PowerCut(Duration::from_s(1))).unwrap();
    assert_eq!(trial.controller.phase(), Phase::Seal);
    trial.perform(&Deed::Follow(10)).unwrap();
    assert_eq!(trial.controller.phase(), Phase::Sealed);
    assert!(trial.controller.alarms().contains(Alarm::SecondValveFault));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_controller_answers_and_stays_safe(
        profile in profile(),
        rate in 0i64..30_000_000,
        fill_pl in prop_oneof![Just(0i64), 0i64..300_000_000, Just(2_000_000_000)],
        deeds in vec(deed(), 1..30),
    ) {
        let mut trial = Trial::new(&profile, controller_of(&profile, rate, Volume::from_pl(fill_pl)));
        for deed in &deeds {
            trial.perform(deed)?;
        }
    }

    #[test]
    fn a_stroke_that_is_disturbed_at_any_step_stays_safe(
        profile in profile(),
        rate in 1_000_000i64..30_000_000,
        before in 1u16..400,
        disturbance in vec(inputs(), 1..20),
        after in vec(deed(), 0..4),
    ) {
        let mut trial = Trial::new(&profile, controller_of(&profile, rate, Volume::from_pl(2_000_000_000)));
        trial.perform(&Deed::Follow(before))?;
        for inputs in &disturbance {
            let wake = trial.wake;
            trial.step(wake, inputs)?;
        }
        trial.perform(&Deed::Follow(400))?;
        for deed in &after {
            trial.perform(deed)?;
        }
    }

    #[test]
    fn an_earlier_time_is_taken_as_the_present(us in 0u64..100_000_000_000, back in 0u64..200_000_000_000, inputs in inputs()) {
        let mut trial = Trial::new(&DeviceProfile::TETHERED, controller(1_000_000, Volume::from_pl(2_000_000_000)));
        trial.step(Instant::from_us(us), &inputs)?;
        let (mut earlier, mut same) = (trial.controller.clone(), trial.controller.clone());
        let outputs = earlier.step(Instant::from_us(us.saturating_sub(back)), &inputs);
        prop_assert_eq!(outputs, same.step(Instant::from_us(us), &inputs));
        prop_assert_eq!(earlier, same);
    }
}

/// A clock that was a day ahead, and is right again after a loss of power: nobody waits for that day to pass.
#[test]
fn a_clock_that_went_back_in_a_loss_of_power_does_not_stop_delivery() {
    let (day, minute) = (Duration::from_h(24), Duration::from_min(1));
    let mut controller = controller(1_000_000, Volume::from_pl(2_000_000_000));
    let inputs = Inputs { housing: Some(Temperature::from_millidegc(25_000)), ..Inputs::default() };
    let leapt = Instant::from_us(1_000_000) + day;
    let wake = controller.step(leapt, &inputs).next_wake;
    assert!(wake > leapt);
    let kept: Record = controller.record(Entry::New);
    let (profile, calibration) = (*controller.profile(), *controller.calibration());
    let right = leapt - day + minute;
    let mut restored = Controller::restore(profile, calibration, controller.settings().clone(), &kept, right);
    let mut now = right;
    let mut strokes = 0;
    while now < right + Duration::from_h(1) && strokes == 0 {
        let outputs = restored.step(now, &inputs);
        assert!(outputs.next_wake > now && outputs.next_wake <= now + Duration::from_h(1), "{}", outputs.next_wake);
        strokes += outputs.events.iter().filter(|event| matches!(event, Event::StrokeStarted { .. })).count();
        now = outputs.next_wake;
    }
    assert_eq!(strokes, 1, "until {now}");
    let request = Request { id: CommandId(1), expires: now + minute, command: Command::Pause };
    assert_eq!(restored.request(now, request), Ok(Accepted::Done));
    let late = Request { id: CommandId(2), expires: now, command: Command::Pause };
    assert_eq!(restored.request(now + minute, late), Err(Rejected::Expired));
}

/// What comes twice is done once; what comes late, or in the wrong order, is not done.
#[test]
fn a_request_that_comes_again_has_the_same_answer_and_does_nothing() {
    let mut controller = controller(1_000_000, Volume::from_pl(2_000_000_000));
    let now = Instant::from_us(1_000_000);
    let expires = now + Duration::from_s(10);
    let dose = Dose::from_micro_units(1_000_000);
    let request = |id, command| Request { id: CommandId(id), expires, command };
    let bolus = request(5, Command::fast_bolus(dose));
    let answer = controller.request(now, bolus);
    assert_eq!(answer, Ok(Accepted::Bolus(BolusId(1))));
    let before = controller.clone();
    assert_eq!(controller.request(now, bolus), answer);
    assert_eq!(controller, before, "a bolus is given once");
    assert_eq!(controller.request(now, request(5, Command::Pause)), Err(Rejected::IdReused));
    assert_eq!(controller.request(now, request(4, Command::Pause)), Err(Rejected::Stale { last: CommandId(5) }));
    // Refused once is refused for good, although it would be taken now.
    let late = expires + Duration::from_us(1);
    assert_eq!(controller.request(late, request(9, Command::Pause)), Err(Rejected::Expired));
    assert_eq!(controller.request(now, request(9, Command::Pause)), Err(Rejected::Expired));
    // A replay of the bolus after more than are kept.
    for id in 10..30 {
        let renewed = Request { expires: Instant::MAX, ..request(id, Command::CancelTempBasal) };
        assert_eq!(controller.request(late, renewed), Ok(Accepted::Done));
    }
    assert_eq!(controller.request(late, bolus), Err(Rejected::Stale { last: CommandId(29) }));
    assert_eq!(controller.boluses().count(), 1);
    assert_eq!(controller.counters().since_reset.boluses, 1);
    controller.command(late, Command::ResetCounters).unwrap();
    assert_eq!((controller.counters().since_reset.boluses, controller.counters().lifetime.boluses), (0, 1));
}
