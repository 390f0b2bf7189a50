//! The identification tag in the connector's core: a memory that answers by radio, of the kind of an NTAG213.
//!
//! It has no power of its own. While a reader's field carries it, it is found by its serial number in two steps, and
//! then obeys commands on its pages. It knows nothing of what the pages mean.
//!
//! ```text
//!             request         select, part 1       select, part 2          password
//!  Waiting -----------> Ready1 -----------> Ready2 -----------> Active -----------> Authenticated
//!     ^                    |                   |                   |                      |
//!     +--------------------+-------------------+-------------------+----------------------+
//!        anything else, a refusal; after a halt only a wake-up is answered; no field: all is forgotten
//! ```
//!
//! Source: [NTG] for memory, commands, answers and states; [ISO14443] for the way of being found.
//!
//! Left out: anticollision bit by bit, which only two tags at once need; the write command of older readers; reading
//! before being selected; the mirror of serial number and counter in text; the time that answers take.

pub(crate) mod frame;
pub(crate) mod memory;
pub(crate) mod radio;

use crate::random::Random;
use frame::Frame;
use memory::{Access, Memory, PAGES};

/// What it answers to a request, least byte first: its serial number has seven bytes.
const ANSWER_TO_REQUEST: [u8; 2] = [0x44, 0x00];
/// What it answers to being selected: there is more to select, and there is not.
const SELECT_MORE: u8 = 0x04;
const SELECT_DONE: u8 = 0x00;
/// The first byte of a part of a serial number that has another part behind it.
const CASCADE: u8 = 0x88;
/// Maker, kind, input capacitance, versions, size and protocol.
const VERSION: [u8; 8] = [0x00, 0x04, 0x04, 0x02, 0x01, 0x00, 0x0f, 0x03];
/// The maker's signature of the serial number. Nobody but the maker can make one, so there is none.
const SIGNATURE: [u8; 32] = [0; 32];
/// The only counter there is.
const COUNTER: u8 = 2;
const COUNTER_MAX: u32 = 0x00ff_ffff;

/// Four bits that confirm a write.
const CONFIRMED: u8 = 0xa;

/// Four bits that refuse a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There is no such page, or it may not be read or written.
    Argument = 0x0,
    /// The frame's checksum is wrong.
    Checksum = 0x1,
    /// The password was wrong too often.
    TooManyPasswords = 0x4,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    Ready1,
    Ready2,
    Active,
    Authenticated,
}

/// What a waiting tag answers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// Requests and wake-ups.
    Idle,
    /// Wake-ups only.
    Halt,
}

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    memory: Memory,
    /// How many times it was read, once for each time in a field; stays at its greatest value.
    counter: u32,
    wrong_passwords: u8,
    state: State,
    rest: Rest,
    /// Whether it was read since it came into the field.
    counted: bool,
}

impl Tag {
    /// A tag as its maker delivers it, with this serial number and an empty message.
    pub fn new(serial: [u8; 7]) -> Self {
        Self {
            memory: Memory::new(serial),
            counter: 0,
            wrong_passwords: 0,
            state: State::Waiting,
            rest: Rest::Idle,
            counted: false,
        }
    }

    /// One bit of the memory turns over by itself: page, then bit 0 to 31 within it.
    pub fn decay(&mut self, page: u8, bit: u8) {
        self.memory.flip(page, bit);
    }

    /// The field is gone: the tag forgets all but what is in its memory.
    pub(crate) fn lose_field(&mut self) {
        self.state = State::Waiting;
        self.rest = Rest::Idle;
        self.counted = false;
    }

    /// Takes a frame, and gives the answer; `None` when it does not answer.
    pub(crate) fn receive(&mut self, frame: &Frame) -> Option<Frame> {
        let [first, second] = self.memory.serial_parts();
        match self.state {
            State::Waiting => self.wake(frame),
            State::Ready1 => self.select(frame, 0x93, first, SELECT_MORE, State::Ready2),
            State::Ready2 => self.select(frame, 0x95, second, SELECT_DONE, State::Active),
            State::Active | State::Authenticated => self.obey(frame),
        }
    }

    /// Takes a frame, and loses the field before it can answer: `fraction` of the way through a write, if it writes.
    pub(crate) fn receive_and_lose_field(&mut self, frame: &Frame, fraction: f64, random: &mut Random) {
        let before = self.memory;
        self.receive(frame);
        self.memory.tear(&before, fraction, random);
        self.lose_field();
    }

