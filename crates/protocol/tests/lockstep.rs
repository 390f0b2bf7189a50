//! Frames of the lock-step line: what was sent arrives as it was or is refused, and no request is carried out twice.

use controller::{
    AcousticReference, BasalBlock, BasalProfile, BolusOrder, CalibrationRecord, Command, Controller, Duty, Entry,
    Event, Events, Housekeeping, Inputs, Limits, MAX_BASAL_BLOCKS, MAX_TEMPLATES, OPTICAL_POINTS, OpticalPoint,
    OpticalReading, Outputs, Record, Rejected, Service, Settings, SignalReference, Strobe, StrokeRecord, TempRate,
    Templates, Tone, VOLUME_POINTS, ValveReference, VolumePoint,
};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;
use protocol::lockstep::{
    Answer, Board, Cause, Ending, FRAME_MAX, Figures, Frame, FrameError, Guard, PIECE_MAX, Piece, PumpType,
    REQUEST_MAX, Receiver, Refusal, Request, Server, Start, Trace, Watch, Watched,
};
use serde::Serialize;
use supervisor::{Counts, PerWire, Readings, Reason, Supervisor, TravelFigures, TravelPoint, Wire};
use units::{Concentration, Dose, DoseRate, Duration, Instant, Length, Temperature, Voltage, Volume};

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, rng_seed: RngSeed::Fixed(0x10c), failure_persistence: None, ..ProptestConfig::default() }
}

fn reference(signal: u32) -> SignalReference {
    SignalReference { signal, temperature: Temperature::from_millidegc(22_000), drift_ppm_per_k: -800 }
}

/// A table whose numbers take many bytes.
fn optical() -> [OpticalPoint; OPTICAL_POINTS] {
    std::array::from_fn(|i| {
        let step = i64::try_from(i).unwrap();
        OpticalPoint {
            travel: Length::from_nm(step * (i64::MAX / 32)),
            ratio_ppm: 1_000_000 - 50_000 * u32::try_from(i).unwrap(),
        }
    })
}

fn volume() -> [VolumePoint; VOLUME_POINTS] {
    std::array::from_fn(|i| {
        let step = i64::try_from(i).unwrap();
        VolumePoint { travel: Length::from_nm(step * (i64::MAX / 16)), volume: Volume::from_pl(step * (i64::MAX / 16)) }
    })
}

fn acoustic() -> AcousticReference {
    AcousticReference {
        quarter_millihertz: u32::MAX,
        temperature: Temperature::MIN,
        gas: Volume::MAX,
        slope_ppm: i32::MIN,
        damping_ppm: i32::MIN,
    }
}

fn calibration() -> CalibrationRecord {
    let valve = ValveReference { closed: reference(u32::MAX), open_ppm: u32::MAX };
    CalibrationRecord::new(optical(), volume(), reference(640_000), Some(valve), Length::MIN.into(), Some(acoustic()))
        .unwrap()
}

fn start() -> Start {
    let blocks: Vec<BasalBlock> = (0..MAX_BASAL_BLOCKS)
        .map(|i| BasalBlock { from: Duration::from_h(i.try_into().unwrap()), rate: DoseRate::MAX })
        .collect();
    let mut templates = Templates::default();
    for number in 2..=u8::try_from(MAX_TEMPLATES).unwrap() {
        templates.write(number, BasalProfile::new(&blocks).unwrap()).unwrap();
    }
    Start {
        pump_type: PumpType::Metered,
        today: None,
        calibration: calibration(),
        settings: Settings {
            concentration: Concentration::new(100).unwrap(),
            basal: BasalProfile::new(&blocks).unwrap(),
            time_of_day: Duration::from_us(86_399_999_999),
            reservoir_fill: Volume::MIN,
            limits: Limits::DEVICE,
            templates,
        },
    }
}

