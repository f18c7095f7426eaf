//! The table behind a [`Sampler`](super::Sampler).
//!
//! With p = min(u, 1 − u), cells are addressed by the exponent and the top mantissa bits of p, in
//! one half for u < ½ and one for u ≥ ½. So every octave of p has the same number of cells, and
//! tails are as fine, relative to their probability, as the middle. A cell holds the cubic of the
//! quantile against its remaining mantissa bits.
//!
//! 25 octaves are tabulated. Deeper tails (one draw in 3·10⁷), and cells that hold a kink or a
//! jump even after being cut into 64, take the exact quantile.
//!
//! The quantile is first interpolated exactly to about 10⁻¹¹ by Chebyshev pieces, octave by octave
//! (halved where that does not do), and cells are made of these; so a table costs about a thousand
//! exact quantiles.

use std::hint::select_unpredictable;

use super::family::Family;
use super::pieces::Pieces;
use super::special::Probability;

/// Octaves of p in a table: from 2⁻²⁶ to ½.
pub(super) const OCTAVES: u32 = 25;
/// log₂ of the cells per octave.
const BITS: u32 = 6;
/// log₂ of the cells into which a cell is cut that is not smooth enough.
const FINE_BITS: u32 = 6;
/// Greatest error of a cubic, relative to [`Pieces::scale_at`].
const TOLERANCE: f64 = 1e-9;
const MANTISSA_BITS: u32 = 52;
const MANTISSA: u64 = (1 << MANTISSA_BITS) - 1;
const ONE: u64 = 0x3FF << MANTISSA_BITS;
/// Bits of p that say where in a cell it is.
const SHIFT: u32 = MANTISSA_BITS - BITS;
const FINE_SHIFT: u32 = SHIFT - FINE_BITS;
/// The number of the first cell, of which p starts with the bits.
const FIRST: u64 = (0x3FE - OCTAVES as u64) << BITS;
/// Cells of one half: all octaves, and one for p = ½.
const HALF: usize = (OCTAVES as usize) << BITS | 1;

/// Coefficients of a cubic in t from 0 to 1, lowest first; or a not-a-number followed by the index
/// of the first of the finer cells, or by −1 where the exact quantile is due.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(32))]
struct Cell([f64; 4]);

impl Cell {
    /// Says that the exact quantile is due.
    const EXACT: Self = Self([f64::NAN, -1.0, 0.0, 0.0]);
}

/// A tabulated standard distribution.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) distribution: Family,
    support: (f64, f64),
    cells: Vec<Cell>,
}

impl Table {
    /// The quantile at u, about.
    #[inline]
    pub(super) fn value(&self, u: f64) -> f64 {
        let v = 1.0 - u;
        let p = select_unpredictable(u < v, u, v);
        let bits = p.to_bits();
        let index = usize::try_from((bits >> SHIFT).wrapping_sub(FIRST)).unwrap_or(usize::MAX);
        if index >= HALF {
            return self.exact(u);
        }
        // Which half is a coin toss, so this must not be a branch.
        let upper = select_unpredictable(u < 0.5, 0, HALF);
        let value = cubic(&self.cells[upper + index], bits, SHIFT);
        if value.is_nan() {
            return self.fine(u, bits, upper + index);
        }
        self.limited(value)
    }

