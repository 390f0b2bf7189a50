//! What each part does when hands move it.

use super::access::{Access, FillNeedle, SeptumSite};
use super::exhaustive::{ARTICLE, designs, explore};
use super::infusion_device::{Inserter, Stage};
use super::reach::{Passage, Reached};
use super::topology::Topology;
use super::*;
use std::collections::BTreeSet;

fn design(topology: Topology) -> Design {
    Design { topology, inserter: Inserter::Hand, access: Access::SLID, septum_site: SeptumSite::Membrane }
}

fn packaged(topology: Topology) -> Assembly {
    Assembly::packaged(design(topology), ARTICLE)
}

fn worn(topology: Topology) -> Assembly {
    Assembly::worn(design(topology), ARTICLE)
}

/// Does several things, all of which must be possible.
fn act(assembly: &mut Assembly, actions: &[Action]) {
    for action in actions {
        assert_eq!(assembly.act(*action), Ok(()), "{action:?} in {:?}", assembly.state);
    }
}

const JOIN: [Action; 3] = [Action::Housings(Turn::Place), Action::Housings(Turn::Latch), Action::Housings(Turn::Lock)];
const PART: [Action; 3] =
    [Action::Housings(Turn::Unlock), Action::Housings(Turn::Unlatch), Action::Housings(Turn::Lift)];
const APPLY: [Action; 4] = [
    Action::Device(DeviceMove::Apply),
    Action::Device(DeviceMove::PushNeedle),
    Action::Device(DeviceMove::WithdrawNeedle),
    Action::Device(DeviceMove::RemoveTop),
];
const PUSH: Action = Action::Connector(ConnectorMove::Push);
const PULL: Action = Action::Connector(ConnectorMove::Pull);

const TISSUE: Reached = Reached { tissue: true, outside: false };
const OUTSIDE: Reached = Reached { tissue: false, outside: true };
const NOWHERE: Reached = Reached { tissue: false, outside: false };

#[test]
fn e13_e14_without_its_other_half_a_disposable_half_gives_nothing() {
    for topology in Topology::ALL {
        let mut device = worn(topology);
        assert_eq!(device.reached(&[true; 2]), TISSUE, "{}", topology.name);
        for action in PART {
            act(&mut device, &[action]);
            assert_eq!(device.reached(&[true; 2]), NOWHERE, "{} after {action:?}", topology.name);
            assert!(!device.engaged());
        }
    }
}

#[test]
fn e55_e97_the_halves_come_apart_and_go_together_as_often_as_wanted() {
    let mut device = worn(Topology::DIRECT);
    for _ in 0..10 {
        act(&mut device, &PART);
        assert_eq!(device.state.housings, Engagement::Apart);
        act(&mut device, &JOIN);
        assert!(device.engaged() && device.reachable(&[true; 2]));
    }
    assert_eq!(device.wear.engagements, 11);
    assert_eq!(device.act(Action::Housings(Turn::Place)), Err(Impossible::OutOfTurn));
}

#[test]
fn e18_the_set_comes_off_and_goes_on_again() {
    let mut device = worn(Topology::TETHERED);
    act(&mut device, &[Action::Device(DeviceMove::Unmate)]);
    assert_eq!(device.reached(&[true; 2]), OUTSIDE, "the needle drips");
    act(&mut device, &[Action::Device(DeviceMove::Mate)]);
    assert_eq!(device.reached(&[true; 2]), NOWHERE, "the needle stands before the septum");
    act(&mut device, &[Action::Device(DeviceMove::Pierce)]);
    assert_eq!(device.reached(&[true; 2]), TISSUE);
    assert_eq!(device.wear.septum_punctures, 2);
    // At the pump's end: only unlocked.
    assert_eq!(device.act(PULL), Err(Impossible::HeldByIndent));
    act(&mut device, &[Action::Housings(Turn::Unlock), PULL, PULL]);
    assert_eq!(device.reached(&[true; 2]), NOWHERE);
    act(&mut device, &[PUSH, PUSH, Action::Housings(Turn::Lock)]);
    assert_eq!(device.reached(&[true; 2]), TISSUE);
}

