//! Tables. Every text in them is escaped here.

use super::text::escape;

/// What stands in one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Field {
    /// Words.
    Text(String),
    /// A number, aligned at its end.
    Number(String),
    /// A name in code.
    Code(String),
}

impl Field {
    /// Words.
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// A table with these column headings and rows, named by `class` for the style sheet.
pub(crate) fn table<const N: usize>(class: &str, headings: [&str; N], rows: &[[Field; N]]) -> String {
    let numeric = |index: usize| rows.first().is_some_and(|row| matches!(row[index], Field::Number(_)));
    let heading = |(index, text): (usize, &&str)| {
        let class = if numeric(index) { " class=\"number\"" } else { "" };
        format!("<th scope=\"col\"{class}>{}</th>", escape(text))
    };
    let headings: String = headings.iter().enumerate().map(heading).collect();
    let fields = |row: &[Field; N]| row.iter().map(cell).collect::<String>();
    let rows: Vec<String> = rows.iter().map(|row| format!("<tr>{}</tr>\n", fields(row))).collect();
    let rows = rows.concat();
    format!(
        "<div class=\"scroll\"><table class=\"{class}\"><thead><tr>{headings}</tr></thead>\n<tbody>\n{rows}</tbody></table></div>\n"
    )
}

fn cell(field: &Field) -> String {
    match field {
        Field::Text(text) => format!("<td>{}</td>", escape(text)),
        Field::Number(number) => format!("<td class=\"number\">{}</td>", escape(number)),
        Field::Code(name) => format!("<td><code>{}</code></td>", escape(name)),
    }
}

/// At most `most` rows, and a sentence that says so if there are more.
pub(crate) fn first<T>(rows: &[T], most: usize) -> (&[T], String) {
    let shown = rows.get(..most).unwrap_or(rows);
    let said = if shown.len() < rows.len() {
        format!("<p class=\"caption\">The first {} of {} are shown.</p>\n", shown.len(), rows.len())
    } else {
        String::new()
    };
    (shown, said)
}
