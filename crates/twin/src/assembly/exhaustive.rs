//! Every state that hands can bring the device into, found by breadth-first search over every action, for every
//! arrangement; and every order of assembly.

#![expect(clippy::print_stdout, reason = "a validation prints how much it covered")]

use super::access::{Access, FillNeedle, SeptumSite};
use super::connector::Bond;
use super::infusion_device::{Hold, Inserter, Mating, Stage};
use super::reach::Passage;
use super::topology::Topology;
use super::*;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const ARTICLE: Article = Article { lot: 7, serial: 1 };

/// Everything that hands can do.
const ACTIONS: [Action; 29] = [
    Action::Housings(Turn::Place),
    Action::Housings(Turn::Latch),
    Action::Housings(Turn::Lock),
    Action::Housings(Turn::Unlock),
    Action::Housings(Turn::Unlatch),
    Action::Housings(Turn::Lift),
    Action::Fill(FillMove::OpenCover),
    Action::Fill(FillMove::CloseCover),
    Action::Fill(FillMove::InsertNeedle),
    Action::Fill(FillMove::WithdrawNeedle),
    Action::Connector(ConnectorMove::Push),
    Action::Connector(ConnectorMove::Pull),
    Action::Connector(ConnectorMove::TugTubing),
    Action::Device(DeviceMove::Apply),
    Action::Device(DeviceMove::PushNeedle),
    Action::Device(DeviceMove::Fire),
    Action::Device(DeviceMove::WithdrawNeedle),
    Action::Device(DeviceMove::RemoveTop),
    Action::Device(DeviceMove::Mate),
    Action::Device(DeviceMove::Pierce),
    Action::Device(DeviceMove::Unmate),
    Action::Device(DeviceMove::PeelOff),
    Action::AttachTubing,
    Action::DetachTubing,
    Action::NewDisposable(ARTICLE),
    Action::NewConnector(Core::Empty),
    Action::NewConnector(Core::Tagged),
    Action::NewDevice,
    Action::NewDisposable(Article { lot: 7, serial: 2 }),
];

/// Every reason for which something is refused.
const REASONS: [Impossible; 13] = [
    Impossible::NoSuchPart,
    Impossible::AlreadySo,
    Impossible::OutOfTurn,
    Impossible::NeedleInSeptum,
    Impossible::AccessOpen,
    Impossible::AccessClosed,
    Impossible::AccessLocked,
    Impossible::ConnectorNotSeated,
    Impossible::HeldByIndent,
    Impossible::NeedleHoldsTop,
    Impossible::TopCoversBottom,
    Impossible::HalvesNotApart,
    Impossible::StillJoined,
];

/// Every arrangement with this topology.
pub(super) fn designs(topology: Topology) -> impl Iterator<Item = Design> {
    let sites = [SeptumSite::Membrane, SeptumSite::ReservoirWall];
    sites.into_iter().flat_map(move |septum_site| {
        [Inserter::Hand, Inserter::Spring].into_iter().flat_map(move |inserter| {
            Access::ALL.into_iter().map(move |access| Design { topology, inserter, access, septum_site })
        })
    })
}

/// What a search found.
pub(super) struct Explored {
    /// Each state, and the states that one action leads to from it.
    pub(super) states: BTreeMap<State, BTreeSet<State>>,
    /// Most actions that any state needs.
    pub(super) depth: usize,
    pub(super) refused: BTreeSet<Impossible>,
}

/// Searches from the packaged device.
pub(super) fn explore(design: Design, indent: Indent) -> Explored {
    let start = Assembly { indent, ..Assembly::packaged(design, ARTICLE) };
    let mut found = Explored { states: BTreeMap::new(), depth: 0, refused: BTreeSet::new() };
    let mut front = vec![start.state];
    while !front.is_empty() {
        let mut next = BTreeSet::new();
        for state in front {
            let assembly = Assembly { state, ..start };
            let successors = successors(&assembly, &mut found.refused);
            next.extend(successors.iter().filter(|state| !found.states.contains_key(*state)));
            found.states.insert(state, successors);
        }
        next.retain(|state| !found.states.contains_key(state));
        found.depth += usize::from(!next.is_empty());
        front = next.into_iter().collect();
    }
    found
}

/// The states that one action leads to; a refused one must change nothing, and a granted one must change something.
fn successors(assembly: &Assembly, refused: &mut BTreeSet<Impossible>) -> BTreeSet<State> {
    let mut successors = BTreeSet::new();
    for action in ACTIONS {
        let mut after = *assembly;
        match after.act(action) {
            Ok(()) => {
                let another = matches!(action, Action::NewDisposable(_) | Action::NewConnector(_) | Action::NewDevice);
                assert!(another || after.state != assembly.state, "{action:?} does nothing in {:?}", assembly.state);
                successors.insert(after.state);
            }
            Err(reason) => {
                assert_eq!(after, *assembly, "{action:?} was refused ({reason}) and yet did something");
                refused.insert(reason);
            }
        }
    }
    successors
}