#[test]
fn e19_a_disposable_half_keeps_its_number_and_its_wear_until_another_is_taken() {
    let mut device = worn(Topology::TETHERED);
    act(&mut device, &PART);
    act(&mut device, &JOIN);
    assert_eq!((device.article, device.wear.engagements, device.wear.fill_punctures), (ARTICLE, 2, 1));
    let other = Action::NewDisposable(Article { lot: 8, serial: 2 });
    assert_eq!(device.act(other), Err(Impossible::HalvesNotApart));
    act(&mut device, &PART);
    assert_eq!(device.act(other), Err(Impossible::StillJoined), "the connector hangs on it");
    act(&mut device, &[PULL, PULL, other]);
    assert_eq!(device.article, Article { lot: 8, serial: 2 });
    assert_eq!((device.wear.engagements, device.wear.fill_punctures), (0, 0));
    act(&mut device, &[PUSH, PUSH]);
    act(&mut device, &JOIN);
    assert_eq!(device.reached(&[true; 2]), TISSUE);
}

/// Each article can be thrown away when nothing hangs on it any more, and the new one is as from its package.
#[test]
fn e19_another_article_is_taken_only_when_nothing_hangs_on_the_old_one() {
    let (unmate, detach) = (Action::Device(DeviceMove::Unmate), Action::DetachTubing);
    let disposable = Action::NewDisposable(ARTICLE);
    let connector = Action::NewConnector(Core::Tagged);
    let fill = Action::Fill(FillMove::InsertNeedle);
    let rows: [(Topology, Action, &[&[Action]]); 6] = [
        (Topology::TETHERED, disposable, &[&PART, &[PULL], &[PULL]]),
        (Topology::DIRECT, disposable, &[&PART, &[unmate]]),
        (Topology::TUBED, disposable, &[&PART, &[detach]]),
        (Topology::TETHERED, connector, &[&[PART[0], PULL, PULL], &[unmate]]),
        (Topology::TUBED, Action::NewDevice, &[&[unmate], &[detach]]),
        (Topology::TUBED, Action::NewDevice, &[&[detach], &[unmate]]),
    ];
    for (topology, fresh, ways) in rows {
        let mut device = worn(topology);
        for way in ways {
            assert!(device.act(fresh).is_err(), "{fresh:?} of {} before {way:?}", topology.name);
            act(&mut device, way);
        }
        act(&mut device, &[fresh]);
    }
    // Nor with a needle in it; and a new one comes with its cover closed.
    let mut device = packaged(Topology::DIRECT);
    act(&mut device, &[OPEN, fill]);
    assert_eq!(device.act(disposable), Err(Impossible::NeedleInSeptum));
    act(&mut device, &[Action::Fill(FillMove::WithdrawNeedle), disposable]);
    assert_eq!(device.act(fill), Err(Impossible::AccessClosed));
    // A new infusion device has a new septum.
    let mut device = worn(Topology::DIRECT);
    act(&mut device, &[unmate, Action::NewDevice]);
    assert_eq!(device.wear.septum_punctures, 0);
}

#[test]
fn e31_e32_the_plug_receiver_seals_only_when_the_plug_is_seated() {
    let mut device = worn(Topology::TETHERED);
    // With a sound indent the halves never lock over it, so liquid is never pumped past a plug that is not seated.
    device.indent = Indent::Slips;
    let plug = |device: &Assembly| device.joined().find(|(joint, _)| *joint == Joint::Plug).map(|(_, passage)| passage);
    assert_eq!((plug(&device), device.reached(&[true; 2])), (Some(Passage::Conducts), TISSUE));
    act(&mut device, &[PULL]);
    assert_eq!((plug(&device), device.reached(&[true; 2])), (Some(Passage::Leaks), OUTSIDE));
    act(&mut device, &[PULL]);
    assert_eq!((plug(&device), device.reached(&[true; 2])), (Some(Passage::Leaks), OUTSIDE));
    assert_eq!(device.act(PULL), Err(Impossible::AlreadySo));
    assert_eq!(packaged(Topology::DIRECT).act(PUSH), Err(Impossible::NoSuchPart));
}

