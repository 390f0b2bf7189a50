//! Every part of the device as a tree, as an exploded view shows it.

/// One part, and what it is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Component {
    /// Its name; that of its parameters where it has any.
    pub(crate) name: &'static str,
    /// The name of what it is a part of.
    pub(crate) of: &'static str,
}

/// What everything is a part of.
pub(crate) const ROOT: &str = "infusion system";

const fn row(name: &'static str, of: &'static str) -> Component {
    Component { name, of }
}

/// Every part, each after what it is a part of.
pub(crate) const COMPONENTS: &[Component] = &[
    row("disposable half", ROOT),
    row("reservoir", "disposable half"),
    row("plug", "reservoir"),
    row("fill septum", "reservoir"),
    row("septum access assembly", "disposable half"),
    row("rigid body", "disposable half"),
    row("membrane", "rigid body"),
    row("pump chamber", "rigid body"),
    row("valve seat", "rigid body"),
    row("reusable half", ROOT),
    row("shape-memory alloy", "reusable half"),
    row("plunger, lever and return spring", "reusable half"),
    row("first valve", "reusable half"),
    row("second valve", "reusable half"),
    row("optical sensor", "reusable half"),
    row("battery and drivers", "reusable half"),
    row("housing", "reusable half"),
    row("latch", "housing"),
    row("infusion set", ROOT),
    row("fluid connector", "infusion set"),
    row("plug receiver", "fluid connector"),
    row("indent", "fluid connector"),
    row("locked icon", "fluid connector"),
    row("tapered tubing opening", "fluid connector"),
    row("core", "fluid connector"),
    row("identification tag", "core"),
    row("tubing", "infusion set"),
    row("mating assembly", "infusion set"),
    row("piercing needle", "mating assembly"),
    row("infusion device", "infusion set"),
    row("autoinserter", "infusion device"),
    row("top portion", "infusion device"),
    row("introduction needle", "top portion"),
    row("bottom portion", "infusion device"),
    row("septum", "bottom portion"),
    row("cannula", "bottom portion"),
    row("site", ROOT),
    row("tissue", "site"),
];

/// The part of the whole that a part lies in: a half, the set or the site.
pub(crate) fn branch(name: &str) -> Option<&'static str> {
    let found = COMPONENTS.iter().find(|component| component.name == name)?;
    if found.of == ROOT { Some(found.name) } else { branch(found.of) }
}
