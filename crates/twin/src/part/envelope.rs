//! The envelope: outer size of the device, and where its parts lie in it.
//!
//! Axes: x along the device towards the connector, y across, z away from the skin; the origin is the corner at the
//! skin. Places along x are of a part's centre, unless it is named by its start.
//! No equation of motion uses these figures: they are what a drawing needs beside the parts' own parameters.

use crate::parameter::parameters;

parameters! {
    /// The two housings, and the places of the parts along the device.
    EnvelopeParameters, Reusable, "envelope";
    height_mm: "mm", 18.95, 19.05, 19.15, source: "[SEED1] a height of about 0.75 in, by way of example";
    length_mm: "mm", 75.8, 76.0, 76.2, source: "assumed, because reservoir, valves and connector lie one after the other";
    width_mm: "mm", 45.8, 46.0, 46.2, source: "assumed, because 3 mL at 3 mm of depth need about this";
    wall_mm: "mm", 1.15, 1.2, 1.25, source: "assumed, because moulded housings of this size have walls of 1 to 1.5 mm";
    disposable_height_mm: "mm", 7.95, 8.0, 8.05, source: "assumed, because trap, ramp and membrane stack up to this";
    deck_mm: "mm", 0.95, 1.0, 1.05, source: "assumed, because it only guides plunger and pins";
    clearance_mm: "mm", 0.15, 0.2, 0.25, source: "assumed, because housings that are put on by hand need play";
    membrane_height_mm: "mm", 6.75, 6.8, 6.85, source: "assumed, because channels have to lie below it and a cover plate above";
    reservoir_start_mm: "mm", 3.5, 3.6, 3.7, source: "assumed, because the fill septum lies between it and the end";
    reservoir_length_mm: "mm", 23.3, 23.4, 23.5, source: "assumed, because with its width and the trap it holds the capacity";
    reservoir_width_mm: "mm", 39.9, 40.0, 40.1, source: "assumed, because it leaves room for the walls beside it";
    first_valve_mm: "mm", 38.45, 38.5, 38.55, source: "assumed, because the trap's ramp ends before it";
    pump_mm: "mm", 44.45, 44.5, 44.55, source: "assumed, because lever and sensor need 6 mm between neighbours";
    second_valve_mm: "mm", 50.45, 50.5, 50.55, source: "assumed, because lever and sensor need 6 mm between neighbours";
    dispensing_mm: "mm", 56.95, 57.0, 57.05, source: "assumed, because the dispensing chamber's membrane clears the outlet valve";
    measurement_valve_mm: "mm", 66.95, 67.0, 67.05, source: "assumed, because its lever clears the acoustic cavities";
    battery_start_mm: "mm", 4.9, 5.0, 5.1, source: "assumed, because the battery lies over the reservoir, below the wires";
    battery_length_mm: "mm", 27.8, 28.0, 28.2, source: "assumed, because a pouch of 200 mAh fits in 28 by 30 by 4.2 mm";
    battery_width_mm: "mm", 29.8, 30.0, 30.2, source: "assumed, because a pouch of 200 mAh fits in 28 by 30 by 4.2 mm";
    battery_height_mm: "mm", 4.1, 4.2, 4.3, source: "assumed, because a pouch of 200 mAh fits in 28 by 30 by 4.2 mm";
    board_mm: "mm", 0.75, 0.8, 0.85, source: "assumed, because thin circuit boards are made so";
    lever_short_mm: "mm", 0.89, 0.9, 0.91, source: "assumed, because the long arms have to stand upright below the lid";
    lever_height_mm: "mm", 11.95, 12.0, 12.05, source: "assumed, because sensors and springs lie between deck and levers";
    lever_arm_mm: "mm", 0.49, 0.5, 0.51, source: "assumed, because levers are stamped from sheet and carry a few newtons";
    pin_travel_mm: "mm", 0.29, 0.3, 0.31, source: "assumed, because a valve's stops leave no more";
    flange_height_mm: "mm", 0.98, 1.0, 1.02, source: "assumed, because springs lie between the deck and the flanges of plunger and pins";
    flange_mm: "mm", 0.39, 0.4, 0.41, source: "assumed, because it is moulded and carries a spring";
    spring_top_mm: "mm", 3.38, 3.4, 3.42, source: "assumed, because the springs of closed valves lie above their flanges";
    skirt_mm: "mm", 1.15, 1.2, 1.25, source: "assumed, because the reusable half covers the septum and must not press on the skin";
    sensor_aside_mm: "mm", 1.68, 1.7, 1.72, source: "assumed, because the levers move between the sensors and what they look at";
    sensor_length_mm: "mm", 1.65, 1.7, 1.75, source: "assumed, because a compact reflective sensor is about as small";
    sensor_height_mm: "mm", 1.05, 1.1, 1.15, source: "assumed, because a compact reflective sensor is about as small";
    pump_wire_runs: "1", 3.0, 3.0, 3.0, source: "assumed, because the wire folds twice into the housing";
    valve_wire_runs: "1", 2.0, 2.0, 2.0, source: "assumed, because the wires fold once into the housing";
}

