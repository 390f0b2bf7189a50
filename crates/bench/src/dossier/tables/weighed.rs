//! Basal and boluses.

use super::{number, text, whole};
use crate::dossier::spec::Pick::{At, Words};
use crate::dossier::spec::{Source, Spec};
use crate::{accuracy, bolus};

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

pub(super) const WINDOWS: Spec = Spec {
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

pub(super) const CYCLES: Spec = Spec {
    name: "accuracy_cycles",
    what: "errors of windows of whole dose cycles, over all pump units",
    columns: error_columns!(text("embodiment"), number("rate_units_per_h"), whole("cycles")),
    sources: &[Source {
        schema: accuracy::SCHEMA,
        nest: &["cycles"],
        picks: errors!([At(0, "/embodiment"), At(0, "/rate_units_per_h"), At(1, "/cycles")], 1, "/errors"),
    }],
};

pub(super) const STROKES: Spec = Spec {
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

pub(super) const LABEL: Spec = Spec {
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

pub(super) const TRUMPET: Spec = Spec {
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

pub(super) const STARTUP: Spec = Spec {
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

pub(super) const TOTALS: Spec = Spec {
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

pub(super) const BOLUSES: Spec = Spec {
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
