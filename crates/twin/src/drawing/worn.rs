//! What is worn with the device: connector and tubing or the infusion device beside it, and the body.

use super::fitting::Joint;
use super::placement::Layout;
use super::sketch::Sketch;
use super::{Kind, Owner};

const SET: Owner = Owner::Set;
/// Length of tubing that is drawn beside the device, as a share of the infusion device's length.
const TUBING_DRAWN: f64 = 0.5;

/// Draws what lies behind the disposable half.
pub(super) fn draw(sketch: &mut Sketch, layout: &Layout) {
    let (x, length) = (layout.infusion_x(), layout.unit.set.infusion_device.length_mm);
    let under = match layout.fitting.joint {
        Joint::Connector => x - 0.2 * length,
        Joint::Needle => -0.2 * length,
    };
    body(sketch, layout, [under, x + 1.2 * length]);
    infusion_device(sketch, layout);
    if layout.fitting.joint == Joint::Connector {
        connector(sketch, layout);
    }
}

/// Draws the mating assembly, if there is one, with its needle, which reaches into both.
pub(super) fn draw_mating(sketch: &mut Sketch, layout: &Layout) {
    if layout.fitting.joint != Joint::Needle {
        return;
    }
    let (needle, z, end) = (&layout.unit.set.mating_needle, layout.channel_z(), layout.disposable_x()[1]);
    let (wall, shroud) = (layout.unit.disposable.body.wall_mm, 0.5 * needle.shroud_mm);
    let block = sketch.block("mating assembly", SET, Kind::Housing, [end, z - shroud], [end + wall, z + shroud]);
    block.marked([end + 0.5 * wall, z - 0.7 * shroud], "");
    let (from, to) = (layout.exit_x(), layout.exit_x() + needle.length_mm);
    let note = format!("⌀ {:.2} mm", needle.outer_mm);
    let tube = sketch.line("mating needle", SET, Kind::Needle, needle.outer_mm, vec![[from, z], [to, z]]);
    tube.marked([from + 0.15 * (to - from), z], note);
    sketch.line("channel", SET, Kind::Liquid, needle.bore_mm, vec![[from, z], [to, z]]);
}

impl Layout<'_> {
    /// Where the infusion device starts.
    pub(super) fn infusion_x(&self) -> f64 {
        let e = &self.unit.reusable.envelope;
        match self.fitting.joint {
            Joint::Connector => e.length_mm + 2.0 * TUBING_DRAWN * self.unit.set.infusion_device.length_mm,
            Joint::Needle => e.length_mm + e.wall_mm + e.clearance_mm,
        }
    }

    /// Level of the skin under the infusion device. Beyond the break of the tubing it is drawn higher than it lies, so
    /// that what is under the skin stands beside the pump.
    pub(super) fn skin_z(&self) -> f64 {
        match self.fitting.joint {
            Joint::Connector => self.unit.site.tissue.depth_mm,
            Joint::Needle => 0.0,
        }
    }

    /// Where the tubing starts in the connector.
    fn tubing_x(&self) -> f64 {
        self.nose()[1] + 0.5 * self.unit.set.connector.indent_mm
    }

    /// Level at which the set's channel enters the infusion device, and its upper side.
    pub(super) fn infusion_z(&self) -> [f64; 2] {
        match self.fitting.joint {
            Joint::Connector => {
                [0.5, 1.0].map(|share| self.skin_z() + share * self.unit.set.infusion_device.tubed_height_mm)
            }
            Joint::Needle => [self.channel_z(), self.unit.set.infusion_device.mated_height_mm],
        }
    }

    pub(super) fn cannula_x(&self) -> f64 {
        self.infusion_x() + 0.5 * self.unit.set.infusion_device.length_mm
    }

    /// Where the tubing is broken off and goes on.
    pub(super) fn tubing_break(&self) -> [f64; 2] {
        let end = self.unit.reusable.envelope.length_mm;
        let drawn = TUBING_DRAWN * self.unit.set.infusion_device.length_mm;
        [end + 0.8 * drawn, end + 1.1 * drawn]
    }
}

fn body(sketch: &mut Sketch, layout: &Layout, [from, to]: [f64; 2]) {
    let (skin, deep) = (layout.skin_z(), layout.skin_z() - layout.unit.site.tissue.depth_mm);
    let tissue = sketch.block("tissue", Owner::Site, Kind::Tissue, [from, deep], [to, skin]);
    tissue.marked([to - 3.0, 0.5 * (skin + deep)], "");
    let at = [to - 1.0, skin - 0.5 * layout.unit.site.tissue.skin_mm];
    sketch
        .block("skin", Owner::Site, Kind::Tissue, [from, skin - layout.unit.site.tissue.skin_mm], [to, skin])
        .marked(at, "");
}

