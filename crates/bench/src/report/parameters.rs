//! The figures that the twin stands on: first those that are guesses, with why, then all of them with their sources.

use super::number::written;
use super::page::{folded, paragraph};
use super::table::{Field, table};
use super::text::{sentence, unit};
use twin::{Group, Row};

/// How the source of a guess starts.
const ASSUMED: &str = "assumed";

/// What stands in the section.
pub(crate) fn body(groups: &[Group]) -> String {
    let all: Vec<(&'static str, Row)> =
        groups.iter().flat_map(|group| group.rows.iter().map(|row| (group.part, *row))).collect();
    let assumed: Vec<(&'static str, Row)> =
        all.iter().copied().filter(|(_, row)| row.source.starts_with(ASSUMED)).collect();
    let said = format!(
        "{} of {} parameters of the model are assumptions, not figures from a source. A pump unit is a draw of every parameter \
         between its lowest and its highest value, most often near the nominal one.",
        assumed.len(),
        all.len()
    );
    let guesses = if assumed.is_empty() { String::new() } else { listed(&assumed, "Because") };
    let everything = folded("All parameters and their sources", &listed(&all, "Source"));
    format!("{}{guesses}{everything}", paragraph(&said))
}

fn listed(rows: &[(&'static str, Row)], last: &str) -> String {
    let field = |(part, row): &(&'static str, Row)| {
        [
            Field::text(part),
            Field::Code(row.name.to_owned()),
            Field::Number(range(row)),
            Field::Text(unit(row.unit)),
            Field::Text(if last == "Source" { row.source.to_owned() } else { reason(row.source) }),
        ]
    };
    let rows: Vec<_> = rows.iter().map(field).collect();
    table("parameters", ["Part", "Parameter", "Low … nominal … high", "Unit", last], &rows)
}

/// Low, nominal and high; one figure where it does not scatter.
fn range(row: &Row) -> String {
    let [low, nominal, high] = [row.low, row.nominal, row.high].map(written);
    if low == high { nominal } else { format!("{low} … {nominal} … {high}") }
}

/// Why a figure was assumed.
fn reason(source: &str) -> String {
    let reason = source.trim_start_matches(ASSUMED).trim_start_matches([',', ' ', ':']);
    sentence(reason.strip_prefix("because ").unwrap_or(reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_a_sentence_of_its_own() {
        for (source, expected) in
            [("assumed, because it fits", "It fits"), ("assumed: a guess", "A guess"), ("assumed", "")]
        {
            assert_eq!(reason(source), expected);
        }
    }
}
