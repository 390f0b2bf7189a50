//! What each fault does to the plant.
//!
//! All faults are laid on anew whenever one changes, so that the order in which they came does not matter.

use super::Twin;
use super::sensors::OpticalSite;
use crate::assembly::Indent;
use crate::embodiment::ValveSite;
use crate::fault::FaultKind;
use crate::part::acoustics::AcousticFaults;
use crate::part::driver::{Driver, WirePath};
use crate::part::optics::Viewing;
use crate::part::sensor::Health;
use crate::part::switch::Switch;
use crate::path::{CHAMBER, RESERVOIR};

/// Severity above which a fault that is there or not is there.
const PRESENT: f64 = 0.5;
/// Friction of a complete jam, N. Assumed, because no wire here pulls as much.
const JAM_N: f64 = 10.0;
/// Leak of a shut seat at severity 1, uL/(s kPa): 50 uL/h at 20 kPa. Assumed, because that is the largest leak that could be
/// taken for a slow basal rate.
const SEAT_LEAK_UL_S_KPA: f64 = 50.0 / 3600.0 / 20.0;
/// Thickness of the thickest fibre that may come to lie across a seat, mm. Assumed, because thicker ones do not pass the outlet
/// channel, and shorter ones do not reach across a land.
const DEBRIS_MM: f64 = 0.02;
/// Furthest that a tag is displaced, mm, and largest chance of a wrong bit. Assumed, because both are beyond what lets
/// anything through.
const TAG_AWAY_MM: f64 = 20.0;
/// See [`TAG_AWAY_MM`].
const TAG_BIT_ERROR: f64 = 0.01;
/// Air of a complete chamber, uL. Assumed, because it is more than the chamber holds.
const CHAMBER_AIR_UL: f64 = 5.0;
/// Share of a plain hole that a pierced membrane is at severity 1. Assumed, because silicone closes around a puncture.
const PUNCTURE_SHARE: f64 = 0.01;

/// The faults of one wire.
struct WireFaults {
    wire_break: FaultKind,
    half: FaultKind,
    worn: FaultKind,
    switch_open: FaultKind,
    switch_shorted: FaultKind,
    supervisor_switch_shorted: FaultKind,
    stiction: FaultKind,
}

/// The kinds of a wire, which are named alike.
macro_rules! wire_faults {
    ($break:ident, $half:ident, $worn:ident, $open:ident, $shorted:ident, $second:ident, $stiction:ident) => {
        WireFaults {
            wire_break: FaultKind::$break,
            half: FaultKind::$half,
            worn: FaultKind::$worn,
            switch_open: FaultKind::$open,
            switch_shorted: FaultKind::$shorted,
            supervisor_switch_shorted: FaultKind::$second,
            stiction: FaultKind::$stiction,
        }
    };
}

const PUMP: WireFaults = wire_faults!(
    PumpWireBreak,
    PumpWireHalf,
    PumpWireWorn,
    PumpSwitchOpen,
    PumpSwitchShorted,
    PumpSupervisorSwitchShorted,
    PlungerStiction
);
const FIRST_VALVE: WireFaults = wire_faults!(
    FirstValveWireBreak,
    FirstValveWireHalf,
    FirstValveWireWorn,
    FirstValveSwitchOpen,
    FirstValveSwitchShorted,
    FirstValveSupervisorSwitchShorted,
    FirstValveStiction
);
const SECOND_VALVE: WireFaults = wire_faults!(
    SecondValveWireBreak,
    SecondValveWireHalf,
    SecondValveWireWorn,
    SecondValveSwitchOpen,
    SecondValveSwitchShorted,
    SecondValveSupervisorSwitchShorted,
    SecondValveStiction
);
const MEASUREMENT_VALVE: WireFaults = wire_faults!(
    MeasurementValveWireBreak,
    MeasurementValveWireHalf,
    MeasurementValveWireWorn,
    MeasurementValveSwitchOpen,
    MeasurementValveSwitchShorted,
    MeasurementValveSupervisorSwitchShorted,
    MeasurementValveStiction
);

/// The faults of one seat: leak and debris.
fn seat_faults(site: ValveSite) -> (FaultKind, FaultKind) {
    match site {
        ValveSite::First => (FaultKind::FirstValveLeak, FaultKind::FirstValveDebris),
        ValveSite::Second => (FaultKind::SecondValveLeak, FaultKind::SecondValveDebris),
        ValveSite::Outlet => (FaultKind::OutletLeak, FaultKind::OutletDebris),
        ValveSite::Measurement => (FaultKind::MeasurementValveLeak, FaultKind::MeasurementValveDebris),
    }
}

/// Severities of all faults.
#[derive(Debug, Clone, Copy)]
pub(super) struct Severities([f64; FaultKind::ALL.len()]);

impl Severities {
    pub(super) const NONE: Self = Self([0.0; FaultKind::ALL.len()]);

