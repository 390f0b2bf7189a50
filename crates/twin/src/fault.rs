//! What can go wrong: one table says everything about every fault; whoever injects, lists or documents one reads it here.
//!
//! A fault has a severity from 0 (none) to 1 (complete); what that means is said in its row.
//! Faults change the plant, never the controller: the twin is told, the device has to find out.
//! A new fault is one row below; what it does to the plant stands where the twin sets faults.

use crate::embodiments::Embodiments;

/// All there is to say about one fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FaultSpec {
    /// Which fault.
    pub kind: FaultKind,
    /// Its name in scenario files and records: stable, lower case.
    pub name: &'static str,
    /// The part that fails, as the inventory of parts names it.
    pub part: &'static str,
    /// What fails.
    pub fails: &'static str,
    /// What the severity means.
    pub severity: &'static str,
    /// The embodiments that can have it.
    pub embodiments: Embodiments,
}

/// Declares every fault once: the kind, and its row of the table.
macro_rules! faults {
    ($($kind:ident, $name:literal, part: $part:literal,
       fails: $fails:literal, severity: $severity:literal, in: $set:ident;)+) => {
        /// A way in which one part fails.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum FaultKind {
            $(#[doc = concat!("Of the ", $part, ": ", $fails, ". Severity: ", $severity, ".")] $kind,)+
        }

        impl FaultKind {
            /// Every kind, in the order of the table.
            pub const ALL: [Self; FAULTS.len()] = [$(Self::$kind),+];
        }

        /// Every fault, in the order of the enumeration.
        pub const FAULTS: [FaultSpec; [$($name),+].len()] = [$(FaultSpec {
            kind: FaultKind::$kind,
            name: $name,
            part: $part,
            fails: $fails,
            severity: $severity,
            embodiments: Embodiments::$set,
        }),+];
    };
}

