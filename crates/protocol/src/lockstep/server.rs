//! The device's end of the line: frames in, frames out, and a controller between them.

use super::frame::{FRAME_MAX, Frame, FrameError};
use super::message::{Answer, Figures, Refusal, Request};
use super::trace::Trace;
use controller::{Controller, Inputs, Outputs};
use units::Instant;

/// What a board does around the controller's own step, and what it has measured.
pub trait Board {
    /// Lets the controller take its step, and the pins follow.
    fn step(&mut self, controller: &mut Controller, now: Instant, inputs: &Inputs) -> Outputs;

    /// Fills in what the board knows of the run.
    fn measured(&self, figures: &mut Figures);
}

/// The device's end of the line.
#[derive(Debug)]
pub struct Server {
    run: Option<Run>,
    /// The answer to the last request that was carried out.
    last: Option<Frame<Answer>>,
    room: [u8; FRAME_MAX],
}

/// A controller, and what has become of it since it was made.
#[derive(Debug)]
struct Run {
    controller: Controller,
    trace: Trace,
    steps: u64,
}

impl Run {
    fn of(controller: Controller) -> Self {
        Self { controller, trace: Trace::default(), steps: 0 }
    }
}

impl Default for Server {
    fn default() -> Self {
        Self::new()
    }
}

impl Server {
    /// Without a controller yet.
    pub const fn new() -> Self {
        Self { run: None, last: None, room: [0; FRAME_MAX] }
    }

    /// The frame that answers one that was received. One that was answered already gets the same answer again, and
    /// nothing is carried out twice.
    pub fn answer(&mut self, received: Result<&mut [u8], FrameError>, board: &mut impl Board) -> &[u8] {
        match received.and_then(Frame::decode) {
            Err(error) => {
                let refused = Frame { sequence: 0, body: Answer::Refused(Refusal::Garbled(error)) };
                return refused.encode(&mut self.room).unwrap_or_default();
            }
            Ok(Frame { sequence, body: _ }) if self.last.as_ref().is_some_and(|last| last.sequence == sequence) => {}
            Ok(Frame { sequence, body }) => {
                let body = self.carry_out(&body, board);
                self.last = Some(Frame { sequence, body });
            }
        }
        // Every answer fits a frame, as the tests show.
        self.last.as_ref().and_then(|last| last.encode(&mut self.room).ok()).unwrap_or_default()
    }

    /// Whether the last request was to end.
    pub fn closed(&self) -> bool {
        matches!(self.last, Some(Frame { body: Answer::Closing(_), .. }))
    }

    // Not inlined, so that its large locals leave the stack before the next step of an answer needs it.
    #[inline(never)]
    fn carry_out(&mut self, request: &Request, board: &mut impl Board) -> Answer {
        match request {
            Request::Start(start) => self.run = Some(Run::of(start.controller())),
            Request::Restore { now, start, newest } => self.run = Some(Run::of(start.restored(newest, *now))),
            Request::Command { .. }
            | Request::Remote { .. }
            | Request::Service { .. }
            | Request::Step { .. }
            | Request::Record(_)
            | Request::Close => {}
        }
        let Some(run) = &mut self.run else { return Answer::Refused(Refusal::NotStarted) };
        let answer = match request {
            Request::Start(_) | Request::Restore { .. } => Answer::Started,
            Request::Command { now, command } => Answer::Commanded(run.controller.command(*now, *command)),
            Request::Remote { now, request } => Answer::Commanded(run.controller.request(*now, *request)),
            Request::Service { now, service } => Answer::Serviced(run.controller.service(*now, *service)),
            Request::Step { now, inputs } => {
                run.steps = run.steps.saturating_add(1);
                Answer::Stepped(board.step(&mut run.controller, *now, inputs))
            }
            Request::Record(entry) => Answer::Recorded(run.controller.record(entry.clone())),
            Request::Close => {
                let mut figures = Figures { trace: run.trace, steps: run.steps, ..Figures::default() };
                board.measured(&mut figures);
                return Answer::Closing(figures);
            }
        };
        run.trace.take(request, &answer);
        answer
    }
}