fn connector(sketch: &mut Sketch, layout: &Layout) {
    let (set, gap) = (&layout.unit.set.connector, layout.unit.reusable.envelope.clearance_mm);
    let left = layout.disposable_x()[1] + gap;
    let right = left + set.length_mm;
    let (z, bottom, top) = (layout.channel_z(), 2.0 * gap, layout.unit.disposable.body.height_mm - gap);
    let [nose_left, nose_right, nose_bottom] = layout.nose();
    let outline = vec![
        [left, bottom],
        [right, bottom],
        [right, top],
        [nose_right + gap, top],
        [nose_right + gap, nose_bottom - gap],
        [nose_left - gap, nose_bottom - gap],
        [nose_left - gap, top],
        [left, top],
    ];
    let body = sketch.area("fluid connector", SET, Kind::Housing, outline);
    body.marked([right - 0.12 * set.length_mm, bottom + 0.35 * (top - bottom)], "");
    let radius = 0.5 * layout.unit.disposable.body.plug_outer_mm;
    sketch.block("plug receiver", SET, Kind::Gas, [left, z - radius], [layout.exit_x(), z + radius]);
    core(sketch, layout, bottom);
    // The opening for the tubing widens outwards.
    let (from, narrow) = (layout.tubing_x(), 0.5 * layout.unit.set.tubing.outer_mm);
    let wide = 1.5 * narrow;
    let opening = vec![[from, z - narrow], [right, z - wide], [right, z + wide], [from, z + narrow]];
    sketch.area("tapered tubing opening", SET, Kind::Gas, opening).marked([right - 0.5, z + 1.2 * narrow], "");
    tubing(sketch, layout);
}

/// The core in the connector's underside, open below, with the tag in it.
fn core(sketch: &mut Sketch, layout: &Layout, bottom: f64) {
    let (tag, gap) = (&layout.unit.set.tag, layout.unit.reusable.envelope.clearance_mm);
    let start = layout.tubing_x() - 0.5 * layout.unit.set.connector.indent_mm;
    let (end, roof) = (start + tag.length_mm, bottom + 4.0 * tag.thickness_mm);
    let block = sketch.block("core", SET, Kind::Gas, [start - gap, bottom], [end + gap, roof]);
    block.marked([start - gap + 1.2, bottom + 0.3], "");
    let (low, high) = ([start, roof - 1.5 * tag.thickness_mm], [end, roof - 0.5 * tag.thickness_mm]);
    sketch.block("identification tag", SET, Kind::Tag, low, high).marked([end - 1.0, high[1] - 0.2], "NFC");
}

fn tubing(sketch: &mut Sketch, layout: &Layout) {
    let (tubing, z, from) = (&layout.unit.set.tubing, layout.channel_z(), layout.tubing_x());
    sketch.line("channel", SET, Kind::Liquid, tubing.bore_mm, vec![[layout.exit_x(), z], [from, z]]);
    let [stop, go] = layout.tubing_break();
    let ([low, _], inside) = (layout.infusion_z(), layout.infusion_x() + 2.0 * tubing.outer_mm);
    for points in [vec![[from, z], [stop, z]], vec![[go, low], [inside, low]]] {
        sketch.line("tubing", SET, Kind::Tube, tubing.outer_mm, points.clone());
        sketch.line("channel", SET, Kind::Liquid, tubing.bore_mm, points);
    }
    for [x, z] in [[stop, z], [go, low]] {
        let cut = vec![[x - 0.4, z - tubing.outer_mm], [x + 0.4, z + tubing.outer_mm]];
        let note = format!("{:.0} mm, bore {:.2} mm", tubing.length_mm, tubing.bore_mm);
        let mark = sketch.line("tubing", SET, Kind::Needle, 0.2, cut);
        if x < go {
            mark.marked([x - 1.5, z], note);
        }
    }
}

fn infusion_device(sketch: &mut Sketch, layout: &Layout) {
    let (set, cannula) = (&layout.unit.set, &layout.unit.set.cannula);
    let ([z, top], x, middle) = (layout.infusion_z(), layout.infusion_x(), layout.cannula_x());
    let right = x + set.infusion_device.length_mm;
    let shoulder = 0.2 * set.infusion_device.length_mm;
    let skin = layout.skin_z();
    let low = skin + 0.3 * (top - skin);
    let outline = vec![[x, skin], [right, skin], [right, low], [right - shoulder, top], [x, top]];
    let at = [0.8 * x + 0.2 * right, 0.5 * (skin + low)];
    sketch.area("infusion device", SET, Kind::Housing, outline).marked(at, "");
    let tip = skin - cannula.length_mm;
    let mut start = x + 2.0 * layout.unit.set.tubing.outer_mm;
    if layout.fitting.joint == Joint::Needle {
        let (half, behind) = (0.5 * set.device_septum.width_mm, x + set.device_septum.thickness_mm);
        let septum = sketch.block("infusion device's septum", SET, Kind::Septum, [x, z - half], [behind, z + half]);
        septum.marked([x + 0.5 * set.device_septum.thickness_mm, z + 0.75 * half], "");
        start = behind + half;
        sketch.block("channel", SET, Kind::Liquid, [behind, z - 0.6 * half], [start, z + 0.6 * half]);
    }
    let note = format!("{:.1} mm, bore {:.2} mm", cannula.length_mm, cannula.bore_mm);
    let tube = sketch.line("cannula", SET, Kind::Cannula, cannula.outer_mm, vec![[middle, low], [middle, tip]]);
    tube.marked([middle, skin - 0.6 * cannula.length_mm], note);
    let way = vec![[start, z], [middle, z], [middle, tip]];
    sketch.line("channel", SET, Kind::Liquid, cannula.bore_mm, way);
}
