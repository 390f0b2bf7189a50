//! The table of alarms: one row says everything about one.

use super::{AlarmSpec, Latching, OnDelivery, Priority};

/// Writes the enumeration, its order and its table from one list of rows.
macro_rules! alarms {
    ($(
        $(#[$doc:meta])*
        $alarm:ident = $name:literal, $priority:ident, latching $latching:ident, delivery $delivery:ident,
            $text:literal;
    )+) => {
        /// What needs attention. Names follow the annunciation types of the Bluetooth Insulin Delivery Service where it
        /// has one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum Alarm {
            $($(#[$doc])* $alarm,)+
        }

        /// Every alarm, in the order of the enumeration.
        pub const ALARMS: [AlarmSpec; [$(Alarm::$alarm),+].len()] = [$(*Alarm::$alarm.spec()),+];

        impl Alarm {
            /// The alarm's row of the table.
            pub const fn spec(self) -> &'static AlarmSpec {
                match self {
                    $(Self::$alarm => &AlarmSpec {
                        alarm: Self::$alarm,
                        name: $name,
                        priority: Priority::$priority,
                        latching: Latching::$latching,
                        on_delivery: OnDelivery::$delivery,
                        text: $text,
                    },)+
                }
            }
        }
    };
}

alarms! {
    /// Fluid does not leave the set.
    OcclusionDetected = "occlusion_detected", High, latching Yes, delivery Stops,
        "Insulin does not flow: the tube or cannula is blocked. Check tube and site, then resume.";
    /// Nothing is left that can be delivered.
    ReservoirEmpty = "reservoir_empty", High, latching Yes, delivery Stops,
        "The reservoir is empty. Replace the disposable, then resume.";
    /// Little is left.
    ReservoirLow = "reservoir_low", Low, latching No, delivery Continues,
        "Less than 20 units of U-100 are left. Prepare a new disposable.";
    /// The plunger did not come home although the reservoir should hold enough.
    RefillShort = "refill_short", High, latching Yes, delivery Stops,
        "The pump chamber does not refill. Replace the disposable, then resume.";
    /// The second valve is not where it was commanded to be.
    SecondValveFault = "second_valve_fault", High, latching Yes, delivery Stops,
        "A valve does not move as it should. Disconnect the set and replace the pump.";
    /// The plunger did not move although its wire was heated.
    PlungerStuck = "plunger_stuck", High, latching Yes, delivery Stops,
        "The pump does not move. Disconnect the set and replace the pump.";
    /// The plunger's sensor gives no sense.
    PlungerSensorFault = "plunger_sensor_fault", High, latching Yes, delivery Stops,
        "The pump cannot measure what it delivers. Disconnect the set and replace the pump.";
    /// The two measurements of a dose differ.
    VolumesDisagree = "volumes_disagree", High, latching Yes, delivery Stops,
        "The two measurements of a dose differ. Disconnect the set and replace the pump.";
    /// The acoustic volume sensor gives no sense: the optical one measures alone.
    VolumeSensorFault = "volume_sensor_fault", Medium, latching Yes, delivery Continues,
        "One of two measurements of the dose fails; delivery goes on with the other. Replace the pump soon.";
    /// Liquid leaves a chamber whose valves are shut.
    ValveLeak = "valve_leak", High, latching Yes, delivery Stops,
        "A valve leaks. Disconnect the set, then replace the disposable.";
    /// The battery will soon be empty.
    BatteryLow = "battery_low", Medium, latching No, delivery Continues,
        "The battery is low. Charge or replace the pump soon.";
    /// The battery cannot heat the wires any more.
    BatteryEmpty = "battery_empty", High, latching Yes, delivery Stops,
        "The battery is empty and nothing is delivered. Charge or replace the pump, then resume.";
    /// The supervisor keeps power away from the wires.
    SupervisorWithheld = "supervisor_withheld", High, latching Yes, delivery Stops,
        "The pump's own check has cut the power and nothing is delivered. Disconnect the set and replace the pump.";
}
