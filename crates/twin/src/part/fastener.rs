//! The hook-and-loop fastener that holds the device on the body.
//!
//! It passes on how the body lies, a little aslant, and how it shakes, more or less of it by frequency, and lets go when
//! it is pulled too hard. Figures 10A to 10E of [SEED0] show that there are five configurations, and no more was at hand: the five
//! layouts below are assumed, and differ in how much area they have and how far apart it lies.
//!
//! ```text
//!   whole       strips along   strips across   corners        cross
//!   #########   #########      ##     ##       ##     ##         #
//!   #########                  ##     ##                      #######
//!   #########   #########      ##     ##       ##     ##         #
//! ```

use crate::parameter::parameters;

parameters! {
    /// Pads of hook and loop under the device.
    FastenerParameters, Reusable, "fastener";
    mass_g: "g", 35.0, 40.0, 45.0, source: "assumed, because 30 g of device carry up to 3 g of drug and a belt's share";
    length_mm: "mm", 58.0, 60.0, 62.0, source: "assumed, because reservoir, trap and chamber lie one behind the other";
    width_mm: "mm", 38.0, 40.0, 42.0, source: "assumed, because battery and reservoir lie side by side";
    uneven_x_mm: "mm", -1.0, 0.0, 1.0, source: "assumed, because loops 2.5 mm deep are not pressed down alike at both ends";
    uneven_y_mm: "mm", -1.0, 0.0, 1.0, source: "assumed, because loops 2.5 mm deep are not pressed down alike at both sides";
    press_n_mm3: "N/mm3", 0.008, 0.012, 0.016, source: "assumed, because 2.5 mm of loops yield by a few tenths under a finger";
    shear_n_mm3: "N/mm3", 0.004, 0.006, 0.008, source: "assumed, because loops slide more easily than they are squeezed";
    damping: "1", 0.15, 0.2, 0.3, source: "assumed, because loops rub on each other";
    tension_mpa: "MPa", 0.02, 0.03, 0.05, source: "assumed, because hook and loop comes off a square centimetre at 2 to 5 N";
    slip_mpa: "MPa", 0.06, 0.09, 0.12, source: "assumed, because hook and loop holds about three times as much along its plane";
}

/// A rectangle of hook and loop: its centre and its size, as shares of the device's length and width.
#[derive(Debug, Clone, Copy)]
struct Pad {
    at: [f64; 2],
    size: [f64; 2],
}

const fn pad(x: f64, y: f64, length: f64, width: f64) -> Pad {
    Pad { at: [x, y], size: [length, width] }
}

/// How the pads are laid out, all symmetric about both axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One pad over the whole underside.
    Whole,
    /// Two strips along the long sides.
    StripsAlong,
    /// Two strips across the ends.
    StripsAcross,
    /// A small pad at each corner.
    Corners,
    /// Two narrow bands that cross in the middle.
    Cross,
}

impl Layout {
    /// All five.
    pub const ALL: [Self; 5] = [Self::Whole, Self::StripsAlong, Self::StripsAcross, Self::Corners, Self::Cross];

    /// What the layout is made of; no two pads overlap.
    fn pads(self) -> &'static [Pad] {
        const WHOLE: [Pad; 1] = [pad(0.0, 0.0, 1.0, 1.0)];
        const ALONG: [Pad; 2] = [pad(0.0, -0.375, 1.0, 0.25), pad(0.0, 0.375, 1.0, 0.25)];
        const ACROSS: [Pad; 2] = [pad(-0.375, 0.0, 0.25, 1.0), pad(0.375, 0.0, 0.25, 1.0)];
        const CORNERS: [Pad; 4] = [
            pad(-0.4, -0.375, 0.2, 0.25),
            pad(-0.4, 0.375, 0.2, 0.25),
            pad(0.4, -0.375, 0.2, 0.25),
            pad(0.4, 0.375, 0.2, 0.25),
        ];
        const CROSS: [Pad; 3] = [pad(0.0, 0.0, 1.0, 0.2), pad(0.0, -0.3, 0.2, 0.4), pad(0.0, 0.3, 0.2, 0.4)];
        match self {
            Self::Whole => &WHOLE,
            Self::StripsAlong => &ALONG,
            Self::StripsAcross => &ACROSS,
            Self::Corners => &CORNERS,
            Self::Cross => &CROSS,
        }
    }
}

/// One device's fastener.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Fastener {
    parameters: FastenerParameters,
    area_mm2: f64,
    /// How far from the middle the area lies along the device's length and width, mm (radii of gyration).
    reach_mm: [f64; 2],
    /// Share of hooks that still hold, 1 to 0.
    pub(crate) engaged: f64,
}