    fn wake(&mut self, frame: &Frame) -> Option<Frame> {
        let is_request = *frame == Frame::short(0x26, 7);
        let is_wake_up = *frame == Frame::short(0x52, 7);
        if !(is_wake_up || is_request && self.rest == Rest::Idle) {
            return None;
        }
        self.state = State::Ready1;
        Some(Frame::plain(&ANSWER_TO_REQUEST))
    }

    fn select(&mut self, frame: &Frame, code: u8, part: [u8; 5], done: u8, next: State) -> Option<Frame> {
        if *frame == Frame::plain(&[code, 0x20]) {
            return Some(Frame::plain(&part));
        }
        let [a, b, c, d, check] = part;
        if frame.content() == Some(&[code, 0x70, a, b, c, d, check]) {
            self.state = next;
            return Some(Frame::checked(&[done]));
        }
        self.state = State::Waiting;
        None
    }

    fn obey(&mut self, frame: &Frame) -> Option<Frame> {
        let answer = match frame.content() {
            None => Err(Refusal::Checksum),
            Some([0x50, 0x00]) => {
                (self.state, self.rest) = (State::Waiting, Rest::Halt);
                return None;
            }
            Some([0x60]) => Ok(Frame::checked(&VERSION)),
            Some(&[0x30, page]) => self.read(page),
            Some(&[0x3a, first, last]) => self.read_range(first, last),
            Some(&[0xa2, page, a, b, c, d]) => self.write(page, [a, b, c, d]),
            Some(&[0x39, counter]) => self.read_counter(counter),
            Some(&[0x1b, a, b, c, d]) => self.authenticate([a, b, c, d]),
            Some([0x3c, 0x00]) => Ok(Frame::checked(&SIGNATURE)),
            Some(_) => {
                self.state = State::Waiting;
                return None;
            }
        };
        Some(answer.unwrap_or_else(|refusal| {
            self.state = State::Waiting;
            Frame::short(refusal as u8, 4)
        }))
    }

    /// The first page that this reader may not read.
    fn read_end(&self) -> u8 {
        let is_open = self.state == State::Authenticated || !self.memory.has(Access::ReadNeedsPassword);
        if is_open { PAGES } else { self.memory.first_protected_page().min(PAGES) }
    }

    /// Four pages; behind the last that may be read comes the first of all.
    fn read(&mut self, page: u8) -> Result<Frame, Refusal> {
        let end = self.read_end();
        if page >= end {
            return Err(Refusal::Argument);
        }
        self.count();
        let pages: [[u8; 4]; 4] = [0, 1, 2, 3].map(|i| self.memory.shown((page + i) % end));
        Ok(Frame::checked(pages.as_flattened()))
    }

    /// All pages from the first to the last.
    fn read_range(&mut self, first: u8, last: u8) -> Result<Frame, Refusal> {
        if first > last || last >= self.read_end() {
            return Err(Refusal::Argument);
        }
        self.count();
        let mut pages = [[0; 4]; PAGES as usize];
        let count = usize::from(last - first) + 1;
        for (shown, page) in pages.iter_mut().zip(first..=last) {
            *shown = self.memory.shown(page);
        }
        Ok(Frame::checked(pages[..count].as_flattened()))
    }

    fn count(&mut self) {
        if self.memory.has(Access::Counts) && !self.counted {
            self.counted = true;
            self.counter = (self.counter + 1).min(COUNTER_MAX);
        }
    }

    fn write(&mut self, page: u8, content: [u8; 4]) -> Result<Frame, Refusal> {
        let is_protected = page >= self.memory.first_protected_page() && self.state != State::Authenticated;
        if is_protected || !self.memory.write(page, content) {
            return Err(Refusal::Argument);
        }
        Ok(Frame::short(CONFIRMED, 4))
    }

    fn read_counter(&self, counter: u8) -> Result<Frame, Refusal> {
        let needs_password = self.memory.has(Access::CounterNeedsPassword) && self.state != State::Authenticated;
        if counter != COUNTER || needs_password || !self.memory.has(Access::Counts) {
            return Err(Refusal::Argument);
        }
        let [a, b, c, _] = self.counter.to_le_bytes();
        Ok(Frame::checked(&[a, b, c]))
    }

    fn authenticate(&mut self, password: [u8; 4]) -> Result<Frame, Refusal> {
        let limit = self.memory.wrong_passwords_max();
        if limit.is_some_and(|limit| self.wrong_passwords >= limit) {
            return Err(Refusal::TooManyPasswords);
        }
        if password != self.memory.password() {
            self.wrong_passwords += u8::from(limit.is_some());
            return Err(Refusal::Argument);
        }
        self.wrong_passwords = 0;
        self.state = State::Authenticated;
        Ok(Frame::checked(&self.memory.password_answer()))
    }
}

#[cfg(test)]
mod tests;
