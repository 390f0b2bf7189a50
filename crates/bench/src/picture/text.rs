//! Texts, numbers and elements.

use crate::report::text::escape;
use twin::drawing::Point;

/// Size of a label's text, pixels; the style sheet has it too.
pub(super) const SIZE: f64 = 12.5;
/// Width of a character over the size of its font, on average; errs towards wide.
const CHARACTER: f64 = 0.59;

/// A place or length in pixels, with two decimals; never `-0.00`.
///
/// # Panics
/// If it is not a number: a drawing has none.
pub(super) fn px(value: f64) -> String {
    assert!(value.is_finite(), "a place on the sheet is a number");
    let text = format!("{value:.2}");
    if text == "-0.00" { "0.00".to_owned() } else { text }
}

/// Width of a label's text, about.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(|_| SIZE * CHARACTER).sum()
}

/// An empty element; `attributes` are markup.
pub(super) fn element(tag: &str, class: &str, attributes: &str) -> String {
    format!("<{tag} class=\"{class}\" {attributes}/>\n")
}

/// A text that starts at a point of its base line.
pub(super) fn at(class: &str, [x, y]: Point, text: &str) -> String {
    format!("<text class=\"{class}\" x=\"{}\" y=\"{}\">{}</text>\n", px(x), px(y), escape(text))
}

/// The whole: `style` and `body` are markup.
pub(super) fn document(width: f64, height: f64, title: &str, style: &str, body: &str) -> String {
    let (title, size) = (escape(title), format!("{} {}", px(width), px(height)));
    format!(
        "<svg class=\"device\" role=\"img\" aria-label=\"{title}\" viewBox=\"0 0 {size}\" \
         xmlns=\"http://www.w3.org/2000/svg\">\n<title>{title}</title>\n<style>\n{style}</style>\n\
         <rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n{body}</svg>\n"
    )
}

/// A name, and in another ink what is said of it.
pub(super) fn spanned(name: &str, note: &str) -> String {
    if note.is_empty() {
        return escape(name);
    }
    format!("{} <tspan class=\"figure\">{}</tspan>", escape(name), escape(note))
}

/// A count to reckon with.
pub(super) fn number(of: usize) -> f64 {
    (0..of).map(|_| 1.0).sum()
}