parameters! {
    /// What the liquid touches besides the pump: reservoir, trap, ports, channels.
    PortParameters, Disposable, "reservoir, trap and ports";
    capacity_ul: "uL", 3000.0, 3000.0, 3000.0, source: "assumed, because 300 U of U-100 is a usual filling";
    trap_wide_mm: "mm", 2.95, 3.0, 3.05, source: "assumed, because it is about the capillary length, so that bubbles move in it";
    trap_narrow_mm: "mm", 0.55, 0.6, 0.65, source: "assumed, because a bubble has to be squeezed to get there";
    trap_length_mm: "mm", 4.9, 5.0, 5.1, source: "assumed, because a steep taper lets bubbles rise back";
    trap_bottom_mm: "mm", 0.95, 1.0, 1.05, source: "assumed, because the last liquid gathers in it";
    ramp_rise_mm: "mm", 3.9, 4.0, 4.1, source: "assumed, because 3 to 5 mm lead from the bottom to the valves";
    ramp_length_mm: "mm", 3.4, 3.5, 3.6, source: "assumed, because it has to end before the first valve";
    outlet_channel_mm: "mm", 0.48, 0.5, 0.52, source: "assumed, because a bubble needs 0.6 kPa to enter a channel as narrow";
    channel_mm: "mm", 0.28, 0.3, 0.32, source: "assumed, because the valves' channels are moulded so";
    valve_chamber_radius_mm: "mm", 1.55, 1.6, 1.65, source: "assumed, because the membrane has to bend between seat and clamp";
    valve_chamber_depth_mm: "mm", 0.68, 0.7, 0.72, source: "assumed, because liquid has to get around the seat";
    septum_thickness_mm: "mm", 1.95, 2.0, 2.05, source: "assumed, because silicone of 1 to 3 mm closes behind a needle";
    septum_width_mm: "mm", 1.95, 2.0, 2.05, source: "assumed, because a needle has to find it";
    vent_width_mm: "mm", 1.15, 1.2, 1.25, source: "assumed, because a disc of membrane filter is bonded over about this";
    dispensing_radius_mm: "mm", 3.95, 4.0, 4.05, source: "assumed, because a stroke of 3 uL then lifts its membrane by 0.2 mm";
    dispensing_depth_mm: "mm", 0.09, 0.1, 0.11, source: "assumed, because little liquid may stay in it";
    variable_cavity_ul: "uL", 345.0, 350.0, 355.0, source: "assumed, because 2 uL then change the resonance by 4 Hz";
    fixed_cavity_ul: "uL", 590.0, 600.0, 610.0, source: "assumed, because it stands between deck and lid";
    variable_cavity_width_mm: "mm", 10.9, 11.0, 11.1, source: "assumed, because it covers the dispensing chamber's membrane";
    fixed_cavity_length_mm: "mm", 11.9, 12.0, 12.1, source: "assumed, because it stands between two levers";
    fixed_cavity_width_mm: "mm", 19.9, 20.0, 20.1, source: "assumed, because it stands between deck and lid";
    acoustic_port_mm: "mm", 0.98, 1.0, 1.02, source: "assumed, because with its length the resonance lies near 1.3 kHz";
    acoustic_port_length_mm: "mm", 2.98, 3.0, 3.02, source: "assumed, because with its width the resonance lies near 1.3 kHz";
    cavity_wall_mm: "mm", 0.55, 0.6, 0.65, source: "assumed, because thinner walls would sound";
}

