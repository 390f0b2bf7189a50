//! What a run leaves behind, in plain numbers: the source of every output file.
//!
//! Units are in the names: microlitres, seconds, millimetres, kilopascals, degrees Celsius.
//! Vocabulary: *delivered* and *truth* are liquid past the cannula's tip, *ledger* and *accounted* what the
//! controller believes.

use twin::drawing::Pose;

/// One run, as recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Name of the scenario.
    pub name: String,
    /// Name of the embodiment that was run.
    pub embodiment: String,
    /// Which pump unit was run.
    pub seed: u64,
    /// The drug's strength, U/mL.
    pub concentration_units_per_ml: u32,
    /// How much time was simulated, s.
    pub simulated_s: f64,
    /// How long that took, s.
    pub wall_s: f64,
    /// Clock time of t = 0, seconds since midnight.
    pub start_clock_s: f64,
    /// What therapy asked for, uL.
    pub commanded_ul: f64,
    /// Liquid past the cannula's tip, uL.
    pub delivered_ul: f64,
    /// What the controller accounted as delivered, uL.
    pub ledger_ul: f64,
    /// Liquid left in the reservoir, uL.
    pub reservoir_ul: f64,
    /// How everything stood at the end.
    pub pose: Pose,
    /// How badly the cannula that was worn at the end was kinked as it went in, 0 to 1.
    pub kink: f64,
    /// Every stroke, in order of time.
    pub strokes: Vec<StrokeRow>,
    /// Every bolus that has ended, in order of time.
    pub boluses: Vec<BolusRow>,
    /// Sums and surroundings, about one a minute, in order of time.
    pub totals: Vec<TotalRow>,
    /// A few whole strokes, tick by tick.
    pub traces: Vec<StrokeTrace>,
    /// Alarms that became active, in order of time; reminders are in the log.
    pub alarms: Vec<AlarmRow>,
    /// What else happened, in order of time.
    pub log: Vec<LogRow>,
    /// Every event as one line of JSON with whole numbers only, so that the same run has the same bytes everywhere.
    pub events: Vec<String>,
    /// What the device's journal has kept at the end, an item a line of JSON, from the oldest to the newest. A volume
    /// is a number of picolitres, a time of microseconds.
    pub journal: Vec<String>,
    /// Standing oracles that did not hold, in order of time.
    pub violations: Vec<Violation>,
    /// Charge taken from the battery, mAh.
    pub battery_used_mah: f64,
    /// Most liquid that the arithmetic made or lost, uL.
    pub imbalance_worst_ul: f64,
    /// Hash of all that was asked of the controller and answered by it, wherever it ran.
    pub trace: u64,
    /// What a controller in an emulator took; none for one on this host.
    pub emulated: Option<EmulatedRow>,
}

impl Record {
    /// Units of the drug in a microlitre.
    pub fn units_per_ul(&self) -> f64 {
        f64::from(self.concentration_units_per_ml) / 1e3
    }
}

/// One stroke.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StrokeRow {
    /// When it began, s.
    pub began_s: f64,
    /// When it was measured, s.
    pub t_s: f64,
    /// What it was to deliver, uL.
    pub target_ul: f64,
    /// What the plunger's displacement comes to, uL.
    pub optical_ul: f64,
    /// What the acoustic measurement comes to, uL; none without such a sensor.
    pub acoustic_ul: Option<f64>,
    /// What went into the ledger, uL.
    pub accounted_ul: f64,
    /// What it delivered, uL.
    pub truth_ul: f64,
    /// Where the plunger started, um.
    pub start_um: f64,
    /// Where the plunger ended, um.
    pub end_um: f64,
}

/// One bolus, as the controller reported its end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BolusRow {
    /// When it ended, s.
    pub t_s: f64,
    /// What was programmed, uL.
    pub programmed_ul: f64,
    /// What the controller says was delivered of it, uL.
    pub reported_ul: f64,
}

/// Sums since the start and surroundings at one instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TotalRow {
    /// When, s.
    pub t_s: f64,
    /// What therapy has asked for, uL.
    pub commanded_ul: f64,
    /// Liquid past the cannula's tip, uL.
    pub delivered_ul: f64,
    /// What the controller has accounted as delivered, uL.
    pub ledger_ul: f64,
    /// Liquid left in the reservoir, uL.
    pub reservoir_ul: f64,
    /// Gauge pressure of the tubing, kPa.
    pub line_kpa: f64,
    /// The highest that it has been since the row before, kPa.
    pub line_high_kpa: f64,
    /// Gauge pressure of the tissue, kPa.
    pub tissue_kpa: f64,
    /// Temperature inside the housing, degC.
    pub housing_c: f64,
    /// Temperature of the air, degC.
    pub air_c: f64,
}

/// One whole stroke, a sample a controller tick.
#[derive(Debug, Clone, PartialEq)]
pub struct StrokeTrace {
    /// Which stroke it is, in words.
    pub title: String,
    /// The pump's wires, and its valves in order of flow: what samples have values of.
    pub wires: Vec<&'static str>,
    /// See `wires`.
    pub valves: Vec<&'static str>,
    /// Its samples, in order of time.
    pub samples: Vec<TraceSample>,
}

/// A stroke at one instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TraceSample {
    /// Time since the stroke began, s.
    pub t_s: f64,
    /// Phase of the controller's cycle.
    pub phase: &'static str,
    /// The plunger's travel from its home stop, um.
    pub plunger_um: f64,
    /// Temperatures of the wires, degC.
    pub wires_c: [f64; 3],
    /// Gauge pressure of the chamber, kPa.
    pub chamber_kpa: f64,
    /// Gauge pressure of the tubing, kPa.
    pub line_kpa: f64,
    /// Whether each valve lets liquid pass.
    pub open: [bool; 3],
    /// Liquid past the cannula's tip since the stroke began, uL.
    pub delivered_ul: f64,
}

/// What a controller in an emulator took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmulatedRow {
    /// Its steps.
    pub steps: u64,
    /// Instructions of the longest step.
    pub instructions_worst: u64,
    /// Instructions of a step on average.
    pub instructions_mean: u64,
    /// Instructions of the supervisor's longest step.
    pub supervisor_instructions_worst: u64,
    /// The most bytes of stack that were ever in use.
    pub stack_worst: u32,
}

/// An alarm that became active.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AlarmRow {
    /// When, s.
    pub at_s: f64,
    /// Its name in records.
    pub annunciation: &'static str,
    /// How urgent it is: `low`, `medium` or `high`.
    pub priority: &'static str,
    /// What a person reads.
    pub text: &'static str,
    /// When a person confirmed it, or resumed in spite of it, s.
    pub acknowledged_s: Option<f64>,
    /// When it ended, s.
    pub ended_s: Option<f64>,
}

/// Something that happened: a command, a refusal, a bolus ended, a fault or surroundings that changed.
#[derive(Debug, Clone, PartialEq)]
pub struct LogRow {
    /// When, s.
    pub at_s: f64,
    /// What, in a line.
    pub what: String,
}

/// A standing oracle that did not hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// When, s.
    pub at_s: f64,
    /// Which oracle.
    pub oracle: &'static str,
    /// What it found.
    pub detail: String,
}
