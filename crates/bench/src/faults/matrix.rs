//! The matrix as Markdown: a row a fault, a column an embodiment, and below it what nobody was told of.

use super::{Cell, HARMLESS_UL, ITEMS, Row, Trial, Verdict, reason, worst};
use crate::request::Units;
use crate::scenario::Embodiment;

/// Units of U-100 in a microlitre.
const UNITS_PER_UL: f64 = 0.1;

/// The whole page.
pub fn markdown(units: Units, singles: &[Cell], pairs: &[Cell]) -> String {
    let last = units.first + units.count.saturating_sub(1);
    let mut lines = vec![
        "# Matrix of faults".to_owned(),
        String::new(),
        format!(
            "Pump units {} to {last} of each embodiment, in silico; how to read it: [faults](faults.md).",
            units.first
        ),
        "Written by `aliquot faults --markdown docs/faults-matrix.md`; do not edit.".to_owned(),
        String::new(),
    ];
    lines.extend(totals(singles, pairs).iter().map(|line| format!("- {line}")));
    for (title, is_in) in [
        ("Faults of parts", (|row: &Row| matches!(row, Row::Part(_))) as fn(&Row) -> bool),
        ("Circumstances", |row| matches!(row, Row::Other(_))),
    ] {
        lines.extend([String::new(), format!("## {title}"), String::new()]);
        lines.extend(table(singles, is_in));
    }
    lines.extend([String::new(), "## What nobody is told of".to_owned(), String::new()]);
    lines.extend(unnoticed(singles).into_iter().map(|line| format!("- {line}")));
    lines.extend([String::new(), "## Pairs that give or miss most".to_owned(), String::new()]);
    lines.extend(worst_pairs(pairs));
    lines.extend([String::new(), "## The catalogue".to_owned(), String::new()]);
    lines.extend(["| item | what is injected | rows | beside |".to_owned(), "| --- | --- | --- | --- |".to_owned()]);
    for item in ITEMS {
        let rows =
            Row::all().iter().filter(|row| row.items().contains(&item.number)).map(Row::name).collect::<Vec<_>>();
        lines.push(format!("| {} | {} | {} | {} |", item.id(), item.what, rows.join(", "), item.beside));
    }
    lines.join("\n") + "\n"
}