/// Outputs with as many events as a step can have, of the kind that takes most.
fn fullest() -> Outputs {
    let mut events = Events::new();
    let least = Volume::MIN;
    let stroke = StrokeRecord {
        target: least,
        measured: least,
        optical: least,
        acoustic: Some(least),
        start: Length::MIN,
        end: Length::MIN,
    };
    while events.push(Event::StrokeMeasured(stroke)).is_ok() {}
    let mut outputs = start().controller().step(Instant::ZERO, &Inputs::default());
    (outputs.pump, outputs.first_valve, outputs.second_valve) = (Duty::FULL, Duty::FULL, Duty::FULL);
    outputs.strobe = Strobe {
        plunger: Some(u16::MAX),
        second_valve: Some(u16::MAX),
        tone: Some(Tone { millihertz: u32::MAX, cycles: u16::MAX }),
        housekeeping: Housekeeping::Skip,
    };
    outputs.next_wake = Instant::MAX;
    outputs.events = events;
    outputs
}

fn instant() -> impl Strategy<Value = Instant> {
    any::<u64>().prop_map(Instant::from_us)
}

fn reading() -> impl Strategy<Value = Option<OpticalReading>> {
    let reading = (any::<u32>(), any::<u32>(), any::<u16>());
    proptest::option::of(reading.prop_map(|(lit, dark, pulses)| OpticalReading { lit, dark, pulses }))
}

fn inputs() -> impl Strategy<Value = Inputs> {
    let slow = (proptest::option::of(any::<i32>()), proptest::option::of(any::<i32>()));
    (reading(), reading(), slow).prop_map(|(plunger, second_valve, (battery, housing))| Inputs {
        plunger,
        second_valve,
        battery: battery.map(Voltage::from_uv),
        housing: housing.map(Temperature::from_millidegc),
        ..Inputs::default()
    })
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        any::<i64>().prop_map(|dose| Command::Bolus(BolusOrder::fast(Dose::from_micro_units(dose)))),
        (any::<u16>(), any::<u32>()).prop_map(|(percent, s)| Command::SetTempBasal {
            rate: TempRate::Percent(percent),
            duration: Duration::from_s(u64::from(s)),
        }),
        Just(Command::Pause),
        Just(Command::Run),
    ]
}

fn request() -> impl Strategy<Value = Request> {
    prop_oneof![
        1 => Just(Request::Start(start())),
        8 => (instant(), inputs()).prop_map(|(now, inputs)| Request::Step { now, inputs }),
        4 => (instant(), command()).prop_map(|(now, command)| Request::Command { now, command }),
        1 => (instant(), any::<i64>())
            .prop_map(|(now, nm)| Request::Service { now, service: Service::StrokeTo(Length::from_nm(nm)) }),
        1 => (any::<u32>(), proptest::collection::vec(any::<u8>(), 0..PIECE_MAX))
            .prop_map(|(at, bytes)| Request::Torn { at, bytes: Piece::from_slice(&bytes).unwrap() }),
        1 => (instant(), any::<u32>()).prop_map(|(now, lit)| Request::Supervisor(Watch::Step {
            now,
            readings: Readings { plunger: Some(Counts { lit, dark: 0, pulses: 16 }), ..Readings::default() },
        })),
        1 => Just(Request::Close),
    ]
}

fn answer() -> impl Strategy<Value = Answer> {
    let figures = (any::<u64>(), any::<u32>(), any::<u32>()).prop_map(|(steps, cycles_worst, stack_worst)| Figures {
        trace: Trace::default(),
        steps,
        cycles_worst,
        cycles: steps,
        supervisor_cycles_worst: stack_worst,
        stack_worst,
    });
    prop_oneof![
        Just(Answer::Started),
        Just(Answer::Stepped(fullest())),
        Just(Answer::Serviced(Ok(()))),
        any::<u16>().prop_map(|requested| Answer::Commanded(Err(Rejected::PercentOutOfRange { requested }))),
        figures.prop_map(Answer::Closing),
        any::<u32>().prop_map(|line| Answer::PowerDropped(Cause::Panicked { line })),
        any::<u64>().prop_map(|us| Answer::PowerDropped(Cause::Withheld {
            reason: Reason::Stale,
            wire: Wire::Pump,
            after: Duration::from_us(us),
        })),
        (0..=1_024_u16, instant()).prop_map(|(duty, at)| Answer::Supervised(Watched::Decided {
            passed: PerWire { pump: supervisor::Duty::from_1024ths(duty), ..PerWire::default() },
            withheld: None,
            look_again: Some(at),
        })),
        any::<u8>().prop_map(|version| Answer::Refused(Refusal::Garbled(FrameError::Version(version)))),
    ]
}

