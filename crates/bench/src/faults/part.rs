//! Every fault that a part of the twin can have, as trials: which items of the catalogue it belongs to, during which
//! therapy it shows, and how it comes.
//!
//! Invariant: the match over [`FaultKind`] has no arm for the rest, so that no fault can be forgotten.

use super::therapy::{Onset, Therapy};
use twin::FaultKind;
use units::Duration;

/// How a part's fault comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// Its name.
    pub name: &'static str,
    /// The severity that it reaches, in millionths.
    pub(super) severity_ppm: u32,
    /// In which moment of the therapy.
    pub(super) onset: Onset,
    /// How long it takes to grow.
    pub(super) over: Duration,
}

/// At once and whole, between two strokes and in a bolus; in part; and slowly.
const FULL: Course = Course { name: "full", severity_ppm: 1_000_000, onset: Onset::AtRest, over: Duration::ZERO };
const IN_BOLUS: Course = Course { name: "in-bolus", onset: Onset::InBolus, ..FULL };
const TENTH: Course = Course { name: "tenth", severity_ppm: 100_000, ..FULL };
const HALF: Course = Course { name: "half", severity_ppm: 500_000, ..FULL };
const SLOW: Course = Course { name: "slow", over: Duration::from_h(2), ..FULL };

/// What a row that is no part's fault has: everything comes as its table says.
pub(super) const AS_TOLD: Course = FULL;

/// The ways in which this fault comes. One that is there or not comes whole.
pub(super) fn courses(kind: FaultKind) -> &'static [Course] {
    let is_there_or_not = kind.spec().severity.starts_with("above ");
    match (therapy(kind), is_there_or_not) {
        (Therapy::Usual | Therapy::Suspended, true) => &[FULL, IN_BOLUS],
        (Therapy::Usual | Therapy::Suspended, false) => &[FULL, IN_BOLUS, TENTH, SLOW],
        (Therapy::SiteChange, true) => &[FULL],
        (Therapy::SiteChange, false) => &[FULL, HALF, TENTH],
    }
}

/// The therapy in which this fault shows: what acts on a new set alone needs a change of set.
pub(super) fn therapy(kind: FaultKind) -> Therapy {
    use FaultKind as K;
    let of_new_set = matches!(
        kind,
        K::InserterDriveWeak
            | K::InserterReturnWeak
            | K::InserterFriction
            | K::InserterBlocked
            | K::ConnectorIndentWorn
            | K::TagMissing
            | K::TagDisplaced
            | K::TagTilted
            | K::TagNoise
            | K::TagDecay
    );
    if of_new_set { Therapy::SiteChange } else { Therapy::Usual }
}

/// The items of the catalogue that this fault belongs to.
#[expect(clippy::too_many_lines, reason = "one table, an arm an item")]
pub(super) const fn items(kind: FaultKind) -> &'static [u8] {
    use FaultKind as K;
    match kind {
        K::VentClogged | K::VentWetted => &[1],
        K::LatchSwitchStuckOpen
        | K::LatchSwitchStuckClosed
        | K::ConnectorSwitchStuckOpen
        | K::ConnectorSwitchStuckClosed
        | K::MatingSwitchStuckOpen
        | K::MatingSwitchStuckClosed => &[2],
        K::ThermistorStuck | K::ThermistorDead => &[5, 14],
        K::BarometerStuck | K::BarometerDead => &[5],
        K::ChamberAir | K::ReservoirWallFouled => &[7],
        K::CannulaDislodged
        | K::InserterDriveWeak
        | K::InserterReturnWeak
        | K::InserterFriction
        | K::InserterBlocked => &[8],
        K::CannulaKink => &[8, 11],
        K::PlugLoose | K::TubingLoose | K::DeviceSeptumTorn => &[9],
        K::FirstValveLeak
        | K::FirstValveDebris
        | K::SecondValveLeak
        | K::SecondValveDebris
        | K::OutletLeak
        | K::OutletDebris
        | K::MeasurementValveLeak
        | K::MeasurementValveDebris
        | K::FillSeptumTorn => &[10],
        K::Occlusion | K::OutletStuck | K::ReservoirOutletBlocked => &[11],
        K::PumpWireBreak
        | K::PumpWireHalf
        | K::PumpWireWorn
        | K::PumpSwitchOpen
        | K::FirstValveWireBreak
        | K::FirstValveWireHalf
        | K::FirstValveWireWorn
        | K::FirstValveSwitchOpen
        | K::SecondValveWireBreak
        | K::SecondValveWireHalf
        | K::SecondValveWireWorn
        | K::SecondValveSwitchOpen
        | K::MeasurementValveWireBreak
        | K::MeasurementValveWireHalf
        | K::MeasurementValveWireWorn
        | K::MeasurementValveSwitchOpen
        | K::FirstValveStiction
        | K::SecondValveStiction
        | K::MeasurementValveStiction => &[13],
        K::PumpSwitchShorted
        | K::PumpSupervisorSwitchShorted
        | K::FirstValveSwitchShorted
        | K::FirstValveSupervisorSwitchShorted
        | K::SecondValveSwitchShorted
        | K::SecondValveSupervisorSwitchShorted
        | K::MeasurementValveSwitchShorted
        | K::MeasurementValveSupervisorSwitchShorted => &[13, 29],
        K::PlungerStiction | K::PlungerSpringWeak | K::MembranePuncture | K::MembraneSlack => &[14],
        K::PlungerLedDim
        | K::PlungerLedAged
        | K::PlungerOpticsDust
        | K::PlungerOpticsLight
        | K::PlungerFaceLoose
        | K::SecondValveLedDim
        | K::SecondValveLedAged
        | K::SecondValveOpticsDust
        | K::SecondValveOpticsLight
        | K::SecondValveFaceLoose
        | K::OpticsSwapped => &[15],
        K::AcousticSpeaker
        | K::AcousticFirstMicrophone
        | K::AcousticSecondMicrophone
        | K::AcousticSealLeak
        | K::AcousticReferenceLeak
        | K::AcousticNoiseBurst
        | K::AcousticLiquidIngress
        | K::AcousticReferenceVolume
        | K::AcousticDetuning => &[16],
        K::SounderBroken => &[20],
        K::BatteryAged => &[21],
        K::AccelerometerStuck | K::AccelerometerDead | K::FastenerWorn => &[32],
        K::ConnectorIndentWorn => &[2, 34],
        K::TagMissing | K::TagDisplaced | K::TagTilted | K::TagNoise | K::TagDecay => &[25, 34],
        K::DrugGelled => &[39],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_comes_whole_and_what_can_grow_also_in_part() {
        for kind in FaultKind::ALL {
            let courses = courses(kind);
            assert!(courses.contains(&FULL) && !items(kind).is_empty(), "{kind:?}");
            let in_part = courses.iter().any(|course| course.severity_ppm < 1_000_000);
            assert_eq!(in_part, !kind.spec().severity.starts_with("above 0.5"), "{kind:?}");
            assert!(courses.iter().enumerate().all(|(index, one)| !courses[..index].contains(one)), "{kind:?}");
        }
    }
}