/// Every combination of up to three valves.
fn valves() -> impl Iterator<Item = Vec<bool>> {
    (0..=3_u32).flat_map(|count| (0..1_u32 << count).map(move |bits| (0..count).map(|i| bits >> i & 1 == 1).collect()))
}

/// What has to be so for liquid to get from reservoir to tissue, by the state alone.
fn complete(design: &Design, state: &State) -> bool {
    state.device.stage == Stage::TopRemoved
        && state.device.hold == Hold::Kept
        && state.device.mating == Mating::Pierced
        && state.housings == Engagement::Locked
        && state.connector.is_none_or(|it| it.plug == Depth::Seated && it.tubing == Bond::Bonded)
        && (state.fitting == Fitting::On || !design.topology.has(Joint::Fitting))
}

/// What holds in every state, whatever is broken.
fn check_always(assembly: &Assembly, valves: &[Vec<bool>]) {
    let (design, state) = (&assembly.design, &assembly.state);
    for open in valves {
        let expected = complete(design, state) && open.iter().all(|open| *open);
        assert_eq!(assembly.reachable(open), expected, "valves {open:?} of {state:?}");
    }
    let joined = assembly.joined().all(|(_, passage)| passage == Passage::Conducts);
    assert_eq!(joined, complete(design, state), "{state:?}");
    if state.fill_port.needle == FillNeedle::InSeptum {
        assert!(!assembly.engaged(), "a fill needle in a locked device: {state:?}");
        assert!(!assembly.reachable(&[]), "a fill needle while delivery is possible: {state:?}");
    }
    if state.device.mating != Mating::Away {
        assert_eq!(state.device.stage, Stage::TopRemoved, "{state:?}");
    }
}

/// What holds besides while the indent is sound.
fn check_sound(assembly: &Assembly) {
    let state = &assembly.state;
    if let Some(connector) = state.connector {
        assert!(!assembly.engaged() || connector.plug == Depth::Seated, "locked without connector: {state:?}");
        assert_eq!(assembly.locked_icon(), assembly.engaged(), "{state:?}");
    } else {
        assert!(!assembly.locked_icon(), "an icon without a connector: {state:?}");
    }
}

/// Explores every arrangement of a topology and checks every state.
fn check(topology: Topology) {
    let valves: Vec<_> = valves().collect();
    let (mut states, mut depth, mut complete_states) = (0, 0, 0);
    for design in designs(topology) {
        let found = explore(design, Indent::Sound);
        for state in found.states.keys() {
            let assembly = Assembly { state: *state, ..Assembly::packaged(design, ARTICLE) };
            check_always(&assembly, &valves);
            check_sound(&assembly);
            complete_states += usize::from(assembly.reachable(&[true; 3]));
        }
        (states, depth) = (states + found.states.len(), depth.max(found.depth));
    }
    let name = topology.name;
    println!(
        "assembly, {name}: 16 arrangements, {states} states, at most {depth} actions deep, {complete_states} join"
    );
    assert!(complete_states > 0, "{name} can never be joined");
}

#[test]
fn e92_tethered_liquid_reaches_the_tissue_in_exactly_the_states_that_are_complete() {
    check(Topology::TETHERED);
}

#[test]
fn e92_e100_direct_liquid_reaches_the_tissue_in_exactly_the_states_that_are_complete() {
    check(Topology::DIRECT);
}

#[test]
fn e92_e94_e102b_tubed_liquid_reaches_the_tissue_in_exactly_the_states_that_are_complete() {
    check(Topology::TUBED);
}

#[test]
fn e92_e95_e102c_needle_on_tubing_liquid_reaches_the_tissue_in_exactly_the_states_that_are_complete() {
    check(Topology::NEEDLE_ON_TUBING);
}

/// An indent that slips lets the halves lock over a connector that is not seated: the interlock is what prevents it, and the
/// icon still tells.
#[test]
fn with_an_indent_that_slips_only_the_icon_tells_that_the_connector_is_not_seated() {
    let valves: Vec<_> = valves().collect();
    let mut unseated = 0;
    for design in designs(Topology::TETHERED) {
        for state in explore(design, Indent::Slips).states.into_keys() {
            let assembly = Assembly { state, indent: Indent::Slips, ..Assembly::packaged(design, ARTICLE) };
            check_always(&assembly, &valves);
            let seated = state.connector.is_some_and(|connector| connector.plug == Depth::Seated);
            assert_eq!(assembly.locked_icon(), assembly.engaged() && seated);
            unseated += usize::from(assembly.engaged() && !seated);
        }
    }
    assert!(unseated > 0, "an indent that slips has no effect");
}

