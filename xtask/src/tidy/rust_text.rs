//! A Rust file as the rules see it: code without comments and strings, and which lines are tests.
//!
//! Not a parser. It knows comments, literals, brackets and attributes, which is all that the rules need.
//! Vocabulary: *code* is the file with every comment and the inside of every literal blanked, byte for byte,
//! so that offsets and lines hold; a *test line* belongs to an item under `#[cfg(test)]`.

use super::words::numbered;

/// One `.rs` file.
#[derive(Debug, Clone)]
pub(crate) struct RustText {
    text: String,
    code: String,
    /// Whether each line is a test line; index is line number less one.
    test_lines: Vec<bool>,
    /// Names of the modules that are declared under `#[cfg(test)]` and live in other files.
    test_modules: Vec<String>,
}

impl RustText {
    pub(crate) fn new(text: &str) -> Self {
        let code = blank(text);
        let mut rust = Self {
            text: text.to_owned(),
            test_lines: vec![false; text.lines().count()],
            test_modules: Vec::new(),
            code,
        };
        rust.find_tests();
        rust
    }

    /// The file as it stands.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The file without comments and without the inside of literals; as long as the text.
    pub(crate) fn code(&self) -> &str {
        &self.code
    }

    /// Names of the functions that the file defines.
    pub(crate) fn functions(&self) -> impl Iterator<Item = &str> {
        let words = self.code.split_whitespace();
        let pairs = words.clone().zip(words.skip(1));
        pairs.filter(|(keyword, _)| *keyword == "fn").filter_map(|(_, rest)| rest.split(['(', '<']).next())
    }

    /// Code lines that are not tests, with their 1-based numbers.
    pub(crate) fn device_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        numbered(&self.code).filter(|(line, _)| !self.is_test_line(*line))
    }

    /// How many lines, blank ones and comments included, are not tests.
    pub(crate) fn non_test_line_count(&self) -> usize {
        self.test_lines.iter().filter(|is_test| !**is_test).count()
    }

    /// Modules declared as `#[cfg(test)] mod name;`.
    pub(crate) fn test_modules(&self) -> &[String] {
        &self.test_modules
    }

    /// Makes every line a test line: the file belongs to a test module or folder.
    pub(crate) fn mark_as_test(&mut self) {
        self.test_lines.fill(true);
    }

    /// The 1-based line of a byte offset.
    pub(crate) fn line_of(&self, offset: usize) -> usize {
        self.text[..offset].matches('\n').count() + 1
    }

    fn is_test_line(&self, line: usize) -> bool {
        self.test_lines.get(line - 1).copied().unwrap_or(false)
    }

    fn find_tests(&mut self) {
        const ATTRIBUTE: &str = "#[cfg(test)]";
        if self.code.contains("#![cfg(test)]") {
            self.mark_as_test();
            return;
        }
        let starts: Vec<usize> = self.code.match_indices(ATTRIBUTE).map(|(start, _)| start).collect();
        for start in starts {
            let item = skip_attributes(&self.code, start);
            let end = end_of_item(&self.code, item);
            if let Some(name) = declared_module(&self.code[item..end]) {
                self.test_modules.push(name.to_owned());
            }
            let (first, last) = (self.line_of(start), self.line_of(end.saturating_sub(1)));
            self.test_lines[first - 1..last].fill(true);
        }
    }
}

/// The name in `mod name;` or `pub(crate) mod name;`, if the item is that.
fn declared_module(item: &str) -> Option<&str> {
    let (head, name) = item.strip_suffix(';')?.rsplit_once(char::is_whitespace)?;
    (head.split_whitespace().next_back() == Some("mod")).then_some(name)
}

/// The offset of the first thing at or after `start` that is neither white space nor an attribute.
fn skip_attributes(code: &str, start: usize) -> usize {
    let mut offset = start;
    loop {
        offset += code[offset..].len() - code[offset..].trim_start().len();
        if !code[offset..].starts_with("#[") {
            return offset;
        }
        offset = end_of_group(code, offset + 1);
    }
}

/// The offset just past the item that starts at `start`: past its `;`, or past the brace that closes its body.
fn end_of_item(code: &str, start: usize) -> usize {
    let mut offset = start;
    while let Some(byte) = code.as_bytes().get(offset) {
        match byte {
            b';' => return offset + 1,
            b'{' => return end_of_group(code, offset),
            b'(' | b'[' => offset = end_of_group(code, offset),
            _ => offset += 1,
        }
    }
    code.len()
}

/// The offset just past the bracket that closes the one at `open`, or the end of the text.
fn end_of_group(code: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (offset, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return offset + 1;
        }
    }
    code.len()
}

/// What the scanner of [`blank`] stands on.
enum Piece {
    /// Code of this many bytes, kept.
    Code(usize),
    /// A comment of this many bytes, blanked whole.
    Comment(usize),
    /// A literal of this many bytes, of which `open` at the start and `close` at the end are kept.
    Literal { length: usize, open: usize, close: usize },
}

/// The text with every comment and the inside of every literal replaced by spaces; newlines stay.
fn blank(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (length, open, close) = match piece(rest, code.chars().next_back()) {
            Piece::Code(length) => (length, length, 0),
            Piece::Comment(length) => (length, 0, 0),
            Piece::Literal { length, open, close } => (length, open, close),
        };
        code.push_str(&rest[..open]);
        code.extend(rest[open..length - close].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        code.push_str(&rest[length - close..length]);
        rest = &rest[length..];
    }
    code
}

