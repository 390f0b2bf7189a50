//! What is true of every pump of a type: timings, gains and limits. One profile an embodiment; the code is the same
//! for all.

mod acoustic;

pub use acoustic::AcousticLimits;

use crate::assembly::{SetCarrier, SetKind};
use units::{Current, Dose, DoseRate, Duration, Length, Temperature, Voltage, Volume};

/// What lets liquid out of the pump chamber.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outlet {
    /// The second valve: its wire opens it for the stroke, and its position is sensed.
    Driven,
    /// A valve that the chamber's pressure opens and its own bias shuts: nothing drives it, and nothing senses it.
    Passive,
    /// The same, into a dispensing chamber. The second valve, whose wire opens it and whose position is sensed, lets
    /// that out after the stroke.
    Dispensing,
}

/// A type of pump, as its designers set it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DeviceProfile {
    /// What lies behind the pump chamber.
    pub outlet: Outlet,

    /// Smallest stroke that is made for basal; smaller amounts wait. Too small: sensor noise dominates. Too big: low
    /// rates come in lumps.
    pub basal_stroke_min: Volume,
    /// Largest stroke that is planned for basal or an extended bolus: what comes faster comes in more strokes. Too big: as much
    /// is missed as the way shuts. Too small: a high rate drains the battery.
    pub basal_stroke_max: Volume,
    /// Smallest stroke that is made at all (the rest of a bolus).
    pub stroke_min: Volume,
    /// Largest stroke. Too big: the membrane meets the rigid body.
    pub stroke_max: Volume,
    /// Largest stroke of a bolus before one has shown that the way is open. Too small: a soft line hides that it is shut,
    /// and a second stroke is needed to tell. Too large: more is missed.
    pub trial_stroke: Volume,
    /// Basal strokes come no closer than this, and grow instead, up to `basal_stroke_max`.
    pub basal_interval: Duration,
    /// Strokes of a bolus come no closer than this. Too close: pressure rises in firm tissue. Too far apart: a meal's
    /// bolus takes long.
    pub stroke_interval: Duration,
    /// How much more than its target a stroke could deliver at worst.
    pub stroke_margin: Volume,
    /// Largest single bolus, and highest basal rate, that are accepted.
    pub bolus_limit: Dose,
    /// See `bolus_limit`.
    pub rate_limit: DoseRate,
    /// What sets the pump is built for, and what carries their tag.
    pub set_kind: SetKind,
    /// See `set_kind`.
    pub set_carrier: SetCarrier,
    /// The most that a set's tag may ask to be primed with.
    pub prime_max: Volume,
    /// What fills the cannula, and wets the site.
    pub cannula_prime: Volume,
    /// For how long a set may be worn, whatever its tag says.
    pub wear_max: Duration,
    /// How long before the end of a set's life a person is told, the first time and the last.
    pub wear_warnings: [Duration; 2],
    /// The most that a reservoir holds.
    pub reservoir_capacity: Volume,
    /// The most that is delivered within any hour, and within any day, whatever was asked for. Too big: a mistake is not
    /// contained. Too small: a meal is not covered.
    pub hour_limit: Dose,
    /// See `hour_limit`.
    pub day_limit: Dose,
    /// The longest time over which a bolus is given, and the longest delay before it.
    pub bolus_time_limit: Duration,
    /// Content at which a person is told of the level first, unless asked for otherwise.
    pub reservoir_reminder: Volume,
    /// Content at which the reservoir is low.
    pub reservoir_low: Volume,
    /// Content at which it is nearly empty.
    pub reservoir_nearly_empty: Volume,
    /// Content below which a refill that falls short means an empty reservoir, rather than a fault.
    pub reservoir_doubtful: Volume,
    /// Content below which the reservoir counts as empty, where nothing that is sensed tells: behind a plunger that does
    /// not hold the membrane a chamber that sucks in vain looks like a full one.
    pub reservoir_residue: Option<Volume>,

    /// Battery voltage at rest below which it is low, and below which it is empty.
    pub battery_low: Voltage,
    /// See `battery_low`.
    pub battery_empty: Voltage,
    /// Voltage below which no load of a stroke may take it, whatever it is at rest: a little above that at which the
    /// electronics lose power.
    pub battery_loaded: Voltage,

    /// Temperature of the housing below which it is too cold, and above which it is too hot. Too near to what pumps work
    /// at, 5 to 40 degC: the error of the sensor calls a person.
    pub housing_min: Temperature,
    /// See `housing_min`.
    pub housing_max: Temperature,

    /// Test current of a sounder that works. Too narrow: a cold battery looks like a broken sounder. Too wide: a coil
    /// that touches itself goes unseen.
    pub sounder_current_min: Current,
    /// See `sounder_current_min`.
    pub sounder_current_max: Current,

    /// Temperature and voltage at which on-times and duties below are meant.
    pub reference_temperature: Temperature,
    /// See `reference_temperature`.
    pub reference_voltage: Voltage,
    /// Temperature at which a loaded wire starts to pull.
    pub pull_temperature: Temperature,
    /// Time in which a wire cools by a factor e.
    pub wire_time_constant: Duration,

    /// First valve: duty and time that close it from cold, and duty that keeps it closed.
    pub seal_duty_ppm: i64,
    /// See `seal_duty_ppm`.
    pub seal_time: Duration,
    /// See `seal_duty_ppm`.
    pub seal_hold_ppm: i64,
    /// Temperature at which that keeps its wire, by design. Too low: the valve lets go. Too high: the battery pays.
    pub seal_hold_temperature: Temperature,
    /// Temperature to which its wire is heated to close it, at most.
    pub seal_temperature: Temperature,
    /// Temperature of its wire at which it has surely opened.
    pub unseal_temperature: Temperature,
    /// Time that the first valve is given to settle on its seat after that.
    pub seal_settle: Duration,
    /// Second valve: duty until it is seen open, and duty that keeps it open.
    pub open_duty_ppm: i64,
    /// See `open_duty_ppm`.
    pub open_hold_ppm: i64,
    /// Temperature at which that keeps its wire, by design.
    pub open_hold_temperature: Temperature,
    /// Time within which the second valve must be seen open, and closed.
    pub valve_timeout: Duration,
    /// Readings in a row that have to show the second valve seated before it counts as closed.
    pub seated_readings: u8,

    /// Time within which the bound of a stroke must be in the journal.
    pub commit_timeout: Duration,

    /// Pump wire: duty and time that bring it to the verge of pulling.
    pub preheat_duty_ppm: i64,
    /// See `preheat_duty_ppm`.
    pub preheat_time: Duration,
    /// How much more than what holds the plunger is applied after that, until it moves. Too much: it starts with a
    /// jerk.
    pub approach_percent: i64,
    /// How fast that share grows while the plunger does not move, percent a second.
    pub approach_percent_per_s: i64,
    /// Time that this last approach should take.
    pub approach_time: Duration,
    /// Duty that holds the plunger in place.
    pub hold_duty_ppm: i64,
    /// Highest duty in closed loop.
    pub duty_max_ppm: i64,
    /// Travel from home at which the plunger counts as moving.
    pub onset: Length,
    /// Speed of the position ramp, nm/ms (um/s).
    pub ramp_nm_per_ms: i64,
    /// Proportional gain, ppm of duty per nm.
    pub gain_ppm_per_nm: i64,
    /// Integral gain, ppm of duty per um and second.
    pub integral_ppm_per_um_s: i64,
    /// Nearness to the target at which the stroke is done.
    pub arrival: Length,
    /// Time within which the stroke must be done, from the first heat on.
    pub stroke_timeout: Duration,
    /// Time for the line to relax with the plunger held, before the second valve closes.
    pub settle: Duration,
    /// Time that the dispensing chamber is given to empty. Too short: what is left comes with the next stroke.
    pub dispense: Duration,
    /// What is made of the acoustic volume sensor, where the pump has one.
    pub acoustic: AcousticLimits,
    /// Share of the holding duty at which the plunger is parked while the first valve opens. Too much: it creeps on.
    /// Too little: it retreats.
    pub park_percent: i64,
    /// How far the plunger may spring forward as the first valve opens beyond what it did at the factory, at each stroke, and
    /// what exceeds that in all, until the line is blocked for sure: 0.1 um per kPa that was in the line. Too little: firm
    /// tissue looks like an occlusion. Too much: more is missed before the alarm.
    pub line_slack: Length,
    /// See `line_slack`.
    pub line_sum: Length,
    /// What the chamber yields for each micrometre that the plunger springs forward, by design: 3.5 nL per kPa, 0.11
    /// um per kPa.
    pub give_per_um: Volume,
    /// From how many readings of the plunger, before the first valve opens and after, its spring is taken. Too few: a
    /// reading's noise hides a leak. Too many: the valve has let go before, and the pump wire is powered for longer.
    pub spring_readings: u8,
    /// How far beyond a stroke's end the plunger presses on the chamber while both its valves are shut, where the second
    /// one is driven: what that leaves of pressure shows as the first valve opens. Too little: a reading's noise hides a
    /// leak. Too much: the seats lift.
    pub press: Length,
    /// For how long it presses, once it has gone that far: each time, and each `leak_interval`. The longer, the smaller a
    /// leak that shows, and the more of the battery it takes.
    pub press_time: Duration,
    /// See `press_time`.
    pub press_time_long: Duration,
    /// Time within which it has gone that far, or does not.
    pub press_timeout: Duration,
    /// See `press_time`.
    pub leak_interval: Duration,
    /// How much less the plunger springs after a long press than after any other, on average, in a chamber that is sound: a
    /// wire that is parked gives way a little.
    pub press_loss: Length,
    /// How far the plunger's spring may fall short of that at the factory at each stroke, and what comes short beyond that
    /// in all, until a valve leaks for sure. Too little: a line under suction looks like a leak. Too much: a leak goes on.
    pub leak_slack: Length,
    /// See `leak_slack`.
    pub leak_sum: Length,
    /// Time within which the plunger must be home again.
    pub refill_timeout: Duration,
    /// How near to home counts as home.
    pub home: Length,
    /// Time that pressure in the line is given to push the plunger back after a stroke that failed.
    pub relief: Duration,
}

