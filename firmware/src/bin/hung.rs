//! A test image: the controller hangs in mid-stroke, with power on its wires, and does what it can to keep interrupts
//! away.
#![no_std]
#![no_main]

mod wrong;

use cortex_m_rt::entry;
use firmware::Device;

#[entry]
fn main() -> ! {
    static mut DEVICE: Device = Device::new();
    wrong::in_mid_stroke(DEVICE, || {
        loop {
            cortex_m::interrupt::disable();
        }
    })
}
