//! What the images have in common that go wrong on purpose: when they do.

use controller::Duty;
use firmware::Device;

/// Steps with power on the pump wire before it goes wrong: some way into the first stroke.
const STEPS: u32 = 60;

/// Answers requests, and does this in mid-stroke, with power on the controller's wires.
pub(crate) fn in_mid_stroke(device: &'static mut Device, go_wrong: impl Fn()) -> ! {
    let mut pulling = 0;
    device.serve(move |controller, now, inputs| {
        let outputs = controller.step(now, inputs);
        pulling += u32::from(outputs.pump > Duty::OFF);
        if pulling >= STEPS {
            go_wrong();
        }
        outputs
    })
}
