//! The bench's end of the line: asks, waits, and asks again when a frame was damaged on its way.

use super::DeviceError;
use protocol::lockstep::{
    Answer, Cause, FRAME_MAX, Figures, Frame, FrameError, REQUEST_MAX, Receiver, Refusal, Request,
};
use std::fmt;
use std::io::{self, Read, Write};

/// How often a request is made before the device is given up.
const ATTEMPTS: u32 = 4;

/// What carries bytes to a device and back. A read that takes too long fails as one that would block or has timed out.
pub trait Wire: Read + Write + fmt::Debug + Send {
    /// Waits until the device has ended, after it said that it is going to.
    ///
    /// # Errors
    /// When it ends otherwise than well.
    fn end(&mut self) -> Result<(), DeviceError>;
}

/// A device at the end of a line.
#[derive(Debug)]
pub struct Link {
    wire: Box<dyn Wire>,
    sequence: u32,
    receiver: Receiver<FRAME_MAX>,
    /// Bytes that have come and were not looked at.
    pending: Vec<u8>,
}

impl Link {
    /// A line on which nothing was said yet.
    pub fn new(wire: Box<dyn Wire>) -> Self {
        Self { wire, sequence: 0, receiver: Receiver::new(), pending: Vec::new() }
    }

    /// Asks, and waits for the answer.
    ///
    /// # Errors
    /// When the line fails, or no whole answer comes however often it is asked.
    pub fn ask(&mut self, request: &Request) -> Result<Answer, DeviceError> {
        self.sequence += 1;
        let frame = Frame { sequence: self.sequence, body: request };
        let mut room = [0; REQUEST_MAX];
        let bytes = frame.encode(&mut room).map_err(|cause| DeviceError::Silent { asked: 0, cause: Some(cause) })?;
        let mut last = None;
        for attempt in 0..ATTEMPTS {
            // What was cut off before is ended by a zero first.
            let lead: &[u8] = if attempt == 0 { &[] } else { &[0] };
            self.wire.write_all(&[lead, bytes].concat()).map_err(|error| broken(&error))?;
            self.wire.flush().map_err(|error| broken(&error))?;
            match self.answer()? {
                Ok(answer) => return Ok(answer),
                Err(error) => last = error,
            }
        }
        Err(DeviceError::Silent { asked: ATTEMPTS, cause: last })
    }

    /// Waits until a device that was switched on says that it is ready.
    ///
    /// # Errors
    /// When it does not say so.
    pub fn ready(&mut self) -> Result<(), DeviceError> {
        loop {
            match self.frame()? {
                None => return Err(DeviceError::Silent { asked: 0, cause: None }),
                Some(Ok(Frame { body: Answer::Ready, .. })) => return Ok(()),
                Some(Ok(Frame { body: Answer::PowerDropped(cause), .. })) => return Err(self.dropped(cause)),
                // An answer that was given twice, or damaged on its way.
                Some(_) => {}
            }
        }
    }

    /// Takes power from the device, and waits until it is back.
    ///
    /// # Errors
    /// When it does not come back.
    pub fn reset(&mut self) -> Result<(), DeviceError> {
        let answer = self.ask(&Request::PowerOff)?;
        if matches!(answer, Answer::PowerOff) { self.ready() } else { Err(DeviceError::unexpected(&answer)) }
    }

    /// Asks the device to end, and waits until it has.
    ///
    /// # Errors
    /// As [`Link::ask`], and when the device ends otherwise than well.
    pub fn close(mut self) -> Result<Figures, DeviceError> {
        let answer = self.ask(&Request::Close)?;
        let Answer::Closing(figures) = answer else { return Err(DeviceError::unexpected(&answer)) };
        self.wire.end().map(|()| figures)
    }

    /// The next answer that belongs to the request under way, or why it could not be read, at either end; no reason
    /// when none came in time.
    fn answer(&mut self) -> Result<Result<Answer, Option<FrameError>>, DeviceError> {
        loop {
            match self.frame()? {
                None => return Ok(Err(None)),
                Some(Err(error) | Ok(Frame { body: Answer::Refused(Refusal::Garbled(error)), .. })) => {
                    return Ok(Err(Some(error)));
                }
                Some(Ok(Frame { body: Answer::PowerDropped(cause), .. })) => return Err(self.dropped(cause)),
                Some(Ok(Frame { sequence, body })) if sequence == self.sequence => return Ok(Ok(body)),
                // An answer that was given twice.
                Some(Ok(_)) => {}
            }
        }
    }

    /// A device that drops its power ends by itself, and not well.
    fn dropped(&mut self, cause: Cause) -> DeviceError {
        match self.wire.end() {
            Ok(()) => DeviceError::Ended("success, though it had dropped its power".to_owned()),
            Err(_) => DeviceError::PowerDropped(cause),
        }
    }

    /// The next frame; none when none comes in time.
    fn frame(&mut self) -> Result<Option<Result<Frame<Answer>, FrameError>>, DeviceError> {
        loop {
            for (index, byte) in self.pending.iter().enumerate() {
                if let Some(received) = self.receiver.take(*byte) {
                    let frame = received.and_then(Frame::decode);
                    self.pending.drain(..=index);
                    return Ok(Some(frame));
                }
            }
            let mut room = [0; FRAME_MAX];
            let size = match self.wire.read(&mut room) {
                Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                    return Ok(None);
                }
                read => read.map_err(|error| broken(&error))?,
            };
            if size == 0 {
                return Err(DeviceError::Link("it has ended".to_owned()));
            }
            self.pending.clear();
            self.pending.extend_from_slice(&room[..size]);
        }
    }
}

fn broken(error: &io::Error) -> DeviceError {
    DeviceError::Link(error.to_string())
}
