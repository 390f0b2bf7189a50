//! The drawing shows the parts that an embodiment has, at their size, where they fit.

use super::*;
use crate::inventory::PARTS;
use proptest::prelude::*;

const EXEMPLARY_HEIGHT_MM: f64 = 19.05;
/// What rounding may take from a length, mm.
const ROUNDING_MM: f64 = 1e-9;

/// What every embodiment has.
const COMMON: [&str; 25] = [
    "disposable housing",
    "vented air",
    "reservoir",
    "reservoir wall",
    "fill septum",
    "vent",
    "bubble trap",
    "outlet ramp",
    "channel",
    "rigid body",
    "pump chamber",
    "membrane",
    "reusable housing",
    "battery",
    "control board",
    "plunger",
    "plunger sensor",
    "pump wire",
    "pump lever",
    "pump spring",
    "infusion device",
    "cannula",
    "skin",
    "tissue",
    "gas bubble",
];
const TETHERED: [&str; 18] = [
    "first valve",
    "first valve pin",
    "first valve wire",
    "first valve lever",
    "first valve spring",
    "second valve",
    "second valve pin",
    "second valve wire",
    "second valve lever",
    "second valve spring",
    "second valve sensor",
    "plug",
    "plug receiver",
    "fluid connector",
    "core",
    "identification tag",
    "tapered tubing opening",
    "tubing",
];
const PATCH: [&str; 11] = [
    "inlet valve",
    "inlet valve pin",
    "inlet valve wire",
    "inlet valve lever",
    "inlet valve spring",
    "outlet valve",
    "outlet valve pin",
    "outlet valve spring",
    "mating assembly",
    "mating needle",
    "infusion device's septum",
];
const METERED: [&str; 13] = [
    "dispensing chamber",
    "measurement valve",
    "measurement valve pin",
    "measurement valve wire",
    "measurement valve lever",
    "measurement valve spring",
    "acoustic volume sensor",
    "variable chamber",
    "acoustic port",
    "reference chamber",
    "loudspeaker",
    "reference microphone",
    "chamber microphone",
];

fn names_of(embodiment: Embodiment) -> Vec<&'static str> {
    let own: Vec<&str> = match embodiment {
        Embodiment::Tethered => TETHERED.to_vec(),
        Embodiment::Patch => PATCH.to_vec(),
        Embodiment::Metered => [&PATCH[..], &METERED[..]].concat(),
    };
    let mut names: Vec<&str> = COMMON.into_iter().chain(own).collect();
    names.sort_unstable();
    names
}

fn resting(embodiment: Embodiment, unit: &PumpUnit, reservoir_ul: f64) -> Drawing {
    Drawing::of(embodiment, unit, &Pose::at_rest(unit, reservoir_ul))
}

fn points_of(shape: &Shape) -> Vec<Point> {
    match shape {
        Shape::Area(points) | Shape::Line { points, .. } => points.clone(),
        Shape::Disc { centre, .. } => vec![*centre],
    }
}

/// Twice the area of a ring, with its sign.
fn area_mm2(points: &[Point]) -> f64 {
    let next = points.iter().cycle().skip(1);
    0.5 * points.iter().zip(next).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum::<f64>().abs()
}

/// The area of the pieces of a part that are of one kind.
fn area_of(drawing: &Drawing, part: &str, kind: Kind) -> f64 {
    let of = |piece: &&Piece| piece.part == part && piece.kind == kind;
    drawing.pieces.iter().filter(of).map(|piece| area_mm2(&points_of(&piece.shape))).sum()
}

/// What does not fit: parts outside their half, and pairs that claim the same space.
fn misfits(blocks: &[Block]) -> Vec<String> {
    let (homes, parts): (Vec<&Block>, Vec<&Block>) = blocks.iter().partition(|block| block.part.ends_with("housing"));
    let is_inside = |part: &Block, home: &Block| {
        (0..3).all(|axis| {
            part.low[axis] >= home.low[axis] - ROUNDING_MM && part.high[axis] <= home.high[axis] + ROUNDING_MM
        })
    };
    let mut misfits = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let mut own = homes.iter().filter(|home| home.half == part.half);
        if !own.any(|home| is_inside(part, home)) {
            misfits.push(format!("{} is outside the {} housing", part.part, part.half.name()));
        }
        for other in &parts[..index] {
            let meets =
                |axis: usize| part.low[axis].max(other.low[axis]) < part.high[axis].min(other.high[axis]) - ROUNDING_MM;
            if (0..3).all(meets) {
                misfits.push(format!("{} meets {}", part.part, other.part));
            }
        }
    }
    misfits
}

