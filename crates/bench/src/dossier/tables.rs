//! The flat tables of the report: which columns each has, and where they come from. A table of tables.

use super::published;
use super::spec::Pick::{At, Words, Zero};
use super::spec::{Source, Spec};
use super::table::Column;
use crate::inspect::INSPECT_SCHEMA;
use crate::{accuracy, bolus, climate, gates, occlusion, swarm};

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
pub(super) const SPECS: [Spec; 16] = [
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

/// Columns of errors in percent, after those that say of what.
macro_rules! error_columns {
    ($($of:expr),+) => {
        &[
            $($of,)+
            whole("count"),
            number("mean_percent"),
            number("deviation_percent"),
            number("median_percent"),
            number("least_percent"),
            number("greatest_percent"),
            number("median_abs_percent"),
            number("mean_abs_percent"),
            whole("within_5_percent"),
            whole("within_10_percent"),
            whole("within_15_percent"),
            number("share_within_15_at_least"),
        ]
    };
}

/// Where those columns come from, below a pointer from a level.
macro_rules! errors {
    ([$($of:expr),+], $level:literal, $at:literal) => {
        &[
            $($of,)+
            At($level, concat!($at, "/percent/count")),
            At($level, concat!($at, "/percent/mean")),
            At($level, concat!($at, "/percent/deviation")),
            At($level, concat!($at, "/percent/median")),
            At($level, concat!($at, "/percent/least")),
            At($level, concat!($at, "/percent/greatest")),
            At($level, concat!($at, "/median_abs_percent")),
            At($level, concat!($at, "/mean_abs_percent")),
            At($level, concat!($at, "/within/0")),
            At($level, concat!($at, "/within/1")),
            At($level, concat!($at, "/within/2")),
            At($level, concat!($at, "/share_at_least_95_confidence/2")),
        ]
    };
}

const WINDOWS: Spec = Spec {
    name: "accuracy_windows",
    what: "errors of windows of one width, side by side from the start, over all pump units",
    columns: error_columns!(text("embodiment"), number("rate_units_per_h"), text("period"), number("width_s")),
    sources: &[
        Source {
            schema: accuracy::SCHEMA,
            nest: &["windows"],
            picks: errors!(
                [At(0, "/embodiment"), At(0, "/rate_units_per_h"), Words("whole run"), At(1, "/width_s")],
                1,
                "/errors"
            ),
        },
        Source {
            schema: accuracy::SCHEMA,
            nest: &["windows"],
            picks: errors!(
                [At(0, "/embodiment"), At(0, "/rate_units_per_h"), Words("first 24 h"), At(1, "/width_s")],
                1,
                "/first_24_h"
            ),
        },
    ],
};

const CYCLES: Spec = Spec {
    name: "accuracy_cycles",
    what: "errors of windows of whole dose cycles, over all pump units",
    columns: error_columns!(text("embodiment"), number("rate_units_per_h"), whole("cycles")),
    sources: &[Source {
        schema: accuracy::SCHEMA,
        nest: &["cycles"],
        picks: errors!([At(0, "/embodiment"), At(0, "/rate_units_per_h"), At(1, "/cycles")], 1, "/errors"),
    }],
};

const STROKES: Spec = Spec {
    name: "accuracy_strokes",
    what: "single strokes at one rate, over all pump units",
    columns: &[
        text("embodiment"),
        number("rate_units_per_h"),
        whole("strokes"),
        number("volume_mean_ul"),
        number("volume_deviation_ul"),
        number("interval_mean_s"),
        number("interval_deviation_s"),
        number("error_mean_percent"),
        number("error_deviation_percent"),
        whole("outside_5_percent"),
        whole("outside_10_percent"),
        whole("outside_15_percent"),
        whole("outside_20_percent"),
    ],
    sources: &[Source {
        schema: accuracy::SCHEMA,
        nest: &[],
        picks: &[
            At(0, "/embodiment"),
            At(0, "/rate_units_per_h"),
            At(0, "/strokes/volume_ul/count"),
            At(0, "/strokes/volume_ul/mean"),
            At(0, "/strokes/volume_ul/deviation"),
            At(0, "/strokes/interval_s/mean"),
            At(0, "/strokes/interval_s/deviation"),
            At(0, "/strokes/error_percent/mean"),
            At(0, "/strokes/error_percent/deviation"),
            At(0, "/strokes/outside/0"),
            At(0, "/strokes/outside/1"),
            At(0, "/strokes/outside/2"),
            At(0, "/strokes/outside/3"),
        ],
    }],
};

const LABEL: Spec = Spec {
    name: "accuracy_label",
    what: "what had come after some hours from the first command, without warm-up",
    columns: &[
        text("embodiment"),
        number("rate_units_per_h"),
        whole("hours"),
        number("commanded_ul"),
        number("typical_ul"),
        number("least_ul"),
        number("most_ul"),
    ],
    sources: &[Source {
        schema: accuracy::SCHEMA,
        nest: &["label"],
        picks: &[
            At(0, "/embodiment"),
            At(0, "/rate_units_per_h"),
            At(1, "/hours"),
            At(1, "/commanded_ul"),
            At(1, "/delivered_ul/median"),
            At(1, "/delivered_ul/least"),
            At(1, "/delivered_ul/greatest"),
        ],
    }],
};

const TRUMPET: Spec = Spec {
    name: "trumpet",
    what: "extremes of one observation window of IEC 60601-2-24, analysis period of 25 h after 24 h",
    columns: &[
        text("embodiment"),
        number("rate_units_per_h"),
        number("window_s"),
        whole("windows"),
        number("max_median_percent"),
        number("max_worst_percent"),
        number("min_median_percent"),
        number("min_worst_percent"),
        number("overall_mean_percent"),
    ],
    sources: &[Source {
        schema: accuracy::SCHEMA,
        nest: &["trumpet"],
        picks: &[
            At(0, "/embodiment"),
            At(0, "/rate_units_per_h"),
            At(1, "/window_s"),
            At(1, "/windows"),
            At(1, "/max_percent/median"),
            At(1, "/max_percent/greatest"),
            At(1, "/min_percent/median"),
            At(1, "/min_percent/least"),
            At(0, "/overall_percent/mean"),
        ],
    }],
};

const STARTUP: Spec = Spec {
    name: "startup",
    what: "flow of one quarter of an hour of the first day, at its end",
    columns: &[
        text("embodiment"),
        number("rate_units_per_h"),
        number("t_s"),
        number("median_ul_per_h"),
        number("least_ul_per_h"),
        number("most_ul_per_h"),
    ],
    sources: &[Source {
        schema: accuracy::SCHEMA,
        nest: &["startup"],
        picks: &[
            At(0, "/embodiment"),
            At(0, "/rate_units_per_h"),
            At(1, "/t_s"),
            At(1, "/flow_ul_per_h/median"),
            At(1, "/flow_ul_per_h/least"),
            At(1, "/flow_ul_per_h/greatest"),
        ],
    }],
};

const TOTALS: Spec = Spec {
    name: "accuracy_totals",
    what: "a basal rate over its whole run",
    columns: &[
        text("embodiment"),
        number("rate_units_per_h"),
        whole("hours"),
        whole("pump_units"),
        number("error_mean_percent"),
        number("error_deviation_percent"),
        number("error_least_percent"),
        number("error_greatest_percent"),
        number("delivered_from_commanded_worst_ul"),
        number("account_from_commanded_worst_ul"),
    ],
    sources: &[Source {
        schema: accuracy::SCHEMA,
        nest: &[],
        picks: &[
            At(0, "/embodiment"),
            At(0, "/rate_units_per_h"),
            At(0, "/hours"),
            At(0, "/total_percent/count"),
            At(0, "/total_percent/mean"),
            At(0, "/total_percent/deviation"),
            At(0, "/total_percent/least"),
            At(0, "/total_percent/greatest"),
            At(0, "/farthest_ul/greatest"),
            At(0, "/loop_error_ul/greatest"),
        ],
    }],
};

const BOLUSES: Spec = Spec {
    name: "bolus",
    what: "boluses of one size in one situation, over all pump units; bins by percent of what was programmed",
    columns: error_columns!(
        text("embodiment"),
        text("situation"),
        number("dose_units"),
        whole("bin_below_25"),
        whole("bin_25_75"),
        whole("bin_75_95"),
        whole("bin_95_105"),
        whole("bin_105_125"),
        whole("bin_125_175"),
        whole("bin_175_250"),
        whole("bin_above_250"),
        whole("cut_short"),
        number("cut_delivered_less_reported_least_ul"),
        number("cut_delivered_less_reported_greatest_ul"),
        whole("not_taken")
    ),
    sources: &[Source {
        schema: bolus::SCHEMA,
        nest: &[],
        picks: errors!(
            [
                At(0, "/embodiment"),
                At(0, "/situation"),
                At(0, "/dose_units"),
                At(0, "/full/bins/0"),
                At(0, "/full/bins/1"),
                At(0, "/full/bins/2"),
                At(0, "/full/bins/3"),
                At(0, "/full/bins/4"),
                At(0, "/full/bins/5"),
                At(0, "/full/bins/6"),
                At(0, "/full/bins/7"),
                At(0, "/cut_delivered_less_reported_ul/count"),
                At(0, "/cut_delivered_less_reported_ul/least"),
                At(0, "/cut_delivered_less_reported_ul/greatest"),
                At(0, "/not_taken")
            ],
            0,
            "/full/errors"
        ),
    }],
};

const BLOCKED: Spec = Spec {
    name: "occlusion",
    what: "a set that is blocked in one way while one therapy runs, over all pump units",
    columns: &[
        text("embodiment"),
        number("rate_units_per_h"),
        number("bolus_units"),
        text("course"),
        whole("tested"),
        whole("alarmed"),
        number("alarmed_share_at_least"),
        number("to_alarm_median_s"),
        number("to_alarm_worst_s"),
        number("missed_median_ul"),
        number("missed_worst_ul"),
        number("peak_median_kpa"),
        number("peak_worst_kpa"),
        number("released_median_ul"),
        number("released_worst_ul"),
        number("resumed_beyond_account_median_ul"),
        number("resumed_beyond_account_worst_ul"),
        number("dose_cycle_s"),
    ],
    sources: &[Source {
        schema: occlusion::SCHEMA,
        nest: &[],
        picks: &[
            At(0, "/embodiment"),
            At(0, "/rate_units_per_h"),
            At(0, "/bolus_units"),
            At(0, "/course"),
            At(0, "/tested"),
            At(0, "/noticed"),
            At(0, "/noticed_share_at_least_95_confidence"),
            At(0, "/to_alarm_s/median"),
            At(0, "/to_alarm_s/greatest"),
            At(0, "/missed_ul/median"),
            At(0, "/missed_ul/greatest"),
            At(0, "/line_high_kpa/median"),
            At(0, "/line_high_kpa/greatest"),
            At(0, "/released_ul/median"),
            At(0, "/released_ul/greatest"),
            At(0, "/resumed_beyond_account_ul/median"),
            At(0, "/resumed_beyond_account_ul/greatest"),
            At(0, "/dose_cycle_s"),
        ],
    }],
};

const EXPOSED: Spec = Spec {
    name: "climate",
    what: "one leg of a course of surroundings, over all pump units; what strayed is of the whole course",
    columns: &[
        text("embodiment"),
        text("condition"),
        text("suspended"),
        text("leg"),
        whole("pump_units"),
        number("beside_laboratory_median_ul"),
        number("beside_laboratory_least_ul"),
        number("beside_laboratory_greatest_ul"),
        number("beside_laboratory_median_percent"),
        number("beside_laboratory_least_percent"),
        number("beside_laboratory_greatest_percent"),
        number("not_accounted_least_ul"),
        number("not_accounted_greatest_ul"),
        number("strayed_least_ul"),
        number("strayed_greatest_ul"),
    ],
    sources: &[Source {
        schema: climate::SCHEMA,
        nest: &["legs"],
        picks: &[
            At(0, "/embodiment"),
            At(0, "/condition"),
            At(0, "/suspended"),
            At(1, "/name"),
            At(1, "/beside_laboratory_ul/count"),
            At(1, "/beside_laboratory_ul/median"),
            At(1, "/beside_laboratory_ul/least"),
            At(1, "/beside_laboratory_ul/greatest"),
            At(1, "/beside_laboratory_percent/median"),
            At(1, "/beside_laboratory_percent/least"),
            At(1, "/beside_laboratory_percent/greatest"),
            At(1, "/delivered_less_accounted_ul/least"),
            At(1, "/delivered_less_accounted_ul/greatest"),
            At(0, "/lowest_ul/least"),
            At(0, "/highest_ul/greatest"),
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
