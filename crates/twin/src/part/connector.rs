//! What is worn with the pump, as its outside shows: the fluid connector and the infusion device.

use crate::parameter::parameters;

parameters! {
    /// The fluid connector's body.
    ConnectorParameters, Set, "fluid connector";
    length_mm: "mm", 14.9, 15.0, 15.1, source: "assumed, because plug, core and tubing lie one after the other";
    indent_mm: "mm", 1.15, 1.2, 1.25, source: "assumed, because a nose of about a millimetre holds the connector";
}

parameters! {
    /// The infusion device's outside.
    #[expect(clippy::struct_field_names, reason = "a name ends in its unit, and here each is a length")]
    InfusionDeviceParameters, Set, "infusion device";
    length_mm: "mm", 13.9, 14.0, 14.1, source: "assumed, because the adhesive under it has to hold";
    mated_height_mm: "mm", 7.4, 7.5, 7.6, source: "assumed, because the needle enters it at the height of the channels";
    tubed_height_mm: "mm", 4.9, 5.0, 5.1, source: "assumed, because infusion devices on tubing are about as flat";
}
