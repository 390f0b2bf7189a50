//! Solves the same sparse linear system again and again, with other numbers: the pattern is analysed once, heap-free
//! after that.
//!
//! The matrix is `I / (h gamma) - J`, whose diagonal grows as the step shrinks, so it is factored without pivoting;
//! a factor that still fails shows as a number that is not finite, and the step is tried again smaller.
//! Rows and columns are eliminated in the order of fewest neighbours first, which for a chain of fluid nodes creates
//! no fill.

/// The most unknowns.
pub(crate) const SIZE_MAX: usize = 32;
/// The most entries of the factors: what a byte can number, so that no access needs a check.
const ENTRIES_MAX: usize = 256;

/// A sparse square matrix with its factorisation.
#[derive(Debug, Clone)]
pub(crate) struct SparseLu {
    /// The matrix without what is common to its diagonal, and its factors, each in the same places.
    stamped: [f64; ENTRIES_MAX],
    values: [f64; ENTRIES_MAX],
    /// Places in use.
    count: usize,
    /// Where the entries lie that the caller adds to, in the caller's order.
    slots: Vec<u8>,
    /// What elimination does, pivot by pivot.
    pivots: Vec<Pivot>,
    /// Rows that a pivot is subtracted from, and entries of them that change.
    rows: Vec<RowUpdate>,
    updates: Vec<EntryUpdate>,
    /// The upper factor's entries beside the diagonal, column by column from the last.
    upper: Vec<Entry>,
    /// One over each pivot.
    inverses: [f64; SIZE_MAX],
}

/// One step of the elimination.
#[derive(Debug, Clone, Copy)]
struct Pivot {
    /// The unknown that is eliminated.
    unknown: u8,
    diagonal: u8,
    /// How many rows it is subtracted from, and how many entries the upper factor has in its column.
    rows: u8,
    upper: u8,
}

/// A row from which a multiple of the pivot's row is subtracted: the multiple replaces `entry`.
#[derive(Debug, Clone, Copy)]
struct RowUpdate {
    row: u8,
    entry: u8,
    /// How many entries of the row change.
    updates: u8,
}

/// `values[target] -= multiple * values[source]`.
#[derive(Debug, Clone, Copy)]
struct EntryUpdate {
    target: u8,
    source: u8,
}

/// An entry of the upper factor in row `row`, in the column that is being substituted.
#[derive(Debug, Clone, Copy)]
struct Entry {
    row: u8,
    position: u8,
}

impl SparseLu {
    /// Analyses a system of `size` unknowns whose entries will be stamped at these (row, column) pairs, in this
    /// order.
    ///
    /// # Panics
    /// If an entry lies outside the matrix, or the factors have too many: a bug of the caller.
    pub(crate) fn new(size: usize, stamps: &[(usize, usize)]) -> Self {
        assert!(size <= SIZE_MAX, "{size} unknowns are more than {SIZE_MAX}");
        let mut filled = vec![vec![false; size]; size];
        for (i, row) in filled.iter_mut().enumerate() {
            row[i] = true;
        }
        for &(row, column) in stamps {
            filled[row][column] = true;
        }
        // Elimination marks the entries that it creates.
        let order = eliminate(&mut filled);
        let mut position = vec![vec![None; size]; size];
        let mut count = 0;
        for (row, filled) in position.iter_mut().zip(&filled) {
            for (place, _) in row.iter_mut().zip(filled).filter(|(_, filled)| **filled) {
                *place = Some(byte(count));
                count += 1;
            }
        }
        let place = |row: usize, column: usize| position[row][column].expect("the pattern holds every stamp");
        let mut lu = Self {
            stamped: [0.0; ENTRIES_MAX],
            values: [0.0; ENTRIES_MAX],
            count,
            slots: stamps.iter().map(|&(row, column)| place(row, column)).collect(),
            pivots: Vec::with_capacity(size),
            rows: Vec::new(),
            updates: Vec::new(),
            upper: Vec::new(),
            inverses: [0.0; SIZE_MAX],
        };
        lu.plan(&order, &position);
        lu
    }

    /// Writes down, in order, what elimination and substitution will do.
    ///
    /// # Panics
    /// If the pattern lacks an entry that elimination needs: a bug of `eliminate`.
    fn plan(&mut self, order: &[usize], position: &[Vec<Option<u8>>]) {
        for (step, &k) in order.iter().enumerate() {
            let (done, left) = (&order[..step], &order[step + 1..]);
            let (rows, upper) = (self.rows.len(), self.upper.len());
            for &i in left {
                let Some(entry) = position[i][k] else { continue };
                let updates = self.updates.len();
                for &j in left {
                    if let Some(source) = position[k][j] {
                        let target = position[i][j].expect("fill-in was marked");
                        self.updates.push(EntryUpdate { target, source });
                    }
                }
                self.rows.push(RowUpdate { row: byte(i), entry, updates: byte(self.updates.len() - updates) });
            }
            self.upper.extend(done.iter().filter_map(|&i| Some(Entry { row: byte(i), position: position[i][k]? })));
            self.pivots.push(Pivot {
                unknown: byte(k),
                diagonal: position[k][k].expect("the diagonal is there"),
                rows: byte(self.rows.len() - rows),
                upper: byte(self.upper.len() - upper),
            });
        }
    }

