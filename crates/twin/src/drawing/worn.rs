//! What is worn with the device: connector and tubing or the infusion device beside it, and the body.

use super::fitting::Joint;
use super::placement::Layout;
use super::sketch::Sketch;
use super::{Half, Kind};

const SET: Half = Half::Set;
/// Length of tubing that is drawn beside the device, as a share of the infusion device's length.
const TUBING_DRAWN: f64 = 0.5;

/// Draws what lies behind the disposable half.
pub(super) fn draw(sketch: &mut Sketch, layout: &Layout) {
    let (x, length) = (layout.infusion_x(), layout.unit.set.connection.device_length_mm);
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

/// Draws what reaches into the disposable half or out of it.
pub(super) fn draw_joined(sketch: &mut Sketch, layout: &Layout) {
    let (set, z) = (&layout.unit.set.connection, layout.channel_z());
    if layout.fitting.joint == Joint::Needle {
        let (from, to) = (layout.exit_x(), layout.exit_x() + set.needle_length_mm);
        let note = format!("⌀ {:.2} mm", set.needle_outer_mm);
        let needle = sketch.line(
            "piercing needle",
            Half::Disposable,
            Kind::Needle,
            set.needle_outer_mm,
            vec![[from, z], [to, z]],
        );
        needle.marked([from + 0.15 * (to - from), z], note);
        sketch.line("channel", Half::Disposable, Kind::Liquid, set.needle_bore_mm, vec![[from, z], [to, z]]);
    }
}

impl Layout<'_> {
    /// Where the infusion device starts.
    pub(super) fn infusion_x(&self) -> f64 {
        let e = &self.unit.reusable.envelope;
        match self.fitting.joint {
            Joint::Connector => e.length_mm + 2.0 * TUBING_DRAWN * self.unit.set.connection.device_length_mm,
            Joint::Needle => e.length_mm + e.wall_mm + e.clearance_mm,
        }
    }

    /// Level of the skin under the infusion device. Beyond the break of the tubing it is drawn higher than it lies, so
    /// that what is under the skin stands beside the pump.
    pub(super) fn skin_z(&self) -> f64 {
        match self.fitting.joint {
            Joint::Connector => self.unit.set.connection.tissue_mm,
            Joint::Needle => 0.0,
        }
    }

    /// Where the tubing starts in the connector.
    fn tubing_x(&self) -> f64 {
        self.nose()[1] + 0.5 * self.unit.set.connection.indent_mm
    }

    /// Level at which the set's channel enters the infusion device, and its upper side.
    pub(super) fn infusion_z(&self) -> [f64; 2] {
        match self.fitting.joint {
            Joint::Connector => {
                [0.5, 1.0].map(|share| self.skin_z() + share * self.unit.set.connection.set_device_height_mm)
            }
            Joint::Needle => [self.channel_z(), self.unit.set.connection.device_height_mm],
        }
    }

    pub(super) fn cannula_x(&self) -> f64 {
        self.infusion_x() + 0.5 * self.unit.set.connection.device_length_mm
    }

    /// Where the tubing is broken off and goes on.
    pub(super) fn tubing_break(&self) -> [f64; 2] {
        let end = self.unit.reusable.envelope.length_mm;
        let drawn = TUBING_DRAWN * self.unit.set.connection.device_length_mm;
        [end + 0.8 * drawn, end + 1.1 * drawn]
    }
}

fn body(sketch: &mut Sketch, layout: &Layout, [from, to]: [f64; 2]) {
    let (skin, deep) = (layout.skin_z(), layout.skin_z() - layout.unit.set.connection.tissue_mm);
    let tissue = sketch.block("tissue", Half::Site, Kind::Tissue, [from, deep], [to, skin]);
    tissue.marked([to - 3.0, 0.5 * (skin + deep)], "");
    let at = [to - 1.0, skin - 0.5 * layout.unit.set.connection.skin_mm];
    sketch
        .block("skin", Half::Site, Kind::Tissue, [from, skin - layout.unit.set.connection.skin_mm], [to, skin])
        .marked(at, "");
}

