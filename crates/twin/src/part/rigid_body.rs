//! The rigid body: what the disposable half is moulded as, and where along the device its chambers lie.
//!
//! Axes are the envelope's. Places along x are of a part's centre, unless it is named by its start.

use crate::parameter::parameters;

parameters! {
    /// The body, with the housing that is moulded with it.
    #[expect(clippy::struct_field_names, reason = "the unit ends the name of every length")]
    RigidBodyParameters, Disposable, "rigid body";
    height_mm: "mm", 7.95, 8.0, 8.05, source: "assumed, because trap, ramp and membrane stack up to this";
    hood_height_mm: "mm", 10.85, 10.9, 10.95, source: "assumed, because the full bag stands higher than the pump";
    hood_mm: "mm", 0.38, 0.4, 0.42, source: "assumed, because it only keeps what is outside off the bag";
    wall_mm: "mm", 1.15, 1.2, 1.25, source: "assumed, because moulded housings of this size have walls of 1 to 1.5 mm";
    membrane_height_mm: "mm", 6.75, 6.8, 6.85, source: "assumed, because channels have to lie below it and a cover plate above";
    bag_start_mm: "mm", 4.5, 4.6, 4.7, source: "assumed, because the fill septum lies between it and the end";
    first_valve_mm: "mm", 45.05, 45.1, 45.15, source: "assumed, because the trap's ramp ends before it";
    pump_mm: "mm", 51.05, 51.1, 51.15, source: "assumed, because lever and sensor need 6 mm between neighbours";
    second_valve_mm: "mm", 57.05, 57.1, 57.15, source: "assumed, because lever and sensor need 6 mm between neighbours";
    dispensing_mm: "mm", 63.55, 63.6, 63.65, source: "assumed, because the dispensing chamber's membrane clears the outlet valve";
    measurement_valve_mm: "mm", 73.55, 73.6, 73.65, source: "assumed, because its lever clears the acoustic sensor";
    channel_mm: "mm", 0.28, 0.3, 0.32, source: "assumed, because the valves' channels are moulded so";
    valve_chamber_radius_mm: "mm", 1.55, 1.6, 1.65, source: "assumed, because the membrane has to bend between seat and clamp";
    valve_chamber_depth_mm: "mm", 0.68, 0.7, 0.72, source: "assumed, because liquid has to get around the seat";
    plug_length_mm: "mm", 3.9, 4.0, 4.1, source: "assumed, because a sealing plug is longer than wide";
    plug_outer_mm: "mm", 2.95, 3.0, 3.05, source: "assumed, because the wall around the bore is moulded";
}