fn written<T: Serialize>(sequence: u32, body: T) -> Vec<u8> {
    Frame { sequence, body }.encode(&mut [0; FRAME_MAX]).expect("every message fits").to_vec()
}

/// A board that lets the controller take its step, and a journal that is a list.
#[derive(Default)]
struct Bare {
    steps: u32,
    guard: Option<Guard>,
    settings: Option<Settings>,
    records: Vec<Record<()>>,
    flash: Vec<u8>,
    /// The journal takes no more.
    full: bool,
}

impl Board for Bare {
    fn step(&mut self, controller: &mut Controller, now: Instant, inputs: &Inputs) -> Outputs {
        self.steps += 1;
        controller.step(now, inputs)
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
        (self.records, self.flash) = (Vec::new(), vec![0xFF; 4 * PIECE_MAX]);
    }

    fn append(&mut self, record: &Record<Entry<&Events>>, settings: &Settings) -> Option<()> {
        let Record { sequence, at, state, .. } = record.clone();
        self.records.push(Record { sequence, at, state, entry: () });
        self.settings = Some(settings.clone());
        (!self.full).then_some(())
    }

    fn reopen(&mut self) -> Option<(&Settings, &Record<()>)> {
        self.settings.as_ref().zip(self.records.last())
    }

    fn flash(&mut self) -> &mut [u8] {
        &mut self.flash
    }

    fn measured(&self, figures: &mut Figures) {
        figures.stack_worst = 1;
    }
}

/// Sends bytes, and reads the answers to them.
fn answers(server: &mut Server, board: &mut Bare, bytes: &[u8]) -> Vec<Frame<Answer>> {
    let mut receiver = Receiver::<REQUEST_MAX>::new();
    let mut answers = Vec::new();
    for byte in bytes {
        if let Some(received) = receiver.take(*byte) {
            let mut answer = server.answer(received, board).to_vec();
            answers.push(Frame::decode(&mut answer).expect("the server writes whole frames"));
        }
    }
    answers
}

fn step() -> Request {
    Request::Step { now: Instant::from_us(5_000), inputs: Inputs::default() }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn a_request_arrives_as_it_was_sent(sequence: u32, body in request()) {
        let mut bytes = written(sequence, &body);
        prop_assert_eq!(bytes.iter().position(|byte| *byte == 0), Some(bytes.len() - 1));
        prop_assert_eq!(Frame::decode(&mut bytes), Ok(Frame { sequence, body }));
    }

    #[test]
    fn an_answer_arrives_as_it_was_sent(sequence: u32, body in answer()) {
        prop_assert_eq!(Frame::decode(&mut written(sequence, &body)), Ok(Frame { sequence, body }));
    }

    #[test]
    fn a_damaged_request_is_refused_or_unharmed(body in request(), at: Index, flip in 1..=255_u8) {
        let whole = written(7, &body);
        let mut damaged = whole.clone();
        damaged[at.index(whole.len() - 1)] ^= flip;
        let found = Frame::<Request>::decode(&mut damaged);
        let unharmed = Ok(Frame { sequence: 7, body });
        prop_assert!(found.is_err() || found == unharmed);
    }

    #[test]
    fn a_request_with_a_byte_missing_is_refused(body in request(), at: Index) {
        let mut damaged = written(7, &body);
        damaged.remove(at.index(damaged.len() - 1));
        prop_assert!(Frame::<Request>::decode(&mut damaged).is_err());
    }

    #[test]
    fn whatever_comes_is_answered_and_the_next_request_is_understood(noise in proptest::collection::vec(any::<u8>(), 0..4_000)) {
        let (mut server, mut board) = (Server::new(), Bare::default());
        let found = answers(&mut server, &mut board, &noise);
        prop_assert!(found.iter().all(|answer| matches!(answer.body, Answer::Refused(_))));
        let found = answers(&mut server, &mut board, &[&[0], &*written(1, Request::Start(start()))].concat());
        prop_assert_eq!(found.last(), Some(&Frame { sequence: 1, body: Answer::Started }));
    }
}