    pub(super) fn of(&self, kind: FaultKind) -> f64 {
        self.0[kind as usize]
    }

    pub(super) fn has(&self, kind: FaultKind) -> bool {
        self.of(kind) > PRESENT
    }

    fn driver(&self, faults: &WireFaults) -> Driver {
        let first = stuck(self.has(faults.switch_open), self.has(faults.switch_shorted));
        let second = stuck(false, self.has(faults.supervisor_switch_shorted));
        let path = match (self.has(faults.wire_break), self.has(faults.half)) {
            (true, _) => WirePath::Open,
            (false, true) => WirePath::Half,
            (false, false) => WirePath::Whole,
        };
        Driver { switches: [first, second], path }
    }
}

impl Twin {
    /// Sets how badly something fails from now on: 0 is healthy, 1 complete. A fault of a part that the embodiment does
    /// not have does nothing.
    pub fn set_fault(&mut self, kind: FaultKind, severity: f64) {
        if !kind.spec().embodiments.contains(self.embodiment) {
            return;
        }
        let before = self.severities;
        self.severities.0[kind as usize] = severity.clamp(0.0, 1.0);
        let worn = self.severities.has(FaultKind::ConnectorIndentWorn);
        self.assembly.indent = if worn { Indent::Slips } else { Indent::Sound };
        self.lay_on_set();
        let air = self.severities.of(FaultKind::ChamberAir) - before.of(FaultKind::ChamberAir);
        self.gas.path.inject(CHAMBER_AIR_UL * air.max(0.0));
        self.lay_on_all();
        self.lay_on_tag(&before);
        self.electrics.battery.age = self.severities.of(FaultKind::BatteryAged);
        self.apply_duties();
        self.restructured();
    }

    /// Gives the plant what faults do to wires, seats, path and sensors.
    pub(super) fn lay_on_all(&mut self) {
        self.lay_on_wires();
        self.lay_on_seats();
        self.lay_on_path();
        self.lay_on_sensors();
    }

    fn lay_on_wires(&mut self) {
        let severities = &self.severities;
        let wear = &self.unit.reusable.fatigue;
        self.plant.pump.spring_share = 1.0 - 0.5 * severities.of(FaultKind::PlungerSpringWeak);
        let lay_on = |drive: &mut crate::plant::Drive, faults: &WireFaults| {
            drive.driver = severities.driver(faults);
            drive.intact = if severities.has(faults.wire_break) { 0.0 } else { 1.0 };
            drive.binding_n = JAM_N * severities.of(faults.stiction);
            // What a wire has lived through is not undone when the fault is over.
            drive.fatigue.at_least(severities.of(faults.worn));
            drive.wear(wear);
        };
        lay_on(&mut self.plant.pump, &PUMP);
        for valve in &mut self.plant.valves {
            let faults = match valve.site {
                ValveSite::First => &FIRST_VALVE,
                ValveSite::Second => &SECOND_VALVE,
                ValveSite::Measurement => &MEASUREMENT_VALVE,
                ValveSite::Outlet => continue,
            };
            if let Some(drive) = valve.drive_mut() {
                lay_on(drive, faults);
            }
        }
    }

    fn lay_on_seats(&mut self) {
        for valve in &mut self.plant.valves {
            let (leak, debris) = seat_faults(valve.site);
            valve.extra_leak_ul_s_kpa = SEAT_LEAK_UL_S_KPA * self.severities.of(leak);
            valve.adrift_mm = DEBRIS_MM * self.severities.of(debris);
            if valve.site == ValveSite::Outlet {
                valve.stick(4.0 * self.severities.of(FaultKind::OutletStuck));
            }
        }
    }

    fn lay_on_path(&mut self) {
        let severities = &self.severities;
        let path = &mut self.plant.path;
        path.edges[RESERVOIR].share = 1.0 - severities.of(FaultKind::ReservoirOutletBlocked);
        path.leak(CHAMBER).share = PUNCTURE_SHARE * severities.of(FaultKind::MembranePuncture);
        self.plant.membrane.slack(0.8 * severities.of(FaultKind::MembraneSlack));
        self.gas.reservoir.fouling = severities.of(FaultKind::ReservoirWallFouled);
        self.fluidity_share = crate::math::exp(-3.0 * core::f64::consts::LN_10 * severities.of(FaultKind::DrugGelled));
    }