#[test]
fn e34_the_halves_lock_only_over_the_indent_of_a_seated_connector() {
    for pushes in 0..=2 {
        let mut device = packaged(Topology::TETHERED);
        act(&mut device, &[PUSH, PUSH][..pushes]);
        act(&mut device, &JOIN[..2]);
        let expected = if pushes == 2 { Ok(()) } else { Err(Impossible::ConnectorNotSeated) };
        assert_eq!(device.act(JOIN[2]), expected, "{pushes} pushes");
        // Pushed home from outside, it lets them lock.
        act(&mut device, &[PUSH, PUSH][pushes..]);
        assert_eq!(device.act(JOIN[2]), if pushes == 2 { Err(Impossible::AlreadySo) } else { Ok(()) });
        assert_eq!(device.act(PULL), Err(Impossible::HeldByIndent));
    }
}

#[test]
fn e35_e49_the_external_set_leads_from_the_plug_by_its_tubing_to_the_cannula() {
    let device = worn(Topology::TETHERED);
    let joints: Vec<_> = device.joined().collect();
    let expected = [Joint::Housings, Joint::Plug, Joint::TaperedOpening, Joint::Septum, Joint::Tip];
    assert_eq!(joints, expected.map(|joint| (joint, Passage::Conducts)));
    // Off the skin, the cannula drips.
    let mut device = device;
    act(&mut device, &[Action::Device(DeviceMove::PeelOff)]);
    assert_eq!(device.reached(&[true; 2]), OUTSIDE);
}

#[test]
fn e36_tubing_pulled_out_of_the_tapered_opening_leaks_and_does_not_go_back() {
    let mut device = worn(Topology::TETHERED);
    let tug = Action::Connector(ConnectorMove::TugTubing);
    act(&mut device, &[tug]);
    assert!(device.engaged() && device.locked_icon(), "nothing shows at the halves");
    assert_eq!(device.reached(&[true; 2]), OUTSIDE);
    assert_eq!(device.reached(&[true, false]), NOWHERE, "a shut valve holds it back");
    assert_eq!(device.act(tug), Err(Impossible::AlreadySo));
    let fresh = Action::NewConnector(Core::Tagged);
    assert_eq!(device.act(fresh), Err(Impossible::StillJoined));
    act(&mut device, &[Action::Device(DeviceMove::Unmate), Action::Housings(Turn::Unlock), PULL, PULL, fresh]);
    act(&mut device, &[PUSH, PUSH, Action::Housings(Turn::Lock)]);
    act(&mut device, &[Action::Device(DeviceMove::Mate), Action::Device(DeviceMove::Pierce)]);
    assert_eq!(device.reached(&[true; 2]), TISSUE);
}

#[test]
fn e37_the_locked_icon_shows_at_the_end_of_the_turn_and_no_sooner() {
    let mut device = packaged(Topology::TETHERED);
    act(&mut device, &[PUSH, PUSH]);
    for (action, shows) in JOIN.into_iter().zip([false, false, true]) {
        act(&mut device, &[action]);
        assert_eq!(device.locked_icon(), shows, "{action:?}");
    }
    for action in PART {
        act(&mut device, &[action]);
        assert!(!device.locked_icon(), "{action:?}");
    }
}

#[test]
fn e38_a_tag_in_the_core_is_in_reach_when_the_connector_is_seated_under_the_reusable_half() {
    for (core, tagged) in [(Core::Tagged, true), (Core::Empty, false)] {
        let mut device = packaged(Topology::TETHERED);
        act(&mut device, &[Action::NewConnector(core), PUSH, PUSH]);
        assert!(!device.tag_in_reach(), "no reader near");
        act(&mut device, &JOIN[..1]);
        assert_eq!(device.tag_in_reach(), tagged);
        act(&mut device, &[PULL]);
        assert!(!device.tag_in_reach(), "half out");
    }
}

