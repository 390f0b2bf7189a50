//! A drawing in SVG. Only this file knows what draws it.
//!
//! Lengths are pixels of a browser's page. The library rounds coordinates to whole numbers, so it is given [`FINE`]
//! times as many.

use super::decimate::Point;
use super::ink::Ink;
use super::text::escape;
use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};
use std::fmt::Debug;

/// Steps a pixel.
const FINE: f64 = 3.0;

/// Width of a character over the size of its font, on average. The browser chooses the font, so this errs towards
/// wide.
const CHARACTER: f64 = 0.56;

/// What a drawing is drawn on.
pub(crate) struct Canvas<'a> {
    backend: SVGBackend<'a>,
}

/// Where a text stands, relative to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stand {
    /// Starts there, below.
    Start,
    /// Centred there, below.
    Middle,
    /// Ends there, halfway up.
    End,
}

/// How heavy a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// As any text.
    Regular,
    /// As a title.
    Bold,
}

/// Width of a text of this size, about.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    super::number::count(text.chars().count()) * size * CHARACTER
}

/// A drawing of this size, by whatever `draw` draws on it, with a title for those who cannot see it. `class` is for
/// the style sheet.
pub(crate) fn svg(width: f64, height: f64, class: &str, title: &str, draw: impl FnOnce(&mut Canvas)) -> String {
    let (width, height) = (units(width).unsigned_abs(), units(height).unsigned_abs());
    let mut drawn = String::new();
    let mut canvas = Canvas { backend: SVGBackend::with_string(&mut drawn, (width, height)) };
    draw(&mut canvas);
    finished(canvas.backend.present());
    drop(canvas);
    // The library's own opening tag has a fixed size; the page wants one that fits, and says what is seen.
    let body = drawn.split_once('>').map_or("", |(_, body)| body).replace(" opacity=\"1\"", "");
    let title = escape(title);
    let opening = format!("viewBox=\"0 0 {width} {height}\" xmlns=\"http://www.w3.org/2000/svg\"");
    format!("<svg class=\"{class}\" role=\"img\" aria-label=\"{title}\" {opening}><title>{title}</title>{body}")
}

impl Canvas<'_> {
    /// A line through points.
    pub(super) fn line(&mut self, points: &[Point], ink: Ink, width: f64) {
        let mut path: Vec<(i32, i32)> = points.iter().map(|point| at(*point)).collect();
        path.dedup();
        finished(self.backend.draw_path(path, &stroke(ink, width)));
    }

    /// A filled rectangle between two corners.
    pub(crate) fn filled(&mut self, from: Point, to: Point, ink: Ink) {
        let (upper_left, lower_right) = corners(from, to);
        finished(self.backend.draw_rect(upper_left, lower_right, &ink.colour().filled(), true));
    }

    /// A rectangle in a colour that is no ink: a scale's.
    pub(crate) fn shaded(&mut self, from: Point, to: Point, colour: RGBColor) {
        let (upper_left, lower_right) = corners(from, to);
        finished(self.backend.draw_rect(upper_left, lower_right, &colour.filled(), true));
    }

    /// The edge of a rectangle between two corners.
    pub(crate) fn hollow(&mut self, from: Point, to: Point, ink: Ink) {
        let ring = [from, (to.0, from.1), to, (from.0, to.1), from];
        self.line(&ring, ink, 1.2);
    }

    /// A filled circle.
    pub(super) fn dot(&mut self, centre: Point, radius: f64, ink: Ink) {
        finished(self.backend.draw_circle(at(centre), units(radius).unsigned_abs(), &ink.colour().filled(), true));
    }

    /// A filled triangle that points up.
    pub(super) fn triangle(&mut self, centre: Point, radius: f64, ink: Ink) {
        let ring = [(0.0, -1.1), (1.0, 0.8), (-1.0, 0.8)];
        let corners = ring.map(|(x, y)| at((centre.0 + radius * x, centre.1 + radius * y)));
        finished(self.backend.fill_polygon(corners, &ink.colour().filled()));
    }

    /// A text.
    pub(crate) fn text(&mut self, text: &str, point: Point, stand: Stand, weight: Weight, size: f64, ink: Ink) {
        let weight = match weight {
            Weight::Regular => FontStyle::Normal,
            Weight::Bold => FontStyle::Bold,
        };
        let position = match stand {
            Stand::Start => Pos::new(HPos::Left, VPos::Top),
            Stand::Middle => Pos::new(HPos::Center, VPos::Top),
            Stand::End => Pos::new(HPos::Right, VPos::Center),
        };
        // The library divides sizes by 1.24.
        let font = FontDesc::new(FontFamily::SansSerif, size * FINE * 1.24, weight);
        let colour = ink.colour();
        let style = TextStyle::from(font).color(&colour).pos(position);
        finished(self.backend.draw_text(text, &style, at(point)));
    }
}

fn stroke(ink: Ink, width: f64) -> ShapeStyle {
    ink.colour().stroke_width(units(width).unsigned_abs())
}

fn corners(from: Point, to: Point) -> ((i32, i32), (i32, i32)) {
    (at((from.0.min(to.0), from.1.min(to.1))), at((from.0.max(to.0), from.1.max(to.1))))
}

fn at(point: Point) -> (i32, i32) {
    (units(point.0), units(point.1))
}

#[expect(clippy::cast_possible_truncation, reason = "a place on a page; a cast saturates")]
fn units(pixels: f64) -> i32 {
    (pixels * FINE).round() as i32
}

/// # Panics
/// Never: the drawing is a string, which takes everything.
fn finished<E: Debug>(drawn: Result<(), E>) {
    drawn.expect("a string takes every drawing");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_says_what_it_shows_and_fits_its_page() {
        let drawing =
            svg(100.0, 50.0, "wide", "A & B", |canvas| canvas.line(&[(0.0, 0.0), (10.0, 5.0)], Ink::First, 1.0));
        assert!(
            drawing.starts_with("<svg class=\"wide\" role=\"img\" aria-label=\"A &amp; B\" viewBox=\"0 0 300 150\""),
            "{drawing}"
        );
        assert!(drawing.contains("<title>A &amp; B</title>"), "{drawing}");
        assert!(drawing.contains("points=\"0,0 30,15 \""), "{drawing}");
        assert!(drawing.trim_end().ends_with("</svg>"), "{drawing}");
    }
}