#[test]
fn the_longest_messages_fit_a_frame() {
    let (start, restore) =
        (start(), Request::Restore { now: Instant::MAX, pump_type: PumpType::Metered, calibration: calibration() });
    let torn = Request::Torn { at: u32::MAX, bytes: Piece::from_slice(&[0xA5; PIECE_MAX]).unwrap() };
    let sizes = [Request::Start(start), restore, torn].map(|request| written(u32::MAX, request).len());
    assert!(sizes.iter().all(|size| *size <= REQUEST_MAX), "{sizes:?}");
    let stepped = written(u32::MAX, Answer::Stepped(fullest())).len();
    let read = written(u32::MAX, Answer::<Outputs>::Flash(Piece::from_slice(&[0xA5; PIECE_MAX]).unwrap())).len();
    assert!(stepped <= FRAME_MAX && read <= FRAME_MAX, "{stepped} {read}");
    // Room is not kept for messages that are not made: the longest take most of it.
    let longest = sizes.into_iter().max().unwrap();
    assert!(longest > REQUEST_MAX * 3 / 4 && stepped > FRAME_MAX * 3 / 4, "{sizes:?} {stepped}");
}

#[test]
fn a_frame_of_another_version_is_refused_as_such() {
    // Written with the version's byte and the checksum of a version 3: as a later release would.
    #[derive(Serialize)]
    struct Sealed<'a>(u8, u32, u32, &'a [u8]);
    let checksum = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC).checksum(&[3, 9, 0, 0, 0, 4]);
    let mut room = [0; 64];
    let bytes = postcard::to_slice_cobs(&Sealed(3, 9, checksum, &[4]), &mut room).unwrap();
    assert_eq!(Frame::<Request>::decode(bytes), Err(FrameError::Version(3)));
}

#[test]
fn a_calibration_that_is_no_calibration_is_refused_on_the_line() {
    // The same bytes as a start has, up to a table that goes back.
    #[derive(Serialize)]
    enum Forged {
        Start(
            PumpType,
            [OpticalPoint; OPTICAL_POINTS],
            [VolumePoint; VOLUME_POINTS],
            SignalReference,
            Option<ValveReference>,
            (Length, Length),
            Option<AcousticReference>,
            Settings,
            Option<controller::Date>,
        ),
    }
    let forge = |optical| {
        let Start { pump_type, settings, .. } = start();
        let valve = ValveReference { closed: reference(u32::MAX), open_ppm: u32::MAX };
        let forged = Forged::Start(
            pump_type,
            optical,
            volume(),
            reference(640_000),
            Some(valve),
            (Length::MIN, Length::MIN),
            Some(acoustic()),
            settings,
            None,
        );
        Frame::<Request>::decode(&mut written(1, forged)).map(|frame| frame.body)
    };
    assert_eq!(forge(optical()), Ok(Request::Start(start())));
    let mut backwards = optical();
    backwards.swap(3, 4);
    assert_eq!(forge(backwards), Err(FrameError::Body));
}