#[test]
fn e43a_e51_the_device_is_19_05_mm_high_as_drawn() {
    for embodiment in Embodiment::ALL {
        let drawing = resting(embodiment, &PumpUnit::nominal(), 1500.0);
        let housings: Vec<Point> = drawing
            .pieces
            .iter()
            .filter(|piece| piece.part.ends_with("e housing"))
            .flat_map(|piece| points_of(&piece.shape))
            .collect();
        let top = housings.iter().map(|point| point[1]).fold(f64::MIN, f64::max);
        let bottom = housings.iter().map(|point| point[1]).fold(f64::MAX, f64::min);
        assert!((top - bottom - EXEMPLARY_HEIGHT_MM).abs() < ROUNDING_MM, "{embodiment:?}: {bottom} to {top}");
    }
}

#[test]
fn e43b_parts_lie_along_the_axes_where_the_liquid_passes_them() {
    for embodiment in Embodiment::ALL {
        let blocks = placement(embodiment, &PumpUnit::nominal());
        let of = |name: &str| *blocks.iter().find(|block| block.part == name).expect(name);
        let (inlet, outlet) = match embodiment {
            Embodiment::Tethered => ("first valve", "second valve"),
            Embodiment::Patch | Embodiment::Metered => ("inlet valve", "outlet valve"),
        };
        let mut order = vec!["reservoir", "bubble trap", "outlet ramp", inlet, "pump chamber", outlet];
        if embodiment == Embodiment::Metered {
            order.extend(["dispensing chamber", "measurement valve"]);
        }
        for pair in order.windows(2) {
            assert!(of(pair[0]).high[0] <= of(pair[1]).low[0] + ROUNDING_MM, "{embodiment:?}: {pair:?}");
        }
        // Across, everything is cut; away from the skin, what is wetted lies below the dry above it.
        for block in &blocks {
            assert!(block.low[1] < 0.0 && block.high[1] > 0.0, "{}", block.part);
        }
        for wetted in blocks.iter().filter(|block| block.half == Owner::Disposable) {
            let beside = |dry: &&Block| dry.low[0] >= wetted.high[0] || dry.high[0] <= wetted.low[0];
            for dry in blocks.iter().filter(|block| block.half == Owner::Reusable && !beside(block)) {
                assert!(wetted.high[2] <= dry.low[2] + ROUNDING_MM, "{} and {}", wetted.part, dry.part);
            }
        }
    }
}

#[test]
fn e44_the_way_of_the_liquid_leads_through_the_trap_down_and_up_the_ramp_to_the_tip() {
    for embodiment in Embodiment::ALL {
        let unit = PumpUnit::nominal();
        let drawing = resting(embodiment, &unit, 2900.0);
        let way: Vec<Point> = drawing.path.iter().flat_map(|way| way.points.clone()).collect();
        let ramp = drawing.pieces.iter().find(|piece| piece.part == "outlet ramp").expect("a ramp");
        let ramp = points_of(&ramp.shape);
        let (bottom, top) = (ramp[0][1], ramp[1][1]);
        assert!((3.0..=5.0).contains(&(top - bottom)), "{embodiment:?}: rises {}", top - bottom);
        assert!(way[0][1] > bottom, "{embodiment:?}: the reservoir's middle lies above the trap's bottom");
        let tip = way.last().expect("a way has an end");
        let skin = drawing.pieces.iter().find(|piece| piece.part == "skin").expect("a skin");
        let surface = points_of(&skin.shape).iter().map(|point| point[1]).fold(f64::MIN, f64::max);
        assert!((surface - tip[1] - unit.set.cannula.length_mm).abs() < ROUNDING_MM, "{embodiment:?}: {tip:?}");
        // Stretches join, but where tubing is broken off.
        let breaks = drawing.path.windows(2).filter(|pair| pair[0].points.last() != pair[1].points.first()).count();
        assert_eq!(breaks, usize::from(embodiment == Embodiment::Tethered), "{embodiment:?}");
    }
}

#[test]
fn every_part_of_the_embodiment_is_drawn_and_no_other() {
    let unit = PumpUnit::nominal();
    let bubble = Bubble { centre: [10.0, 2.0], radius_mm: 0.4 };
    let pose = Pose { bubbles: vec![bubble], ..Pose::at_rest(&unit, 1000.0) };
    for embodiment in Embodiment::ALL {
        let drawing = Drawing::of(embodiment, &unit, &pose);
        let mut drawn: Vec<&str> = drawing.pieces.iter().map(|piece| piece.part).collect();
        drawn.sort_unstable();
        drawn.dedup();
        assert_eq!(drawn, names_of(embodiment), "{embodiment:?}");
    }
}

