//! Blocked sets, surroundings and faults.

use super::{number, text, whole};
use crate::dossier::spec::Pick::{At, Words};
use crate::dossier::spec::{Source, Spec};
use crate::{climate, faults, occlusion};

pub(super) const BLOCKED: Spec = Spec {
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

pub(super) const EXPOSED: Spec = Spec {
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

/// Trials that a campaign of faults lists as `single` or `pair`.
macro_rules! trials {
    ($kind:literal, $list:literal) => {
        Source {
            schema: faults::SCHEMA,
            nest: &[$list],
            picks: &[
                Words($kind),
                At(1, "/fault"),
                At(1, "/what"),
                At(1, "/items"),
                At(1, "/embodiment"),
                At(1, "/told"),
                At(1, "/harmless"),
                At(1, "/unnoticed"),
                At(1, "/by/0/annunciation"),
                At(1, "/after_s/median"),
                At(1, "/after_s/greatest"),
                At(1, "/over_ul"),
                At(1, "/missed_ul"),
                At(1, "/reason"),
            ],
        }
    };
}

pub(super) const FAULTS: Spec = Spec {
    name: "faults",
    what: "a fault, or two at once, with one embodiment, of all moments and pump units; volumes are of the worst trial",
    columns: &[
        text("kind"),
        text("fault"),
        text("what"),
        text("items"),
        text("embodiment"),
        whole("told"),
        whole("harmless"),
        whole("unnoticed"),
        text("by"),
        number("after_median_s"),
        number("after_worst_s"),
        number("over_ul"),
        number("missed_ul"),
        text("reason"),
    ],
    sources: &[trials!("single", "singles"), trials!("pair", "pairs")],
};

pub(super) const CATALOGUE: Spec = Spec {
    name: "fault_catalogue",
    what: "an item of the catalogue of fault injections, and where it is tried",
    columns: &[text("id"), text("what"), text("rows"), text("beside")],
    sources: &[Source {
        schema: faults::SCHEMA,
        nest: &["catalogue"],
        picks: &[At(1, "/id"), At(1, "/what"), At(1, "/rows"), At(1, "/beside")],
    }],
};
