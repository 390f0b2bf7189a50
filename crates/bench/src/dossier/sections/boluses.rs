//! Boluses of all sizes in all situations, each weighed.

use super::basal::{errors_range, mean_and_deviation};
use super::{listed, not_measured, number, range, share};
use crate::dossier::Dossier;
use crate::report::number::signed;
use crate::report::page::paragraph;
use crate::report::table::Field;

const SAID: &str = "Each bolus has a time of its own, at the end of which the last drop has long come; basal beneath it is \
    subtracted. One that was given in full is compared with what was programmed, one that was cut short by a command or an \
    alarm with what the pump then reported.";
const SITUATIONS: &str = "consecutive: one after the other, without basal; stacked: five commands at one instant; on-basal: \
    over 1 U/h; after-suspend: at the instant of the resumption; cancelled: while under way, each later than the last; \
    near-empty: from a reservoir with 100 µL and eight boluses in it.";
const BINS: &str = "The bins of a label by 21 CFR 880.5730, in percent of what was programmed; a bolus on an edge is in the \
    bin above it, on the last edge below.";

/// What stands in the section.
pub(in super::super) fn body(dossier: &Dossier) -> String {
    let table = dossier.table("bolus");
    if table.rows.is_empty() {
        return not_measured("aliquot bench bolus --json");
    }
    let errors = listed(
        "boluses",
        table.rows(),
        [
            ("Embodiment", |row| Field::text(row.text("embodiment"))),
            ("Situation", |row| Field::text(row.text("situation"))),
            ("U", |row| number(row.number("dose_units"), 2)),
            ("n", |row| number(row.number("count"), 0)),
            ("Mean, sd, %", |row| mean_and_deviation(row)),
            ("Range, %", |row| errors_range(row)),
            ("In 5 %", |row| share(row.number("within_5_percent"), row.number("count"), 1)),
            ("In 15 %", |row| share(row.number("within_15_percent"), row.number("count"), 1)),
            ("Cut short", |row| number(row.number("cut_short"), 0)),
            ("Delivered less reported, µL", |row| {
                let [low, high] = ["cut_delivered_less_reported_least_ul", "cut_delivered_less_reported_greatest_ul"]
                    .map(|name| signed(row.number(name), 2));
                range(low, high)
            }),
            ("Not taken", |row| number(row.number("not_taken"), 0)),
        ],
    );
    format!("{}{}{errors}<h3>Bins</h3>\n{}{}", paragraph(SAID), paragraph(SITUATIONS), paragraph(BINS), bins(dossier))
}

fn bins(dossier: &Dossier) -> String {
    listed(
        "bins",
        dossier.table("bolus").rows().filter(|row| row.count("count") > 0),
        [
            ("Embodiment", |row| Field::text(row.text("embodiment"))),
            ("Situation", |row| Field::text(row.text("situation"))),
            ("U", |row| number(row.number("dose_units"), 2)),
            ("< 25", |row| number(row.number("bin_below_25"), 0)),
            ("25–75", |row| number(row.number("bin_25_75"), 0)),
            ("75–95", |row| number(row.number("bin_75_95"), 0)),
            ("95–105", |row| number(row.number("bin_95_105"), 0)),
            ("105–125", |row| number(row.number("bin_105_125"), 0)),
            ("125–175", |row| number(row.number("bin_125_175"), 0)),
            ("175–250", |row| number(row.number("bin_175_250"), 0)),
            ("> 250", |row| number(row.number("bin_above_250"), 0)),
        ],
    )
}
