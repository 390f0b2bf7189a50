//! What was found, fit to be shown: no control characters, and no more than a line can hold.

/// The most characters of an excerpt.
const SIZE_MAX: usize = 60;

/// What stands for the rest of a text that is too long.
const REST: &str = "...";

/// The beginning of `text`, at most 60 characters, with what a terminal could act on escaped.
pub(crate) fn excerpt(text: &str) -> String {
    let mut shown = String::new();
    let mut size = 0;
    // Escapes only make a text longer, so one character more than fits is enough to know that it does not.
    for c in text.chars().take(SIZE_MAX + 1) {
        let piece = visible(c);
        size += piece.chars().count();
        shown.push_str(&piece);
    }
    if size <= SIZE_MAX {
        return shown;
    }
    let mut cut: String = shown.chars().take(SIZE_MAX - REST.len()).collect();
    cut.push_str(REST);
    cut
}

/// `text` with what a terminal could act on escaped, at its full length.
pub(super) fn escaped(text: &str) -> String {
    text.chars().map(visible).collect()
}

/// One character as it is shown; quotes and backslashes stand for themselves.
fn visible(c: char) -> String {
    if matches!(c, '"' | '\'' | '\\') { c.to_string() } else { c.escape_debug().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, shown: &str) {
        assert_eq!(excerpt(text), shown, "{text:?}");
    }

    #[test]
    fn what_a_terminal_could_act_on_is_escaped() {
        check(r#""4.2 U""#, r#""4.2 U""#);
        check(r"C:\x 'y'", r"C:\x 'y'");
        check("a\u{1b}[31mb\r\n", r"a\u{1b}[31mb\r\n");
        check("\u{202e}evil\u{7f}\0", r"\u{202e}evil\u{7f}\0");
    }

    #[test]
    fn a_long_text_is_cut() {
        check(&"x".repeat(60), &"x".repeat(60));
        check(&"x".repeat(61), &format!("{}...", "x".repeat(57)));
        let shown = excerpt(&"\u{1b}".repeat(10_000));
        assert!(shown.chars().count() <= SIZE_MAX && shown.is_ascii(), "{shown}");
        assert_eq!(excerpt(&"\u{e4}".repeat(100)).chars().count(), SIZE_MAX);
    }
}
