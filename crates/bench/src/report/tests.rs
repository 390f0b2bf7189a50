//! The page as a whole: it is well formed, complete, needs nothing else, and shows nothing that is not a number.

use super::{SECTIONS, html};
use crate::record::{AlarmRow, LogRow, Record, StrokeRow, StrokeTrace, TotalRow, TraceSample, Violation};
use twin::drawing::Pose;
use twin::{Group, PumpUnit, Row};

const PARAMETERS: [Group; 1] = [Group {
    owner: twin::Owner::Set,
    part: "valve <seat>",
    rows: &[
        Row {
            name: "land_mm",
            unit: "mm",
            low: 0.25,
            nominal: 0.3,
            high: 0.35,
            source: "assumed, because < 0.2 would cut",
        },
        Row {
            name: "leak_ul_s_kpa",
            unit: "uL/(s kPa)",
            low: 1e-7,
            nominal: 5e-7,
            high: 7e-7,
            source: "[KEY] table 1",
        },
    ],
}];

fn nothing() -> Record {
    Record {
        name: "quiet <b>&\"day\"".to_owned(),
        embodiment: "tethered".to_owned(),
        seed: 7,
        concentration_units_per_ml: 100,
        simulated_s: 0.0,
        wall_s: 0.0,
        start_clock_s: 0.0,
        commanded_ul: 0.0,
        delivered_ul: 0.0,
        ledger_ul: 0.0,
        reservoir_ul: 1500.0,
        pose: Pose::at_rest(&PumpUnit::draw(7), 1500.0),
        kink: 0.0,
        strokes: Vec::new(),
        boluses: Vec::new(),
        totals: Vec::new(),
        traces: Vec::new(),
        alarms: Vec::new(),
        log: Vec::new(),
        journal: Vec::new(),
        events: Vec::new(),
        violations: Vec::new(),
        battery_used_mah: 0.0,
        trace: 0,
        emulated: None,
        imbalance_worst_ul: 0.0,
    }
}

/// So many hours with a stroke every three minutes, and one of everything else.
fn eventful(hours: u32) -> Record {
    let minutes = hours * 60;
    let total = |minute: u32| {
        let commanded_ul = f64::from(minute) * 0.17;
        let delivered_ul = f64::from(minute / 3) * 0.5;
        TotalRow {
            t_s: f64::from(minute) * 60.0,
            commanded_ul,
            delivered_ul,
            ledger_ul: delivered_ul * 1.001,
            reservoir_ul: 1500.0 - delivered_ul,
            line_kpa: f64::from(minute % 7) * 0.1,
            line_high_kpa: 1.0,
            tissue_kpa: 0.5,
            housing_c: 25.0,
            air_c: 23.0,
        }
    };
    let stroke = |index: u32| {
        let truth_ul = 0.5 + 0.001 * f64::from(index % 11);
        StrokeRow {
            began_s: f64::from(index) * 180.0 - 5.0,
            t_s: f64::from(index) * 180.0,
            target_ul: 0.5,
            optical_ul: truth_ul + 0.001,
            acoustic_ul: index.is_multiple_of(2).then_some(truth_ul - 0.001),
            accounted_ul: truth_ul + 0.000_5,
            truth_ul,
            start_um: 2.0,
            end_um: 64.0,
        }
    };
    Record {
        simulated_s: f64::from(minutes) * 60.0,
        commanded_ul: 0.17 * f64::from(minutes),
        delivered_ul: 189.600_000_000_000_05,
        ledger_ul: 189.7,
        strokes: (0..minutes / 3).map(stroke).collect(),
        totals: (0..=minutes).map(total).collect(),
        traces: vec![traced()],
        alarms: vec![AlarmRow {
            at_s: 60.0,
            annunciation: "reservoir_low",
            priority: "low",
            text: "Less than <20> units.",
            acknowledged_s: Some(75.0),
            ended_s: None,
        }],
        log: vec![LogRow { at_s: 30.0, what: "bolus of 2 U & more".to_owned() }],
        violations: vec![Violation { at_s: 90.0, oracle: "ledger balances", detail: "1 < 2".to_owned() }],
        ..nothing()
    }
}

fn traced() -> StrokeTrace {
    let sample = |tick: u32| TraceSample {
        t_s: f64::from(tick) * 0.01,
        phase: ["seal", "open", "advance", "refill"][usize::try_from(tick / 500).unwrap().min(3)],
        plunger_um: f64::from(tick) * 0.1,
        wires_c: [60.0, 80.0 - f64::from(tick % 10), 30.0],
        chamber_kpa: 5.0,
        line_kpa: 1.0,
        open: [tick < 100, (600..1400).contains(&tick), false],
        delivered_ul: f64::from(tick) * 1e-4,
    };
    let (wires, valves) = (vec!["pump", "first valve", "second valve"], vec!["first valve", "second valve"]);
    StrokeTrace { title: "Stroke 1 <first>".to_owned(), wires, valves, samples: (0..2000).map(sample).collect() }
}

