//! Items of the journal: what is written is read again, and any bytes give an item or an error.

use controller::{
    Accepted, Alarm, BasalBlock, BasalProfile, BolusId, CalibrationRecord, Command, Controller, DeviceProfile, Entry,
    Event, Events, OPTICAL_POINTS, OpticalPoint, Record, Rejected, Settings, SignalReference, StrokeRecord,
    VOLUME_POINTS, VolumePoint,
};
use proptest::collection::vec;
use proptest::prelude::*;
use protocol::{ITEM_SIZE_MAX, Item, ItemError, ItemKind, decode_settings, decode_state};
use units::{Concentration, Dose, DoseRate, Duration, Instant, Length, Temperature, Volume};

fn calibration() -> CalibrationRecord {
    let optical: [OpticalPoint; OPTICAL_POINTS] = core::array::from_fn(|i| {
        let i = u32::try_from(i).unwrap();
        OpticalPoint { travel: Length::from_nm(25_000 * i64::from(i)), ratio_ppm: 1_000_000 - 20_000 * i }
    });
    let volume: [VolumePoint; VOLUME_POINTS] = core::array::from_fn(|i| {
        let i = i64::try_from(i).unwrap();
        VolumePoint { travel: Length::from_nm(40_000 * i), volume: Volume::from_pl(320_000 * i) }
    });
    let home =
        SignalReference { signal: 640_000, temperature: Temperature::from_millidegc(25_000), drift_ppm_per_k: -500 };
    CalibrationRecord::new(optical, volume, home, None, Length::ZERO.into(), None).unwrap()
}

fn settings() -> impl Strategy<Value = Settings> {
    let rates = vec(0..=i64::MAX, 1..=24);
    (1u32..=1_000, rates, any::<u64>(), any::<i64>()).prop_map(|(concentration, rates, time_of_day, fill)| {
        let blocks: Vec<BasalBlock> = (0..)
            .zip(rates)
            .map(|(hour, rate)| BasalBlock {
                from: Duration::from_h(hour),
                rate: DoseRate::from_micro_units_per_h(rate),
            })
            .collect();
        Settings {
            concentration: Concentration::new(concentration).unwrap(),
            basal: BasalProfile::new(&blocks).unwrap(),
            time_of_day: Duration::from_us(time_of_day),
            reservoir_fill: Volume::from_pl(fill),
            limits: controller::Limits::DEVICE,
            templates: controller::Templates::default(),
        }
    })
}

fn event() -> impl Strategy<Value = Event> {
    let volume = || any::<i64>().prop_map(Volume::from_pl);
    let length = || any::<i64>().prop_map(Length::from_nm);
    prop_oneof![
        volume().prop_map(|bound| Event::StrokeStarted { bound }),
        (volume(), volume(), volume(), proptest::option::of(volume()), length(), length()).prop_map(
            |(target, measured, optical, acoustic, start, end)| {
                Event::StrokeMeasured(StrokeRecord { target, measured, optical, acoustic, start, end })
            }
        ),
        length().prop_map(|spring| Event::InletOpened { spring }),
        (any::<u32>(), volume(), volume()).prop_map(|(id, programmed, delivered)| Event::BolusEnded {
            id: BolusId(id),
            programmed,
            delivered
        }),
        Just(Event::AlarmRaised(Alarm::PowerLost)),
        volume().prop_map(|unmeasured| Event::Restarted { unmeasured }),
    ]
}

fn entry() -> impl Strategy<Value = Entry> {
    let dose = || any::<i64>().prop_map(Dose::from_micro_units);
    let answer = prop_oneof![
        any::<u32>().prop_map(|id| Ok(Accepted::Bolus(BolusId(id)))),
        (dose(), dose()).prop_map(|(requested, limit)| Err(Rejected::BolusOutOfRange { requested, limit })),
    ];
    prop_oneof![
        1 => Just(Entry::New),
        2 => (dose(), answer).prop_map(|(dose, answer)| Entry::Command { command: Command::fast_bolus(dose), answer }),
        4 => vec(event(), 0..=24).prop_map(|events| Entry::Step(events.into_iter().collect::<Events>())),
    ]
}

/// A record of a controller that has those of these boluses under way that its limits allow.
fn record() -> impl Strategy<Value = Record> {
    (settings(), entry(), any::<u64>(), vec(1i64..=30_000_000, 0..16)).prop_map(|(settings, entry, us, boluses)| {
        let mut controller = Controller::new(DeviceProfile::PATCH, calibration(), settings);
        for dose in boluses {
            let dose = Dose::from_micro_units(dose);
            controller.command(Instant::ZERO, Command::fast_bolus(dose)).ok();
        }
        Record { at: Instant::from_us(us), ..controller.record(entry) }
    })
}

fn item() -> impl Strategy<Value = Item> {
    prop_oneof![settings().prop_map(Item::Settings), record().prop_map(Item::Record)]
}