/// The parts join as data says: an arrangement that nothing else knows obeys the same rules.
#[test]
fn e42_another_arrangement_needs_no_code() {
    const JOINTS: &[Joint] =
        &[Joint::Housings, Joint::Plug, Joint::TaperedOpening, Joint::Fitting, Joint::Septum, Joint::Tip];
    let topology = Topology { name: "tethered, with an extension", joints: JOINTS };
    for design in designs(topology) {
        let mut device = Assembly::worn(design, ARTICLE);
        assert_eq!(device.reached(&[true; 5]), TISSUE);
        assert_eq!(device.reached(&[true, true, false, true, true]), NOWHERE);
        act(&mut device, &[Action::DetachTubing]);
        assert_eq!(device.reached(&[true; 5]), OUTSIDE);
    }
}

/// Opens an access by its own means, puts a needle in, and tries to lock; then withdraws it and locks.
fn needle_or_lock(access: Access, opening: &[Action], closing: &[Action]) {
    let (insert, withdraw) = (Action::Fill(FillMove::InsertNeedle), Action::Fill(FillMove::WithdrawNeedle));
    for septum_site in [SeptumSite::Membrane, SeptumSite::ReservoirWall] {
        let design = Design { access, septum_site, ..design(Topology::DIRECT) };
        let mut device = Assembly::packaged(design, ARTICLE);
        for action in opening {
            assert_eq!(device.act(insert), Err(Impossible::AccessClosed), "{}", access.figures);
            act(&mut device, &[*action]);
        }
        act(&mut device, &[insert]);
        assert_eq!(device.reached(&[true; 2]), OUTSIDE, "the reservoir is open to the needle");
        assert_eq!(device.act(insert), Err(Impossible::AlreadySo));
        let refused = JOIN.into_iter().map(|action| device.act(action)).find(Result::is_err);
        assert_eq!(refused, Some(Err(Impossible::NeedleInSeptum)), "{}", access.figures);
        act(&mut device, &[withdraw]);
        if !closing.is_empty() {
            assert_eq!(device.act(JOIN[2]), Err(Impossible::AccessOpen), "{}", access.figures);
        }
        act(&mut device, closing);
        for action in JOIN {
            // Those that were made with the needle in are made already.
            let _already = device.act(action);
        }
        assert!(device.engaged(), "{}", access.figures);
        assert!(device.act(insert).is_err(), "{}: a needle in a locked device", access.figures);
        assert_eq!(device.state.fill_port.needle, FillNeedle::Away);
    }
}

const OPEN: Action = Action::Fill(FillMove::OpenCover);
const CLOSE: Action = Action::Fill(FillMove::CloseCover);

#[test]
fn e45_a_cover_that_is_lifted_in_two_steps_admits_a_needle_only_unlocked() {
    needle_or_lock(Access::LIFTED, &[OPEN, OPEN], &[CLOSE, CLOSE]);
}

#[test]
fn e46_a_cover_that_the_needle_pushes_aside_admits_it_only_unlocked() {
    needle_or_lock(Access::PUSHED, &[], &[]);
    let mut device = Assembly::packaged(Design { access: Access::PUSHED, ..design(Topology::DIRECT) }, ARTICLE);
    act(&mut device, &JOIN);
    assert_eq!(device.act(Action::Fill(FillMove::InsertNeedle)), Err(Impossible::AccessLocked));
}

#[test]
fn e47_a_cover_that_slides_in_its_plane_admits_a_needle_only_unlocked() {
    needle_or_lock(Access::SLID, &[OPEN], &[CLOSE]);
    let mut device = packaged(Topology::DIRECT);
    act(&mut device, &JOIN);
    assert_eq!(device.act(OPEN), Err(Impossible::AccessLocked));
}

#[test]
fn e48_a_cover_that_the_reusable_half_carries_admits_a_needle_only_apart() {
    needle_or_lock(Access::CARRIED, &[], &[]);
    let mut device = Assembly::packaged(Design { access: Access::CARRIED, ..design(Topology::DIRECT) }, ARTICLE);
    act(&mut device, &JOIN[..1]);
    assert_eq!(device.act(Action::Fill(FillMove::InsertNeedle)), Err(Impossible::AccessClosed));
    act(&mut device, &[PART[2], Action::Fill(FillMove::InsertNeedle)]);
    assert_eq!(device.act(JOIN[0]), Err(Impossible::NeedleInSeptum));
}