faults! {
    Occlusion, "occlusion", part: "cannula",
        fails: "the way through the tubing's far end and the cannula narrows",
        severity: "its conductance is multiplied by (1 - severity); 1 is shut", in: ALL;
    PumpWireBreak, "pump_wire_break", part: "plunger, lever and return spring",
        fails: "the pump's wire breaks: it carries no current and pulls no more",
        severity: "above 0.5 it is broken", in: ALL;
    PumpWireHalf, "pump_wire_half", part: "plunger, lever and return spring",
        fails: "the pump's wire touches itself half-way: half the resistance, twice the current",
        severity: "above 0.5 it does", in: ALL;
    PumpWireWorn, "pump_wire_worn", part: "wire fatigue",
        fails: "the pump's wire has been used before: it recovers less strain, and breaks at the end of its life",
        severity: "share of its life that is spent; 1 is broken", in: ALL;
    PumpSwitchOpen, "pump_switch_open", part: "wire driver",
        fails: "the pump's switch never closes",
        severity: "above 0.5 it does not", in: ALL;
    PumpSwitchShorted, "pump_switch_shorted", part: "wire driver",
        fails: "the pump's switch never opens; the one in series with it still does",
        severity: "above 0.5 it does not", in: ALL;
    PumpSupervisorSwitchShorted, "pump_supervisor_switch_shorted", part: "wire driver",
        fails: "the second of the pump's two switches never opens",
        severity: "above 0.5 it does not", in: ALL;
    FirstValveWireBreak, "first_valve_wire_break", part: "first valve",
        fails: "the first valve's wire breaks: it carries no current and pulls no more",
        severity: "above 0.5 it is broken", in: ALL;
    FirstValveWireHalf, "first_valve_wire_half", part: "first valve",
        fails: "the first valve's wire touches itself half-way: half the resistance, twice the current",
        severity: "above 0.5 it does", in: ALL;
    FirstValveWireWorn, "first_valve_wire_worn", part: "wire fatigue",
        fails: "the first valve's wire has been used before: it recovers less strain, and breaks at the end of its life",
        severity: "share of its life that is spent; 1 is broken", in: ALL;
    FirstValveSwitchOpen, "first_valve_switch_open", part: "wire driver",
        fails: "the first valve's switch never closes",
        severity: "above 0.5 it does not", in: ALL;
    FirstValveSwitchShorted, "first_valve_switch_shorted", part: "wire driver",
        fails: "the first valve's switch never opens; the one in series with it still does",
        severity: "above 0.5 it does not", in: ALL;
    FirstValveSupervisorSwitchShorted, "first_valve_supervisor_switch_shorted", part: "wire driver",
        fails: "the second of the first valve's two switches never opens",
        severity: "above 0.5 it does not", in: ALL;
    SecondValveWireBreak, "second_valve_wire_break", part: "second valve",
        fails: "the second valve's wire breaks: it carries no current and pulls no more",
        severity: "above 0.5 it is broken", in: TETHERED;
    SecondValveWireHalf, "second_valve_wire_half", part: "second valve",
        fails: "the second valve's wire touches itself half-way: half the resistance, twice the current",
        severity: "above 0.5 it does", in: TETHERED;
    SecondValveWireWorn, "second_valve_wire_worn", part: "wire fatigue",
        fails: "the second valve's wire has been used before: it recovers less strain, and breaks at the end of its life",
        severity: "share of its life that is spent; 1 is broken", in: TETHERED;
    SecondValveSwitchOpen, "second_valve_switch_open", part: "wire driver",
        fails: "the second valve's switch never closes",
        severity: "above 0.5 it does not", in: TETHERED;
    SecondValveSwitchShorted, "second_valve_switch_shorted", part: "wire driver",
        fails: "the second valve's switch never opens; the one in series with it still does",
        severity: "above 0.5 it does not", in: TETHERED;
    SecondValveSupervisorSwitchShorted, "second_valve_supervisor_switch_shorted", part: "wire driver",
        fails: "the second of the second valve's two switches never opens",
        severity: "above 0.5 it does not", in: TETHERED;
    MeasurementValveWireBreak, "measurement_valve_wire_break", part: "second valve",
        fails: "the measurement valve's wire breaks: it carries no current and pulls no more",
        severity: "above 0.5 it is broken", in: METERED;
    MeasurementValveWireHalf, "measurement_valve_wire_half", part: "second valve",
        fails: "the measurement valve's wire touches itself half-way: half the resistance, twice the current",
        severity: "above 0.5 it does", in: METERED;
    MeasurementValveWireWorn, "measurement_valve_wire_worn", part: "wire fatigue",
        fails: "the measurement valve's wire has been used before: it recovers less strain, and breaks at the end of its life",
        severity: "share of its life that is spent; 1 is broken", in: METERED;
    MeasurementValveSwitchOpen, "measurement_valve_switch_open", part: "wire driver",
        fails: "the measurement valve's switch never closes",
        severity: "above 0.5 it does not", in: METERED;
    MeasurementValveSwitchShorted, "measurement_valve_switch_shorted", part: "wire driver",
        fails: "the measurement valve's switch never opens; the one in series with it still does",
        severity: "above 0.5 it does not", in: METERED;
    MeasurementValveSupervisorSwitchShorted, "measurement_valve_supervisor_switch_shorted", part: "wire driver",
        fails: "the second of the measurement valve's two switches never opens",
        severity: "above 0.5 it does not", in: METERED;
    PlungerStiction, "plunger_stiction", part: "plunger, lever and return spring",
        fails: "the plunger binds",
        severity: "severity times 10 N of extra friction", in: ALL;
    FirstValveStiction, "first_valve_stiction", part: "first valve",
        fails: "the first valve's pin binds",
        severity: "severity times 10 N of extra friction", in: ALL;
    SecondValveStiction, "second_valve_stiction", part: "second valve",
        fails: "the second valve's pin binds",
        severity: "severity times 10 N of extra friction", in: TETHERED;
    MeasurementValveStiction, "measurement_valve_stiction", part: "second valve",
        fails: "the measurement valve's pin binds",
        severity: "severity times 10 N of extra friction", in: METERED;
    OutletStuck, "outlet_stuck", part: "outlet valve",
        fails: "the outlet sticks to its seat",
        severity: "its bias is multiplied by (1 + 4 severity)", in: MATED;
    PlungerSpringWeak, "plunger_spring_weak", part: "plunger, lever and return spring",
        fails: "the return spring has lost force",
        severity: "its preload is multiplied by (1 - severity / 2)", in: ALL;
    FirstValveLeak, "first_valve_leak", part: "valve seat",
        fails: "the first valve leaks when shut",
        severity: "severity times 50 uL/h at 20 kPa", in: ALL;
    FirstValveDebris, "first_valve_debris", part: "valve seat",
        fails: "a fibre lies across the first valve's seat, from its next opening on",
        severity: "severity times 0.02 mm thick", in: ALL;
    SecondValveLeak, "second_valve_leak", part: "valve seat",
        fails: "the second valve leaks when shut",
        severity: "severity times 50 uL/h at 20 kPa", in: TETHERED;
    SecondValveDebris, "second_valve_debris", part: "valve seat",
        fails: "a fibre lies across the second valve's seat, from its next opening on",
        severity: "severity times 0.02 mm thick", in: TETHERED;
    OutletLeak, "outlet_leak", part: "valve seat",
        fails: "the outlet valve leaks when shut",
        severity: "severity times 50 uL/h at 20 kPa", in: MATED;
    OutletDebris, "outlet_debris", part: "valve seat",
        fails: "a fibre lies across the outlet valve's seat, from its next opening on",
        severity: "severity times 0.02 mm thick", in: MATED;
    MeasurementValveLeak, "measurement_valve_leak", part: "valve seat",
        fails: "the measurement valve leaks when shut",
        severity: "severity times 50 uL/h at 20 kPa", in: METERED;
    MeasurementValveDebris, "measurement_valve_debris", part: "valve seat",
        fails: "a fibre lies across the measurement valve's seat, from its next opening on",
        severity: "severity times 0.02 mm thick", in: METERED;
    MembranePuncture, "membrane_puncture", part: "membrane",
        fails: "the membrane over the chamber is pierced: liquid runs into the reusable half",
        severity: "share of 0.025 uL/s for each kPa", in: ALL;
    MembraneSlack, "membrane_slack", part: "membrane",
        fails: "the membrane has lost its spring",
        severity: "its stiffness is multiplied by (1 - 0.8 severity)", in: ALL;
    ReservoirOutletBlocked, "reservoir_outlet_blocked", part: "reservoir",
        fails: "the reservoir's outlet narrows",
        severity: "its conductance is multiplied by (1 - severity); 1 is shut", in: ALL;
    DrugGelled, "drug_gelled", part: "reservoir",
        fails: "the drug has thickened",
        severity: "its viscosity is multiplied by 10 to the power of (3 severity)", in: ALL;
    ReservoirWallFouled, "reservoir_wall_fouled", part: "drug",
        fails: "the reservoir's wall has lost its wetting",
        severity: "moves the angle of contact from the drawn one to 110 degrees", in: ALL;
    ChamberAir, "chamber_air", part: "pump chamber",
        fails: "air has come into the chamber",
        severity: "severity times 5 uL, as it begins", in: ALL;
    BatteryAged, "battery_aged", part: "battery",
        fails: "the battery is old: less charge, more resistance",
        severity: "share of its life that is spent", in: ALL;
    PlungerLedDim, "plunger_led_dim", part: "optical sensor",
        fails: "the plunger sensor's light fades",
        severity: "its output is multiplied by (1 - severity)", in: ALL;
    PlungerLedAged, "plunger_led_aged", part: "optical sensor",
        fails: "the plunger sensor's diode is old",
        severity: "share of its life that is spent: 10 to 30 % fainter at 1", in: ALL;
    PlungerOpticsDust, "plunger_optics_dust", part: "optical sensor",
        fails: "dust lies on the plunger sensor's window",
        severity: "share of the window that is covered", in: ALL;
    PlungerOpticsLight, "plunger_optics_light", part: "optical sensor",
        fails: "light falls into the plunger sensor from outside",
        severity: "share of the converter's range; blind at 1", in: ALL;
    PlungerFaceLoose, "plunger_face_loose", part: "optical sensor",
        fails: "the face that the plunger sensor looks at has come loose and stays where it was",
        severity: "above 0.5 it has", in: ALL;
    SecondValveLedDim, "second_valve_led_dim", part: "optical sensor",
        fails: "the driven outlet valve sensor's light fades",
        severity: "its output is multiplied by (1 - severity)", in: DRIVEN_OUTLET;
    SecondValveLedAged, "second_valve_led_aged", part: "optical sensor",
        fails: "the driven outlet valve sensor's diode is old",
        severity: "share of its life that is spent: 10 to 30 % fainter at 1", in: DRIVEN_OUTLET;
    SecondValveOpticsDust, "second_valve_optics_dust", part: "optical sensor",
        fails: "dust lies on the driven outlet valve sensor's window",
        severity: "share of the window that is covered", in: DRIVEN_OUTLET;
    SecondValveOpticsLight, "second_valve_optics_light", part: "optical sensor",
        fails: "light falls into the driven outlet valve sensor from outside",
        severity: "share of the converter's range; blind at 1", in: DRIVEN_OUTLET;
    SecondValveFaceLoose, "second_valve_face_loose", part: "optical sensor",
        fails: "the face that the driven outlet valve sensor looks at has come loose and stays where it was",
        severity: "above 0.5 it has", in: DRIVEN_OUTLET;
    OpticsSwapped, "optics_swapped", part: "optical sensor",
        fails: "the channels of the two optical sensors are exchanged",
        severity: "above 0.5 they are", in: DRIVEN_OUTLET;
    ThermistorStuck, "thermistor_stuck", part: "thermistor",
        fails: "the thermistor repeats one reading",
        severity: "above 0.5 it does", in: ALL;
    ThermistorDead, "thermistor_dead", part: "thermistor",
        fails: "the thermistor does not answer",
        severity: "above 0.5 it does not", in: ALL;
    BarometerStuck, "barometer_stuck", part: "barometer",
        fails: "the barometer repeats one reading",
        severity: "above 0.5 it does", in: ALL;
    BarometerDead, "barometer_dead", part: "barometer",
        fails: "the barometer does not answer",
        severity: "above 0.5 it does not", in: ALL;
    AccelerometerStuck, "accelerometer_stuck", part: "accelerometer",
        fails: "the accelerometer repeats one reading",
        severity: "above 0.5 it does", in: ALL;
    AccelerometerDead, "accelerometer_dead", part: "accelerometer",
        fails: "the accelerometer does not answer",
        severity: "above 0.5 it does not", in: ALL;
    SounderBroken, "sounder_broken", part: "annunciator",
        fails: "the sounder's coil is torn: it makes no sound and draws no current",
        severity: "above 0.5 it is", in: ALL;
    AcousticSpeaker, "acoustic_speaker", part: "acoustic volume sensor",
        fails: "the speaker fades",
        severity: "its stroke is multiplied by (1 - severity); 1 is dead", in: METERED;
    AcousticFirstMicrophone, "acoustic_first_microphone", part: "acoustic volume sensor",
        fails: "the microphone of the reference chamber fades",
        severity: "its gain is multiplied by (1 - severity); 1 is dead", in: METERED;
    AcousticSecondMicrophone, "acoustic_second_microphone", part: "acoustic volume sensor",
        fails: "the microphone of the variable chamber fades",
        severity: "its gain is multiplied by (1 - severity); 1 is dead", in: METERED;
    AcousticSealLeak, "acoustic_seal_leak", part: "acoustic volume sensor",
        fails: "the variable chamber leaks along its rim",
        severity: "share of a rim that lies open", in: METERED;
    AcousticReferenceLeak, "acoustic_reference_leak", part: "acoustic volume sensor",
        fails: "the reference chamber leaks",
        severity: "share of a rim that lies open", in: METERED;
    AcousticNoiseBurst, "acoustic_noise_burst", part: "acoustic volume sensor",
        fails: "sound is in the chambers from elsewhere",
        severity: "severity times 1 Pa", in: METERED;
    AcousticLiquidIngress, "acoustic_liquid_ingress", part: "acoustic volume sensor",
        fails: "liquid is on the dry side",
        severity: "severity times 60 uL", in: METERED;
    AcousticReferenceVolume, "acoustic_reference_volume", part: "acoustic volume sensor",
        fails: "the reference chamber is smaller than drawn",
        severity: "by severity times a half", in: METERED;
    AcousticDetuning, "acoustic_detuning", part: "acoustic volume sensor",
        fails: "the gas is warmer than the thermistor",
        severity: "by severity times 5 K", in: METERED;
    LatchSwitchStuckOpen, "latch_switch_stuck_open", part: "latch switch",
        fails: "the latch switch never closes",
        severity: "above 0.5 it does not", in: ALL;
    LatchSwitchStuckClosed, "latch_switch_stuck_closed", part: "latch switch",
        fails: "the latch switch never opens",
        severity: "above 0.5 it does not", in: ALL;
    ConnectorSwitchStuckOpen, "connector_switch_stuck_open", part: "connector switch",
        fails: "the connector switch never closes",
        severity: "above 0.5 it does not", in: ALL;
    ConnectorSwitchStuckClosed, "connector_switch_stuck_closed", part: "connector switch",
        fails: "the connector switch never opens",
        severity: "above 0.5 it does not", in: ALL;
    MatingSwitchStuckOpen, "mating_switch_stuck_open", part: "mating switch",
        fails: "the mating switch never closes",
        severity: "above 0.5 it does not", in: ALL;
    MatingSwitchStuckClosed, "mating_switch_stuck_closed", part: "mating switch",
        fails: "the mating switch never opens",
        severity: "above 0.5 it does not", in: ALL;
    ConnectorIndentWorn, "connector_indent_worn", part: "fluid connector",
        fails: "the latch slips past the connector's indent: the halves lock over any connector",
        severity: "above 0.5 it does", in: TETHERED;
    CannulaDislodged, "cannula_dislodged", part: "cannula",
        fails: "the cannula comes out of the skin",
        severity: "share of its length that is out; leaks onto the skin from about 0.76 on, all of it at 1", in: ALL;
    CannulaKink, "cannula_kink", part: "cannula",
        fails: "the cannula folds",
        severity: "its small half-axis is multiplied by (1 - severity): 0.9 passes 5 %, 1 is shut", in: ALL;
    PlugLoose, "plug_loose", part: "connector's plug",
        fails: "the plug is not home in its receiver",
        severity: "how far it stands back; 1 is out", in: TETHERED;
    TubingLoose, "tubing_loose", part: "tubing's bond",
        fails: "the tubing is not home in its tapered opening",
        severity: "how far it stands back; 1 is out", in: TETHERED;
    FillSeptumTorn, "fill_septum_torn", part: "fill septum",
        fails: "a core is missing from the fill septum",
        severity: "share of a whole core; stays so", in: ALL;
    DeviceSeptumTorn, "device_septum_torn", part: "infusion device's septum",
        fails: "a core is missing from the infusion device's septum",
        severity: "share of a whole core; stays so", in: ALL;
    VentClogged, "vent_clogged", part: "vent",
        fails: "the filter clogs",
        severity: "its conductance is multiplied by 10 to the power of (-7 severity)", in: ALL;
    VentWetted, "vent_wetted", part: "vent",
        fails: "liquid is in the filter: it passes no more air",
        severity: "above 0.5 it is; stays so", in: ALL;
    InserterDriveWeak, "inserter_drive_weak", part: "autoinserter",
        fails: "the drive spring has lost force",
        severity: "share that is lost, when it is fired", in: ALL;
    InserterReturnWeak, "inserter_return_weak", part: "autoinserter",
        fails: "the return spring has lost force",
        severity: "share that is lost, when it is fired", in: ALL;
    InserterFriction, "inserter_friction", part: "autoinserter",
        fails: "the carrier binds",
        severity: "severity times 10 N, when it is fired", in: ALL;
    InserterBlocked, "inserter_blocked", part: "autoinserter",
        fails: "something hard lies under the skin",
        severity: "the tip stops at (1 - severity) of the cannula's length, when it is fired", in: ALL;
    FastenerWorn, "fastener_worn", part: "fastener",
        fails: "hooks are worn or full of lint",
        severity: "share that no longer holds", in: ALL;
    TagMissing, "tag_missing", part: "identification tag",
        fails: "the tag has fallen out of the connector's core",
        severity: "above 0.5 it has", in: ALL;
    TagDisplaced, "tag_displaced", part: "identification tag",
        fails: "the connector sits askew: the tag is further from the reader",
        severity: "by severity times 20 mm", in: ALL;
    TagTilted, "tag_tilted", part: "identification tag",
        fails: "the connector's core is turned",
        severity: "by severity times 90 degrees", in: ALL;
    TagNoise, "tag_noise", part: "tag reader",
        fails: "something disturbs the field between reader and tag",
        severity: "chance of a wrong bit: severity times 0.01", in: ALL;
    TagDecay, "tag_decay", part: "identification tag",
        fails: "a bit of the tag's memory has flipped",
        severity: "above 0.5 one has, which follows from the severity's digits", in: ALL;
}

