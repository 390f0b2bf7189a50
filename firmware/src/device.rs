//! The one loop: a request comes, the controller takes its step, the answer goes.

use crate::watchdog::{self, Allowed};
use crate::{cycles, power, stack, uart};
use controller::{Controller, Inputs, Outputs};
use cortex_m::peripheral::SYST;
use cortex_m_semihosting::debug;
use protocol::lockstep::{Board, Figures, Receiver, Server};
use units::Instant;

/// Everything that the image keeps between requests.
pub struct Device {
    receiver: Receiver,
    server: Server,
}

impl Default for Device {
    fn default() -> Self {
        Self::new()
    }
}

impl Device {
    /// Nothing was asked yet.
    pub const fn new() -> Self {
        Self { receiver: Receiver::new(), server: Server::new() }
    }

    /// Answers requests until one says to end. `step` is the controller's step, or what a test puts in its place.
    pub fn serve(&mut self, step: impl FnMut(&mut Controller, Instant, &Inputs) -> Outputs) -> ! {
        // This is called once, and nobody else asks for the processor's peripherals.
        let Some(peripherals) = cortex_m::Peripherals::take() else { unreachable!("taken once") };
        let mut board = Mps2 { syst: peripherals.SYST, step, cycles_worst: 0, cycles: 0 };
        cycles::start(&mut board.syst);
        uart::start();
        while !self.server.closed() {
            let Some(received) = self.receiver.take(uart::receive()) else { continue };
            let armed = watchdog::arm();
            let answer = self.server.answer(received, &mut board);
            drop(armed);
            uart::send(answer);
        }
        power::drop_all();
        loop {
            debug::exit(debug::EXIT_SUCCESS);
        }
    }
}

/// The board, as the controller's step sees it.
struct Mps2<Step> {
    syst: SYST,
    step: Step,
    cycles_worst: u32,
    cycles: u64,
}

impl<Step: FnMut(&mut Controller, Instant, &Inputs) -> Outputs> Board for Mps2<Step> {
    fn step(&mut self, controller: &mut Controller, now: Instant, inputs: &Inputs) -> Outputs {
        let Self { syst, step, .. } = self;
        watchdog::allow(Allowed::Step);
        let (outputs, cycles) = cycles::of(syst, || step(controller, now, inputs));
        watchdog::allow(Allowed::Request);
        power::follow(&outputs);
        self.cycles_worst = self.cycles_worst.max(cycles);
        self.cycles = self.cycles.saturating_add(u64::from(cycles));
        outputs
    }

    fn measured(&self, figures: &mut Figures) {
        figures.cycles_worst = self.cycles_worst;
        figures.cycles = self.cycles;
        figures.stack_worst = stack::worst();
    }
}
