//! A test image: the controller hangs in mid-stroke, with power on its wires, and does what it can to keep interrupts
//! away.
#![no_std]
#![no_main]

use controller::Duty;
use cortex_m_rt::entry;
use firmware::Device;

/// Steps with power on the pump wire before it hangs: some way into the first stroke.
const STEPS: u32 = 60;

#[entry]
fn main() -> ! {
    static mut DEVICE: Device = Device::new();
    let mut pulling = 0;
    DEVICE.serve(move |controller, now, inputs| {
        let outputs = controller.step(now, inputs);
        pulling += u32::from(outputs.pump > Duty::OFF);
        if pulling >= STEPS {
            loop {
                cortex_m::interrupt::disable();
            }
        }
        outputs
    })
}