fn connector(sketch: &mut Sketch, layout: &Layout) {
    let (e, set, tubing) = (&layout.unit.reusable.envelope, &layout.unit.set.connection, &layout.unit.set.tubing);
    let ([_, end], z, gap) = (layout.disposable_x(), layout.channel_z(), layout.unit.reusable.envelope.clearance_mm);
    let (left, right) = (end + gap, end + gap + set.connector_length_mm);
    let (bottom, top) = (2.0 * gap, e.disposable_height_mm - gap);
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
    body.marked([right - 0.12 * set.connector_length_mm, bottom + 0.35 * (top - bottom)], "");
    let radius = 0.5 * set.plug_outer_mm;
    sketch.block("plug receiver", SET, Kind::Gas, [left, z - radius], [layout.exit_x(), z + radius]);
    // The core in its underside, open below.
    let start = layout.tubing_x() - 0.5 * set.indent_mm;
    let core = [[start - gap, bottom], [start + set.tag_length_mm + gap, bottom + 4.0 * set.tag_thickness_mm]];
    sketch.block("core", SET, Kind::Gas, core[0], core[1]).marked([core[0][0] + 1.2, bottom + 0.3], "");
    let tag = [
        [start, core[1][1] - 1.5 * set.tag_thickness_mm],
        [start + set.tag_length_mm, core[1][1] - 0.5 * set.tag_thickness_mm],
    ];
    sketch
        .block("identification tag", SET, Kind::Tag, tag[0], tag[1])
        .marked([tag[1][0] - 1.0, tag[1][1] - 0.2], "NFC");
    // The opening for the tubing widens outwards.
    let (from, narrow) = (layout.tubing_x(), 0.5 * tubing.outer_mm);
    let wide = 1.5 * narrow;
    let opening = vec![[from, z - narrow], [right, z - wide], [right, z + wide], [from, z + narrow]];
    sketch.area("tapered opening", SET, Kind::Gas, opening).marked([right - 0.5, z + 1.2 * narrow], "");
    let joined = [[layout.exit_x(), z], [from, z]];
    sketch.line("channel", SET, Kind::Liquid, tubing.bore_mm, joined.to_vec());
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
    let (set, ports, cannula) = (&layout.unit.set.connection, &layout.unit.disposable.ports, &layout.unit.set.cannula);
    let ([z, top], x, middle) = (layout.infusion_z(), layout.infusion_x(), layout.cannula_x());
    let right = x + set.device_length_mm;
    let shoulder = 0.2 * set.device_length_mm;
    let skin = layout.skin_z();
    let low = skin + 0.3 * (top - skin);
    let outline = vec![[x, skin], [right, skin], [right, low], [right - shoulder, top], [x, top]];
    sketch.area("infusion device", SET, Kind::Housing, outline).marked([right - shoulder, low], "");
    let tip = skin - cannula.length_mm;
    let mut start = x + 2.0 * layout.unit.set.tubing.outer_mm;
    if layout.fitting.joint == Joint::Needle {
        let (half, behind) = (0.5 * ports.septum_width_mm, x + ports.septum_thickness_mm);
        let septum = sketch.block("septum", SET, Kind::Septum, [x, z - half], [behind, z + half]);
        septum.marked([x + 0.5 * ports.septum_thickness_mm, z + 0.75 * half], "");
        start = behind + half;
        sketch.block("channel", SET, Kind::Liquid, [behind, z - 0.6 * half], [start, z + 0.6 * half]);
    }
    let note = format!("{:.1} mm, bore {:.2} mm", cannula.length_mm, cannula.bore_mm);
    let tube = sketch.line("cannula", SET, Kind::Cannula, set.cannula_outer_mm, vec![[middle, low], [middle, tip]]);
    tube.marked([middle, skin - 0.6 * cannula.length_mm], note);
    let way = vec![[start, z], [middle, z], [middle, tip]];
    sketch.line("channel", SET, Kind::Liquid, cannula.bore_mm, way);
}
