//! A test image: the controller panics in mid-stroke, with power on its wires.
#![no_std]
#![no_main]

mod wrong;

use cortex_m_rt::entry;
use firmware::Device;

#[entry]
fn main() -> ! {
    static mut DEVICE: Device = Device::new();
    wrong::in_mid_stroke(DEVICE, || panic!("as the test asks"))
}