#[test]
fn every_reason_is_met_and_says_something_of_its_own() {
    let mut met = BTreeSet::new();
    for topology in Topology::ALL {
        for design in designs(topology) {
            met.append(&mut explore(design, Indent::Sound).refused);
        }
    }
    assert_eq!(met, BTreeSet::from(REASONS));
    let sentences: BTreeSet<String> = REASONS.iter().map(ToString::to_string).collect();
    assert_eq!(sentences.len(), REASONS.len());
}

/// Hands can always start over: whatever was done, the device can be made to deliver again.
#[test]
fn from_every_state_a_joined_device_can_be_reached_again() {
    for topology in Topology::ALL {
        for design in designs(topology) {
            let states = explore(design, Indent::Sound).states;
            let mut good: BTreeSet<State> = states.keys().filter(|state| complete(&design, state)).copied().collect();
            loop {
                let leads = |(state, next): (&State, &BTreeSet<State>)| (!next.is_disjoint(&good)).then_some(*state);
                let wider: BTreeSet<State> = states.iter().filter_map(leads).chain(good.iter().copied()).collect();
                if wider.len() == good.len() {
                    break;
                }
                good = wider;
            }
            assert_eq!(good.len(), states.len(), "{}: some states are dead ends", topology.name);
        }
    }
}

/// The orders in which these steps can be made, each refused one with its reason and how often it is met.
fn orders(design: Design, steps: &[Action]) -> (u64, BTreeMap<Impossible, u64>) {
    let mut prefixes: Vec<Option<(Assembly, u64)>> = vec![None; 1 << steps.len()];
    prefixes[0] = Some((Assembly::packaged(design, ARTICLE), 1));
    let mut refused = BTreeMap::new();
    for made in 0..prefixes.len() {
        let Some((assembly, ways)) = prefixes[made] else { continue };
        for (i, action) in steps.iter().enumerate() {
            // Of equal steps the first is made first, so that no order is counted twice.
            let waits = (0..i).any(|j| steps[j] == *action && made >> j & 1 == 0);
            if made >> i & 1 == 1 || waits {
                continue;
            }
            let mut after = assembly;
            if let Err(reason) = after.act(*action) {
                *refused.entry(reason).or_default() += ways;
                continue;
            }
            let prefix = &mut prefixes[made | 1 << i];
            let before = prefix.map_or(0, |(other, before)| {
                assert_eq!(other, after, "the order of granted steps shows in the state");
                before
            });
            *prefix = Some((after, before + ways));
        }
    }
    let (assembly, ways) = prefixes[(1 << steps.len()) - 1].expect("some order works");
    assert!(assembly.reachable(&[]), "{:?}", assembly.state);
    (ways, refused)
}

/// Every order of filling, joining and applying is tried; the number of those that work is counted by hand from which
/// step needs which.
#[test]
fn e87_every_order_of_assembly_is_granted_or_refused_with_its_reason() {
    // Filling (2 steps) and, tethered, seating (2) go in any order with placing and latching (2), and locking is last;
    // applying is a chain of 6, or of 4 and then 3 in 3 orders; both go side by side.
    let rows = [
        (Topology::TETHERED, 90 * 1716), // 6!/(2! 2! 2!), and 6 among 13.
        (Topology::DIRECT, 6 * 462),     // 4!/(2! 2!), and 6 among 11.
        (Topology::TUBED, 6 * 3 * 792),  // and 7 among 12.
        (Topology::NEEDLE_ON_TUBING, 6 * 3 * 792),
    ];
    for (topology, expected) in rows {
        let design = Design {
            topology,
            inserter: Inserter::Hand,
            access: Access::PUSHED,
            septum_site: SeptumSite::ReservoirWall,
        };
        let mut trial = Assembly::packaged(design, ARTICLE);
        let steps: Vec<Action> = ORDER.into_iter().filter(|action| trial.act(*action).is_ok()).collect();
        let (ways, refused) = orders(design, &steps);
        println!("assembly, {}: {} steps, {ways} orders work, refused {refused:?}", topology.name, steps.len());
        assert_eq!(ways, expected, "{}", topology.name);
        assert!(refused.contains_key(&Impossible::TopCoversBottom), "mating before the top is off was never tried");
    }
}