fn bytes(item: &Item) -> Vec<u8> {
    item.encode(&mut [0; ITEM_SIZE_MAX]).expect("every item fits").to_vec()
}

proptest! {
    #[test]
    fn an_item_of_the_journal_is_read_as_it_was_written(item in item()) {
        let bytes = bytes(&item);
        prop_assert_eq!(Item::decode(&bytes), Ok(item));
    }

    /// What a restart needs of an item is the same as in the whole of it.
    #[test]
    fn the_parts_of_an_item_that_a_restart_needs_are_those_of_the_item(item in item()) {
        let (bytes, mut settings, mut state) = (bytes(&item), None, None);
        let kinds = (decode_settings(&bytes, &mut settings), decode_state(&bytes, &mut state));
        match item {
            Item::Settings(whole) => {
                prop_assert_eq!((ItemKind::of(&bytes), kinds), (Ok(ItemKind::Settings), (Ok(()), Err(ItemError::Malformed))));
                prop_assert_eq!((settings, state), (Some(whole), None));
            }
            Item::Record(Record { sequence, at, state: whole, .. }) => {
                prop_assert_eq!((ItemKind::of(&bytes), kinds), (Ok(ItemKind::Record), (Err(ItemError::Malformed), Ok(()))));
                prop_assert_eq!((settings, state), (None, Some(Record { sequence, at, state: whole, entry: () })));
            }
        }
    }

    /// All errors of up to 32 bits in a row, and so every byte that is wrong, are found.
    #[test]
    fn a_damaged_item_of_the_journal_is_an_error(item in item(), place: proptest::sample::Index, flip in 1u8..) {
        let mut bytes = bytes(&item);
        *place.get_mut(&mut bytes) ^= flip;
        let damaged = matches!(Item::decode(&bytes), Err(ItemError::Checksum { .. }));
        prop_assert!(damaged);
    }

    #[test]
    fn an_item_of_the_journal_that_is_cut_short_is_an_error(item in item(), place: proptest::sample::Index) {
        let bytes = bytes(&item);
        let size = place.index(bytes.len());
        prop_assert!(Item::decode(&bytes[..size]).is_err());
        let refused = item.encode(&mut vec![0; size]).err();
        prop_assert_eq!(refused, Some(ItemError::NoRoom));
    }

    /// With and without the right checksum.
    #[test]
    fn any_bytes_are_an_item_of_the_journal_or_an_error(mut bytes in vec(any::<u8>(), 0..300)) {
        Item::decode(&bytes).ok();
        if let Some(version) = bytes.first_mut() {
            *version = 2;
        }
        let checksum = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC).checksum(&bytes).to_le_bytes();
        bytes.extend(checksum);
        Item::decode(&bytes).ok();
    }

    /// Whatever record has the right form, be it nonsense: a controller starts from it, and answers.
    #[test]
    fn a_controller_starts_from_any_record(
        settings in settings(),
        record in record(),
        noise in vec((any::<proptest::sample::Index>(), 0u8..128), 1..8),
        us: u64,
    ) {
        let mut bytes = bytes(&Item::Record(record));
        let size = bytes.len() - 4;
        for (place, noise) in noise {
            // Numbers keep their lengths, so that what follows still means something.
            let byte = &mut bytes[1 + place.index(size - 1)];
            *byte = *byte & 0x80 | noise;
        }
        let Ok(Item::Record(record)) = postcard::from_bytes(&bytes[1..size]) else {
            return Err(TestCaseError::reject("no record"));
        };
        let mut now = Instant::from_us(us);
        let mut controller = Controller::restore(DeviceProfile::PATCH, calibration(), settings, &record, now);
        for _ in 0..10 {
            let inputs = controller::Inputs { committed: Some(record.sequence), ..Default::default() };
            let outputs = controller.step(now, &inputs);
            now = outputs.next_wake;
            controller.record(Entry::Step(outputs.events));
        }
    }
}

#[test]
fn an_item_of_another_version_is_refused() {
    let record = Controller::new(
        DeviceProfile::PATCH,
        calibration(),
        Settings {
            concentration: Concentration::new(100).unwrap(),
            basal: BasalProfile::new(&[BasalBlock { from: Duration::ZERO, rate: DoseRate::ZERO }]).unwrap(),
            time_of_day: Duration::ZERO,
            reservoir_fill: Volume::from_pl(2_000_000_000),
            limits: controller::Limits::DEVICE,
            templates: controller::Templates::default(),
        },
    )
    .record(Entry::New);
    let mut bytes = bytes(&Item::Record(record));
    let size = bytes.len() - 4;
    bytes[0] = bytes[0].wrapping_add(1);
    let checksum = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC).checksum(&bytes[..size]).to_le_bytes();
    bytes[size..].copy_from_slice(&checksum);
    assert_eq!(Item::decode(&bytes), Err(ItemError::Version(bytes[0])));
    assert_eq!(Item::decode(&bytes[..4]), Err(ItemError::TooShort));
}