/// One property of all four, over every state of every arrangement.
#[test]
fn e45_e46_e47_e48_a_needle_in_the_septum_and_delivery_exclude_each_other() {
    for topology in Topology::ALL {
        for design in designs(topology) {
            let states = explore(design, Indent::Sound).states;
            let needles = states.keys().filter(|state| state.fill_port.needle == FillNeedle::InSeptum);
            let mut seen = 0;
            for state in needles {
                let device = Assembly { state: *state, ..Assembly::packaged(design, ARTICLE) };
                assert!(!device.engaged() && !device.reachable(&[]) && device.reached(&[]).outside);
                seen += 1;
            }
            assert!(seen > 0, "{} never admits a needle", design.access.figures);
        }
    }
}

/// The system of claim 9, whose beginning the printed claim 1 lacks: disposable half with reservoir and mating
/// assembly, reusable half, infusion device.
#[test]
fn e84_e85_e90_e101_the_introduction_needle_brings_the_cannula_in_and_the_piercing_needle_joins_it() {
    let mut device = packaged(Topology::DIRECT);
    act(&mut device, &JOIN);
    assert_eq!(device.reached(&[true; 2]), OUTSIDE, "the piercing needle is joined to the reservoir");
    for (action, stage) in APPLY.into_iter().zip([Stage::TopOn, Stage::Fired, Stage::CannulaIn, Stage::TopRemoved]) {
        act(&mut device, &[action]);
        assert_eq!(device.state.device.stage, stage);
    }
    assert_eq!(device.act(Action::Device(DeviceMove::Pierce)), Err(Impossible::OutOfTurn), "attached first");
    act(&mut device, &[Action::Device(DeviceMove::Mate), Action::Device(DeviceMove::Pierce)]);
    assert_eq!(device.reached(&[true; 2]), TISSUE);
}

#[test]
fn e87_e89_the_top_comes_off_only_after_insertion_and_nothing_mates_before() {
    let mut device = packaged(Topology::DIRECT);
    let (mate, remove) = (Action::Device(DeviceMove::Mate), Action::Device(DeviceMove::RemoveTop));
    let reasons =
        [Impossible::OutOfTurn, Impossible::NeedleHoldsTop, Impossible::NeedleHoldsTop].into_iter().zip(APPLY);
    for (reason, next) in reasons {
        assert_eq!(device.act(remove), Err(reason));
        assert_eq!(device.act(mate), Err(Impossible::TopCoversBottom));
        assert_eq!(device.act(Action::Device(DeviceMove::PeelOff)), Err(Impossible::OutOfTurn), "no cannula is in");
        act(&mut device, &[next]);
    }
    assert_eq!(device.act(mate), Err(Impossible::TopCoversBottom), "the top was left on");
    act(&mut device, &[remove, mate]);
}

#[test]
fn e100_the_direct_pump_has_nothing_between_needle_and_pump() {
    let joints: Vec<_> = worn(Topology::DIRECT).joined().map(|(joint, _)| joint).collect();
    assert_eq!(joints, [Joint::Housings, Joint::Septum, Joint::Tip]);
    // The mating assembly is attached to the disposable half, which cannot be thrown away while it is mated.
    let mut device = worn(Topology::DIRECT);
    act(&mut device, &PART);
    assert_eq!(device.act(Action::NewDisposable(ARTICLE)), Err(Impossible::StillJoined));
    act(&mut device, &[Action::Device(DeviceMove::Unmate), Action::NewDisposable(ARTICLE)]);
}

