//! The table of alarms: one row says everything about one.
//!
//! Harm and onset are for a wearer who depends on insulin: without it, ketosis begins within hours and may kill; what
//! stops delivery is ranked as *prompt*, since only rapid insulin is in the body and nothing tells a sleeper but the
//! alarm.

use super::{AlarmSpec, Harm, Kind, Latching, OnDelivery, Onset, Priority};
use units::Duration;

/// Writes the enumeration, its order and its table from one list of rows.
macro_rules! alarms {
    ($(
        $(#[$doc:meta])*
        $alarm:ident = $name:literal, $annunciation_type:literal, $requirement:literal,
            $kind:ident, harm $harm:ident, onset $onset:ident, latching $latching:ident, delivery $delivery:ident,
            hold $hold:ident, release $release:ident, reminder $reminder:ident,
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
                    $(Self::$alarm => const { &AlarmSpec {
                        alarm: Self::$alarm,
                        name: $name,
                        annunciation_type: $annunciation_type,
                        requirement: $requirement,
                        kind: Kind::$kind,
                        harm: Harm::$harm,
                        onset: Onset::$onset,
                        priority: Priority::of(Harm::$harm, Onset::$onset),
                        latching: Latching::$latching,
                        on_delivery: OnDelivery::$delivery,
                        hold: $hold,
                        release: $release,
                        reminder: $reminder,
                        text: $text,
                    } },)+
                }
            }

            /// The alarm of this name, if there is one.
            pub fn from_name(name: &str) -> Option<Self> {
                ALARMS.iter().find(|spec| spec.name == name).map(|spec| spec.alarm)
            }
        }
    };
}

const AT_ONCE: Duration = Duration::ZERO;
const ONE_MIN: Duration = Duration::from_min(1);
const FIVE_MIN: Duration = Duration::from_min(5);
const TEN_MIN: Duration = Duration::from_min(10);
const QUARTER: Duration = Duration::from_min(15);
const HOUR: Duration = Duration::from_h(1);

