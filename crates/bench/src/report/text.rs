//! Text within HTML, and units as they are printed.

/// `text` so that a browser shows it as it is, between tags and in attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A unit as code writes it (`uL/(s kPa)`, `degC`), as it is printed; `1` is none.
pub(crate) fn unit(code: &str) -> String {
    const PRINTED: [(&str, &str); 7] =
        [("uL", "µL"), ("um", "µm"), ("degC", "°C"), ("Ohm", "Ω"), ("2", "²"), ("3", "³"), (" ", "\u{202f}")];
    if code == "1" {
        return String::new();
    }
    PRINTED.iter().fold(code.to_owned(), |text, (code, printed)| text.replace(code, printed))
}

/// With a capital at its start.
pub(crate) fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_taken_for_markup() {
        assert_eq!(escape("<a href=\"x\" id='y'>&"), "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;");
    }

    #[test]
    fn units_are_printed_with_their_signs() {
        for (code, printed) in [("uL/kPa", "µL/kPa"), ("degC", "°C"), ("mm2", "mm²"), ("1", ""), ("%/K", "%/K")] {
            assert_eq!(unit(code), printed);
        }
    }
}