fn piece(rest: &str, before: Option<char>) -> Piece {
    if rest.starts_with("//") {
        return Piece::Comment(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Piece::Comment(block_comment_length(rest));
    }
    if rest.starts_with('"') {
        return quoted(rest, 1);
    }
    if let Some(hashes) = raw_string_hashes(rest, before) {
        let open = rest.find('"').map_or(rest.len(), |quote| quote + 1);
        let closing = format!("\"{}", "#".repeat(hashes));
        return match rest[open..].find(&closing) {
            Some(end) => Piece::Literal { length: open + end + closing.len(), open, close: closing.len() },
            None => Piece::Literal { length: rest.len(), open, close: 0 },
        };
    }
    if rest.starts_with('\'') {
        return character(rest);
    }
    Piece::Code(rest.chars().next().map_or(1, char::len_utf8))
}

/// A string whose opening quote ends at `open`.
fn quoted(rest: &str, open: usize) -> Piece {
    let mut escaped = false;
    for (offset, byte) in rest.bytes().enumerate().skip(open) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => {
                return Piece::Literal { length: offset + 1, open, close: 1 };
            }
            _ => {}
        }
    }
    Piece::Literal { length: rest.len(), open, close: 0 }
}

/// A character literal, or the tick of a lifetime, which is code.
fn character(rest: &str) -> Piece {
    let mut characters = rest.char_indices().skip(1);
    let (Some((_, first)), Some((second_offset, second))) = (characters.next(), characters.next()) else {
        return Piece::Code(1);
    };
    if first == '\\' {
        let close = rest[second_offset + second.len_utf8()..].find('\'');
        return close.map_or(Piece::Code(1), |close| Piece::Literal {
            length: second_offset + second.len_utf8() + close + 1,
            open: 1,
            close: 1,
        });
    }
    if second == '\'' { Piece::Literal { length: second_offset + 1, open: 1, close: 1 } } else { Piece::Code(1) }
}

/// How many `#` a raw string that starts here has; `None` if none starts here.
fn raw_string_hashes(rest: &str, before: Option<char>) -> Option<usize> {
    if before.is_some_and(|character| character.is_alphanumeric() || character == '_') {
        return None;
    }
    let after = rest.strip_prefix("br").or_else(|| rest.strip_prefix("cr")).or_else(|| rest.strip_prefix('r'))?;
    let quote = after.trim_start_matches('#');
    quote.starts_with('"').then(|| after.len() - quote.len())
}

fn block_comment_length(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut offset = 0;
    while offset < rest.len() {
        let here = &rest.as_bytes()[offset..];
        if here.starts_with(b"/*") {
            depth += 1;
            offset += 2;
        } else if here.starts_with(b"*/") {
            depth -= 1;
            offset += 2;
        } else {
            offset += 1;
        }
        if depth == 0 {
            return offset;
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_the_inside_of_literals_are_blanked() {
        let rows = [
            ("a // std::\nb", "a         \nb"),
            ("a /* x /* y */ z */ b", "a                   b"),
            (r#"f("std::", 1)"#, r#"f("     ", 1)"#),
            (r#"f("a\"b", 1)"#, r#"f("    ", 1)"#),
            (r##"f(r#"a"b"#, 1)"##, r##"f(r#"   "#, 1)"##),
            (r#"f(b"ab")"#, r#"f(b"  ")"#),
            (r"f('a', '\'', '\u{1F}')", r"f(' ', '  ', '      ')"),
            ("fn f<'a>(x: &'a str)", "fn f<'a>(x: &'a str)"),
            ("let r = 1; \"é\"", "let r = 1; \"  \""),
            ("\"open", "\"    "),
        ];
        for (text, code) in rows {
            assert_eq!(blank(text), code, "{text}");
            assert_eq!(blank(text).len(), text.len(), "{text}");
        }
    }

    #[test]
    fn an_item_under_cfg_test_is_test_to_its_last_brace() {
        let rust = RustText::new(
            "fn a() {}\n#[cfg(test)]\n#[expect(x, reason = \"]\")]\nmod tests {\n    fn b() {}\n}\nfn c() {}\n",
        );
        let lines: Vec<usize> = rust.device_lines().map(|(line, _)| line).collect();
        assert_eq!(lines, [1, 7]);
        assert_eq!(rust.non_test_line_count(), 2);
        assert!(rust.test_modules().is_empty());
    }

    #[test]
    fn a_statement_under_cfg_test_ends_at_its_semicolon() {
        let rust = RustText::new("#[cfg(test)]\nextern crate std;\nfn a(x: [u8; 3]) {}\n");
        assert_eq!(rust.non_test_line_count(), 1);
    }

    #[test]
    fn test_modules_in_other_files_are_named() {
        let rust = RustText::new("#[cfg(test)]\nmod tests;\n#[cfg(test)]\npub(crate) mod board;\nmod real;\n");
        assert_eq!(rust.test_modules(), ["tests", "board"]);
        assert_eq!(rust.non_test_line_count(), 1);
    }

    #[test]
    fn a_file_under_inner_cfg_test_is_all_test() {
        assert_eq!(RustText::new("//! T.\n#![cfg(test)]\nfn a() {}\n").non_test_line_count(), 0);
    }

    #[test]
    fn offsets_give_their_line() {
        let rust = RustText::new("a\nbc\nd");
        assert_eq!([0, 2, 3, 5].map(|offset| rust.line_of(offset)), [1, 2, 2, 3]);
    }
}