#[test]
fn e94_e102b_tubing_lies_between_mating_assembly_and_bottom_portion() {
    let mut device = worn(Topology::TUBED);
    assert_eq!(device.reached(&[true; 2]), TISSUE);
    act(&mut device, &[Action::DetachTubing]);
    assert_eq!(device.reached(&[true; 2]), OUTSIDE, "the mating assembly drips at the pump");
    assert_eq!(device.act(Action::NewDevice), Err(Impossible::StillJoined), "its needle is in the septum");
    act(&mut device, &[Action::AttachTubing]);
    assert_eq!(device.reached(&[true; 2]), TISSUE);
    // The tubing is packed under the top.
    assert_eq!(packaged(Topology::TUBED).act(Action::AttachTubing), Err(Impossible::TopCoversBottom));
}

#[test]
fn e95_e102c_tubing_on_the_piercing_needle_is_joined_to_the_reservoir_before_the_bottom_portion_is() {
    let mut device = packaged(Topology::NEEDLE_ON_TUBING);
    act(&mut device, &JOIN);
    act(&mut device, &APPLY);
    act(&mut device, &[Action::Device(DeviceMove::Mate), Action::Device(DeviceMove::Pierce)]);
    assert_eq!(device.reached(&[true; 2]), OUTSIDE, "the tubing is joined to the reservoir and drips at its first end");
    act(&mut device, &[Action::AttachTubing]);
    assert_eq!(device.reached(&[true; 2]), TISSUE);
}

/// Alone, without a pump: every motion is its own, and it takes any mating assembly, any number of times.
#[test]
fn e103_the_infusion_device_knows_no_pump() {
    let mut device = InfusionDevice::NEW;
    let moves = [DeviceMove::Apply, DeviceMove::PushNeedle, DeviceMove::WithdrawNeedle, DeviceMove::RemoveTop];
    for what in moves {
        assert_eq!(device.act(Inserter::Hand, what), Ok(()));
    }
    for _ in 0..3 {
        for what in [DeviceMove::Mate, DeviceMove::Pierce, DeviceMove::Unmate] {
            assert_eq!(device.act(Inserter::Hand, what), Ok(()));
        }
    }
    assert_eq!(device.act(Inserter::Hand, DeviceMove::Unmate), Err(Impossible::AlreadySo));
}

/// Claims 17 to 20 each taken or left: tubing, its ends, autoinserter, septum. Ends need tubing; a septum the bottom
/// portion has in any case.
#[test]
fn e104a_e104b_e104c_e104d_every_combination_of_options_that_makes_a_device_can_be_worn() {
    let (mut built, mut names) = (0, BTreeSet::new());
    for options in 0..16_u32 {
        let [tubing, ends, autoinserter, septum] = [0, 1, 2, 3].map(|bit| options >> bit & 1 == 1);
        let topology = match (tubing, ends) {
            (true, true) => Topology::TUBED,
            (true, false) => Topology::NEEDLE_ON_TUBING,
            (false, false) => Topology::DIRECT,
            (false, true) => continue,
        };
        let inserter = if autoinserter { Inserter::Spring } else { Inserter::Hand };
        let design = Design { inserter, ..design(topology) };
        let mut device = Assembly::worn(design, ARTICLE);
        assert_eq!(device.reached(&[true; 2]), TISSUE);
        assert!(topology.has(Joint::Septum), "claimed {septum}, and there in any case");
        assert_eq!(topology.has(Joint::Fitting), tubing);
        act(&mut device, &[Action::Device(DeviceMove::Unmate)]);
        if tubing {
            act(&mut device, &[Action::DetachTubing]);
        }
        act(&mut device, &[Action::NewDevice, Action::Device(DeviceMove::Apply)]);
        let (mine, other) = if autoinserter {
            (DeviceMove::Fire, DeviceMove::PushNeedle)
        } else {
            (DeviceMove::PushNeedle, DeviceMove::Fire)
        };
        assert_eq!(device.act(Action::Device(other)), Err(Impossible::NoSuchPart));
        act(&mut device, &[Action::Device(mine)]);
        assert_eq!(device.act(Action::Device(mine)), Err(Impossible::AlreadySo), "a spring goes once");
        (built, _) = (built + 1, names.insert(topology.name));
    }
    assert_eq!((built, names.len()), (12, 3));
}
