//! The serial line: the board's first UART (CMSDK APB UART). One byte at a time; while none comes the processor sleeps.
//! The controller is never at work then, and no other interrupt is due.

use crate::register::Register;
use cortex_m::interrupt::InterruptNumber;
use cortex_m::peripheral::NVIC;

const BASE: usize = 0x4000_4000;
// SAFETY: these are the UART's registers; none of them makes it touch memory.
const DATA: Register = unsafe { Register::at(BASE) };
// SAFETY: as above.
const STATE: Register = unsafe { Register::at(BASE + 0x4) };
// SAFETY: as above.
const CONTROL: Register = unsafe { Register::at(BASE + 0x8) };
// SAFETY: as above.
const INTERRUPT: Register = unsafe { Register::at(BASE + 0xc) };
// SAFETY: as above.
const DIVIDER: Register = unsafe { Register::at(BASE + 0x10) };

const STATE_SEND_FULL: u32 = 1 << 0;
const STATE_RECEIVED: u32 = 1 << 1;
const CONTROL_SEND: u32 = 1 << 0;
const CONTROL_RECEIVE: u32 = 1 << 1;
const CONTROL_RECEIVE_INTERRUPT: u32 = 1 << 3;
const INTERRUPT_RECEIVED: u32 = 1 << 1;
/// The fastest that the UART can: a baud for 16 cycles.
const DIVIDER_LEAST: u32 = 16;

/// The interrupt of a received byte. It is never taken: it only ends the processor's sleep.
#[derive(Clone, Copy)]
struct Received;

// SAFETY: the board's interrupt 0 is that of the first UART's receiver.
unsafe impl InterruptNumber for Received {
    fn number(self) -> u16 {
        0
    }
}

/// Readies the line.
pub(crate) fn start() {
    DIVIDER.write(DIVIDER_LEAST);
    CONTROL.write(CONTROL_SEND | CONTROL_RECEIVE | CONTROL_RECEIVE_INTERRUPT);
}

/// The next byte, whenever it comes.
pub(crate) fn receive() -> u8 {
    if STATE.read() & STATE_RECEIVED == 0 {
        cortex_m::interrupt::free(|_| sleep());
    }
    INTERRUPT.write(INTERRUPT_RECEIVED);
    DATA.read().to_le_bytes()[0]
}

/// Until a byte is there. Interrupts are disabled, so that its own only ends the sleep and is never taken.
fn sleep() {
    // SAFETY: it is masked again before interrupts are enabled.
    unsafe { NVIC::unmask(Received) };
    while STATE.read() & STATE_RECEIVED == 0 {
        INTERRUPT.write(INTERRUPT_RECEIVED);
        NVIC::unpend(Received);
        if STATE.read() & STATE_RECEIVED == 0 {
            cortex_m::asm::wfi();
        }
    }
    NVIC::mask(Received);
    NVIC::unpend(Received);
}

/// Waits until all is sent.
pub(crate) fn sent() {
    while STATE.read() & STATE_SEND_FULL != 0 {}
}

/// Sends bytes.
pub(crate) fn send(bytes: &[u8]) {
    for byte in bytes {
        while STATE.read() & STATE_SEND_FULL != 0 {}
        DATA.write(u32::from(*byte));
    }
}
