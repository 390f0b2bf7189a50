//! Solves the same sparse linear system again and again, with other numbers: the pattern is analysed once, heap-free after that.
//!
//! The matrix is `I / (h gamma) - J`, whose diagonal grows as the step shrinks, so it is factored without pivoting;
//! a factor that still fails shows as a number that is not finite, and the step is tried again smaller.
//! Rows and columns are eliminated in the order of fewest neighbours first, which for a chain of fluid nodes creates no fill.

/// A sparse square matrix with its factorisation.
#[derive(Debug, Clone)]
pub(crate) struct SparseLu {
    /// Elimination order: `order[k]` is the row that is eliminated at step `k`.
    order: Vec<usize>,
    /// Values, at first of the matrix, then of its factors, in the positions that `position` gave.
    values: Vec<f64>,
    /// Position of the diagonal entry of each step.
    diagonal: Vec<usize>,
    /// One over each pivot, by step.
    inverse: Vec<f64>,
    /// Positions of the entries that the caller adds to, in the caller's order.
    slots: Vec<usize>,
    /// `values[target] -= values[left] * values[right]`, grouped by the entry `left` that is scaled first.
    scale: Vec<Scale>,
    update: Vec<(usize, usize)>,
    /// Off-diagonal entries of the lower factor by column, and of the upper factor by column from the last.
    lower: Vec<(usize, usize, usize)>,
    upper: Vec<(usize, usize, usize)>,
}

/// A multiplier of the elimination: entry `position` is divided by the pivot of `step`, then `updates` are applied.
#[derive(Debug, Clone, Copy)]
struct Scale {
    position: usize,
    step: usize,
    updates_end: usize,
}

impl SparseLu {
    /// Analyses a system of `size` unknowns whose entries will be stamped at these (row, column) pairs, in this order.
    ///
    /// # Panics
    /// If an entry lies outside the matrix: a bug of the caller.
    pub(crate) fn new(size: usize, stamps: &[(usize, usize)]) -> Self {
        let mut filled = vec![vec![false; size]; size];
        for (i, row) in filled.iter_mut().enumerate() {
            row[i] = true;
        }
        for &(row, column) in stamps {
            filled[row][column] = true;
        }
        let order = eliminate(&mut filled.clone());
        let mut rank = vec![0; size];
        for (step, &row) in order.iter().enumerate() {
            rank[row] = step;
        }
        let mut permuted = vec![vec![false; size]; size];
        for (i, row) in filled.iter().enumerate() {
            for (j, &there) in row.iter().enumerate() {
                permuted[rank[i]][rank[j]] = there;
            }
        }
        fill_in(&mut permuted);
        let mut position = vec![vec![usize::MAX; size]; size];
        let mut count = 0;
        for (i, row) in permuted.iter().enumerate() {
            for (j, &there) in row.iter().enumerate() {
                if there {
                    position[i][j] = count;
                    count += 1;
                }
            }
        }
        let slots = stamps.iter().map(|&(row, column)| position[rank[row]][rank[column]]).collect();
        let mut lu = Self {
            order,
            values: vec![0.0; count],
            diagonal: (0..size).map(|k| position[k][k]).collect(),
            inverse: vec![0.0; size],
            slots,
            scale: Vec::new(),
            update: Vec::new(),
            lower: Vec::new(),
            upper: Vec::new(),
        };
        lu.plan(&position);
        lu
    }

    /// Writes down, in order, what elimination and substitution will do.
    fn plan(&mut self, position: &[Vec<usize>]) {
        let size = self.order.len();
        let there = |i: usize, j: usize| position[i][j] != usize::MAX;
        for k in 0..size {
            for i in k + 1..size {
                if there(i, k) {
                    for j in k + 1..size {
                        if there(k, j) {
                            self.update.push((position[i][j], position[k][j]));
                        }
                    }
                    self.scale.push(Scale { position: position[i][k], step: k, updates_end: self.update.len() });
                    self.lower.push((i, k, position[i][k]));
                }
            }
        }
        for k in (0..size).rev() {
            for i in (0..k).rev() {
                if there(i, k) {
                    self.upper.push((i, k, position[i][k]));
                }
            }
        }
    }

    /// Starts a new matrix: `diagonal` on the diagonal, zero elsewhere.
    pub(crate) fn reset(&mut self, diagonal: f64) {
        self.values.fill(0.0);
        for &position in &self.diagonal {
            self.values[position] = diagonal;
        }
    }

    /// Adds to the entry that was named `stamp`-th when the pattern was analysed.
    pub(crate) fn add(&mut self, stamp: usize, value: f64) {
        self.values[self.slots[stamp]] += value;
    }

