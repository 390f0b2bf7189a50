//! The frame of the page: document, sections, figures, and what can be folded.

use super::chart::Chart;
use super::sheet::{NARROW, WIDE};
use super::text::escape;
use super::{draw, ink};

/// The whole document.
pub(crate) fn document(title: &str, body: &str) -> String {
    let (title, inks, style) = (escape(title), ink::style(), include_str!("style.css"));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
         <style>\n{style}{inks}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
}

/// What made the page.
pub(crate) fn footer() -> String {
    format!("<footer>\n<p>Aliquot {}</p>\n</footer>\n", env!("CARGO_PKG_VERSION"))
}

/// A part of the page with a heading; `body` is HTML.
pub(crate) fn section(id: &str, heading: &str, body: &str) -> String {
    format!("<section id=\"{id}\">\n<h2>{}</h2>\n{body}</section>\n", escape(heading))
}

/// A paragraph of plain text.
pub(crate) fn paragraph(text: &str) -> String {
    format!("<p>{}</p>\n", escape(text))
}

/// A chart, twice: the style sheet shows the one that fits the screen. `caption` is plain text.
pub(crate) fn figure(chart: &Chart, caption: &str) -> String {
    let drawings = format!("{}{}", draw::svg(chart, &WIDE), draw::svg(chart, &NARROW));
    format!("<figure class=\"chart\">\n{drawings}<figcaption>{}</figcaption>\n</figure>\n", escape(caption))
}

/// What is seen only when it is asked for; `body` is HTML.
pub(crate) fn folded(summary: &str, body: &str) -> String {
    format!("<details>\n<summary>{}</summary>\n{body}</details>\n", escape(summary))
}
