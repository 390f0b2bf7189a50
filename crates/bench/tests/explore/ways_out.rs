//! Which states an alarm can be left from: a search backwards from all states without one.
#![expect(
    clippy::disallowed_types,
    reason = "nothing is taken in the map's order: states are numbered as they are found"
)]

use super::{Look, Site, State};
use stateright::Model;
use std::collections::{HashMap, VecDeque};

/// What the search found.
#[derive(Debug)]
pub(crate) struct WaysOut {
    pub(crate) states: usize,
    pub(crate) alarmed: usize,
    /// States with an alarm that nothing leads out of: those in which the device keeps itself shut or there is no set left,
    /// and others.
    pub(crate) latched: usize,
    pub(crate) stuck: Vec<Look>,
}

/// Explores, and looks for the ways out of every alarm.
pub(crate) fn search(site: &Site) -> WaysOut {
    let (mut numbers, mut queue) = (HashMap::new(), VecDeque::new());
    // Of each state: who leads to it, whether it is alarmed, whether it has a reason to stay so; how it looks if alarmed.
    let (mut into, mut alarmed, mut sealed, mut looks) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut add = |state: State, queue: &mut VecDeque<(usize, State)>, into: &mut Vec<Vec<usize>>| {
        *numbers.entry(state.look()).or_insert_with(|| {
            into.push(Vec::new());
            alarmed.push(state.alarmed());
            sealed.push(state.sealed() || state.out_of_sets());
            looks.push(state.look());
            queue.push_back((into.len() - 1, state));
            into.len() - 1
        })
    };
    for state in site.init_states() {
        add(state, &mut queue, &mut into);
    }
    while let Some((from, state)) = queue.pop_front() {
        for next in site.next_states(&state) {
            let to = add(next, &mut queue, &mut into);
            into[to].push(from);
        }
    }
    let mut out: Vec<bool> = alarmed.iter().map(|alarmed| !alarmed).collect();
    let mut front: Vec<usize> = (0..out.len()).filter(|state| out[*state]).collect();
    while let Some(state) = front.pop() {
        for before in &into[state] {
            if !out[*before] {
                out[*before] = true;
                front.push(*before);
            }
        }
    }
    let kept = (0..out.len()).filter(|state| !out[*state]);
    let (shut, stuck): (Vec<usize>, Vec<usize>) = kept.partition(|state| sealed[*state]);
    WaysOut {
        states: out.len(),
        alarmed: alarmed.iter().filter(|alarmed| **alarmed).count(),
        latched: shut.len(),
        stuck: stuck.into_iter().map(|state| looks[state].clone()).collect(),
    }
}
