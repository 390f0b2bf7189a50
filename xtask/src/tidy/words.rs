//! Taking lines apart: numbers, cells, backticked names and whole words.
//!
//! A word is whole, so that `no_std::` is not `std::` and `unblocked.toml` is not `blocked.toml`.

/// Whether `line` contains `word` and neither end of it continues into a longer identifier.
pub(crate) fn contains_word(line: &str, word: &str) -> bool {
    let (opens, closes) = (word.starts_with(is_word_char), word.ends_with(is_word_char));
    line.match_indices(word).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + word.len()..].chars().next();
        let runs_on = opens && before.is_some_and(is_word_char) || closes && after.is_some_and(is_word_char);
        !runs_on
    })
}

/// The backticked spans of a Markdown cell, in order.
pub(crate) fn backticked(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).map(str::trim).collect()
}

/// The trimmed cells of a table line; a `|` after a backslash belongs to its cell.
pub(crate) fn cells(line: &str) -> Option<Vec<&str>> {
    let line = line.trim().strip_prefix('|')?;
    let line = line.strip_suffix('|').unwrap_or(line);
    let mut cells = Vec::new();
    let mut start = 0;
    for (bar, _) in line.match_indices('|').filter(|(bar, _)| !line[..*bar].ends_with('\\')) {
        cells.push(line[start..bar].trim());
        start = bar + 1;
    }
    cells.push(line[start..].trim());
    Some(cells)
}

/// Every line with its 1-based number.
pub(crate) fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line))
}

fn is_word_char(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_ends_where_an_identifier_ends() {
        let rows = [
            ("use std::fmt;", "std::", true),
            ("use no_std::fmt;", "std::", false),
            ("extern crate alloc;", "alloc", true),
            ("fn allocate()", "alloc", false),
            ("see `blocked.toml`", "blocked.toml", true),
            ("see unblocked.toml", "blocked.toml", false),
            ("unblocked.toml, blocked.toml", "blocked.toml", true),
        ];
        for (line, word, expected) in rows {
            assert_eq!(contains_word(line, word), expected, "{word} in {line}");
        }
    }

    #[test]
    fn backticked_spans_are_taken_in_order() {
        assert_eq!(backticked("`a` and `b::c`"), ["a", "b::c"]);
        assert_eq!(backticked("none"), Vec::<&str>::new());
    }
    #[test]
    fn cells_are_trimmed_and_keep_their_escaped_bars() {
        assert_eq!(cells("| a | b \\| c |  |"), Some(vec!["a", "b \\| c", ""]));
        assert_eq!(cells("  | a | b"), Some(vec!["a", "b"]));
        assert_eq!(cells("a | b"), None);
    }
}
