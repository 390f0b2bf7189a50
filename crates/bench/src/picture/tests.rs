//! The picture is well formed, says what it shows, and what it says can be read.

use super::*;
use std::collections::BTreeSet;
use twin::drawing::Bubble;

/// Every element that is opened is closed, in order, and every attribute is quoted.
fn check_balance(svg: &str) {
    let mut open: Vec<&str> = Vec::new();
    for piece in svg.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("a tag ends");
        let name = tag.trim_start_matches('/').split([' ', '/', '\n']).next().expect("a tag has a name");
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        assert!(!text.contains('"') || open.last() == Some(&"style") || name == "style", "{text}");
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "{tag}");
        } else if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert_eq!(open, Vec::<&str>::new());
}

/// What a pump can be found in.
fn poses(unit: &PumpUnit) -> [Pose; 5] {
    let rest = Pose::at_rest(unit, 1900.0);
    let bubbles = vec![Bubble { centre: [20.0, 2.0], radius_mm: 0.5 }];
    [
        rest.clone(),
        Pose::in_a_stroke(unit, 3000.0),
        Pose { reservoir_ul: 0.0, ..rest.clone() },
        Pose { housings: Housings::Apart, bubbles, ..rest.clone() },
        Pose { connector: Connector::Unseated, ..rest },
    ]
}

#[test]
fn every_picture_is_well_formed_and_needs_nothing_else() {
    let unit = PumpUnit::draw(11);
    for embodiment in Embodiment::ALL {
        for pose in poses(&unit) {
            let svg = svg(embodiment, &unit, &pose);
            check_balance(&svg);
            assert!(svg.contains(&format!("the {} embodiment", embodiment.name())));
            assert!(svg.contains("In silico") && svg.contains(">10 mm<"));
            assert!(!svg.contains("NaN") && !svg.contains("-0.00"), "{embodiment:?}");
            let alone = svg.replace("http://www.w3.org/2000/svg", "");
            for outside in ["http", "<script", "<image", "@import", "url("] {
                assert!(!alone.contains(outside), "{outside}");
            }
        }
    }
}

#[test]
fn each_half_is_in_the_legend_and_in_the_style_sheet() {
    let unit = PumpUnit::nominal();
    let svg = svg(Embodiment::Metered, &unit, &Pose::at_rest(&unit, 900.0));
    for name in ["disposable half, wetted", "reusable half, dry", ">set<", ">body<", ">drug<", ">air<"] {
        assert!(svg.contains(name), "{name}");
    }
    let classes: BTreeSet<&str> = svg
        .split("class=\"")
        .skip(1)
        .filter_map(|rest| rest.split(['"', ' ']).next())
        .filter(|class| !["device", "label", "note", "figure", "title", "letter", "caption"].contains(class))
        .collect();
    for class in classes {
        assert!(svg.contains(&format!(".device .{class}")), "{class} has no rule");
    }
}

#[test]
fn names_do_not_meet_and_lines_do_not_cross() {
    let unit = PumpUnit::nominal();
    for embodiment in Embodiment::ALL {
        for reservoir_ul in [3000.0, 1500.0, 100.0] {
            let drawing = Drawing::of(embodiment, &unit, &Pose::at_rest(&unit, reservoir_ul));
            for placed in labelled(&drawing).1 {
                assert_eq!(placed.crossings(), 0, "{embodiment:?} at {reservoir_ul} uL");
                let boxes = placed.boxes();
                for (index, a) in boxes.iter().enumerate() {
                    assert!(EDGES[0] <= a[0] && a[2] <= EDGES[1], "{embodiment:?}: {a:?} leaves the sheet");
                    for b in &boxes[..index] {
                        let meet = a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
                        assert!(!meet, "{embodiment:?}: {a:?} meets {b:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn open_and_closed_differ_and_are_named() {
    let unit = PumpUnit::nominal();
    let panel = |pose: &Pose| {
        let mut sheet = Sheet { y: 0.0, body: String::new() };
        enlarged(&mut sheet, "here", &Drawing::of(Embodiment::Tethered, &unit, pose));
        sheet.body
    };
    let (rest, stroke) = (panel(&Pose::at_rest(&unit, 900.0)), panel(&Pose::in_a_stroke(&unit, 900.0)));
    assert_ne!(rest, stroke);
    for (panel, first, second) in [(&rest, "open", "closed"), (&stroke, "closed", "open")] {
        for (valve, state) in [("first valve", first), ("second valve", second)] {
            assert!(panel.contains(&format!("{valve} <tspan class=\"figure\">{state}<")), "{valve} {state}");
        }
    }
}

#[test]
fn texts_are_escaped() {
    assert!(text::at("label", [0.0, 0.0], "a < b & \"c\"").contains(">a &lt; b &amp; &quot;c&quot;<"));
    assert!(text::spanned("<i>", "1 > 0").contains("&lt;i&gt; <tspan class=\"figure\">1 &gt; 0</tspan>"));
}

#[test]
fn the_same_unit_and_pose_have_the_same_bytes_and_another_unit_others() {
    let of = |seed| {
        let unit = PumpUnit::draw(seed);
        svg(Embodiment::Patch, &unit, &Pose::at_rest(&unit, 700.0))
    };
    assert_eq!(of(3), of(3));
    assert_ne!(of(3), of(4));
}

#[test]
fn more_names_than_fit_stand_in_more_rows() {
    let label = |index: u32| Label::new("a name of some length", "", [300.0 + f64::from(index), 50.0]);
    let few = place((0..3).map(label).collect(), EDGES, Side::Above, 0.0);
    let many = place((0..24).map(label).collect(), EDGES, Side::Above, 0.0);
    assert!(few.height() < many.height());
    assert_eq!(place(Vec::new(), EDGES, Side::Below, 0.0).svg(), "");
}