impl DeviceProfile {
    /// The tethered embodiment: both valves actuated, displacement sensed optically.
    pub const TETHERED: Self = Self {
        outlet: Outlet::Driven,

        basal_stroke_min: Volume::from_pl(500_000),
        // An eighth less than the largest is room for what the one before gave too little.
        basal_stroke_max: Volume::from_pl(1_750_000),
        stroke_min: Volume::from_pl(250_000),
        stroke_max: Volume::from_pl(2_000_000),
        // 40 kPa and more in a shut line, which one stroke's spring tells.
        trial_stroke: Volume::from_pl(950_000),
        // What is missed when the way shuts is counted in strokes, so that they are to be small; but a charge has to last for
        // 72 h at 1 U/h, which it does not with 20 strokes an hour.
        basal_interval: Duration::from_min(5),
        // 102 of the largest strokes within eleven minutes, 1.8 U a minute: the supervisor stops 113.
        stroke_interval: Duration::from_ms(6_500),
        stroke_margin: Volume::from_pl(500_000),
        bolus_limit: Dose::from_micro_units(30_000_000),
        rate_limit: DoseRate::from_micro_units_per_h(30_000_000),
        set_kind: SetKind::Tubed,
        set_carrier: SetCarrier::Connector,
        prime_max: Volume::from_pl(250_000_000),
        cannula_prime: Volume::from_pl(3_000_000),
        wear_max: Duration::from_h(168),
        wear_warnings: [Duration::from_h(8), Duration::from_h(1)],
        reservoir_capacity: Volume::from_pl(3_000_000_000),
        hour_limit: Dose::from_micro_units(60_000_000),
        day_limit: Dose::from_micro_units(300_000_000),
        bolus_time_limit: Duration::from_h(8),
        reservoir_reminder: Volume::from_pl(500_000_000),
        reservoir_low: Volume::from_pl(200_000_000),
        reservoir_nearly_empty: Volume::from_pl(100_000_000),
        reservoir_doubtful: Volume::from_pl(100_000_000),
        reservoir_residue: None,

        battery_low: Voltage::from_uv(3_420_000),
        battery_empty: Voltage::from_uv(3_200_000),
        // The electronics need 3.05 V, and a reading errs by half a percent.
        battery_loaded: Voltage::from_uv(3_080_000),

        housing_min: Temperature::from_millidegc(3_000),
        housing_max: Temperature::from_millidegc(42_000),

        sounder_current_min: Current::from_ua(20_000),
        sounder_current_max: Current::from_ua(60_000),

        reference_temperature: Temperature::from_millidegc(25_000),
        reference_voltage: Voltage::from_uv(3_900_000),
        pull_temperature: Temperature::from_millidegc(78_000),
        wire_time_constant: Duration::from_ms(1_300),

        seal_duty_ppm: 500_000,
        // The slowest of 400 pump units takes 257 ms; a fifth more is for what is not known of a wire.
        seal_time: Duration::from_ms(310),
        // The wire shuts the valve at 95 degC and lets go at 62, or below; a tenth of full power would keep it at 95.
        seal_hold_ppm: 75_500,
        seal_hold_temperature: Temperature::from_millidegc(78_000),
        seal_temperature: Temperature::from_millidegc(105_000),
        unseal_temperature: Temperature::from_millidegc(52_000),
        seal_settle: Duration::from_ms(120),
        open_duty_ppm: 900_000,
        open_hold_ppm: 385_000,
        open_hold_temperature: Temperature::from_millidegc(88_000),
        valve_timeout: Duration::from_ms(2_500),
        // It is read once more, and more finely, with the plunger's end.
        seated_readings: 2,

        commit_timeout: Duration::from_s(5),

        // The faster, the shorter both valves are held meanwhile; it loads the battery by a quarter of an ampere.
        preheat_duty_ppm: 650_000,
        preheat_time: Duration::from_ms(250),
        approach_percent: 120,
        approach_percent_per_s: 20,
        approach_time: Duration::from_ms(150),
        hold_duty_ppm: 130_000,
        duty_max_ppm: 600_000,
        onset: Length::from_nm(4_000),
        ramp_nm_per_ms: 150,
        gain_ppm_per_nm: 7,
        integral_ppm_per_um_s: 10_000,
        arrival: Length::from_nm(3_000),
        stroke_timeout: Duration::from_ms(5_000),
        // The second valve takes another third of a second to close.
        settle: Duration::from_ms(200),
        dispense: Duration::ZERO,
        acoustic: AcousticLimits::DEFAULT,
        park_percent: 80,
        line_slack: Length::from_nm(2_800),
        line_sum: Length::from_nm(700),
        give_per_um: Volume::from_pl(32_000),
        spring_readings: 8,
        press: Length::from_nm(25_000),
        press_time: Duration::from_ms(450),
        press_time_long: Duration::from_ms(2_500),
        press_timeout: Duration::from_ms(1_000),
        leak_interval: Duration::from_min(20),
        // 0.19 to 0.32 um in six pump units. At 0.1 U/h and less every press is a long one.
        press_loss: Length::from_nm(260),
        leak_slack: Length::from_nm(2_000),
        leak_sum: Length::from_nm(3_000),
        refill_timeout: Duration::from_s(20),
        home: Length::from_nm(12_000),
        relief: Duration::from_ms(2_500),
    };

