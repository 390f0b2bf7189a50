//! A controller at the end of a line drives the twin as the one on this host does, however noisy the line; and one that
//! does not is found out, and its wires are off.

use bench::device::{Device, DeviceError, Link, Wire};
use bench::factory;
use bench::flash::Flash;
use bench::world::World;
use controller::{
    BasalBlock, BasalProfile, BolusOrder, Command, Controller, Duty, Entry, Events, Inputs, Limits, Outputs, Record,
    Settings, Templates,
};
use journal::Journal;
use protocol::lockstep::{
    Answer, Board, Cause, Ending, FRAME_MAX, Figures, Frame, Guard, PumpType, REQUEST_MAX, Receiver, Server, Start,
    Watch, Watched,
};
use std::io::{self, Read, Write};
use std::sync::OnceLock;
use supervisor::{PerWire, Supervisor, TravelFigures};
use twin::{Embodiment, Environment, PumpUnit, Twin};
use units::{Concentration, Dose, DoseRate, Duration, Instant, Volume};

const FILL: Volume = Volume::from_pl(2_000_000_000);
/// A bolus and some basal strokes.
const SPAN: Duration = Duration::from_min(12);

/// What the firmware puts in place of the controller's step.
type Step = fn(&mut Controller, Instant, &Inputs) -> Outputs;

/// A device in this process: the same server as the firmware's, at the end of a line that changes some bytes.
#[derive(Debug)]
struct Table {
    server: Server,
    receiver: Receiver<REQUEST_MAX>,
    board: Stepping,
    sent: Vec<u8>,
    /// Bytes that have passed, and after how many of them one is changed; 0 is never.
    passed: usize,
    every: usize,
}

/// A board with the flash of this host, and a supervisor whose memory is as lasting.
#[derive(Debug)]
struct Stepping {
    step: Step,
    guard: Option<Guard>,
    flash: Flash,
    journal: Journal,
}

impl Stepping {
    fn new(step: Step) -> Self {
        Self { step, guard: None, flash: Flash::default(), journal: Journal::default() }
    }
}

impl Board for Stepping {
    fn step(&mut self, controller: &mut Controller, now: Instant, inputs: &Inputs) -> Outputs {
        (self.step)(controller, now, inputs)
    }

    fn came_back(&mut self, at: Instant, asked: PerWire<supervisor::Duty>) {
        if let Some(guard) = &mut self.guard {
            guard.came_back(at, asked);
        }
    }

    fn guard(&mut self, pump_type: PumpType, figures: TravelFigures) {
        self.guard = Some(Guard::from(Supervisor::new(pump_type.limits(), figures)));
    }

    fn watch(&mut self, watch: &Watch) -> Option<Watched> {
        self.guard.as_mut().map(|guard| guard.answer(watch))
    }

    fn format(&mut self) {
        (self.flash, self.journal) = (Flash::default(), Journal::default());
    }

    fn append(&mut self, record: &Record<Entry<&Events>>, settings: &Settings) -> Option<()> {
        self.journal.append(&mut self.flash, record, settings).ok()
    }

    fn reopen(&mut self) -> Option<(&Settings, &Record<()>)> {
        self.journal.reopen(&mut self.flash).ok()?;
        self.journal.kept()
    }

    fn flash(&mut self) -> &mut [u8] {
        self.flash.bytes_mut()
    }

    fn measured(&self, figures: &mut Figures) {
        figures.stack_worst = 1_234;
    }
}

impl Table {
    fn new(step: Step, every: usize) -> Self {
        let mut table = Self {
            server: Server::new(),
            receiver: Receiver::new(),
            board: Stepping::new(step),
            sent: Vec::new(),
            passed: 0,
            every,
        };
        table.ready();
        table
    }

    /// What a device says that has just been switched on.
    fn ready(&mut self) {
        let frame = Frame { sequence: 0, body: Answer::<Outputs>::Ready };
        self.sent.extend_from_slice(frame.encode(&mut [0; 64]).expect("it fits"));
    }

