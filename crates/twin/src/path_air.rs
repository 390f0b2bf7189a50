//! Air on its way from the reservoir's outlet to the tip: it takes the place of drug, and yields under pressure.
//!
//! Amounts are standard uL, as in `part::gas`. In the chambers air is mixed with the liquid; along the line it travels
//! as it came in. It does not dissolve on the way: a bubble that has left the reservoir is out within hours.

use crate::path::{CHAMBER, NODES_MAX, NodeKind, Path};

/// Cells that the line is divided into.
const CELLS: usize = 16;
/// Liquid that a chamber holds when full, uL. Assumed, because 0.4 mm under the membrane, and a dispensing chamber of the
/// same capacity, hold about this.
const CHAMBER_UL: f64 = 3.5;

/// Air in a line, in the order in which it came. All volumes and amounts in uL.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Plug {
    cell_volume: f64,
    gas: [f64; CELLS],
    /// Volume that has come in since the cells were last moved on, and the air in it.
    entered: f64,
    entering_gas: f64,
}

impl Plug {
    fn new(volume_ul: f64, filled_with_air: bool) -> Self {
        let cell_volume = volume_ul / 16.0;
        let gas = if filled_with_air { cell_volume } else { 0.0 };
        Self { cell_volume, gas: [gas; CELLS], entered: 0.0, entering_gas: 0.0 }
    }

    /// Air that is still in the line: what enters pushes the last cell's out in proportion.
    fn gas_ul(&self) -> f64 {
        let last = self.gas[CELLS - 1];
        self.gas.iter().sum::<f64>() + self.entering_gas - last * (self.entered / self.cell_volume)
    }

    /// Lets a volume with air in it enter at the pump's end. Returns the air that leaves at the other.
    fn push(&mut self, volume_ul: f64, gas_ul: f64) -> f64 {
        let before = self.gas_ul();
        self.entered += volume_ul;
        self.entering_gas += gas_ul;
        while self.entered >= self.cell_volume {
            // The first cell takes its share of what has entered.
            let share = self.entering_gas * (self.cell_volume / self.entered);
            self.gas.rotate_right(1);
            self.gas[0] = share;
            self.entered -= self.cell_volume;
            self.entering_gas -= share;
        }
        before + gas_ul - self.gas_ul()
    }

    /// Lets a volume come back out at the pump's end, with liquid following from the other. Returns the air in it.
    fn pull(&mut self, volume_ul: f64) -> f64 {
        let mut out = 0.0;
        let mut left = volume_ul;
        while left > 0.0 {
            if self.entered <= 0.0 {
                self.gas.rotate_left(1);
                // What had left at the far end stays out; liquid takes its place.
                self.entering_gas = self.gas[CELLS - 1];
                self.gas[CELLS - 1] = 0.0;
                self.entered = self.cell_volume;
            }
            let step = left.min(self.entered);
            // The far cell is full of what is still in it.
            let last = self.gas[CELLS - 1] * (1.0 - self.entered / self.cell_volume);
            let share = self.entering_gas * (step / self.entered);
            self.entered -= step;
            self.entering_gas -= share;
            let filled = 1.0 - self.entered / self.cell_volume;
            self.gas[CELLS - 1] = if filled > 0.0 { last / filled } else { 0.0 };
            out += share;
            left -= step;
        }
        out
    }
}

/// The air between the reservoir's outlet and the tip.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PathAir {
    /// In the chambers, in order of flow, beyond what always stays in their corners.
    chambers_ul: [f64; 2],
    chambers: usize,
    line: Plug,
    /// Air that came in from the reservoir or with a new set, went past the tip, and ran out elsewhere.
    entered_ul: f64,
    past_tip_ul: f64,
    spilled_ul: f64,
    /// No air has come in so far.
    clear: bool,
}

impl PathAir {
    /// A line of this volume, full of drug or of air, behind so many chambers.
    pub(crate) fn new(chambers: usize, line_ul: f64, primed: bool) -> Self {
        let line = Plug::new(line_ul, !primed);
        let entered_ul = line.gas_ul();
        Self { chambers_ul: [0.0; 2], chambers, line, entered_ul, past_tip_ul: 0.0, spilled_ul: 0.0, clear: primed }
    }

    /// Puts a new, empty line on. Returns the liquid that is thrown away with the old one, uL.
    pub(crate) fn renew_line(&mut self) -> f64 {
        let (old, volume_ul) = (self.line.gas_ul(), 16.0 * self.line.cell_volume);
        self.line = Plug::new(volume_ul, true);
        self.entered_ul += volume_ul - old;
        self.clear = false;
        volume_ul - old
    }

    /// The chambers are new, and hold no air.
    pub(crate) fn renew_chambers(&mut self) {
        self.entered_ul -= self.chambers_ul.iter().sum::<f64>();
        self.chambers_ul = [0.0; 2];
    }

    /// Puts air into the pump chamber.
    pub(crate) fn inject(&mut self, gas_ul: f64) {
        self.chambers_ul[0] += gas_ul;
        self.entered_ul += gas_ul;
        self.clear &= gas_ul <= 0.0;
    }