    fn lay_on_sensors(&mut self) {
        let severities = self.severities;
        let viewing = |dim, age, dust, ambient| Viewing {
            dim: severities.of(dim),
            age: severities.of(age),
            ambient: severities.of(ambient),
            dust: severities.of(dust),
            loose_mm: None,
        };
        let plain = [
            (
                viewing(
                    FaultKind::PlungerLedDim,
                    FaultKind::PlungerLedAged,
                    FaultKind::PlungerOpticsDust,
                    FaultKind::PlungerOpticsLight,
                ),
                FaultKind::PlungerFaceLoose,
            ),
            (
                viewing(
                    FaultKind::SecondValveLedDim,
                    FaultKind::SecondValveLedAged,
                    FaultKind::SecondValveOpticsDust,
                    FaultKind::SecondValveOpticsLight,
                ),
                FaultKind::SecondValveFaceLoose,
            ),
        ];
        for (site, (viewing, loose)) in [OpticalSite::Plunger, OpticalSite::SecondValve].into_iter().zip(plain) {
            // A face that has come loose stays where it was.
            let was = self.sensors.viewing[site as usize].loose_mm;
            let loose_mm = severities.has(loose).then(|| was.unwrap_or_else(|| self.viewed_mm(site)));
            self.sensors.viewing[site as usize] = Viewing { loose_mm, ..viewing };
        }
        self.sensors.swapped = severities.has(FaultKind::OpticsSwapped);
        self.lay_on_small_sensors();
        self.sensors.switches = [
            (FaultKind::LatchSwitchStuckOpen, FaultKind::LatchSwitchStuckClosed),
            (FaultKind::ConnectorSwitchStuckOpen, FaultKind::ConnectorSwitchStuckClosed),
            (FaultKind::MatingSwitchStuckOpen, FaultKind::MatingSwitchStuckClosed),
        ]
        .map(|(open, closed)| stuck(severities.has(open), severities.has(closed)));
        self.sensors.acoustics = AcousticFaults {
            speaker: severities.of(FaultKind::AcousticSpeaker),
            first_microphone: severities.of(FaultKind::AcousticFirstMicrophone),
            second_microphone: severities.of(FaultKind::AcousticSecondMicrophone),
            seal_leak: severities.of(FaultKind::AcousticSealLeak),
            reference_leak: severities.of(FaultKind::AcousticReferenceLeak),
            noise_burst: severities.of(FaultKind::AcousticNoiseBurst),
            liquid_ingress: severities.of(FaultKind::AcousticLiquidIngress),
            reference_volume: severities.of(FaultKind::AcousticReferenceVolume),
            detuning: severities.of(FaultKind::AcousticDetuning),
        };
    }

    fn lay_on_tag(&mut self, before: &Severities) {
        let severities = &self.severities;
        self.radio.displaced_mm = TAG_AWAY_MM * severities.of(FaultKind::TagDisplaced);
        self.radio.tilt_deg = 90.0 * severities.of(FaultKind::TagTilted);
        self.radio.bit_error = TAG_BIT_ERROR * severities.of(FaultKind::TagNoise);
        let decayed = severities.has(FaultKind::TagDecay) && !before.has(FaultKind::TagDecay);
        if let Some(tag) = self.tag.as_mut().filter(|_| decayed) {
            let (page, bit) = decayed_bit(severities.of(FaultKind::TagDecay));
            tag.decay(page, bit);
        }
    }

    /// A sensor that is stuck repeats what it would have read as it stuck.
    fn lay_on_small_sensors(&mut self) {
        let severities = self.severities;
        let (air_kpa, up_g) = (self.environment.ambient_kpa, self.worn.felt.gravity.map(|g| -g));
        self.sensors.thermistor = health(
            self.sensors.thermistor,
            severities.has(FaultKind::ThermistorDead),
            severities.has(FaultKind::ThermistorStuck),
            self.housing_c,
        );
        self.sensors.barometer = health(
            self.sensors.barometer,
            severities.has(FaultKind::BarometerDead),
            severities.has(FaultKind::BarometerStuck),
            air_kpa,
        );
        self.sensors.accelerometer = health(
            self.sensors.accelerometer,
            severities.has(FaultKind::AccelerometerDead),
            severities.has(FaultKind::AccelerometerStuck),
            up_g,
        );
    }
}

/// Page and bit that have flipped, spread over the 36 pages of data by the severity's last digits.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place below 1152")]
fn decayed_bit(severity: f64) -> (u8, u8) {
    let place = ((severity - PRESENT) / (1.0 - PRESENT) * 1151.0) as u16;
    let page = u8::try_from(4 + place / 32).unwrap_or(39);
    (page, (place % 32) as u8)
}

fn stuck(open: bool, closed: bool) -> Switch {
    match (open, closed) {
        (true, _) => Switch::StuckOpen,
        (false, true) => Switch::StuckClosed,
        (false, false) => Switch::Good,
    }
}

/// What becomes of a sensor that was `before`, and would read `reading` now.
fn health<Reading>(before: Health<Reading>, dead: bool, stuck: bool, reading: Reading) -> Health<Reading> {
    match (dead, stuck, before) {
        (true, ..) => Health::Dead,
        (false, true, Health::Stuck(at)) => Health::Stuck(at),
        (false, true, _) => Health::Stuck(reading),
        (false, false, _) => Health::Good,
    }
}
