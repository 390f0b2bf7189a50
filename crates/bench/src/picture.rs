//! The device as a picture: a cut-away at true scale, and its pump section enlarged, at rest and in a stroke.
//!
//! Invariants: one SVG that needs nothing else, on light and on dark; the same unit and pose give the same bytes.
//!
//! - `view`: millimetres to pixels, and a piece of the drawing as an element. `palette`: what is what by colour.
//! - `signals`: another picture, of what alarms sound and shine like.
//! - `labels`: names beside the drawing and lines that lead to what they name. `text`: numbers and texts.

mod labels;
mod palette;
mod signals;
#[cfg(test)]
mod tests;
mod text;
mod view;

pub use signals::signals;

use labels::{Label, Placed, Side, place};
use text::{element, px};
use twin::drawing::{Connector, Drawing, Housings, Mark, Point, Pose};
use twin::{Embodiment, Owner, PumpUnit};
use view::View;

/// Pixels to a millimetre, at most.
const SCALE: f64 = 10.0;
/// Width of the whole, pixels.
const WIDTH: f64 = 1180.0;
/// Room around everything.
const MARGIN: f64 = 24.0;
/// Between which labels stand.
const EDGES: [f64; 2] = [MARGIN, WIDTH - MARGIN];
/// Room at the left for the height's dimension.
const DIMENSION: f64 = 34.0;
/// How much the pump section is enlarged, at most.
const ENLARGED: f64 = 6.0;
/// Room above and below what is drawn, before labels start.
const GAP: f64 = 14.0;

/// The cut-away of the device by design, full and at rest.
pub fn as_designed(embodiment: Embodiment) -> String {
    let unit = PumpUnit::nominal();
    svg(embodiment, &unit, &Pose::full(&unit))
}

/// The cut-away of a pump unit built as `embodiment`, in `pose`, as one SVG.
pub fn svg(embodiment: Embodiment, unit: &PumpUnit, pose: &Pose) -> String {
    let drawing = Drawing::of(embodiment, unit, pose);
    let mut sheet = Sheet { y: MARGIN, body: String::new() };
    head(&mut sheet, &drawing);
    let scale = whole(&mut sheet, &drawing, pose.housings);
    legend(&mut sheet, &drawing, scale);
    if pose.housings == Housings::Together && pose.connector == Connector::Seated {
        let rest = Pose::at_rest(unit, pose.reservoir_ul);
        let stroke = Pose::in_a_stroke(unit, pose.reservoir_ul);
        enlarged(&mut sheet, "at rest, without power", &Drawing::of(embodiment, unit, &rest));
        enlarged(&mut sheet, "in a stroke", &Drawing::of(embodiment, unit, &stroke));
    }
    let title = format!("Cut-away of the {} embodiment, to scale", embodiment.name());
    text::document(WIDTH, sheet.y + MARGIN, &title, &palette::style(), &sheet.body)
}

/// What is drawn so far, from the top down.
struct Sheet {
    y: f64,
    body: String,
}

fn head(sheet: &mut Sheet, drawing: &Drawing) {
    let [low, high] = drawing.envelope;
    let title = format!("Aliquot, {} embodiment", drawing.embodiment.name());
    let size = format!("{:.1} mm long, {:.2} mm high", high[0] - low[0], high[1] - low[1]);
    let said = format!(
        "Cut through the middle, to scale. {size}. In silico: drawn from the parameters of the model, not from a device."
    );
    sheet.body += &text::at("title", [MARGIN, sheet.y + 16.0], &title);
    sheet.body += &text::at("note", [MARGIN, sheet.y + 36.0], &said);
    sheet.y += 52.0;
}

fn inside([low, high]: [Point; 2], at: Point) -> bool {
    (0..2).all(|axis| low[axis] <= at[axis] && at[axis] <= high[axis])
}

/// Labels of the marked pieces that are wanted.
fn labels_of(drawing: &Drawing, view: &View, wanted: impl Fn(Owner, &Mark) -> bool) -> Vec<Label> {
    let label = |piece: &twin::drawing::Piece| {
        let mark = piece.mark.as_ref().filter(|mark| wanted(piece.half, mark))?;
        Some(Label::new(piece.part, &mark.note, view.at(mark.at)))
    };
    drawing.pieces.iter().filter_map(label).collect()
}

/// The view of the whole, at the sheet's top, and its labels: the dry half's above, all others below. What lies in the
/// pump section is named where that is enlarged.
fn labelled(drawing: &Drawing) -> (View, [Placed; 2]) {
    let [low, high] = view::bounds(drawing);
    let (wide, room) = (high[0] - low[0], WIDTH - 2.0 * MARGIN - DIMENSION);
    let scale = SCALE.min(room / wide);
    let left = MARGIN + DIMENSION + 0.5 * (room - scale * wide);
    let view = View { scale, x: left - scale * low[0], y: 0.0 };
    let outside = |mark: &Mark| !inside(drawing.pump_section, mark.at);
    let above = labels_of(drawing, &view, |half, mark| half == Owner::Reusable && outside(mark));
    let below = labels_of(drawing, &view, |half, mark| half != Owner::Reusable && outside(mark));
    let above = place(above, EDGES, Side::Above, view.at(high)[1] - GAP);
    let below = place(below, EDGES, Side::Below, view.at(low)[1] + GAP);
    (view, [above, below])
}