/// Every element that is opened is closed, in order.
fn check_balance(page: &str) {
    let mut open: Vec<&str> = Vec::new();
    for piece in page.split('<').skip(1) {
        let tag = piece.split_once('>').expect("a tag ends").0;
        let name = tag.trim_start_matches('/').split([' ', '/', '\n']).next().expect("a tag has a name");
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "{tag}");
        } else if !tag.ends_with('/') && !["!DOCTYPE", "meta"].contains(&name) {
            open.push(name);
        }
    }
    assert_eq!(open, Vec::<&str>::new());
}

/// The charts; the picture of the device is not among them.
fn drawings(page: &str) -> Vec<&str> {
    page.split("<svg class=\"")
        .filter(|piece| piece.starts_with("wide\"") || piece.starts_with("narrow\""))
        .map(|piece| piece.split_once("</svg>").expect("a drawing ends").0)
        .collect()
}

#[test]
fn every_page_is_well_formed_and_has_every_section_once() {
    for record in [nothing(), eventful(1), eventful(24), eventful(50)] {
        let page = html(&record, &PARAMETERS);
        check_balance(&page);
        for section in &SECTIONS {
            assert_eq!(page.matches(&format!(" id=\"{}\"", section.id)).count(), 1, "{}", section.id);
            assert!(page.contains(&format!("<h2>{}</h2>", section.heading)), "{}", section.heading);
        }
        assert_eq!(page.matches(" id=\"").count(), SECTIONS.len());
    }
}

#[test]
fn a_page_needs_nothing_else() {
    let page = html(&eventful(24), &PARAMETERS).replace("http://www.w3.org/2000/svg", "");
    for outside in ["http", "<script", "<link", "<img", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn texts_are_shown_as_they_are() {
    let page = html(&eventful(24), &PARAMETERS);
    for shown in [
        "<h1>quiet &lt;b&gt;&amp;&quot;day&quot;</h1>",
        "bolus of 2 U &amp; more",
        "Less than &lt;20&gt; units.",
        "Stroke 1 &lt;first&gt;",
        "valve &lt;seat&gt;",
        "&lt; 0.2 would cut",
        "1 &lt; 2",
    ] {
        assert!(page.contains(shown), "{shown}");
    }
}

#[test]
fn numbers_are_rounded() {
    let page = html(&eventful(24), &PARAMETERS);
    assert!(page.contains("189.600") && !page.contains("189.60000"));
    assert!(page.contains("1 × 10⁻⁷ … 5 × 10⁻⁷ … 7 × 10⁻⁷"));
}

#[test]
fn a_drawing_says_what_it_shows_and_holds_only_numbers() {
    let mut record = eventful(24);
    record.totals[10].line_kpa = f64::NAN;
    record.totals[11].delivered_ul = f64::INFINITY;
    record.strokes[5].truth_ul = f64::NAN;
    record.traces[0].samples[7].chamber_kpa = f64::NEG_INFINITY;
    let page = html(&record, &PARAMETERS);
    let drawings = drawings(&page);
    assert_eq!(drawings.len(), 10);
    for drawing in drawings {
        assert!(drawing.contains(" role=\"img\" aria-label=\"") && drawing.contains("<title>"));
        let drawn = drawing.split_once("</title>").expect("a drawing has a title").1;
        assert!(!drawn.contains("NaN") && !drawn.contains("inf") && !drawn.contains("2147483"), "{drawn}");
    }
}

#[test]
fn a_run_without_strokes_says_so() {
    let page = html(&nothing(), &PARAMETERS);
    assert_eq!(drawings(&page).len(), 0);
    for said in
        ["No stroke was made.", "No stroke was traced.", "Nothing was commanded.", "Every standing oracle held."]
    {
        assert!(page.contains(said), "{said}");
    }
}

#[test]
fn a_violation_is_said_first() {
    let page = html(&eventful(1), &PARAMETERS);
    assert!(page.contains("✗ 1 violation of standing oracles.") && !page.contains("Every standing oracle held."));
}

#[test]
fn the_same_record_has_the_same_bytes() {
    let record = eventful(24);
    assert_eq!(html(&record, &PARAMETERS), html(&record.clone(), &PARAMETERS));
}

#[test]
fn the_page_of_a_long_run_stays_small() {
    let mut record = eventful(30 * 24);
    record.traces = vec![traced(); 6];
    assert!(html(&record, &PARAMETERS).len() < 1_500_000);
}
