//! The flat tables of the report: which columns each has, and where they come from. A table of tables.

mod stressed;
mod weighed;

use super::published;
use super::spec::Pick::{At, Words, Zero};
use super::spec::{Source, Spec};
use super::table::Column;
use crate::inspect::INSPECT_SCHEMA;
use crate::{accuracy, bolus, climate, gates, occlusion, swarm};
use stressed::{BLOCKED, CATALOGUE, EXPOSED, FAULTS};
use weighed::{BOLUSES, CYCLES, LABEL, STARTUP, STROKES, TOTALS, TRUMPET, WINDOWS};

const fn text(name: &'static str) -> Column {
    Column::text(name)
}

const fn number(name: &'static str) -> Column {
    Column::number(name)
}

const fn whole(name: &'static str) -> Column {
    Column::whole(name)
}

/// The tables, in the order of the page.
pub(super) const SPECS: [Spec; 18] = [
    GATES,
    WINDOWS,
    CYCLES,
    STROKES,
    LABEL,
    TRUMPET,
    STARTUP,
    TOTALS,
    BOLUSES,
    BLOCKED,
    EXPOSED,
    PUBLISHED,
    FAULTS,
    CATALOGUE,
    COVERAGE,
    FINDINGS,
    REQUIREMENTS,
    PARAMETERS,
];

const GATES: Spec = Spec {
    name: "gates",
    what: "a gate of one embodiment",
    columns: &[
        text("embodiment"),
        whole("first_seed"),
        whole("pump_units"),
        text("gate"),
        text("what"),
        text("asked"),
        text("reached"),
        text("verdict"),
        text("shown"),
        text("cause"),
    ],
    sources: &[Source {
        schema: gates::SCHEMA,
        nest: &["rows"],
        picks: &[
            At(0, "/embodiment"),
            At(0, "/first_seed"),
            At(0, "/pump_units"),
            At(1, "/id"),
            At(1, "/what"),
            At(1, "/asked"),
            At(1, "/reached"),
            At(1, "/verdict"),
            At(1, "/shown"),
            At(1, "/cause"),
        ],
    }],
};

const PUBLISHED: Spec = Spec {
    name: "published",
    what: "what was published of a real pump",
    columns: &[text("metric"), text("what"), text("pump"), text("figure"), text("source")],
    sources: &[Source {
        schema: published::SCHEMA,
        nest: &["figures"],
        picks: &[At(0, "/metric"), At(0, "/what"), At(1, "/pump"), At(1, "/figure"), At(1, "/source")],
    }],
};

const COVERAGE: Spec = Spec {
    name: "swarm_coverage",
    what: "how often the cases of a swarm met something, as group/name; 0 for what can be met and was not",
    columns: &[text("what"), whole("times")],
    sources: &[
        Source { schema: swarm::SCHEMA, nest: &["coverage"], picks: &[At(1, "/key"), At(1, "/value")] },
        Source { schema: swarm::SCHEMA, nest: &["never_met"], picks: &[At(1, ""), Zero] },
    ],
};

/// Violations that a campaign lists of its entries.
macro_rules! of_units {
    ($schema:expr, $campaign:literal) => {
        Source {
            schema: $schema,
            nest: &["violations"],
            picks: &[
                Words($campaign),
                At(0, "/embodiment"),
                Words("violation"),
                At(1, "/seed"),
                At(1, "/at_s"),
                At(1, "/oracle"),
                At(1, "/detail"),
                Words(""),
            ],
        }
    };
}

const FINDINGS: Spec = Spec {
    name: "violations",
    what: "a standing oracle that did not hold, or another finding of a swarm",
    columns: &[
        text("campaign"),
        text("embodiment"),
        text("kind"),
        whole("seed"),
        number("at_s"),
        text("oracle"),
        text("detail"),
        text("reason"),
    ],
    sources: &[
        of_units!(accuracy::SCHEMA, "accuracy"),
        of_units!(bolus::SCHEMA, "bolus"),
        of_units!(occlusion::SCHEMA, "occlusion"),
        of_units!(climate::SCHEMA, "climate"),
        Source {
            schema: swarm::SCHEMA,
            nest: &["findings"],
            picks: &[
                Words("swarm"),
                Words(""),
                At(1, "/kind"),
                At(1, "/seed"),
                At(1, "/at_s"),
                At(1, "/oracle"),
                At(1, "/detail"),
                At(1, "/reason"),
            ],
        },
    ],
};

const REQUIREMENTS: Spec = Spec {
    name: "requirements",
    what: "a requirement, or an item of a public catalogue with what became of it",
    columns: &[text("id"), text("status"), text("sentence"), text("by"), text("tests")],
    sources: &[Source {
        schema: INSPECT_SCHEMA,
        nest: &["requirements"],
        picks: &[At(1, "/id"), At(1, "/status"), At(1, "/sentence"), At(1, "/by"), At(1, "/tests")],
    }],
};

const PARAMETERS: Spec = Spec {
    name: "parameters",
    what: "a parameter of the twin; a pump unit is a draw between low and high",
    columns: &[
        text("part"),
        text("name"),
        number("low"),
        number("nominal"),
        number("high"),
        text("unit"),
        text("source"),
    ],
    sources: &[Source {
        schema: INSPECT_SCHEMA,
        nest: &["parameters"],
        picks: &[
            At(1, "/part"),
            At(1, "/name"),
            At(1, "/low"),
            At(1, "/nominal"),
            At(1, "/high"),
            At(1, "/unit"),
            At(1, "/source"),
        ],
    }],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_fills_every_column_and_no_two_tables_or_columns_share_a_name() {
        for (index, spec) in SPECS.iter().enumerate() {
            assert!(SPECS[..index].iter().all(|other| other.name != spec.name), "{}", spec.name);
            for source in spec.sources {
                assert_eq!(source.picks.len(), spec.columns.len(), "{}", spec.name);
            }
            for (at, column) in spec.columns.iter().enumerate() {
                assert!(spec.columns[..at].iter().all(|other| other.name != column.name), "{}", column.name);
            }
        }
    }
}