    fn noisy(&mut self, byte: u8) -> u8 {
        self.passed += 1;
        if self.every > 0 && self.passed.is_multiple_of(self.every) { byte ^ 0x10 } else { byte }
    }
}

impl Write for Table {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for byte in bytes {
            let byte = self.noisy(*byte);
            if let Some(received) = self.receiver.take(byte) {
                self.sent.extend_from_slice(self.server.answer(received, &mut self.board));
                if self.server.ending() == Ending::PowerOff {
                    self.server = Server::new();
                    self.ready();
                }
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for Table {
    /// A line on which nothing comes any more is one whose patience has ended.
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        if self.sent.is_empty() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let size = self.sent.len().min(room.len());
        let bytes: Vec<u8> = self.sent.drain(..size).collect();
        for (free, byte) in room.iter_mut().zip(bytes) {
            *free = self.noisy(byte);
        }
        Ok(size)
    }
}

impl Wire for Table {
    fn end(&mut self) -> Result<(), DeviceError> {
        assert_eq!(self.server.ending(), Ending::Closed);
        Ok(())
    }
}

fn unit() -> PumpUnit {
    PumpUnit::draw(1)
}

fn start() -> &'static Start {
    static START: OnceLock<Start> = OnceLock::new();
    START.get_or_init(|| Start {
        pump_type: factory::pump_type(Embodiment::Tethered),
        today: None,
        calibration: factory::calibrate(Embodiment::Tethered, &unit(), 1).expect("unit 1 is good"),
        settings: Settings {
            concentration: Concentration::new(100).unwrap(),
            basal: BasalProfile::new(&[BasalBlock {
                from: Duration::ZERO,
                rate: DoseRate::from_micro_units_per_h(1_500_000),
            }])
            .unwrap(),
            time_of_day: Duration::ZERO,
            reservoir_fill: FILL,
            limits: Limits::DEVICE,
            templates: Templates::default(),
        },
    })
}

fn on_table(step: Step, every: usize) -> Device {
    Device::linked(start(), Link::new(Box::new(Table::new(step, every)))).expect("it starts")
}

fn world(device: Device) -> World {
    let twin = Twin::new(Embodiment::Tethered, unit(), 1, FILL, Environment::default());
    World::new(device, factory::supervisor(Embodiment::Tethered, &unit(), 1), twin)
}

/// A bolus and a refused one, then the span, or what of it the device lives through.
fn live(world: &mut World) {
    let bolus = |units: i64| Command::Bolus(BolusOrder::fast(Dose::from_micro_units(units * 100_000)));
    world.command(bolus(3)).expect("0.3 U is within the limit");
    world.command(bolus(100_000)).expect_err("10000 U is not");
    let end = Instant::ZERO + SPAN;
    while world.now() < end && world.device().lost().is_none() {
        world.advance(end).expect("the plant can be integrated");
    }
}

#[test]
fn a_device_at_the_end_of_a_line_lives_the_same_run_as_one_on_the_host() {
    let mut here = world(Device::host(start()));
    live(&mut here);
    assert_eq!(here.close(), Ok(None));
    for every in [0, 613, 1_009] {
        let mut there = world(on_table(Controller::step, every));
        live(&mut there);
        assert_eq!(there.device().lost(), None, "one byte in {every}");
        assert_eq!(there.device().trace(), here.device().trace());
        assert!(there.truth() == here.truth() && here.truth().delivered_ul > 2.0);
        if every == 0 {
            let figures = there.close().expect("it ends well").expect("it has measured");
            assert_eq!((figures.trace, figures.stack_worst), (here.device().trace(), 1_234));
        }
    }
}

#[test]
fn a_device_that_answers_otherwise_than_the_host_is_found_out_and_its_wires_are_off() {
    /// Pulls a little less once the plunger is on its way.
    fn weaker(controller: &mut Controller, now: Instant, inputs: &Inputs) -> Outputs {
        let mut outputs = controller.step(now, inputs);
        if now > Instant::from_us(2_000_000) && outputs.pump > Duty::OFF {
            outputs.pump = Duty::from(outputs.pump.as_1024ths() - 1);
        }
        outputs
    }
    let mut there = world(on_table(weaker, 0));
    live(&mut there);
    assert!(matches!(there.device().lost(), Some(DeviceError::Diverged { .. })), "{:?}", there.device().lost());
    settles(&mut there);
    assert!(matches!(there.close(), Err(DeviceError::Diverged { .. })));
}

#[test]
fn a_line_that_damages_every_frame_is_given_up() {
    let table = Table::new(Controller::step, 5);
    let lost = Device::linked(start(), Link::new(Box::new(table))).err();
    assert!(matches!(lost, Some(DeviceError::Silent { .. })), "{lost:?}");
}

/// Nothing is delivered any more by a pump whose wires are off, but for what the line still holds.
fn settles(world: &mut World) {
    let mut until = world.now();
    let delivered = [Duration::from_s(30), Duration::from_min(10)].map(|time| {
        until += time;
        while world.now() < until {
            world.advance(until).expect("the plant can be integrated");
        }
        world.truth().delivered_ul
    });
    assert!((delivered[1] - delivered[0]).abs() < 0.05, "{delivered:?}");
}

#[test]
fn a_device_that_drops_its_power_is_lost_and_nothing_more_is_delivered() {
    /// Answers for as long as it is asked for less, then only that its power is gone.
    #[derive(Debug)]
    struct Dropping(Table, usize);
    impl Read for Dropping {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            self.0.read(room)
        }
    }
    impl Write for Dropping {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.1 -= self.1.min(1);
            if self.1 > 0 {
                return self.0.write(bytes);
            }
            let last = Frame { sequence: 0, body: Answer::<Outputs>::PowerDropped(Cause::Overdue) };
            self.0.sent.extend_from_slice(last.encode(&mut [0; FRAME_MAX]).expect("it fits"));
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    impl Wire for Dropping {
        fn end(&mut self) -> Result<(), DeviceError> {
            Err(DeviceError::Ended("exit status: 1".to_owned()))
        }
    }
    let link = Link::new(Box::new(Dropping(Table::new(Controller::step, 0), 200)));
    let mut there = world(Device::linked(start(), link).expect("it starts"));
    live(&mut there);
    assert_eq!(there.device().lost(), Some(&DeviceError::PowerDropped(Cause::Overdue)));
    settles(&mut there);
}

#[test]
fn a_device_that_loses_power_in_mid_stroke_goes_on_as_one_on_the_host_does() {
    let cut = |device: Device| {
        let mut world = world(device);
        world
            .command(Command::Bolus(BolusOrder::fast(Dose::from_micro_units(300_000))))
            .expect("it is within the limit");
        let mut pulling = 0;
        while pulling < 60 {
            world.advance(Instant::ZERO + SPAN).expect("the plant can be integrated");
            pulling += u32::from(world.asked().pump > supervisor::Duty::OFF);
        }
        world.cut_power(Duration::from_s(40));
        while !world.powered() {
            world.advance(Instant::ZERO + SPAN).expect("the plant can be integrated");
        }
        live(&mut world);
        assert_eq!(world.device().lost(), None);
        let ledger = *world.controller().ledger();
        (world.device().trace(), world.close().expect("it ends well").is_some(), ledger, world.truth().delivered_ul)
    };
    let (here, there) = (cut(Device::host(start())), cut(on_table(Controller::step, 0)));
    assert_eq!((here.0, here.2), (there.0, there.2));
    assert_eq!((here.1, there.1), (false, true));
    assert!((here.3 - there.3).abs() < f64::EPSILON);
}

#[test]
fn a_copy_of_a_world_has_no_device() {
    let mut copy = world(on_table(Controller::step, 0)).clone();
    live(&mut copy);
    assert_eq!(copy.device().lost(), Some(&DeviceError::Copied));
}
