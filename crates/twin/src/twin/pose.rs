//! How everything stands, for a drawing.

use super::Twin;
use crate::assembly::connector::Depth;
use crate::assembly::housings::Engagement;
use crate::assembly::infusion_device::Mating;
use crate::drawing::{Bubble, Connector, Housings, Pose};
use crate::part::reservoir_air::BubbleView;

impl Twin {
    /// Where everything that moves stands now. A drawing shows each embodiment with the set that it is made for.
    pub fn pose(&self) -> Pose {
        let truth = self.truth();
        let rest = Pose::at_rest(&self.unit, truth.reservoir_ul);
        let mut gaps_mm = rest.gaps_mm;
        for (gap_mm, valve) in gaps_mm.iter_mut().zip(truth.valves.iter().flatten()) {
            *gap_mm = valve.gap_mm;
        }
        Pose {
            plunger_mm: truth.plunger_mm,
            gaps_mm,
            dispensing_ul: truth.dispensing_ul.unwrap_or(0.0),
            bubbles: self.gas.reservoir.bubbles().map(|bubble| self.bubble(bubble)).collect(),
            housings: if self.assembly.state.housings == Engagement::Apart {
                Housings::Apart
            } else {
                Housings::Together
            },
            connector: self.joint(),
            ..rest
        }
    }

    fn joint(&self) -> Connector {
        let state = &self.assembly.state;
        let needle = state.device.mating == Mating::Pierced;
        let joined = state.connector.map_or(needle, |connector| connector.plug == Depth::Seated);
        if joined { Connector::Seated } else { Connector::Unseated }
    }

    /// From the trap's axes, which start where the bag meets it at its base, to the drawing's.
    fn bubble(&self, BubbleView { position_mm: [x, _, z], radius_mm }: BubbleView) -> Bubble {
        let (trap, body) = (&self.unit.disposable.trap, &self.unit.disposable.body);
        let mouth = [body.bag_start_mm + trap.bag_length_mm, body.wall_mm + trap.taper_fall_mm];
        Bubble { centre: [mouth[0] + x, mouth[1] + z], radius_mm }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assembly::action::Action;
    use crate::assembly::connector::ConnectorMove;
    use crate::assembly::housings::Turn;
    use crate::drawing::{Drawing, Shape};
    use crate::embodiment::Embodiment;
    use crate::environment::Environment;
    use crate::part::bubble::volume_ul;
    use crate::twin::Actuation;
    use crate::unit::PumpUnit;
    use units::{Duration, Instant, Volume};

    fn twin(embodiment: Embodiment, fill_ul: i64) -> Twin {
        let fill = Volume::from_pl(fill_ul * 1_000_000);
        Twin::new(embodiment, PumpUnit::draw(5), 5, fill, Environment::default())
    }

    fn after(twin: &mut Twin, actuation: Actuation, seconds: u64) -> Pose {
        twin.actuate(actuation);
        twin.advance(twin.now() + Duration::from_s(seconds)).expect("it can be integrated");
        twin.pose()
    }

    #[test]
    fn a_pose_follows_plunger_and_valves() {
        for embodiment in Embodiment::ALL {
            let mut twin = twin(embodiment, 2000);
            let rest = after(&mut twin, Actuation::default(), 1);
            assert!(rest.gaps_mm[0] > 0.1 && rest.gaps_mm[1] < 0.0, "{embodiment:?}: {rest:?}");
            let pulled = Actuation { first_valve: 0.5, ..Actuation::default() };
            let sealed = after(&mut twin, pulled, 5);
            assert!(sealed.gaps_mm[0] < 0.0, "{embodiment:?}: {sealed:?}");
            let pressed = after(&mut twin, Actuation { pump: 0.5, ..pulled }, 2);
            assert!(pressed.plunger_mm > rest.plunger_mm, "{embodiment:?}: {pressed:?}");
        }
    }

    #[test]
    fn bubbles_lie_in_the_bag_that_is_drawn_and_hold_what_the_twin_says() {
        for embodiment in Embodiment::ALL {
            for fill_ul in [300, 1500, 3000] {
                let mut twin = twin(embodiment, fill_ul);
                let pose = after(&mut twin, Actuation::default(), 600);
                assert!(!pose.bubbles.is_empty(), "{embodiment:?} at {fill_ul} uL");
                let volume: f64 = pose.bubbles.iter().map(|bubble| volume_ul(bubble.radius_mm)).sum();
                assert!((volume - twin.gas.reservoir.free_volume_ul()).abs() < 1e-9, "{volume} uL");
                let drawing = Drawing::of(embodiment, &twin.unit, &pose);
                let ring = |part: &str| {
                    let piece = drawing.pieces.iter().find(|piece| piece.part == part).expect("it is drawn");
                    let Shape::Area(points) = &piece.shape else { panic!("{part} is an area") };
                    let heights = points.iter().map(|point| point[1]);
                    (heights.clone().fold(f64::MAX, f64::min), heights.fold(f64::MIN, f64::max))
                };
                let ((floor, level), (low, high)) = (ring("reservoir"), ring("gas bubble"));
                // In the design orientation they lie under the bag's wall, which follows their growth with the next step.
                assert!(low >= floor - 0.01 && (high - level).abs() < 0.01, "{low} to {high} in {floor} to {level}");
            }
        }
    }

    #[test]
    fn what_hands_take_apart_is_apart_in_the_pose() {
        let mut twin = twin(Embodiment::Tethered, 2000);
        assert_eq!((twin.pose().housings, twin.pose().connector), (Housings::Together, Connector::Seated));
        for turn in [Turn::Unlock, Turn::Unlatch, Turn::Lift] {
            twin.act(Action::Housings(turn)).expect("it turns");
        }
        assert_eq!(twin.pose().housings, Housings::Apart);
        twin.act(Action::Connector(ConnectorMove::Pull)).expect("it comes");
        assert_eq!(twin.pose().connector, Connector::Unseated);
        let packaged = crate::twin::Build { worn: false, ..Embodiment::Patch.into() };
        let new = Twin::new(packaged, PumpUnit::nominal(), 1, Volume::from_pl(1_000_000_000), Environment::default());
        assert_eq!((new.pose().housings, new.pose().connector), (Housings::Apart, Connector::Unseated));
        assert_eq!(twin.now(), Instant::ZERO);
    }
}
