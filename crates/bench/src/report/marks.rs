//! Alarms as upright lines through every panel, numbered above the first one as in the table of alarms.

use super::canvas::{Canvas, Stand, Weight, text_width};
use super::chart::{Chart, Mark};
use super::ink::Ink;
use super::sheet::{Place, Sheet};

/// Room between numbers.
const GAP: f64 = 5.0;

/// Draws the lines through one panel.
pub(super) fn lines(canvas: &mut Canvas, chart: &Chart, place: &Place) {
    let mut drawn = f64::NEG_INFINITY;
    for mark in &chart.marks {
        let x = chart.x.scaled(mark.at, place.left, place.right);
        if x - drawn >= 1.0 {
            canvas.line(&[(x, place.top), (x, place.bottom)], Ink::Alarm, 1.3);
            drawn = x;
        }
    }
}

/// Draws the numbers above the first panel; alarms too close for two numbers share one: `A2–A4`.
pub(super) fn numbers(canvas: &mut Canvas, chart: &Chart, place: &Place, sheet: &Sheet) {
    let at = |mark: &Mark| chart.x.scaled(mark.at, place.left, place.right);
    let mut groups: Vec<(Mark, Mark)> = Vec::new();
    for mark in &chart.marks {
        match groups.last_mut() {
            Some((first, last)) if at(mark) < at(first) + text_width(&name(first, last), sheet.text) + GAP => {
                *last = *mark;
            }
            _ => groups.push((*mark, *mark)),
        }
    }
    for (first, last) in groups {
        let text = name(&first, &last);
        let half = text_width(&text, sheet.text) / 2.0;
        let x = f64::midpoint(at(&first), at(&last)).max(half).min(sheet.width - half);
        let point = (x, place.top - sheet.text - 2.0);
        canvas.text(&text, point, Stand::Middle, Weight::Bold, sheet.text - 1.0, Ink::Alarm);
    }
}

fn name(first: &Mark, last: &Mark) -> String {
    if first.number == last.number {
        format!("A{}", first.number)
    } else {
        format!("A{}–A{}", first.number, last.number)
    }
}