    /// Lets air move with a step in which the nodes gained this much (uL), and air came in from the reservoir.
    ///
    /// # Model
    /// The flow behind each node is what came in less what it kept. Chambers are stirred, the line is a plug. Between
    /// tip and leak, air parts as the flow does.
    pub(crate) fn follow(&mut self, path: &Path, gained: &[f64; NODES_MAX], from_reservoir_ul: f64) {
        if from_reservoir_ul <= 0.0 && self.is_clear() {
            return;
        }
        self.clear = false;
        self.entered_ul += from_reservoir_ul;
        let (mut flow, mut gas) = (-gained[0], from_reservoir_ul);
        for chamber in 0..self.chambers {
            self.chambers_ul[chamber] += gas;
            flow -= gained[CHAMBER + chamber];
            if flow >= 0.0 {
                gas = self.chambers_ul[chamber] * (flow / CHAMBER_UL).min(1.0);
                self.chambers_ul[chamber] -= gas;
            } else {
                // What flows back comes out of what follows.
                gas = -self.returned(chamber, -flow);
                self.chambers_ul[chamber] -= gas;
            }
        }
        if flow > 0.0 {
            let out = self.line.push(flow, gas);
            let into_body = gained[path.tissue] + gained[path.absorbed];
            let outside = gained[path.spilled];
            let share = if into_body > 0.0 { into_body / (into_body + outside.max(0.0)) } else { 0.0 };
            self.past_tip_ul += share * out;
            self.spilled_ul += (1.0 - share) * out;
        }
    }

    /// Air that flows back into a chamber with this volume (uL) from what follows it. The next chamber gives it when its
    /// turn comes, the line at once.
    fn returned(&mut self, chamber: usize, volume_ul: f64) -> f64 {
        if chamber + 1 < self.chambers {
            self.chambers_ul[chamber + 1] * (volume_ul / CHAMBER_UL).min(1.0)
        } else {
            self.line.pull(volume_ul)
        }
    }

    /// Air in a node of the path, by its place; the reservoir's is not kept here.
    pub(crate) fn at(&self, node: usize, path: &Path) -> f64 {
        match path.nodes[node].kind {
            NodeKind::Line { .. } => self.line.gas_ul(),
            NodeKind::Chamber { .. } | NodeKind::Dispensing { .. } => self.chambers_ul[node - CHAMBER],
            NodeKind::Reservoir { .. } | NodeKind::Tissue { .. } | NodeKind::Sink => 0.0,
        }
    }

    /// Whether no air has come in so far.
    pub(crate) fn is_clear(&self) -> bool {
        self.clear
    }

    /// Air in the whole path.
    pub(crate) fn in_path_ul(&self) -> f64 {
        self.chambers_ul.iter().sum::<f64>() + self.line.gas_ul()
    }

    /// Air past the tip into the body.
    pub(crate) fn past_tip_ul(&self) -> f64 {
        self.past_tip_ul
    }

    /// Air that ran out of the path elsewhere.
    pub(crate) fn spilled_ul(&self) -> f64 {
        self.spilled_ul
    }

    /// Air that appeared or vanished in the arithmetic.
    pub(crate) fn imbalance_ul(&self) -> f64 {
        self.in_path_ul() + self.past_tip_ul + self.spilled_ul - self.entered_ul
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A line filled with air gives it all back, and not before the drug arrives.
    #[test]
    fn a_dry_line_gives_out_air_until_the_drug_comes() {
        let mut line = Plug::new(75.0, true);
        for _ in 0..149 {
            assert!((line.push(0.5, 0.0) - 0.5).abs() < 1e-9);
        }
        line.push(0.5, 0.0);
        assert!(line.gas_ul().abs() < 1e-9, "{} uL left", line.gas_ul());
        assert!(line.push(10.0, 0.0).abs() < 1e-9);
    }

    /// A bubble comes out when the line's volume has passed, give or take a cell.
    #[test]
    fn a_bubble_travels_with_the_drug() {
        let mut line = Plug::new(80.0, false);
        line.push(1.0, 0.5);
        let mut passed = 1.0;
        let mut out = 0.0;
        while out < 0.25 {
            out += line.push(0.5, 0.0);
            passed += 0.5;
        }
        assert!((80.0 - 5.0..=80.0 + 5.0).contains(&passed), "{passed} uL");
    }

    proptest! {
        #[test]
        fn air_is_neither_made_nor_lost(
            moves in proptest::collection::vec((-3.0f64..6.0, 0.0f64..0.4), 1..60), dry: bool, volume in 1.0f64..80.0,
        ) {
            let mut line = Plug::new(volume, dry);
            let mut balance = line.gas_ul();
            for (flow, share) in moves {
                if flow > 0.0 {
                    balance += share * flow - line.push(flow, share * flow);
                } else {
                    balance -= line.pull(-flow);
                }
                prop_assert!((line.gas_ul() - balance).abs() < 1e-9, "{} uL against {balance}", line.gas_ul());
                prop_assert!(line.gas_ul() > -1e-9 && line.gas_ul() < 1.0001 * volume + line.cell_volume);
            }
        }
    }
}
