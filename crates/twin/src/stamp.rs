//! How parts write their equations into the system: each local equation names the states it depends on, once.
//!
//! The same call yields the pattern of the Jacobian (analysed once), its numbers (each step), or just rates (each
//! stage), depending on who listens.

use crate::real::{Dual, Real};
use crate::solver::SparseLu;

/// Who listens to the equations.
pub(crate) trait Sink {
    /// The number in which an equation with `N` local variables is evaluated.
    type Scalar<const N: usize>: Real;

    /// The local variables of an equation: the states at `columns`. A missing one is zero and nothing depends on it.
    fn variables<const N: usize>(&self, y: &[f64], columns: [Option<usize>; N]) -> [Self::Scalar<N>; N];

    /// A number with `M` local variables in an equation with `N` of them: variable `i` is there number `at[i]`.
    fn carry<const M: usize, const N: usize>(number: Self::Scalar<M>, at: [usize; M]) -> Self::Scalar<N>;

    /// Adds a term to the rate of state `row`, whose local variables were the states at `columns`.
    fn add<const N: usize>(&mut self, row: usize, columns: [Option<usize>; N], term: Self::Scalar<N>);
}

fn plain<const N: usize>(y: &[f64], columns: [Option<usize>; N]) -> [f64; N] {
    columns.map(|column| column.map_or(0.0, |index| y[index]))
}

#[inline(always)]
fn spread<const M: usize, const N: usize>(number: Dual<M>, at: [usize; M]) -> Dual<N> {
    let mut by = [0.0; N];
    for (slope, at) in number.by.into_iter().zip(at) {
        by[at] += slope;
    }
    Dual { value: number.value, by }
}

fn dual<const N: usize>(y: &[f64], columns: [Option<usize>; N]) -> [Dual<N>; N] {
    let values = plain(y, columns);
    core::array::from_fn(|i| Dual::variable(values[i], i))
}

/// Wants the rates only.
pub(crate) struct Rates<'a>(pub(crate) &'a mut [f64]);

impl Sink for Rates<'_> {
    type Scalar<const N: usize> = f64;

    #[inline(always)]
    fn carry<const M: usize, const N: usize>(number: f64, _: [usize; M]) -> f64 {
        number
    }

    #[inline(always)]
    fn variables<const N: usize>(&self, y: &[f64], columns: [Option<usize>; N]) -> [f64; N] {
        plain(y, columns)
    }

    fn add<const N: usize>(&mut self, row: usize, _: [Option<usize>; N], term: f64) {
        self.0[row] += term;
    }
}

/// Wants the rates and minus the Jacobian.
pub(crate) struct Linearisation<'a> {
    pub(crate) rates: &'a mut [f64],
    pub(crate) matrix: &'a mut SparseLu,
    /// Entries added so far: their order is that of the pattern.
    pub(crate) stamps: usize,
}

impl Sink for Linearisation<'_> {
    type Scalar<const N: usize> = Dual<N>;

    #[inline(always)]
    fn carry<const M: usize, const N: usize>(number: Dual<M>, at: [usize; M]) -> Dual<N> {
        spread(number, at)
    }

    #[inline(always)]
    fn variables<const N: usize>(&self, y: &[f64], columns: [Option<usize>; N]) -> [Dual<N>; N] {
        dual(y, columns)
    }

    #[inline(always)]
    fn add<const N: usize>(&mut self, row: usize, columns: [Option<usize>; N], term: Dual<N>) {
        self.rates[row] += term.value;
        for (column, slope) in columns.iter().zip(term.by) {
            if column.is_some() {
                self.matrix.add(self.stamps, -slope);
                self.stamps += 1;
            }
        }
    }
}

/// Wants to know which entries the Jacobian has.
pub(crate) struct Pattern(pub(crate) Vec<(usize, usize)>);

impl Sink for Pattern {
    type Scalar<const N: usize> = Dual<N>;

    #[inline(always)]
    fn carry<const M: usize, const N: usize>(number: Dual<M>, at: [usize; M]) -> Dual<N> {
        spread(number, at)
    }

    #[inline(always)]
    fn variables<const N: usize>(&self, y: &[f64], columns: [Option<usize>; N]) -> [Dual<N>; N] {
        dual(y, columns)
    }

    fn add<const N: usize>(&mut self, row: usize, columns: [Option<usize>; N], _: Dual<N>) {
        self.0.extend(columns.into_iter().flatten().map(|column| (row, column)));
    }
}
