//! What was published of real pumps: one row a metric, beside which the report sets what was measured here.
//!
//! Keys are rows of `docs/sources.md`. Figures are as collected by others for this project; a maker's are the maker's.

use serde_json::{Value, json};

/// Version of [`document`]: changes when a key changes its meaning or goes.
pub(super) const SCHEMA: &str = "aliquot.published/1";

/// A metric, and what others reached.
#[derive(Debug, Clone, Copy)]
pub(super) struct Metric {
    /// Its name.
    pub(super) id: &'static str,
    /// What it is.
    pub(super) what: &'static str,
    /// Pump, figure, and key of the source.
    pub(super) figures: &'static [(&'static str, &'static str, &'static str)],
}

/// The metrics, in the order of the page.
pub(super) const METRICS: [Metric; 20] = [
    Metric {
        id: "quarter-hours",
        what: "15-min windows, median size of errors, 1 U/h",
        figures: &[
            ("JewelPUMP", "1.02 %", "BOR"),
            ("Animas Vibe", "1.60 %", "BOR"),
            ("Accu-Chek Combo", "1.66 %", "BOR"),
            ("Paradigm 712", "2.22 %", "BOR"),
            ("OmniPod", "4.63 %", "BOR"),
        ],
    },
    Metric {
        id: "hours-low",
        what: "1-h windows within 15 %, 0.1 U/h, from the start",
        figures: &[
            ("tubeless pump", "52.7 % (mean +7.9 %)", "FR22"),
            ("Solo, A6, OmniPod at 0.1 and 1 U/h", "48 to 98 %", "FR21"),
        ],
    },
    Metric {
        id: "hours",
        what: "1-h windows within 15 %, 1 U/h, from the start",
        figures: &[("tubeless pump", "86.2 %", "FR22")],
    },
    Metric {
        id: "hours-narrow",
        what: "1-h windows within 5 %, 1 U/h, from the start",
        figures: &[("tubeless pump", "40.7 %", "FR22")],
    },
    Metric {
        id: "mean",
        what: "mean error over 72 h, 1 U/h",
        figures: &[("tubeless pump", "+1.2 %", "FR22"), ("Sigi prototype", "below 1 %", "SIG")],
    },
    Metric {
        id: "mard",
        what: "MARD of windows; here of 1-h windows, 0.1 and 1 U/h",
        figures: &[("640G, YpsoPump, Omnipod, t:slim X2", "61.3 % at 0.1 U/h to 7.4 % at 2 U/h", "GIR")],
    },
    Metric {
        id: "strokes-low",
        what: "standard deviation of stroke volume and of interval, 0.1 U/h",
        figures: &[("640G, YpsoPump, Omnipod, t:slim X2", "38 to 46 %; 4.6 to 12.9 %", "GIR")],
    },
    Metric {
        id: "single",
        what: "single strokes outside 5 %; here at 1 U/h",
        figures: &[
            ("OneTouch Ping, 0.5 U/h", "43.2 %", "JAH"),
            ("Accu-Chek Combo, 0.5 U/h", "50.6 %", "JAH"),
            ("Paradigm, 0.5 U/h", "54.2 %", "JAH"),
            ("OmniPod, 0.5 U/h", "79.1 %", "JAH"),
            ("Cellnovo", "79.6 %", "CEL"),
        ],
    },
    Metric {
        id: "cycles",
        what: "means of 10, 20, 40 strokes outside 15 %; here at 1 U/h",
        figures: &[("Cellnovo", "7.3, 1.5, 0.4 %", "CEL"), ("OmniPod", "37.6, 31.8, 25.9 %", "CEL")],
    },
    Metric {
        id: "trumpet",
        what: "trumpet at 1 U/h: shortest window, longest, whole period",
        figures: &[("Accu-Chek Spirit Combo", "-8.17 to +3.81 %; about -2 to -0.8 %; -1.38 %", "SPI")],
    },
    Metric {
        id: "label",
        what: "after 1, 6 and 12 h of 1 U/h without warm-up: typical [least, most], U",
        figures: &[("Omnipod 5", "0.99 [0.65, 1.55]; 5.97 [5.06, 6.87]; 11.88 [10.53, 13.26]", "OP5")],
    },
    Metric {
        id: "bolus-0.05",
        what: "boluses of 0.05 U, least to greatest error",
        figures: &[("Omnipod 5", "-100 to +138 %", "OP5")],
    },
    Metric {
        id: "bolus-0.1",
        what: "boluses of 0.1 U: mean, and share within 15 %",
        figures: &[("13 systems", "-2 to +9 %, 53 to 96 %", "ZIE"), ("tubeless pump", "+1.3 %, 76.4 %", "FR22")],
    },
    Metric {
        id: "bolus-1",
        what: "boluses of 1 U within 5 %",
        figures: &[
            ("MiniMed 640G", "44.1 %", "LAU"),
            ("tubeless pump", "40.4 %", "FR22"),
            ("OmniPod", "26.5 %", "LAU"),
        ],
    },
    Metric {
        id: "bolus-5",
        what: "boluses of 5 U: least to greatest error; share within 5 %",
        figures: &[
            ("Omnipod 5", "-10 to +7 %", "OP5"),
            ("OmniPod", "89.0 %", "LAU"),
            ("MiniMed 640G", "88.1 %", "LAU"),
        ],
    },
    Metric {
        id: "bolus-30",
        what: "boluses of 30 U, least to greatest error",
        figures: &[("Omnipod 5", "-1.5 to +2.1 %", "OP5")],
    },
    Metric {
        id: "occlusion",
        what: "set shut at 1 U/h: time to the alarm, missed",
        figures: &[
            ("Sigi prototype", "below 30 min, below 0.5 U", "SIG"),
            ("Kaleido, at most", "1 h, 1.0 U", "KAL"),
            ("Paradigm 511, typical", "1 h 15 min, 1.25 U", "P511"),
            ("Wellion Micro-Pump, typical", "2 h 30 min, 2.5 U", "WEL"),
            ("Accu-Chek Solo, mean of 9", "2 h 57 min, 2.95 U", "WAL"),
            ("Omnipod 5, typical", "3 h, 3.0 U", "OP5"),
            ("A6 TouchCare", "7 h 26 min, 7.4 U", "WAL"),
            ("ten tubed systems", "below 5 h", "FR18"),
        ],
    },
    Metric { id: "released", what: "released when the set is free", figures: &[("Kaleido", "below 0.5 U", "KAL")] },
    Metric {
        id: "flight",
        what: "flight to 560 mmHg, up and down",
        figures: &[("pumps of plunger and syringe", "+0.60 U, -0.51 U", "KNG")],
    },
    Metric {
        id: "height",
        what: "height of the pump; here 1 m, 1 U/h",
        figures: &[("tubed pumps, 80 to 110 cm", "-25.5 to +23.3 %", "ZIS"), ("OmniPod", "within 2 to 3 %", "ZIS")],
    },
];

/// The metrics as a document, an entry each.
pub(super) fn document() -> Value {
    let figure =
        |(pump, figure, source): &(&str, &str, &str)| json!({ "pump": pump, "figure": figure, "source": source });
    let metric = |metric: &Metric| {
        let figures: Vec<Value> = metric.figures.iter().map(figure).collect();
        json!({ "metric": metric.id, "what": metric.what, "figures": figures })
    };
    json!({ "schema": SCHEMA, "metrics": METRICS.iter().map(metric).collect::<Vec<_>>() })
}
