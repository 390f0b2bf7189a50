//! The device's end of the line: frames in, frames out, and a controller between them.
//!
//! What is large is nowhere twice: an answer is written from where it lies, and kept only as the frame that it makes.

use super::frame::{self, FRAME_MAX, Frame, FrameError};
use super::message::{Answer, Figures, PIECE_MAX, Piece, PumpType, Refusal, Request, Start};
use super::trace::Trace;
use super::watch::{Watch, Watched};
use controller::{CalibrationRecord, Controller, Entry, Events, Inputs, Outputs, Record, Settings};
use supervisor::{Duty, PerWire, TravelFigures};
use units::Instant;

/// What a board does around the controller's own step, and what it has measured.
pub trait Board {
    /// Lets the controller take its step, and the pins follow.
    fn step(&mut self, controller: &mut Controller, now: Instant, inputs: &Inputs) -> Outputs;

    /// The controller's step came back, and asks for this; its supervisor is to hear of it.
    fn came_back(&mut self, at: Instant, asked: PerWire<Duty>);

    /// Makes a supervisor for this type of pump.
    fn guard(&mut self, pump_type: PumpType, figures: TravelFigures);

    /// Lets the supervisor do what is asked of it; none when there is no supervisor.
    fn watch(&mut self, watch: &Watch) -> Option<Watched>;

    /// Erases all of the flash, and begins a journal in it.
    fn format(&mut self);

    /// Appends to the journal; none when it cannot.
    fn append(&mut self, record: &Record<Entry<&Events>>, settings: &Settings) -> Option<()>;

    /// What the journal has kept; none when it is blank or cannot be read.
    fn reopen(&mut self) -> Option<(&Settings, &Record<()>)>;

    /// The bytes of the flash.
    fn flash(&mut self) -> &mut [u8];

    /// Fills in what the board knows of the run.
    fn measured(&self, figures: &mut Figures);
}

/// How a conversation goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// With the next request.
    NotYet,
    /// With a reset.
    PowerOff,
    /// It was the last request.
    Closed,
}

/// The device's end of the line.
#[derive(Debug)]
pub struct Server {
    run: Option<Run>,
    /// The last request that was carried out, and the size of its answer, which still lies in the room.
    last: Option<(u32, usize)>,
    ending: Ending,
    room: heapless::Vec<u8, FRAME_MAX>,
    refusal: [u8; REFUSAL_MAX],
}

/// The most bytes of a frame that refuses.
const REFUSAL_MAX: usize = 32;

/// A controller, and what has become of it since it was made.
#[derive(Debug)]
struct Run {
    controller: Controller,
    pump_type: PumpType,
    trace: Trace,
    steps: u64,
}

/// An answer that lies where it was made.
type Reply<'a> = Answer<&'a Outputs>;

impl Default for Server {
    fn default() -> Self {
        Self::new()
    }
}

impl Server {
    /// Without a controller yet.
    pub const fn new() -> Self {
        Self { run: None, last: None, ending: Ending::NotYet, room: heapless::Vec::new(), refusal: [0; REFUSAL_MAX] }
    }

    /// The frame that answers one that was received. One that was answered already gets the same answer again, and
    /// nothing is carried out twice.
    pub fn answer(&mut self, received: Result<&mut [u8], FrameError>, board: &mut impl Board) -> &[u8] {
        if let Err(error) = self.take(received, board) {
            let refused = Frame { sequence: 0, body: Reply::Refused(Refusal::Garbled(error)) };
            return refused.encode(&mut self.refusal).unwrap_or_default();
        }
        self.last.and_then(|(_, size)| self.room.get(..size)).unwrap_or_default()
    }

    /// How it goes on.
    pub fn ending(&self) -> Ending {
        self.ending
    }

    // Not inlined, so that the request leaves the stack before anything else needs it.
    #[inline(never)]
    fn take(&mut self, received: Result<&mut [u8], FrameError>, board: &mut impl Board) -> Result<(), FrameError> {
        let (sequence, body) = frame::open(received?)?;
        let request = frame::read::<Request>(body)?;
        if self.last.is_some_and(|(last, _)| last == sequence) {
            return Ok(());
        }
        // There is room for all of them: it is as long as its capacity.
        self.room.resize_default(FRAME_MAX).unwrap_or_default();
        // Every answer fits a frame, as the tests show.
        let size = if let (Request::Step { now, inputs }, Some(run)) = (&request, &mut self.run) {
            run.trace.take_bytes(body);
            run.step(board, *now, inputs, sequence, &mut self.room)
        } else {
            let reply = Frame { sequence, body: self.carry_out(&request, board) };
            let mut untraced = Trace::default();
            let trace = match &mut self.run {
                Some(run) if request.is_traced() => &mut run.trace,
                Some(_) | None => &mut untraced,
            };
            trace.take_bytes(body);
            reply.encode_traced(&mut self.room, trace).map_or(0, <[u8]>::len)
        };
        self.last = Some((sequence, size));
        Ok(())
    }