impl Fastener {
    /// A new fastener.
    pub(crate) fn new(parameters: FastenerParameters, layout: Layout) -> Self {
        let base_mm = [parameters.length_mm, parameters.width_mm];
        let (mut area_mm2, mut moments_mm4) = (0.0, [0.0; 2]);
        for Pad { at, size } in layout.pads() {
            let pad_mm2 = size[0] * base_mm[0] * size[1] * base_mm[1];
            area_mm2 += pad_mm2;
            for axis in 0..2 {
                let (at_mm, side_mm) = (at[axis] * base_mm[axis], size[axis] * base_mm[axis]);
                moments_mm4[axis] += pad_mm2 * (at_mm * at_mm + side_mm * side_mm / 12.0);
            }
        }
        let reach_mm = moments_mm4.map(|moment_mm4: f64| (moment_mm4 / area_mm2).sqrt());
        Self { parameters, area_mm2, reach_mm, engaged: 1.0 }
    }

    /// Stiffness between device and body along each axis, N/mm.
    pub(crate) fn stiffness_n_mm(&self) -> [f64; 3] {
        let p = &self.parameters;
        [p.shear_n_mm3, p.shear_n_mm3, p.press_n_mm3].map(|per_mm2| per_mm2 * self.area_mm2 * self.engaged)
    }

    /// Gravity in device axes when this is the body's, in the axes of a device that lies true; its length is kept.
    ///
    /// # Model
    /// The pads sit higher at one end and at one side: the device is turned by that height over the reach of the area.
    /// The turn is taken as small, which for the 7 degrees that occur is right to 1 %. That the weight leans the device
    /// over on its pads is less than a tenth of a degree, and left out.
    pub(crate) fn gravity(&self, body: [f64; 3]) -> [f64; 3] {
        let x = self.parameters.uneven_x_mm / self.reach_mm[0];
        let y = self.parameters.uneven_y_mm / self.reach_mm[1];
        let turned = [body[0] - x * body[2], body[1] - y * body[2], body[2] + x * body[0] + y * body[1]];
        let square = |v: [f64; 3]| v[0] * v[0] + v[1] * v[1] + v[2] * v[2];
        // No turn makes a vector shorter, so that only free fall has no length.
        if square(turned) > 0.0 { turned.map(|part| part * (square(body) / square(turned)).sqrt()) } else { body }
    }

    /// Amplitude of shaking that reaches the device along each axis, when the body shakes so much at this frequency
    /// (above zero); in the same unit, such as g.
    ///
    /// # Model
    /// A mass on spring and damper, shaken at its foot, in the steady state: `(1 + (2 z r)^2) / ((1 - r^2)^2 + (2 z
    /// r)^2)` under a root, with `r` the frequency over its own. A single blow rings less than this says.
    ///
    /// # Source
    /// [DEN] transmissibility.
    pub(crate) fn shaking(&self, body: [f64; 3], frequency_hz: f64) -> [f64; 3] {
        let stiffness = self.stiffness_n_mm();
        let pulse = core::f64::consts::TAU * frequency_hz;
        core::array::from_fn(|axis| {
            // g (rad/s)^2 is 1e-6 N/mm. In stiffnesses rather than their ratio, so that nothing passes where nothing holds.
            let inertia = self.parameters.mass_g * pulse * pulse * 1e-6;
            let spring = stiffness[axis];
            let damped = 4.0 * self.parameters.damping * self.parameters.damping * inertia * spring;
            body[axis] * ((spring * spring + damped) / ((spring - inertia) * (spring - inertia) + damped)).sqrt()
        })
    }

    /// Whether it holds while something pulls at the device with this force, N, along each axis; the z axis points away
    /// from the skin.
    ///
    /// # Model
    /// Pull along the plane and away from it use up the hooks together, as an ellipse. The pull acts at the centre;
    /// peeling from an edge takes less.
    pub(crate) fn holds(&self, pull_n: [f64; 3]) -> bool {
        let hooked_mm2 = self.area_mm2 * self.engaged;
        let away = pull_n[2].max(0.0);
        let along_square = pull_n[0] * pull_n[0] + pull_n[1] * pull_n[1];
        let (tension_n, slip_n) = (self.parameters.tension_mpa * hooked_mm2, self.parameters.slip_mpa * hooked_mm2);
        // Not a quotient, so that a fastener without hooks holds nothing.
        away * away * slip_n * slip_n + along_square * tension_n * tension_n < tension_n * tension_n * slip_n * slip_n
    }
}

#[cfg(test)]
mod validation;