impl FaultKind {
    /// The fault's row of the table.
    pub const fn spec(self) -> &'static FaultSpec {
        &FAULTS[self as usize]
    }

    /// The name used in scenario files.
    pub const fn name(self) -> &'static str {
        self.spec().name
    }

    /// The kind with this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        FAULTS.iter().find(|spec| spec.name == name).map(|spec| spec.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_finds_its_own_row_and_each_name_its_fault() {
        for (spec, kind) in FAULTS.iter().zip(FaultKind::ALL) {
            assert_eq!((spec.kind, kind.spec()), (kind, spec));
            assert_eq!(FaultKind::from_name(spec.name), Some(kind));
        }
        assert_eq!(FaultKind::from_name("rust"), None);
    }

    #[test]
    fn a_row_can_stand_in_a_scenario_and_in_a_table() {
        for spec in &FAULTS {
            let is_name =
                spec.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
            assert!(is_name && !spec.name.is_empty(), "{}", spec.name);
            for text in [spec.fails, spec.severity] {
                assert!(
                    !text.is_empty() && !text.ends_with('.') && !text.contains(['|', '\n']),
                    "{}: {text}",
                    spec.name
                );
            }
            assert_ne!(spec.embodiments, Embodiments::of(&[]), "{}: no embodiment can have it", spec.name);
        }
    }
}