    // Not inlined, for the same reason.
    #[inline(never)]
    fn carry_out(&mut self, request: &Request, board: &mut impl Board) -> Reply<'static> {
        match request {
            Request::Start(start) => self.start(start, board),
            Request::Restore { now, pump_type, calibration } => self.restore(*now, *pump_type, calibration, board),
            Request::Torn { at, bytes } => return torn(board.flash(), *at, bytes),
            Request::Read { at } => return read(board.flash(), *at),
            Request::PowerOff => {
                self.ending = Ending::PowerOff;
                return Reply::PowerOff;
            }
            Request::Close => {
                self.ending = Ending::Closed;
                let (trace, steps) = self.run.as_ref().map_or_else(Default::default, |run| (run.trace, run.steps));
                let mut figures = Figures { trace, steps, ..Figures::default() };
                board.measured(&mut figures);
                return Reply::Closing(figures);
            }
            Request::Command { .. }
            | Request::Remote { .. }
            | Request::Service { .. }
            | Request::Step { .. }
            | Request::Guard(_)
            | Request::Supervisor(_) => {}
        }
        let Some(run) = &mut self.run else { return Reply::Refused(Refusal::NotStarted) };
        run.carry_out(request, board)
    }

    #[inline(never)]
    fn start(&mut self, start: &Start, board: &mut impl Board) {
        let controller = start.controller();
        self.run = Some(Run { controller, pump_type: start.pump_type, trace: Trace::default(), steps: 0 });
        board.format();
    }

    #[inline(never)]
    fn restore(&mut self, now: Instant, pump_type: PumpType, calibration: &CalibrationRecord, board: &mut impl Board) {
        match board.reopen() {
            Some((settings, newest)) => self.revive(now, pump_type, calibration, settings, newest),
            None => self.run = None,
        }
    }

    #[inline(never)]
    fn revive(
        &mut self,
        now: Instant,
        pump_type: PumpType,
        calibration: &CalibrationRecord,
        settings: &Settings,
        newest: &Record<()>,
    ) {
        let controller = Controller::restore(pump_type.profile(), *calibration, settings.clone(), newest, now);
        self.run = Some(Run { controller, pump_type, trace: Trace::default(), steps: 0 });
    }
}

impl Run {
    /// Lets the controller take a step, writes its answer, and keeps in the journal what has happened. Returns the size
    /// of the answer.
    #[inline(never)]
    fn step(&mut self, board: &mut impl Board, now: Instant, inputs: &Inputs, sequence: u32, room: &mut [u8]) -> usize {
        self.steps = self.steps.saturating_add(1);
        let outputs = board.step(&mut self.controller, now, inputs);
        board.came_back(now, self.pump_type.asked(&outputs));
        let kept = outputs.events.is_empty() || self.keep(Entry::Step(&outputs.events), board).is_some();
        let reply = if kept { Reply::Stepped(&outputs) } else { Reply::Refused(Refusal::Journal) };
        Frame { sequence, body: reply }.encode_traced(room, &mut self.trace).map_or(0, <[u8]>::len)
    }

    /// Keeps in the journal what has happened.
    #[inline(never)]
    fn keep(&mut self, entry: Entry<&Events>, board: &mut impl Board) -> Option<()> {
        let record = self.controller.record(entry);
        board.append(&record, self.controller.settings())
    }

    fn carry_out(&mut self, request: &Request, board: &mut impl Board) -> Reply<'static> {
        match request {
            Request::Start(_) => self.kept(Entry::New, Reply::Started, board),
            Request::Command { now, command } => {
                let answer = self.controller.command(*now, *command);
                self.kept(Entry::Command { command: *command, answer }, Reply::Commanded(answer), board)
            }
            Request::Remote { now, request } => {
                let answer = self.controller.request(*now, *request);
                self.kept(Entry::Command { command: request.command, answer }, Reply::Commanded(answer), board)
            }
            Request::Service { now, service } => Reply::Serviced(self.controller.service(*now, *service)),
            Request::Guard(figures) => {
                board.guard(self.pump_type, *figures);
                Reply::Started
            }
            Request::Supervisor(watch) => {
                board.watch(watch).map_or(Reply::Refused(Refusal::NotStarted), Reply::Supervised)
            }
            // The others concern no run, or its step.
            Request::Restore { .. }
            | Request::Step { .. }
            | Request::Torn { .. }
            | Request::Read { .. }
            | Request::PowerOff
            | Request::Close => Reply::Started,
        }
    }

    /// The reply, once what it says is in the journal.
    fn kept(&mut self, entry: Entry<&Events>, reply: Reply<'static>, board: &mut impl Board) -> Reply<'static> {
        if self.keep(entry, board).is_some() { reply } else { Reply::Refused(Refusal::Journal) }
    }
}

/// Puts into the flash what a loss of power has made of a part of it.
fn torn(flash: &mut [u8], at: u32, bytes: &Piece) -> Reply<'static> {
    let start = usize::try_from(at).unwrap_or(usize::MAX);
    let Some(place) = flash.get_mut(start..).and_then(|rest| rest.get_mut(..bytes.len())) else {
        return Reply::Refused(Refusal::Place);
    };
    place.copy_from_slice(bytes);
    Reply::Torn
}

/// A piece of the flash, without what is blank at its end.
fn read(flash: &[u8], at: u32) -> Reply<'static> {
    let start = usize::try_from(at).unwrap_or(usize::MAX);
    let Some(bytes) = flash.get(start..).and_then(|rest| rest.get(..PIECE_MAX)) else {
        return Reply::Refused(Refusal::Place);
    };
    let size = bytes.iter().rposition(|byte| *byte != 0xFF).map_or(0, |last| last.saturating_add(1));
    Piece::from_slice(bytes.get(..size).unwrap_or_default()).map_or(Reply::Refused(Refusal::Place), Reply::Flash)
}