    /// The patch: worn on the skin, its outlet passive, its plunger pressing on the membrane.
    pub const PATCH: Self = Self {
        outlet: Outlet::Passive,
        set_kind: SetKind::Direct,
        set_carrier: SetCarrier::Disposable,
        // A needle and a cannula hold a few microlitres; what is beyond that is another set's.
        prime_max: Volume::from_pl(20_000_000),
        // Three days, and eight hours in which a person may be asleep.
        wear_max: Duration::from_h(80),
        // 90 kPa and more behind a shut cannula.
        trial_stroke: Volume::from_pl(500_000),
        // 0.08 mAh a stroke: the battery lasts with the smallest strokes.
        basal_interval: Duration::from_min(3),
        // A stroke is missed before a shut cannula is told: 0.09 U at any rate. At 2 U/h the battery lasts for three days yet.
        basal_stroke_max: Volume::from_pl(900_000),
        // A passive outlet closes by the chamber's pressure, whatever lies behind it: above 17 kPa in the line, liquid
        // goes back as the inlet opens.
        stroke_interval: Duration::from_s(10),
        // The folding bag's suction begins to cost volume at 6 to 8 U.
        reservoir_residue: Some(Volume::from_pl(80_000_000)),
        // What is above 17 kPa in the line shows, 25 kPa as 0.8 um. A shut line of this little compliance is at 60 kPa and more
        // after one basal stroke, which is 2.5 um or more. A reservoir that sucks for want of air shows as well.
        line_slack: Length::from_nm(450),
        line_sum: Length::from_nm(2_000),
        // An outlet that shuts by itself leaves 17 kPa in the chamber; to press more would open it.
        press: Length::ZERO,
        press_time: Duration::ZERO,
        // An outlet that leaks 50 uL/h at 20 kPa loses half of its pressure within 6 s.
        press_time_long: Duration::from_s(6),
        // A long press takes 0.13 mAh: an eighth of the battery at 1 U/h. Each 20 min it would be a fifth.
        leak_interval: Duration::from_min(30),
        // 0.32 to 0.64 um in eight pump units at 5, 25 and 40 degC, a metre up and down.
        press_loss: Length::from_nm(500),
        // A mean of eight readings scatters by 0.2 um; a metre below the site takes 0.14 to 0.27 um off, and a bag so full that
        // its wall presses as much again. A seat that does not hold takes off 1.3 um and more: two readings.
        leak_slack: Length::from_nm(750),
        leak_sum: Length::from_nm(600),
        ..Self::TETHERED
    };

