//! A controller without a pump, for tests of what it records.

use controller::{
    BasalBlock, BasalProfile, CalibrationRecord, Controller, DeviceProfile, OPTICAL_POINTS, OpticalPoint, Settings,
    SignalReference, VOLUME_POINTS, VolumePoint,
};
use journal::Kept;
use units::{Concentration, DoseRate, Duration, Instant, Length, Temperature, Volume};

fn calibration() -> CalibrationRecord {
    let optical: [OpticalPoint; OPTICAL_POINTS] = core::array::from_fn(|i| {
        let i = u32::try_from(i).expect("a few points");
        OpticalPoint { travel: Length::from_nm(25_000 * i64::from(i)), ratio_ppm: 1_000_000 - 20_000 * i }
    });
    let volume: [VolumePoint; VOLUME_POINTS] = core::array::from_fn(|i| {
        let i = i64::try_from(i).expect("a few points");
        VolumePoint { travel: Length::from_nm(40_000 * i), volume: Volume::from_pl(320_000 * i) }
    });
    let temperature = Temperature::from_millidegc(25_000);
    let home = SignalReference { signal: 640_000, temperature, drift_ppm_per_k: -500 };
    CalibrationRecord::new(optical, volume, home, None, Length::ZERO.into(), None).expect("a calibration")
}

/// A new one at 1 U/h.
pub(crate) fn controller() -> Controller {
    let blocks = [BasalBlock { from: Duration::ZERO, rate: DoseRate::from_micro_units_per_h(1_000_000) }];
    let settings = Settings {
        concentration: Concentration::new(100).expect("U-100"),
        basal: BasalProfile::new(&blocks).expect("one block"),
        time_of_day: Duration::ZERO,
        reservoir_fill: Volume::from_pl(2_000_000_000),
        limits: controller::Limits::DEVICE,
        templates: controller::Templates::default(),
    };
    Controller::new(DeviceProfile::PATCH, calibration(), settings)
}

/// What goes on from there.
pub(crate) fn restored(kept: &Kept) -> Controller {
    Controller::restore(DeviceProfile::PATCH, calibration(), kept.settings.clone(), &kept.record, Instant::ZERO)
}