/// A piece that the inventory names is drawn where it belongs, and only where it is. A valve's name stands at its seat,
/// which is the other half's.
#[test]
fn what_the_inventory_names_is_drawn_in_the_half_that_owns_it() {
    let unit = PumpUnit::nominal();
    for embodiment in Embodiment::ALL {
        let drawing = resting(embodiment, &unit, 900.0);
        let mut named = 0;
        for piece in drawing.pieces.iter().filter(|piece| piece.kind != Kind::Seat) {
            let Some(part) = PARTS.iter().find(|part| part.name == piece.part) else { continue };
            assert_eq!(piece.half, part.half, "{embodiment:?}: {}", piece.part);
            assert!(part.embodiments.contains(embodiment), "{embodiment:?}: {}", piece.part);
            named += 1;
        }
        assert!(named > 10, "{embodiment:?}: {named}");
    }
}

#[test]
fn a_stroke_is_drawn_otherwise_than_rest_and_opens_what_rest_shuts() {
    let unit = PumpUnit::nominal();
    for embodiment in Embodiment::ALL {
        let open =
            |pose: &Pose| Drawing::of(embodiment, &unit, pose).path.iter().map(|way| way.open).collect::<Vec<_>>();
        let (rest, stroke) = (open(&Pose::at_rest(&unit, 900.0)), open(&Pose::in_a_stroke(&unit, 900.0)));
        assert_eq!(rest[..2], [true, false], "{embodiment:?}");
        assert_eq!(stroke[..2], [false, true], "{embodiment:?}");
    }
}

#[test]
fn no_wire_is_longer_or_shorter_in_the_drawing_than_it_is() {
    let unit = PumpUnit::nominal();
    let drawing = resting(Embodiment::Tethered, &unit, 900.0);
    let rows = [
        ("pump wire", unit.reusable.plunger.wire_length_mm, 3.0),
        ("first valve wire", unit.reusable.first_valve.wire_length_mm, 2.0),
    ];
    for (name, length_mm, runs) in rows {
        let piece = drawing.pieces.iter().find(|piece| piece.part == name).expect(name);
        let points = points_of(&piece.shape);
        assert!((runs * (points[1][0] - points[0][0]) - length_mm).abs() < ROUNDING_MM, "{name}");
    }
}

#[test]
fn what_is_taken_off_is_drawn_apart() {
    let unit = PumpUnit::nominal();
    let rest = Pose::at_rest(&unit, 900.0);
    let edge = |pose: &Pose, half: Owner, axis: usize| {
        let drawing = Drawing::of(Embodiment::Tethered, &unit, pose);
        let of = |piece: &&Piece| piece.half == half;
        let points = drawing.pieces.iter().filter(of).flat_map(|piece| points_of(&piece.shape));
        points.map(|point| point[axis]).fold(f64::MAX, f64::min)
    };
    let apart = Pose { housings: Housings::Apart, ..rest.clone() };
    assert!(edge(&apart, Owner::Reusable, 1) > unit.disposable.body.hood_height_mm);
    assert!(edge(&rest, Owner::Reusable, 1) < unit.disposable.body.hood_height_mm, "the skirt covers the septum");
    let away = Pose { connector: Connector::Unseated, ..rest };
    let path = Drawing::of(Embodiment::Tethered, &unit, &away).path;
    let last = path.last().and_then(|way| way.points.last()).expect("it leads to the plug");
    assert!(last[0] < edge(&away, Owner::Set, 0), "nothing leads on");
    assert!(edge(&away, Owner::Set, 0) > unit.reusable.envelope.length_mm - unit.set.connector.length_mm + 5.0);
}

#[test]
fn a_housing_of_half_the_height_alone_does_not_hold_its_parts() {
    let mut unit = PumpUnit::nominal();
    unit.reusable.envelope.height_mm *= 0.5;
    let misfits = misfits(&placement(Embodiment::Tethered, &unit));
    assert!(misfits.iter().any(|misfit| misfit == "pump wire is outside the reusable half housing"), "{misfits:?}");
}