alarms! {
    /// Fluid does not leave the set.
    OcclusionDetected = "occlusion_detected", "Occlusion Detected", "REQ-OCC-1",
        Alarm, harm Irreversible, onset Prompt, latching Yes, delivery Stops,
        hold AT_ONCE, release AT_ONCE, reminder FIVE_MIN,
        "Insulin does not flow: the tube or cannula is blocked. Check tube and site, then resume.";
    /// Nothing is left that can be delivered.
    ReservoirEmpty = "reservoir_empty", "Reservoir Empty", "REQ-RES-1",
        Alarm, harm Irreversible, onset Prompt, latching Yes, delivery Stops,
        hold AT_ONCE, release AT_ONCE, reminder FIVE_MIN,
        "The reservoir is empty. Replace the disposable, then resume.";
    /// Little is left.
    ReservoirLow = "reservoir_low", "Reservoir Low", "REQ-RES-1",
        Alarm, harm Reversible, onset Delayed, latching No, delivery Continues,
        hold AT_ONCE, release AT_ONCE, reminder HOUR,
        "Less than 20 units of U-100 are left. Prepare a new disposable.";
    /// The level has come to what a person wants to be told of. Nothing is wrong, so it ends by itself.
    ReservoirReminder = "reservoir_reminder", "Reservoir Low", "REQ-RES-2",
        Reminder, harm Reversible, onset Delayed, latching No, delivery Continues,
        hold AT_ONCE, release HOUR, reminder QUARTER,
        "The reservoir has come to the level that you wanted to be told of.";
    /// So little is left that nobody should go to sleep with it.
    ReservoirNearlyEmpty = "reservoir_nearly_empty", "Reservoir Low", "REQ-RES-2",
        Alarm, harm Irreversible, onset Delayed, latching No, delivery Continues,
        hold AT_ONCE, release AT_ONCE, reminder QUARTER,
        "Less than 10 units of U-100 are left, and not all of it can be delivered. Replace the disposable now.";
    /// The plunger did not come home although the reservoir should hold enough.
    RefillShort = "refill_short", "Reservoir Issue", "REQ-STROKE-2",
        Alarm, harm Irreversible, onset Prompt, latching Yes, delivery Stops,
        hold AT_ONCE, release AT_ONCE, reminder FIVE_MIN,
        "The pump chamber does not refill. Replace the disposable, then resume.";
    /// The second valve is not where it was commanded to be.
    SecondValveFault = "second_valve_fault", "Mechanical Issue", "REQ-VALVE-3",
        Alarm, harm Irreversible, onset Immediate, latching Yes, delivery Stops,
        hold AT_ONCE, release AT_ONCE, reminder FIVE_MIN,
        "A valve does not move as it should. Disconnect the set and replace the pump.";
    /// The plunger did not move although its wire was heated.
    PlungerStuck = "plunger_stuck", "Mechanical Issue", "REQ-STROKE-1",
        Alarm, harm Irreversible, onset Prompt, latching Yes, delivery Stops,
        hold AT_ONCE, release AT_ONCE, reminder FIVE_MIN,
        "The pump does not move. Disconnect the set and replace the pump.";
    /// The plunger's sensor gives no sense.
    PlungerSensorFault = "plunger_sensor_fault", "System Issue", "REQ-STROKE-3",
        Alarm, harm Irreversible, onset Prompt, latching Yes, delivery Stops,
        hold AT_ONCE, release AT_ONCE, reminder FIVE_MIN,
        "The pump cannot measure what it delivers. Disconnect the set and replace the pump.";
    /// The two measurements of a dose differ.
    VolumesDisagree = "volumes_disagree", "System Issue", "REQ-MEAS-1",
        Alarm, harm Irreversible, onset Prompt, latching Yes, delivery Stops,
        hold AT_ONCE, release AT_ONCE, reminder FIVE_MIN,
        "The two measurements of a dose differ. Disconnect the set and replace the pump.";
    /// The acoustic volume sensor gives no sense: the optical one measures alone.
    VolumeSensorFault = "volume_sensor_fault", "System Issue", "REQ-MEAS-2",
        Alarm, harm Irreversible, onset Delayed, latching No, delivery Continues,
        hold AT_ONCE, release AT_ONCE, reminder QUARTER,
        "One of two measurements of the dose fails; delivery goes on with the other. Replace the pump soon.";
    /// Liquid leaves a chamber whose valves are shut, or gas in it yields.
    ValveLeak = "valve_leak", "Mechanical Issue", "REQ-MEAS-3",
        Alarm, harm Irreversible, onset Prompt, latching Yes, delivery Stops,
        hold AT_ONCE, release AT_ONCE, reminder FIVE_MIN,
        "The pump does not hold pressure: a valve leaks or there is air in it. Disconnect the set, then replace the disposable.";
    /// The battery will soon be empty. A stroke's sag is gone in half a minute.
    BatteryLow = "battery_low", "Battery Low", "REQ-POWER-1",
        Alarm, harm Irreversible, onset Delayed, latching No, delivery Continues,
        hold ONE_MIN, release TEN_MIN, reminder QUARTER,
        "The battery is low. Charge or replace the pump soon.";
    /// The battery cannot heat the wires any more.
    BatteryEmpty = "battery_empty", "Battery Empty", "REQ-POWER-1",
        Alarm, harm Irreversible, onset Prompt, latching Yes, delivery Stops,
        hold AT_ONCE, release AT_ONCE, reminder FIVE_MIN,
        "The battery is empty and nothing is delivered. Charge or replace the pump, then resume.";
    /// The sounder does not draw the current that it should. Alarms go on by light and vibration, delivery goes on.
    SounderFault = "sounder_fault", "System Issue", "REQ-ALARM-6",
        Alarm, harm Irreversible, onset Delayed, latching No, delivery Continues,
        hold ONE_MIN, release TEN_MIN, reminder QUARTER,
        "The pump cannot sound alarms: they come by light and vibration alone. Replace the pump soon.";
    /// A person has paused delivery, and may have forgotten it.
    DeliverySuspended = "delivery_suspended", "System Issue", "REQ-ALARM-5",
        Reminder, harm Reversible, onset Delayed, latching No, delivery Continues,
        hold QUARTER, release AT_ONCE, reminder QUARTER,
        "Delivery is paused and nothing is delivered. Resume it when you are ready.";
    /// The supervisor keeps power away from the wires.
    SupervisorWithheld = "supervisor_withheld", "System Issue", "REQ-SUP-9",
        Alarm, harm Irreversible, onset Prompt, latching Yes, delivery Stops,
        hold AT_ONCE, release AT_ONCE, reminder FIVE_MIN,
        "The pump's own check has cut the power and nothing is delivered. Disconnect the set and replace the pump.";
    /// The device had no power for a while and has started again.
    PowerLost = "power_lost", "Power Insufficient", "REQ-JRN-5",
        Alarm, harm Reversible, onset Prompt, latching No, delivery Continues,
        hold AT_ONCE, release AT_ONCE, reminder QUARTER,
        "The pump was without power and has restarted. Boluses have ended: see what was given of them, then confirm.";
    /// What is about to be delivered cannot be recorded.
    JournalFault = "journal_fault", "System Issue", "REQ-JRN-1",
        Alarm, harm Irreversible, onset Prompt, latching Yes, delivery Stops,
        hold AT_ONCE, release AT_ONCE, reminder FIVE_MIN,
        "The pump cannot record what it delivers. Disconnect the set and replace the pump.";
    /// A timed pause has ended by itself.
    DeliveryResumed = "delivery_resumed", "System Issue", "REQ-THR-6",
        Reminder, harm Reversible, onset Delayed, latching No, delivery Continues,
        hold AT_ONCE, release AT_ONCE, reminder QUARTER,
        "The pause is over: insulin is delivered again.";
    /// More is due than the limits of hour and day allow.
    DeliveryLimit = "delivery_limit", "Max Delivery", "REQ-LIM-1",
        Alarm, harm Reversible, onset Prompt, latching No, delivery Continues,
        hold AT_ONCE, release TEN_MIN, reminder QUARTER,
        "The most that may be delivered in an hour or a day is reached. Insulin is held back: check your glucose.";
    /// What leads to the patient was opened while delivery ran.
    InfusionSetDetached = "infusion_set_detached", "Infusion Set Detached", "REQ-ASM-4",
        Alarm, harm Irreversible, onset Prompt, latching Yes, delivery Stops,
        hold AT_ONCE, release AT_ONCE, reminder FIVE_MIN,
        "The pump or its set has come off and nothing is delivered. Put it back, then resume.";
    /// Priming was cut short.
    PrimingIssue = "priming_issue", "Priming Issue", "REQ-ASM-2",
        Alarm, harm Irreversible, onset Prompt, latching Yes, delivery Stops,
        hold AT_ONCE, release AT_ONCE, reminder FIVE_MIN,
        "Priming has stopped, because the pump was opened or is on the body. Take it off, close it, then prime again.";
    /// The set has to be replaced soon.
    InfusionSetWearEnding = "infusion_set_wear_ending", "Infusion Set Incomplete", "REQ-ASM-5",
        Alarm, harm Reversible, onset Delayed, latching No, delivery Continues,
        hold AT_ONCE, release AT_ONCE, reminder HOUR,
        "The infusion set can be worn for a few hours more. Prepare a new one.";
    /// The set has to be replaced at once.
    InfusionSetWearNearlyOver = "infusion_set_wear_nearly_over", "Infusion Set Incomplete", "REQ-ASM-5",
        Alarm, harm Irreversible, onset Delayed, latching No, delivery Continues,
        hold AT_ONCE, release AT_ONCE, reminder QUARTER,
        "Within the hour delivery stops, because the infusion set is at the end of its life. Replace it now.";
    /// The set was worn for as long as it may be.
    InfusionSetWearOver = "infusion_set_wear_over", "Infusion Set Incomplete", "REQ-ASM-5",
        Alarm, harm Irreversible, onset Prompt, latching Yes, delivery Stops,
        hold AT_ONCE, release AT_ONCE, reminder FIVE_MIN,
        "The infusion set is at the end of its life and nothing is delivered. Replace it.";
    /// The start-up test has failed.
    StartUpFailed = "start_up_failed", "System Issue", "REQ-ASM-1",
        Alarm, harm Irreversible, onset Prompt, latching Yes, delivery Stops,
        hold AT_ONCE, release AT_ONCE, reminder FIVE_MIN,
        "The pump has failed its test. Open and close it; if it fails again, replace it.";
    /// Delivery was resumed again and again, and each time an alarm has stopped it.
    StoppedRepeatedly = "stopped_repeatedly", "Mechanical Issue", "REQ-ALARM-9",
        Alarm, harm Irreversible, onset Prompt, latching Yes, delivery Stops,
        hold AT_ONCE, release AT_ONCE, reminder FIVE_MIN,
        "Delivery has stopped three times within ten minutes and does not run again. Replace the disposable.";
    /// It is too cold or too hot for the drug and for the wires.
    TemperatureOutOfRange = "temperature_out_of_range", "Temperature Out Of Range", "REQ-TEMP-1",
        Alarm, harm Irreversible, onset Delayed, latching No, delivery Continues,
        hold TEN_MIN, release TEN_MIN, reminder QUARTER,
        "The pump is too cold or too hot: insulin spoils, and doses may err. Bring it to between 5 and 40 degrees.";
}
