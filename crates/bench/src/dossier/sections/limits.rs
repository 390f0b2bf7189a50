//! What the model leaves out, as the page on validation says it.

use crate::dossier::Dossier;
use crate::report::page::paragraph;
use crate::report::text::escape;

/// The page, built into the program.
const VALIDATION: &str = include_str!("../../../../../docs/validation.md");
const HEADING: &str = "## What is not validated";
const SAID: &str = "The balance of these campaigns has no error of its own, nothing evaporates, and no drop hangs at the \
    needle. How the body takes up what was delivered is not part of any figure here. Beyond that:";

/// What stands in the section.
pub(in super::super) fn body(_: &Dossier) -> String {
    let lines = VALIDATION.lines().skip_while(|line| *line != HEADING).skip(1);
    format!("{}{}", paragraph(SAID), html(lines.take_while(|line| !line.starts_with("## "))))
}

/// Paragraphs, lines that end in a colon as headings, and lists.
fn html<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut parts = String::new();
    let mut in_list = false;
    for line in lines.filter(|line| !line.is_empty()) {
        let item = line.strip_prefix("- ");
        if item.is_some() != in_list {
            parts += if in_list { "</ul>\n" } else { "<ul>\n" };
            in_list = !in_list;
        }
        parts += &match (item, line.strip_suffix(':')) {
            (Some(item), _) => format!("<li>{}</li>\n", coded(item)),
            (None, Some(heading)) => format!("<h3>{}</h3>\n", coded(heading)),
            (None, None) => format!("<p>{}</p>\n", coded(line)),
        };
    }
    if in_list { parts + "</ul>\n" } else { parts }
}

/// Text in which what stands in backticks is code.
fn coded(text: &str) -> String {
    let pieces = text.split('`').enumerate();
    pieces
        .map(|(index, piece)| if index % 2 == 1 { format!("<code>{}</code>", escape(piece)) } else { escape(piece) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_paragraphs_headings_and_lists() {
        let lines = ["One & two.", "", "Wires:", "", "- a `b`", "- c", "", "Last."];
        let expected =
            "<p>One &amp; two.</p>\n<h3>Wires</h3>\n<ul>\n<li>a <code>b</code></li>\n<li>c</li>\n</ul>\n<p>Last.</p>\n";
        assert_eq!(html(lines.into_iter()), expected);
        assert!(VALIDATION.lines().any(|line| line == HEADING), "the page has another heading now");
    }
}
