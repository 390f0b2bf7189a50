//! A pump that does at once what its pins ask, in whole nanometres, and whose parts can stick.

use super::{Duty, Housekeeping, Inputs, Outputs, Phase, Strobe};
use controller::{
    CalibrationRecord, DeviceProfile, OPTICAL_POINTS, OpticalPoint, OpticalReading, Outlet, SignalReference,
    VOLUME_POINTS, ValveReference, VolumePoint,
};
use units::{Current, Duration, Length, Temperature, Voltage, Volume};

/// What is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Fault {
    #[default]
    None,
    /// The second valve stays where it is.
    SecondValveSticks,
    PlungerSticks,
    /// The plunger's sensor gives nothing.
    Blind,
    BatteryEmpty,
}

/// All of them, and their end.
pub(crate) const FAULTS: [Fault; 5] =
    [Fault::None, Fault::SecondValveSticks, Fault::PlungerSticks, Fault::Blind, Fault::BatteryEmpty];

const HOME_COUNTS: i64 = 2_500;
const CLOSED_COUNTS: i64 = 1_500;

/// Signal falls by 2 % a 25 um; 8 pL are displaced a nanometre; an open second valve is half as bright again.
pub(super) fn calibration(profile: &DeviceProfile) -> CalibrationRecord {
    let optical: [OpticalPoint; OPTICAL_POINTS] = core::array::from_fn(|i| {
        let i = u32::try_from(i).expect("a few points");
        OpticalPoint { travel: Length::from_nm(25_000 * i64::from(i)), ratio_ppm: 1_000_000 - 20_000 * i }
    });
    let volume: [VolumePoint; VOLUME_POINTS] = core::array::from_fn(|i| {
        let i = i64::try_from(i).expect("a few points");
        VolumePoint { travel: Length::from_nm(40_000 * i), volume: Volume::from_pl(320_000 * i) }
    });
    let reference = |counts: i64| SignalReference {
        signal: u32::try_from(256 * counts).expect("counts of a 12-bit converter"),
        temperature: Temperature::from_millidegc(25_000),
        drift_ppm_per_k: 0,
    };
    let valve = match profile.outlet {
        Outlet::Driven | Outlet::Dispensing => {
            Some(ValveReference { closed: reference(CLOSED_COUNTS), open_ppm: 1_500_000 })
        }
        Outlet::Passive => None,
    };
    CalibrationRecord::new(optical, volume, reference(HOME_COUNTS), valve, Length::ZERO.into(), None)
        .expect("a pump of few lines")
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pump {
    pub(super) travel_nm: i64,
    pub(super) open: bool,
    pub(super) fault: Fault,
    /// The plunger has pressed since the last step: a passive outlet is open.
    pressing: bool,
}

impl Pump {
    /// What a step's outputs do until the next step.
    pub(super) fn follow(&mut self, outputs: &Outputs, phase: Phase, elapsed: Duration) {
        if self.fault != Fault::SecondValveSticks {
            self.open = outputs.second_valve > Duty::OFF;
        }
        let elapsed_ms = i64::try_from(elapsed.as_ms().min(10_000)).expect("ten seconds");
        let before = self.travel_nm;
        match phase {
            Phase::Preheat | Phase::Advance if outputs.pump > Duty::OFF && self.fault != Fault::PlungerSticks => {
                self.travel_nm += 150 * elapsed_ms;
            }
            Phase::Idle | Phase::Seal | Phase::Refill | Phase::Relieve => self.travel_nm = 0,
            Phase::Commit
            | Phase::Baseline
            | Phase::Open
            | Phase::Listen(_)
            | Phase::Preheat
            | Phase::Advance
            | Phase::Settle
            | Phase::Dispense
            | Phase::Close
            | Phase::Measure
            | Phase::Press
            | Phase::Release
            | Phase::Sealed => {}
        }
        self.pressing = self.travel_nm > before;
    }

    /// Which valves are open, from the reservoir on.
    pub(super) fn valves_open(&self, profile: &DeviceProfile, outputs: &Outputs) -> Vec<bool> {
        let first = outputs.first_valve == Duty::OFF;
        match profile.outlet {
            Outlet::Driven => vec![first, self.open],
            Outlet::Passive => vec![first, self.pressing],
            Outlet::Dispensing => vec![first, self.pressing, self.open],
        }
    }

    /// What its sensors read.
    pub(super) fn inputs(&self, strobe: Strobe) -> Inputs {
        let reading = |counts: i64, pulses: u16| OpticalReading {
            lit: u32::try_from((counts + 100) * i64::from(pulses)).unwrap_or(0),
            dark: 100 * u32::from(pulses),
            pulses,
        };
        let plunger = HOME_COUNTS - HOME_COUNTS * 2 * self.travel_nm / 2_500_000;
        let valve = if self.open { CLOSED_COUNTS * 3 / 2 } else { CLOSED_COUNTS };
        let read = strobe.housekeeping == Housekeeping::Read;
        let millivolt = if self.fault == Fault::BatteryEmpty { 3_000 } else { 3_900 };
        Inputs {
            plunger: strobe
                .plunger
                .filter(|_| self.fault != Fault::Blind)
                .map(|pulses| reading(plunger.max(1), pulses)),
            second_valve: strobe.second_valve.map(|pulses| reading(valve, pulses)),
            battery: read.then(|| Voltage::from_uv(millivolt * 1_000)),
            housing: read.then(|| Temperature::from_millidegc(25_000)),
            sounder: read.then(|| Current::from_ua(40_000)),
            ..Inputs::default()
        }
    }
}