    /// Starts a new matrix: zero.
    pub(crate) fn clear(&mut self) {
        self.stamped[..self.count].fill(0.0);
    }

    /// Adds to the entry that was named `stamp`-th when the pattern was analysed.
    #[inline(always)]
    pub(crate) fn add(&mut self, stamp: usize, value: f64) {
        self.stamped[usize::from(self.slots[stamp])] += value;
    }

    /// Factors the matrix with `diagonal` added to each entry of its diagonal. The matrix stays as it is.
    pub(crate) fn factor(&mut self, diagonal: f64) {
        self.values[..self.count].copy_from_slice(&self.stamped[..self.count]);
        for pivot in &self.pivots {
            self.values[usize::from(pivot.diagonal)] += diagonal;
        }
        let (mut rows, mut updates) = (self.rows.as_slice(), self.updates.as_slice());
        for (pivot, inverse) in self.pivots.iter().zip(&mut self.inverses) {
            *inverse = 1.0 / self.values[usize::from(pivot.diagonal)];
            for row in taken(&mut rows, pivot.rows) {
                let multiple = self.values[usize::from(row.entry)] * *inverse;
                self.values[usize::from(row.entry)] = multiple;
                for update in taken(&mut updates, row.updates) {
                    self.values[usize::from(update.target)] -= multiple * self.values[usize::from(update.source)];
                }
            }
        }
    }

    /// Solves for one right-hand side with the present factors; `x` holds the right-hand side, then the solution.
    pub(crate) fn solve(&self, x: &mut [f64; SIZE_MAX]) {
        let mut rows = self.rows.as_slice();
        for pivot in &self.pivots {
            let known = x[usize::from(pivot.unknown) % SIZE_MAX];
            for row in taken(&mut rows, pivot.rows) {
                x[usize::from(row.row) % SIZE_MAX] -= self.values[usize::from(row.entry)] * known;
            }
        }
        let mut upper = self.upper.as_slice();
        for (pivot, inverse) in self.pivots.iter().zip(&self.inverses[..self.pivots.len()]).rev() {
            let solved = x[usize::from(pivot.unknown) % SIZE_MAX] * inverse;
            x[usize::from(pivot.unknown) % SIZE_MAX] = solved;
            let (before, column) = upper.split_at(upper.len() - usize::from(pivot.upper));
            upper = before;
            for entry in column {
                x[usize::from(entry.row) % SIZE_MAX] -= self.values[usize::from(entry.position)] * solved;
            }
        }
    }
}

/// Takes the next `count` items off the front of a plan.
#[inline(always)]
fn taken<'a, T>(plan: &mut &'a [T], count: u8) -> &'a [T] {
    let (now, later) = plan.split_at(usize::from(count));
    *plan = later;
    now
}

/// A number of an unknown or an entry.
///
/// # Panics
/// If there are more than bytes can number: the system has outgrown this solver.
fn byte(x: usize) -> u8 {
    u8::try_from(x).expect("unknowns and entries are numbered by bytes")
}

/// The order of elimination that takes, at each step, the unknown with the fewest neighbours left (ties: lowest
/// number). Marks the entries that this creates.
///
/// # Panics
/// Never: there is one left while any is.
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
                lu.clear();
                for (stamp, &(_, _, value)) in entries.iter().enumerate() {
                    lu.add(stamp, value);
                    dense[stamps[stamp].0][stamps[stamp].1] += value;
                }
                for (i, row) in dense.iter_mut().enumerate() { row[i] += 50.0; }
                lu.factor(50.0);
            }
            let mut x = [0.0; SIZE_MAX];
            x[..size].copy_from_slice(&right[..size]);
            lu.solve(&mut x);
            for i in 0..size {
                let left: f64 = (0..size).map(|j| dense[i][j] * x[j]).sum();
                prop_assert!((left - right[i]).abs() < 1e-9, "row {i}: {left} against {}", right[i]);
            }
        }
    }

    #[test]
    fn a_chain_has_no_fill() {
        let stamps: Vec<(usize, usize)> = (0..9).flat_map(|i| [(i, i + 1), (i + 1, i)]).collect();
        assert_eq!(SparseLu::new(10, &stamps).upper.len() + SparseLu::new(10, &stamps).rows.len(), 18);
    }
}
