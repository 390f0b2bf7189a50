//! The product image: the controller, unchanged.
#![no_std]
#![no_main]

use controller::Controller;
use cortex_m_rt::entry;
use firmware::Device;

#[entry]
fn main() -> ! {
    static mut DEVICE: Device = Device::new();
    DEVICE.serve(Controller::step)
}
