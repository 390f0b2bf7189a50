//! A pump of a few lines, and a controller that was calibrated for it: what tests drive the controller with where no
//! physics is wanted.

use controller::{
    AcousticReading, AcousticReference, BasalBlock, BasalProfile, CalibrationRecord, Controller, DeviceProfile, Duty,
    Housekeeping, Inputs, Limits, OPTICAL_POINTS, OpticalPoint, OpticalReading, Outlet, Outputs, Phase, Settings,
    SignalReference, Strobe, Templates, Tone, VOLUME_POINTS, ValveReference, VolumePoint, WirePower,
};
use units::{Concentration, Current, DoseRate, Duration, Length, Temperature, Voltage, Volume};

const HOME_COUNTS: i64 = 2_500;
const CLOSED_COUNTS: i64 = 1_500;

/// Signal falls by 2 % a 25 um; 8 pL are displaced a nanometre; the open second valve, where one is sensed, is half as bright again as
/// the closed one.
fn calibration(profile: &DeviceProfile) -> CalibrationRecord {
    let optical: [OpticalPoint; OPTICAL_POINTS] = core::array::from_fn(|i| {
        let i = u32::try_from(i).unwrap();
        OpticalPoint { travel: Length::from_nm(25_000 * i64::from(i)), ratio_ppm: 1_000_000 - 20_000 * i }
    });
    let volume: [VolumePoint; VOLUME_POINTS] = core::array::from_fn(|i| {
        let i = i64::try_from(i).unwrap();
        VolumePoint { travel: Length::from_nm(40_000 * i), volume: Volume::from_pl(320_000 * i) }
    });
    let reference = |counts: i64| SignalReference {
        signal: u32::try_from(256 * counts).unwrap(),
        temperature: Temperature::from_millidegc(25_000),
        drift_ppm_per_k: -500,
    };
    let valve = match profile.outlet {
        Outlet::Driven | Outlet::Dispensing => {
            Some(ValveReference { closed: reference(CLOSED_COUNTS), open_ppm: 1_500_000 })
        }
        Outlet::Passive => None,
    };
    CalibrationRecord::new(optical, volume, reference(HOME_COUNTS), valve, Length::ZERO.into(), acoustic(profile))
        .unwrap()
}

/// The quarter tone is 1245 Hz at 25 degC above 350 uL, and both microphones are alike.
fn acoustic(profile: &DeviceProfile) -> Option<AcousticReference> {
    (profile.outlet == Outlet::Dispensing).then_some(AcousticReference {
        quarter_millihertz: 1_245_000,
        temperature: Temperature::from_millidegc(25_000),
        gas: Volume::from_pl(350_000_000),
        slope_ppm: -1_000_000,
        damping_ppm: 133_000,
    })
}

/// A worn controller of this type of pump, at a constant rate.
pub(crate) fn controller_of(profile: &DeviceProfile, rate_micro_units_per_h: i64, fill: Volume) -> Controller {
    let rate = DoseRate::from_micro_units_per_h(rate_micro_units_per_h);
    let settings = Settings {
        concentration: Concentration::new(100).unwrap(),
        basal: BasalProfile::new(&[BasalBlock { from: Duration::ZERO, rate }]).unwrap(),
        time_of_day: Duration::from_h(7),
        reservoir_fill: fill,
        limits: Limits::DEVICE,
        templates: Templates::default(),
    };
    Controller::new(*profile, calibration(profile), settings)
}

/// A pump that does at once what its pins ask, in whole nanometres; enough to lead the controller through its strokes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Pump {
    pub(crate) travel_nm: i64,
    pub(crate) open: bool,
    pub(crate) dispensing_pl: i64,
}

impl Pump {
    /// What a step's outputs do until the next step.
    pub(crate) fn follow(&mut self, outputs: &Outputs, phase: Phase, elapsed: Duration) {
        self.open = outputs.second_valve > Duty::OFF;
        self.dispensing_pl = match phase {
            Phase::Preheat | Phase::Advance | Phase::Settle | Phase::Measure => 8 * self.travel_nm,
            Phase::Dispense => 0,
            Phase::Idle
            | Phase::Commit
            | Phase::Seal
            | Phase::Listen(_)
            | Phase::Baseline
            | Phase::Open
            | Phase::Relieve
            | Phase::Close
            | Phase::Press
            | Phase::Release
            | Phase::Refill
            | Phase::Sealed => self.dispensing_pl,
        };
        let elapsed_ms = i64::try_from(elapsed.as_ms().min(10_000)).unwrap();
        match phase {
            // Warming; and warm, so that it starts to move.
            Phase::Preheat | Phase::Advance if outputs.pump > Duty::OFF => self.travel_nm += 150 * elapsed_ms,
            Phase::Idle | Phase::Seal | Phase::Refill | Phase::Relieve => self.travel_nm = 0,
            Phase::Commit
            | Phase::Listen(_)
            | Phase::Baseline
            | Phase::Open
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
    }

    /// What its microphones hear: the quarter tone of what the dispensing chamber leaves.
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a ratio of some ten millions")]
    fn hears(self, tone: Tone) -> AcousticReading {
        let relative = f64::from(tone.millihertz) / 1_245_000.0;
        let square = relative * relative * (1.0 - self.dispensing_pl as f64 / 350e6);
        let (real, imaginary) = (1.0 - square, square.sqrt() / 7.5);
        let size = real * real + imaginary * imaginary;
        AcousticReading {
            real_ppm: (1e6 * real / size) as i32,
            imaginary_ppm: (-1e6 * imaginary / size) as i32,
            real_variance_ppm2: 0,
            imaginary_variance_ppm2: 0,
        }
    }

    /// What its sensors read.
    pub(crate) fn inputs(self, strobe: Strobe) -> Inputs {
        let reading = |counts: i64, pulses: u16| OpticalReading {
            lit: u32::try_from((counts + 100) * i64::from(pulses)).unwrap_or(0),
            dark: 100 * u32::from(pulses),
            pulses,
        };
        let plunger = HOME_COUNTS - HOME_COUNTS * 2 * self.travel_nm / 2_500_000;
        let valve = if self.open { CLOSED_COUNTS * 3 / 2 } else { CLOSED_COUNTS };
        let read = strobe.housekeeping == Housekeeping::Read;
        Inputs {
            plunger: strobe.plunger.map(|pulses| reading(plunger.max(1), pulses)),
            second_valve: strobe.second_valve.map(|pulses| reading(valve, pulses)),
            battery: read.then(|| Voltage::from_uv(3_900_000)),
            housing: read.then(|| Temperature::from_millidegc(25_000)),
            acoustic: strobe.tone.map(|tone| self.hears(tone)),
            sounder: read.then(|| Current::from_ua(40_000)),
            power: WirePower::Passed,
            committed: None,
            ..Inputs::default()
        }
    }
}