/// What is most, in lines.
pub fn totals(singles: &[Cell], pairs: &[Cell]) -> Vec<String> {
    let counted = |cells: &[&Cell], what: &str| {
        let sum = |count: fn(&Cell) -> usize| cells.iter().map(|cell| count(cell)).sum::<usize>();
        let (told, harmless, unnoticed) = (sum(Cell::told), sum(Cell::harmless), sum(Cell::unnoticed));
        format!(
            "{what}: {} trials; told in {told}, harmless in {harmless}, unnoticed in {unnoticed}.",
            told + harmless + unnoticed
        )
    };
    let of = |is_in: fn(&Cell) -> bool| singles.iter().filter(move |cell| is_in(cell)).collect::<Vec<_>>();
    let is_part = |cell: &Cell| matches!(cell.row, Row::Part(_));
    let is_other = |cell: &Cell| matches!(cell.row, Row::Other(_));
    let most = |cells: &[Cell], counts: fn(&Cell) -> bool, value: fn(&Trial) -> f64, what: &str| {
        worst(cells, counts, value).map(|found| {
            let (fault, embodiment) = (found.cell.row.name(), found.cell.embodiment.name());
            let units = UNITS_PER_UL * value(found.trial);
            format!(
                "{what}: {units:.3} U, {fault} ({}), {embodiment}, pump unit {}.",
                found.trial.course, found.trial.seed
            )
        })
    };
    let over = |trial: &Trial| trial.judged.over_ul;
    let missed = |trial: &Trial| trial.judged.missed_ul;
    let mut lines = vec![
        counted(&of(is_part), "Faults of parts"),
        counted(&of(is_other), "Circumstances"),
        counted(&pairs.iter().collect::<Vec<_>>(), "Pairs"),
    ];
    lines.extend(
        [
            most(singles, is_part, over, "Most too much under a single fault of a part (gate A11 asks for 0.05 U)"),
            most(singles, is_part, missed, "Most missing, until told, under a single fault of a part"),
            most(singles, is_other, over, "Most too much in a circumstance"),
            most(singles, is_other, missed, "Most missing, until told, in a circumstance"),
            most(pairs, |_| true, over, "Most too much under a pair"),
            most(pairs, |_| true, missed, "Most missing, until told, under a pair"),
        ]
        .into_iter()
        .flatten(),
    );
    let mut of_oracle: std::collections::BTreeMap<&str, Vec<String>> = std::collections::BTreeMap::new();
    for cell in singles.iter().chain(pairs) {
        for (_, violation) in cell.violations() {
            let rows = of_oracle.entry(violation.oracle).or_default();
            let row = format!("{} ({})", cell.row.name(), cell.embodiment.name());
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
    }
    lines.extend(of_oracle.iter().map(|(oracle, rows)| format!("`{oracle}` did not hold: {}.", rows.join(", "))));
    lines
}

fn table(singles: &[Cell], is_in: fn(&Row) -> bool) -> Vec<String> {
    let names = Embodiment::ALL.map(Embodiment::name).join(" | ");
    let mut lines = vec![format!("| fault | items | {names} |"), "| --- | --- | --- | --- | --- |".to_owned()];
    for row in Row::all().into_iter().filter(is_in) {
        let cells = |embodiment| singles.iter().find(|cell| cell.row == row && cell.embodiment == embodiment);
        if Embodiment::ALL.into_iter().all(|embodiment| cells(embodiment).is_none()) {
            continue;
        }
        let items: Vec<String> = row.items().iter().map(|item| format!("{item:02}")).collect();
        let text = |embodiment| cells(embodiment).map_or_else(|| "-".to_owned(), in_words);
        let columns = Embodiment::ALL.map(text).join(" | ");
        lines.push(format!("| `{}` | {} | {columns} |", row.name(), items.join(", ")));
    }
    lines
}

/// A cell in words.
pub fn in_words(cell: &Cell) -> String {
    let all = cell.trials.len();
    let mut parts = Vec::new();
    if cell.unnoticed() > 0 {
        parts.push(format!("UNNOTICED {}/{all} ({})", cell.unnoticed(), cell.unnoticed_courses().join(", ")));
    }
    if let Some(after) = cell.after_s() {
        let by: Vec<&str> = cell.by().iter().take(2).map(|(name, _)| *name).collect();
        let (median, high) = (minutes(after.median), minutes(after.high));
        parts.push(format!("told {}/{all} by {}, {median} min, at most {high}", cell.told(), by.join(" or ")));
    }
    if cell.harmless() > 0 {
        parts.push(format!("harmless {}/{all}", cell.harmless()));
    }
    if !cell.failed.is_empty() {
        parts.push(format!("not run {}", cell.failed.len()));
    }
    let (over, missed) = (UNITS_PER_UL * cell.over_ul(), UNITS_PER_UL * cell.missed_ul());
    format!("{}; +{over:.3} -{missed:.3} U", parts.join("; "))
}

fn minutes(seconds: f64) -> String {
    let minutes = seconds / 60.0;
    if minutes < 9.95 { format!("{minutes:.1}") } else { format!("{minutes:.0}") }
}

/// Every cell in which nobody was told though it mattered, with the reason.
fn unnoticed(singles: &[Cell]) -> Vec<String> {
    let line = |cell: &Cell| {
        let in_all = cell.trials.iter().filter(|trial| trial.judged.verdict == Verdict::Unnoticed);
        let most = |value: fn(&Trial) -> f64| UNITS_PER_UL * in_all.clone().map(value).fold(0.0, f64::max);
        let (over, missed) = (most(|trial| trial.judged.over_ul), most(|trial| trial.judged.missed_ul));
        let why = reason(&cell.row, cell.embodiment).unwrap_or("not explained: taken as a defect");
        let (name, embodiment) = (cell.row.name(), cell.embodiment.name());
        let (courses, all) = (cell.unnoticed_courses().join(", "), cell.trials.len());
        format!("`{name}`, {embodiment} ({courses}; {}/{all}, +{over:.3} -{missed:.3} U): {why}.", cell.unnoticed())
    };
    let lines: Vec<String> = singles.iter().filter(|cell| cell.unnoticed() > 0).map(line).collect();
    if lines.is_empty() { vec![format!("Nothing above {:.2} U.", UNITS_PER_UL * HARMLESS_UL)] } else { lines }
}

/// Pairs in a table of the worst.
const WORST: usize = 12;

fn worst_pairs(pairs: &[Cell]) -> Vec<String> {
    let harm = |cell: &&Cell| cell.over_ul().max(cell.missed_ul());
    let mut worst: Vec<&Cell> = pairs.iter().collect();
    worst.sort_by(|one, other| harm(other).total_cmp(&harm(one)));
    let mut lines = vec!["| pair | embodiment | what came of it |".to_owned(), "| --- | --- | --- |".to_owned()];
    let row = |cell: &&Cell| format!("| {} | {} | {} |", cell.row.name(), cell.embodiment.name(), in_words(cell));
    lines.extend(worst.iter().take(WORST).map(row));
    lines
}