/// The bulge over the dispensing chamber, turned about its axis, holds what was pumped into it.
#[test]
#[expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]
fn the_dispensing_chamber_holds_in_the_drawing_what_it_holds() {
    let unit = PumpUnit::nominal();
    let (x, under) = (unit.disposable.body.dispensing_mm, unit.disposable.body.membrane_height_mm);
    for dispensing_ul in [0.5, 1.0, 2.0, 3.0] {
        let pose = Pose { dispensing_ul, ..Pose::at_rest(&unit, 900.0) };
        let drawing = Drawing::of(Embodiment::Metered, &unit, &pose);
        let piece = drawing.pieces.iter().find(|piece| piece.part == "dispensing chamber").expect("a chamber");
        // Owner rings around the axis, one for each stretch of the outline; two corners of it are the floor's.
        let half_ring = |pair: &[Point]| {
            let (r, height) = (0.5 * (pair[0][0] + pair[1][0]) - x, 0.5 * (pair[0][1] + pair[1][1]) - under);
            core::f64::consts::PI * r.abs() * (pair[1][0] - pair[0][0]) * height
        };
        let turned: f64 = points_of(&piece.shape)[2..].windows(2).map(half_ring).sum();
        let error = 100.0 * (turned / dispensing_ul - 1.0);
        println!("drawing, bulge over the dispensing chamber at {dispensing_ul} uL: error {error:.2} % of the volume");
        assert!(error.abs() < 2.0, "{turned} for {dispensing_ul}");
    }
}

proptest! {
    /// Any unit within its tolerances, any embodiment, half to one and a half times as large.
    #[test]
    fn e51_e52_parts_fit_and_keep_apart_at_any_scale(seed in 0u64..10_000, by in 0.5f64..1.5) {
        for embodiment in Embodiment::ALL {
            let unit = PumpUnit::draw(seed).scaled(by);
            let found = misfits(&placement(embodiment, &unit));
            prop_assert!(found.is_empty(), "{embodiment:?}: {found:?}");
            let height = unit.reusable.envelope.height_mm;
            prop_assert!((height / (by * EXEMPLARY_HEIGHT_MM) - 1.0).abs() < 0.01, "{height}");
            let layout = Layout { unit: &unit, fitting: Fitting::of(embodiment) };
            let full = layout.bag_height(&Pose::at_rest(&unit, unit.disposable.reservoir.capacity_ul));
            let room = layout.hood_z() - layout.bag_floor();
            prop_assert!(full <= room, "{full} mm in {room} mm");
        }
    }

    /// The liquid in the cut, times the bag's width, and what the trap holds is the content.
    #[test]
    fn the_reservoir_holds_in_the_drawing_what_it_holds(seed in 0u64..1000, content_ul in 500.0f64..3000.0) {
        let unit = PumpUnit::draw(seed);
        let drawing = resting(Embodiment::Patch, &unit, content_ul);
        let bag_ul = area_of(&drawing, "reservoir", Kind::Liquid) * unit.disposable.trap.bag_width_mm;
        let trap_ul = area_of(&drawing, "bubble trap", Kind::Trap) * unit.disposable.trap.width_mm;
        // The ramp narrows in both directions, from the trap's bottom to the channel's square bore.
        let t = &unit.disposable.trap;
        let ends = [t.narrow_gap_mm * t.width_mm, t.channel_mm * t.channel_mm];
        let middle = 0.25 * (t.narrow_gap_mm + t.channel_mm) * (t.width_mm + t.channel_mm);
        let ramp_ul = t.ramp_length_mm / 6.0 * (ends[0] + 4.0 * middle + ends[1]);
        let drawn_ul = bag_ul + trap_ul + ramp_ul;
        prop_assert!((drawn_ul / content_ul - 1.0).abs() < 1e-4, "{drawn_ul} for {content_ul}");
    }

    /// As an ellipsoid between the walls a bubble has its volume.
    #[test]
    fn a_bubble_is_as_flat_as_its_gap_and_keeps_its_volume(share in 0.0f64..1.0, radius_mm in 0.1f64..1.2) {
        let unit = PumpUnit::nominal();
        let [mouth, .., bottom, _] = Layout { unit: &unit, fitting: Fitting::of(Embodiment::Patch) }.trap();
        let x = mouth.x + share * (bottom.x - mouth.x);
        let bubbles = vec![Bubble { centre: [x, 2.0], radius_mm }];
        let drawing = Drawing::of(Embodiment::Patch, &unit, &Pose { bubbles, ..Pose::at_rest(&unit, 2000.0) });
        let piece = drawing.pieces.iter().find(|piece| piece.part == "gas bubble").expect("a bubble");
        let points = points_of(&piece.shape);
        // Twelve points on is the opposite one.
        let span = |index: usize, axis: usize| (points[index][axis] - points[index + 12][axis]).abs();
        let (long, high) = (0.5 * span(0, 0), 0.5 * span(6, 1));
        prop_assert!(high <= radius_mm + ROUNDING_MM && 2.0 * high <= mouth.gap + ROUNDING_MM);
        prop_assert!((long * long * high / (radius_mm * radius_mm * radius_mm) - 1.0).abs() < 1e-6, "{long} {high}");
    }
}