    /// Replaces the matrix by its factors.
    pub(crate) fn factor(&mut self) {
        let mut start = 0;
        let mut pivots_done = 0;
        for scale in &self.scale {
            while pivots_done <= scale.step {
                self.inverse[pivots_done] = 1.0 / self.values[self.diagonal[pivots_done]];
                pivots_done += 1;
            }
            let multiplier = self.values[scale.position] * self.inverse[scale.step];
            self.values[scale.position] = multiplier;
            for &(target, source) in &self.update[start..scale.updates_end] {
                self.values[target] -= multiplier * self.values[source];
            }
            start = scale.updates_end;
        }
        for k in pivots_done..self.order.len() {
            self.inverse[k] = 1.0 / self.values[self.diagonal[k]];
        }
    }

    /// Solves for one right-hand side with the present factors. `x` holds the right-hand side, then the solution;
    /// `work` is scratch of the same length.
    pub(crate) fn solve(&self, x: &mut [f64], work: &mut [f64]) {
        for (k, &row) in self.order.iter().enumerate() {
            work[k] = x[row];
        }
        for &(i, k, position) in &self.lower {
            work[i] -= self.values[position] * work[k];
        }
        let mut scaled = self.order.len();
        for &(i, k, position) in &self.upper {
            while scaled > k {
                scaled -= 1;
                work[scaled] *= self.inverse[scaled];
            }
            work[i] -= self.values[position] * work[k];
        }
        while scaled > 0 {
            scaled -= 1;
            work[scaled] *= self.inverse[scaled];
        }
        for (k, &row) in self.order.iter().enumerate() {
            x[row] = work[k];
        }
    }
}

/// The order of elimination that takes, at each step, the unknown with the fewest neighbours left (ties: lowest number).
fn eliminate(filled: &mut [Vec<bool>]) -> Vec<usize> {
    let size = filled.len();
    let mut left: Vec<usize> = (0..size).collect();
    let mut order = Vec::with_capacity(size);
    while !left.is_empty() {
        let cost = |k: usize| {
            let rows = left.iter().filter(|&&i| i != k && filled[i][k]).count();
            let columns = left.iter().filter(|&&j| j != k && filled[k][j]).count();
            rows * columns
        };
        let best = left.iter().copied().min_by_key(|&k| (cost(k), k)).expect("there is one left");
        left.retain(|&k| k != best);
        for &i in &left {
            for &j in &left {
                if filled[i][best] && filled[best][j] {
                    filled[i][j] = true;
                }
            }
        }
        order.push(best);
    }
    order
}

/// Marks the entries that elimination in natural order will create.
fn fill_in(filled: &mut [Vec<bool>]) {
    let size = filled.len();
    for k in 0..size {
        for i in k + 1..size {
            for j in k + 1..size {
                if filled[i][k] && filled[k][j] {
                    filled[i][j] = true;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn solution_satisfies_the_system(
            size in 1usize..12,
            entries in proptest::collection::vec((0usize..12, 0usize..12, -1.0f64..1.0), 0..40),
            right in proptest::collection::vec(-5.0f64..5.0, 12),
        ) {
            let stamps: Vec<(usize, usize)> = entries.iter().map(|&(i, j, _)| (i % size, j % size)).collect();
            let mut lu = SparseLu::new(size, &stamps);
            let mut dense = vec![vec![0.0; size]; size];
            for _ in 0..2 { // the second time shows that nothing of the first is left behind
                dense = vec![vec![0.0; size]; size];
                lu.reset(50.0);
                for (stamp, &(_, _, value)) in entries.iter().enumerate() {
                    lu.add(stamp, value);
                    dense[stamps[stamp].0][stamps[stamp].1] += value;
                }
                for (i, row) in dense.iter_mut().enumerate() { row[i] += 50.0; }
                lu.factor();
            }
            let mut x = right[..size].to_vec();
            lu.solve(&mut x, &mut vec![0.0; size]);
            for i in 0..size {
                let left: f64 = (0..size).map(|j| dense[i][j] * x[j]).sum();
                prop_assert!((left - right[i]).abs() < 1e-9, "row {i}: {left} against {}", right[i]);
            }
        }
    }

    #[test]
    fn a_chain_has_no_fill() {
        let stamps: Vec<(usize, usize)> = (0..9).flat_map(|i| [(i, i + 1), (i + 1, i)]).collect();
        assert_eq!(SparseLu::new(10, &stamps).values.len(), 10 + 18);
    }
}