#[test]
fn a_request_that_is_repeated_is_answered_again_and_not_carried_out_again() {
    let (mut server, mut board) = (Server::new(), Bare::default());
    answers(&mut server, &mut board, &written(1, Request::Start(start())));
    let step = written(2, step());
    let first = answers(&mut server, &mut board, &step);
    assert!(matches!(first[..], [Frame { sequence: 2, body: Answer::Stepped(_) }]));
    // Damaged once, whole once more: the answer is the same, and there was one step.
    let mut damaged = step.clone();
    damaged[2] ^= 1;
    let again = answers(&mut server, &mut board, &[damaged, step].concat());
    assert!(matches!(again[0], Frame { sequence: 0, body: Answer::Refused(Refusal::Garbled(_)) }));
    assert_eq!(again[1..], first);
    assert_eq!(board.steps, 1);
}

#[test]
fn before_a_start_nothing_is_carried_out() {
    let (mut server, mut board) = (Server::new(), Bare::default());
    let pause = || Request::Command { now: Instant::ZERO, command: Command::Pause };
    for request in [step as fn() -> Request, pause, || Request::Supervisor(Watch::StartUp)] {
        let request = request();
        let found = answers(&mut server, &mut board, &written(1, request));
        assert_eq!(found, [Frame { sequence: 1, body: Answer::Refused(Refusal::NotStarted) }]);
    }
    assert_eq!((board.steps, server.ending()), (0, Ending::NotYet));
}

#[test]
fn both_ends_hash_the_same_conversation_to_the_same_trace() {
    let (mut server, mut board) = (Server::new(), Bare::default());
    let mut here = start().controller();
    let mut trace = Trace::default();
    let mut sent = Vec::new();
    let service = Service::StrokeTo(Length::from_nm(90_000));
    let conversation = vec![
        (Request::Start(start()), Answer::Started),
        (step(), Answer::Stepped(here.step(Instant::from_us(5_000), &Inputs::default()))),
        (
            Request::Service { now: Instant::from_us(6_000), service },
            Answer::Serviced(here.service(Instant::from_us(6_000), service)),
        ),
        (
            Request::Command { now: Instant::from_us(6_000), command: Command::Pause },
            Answer::Commanded(here.command(Instant::from_us(6_000), Command::Pause)),
        ),
    ];
    for (sequence, (request, answer)) in (1..).zip(&conversation) {
        let found = answers(&mut server, &mut board, &written(sequence, request));
        assert_eq!(found, [Frame { sequence, body: answer.clone() }]);
        trace.take(request, answer);
        sent.push(trace);
    }
    assert!(sent.windows(2).all(|pair| pair[0] != pair[1]));
    let figures = Figures { trace, steps: 1, stack_worst: 1, ..Figures::default() };
    let closing = Frame { sequence: 9, body: Answer::Closing(figures) };
    assert_eq!(answers(&mut server, &mut board, &written(9, Request::Close)), [closing]);
    assert_eq!(server.ending(), Ending::Closed);
}

#[test]
fn a_frame_that_never_ends_is_refused_once_it_does() {
    let mut receiver = Receiver::<REQUEST_MAX>::new();
    for _ in 0..3 * REQUEST_MAX {
        assert!(receiver.take(1).is_none());
    }
    assert_eq!(receiver.take(0), Some(Err(FrameError::TooLong)));
    assert_eq!(receiver.take(0), None);
}

fn figures() -> TravelFigures {
    let point = |um: i64, fall_ppm| TravelPoint { travel: Length::from_nm(um * 1_000), fall_ppm };
    TravelFigures { near: point(60, 80_000), far: point(300, 300_000) }
}

/// Asks each in turn; what was answered.
fn conversation(server: &mut Server, board: &mut Bare, from: u32, requests: Vec<Request>) -> Vec<Answer> {
    let asked = (from..).zip(requests);
    asked.flat_map(|(n, request)| answers(server, board, &written(n, request))).map(|frame| frame.body).collect()
}

