//! The campaign as a map: one panel a trap, pitch over roll, colour and figure for the air that passed.

use super::{CLEAN_UL, FREE_AIR_UL, Panel};
use crate::report::canvas::{Canvas, Stand, Weight, svg as drawing};
use crate::report::ink::Ink;
use crate::report::text::sentence;
use plotters::style::RGBColor;
use twin::TrapStudy;

/// Lengths are pixels.
const WIDTH: f64 = 1040.0;
const HEIGHT: f64 = 800.0;
/// Of one panel, with its axes.
const PANEL: (f64, f64) = (338.0, 328.0);
/// Of what is inside the axes.
const FIELD: (f64, f64) = (284.0, 252.0);
/// Upper left corner of the first panel's field.
const ORIGIN: (f64, f64) = (58.0, 104.0);
const TEXT: f64 = 12.0;

/// Air, uL, up to which a colour reaches, from light to dark; dark text stays legible on each.
const SCALE: [(f64, RGBColor); 6] = [
    (CLEAN_UL, RGBColor(0xFF, 0xFF, 0xFF)),
    (1.0, RGBColor(0xFF, 0xF3, 0xCF)),
    (3.0, RGBColor(0xFE, 0xDD, 0x8F)),
    (10.0, RGBColor(0xFD, 0xB8, 0x63)),
    (30.0, RGBColor(0xF0, 0x8F, 0x4A)),
    (f64::INFINITY, RGBColor(0xE0, 0x6C, 0x4B)),
];

/// The map, as SVG.
pub fn svg(panels: &[Panel]) -> String {
    let title = "Air past the reservoir's outlet in one fill, by orientation, taper and wall (in silico)";
    drawing(WIDTH, HEIGHT, "trap", title, |canvas| {
        canvas.shaded((0.0, 0.0), (WIDTH, HEIGHT), RGBColor(0xFF, 0xFF, 0xFF));
        canvas.text(title, (14.0, 12.0), Stand::Start, Weight::Bold, 16.0, Ink::Title);
        let last_ul = TrapStudy::BANDS_UL.last().copied().unwrap_or_default();
        let how = format!(
            "{:.0} mL saturated at 4 °C and {FREE_AIR_UL} µL of air, drawn down to {last_ul} µL at 32 °C in three days \
             without being turned; shaken with 1 g by walking.",
            TrapStudy::FILL_UL / 1000.0
        );
        canvas.text(&how, (14.0, 38.0), Stand::Start, Weight::Regular, TEXT, Ink::Label);
        let axes = "Pitch 0°, roll 0° is the design orientation; pitch +90° is outlet up; roll 180° is upside down.";
        canvas.text(axes, (14.0, 56.0), Stand::Start, Weight::Regular, TEXT, Ink::Label);
        for (panel, place) in panels.iter().zip(0_u8..) {
            let (row, column) = (f64::from(place / 3), f64::from(place % 3));
            field(canvas, panel, (ORIGIN.0 + column * PANEL.0, ORIGIN.1 + row * PANEL.1));
        }
        legend(canvas, ORIGIN.1 + 2.0 * PANEL.1);
    })
}

/// One trap in every orientation; `corner` is the upper left one of its field.
fn field(canvas: &mut Canvas, panel: &Panel, corner: (f64, f64)) {
    let (left, top) = corner;
    let title = format!("{}, wall of {}°", sentence(panel.taper_name()), panel.contact_angle_deg);
    canvas.text(&title, (left, top - 20.0), Stand::Start, Weight::Bold, TEXT, Ink::Title);
    let pitches = panel.cells.iter().filter(|cell| cell.roll_deg <= 0.0).map(|_| 1.0).sum::<f64>();
    let (width, height) = (FIELD.0 / pitches, FIELD.1 / pitches);
    let place = |degrees: f64| degrees / 180.0 * (pitches - 1.0);
    for cell in &panel.cells {
        let x = left + width * place(cell.roll_deg);
        let y = top + height * place(90.0 - cell.pitch_deg);
        canvas.shaded((x, y), (x + width, y + height), colour(cell.total_ul()));
        if cell.total_ul() >= CLEAN_UL {
            let middle = (x + 0.5 * width, y + 0.5 * height - 5.0);
            canvas.text(&figure(cell.total_ul()), middle, Stand::Middle, Weight::Regular, 8.5, Ink::Title);
        }
    }
    canvas.hollow((left, top), (left + FIELD.0, top + FIELD.1), Ink::Edge);
    for degrees in [-90.0, -45.0, 0.0, 45.0, 90.0] {
        let y = top + height * (place(90.0 - degrees) + 0.5);
        canvas.text(&angle(degrees), (left - 5.0, y), Stand::End, Weight::Regular, TEXT, Ink::Label);
    }
    for degrees in [0.0, 45.0, 90.0, 135.0, 180.0] {
        let x = left + width * (place(degrees) + 0.5);
        canvas.text(&angle(degrees), (x, top + FIELD.1 + 5.0), Stand::Middle, Weight::Regular, TEXT, Ink::Label);
    }
    let below = (left + 0.5 * FIELD.0, top + FIELD.1 + 20.0);
    canvas.text("across: roll; up: pitch", below, Stand::Middle, Weight::Regular, TEXT, Ink::Label);
}

/// What the colours mean.
fn legend(canvas: &mut Canvas, top: f64) {
    let (width, left) = (120.0, ORIGIN.0);
    let mut from = String::from("below");
    for ((up_to, shade), place) in SCALE.into_iter().zip(0_u8..) {
        let x = left + width * f64::from(place);
        canvas.shaded((x, top), (x + width, top + 16.0), shade);
        canvas.hollow((x, top), (x + width, top + 16.0), Ink::Edge);
        let range = if up_to.is_finite() { format!("{from} {up_to}") } else { from.replace(" to", " and more") };
        canvas.text(&range, (x + 0.5 * width, top + 2.5), Stand::Middle, Weight::Regular, TEXT, Ink::Title);
        from = format!("{up_to} to");
    }
    let unit = "µL of air at 101.3 kPa and 25 °C";
    let beside = (left + 6.0 * width + 12.0, top + 2.5);
    canvas.text(unit, beside, Stand::Start, Weight::Regular, TEXT, Ink::Label);
}

fn colour(passed_ul: f64) -> RGBColor {
    let reached = SCALE.iter().find(|(up_to, _)| passed_ul < *up_to);
    reached.or(SCALE.last()).map_or(RGBColor(0, 0, 0), |(_, shade)| *shade)
}

/// Two digits are enough, and fit.
fn figure(passed_ul: f64) -> String {
    if passed_ul < 9.95 { format!("{passed_ul:.1}") } else { format!("{passed_ul:.0}") }
}

fn angle(degrees: f64) -> String {
    format!("{degrees}°").replace('-', "\u{2212}")
}