/// Draws the whole device with labels above and below, and gives its scale: pixels to a millimetre.
fn whole(sheet: &mut Sheet, drawing: &Drawing, housings: Housings) -> f64 {
    let [low, high] = view::bounds(drawing);
    let (mut view, [above, below]) = labelled(drawing);
    view.y = sheet.y + above.height() + GAP + view.scale * high[1];
    for piece in &drawing.pieces {
        sheet.body += &view.piece(piece);
    }
    for way in &drawing.path {
        sheet.body += &view.way(&way.points);
    }
    let [from, to] = drawing.pump_section.map(|corner| view.at(corner));
    sheet.body += &view::frame(from, to);
    sheet.body += &text::at("letter", [from[0] - 12.0, to[1] + 10.0], "A");
    if housings == Housings::Together {
        sheet.body += &height_dimension(&view, drawing);
    }
    sheet.y = view.at(low)[1] + GAP + below.height() + 10.0;
    sheet.body += &above.shifted(view.y).svg();
    sheet.body += &below.shifted(view.y).svg();
    view.scale
}

/// The device's height, between two arrows left of it.
fn height_dimension(view: &View, drawing: &Drawing) -> String {
    let [low, high] = drawing.envelope.map(|corner| view.at(corner));
    let x = view.at([view::bounds(drawing)[0][0], 0.0])[0].min(low[0]) - 12.0;
    let text = format!("{:.2} mm", drawing.envelope[1][1] - drawing.envelope[0][1]);
    let arrow = |z: f64, to: f64| format!("M{} {}l-3 {to}h6Z", px(x), px(z));
    let ticks = [low[1], high[1]].map(|y| format!("M{} {}H{}", px(x - 5.0), px(y), px(low[0]))).concat();
    let line = format!("{ticks}M{} {}V{}", px(x), px(low[1]), px(high[1]));
    let heads = format!("{}{}", arrow(high[1], 8.0), arrow(low[1], -8.0));
    let middle = 0.5 * (low[1] + high[1]);
    format!(
        "{}{}<text class=\"label middle\" transform=\"translate({} {}) rotate(-90)\">{text}</text>\n",
        element("path", "leader", &format!("d=\"{line}\"")),
        element("path", "head", &format!("d=\"{heads}\"")),
        px(x - 8.0),
        px(middle),
    )
}

/// Swatches and the scale bar.
fn legend(sheet: &mut Sheet, drawing: &Drawing, scale: f64) {
    let y = sheet.y + 10.0;
    let mut x = MARGIN;
    for entry in palette::legend(drawing) {
        let size = format!("x=\"{}\" y=\"{}\" width=\"18\" height=\"12\"", px(x), px(y));
        sheet.body += &element("rect", &entry.class, &size);
        sheet.body += &text::at("label", [x + 24.0, y + 10.5], entry.name);
        x += 24.0 + text::width(entry.name) + 18.0;
    }
    let (right, length) = (WIDTH - MARGIN, 10.0 * scale);
    let bar = format!("M{0} {1}v8M{0} {2}H{3}M{3} {1}v8", px(right - length), px(y + 2.0), px(y + 6.0), px(right));
    sheet.body += &element("path", "scale", &format!("d=\"{bar}\""));
    sheet.body += &text::at("label middle", [right - 0.5 * length, y - 3.0], "10 mm");
    sheet.y = y + 34.0;
}

/// The pump section, enlarged.
fn enlarged(sheet: &mut Sheet, state: &str, drawing: &Drawing) {
    let [low, high] = drawing.pump_section;
    let width = WIDTH - 2.0 * MARGIN;
    let times = (width / (SCALE * (high[0] - low[0]))).min(ENLARGED);
    // A scale that a person can reckon with.
    let times = (2.0 * times).floor() / 2.0;
    let scale = SCALE * times;
    let size = [scale * (high[0] - low[0]), scale * (high[1] - low[1])];
    let left = MARGIN + 0.5 * (width - size[0]);
    let caption = format!("A, {times} times as large as above: {state}");
    sheet.body += &text::at("caption", [MARGIN, sheet.y + 12.0], &caption);
    sheet.y += 24.0;
    let mut view = View { scale, x: left - scale * low[0], y: 0.0 };
    let labels = labels_of(drawing, &view, |_, mark| inside(drawing.pump_section, mark.at));
    let labels = place(labels, EDGES, Side::Above, view.at(high)[1] - GAP);
    let top = sheet.y + labels.height() + GAP;
    view.y = top + scale * high[1];
    let panel = View { x: -scale * low[0], y: scale * high[1], ..view };
    let pieces: String = drawing.pieces.iter().map(|piece| panel.piece(piece)).collect();
    let ways: String = drawing.path.iter().filter(|way| way.open).map(|way| panel.way(&way.points)).collect();
    let place = format!("x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", px(left), px(top), px(size[0]), px(size[1]));
    for markup in ["<svg ", &place, ">\n", &pieces, &ways, "</svg>\n"] {
        sheet.body += markup;
    }
    sheet.body += &view::frame([left, top + size[1]], [left + size[0], top]);
    sheet.body += &labels.shifted(view.y).svg();
    sheet.y = top + size[1] + 26.0;
}
