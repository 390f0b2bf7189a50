//! The one loop: a request comes, the controller takes its step, the answer goes.

use crate::memory::Flash;
use crate::watchdog::{self, Allowed};
use crate::{cycles, guard, last_words, power, privilege, stack, uart};
use controller::{Controller, Entry, Events, Inputs, Outputs, Record, Settings};
use core::mem::MaybeUninit;
use cortex_m::peripheral::SCB;
use cortex_m_semihosting::debug;
use journal::Journal;
use protocol::lockstep::{
    Answer, Board, Ending, Figures, Frame, PumpType, REQUEST_MAX, Receiver, Server, Watch, Watched,
};
use supervisor::{Duty, PerWire, TravelFigures};
use units::Instant;

/// Everything that the image keeps between requests, and that a reset takes.
pub struct Device {
    receiver: Receiver<REQUEST_MAX>,
    // Written when the device begins, so that it takes no place in the image.
    server: MaybeUninit<Server>,
    journal: MaybeUninit<Journal>,
}

impl Default for Device {
    fn default() -> Self {
        Self::new()
    }
}

impl Device {
    /// Nothing was asked yet.
    pub const fn new() -> Self {
        Self { receiver: Receiver::new(), server: MaybeUninit::uninit(), journal: MaybeUninit::uninit() }
    }

    /// Answers requests until one says to end. `step` is the controller's step, or what a test puts in its place.
    pub fn serve(&'static mut self, step: impl FnMut(&mut Controller, Instant, &Inputs) -> Outputs) -> ! {
        // This is called once, and nobody else asks for the processor's peripherals.
        let Some(mut peripherals) = cortex_m::Peripherals::take() else { unreachable!("taken once") };
        let Some(flash) = Flash::take() else { unreachable!("taken once") };
        uart::start();
        last_words::say();
        let (server, journal) = begin(&mut self.server, &mut self.journal);
        let mut board = Mps2 { step, flash, journal, cycles_worst: 0, cycles: 0 };
        guard::start(&mut peripherals.SYST);
        ready();
        while server.ending() == Ending::NotYet {
            let Some(received) = self.receiver.take(uart::receive()) else { continue };
            let armed = watchdog::arm();
            guard::keep_an_eye(&mut peripherals.SYST);
            let answer = server.answer(received, &mut board);
            guard::look_away(&mut peripherals.SYST);
            drop(armed);
            uart::send(answer);
        }
        power::drop_all();
        if server.ending() == Ending::PowerOff {
            uart::sent();
            SCB::sys_reset();
        }
        loop {
            debug::exit(debug::EXIT_SUCCESS);
        }
    }
}

/// Puts there what a device begins with.
// Not inlined, so that its large locals leave the stack at once.
#[inline(never)]
fn begin<'a>(
    server: &'a mut MaybeUninit<Server>,
    journal: &'a mut MaybeUninit<Journal>,
) -> (&'a mut Server, &'a mut Journal) {
    (server.write(Server::new()), journal.write(Journal::default()))
}

/// Says that the device is there.
fn ready() {
    let mut room = [0; 32];
    let frame = Frame { sequence: 0, body: Answer::<()>::Ready };
    uart::send(frame.encode(&mut room).unwrap_or_default());
}

/// The board, as the server sees it.
struct Mps2<Step> {
    step: Step,
    flash: Flash,
    journal: &'static mut Journal,
    cycles_worst: u32,
    cycles: u64,
}

impl<Step: FnMut(&mut Controller, Instant, &Inputs) -> Outputs> Board for Mps2<Step> {
    fn step(&mut self, controller: &mut Controller, now: Instant, inputs: &Inputs) -> Outputs {
        cycles::CONTROLLER.begin();
        guard::work_begins(now);
        privilege::give_up();
        let outputs = (self.step)(controller, now, inputs);
        privilege::regain();
        let cycles = cycles::CONTROLLER.end();
        power::ask(&outputs);
        self.cycles_worst = self.cycles_worst.max(cycles);
        self.cycles = self.cycles.saturating_add(u64::from(cycles));
        outputs
    }

    fn came_back(&mut self, at: Instant, asked: PerWire<Duty>) {
        guard::came_back(at, asked);
    }

    fn guard(&mut self, pump_type: PumpType, figures: TravelFigures) {
        guard::begin(pump_type, figures);
    }

    fn watch(&mut self, watch: &Watch) -> Option<Watched> {
        guard::watch(watch)
    }

    fn format(&mut self) {
        self.flash.blank();
        *self.journal = Journal::default();
    }

    fn append(&mut self, record: &Record<Entry<&Events>>, settings: &Settings) -> Option<()> {
        self.journal.append(&mut self.flash, record, settings).ok()
    }

    fn reopen(&mut self) -> Option<(&Settings, &Record<()>)> {
        // A full journal is read twice; no wire has power meanwhile.
        watchdog::allow(Allowed::Restart);
        self.journal.reopen(&mut self.flash).ok()?;
        self.journal.kept()
    }

    fn flash(&mut self) -> &mut [u8] {
        self.flash.bytes()
    }

    fn measured(&self, figures: &mut Figures) {
        figures.cycles_worst = self.cycles_worst;
        figures.cycles = self.cycles;
        figures.supervisor_cycles_worst = guard::cycles_worst();
        figures.stack_worst = stack::worst();
    }
}
