//! The device as it stood at the end of the run.

use super::page::paragraph;
use super::text::escape;
use crate::picture;
use crate::record::Record;
use twin::{Embodiment, PumpUnit};

/// What stands in the section.
pub(super) fn body(record: &Record) -> String {
    let Some(embodiment) = Embodiment::from_name(&record.embodiment) else {
        return paragraph("This embodiment has no drawing.");
    };
    let unit = PumpUnit::draw(record.seed);
    let drawing = picture::svg(embodiment, &unit, &record.pose);
    let caption = "The pump unit of this run, at its own dimensions, as it stood when the run ended: plunger and valves, \
        the level in its reservoir, and the bubbles in it, wherever they lie across. Lines thinner than a tenth of a \
        millimetre are drawn thicker than they are.";
    format!(
        "<figure class=\"cutaway\"><div class=\"wider\">\n{drawing}</div><figcaption>{}</figcaption></figure>\n",
        escape(caption)
    )
}