    /// The patch with a dispensing chamber.
    pub const METERED: Self = Self {
        outlet: Outlet::Dispensing,
        // A stroke that brings no liquid is heard.
        reservoir_residue: None,
        // What drives the liquid out is a spring of 5 kPa and more, and no plunger: firm tissue needs more time.
        stroke_interval: Duration::from_s(24),
        dispense: Duration::from_ms(2_500),
        // What is missed when the way shuts is half a stroke and what falls due until the next: below a tenth of a unit at
        // 5 U/h only with small strokes.
        basal_interval: Duration::from_s(60),
        basal_stroke_max: Volume::from_pl(1_750_000),
        // The first valve is let go at once.
        seated_readings: 3,
        // The plunger is looked at only where the stroke was not heard, and is parked for seconds before: it tells little.
        line_slack: Length::from_nm(650),
        line_sum: Length::from_nm(4_000),
        press_loss: Length::ZERO,
        leak_slack: Length::from_nm(750),
        leak_sum: Length::from_nm(3_000),
        ..Self::PATCH
    };
}

const _: () = check(&DeviceProfile::TETHERED);
const _: () = check(&DeviceProfile::PATCH);
const _: () = check(&DeviceProfile::METERED);

/// How the figures of a profile have to relate.
const fn check(p: &DeviceProfile) {
    // A bolus's rest is never smaller than what can be made, and a basal stroke never larger.
    assert!(p.stroke_min.as_pl().saturating_mul(2) <= p.basal_stroke_min.as_pl());
    assert!(p.basal_stroke_min.as_pl() <= p.basal_stroke_max.as_pl());
    assert!(p.basal_stroke_max.as_pl() < p.stroke_max.as_pl());
    assert!(p.basal_stroke_min.as_pl() <= p.trial_stroke.as_pl());
    assert!(p.trial_stroke.as_pl() <= p.stroke_max.as_pl());
    // Below what cannot be drawn nothing is left to doubt.
    if let Some(residue) = p.reservoir_residue {
        assert!(residue.as_pl() <= p.reservoir_doubtful.as_pl());
    }
    assert!(p.reservoir_doubtful.as_pl() <= p.reservoir_low.as_pl());
    // A person is told ever more urgently, and of each level before nothing is left.
    assert!(p.reservoir_low.as_pl() < p.reservoir_reminder.as_pl());
    assert!(p.reservoir_nearly_empty.as_pl() < p.reservoir_low.as_pl());
    if let Some(residue) = p.reservoir_residue {
        assert!(residue.as_pl() < p.reservoir_nearly_empty.as_pl());
    }
    assert!(p.housing_min.as_millidegc() < p.housing_max.as_millidegc());
    // The cannula takes at least a stroke, and the first warning comes first.
    assert!(p.stroke_min.as_pl() <= p.cannula_prime.as_pl());
    assert!(p.wear_warnings[0].as_us() > p.wear_warnings[1].as_us());
    assert!(p.stroke_interval.as_us() <= p.basal_interval.as_us());
    // What a stroke may deliver beyond its target is less than a stroke.
    assert!(p.stroke_margin.as_pl() < p.stroke_max.as_pl());
    // A sounder that draws nothing does not work.
    assert!(p.sounder_current_min.as_ua().is_positive());
    assert!(p.sounder_current_min.as_ua() < p.sounder_current_max.as_ua());
    // What is held for longer shows the smaller leak.
    assert!(p.press_time.as_us() <= p.press_time_long.as_us());
    assert!(p.leak_slack.as_nm().is_positive() && p.leak_sum.as_nm().is_positive());
    assert!(p.line_slack.as_nm().is_positive() && p.line_sum.as_nm().is_positive());
    // The plunger counts as moving before it counts as away from home.
    assert!(p.onset.as_nm() < p.home.as_nm());
}