    /// [`Table::value`] at each of some numbers, the same bits, in loops that a compiler vectorises.
    #[inline(always)]
    #[allow(
        clippy::inline_always,
        clippy::needless_range_loop,
        reason = "must inline into the caller's instruction set, as plain loops over lanes"
    )]
    pub(super) fn values<const W: usize>(&self, u: &[f64; W]) -> [f64; W] {
        let mut index = [0_u64; W];
        let mut t = [0.0; W];
        for w in 0..W {
            let v = 1.0 - u[w];
            let bits = select_unpredictable(u[w] < v, u[w], v).to_bits();
            let cell = (bits >> SHIFT).wrapping_sub(FIRST);
            let within = f64::from_bits(ONE | (bits << BITS & MANTISSA)) - 1.0;
            let deep = cell >= HALF as u64;
            index[w] = select_unpredictable(deep, 0, cell) + select_unpredictable(u[w] < 0.5, 0, HALF as u64);
            t[w] = select_unpredictable(deep, f64::NAN, within);
        }
        let mut values = [0.0; W];
        for w in 0..W {
            let cell = usize::try_from(index[w]).map_or(&Cell::EXACT, |i| &self.cells[i]);
            let [c0, c1, c2, c3] = cell.0;
            values[w] = c0 + t[w] * (c1 + t[w] * (c2 + t[w] * c3));
        }
        let mut rare = false;
        for w in 0..W {
            rare |= values[w].is_nan();
            values[w] = self.limited(values[w]);
        }
        if rare {
            for w in 0..W {
                if values[w].is_nan() {
                    values[w] = self.value(u[w]);
                }
            }
        }
        values
    }

    /// A cubic may leave the support by as much as it errs.
    #[inline]
    fn limited(&self, value: f64) -> f64 {
        let (low, high) = self.support;
        let value = if value < low { low } else { value };
        if value > high { high } else { value }
    }

    /// The value where the cell is not smooth.
    #[cold]
    #[inline(never)]
    fn fine(&self, u: f64, bits: u64, index: usize) -> f64 {
        let Some(first) = index_of(self.cells[index].0[1]) else {
            return self.exact(u);
        };
        let within = (bits >> FINE_SHIFT) & ((1 << FINE_BITS) - 1);
        let value = cubic(&self.cells[first + within as usize], bits, FINE_SHIFT);
        if value.is_nan() {
            return self.exact(u);
        }
        self.limited(value)
    }

    #[cold]
    #[inline(never)]
    fn exact(&self, u: f64) -> f64 {
        self.distribution.quantile(Probability::of(u))
    }

    /// May take milliseconds.
    pub(super) fn new(distribution: Family) -> Self {
        let pieces = [Pieces::new(&distribution, false), Pieces::new(&distribution, true)];
        let mut cells = Vec::new();
        let mut rough = Vec::new();
        for side in &pieces {
            for (from, to) in cell_bounds() {
                let cell = fit(side, from, to);
                if cell.is_none() {
                    rough.push((side, from, to, cells.len()));
                }
                cells.push(cell.unwrap_or(Cell::EXACT));
            }
            let middle = distribution.quantile(Probability::of(0.5));
            cells.push(Cell([middle, 0.0, 0.0, 0.0]));
        }
        for (side, from, to, index) in rough {
            #[allow(clippy::cast_precision_loss, reason = "a table has few cells")]
            let first = cells.len() as f64;
            cells[index].0[1] = first;
            let count = f64::from(1 << FINE_BITS);
            for i in 0..1 << FINE_BITS {
                let a = from + (to - from) * (f64::from(i) / count);
                let b = from + (to - from) * (f64::from(i + 1) / count);
                let cell = fit(side, a, b);
                cells.push(cell.unwrap_or(Cell::EXACT));
            }
        }
        Self { support: distribution.support(), distribution, cells }
    }
}

/// The cubic of a cell at the bits of p below `shift`.
#[inline]
fn cubic(cell: &Cell, bits: u64, shift: u32) -> f64 {
    let rest = bits << (MANTISSA_BITS - shift) & MANTISSA;
    let t = f64::from_bits(ONE | rest) - 1.0;
    let [c0, c1, c2, c3] = cell.0;
    c0 + t * (c1 + t * (c2 + t * c3))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index of a cell, or −1")]
fn index_of(x: f64) -> Option<usize> {
    (x >= 0.0).then_some(x as usize)
}

/// Bounds in p of the cells of a half, without the last.
fn cell_bounds() -> impl Iterator<Item = (f64, f64)> {
    let bound = |index: u64| f64::from_bits(index << SHIFT);
    let last = FIRST + (u64::from(OCTAVES) << BITS);
    (FIRST..last).map(move |index| (bound(index), bound(index + 1)))
}

/// The cubic through the quantile at the four Chebyshev points of a cell; none if it is wrong by
/// more than the tolerance.
fn fit(pieces: &Pieces, from: f64, to: f64) -> Option<Cell> {
    /// (1 − cos((2k + 1) π / 8)) / 2
    const NODES: [f64; 4] =
        [0.038_060_233_744_356_62, 0.308_658_283_817_455_1, 0.691_341_716_182_544_9, 0.961_939_766_255_643_4];
    /// Where the error of that cubic is greatest, for a quartic.
    const CHECKS: [f64; 5] = [0.0, 0.146_446_609_406_726_24, 0.5, 0.853_553_390_593_273_8, 1.0];
    let piece = pieces.over(from, to)?;
    let at = |t: f64| pieces.value(piece, from + (to - from) * t);
    let y = NODES.map(at);
    #[allow(clippy::float_cmp, reason = "a constant is kept to the bit")]
    if y.iter().all(|&value| value == y[0]) {
        return (at(0.0) == y[0] && at(1.0) == y[0]).then_some(Cell([y[0], 0.0, 0.0, 0.0]));
    }
    // Newton's divided differences of first, second and third order, expanded in powers of t.
    let [t0, t1, t2, t3] = NODES;
    let first = [(y[1] - y[0]) / (t1 - t0), (y[2] - y[1]) / (t2 - t1), (y[3] - y[2]) / (t3 - t2)];
    let second = [(first[1] - first[0]) / (t2 - t0), (first[2] - first[1]) / (t3 - t1)];
    let c3 = (second[1] - second[0]) / (t3 - t0);
    let c2 = second[0] - c3 * (t0 + t1 + t2);
    let c1 = first[0] - second[0] * (t0 + t1) + c3 * (t0 * t1 + t0 * t2 + t1 * t2);
    let c0 = y[0] - first[0] * t0 + second[0] * t0 * t1 - c3 * t0 * t1 * t2;
    let good = CHECKS.iter().all(|&t| {
        let exact = at(t);
        let error = c0 + t * (c1 + t * (c2 + t * c3)) - exact;
        error.abs() <= TOLERANCE * pieces.scale_at(exact)
    });
    good.then_some(Cell([c0, c1, c2, c3]))
}
