//! What is what by colour, on light and on dark.

use twin::Owner;
use twin::drawing::{Drawing, Kind};

/// Class, fill on light and on dark.
const FILLS: [(&str, &str, &str); 25] = [
    ("disposable", "#CADFF3", "#27445F"),
    ("reusable", "#E9DECC", "#50452F"),
    ("set", "#CFE8D5", "#2A5139"),
    ("site", "#F5D3C9", "#63403A"),
    ("liquid", "#2B7BD4", "#4C9BF0"),
    ("trap", "#6FA9E4", "#2F74BC"),
    ("gas", "#FFFFFF", "#12171C"),
    ("membrane", "#B0308A", "#F07CC8"),
    ("seat", "#3E5C78", "#A9C3DC"),
    ("septum", "#8A5A2B", "#D29B63"),
    ("vent", "#9AA5B1", "#8793A0"),
    ("plunger", "#7C8894", "#8D99A5"),
    ("pin", "#98A3AE", "#75818D"),
    ("lever", "#B58A2E", "#C79F4A"),
    ("spring", "#52606D", "#B9C4CF"),
    ("wire", "#D1341F", "#FF7A66"),
    ("sensor", "#7A3FB5", "#BE94F0"),
    ("battery", "#D3C27A", "#7D7036"),
    ("board", "#3F8F5B", "#4FAF72"),
    ("tube", "#A9CFB6", "#5C8F70"),
    ("needle", "#3B4550", "#C6D0DA"),
    ("cannula", "#E4DAB8", "#C9BE97"),
    ("tag", "#E0862B", "#F0A85A"),
    ("arrow", "#FFFFFF", "#0B1F35"),
    ("paper", "#FFFFFF", "#1A2027"),
];

/// The class of a piece: a housing is told by its half, all else by its kind.
pub(super) fn class(half: Owner, kind: Kind) -> &'static str {
    match kind {
        Kind::Housing => housing(half),
        Kind::Tissue => housing(Owner::Site),
        Kind::Liquid => "liquid",
        Kind::Gas => "gas",
        Kind::Trap => "trap",
        Kind::Membrane => "membrane",
        Kind::Seat => "seat",
        Kind::Septum => "septum",
        Kind::Vent => "vent",
        Kind::Plunger => "plunger",
        Kind::Pin => "pin",
        Kind::Lever => "lever",
        Kind::Spring => "spring",
        Kind::Wire => "wire",
        Kind::Sensor => "sensor",
        Kind::Battery => "battery",
        Kind::Board => "board",
        Kind::Tube => "tube",
        Kind::Needle => "needle",
        Kind::Cannula => "cannula",
        Kind::Tag => "tag",
    }
}

fn housing(half: Owner) -> &'static str {
    match half {
        Owner::Disposable => "disposable",
        Owner::Reusable => "reusable",
        Owner::Set => "set",
        Owner::Site => "site",
    }
}

/// A swatch and its name.
pub(super) struct Entry {
    pub(super) class: String,
    pub(super) name: &'static str,
}

/// What the colours stand for.
pub(super) fn legend(drawing: &Drawing) -> Vec<Entry> {
    const ENTRIES: [(&str, &str); 9] = [
        ("disposable", "disposable half, wetted"),
        ("reusable", "reusable half, dry"),
        ("set", "set"),
        ("site", "body"),
        ("liquid", "drug"),
        ("trap", "drug in the trap"),
        ("gas", "air"),
        ("membrane", "membrane"),
        ("sensor", "sensor"),
    ];
    let has = |class_name: &str| drawing.pieces.iter().any(|piece| class(piece.half, piece.kind) == class_name);
    let entry = |(class, name): (&str, &'static str)| Entry { class: class.to_owned(), name };
    ENTRIES.into_iter().filter(|(class, _)| has(class)).map(entry).collect()
}

/// The style sheet.
pub(super) fn style() -> String {
    let rules = |pick: fn(&(&str, &'static str, &'static str)) -> &'static str, ink: [&str; 3]| {
        let fill = |row: &(&str, &'static str, &'static str)| {
            format!(".device .{0} {{ fill: {1}; }} .device .{0}.line {{ stroke: {1}; }}\n", row.0, pick(row))
        };
        let fills: String = FILLS.iter().map(fill).collect();
        let [text, muted, edge] = ink;
        format!(
            "{fills}.device text, .device .head, .device .dot {{ fill: {text}; }}\n\
             .device .note, .device .figure {{ fill: {muted}; }}\n\
             .device polygon, .device rect, .device circle {{ stroke: {edge}; }}\n\
             .device .leader {{ stroke: {muted}; }} .device .frame, .device .scale {{ stroke: {text}; }}\n"
        )
    };
    let light = rules(|row| row.1, ["#1F2933", "#52606D", "#4A5764"]);
    let dark = rules(|row| row.2, ["#E8ECF1", "#A9B5C1", "#0B0F13"]);
    format!(
        ".device text {{ font: 12.5px system-ui, -apple-system, \"Segoe UI\", Roboto, Arial, sans-serif; }}\n\
         .device .title {{ font-size: 19px; font-weight: 600; }} .device .caption, .device .letter {{ font-weight: 600; }}\n\
         .device .middle {{ text-anchor: middle; }}\n\
         .device polygon, .device rect, .device circle {{ stroke-width: 0.6; stroke-linejoin: round; }}\n\
         {light}.device .line, .device .leader, .device .frame, .device .scale {{ fill: none; }}\n\
         .device .leader {{ stroke-width: 0.7; }} .device .frame {{ stroke-width: 1; stroke-dasharray: 5 4; }}\n\
         .device .scale {{ stroke-width: 1.4; }} .device .paper, .device .dot, .device .arrow {{ stroke: none; }}\n\
         @media (prefers-color-scheme: dark) {{\n{dark}\
         .device .line, .device .leader, .device .frame, .device .scale {{ fill: none; }}\n\
         .device .paper, .device .dot, .device .arrow {{ stroke: none; }}\n}}\n"
    )
}