parameters! {
    /// What is worn with the device: fluid connector, infusion device, needle.
    #[expect(clippy::struct_field_names, reason = "a name ends in its unit, and here each is a length")]
    SetParameters, Set, "connector and infusion device";
    connector_length_mm: "mm", 14.9, 15.0, 15.1, source: "assumed, because plug, core and tubing lie one after the other";
    plug_length_mm: "mm", 3.9, 4.0, 4.1, source: "assumed, because a sealing plug is longer than wide";
    plug_outer_mm: "mm", 2.95, 3.0, 3.05, source: "assumed, because the wall around the bore is moulded";
    indent_mm: "mm", 1.15, 1.2, 1.25, source: "assumed, because a nose of about a millimetre holds the connector";
    tag_length_mm: "mm", 5.9, 6.0, 6.1, source: "assumed, because small tags with their antenna are 5 to 10 mm wide";
    tag_thickness_mm: "mm", 0.35, 0.4, 0.45, source: "assumed, because tags are laminated";
    needle_outer_mm: "mm", 0.50, 0.51, 0.52, source: "assumed, because a needle of 25 gauge is about as thick";
    needle_bore_mm: "mm", 0.25, 0.26, 0.27, source: "assumed, because a needle of 25 gauge has about this bore";
    needle_length_mm: "mm", 7.4, 7.5, 7.6, source: "assumed, because it has to pass shroud and septum";
    device_length_mm: "mm", 13.9, 14.0, 14.1, source: "assumed, because the adhesive under it has to hold";
    device_height_mm: "mm", 7.4, 7.5, 7.6, source: "assumed, because the needle enters it at the height of the channels";
    set_device_height_mm: "mm", 4.9, 5.0, 5.1, source: "assumed, because infusion devices on tubing are about as flat";
    cannula_outer_mm: "mm", 0.48, 0.50, 0.52, source: "assumed, because a 25 to 27 gauge cannula is about as thick";
    skin_mm: "mm", 1.0, 1.5, 2.0, source: "assumed, because skin is 1 to 2 mm thick where pumps are worn";
    tissue_mm: "mm", 10.9, 11.0, 11.1, source: "assumed, because a cannula of 9 mm ends within the fat under the skin";
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Multiplies every row of a group by the power of `by` that its unit asks for.
    macro_rules! scaled {
        ($name:ident, $($field:ident),+ $(,)?) => {
            impl $name {
                /// The same shape at another size: lengths by the factor, volumes by its cube.
                pub(crate) fn scaled(mut self, by: f64) -> Self {
                    let fields = [$((stringify!($field), &mut self.$field)),+];
                    assert_eq!(fields.len(), Self::GROUP.rows.len(), "every row is scaled");
                    for (row, (name, field)) in Self::GROUP.rows.iter().zip(fields) {
                        assert_eq!(row.name, name);
                        *field *= match row.unit {
                            "mm" => by,
                            "uL" => by * by * by,
                            _ => 1.0,
                        };
                    }
                    self
                }
            }
        };
    }
    scaled!(
        EnvelopeParameters,
        height_mm,
        length_mm,
        width_mm,
        wall_mm,
        disposable_height_mm,
        deck_mm,
        clearance_mm,
        membrane_height_mm,
        reservoir_start_mm,
        reservoir_length_mm,
        reservoir_width_mm,
        first_valve_mm,
        pump_mm,
        second_valve_mm,
        dispensing_mm,
        measurement_valve_mm,
        battery_start_mm,
        battery_length_mm,
        battery_width_mm,
        battery_height_mm,
        board_mm,
        lever_short_mm,
        lever_height_mm,
        lever_arm_mm,
        pin_travel_mm,
        flange_height_mm,
        flange_mm,
        spring_top_mm,
        skirt_mm,
        sensor_aside_mm,
        sensor_length_mm,
        sensor_height_mm,
        pump_wire_runs,
        valve_wire_runs,
    );
    scaled!(
        PortParameters,
        capacity_ul,
        trap_wide_mm,
        trap_narrow_mm,
        trap_length_mm,
        trap_bottom_mm,
        ramp_rise_mm,
        ramp_length_mm,
        outlet_channel_mm,
        channel_mm,
        valve_chamber_radius_mm,
        valve_chamber_depth_mm,
        septum_thickness_mm,
        septum_width_mm,
        vent_width_mm,
        dispensing_radius_mm,
        dispensing_depth_mm,
        variable_cavity_ul,
        fixed_cavity_ul,
        variable_cavity_width_mm,
        fixed_cavity_length_mm,
        fixed_cavity_width_mm,
        acoustic_port_mm,
        acoustic_port_length_mm,
        cavity_wall_mm,
    );
    scaled!(
        SetParameters,
        connector_length_mm,
        plug_length_mm,
        plug_outer_mm,
        indent_mm,
        tag_length_mm,
        tag_thickness_mm,
        needle_outer_mm,
        needle_bore_mm,
        needle_length_mm,
        device_length_mm,
        device_height_mm,
        set_device_height_mm,
        cannula_outer_mm,
        skin_mm,
        tissue_mm,
    );
}