#[test]
fn after_a_reset_the_controller_is_the_one_that_the_journal_has_kept() {
    let (mut server, mut board) = (Server::new(), Bare::default());
    let now = Instant::from_us(9_000_000);
    let bolus = Command::Bolus(BolusOrder::fast(Dose::from_micro_units(500_000)));
    let begun = vec![Request::Start(start()), Request::Command { now, command: bolus }, Request::PowerOff];
    let found = conversation(&mut server, &mut board, 1, begun);
    assert!(matches!(found[..], [Answer::Started, Answer::Commanded(Ok(_)), Answer::PowerOff]), "{found:?}");
    assert_eq!((server.ending(), board.records.len()), (Ending::PowerOff, 2));
    // What a reset takes, and what it leaves.
    server = Server::new();
    let restore = Request::Restore { now, pump_type: PumpType::Metered, calibration: calibration() };
    let step = Request::Step { now, inputs: Inputs::default() };
    let found = conversation(&mut server, &mut board, 4, vec![restore, step]);
    let newest = board.records[1].clone();
    let mut here = Controller::restore(PumpType::Metered.profile(), calibration(), start().settings, &newest, now);
    assert_eq!(found, [Answer::Started, Answer::Stepped(here.step(now, &Inputs::default()))]);
}

#[test]
fn a_journal_that_cannot_be_written_or_has_nothing_is_no_controller_to_go_on_with() {
    let (mut server, mut board) = (Server::new(), Bare::default());
    let restore = Request::Restore { now: Instant::ZERO, pump_type: PumpType::Metered, calibration: calibration() };
    let pause = Request::Command { now: Instant::ZERO, command: Command::Pause };
    let found = conversation(&mut server, &mut board, 1, vec![restore, Request::Start(start())]);
    assert_eq!(found, [Answer::Refused(Refusal::NotStarted), Answer::Started]);
    board.full = true;
    assert_eq!(conversation(&mut server, &mut board, 3, vec![pause]), [Answer::Refused(Refusal::Journal)]);
}

#[test]
fn the_flash_is_read_without_what_is_blank_at_its_end_and_torn_where_power_has_torn_it() {
    let (mut server, mut board) = (Server::new(), Bare::default());
    let piece = |bytes: &[u8]| Piece::from_slice(bytes).unwrap();
    let end = u32::try_from(4 * PIECE_MAX).unwrap();
    let asked = vec![
        Request::Start(start()),
        Request::Torn { at: 1_030, bytes: piece(&[1, 2, 0xFF, 3]) },
        Request::Read { at: 1_024 },
        Request::Read { at: 2_048 },
        Request::Read { at: end },
        Request::Torn { at: end - 1, bytes: piece(&[0, 0]) },
    ];
    let found = conversation(&mut server, &mut board, 1, asked);
    let mut written = vec![0xFF; 6];
    written.extend([1, 2, 0xFF, 3]);
    assert_eq!(found[1], Answer::Torn);
    assert_eq!(found[2], Answer::Flash(piece(&written)));
    assert_eq!(found[3], Answer::Flash(Piece::new()));
    assert_eq!(found[4..], [Answer::Refused(Refusal::Place), Answer::Refused(Refusal::Place)]);
}

#[test]
fn a_supervisor_hears_of_each_step_that_came_back_once() {
    let (mut server, mut board) = (Server::new(), Bare::default());
    let watch = |ms| {
        let now = Instant::ZERO + Duration::from_ms(ms);
        Request::Supervisor(Watch::Step { now, readings: Readings::default() })
    };
    let found =
        conversation(&mut server, &mut board, 1, vec![Request::Start(start()), Request::Guard(figures()), step()]);
    assert!(matches!(found[..], [Answer::Started, Answer::Started, Answer::Stepped(_)]));
    assert!(board.guard.as_ref().is_some_and(Guard::hears));
    let found = conversation(&mut server, &mut board, 4, vec![watch(5), watch(6)]);
    assert!(matches!(found[..], [Answer::Supervised(Watched::Decided { withheld: None, .. }), _]), "{found:?}");
    assert!(board.guard.as_ref().is_some_and(|guard| !guard.hears()));
}
