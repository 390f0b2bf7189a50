//! What the run was, that none of it happened, and where to look.

use super::clock;
use super::text::escape;
use crate::record::Record;

/// Title, description, note and contents; `sections` are ids and headings.
pub(super) fn html(record: &Record, sections: &[(&str, &str)]) -> String {
    let links = sections.iter().map(|(id, heading)| format!("<a href=\"#{id}\">{}</a>\n", escape(heading)));
    format!(
        "<header>\n<p class=\"kind\">Run report</p>\n<h1>{}</h1>\n<p class=\"run\">{}</p>\n</header>\n\
         <p class=\"note\"><strong>In silico.</strong> Every figure on this page was computed; nothing was pumped. \
         This is an engineering model, not a medical device: nothing here is evidence about a real pump, \
         and nothing here may be used to treat a person.</p>\n<nav aria-label=\"Contents\">\n{}</nav>\n",
        escape(&record.name),
        escape(&description(record)),
        links.collect::<String>()
    )
}

fn description(record: &Record) -> String {
    format!(
        "{} embodiment · pump unit (seed) {} · U‑{} · {} simulated, from {} · computed in {}",
        record.embodiment,
        record.seed,
        record.concentration_units_per_ml,
        clock::lasting(record.simulated_s),
        clock::minutes(record.start_clock_s),
        clock::lasting(record.wall_s),
    )
}
