//! A test image: the controller hangs in mid-stroke, with power on its wires, and has come by the privilege to mask the
//! supervisor's interrupt: only the watchdog is left.
#![no_std]
#![no_main]

mod wrong;

use cortex_m_rt::entry;
use firmware::Device;

#[entry]
fn main() -> ! {
    static mut DEVICE: Device = Device::new();
    wrong::in_mid_stroke(DEVICE, || {
        // SAFETY: the board gives privilege to whoever calls, and returns.
        unsafe { core::arch::asm!("svc 0") };
        loop {
            cortex_m::interrupt::disable();
        }
    })
}
