//! The envelope: outer size of the device when its halves are put together, and what the reusable half is built up of.
//!
//! Axes: x along the device towards the connector, y across, z away from the skin; the origin is the corner at the
//! skin. No equation of motion uses these figures: they are what a drawing needs beside the parts' own parameters.

use crate::parameter::parameters;

parameters! {
    /// The reusable housing, and what moves and holds in it.
    #[expect(clippy::struct_field_names, reason = "the unit ends the name of every length")]
    EnvelopeParameters, Reusable, "envelope";
    height_mm: "mm", 18.95, 19.05, 19.15, source: "[SEED1] a height of about 0.75 in, by way of example";
    length_mm: "mm", 82.8, 83.0, 83.2, source: "assumed, because reservoir, trap, valves and connector lie one after the other";
    width_mm: "mm", 39.8, 40.0, 40.2, source: "assumed, because the battery lies across between the walls";
    wall_mm: "mm", 1.15, 1.2, 1.25, source: "assumed, because moulded housings of this size have walls of 1 to 1.5 mm";
    deck_mm: "mm", 0.95, 1.0, 1.05, source: "assumed, because it only guides plunger and pins";
    clearance_mm: "mm", 0.15, 0.2, 0.25, source: "assumed, because housings that are put on by hand need play";
    skirt_mm: "mm", 1.15, 1.2, 1.25, source: "assumed, because the reusable half covers the septum and must not press on the skin";
    battery_start_mm: "mm", 2.1, 2.2, 2.3, source: "assumed, because the battery lies over the reservoir, below the wires";
    board_length_mm: "mm", 10.4, 10.5, 10.6, source: "assumed, because the board lies between the reservoir's hood and the first valve's pin";
    board_mm: "mm", 0.75, 0.8, 0.85, source: "assumed, because thin circuit boards are made so";
    lever_short_mm: "mm", 0.89, 0.9, 0.91, source: "assumed, because the long arms have to stand upright below the lid";
    lever_height_mm: "mm", 11.95, 12.0, 12.05, source: "assumed, because sensors and springs lie between deck and levers";
    lever_arm_mm: "mm", 0.49, 0.5, 0.51, source: "assumed, because levers are stamped from sheet and carry a few newtons";
    pin_travel_mm: "mm", 0.29, 0.3, 0.31, source: "assumed, because a valve's stops leave no more";
    flange_height_mm: "mm", 0.98, 1.0, 1.02, source: "assumed, because springs lie between the deck and the flanges of plunger and pins";
    flange_mm: "mm", 0.39, 0.4, 0.41, source: "assumed, because it is moulded and carries a spring";
    spring_top_mm: "mm", 3.38, 3.4, 3.42, source: "assumed, because the springs of closed valves lie above their flanges";
    sensor_aside_mm: "mm", 1.68, 1.7, 1.72, source: "assumed, because the levers move between the sensors and what they look at";
}
