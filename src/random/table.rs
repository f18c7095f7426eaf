//! Quantiles from a table, so that a draw costs a few nanoseconds whatever the law.
//!
//! # The table
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
//! exact quantiles. Cells are as many per octave, 32 to 256, as it takes for a relative error below
//! 10⁻⁹.
//!
//! Discrete laws are not approximated: they look up their steps. Fixed, uniform and triangular laws
//! are direct formulas.

use std::sync::Arc;

use super::distribution::Distribution;
use super::law::Law;
use super::luck::uniform;
use super::pieces::Pieces;
use super::special::Probability;
use super::steps::Steps;

/// Octaves of p in a table: from 2⁻²⁶ to ½.
pub(super) const OCTAVES: u32 = 25;
/// log₂ of the cells into which a cell is cut that is not smooth enough.
const FINE_BITS: u32 = 6;
/// log₂ of the fewest and of the most cells per octave.
const LEAST_BITS: u32 = 5;
const MOST_BITS: u32 = 8;
/// The share of draws that may fall on cells cut finer before more cells per octave are taken.
const ROUGH_SHARE: f64 = 1e-4;
/// Greatest error of a cubic, relative to [`Pieces::scale_at`].
const TOLERANCE: f64 = 1e-9;
const MANTISSA_BITS: u32 = 52;
const ONE: u64 = 0x3FF << MANTISSA_BITS;

/// Coefficients of a cubic in t from 0 to 1, lowest first; or a not-a-number followed by the index
/// of the first of the finer cells, or by −1 where the exact quantile is due.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(32))]
struct Cell([f64; 4]);

/// A tabulated standard law.
#[derive(Debug)]
struct Table {
    law: Law,
    support: (f64, f64),
    /// log₂ of cells per octave.
    bits: u32,
    /// Cells of one half: all octaves, and one for p = ½.
    half: usize,
    cells: Vec<Cell>,
}

#[derive(Clone, Debug)]
enum Kind {
    /// location + scale · u; a fixed value has scale 0.
    Line,
    Triangle(f64, f64, f64),
    Steps(Arc<Steps>),
    Table(Arc<Table>),
}

/// Draws from one distribution, quickly: value(word) = quantile(uniform(word)), within 10⁻⁸
/// relative (exactly for fixed, uniform, triangular, Poisson and empirical laws), rising with the
/// word to within that error, and always within the law's support.
///
/// Copies are cheap and share their table. Laws that differ only in location and scale can share
/// one too: see [`SamplerCache`].
#[derive(Clone, Debug)]
pub struct Sampler {
    location: f64,
    scale: f64,
    kind: Kind,
}

impl Sampler {
    /// A sampler of `distribution`; may take some milliseconds, see [`SamplerCache`].
    #[must_use]
    pub fn new(distribution: &Distribution) -> Self {
        SamplerCache::new().sampler(distribution)
    }

    /// The value that a random word stands for.
    #[must_use]
    #[inline]
    pub fn value(&self, word: u64) -> f64 {
        self.at(uniform(word))
    }

    /// The value at a uniform number 0 < u < 1.
    #[must_use]
    #[inline]
    pub fn at(&self, u: f64) -> f64 {
        let standard = match &self.kind {
            Kind::Line => u,
            Kind::Triangle(min, mode, max) => triangle(*min, *mode, *max, u),
            Kind::Steps(steps) => steps.quantile(u),
            Kind::Table(table) => table.value(u),
        };
        self.location + self.scale * standard
    }

    /// [`Sampler::value`] of each word.
    #[must_use]
    #[inline]
    pub fn values<const W: usize>(&self, words: &[u64; W]) -> [f64; W] {
        words.map(|word| self.value(word))
    }

    /// The sampler of `factor` times the value, for a factor ≥ 0; it shares this one's table.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Self {
            location: factor * self.location,
            scale: factor * self.scale,
            kind: self.kind.clone(),
        }
    }

    /// Whether every word gives the same value.
    #[must_use]
    #[allow(clippy::float_cmp, reason = "0 marks fixed values")]
    pub fn is_fixed(&self) -> bool {
        self.scale == 0.0
    }
}

/// Makes samplers, each table only once.
///
/// Normal laws share one table, and so do exponential laws, lognormal laws of the same sigma, gamma
/// and Weibull laws of the same shape, and beta (PERT) laws of the same shapes.
#[derive(Clone, Debug, Default)]
pub struct SamplerCache {
    tables: Vec<Arc<Table>>,
}

impl SamplerCache {
    /// A cache without tables.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A sampler of `distribution`, on a table that is already there or on a new one.
    #[must_use]
    pub fn sampler(&mut self, distribution: &Distribution) -> Sampler {
        let (law, location, scale) = distribution.law().standard();
        let (location, scale, kind) = match law {
            Law::Fixed(value) => (value, 0.0, Kind::Line),
            Law::Uniform { min, max } => (min, max - min, Kind::Line),
            Law::Triangular { min, mode, max } => (0.0, 1.0, Kind::Triangle(min, mode, max)),
            Law::Steps(steps) => (0.0, 1.0, Kind::Steps(steps)),
            law => (location, scale, Kind::Table(self.table(law))),
        };
        Sampler {
            location,
            scale,
            kind,
        }
    }

    /// Number of tables made so far.
    #[must_use]
    pub fn tables(&self) -> usize {
        self.tables.len()
    }

    fn table(&mut self, law: Law) -> Arc<Table> {
        if let Some(table) = self.tables.iter().find(|table| table.law == law) {
            return Arc::clone(table);
        }
        let table = Arc::new(Table::new(law));
        self.tables.push(Arc::clone(&table));
        table
    }
}

/// Whole days of a drawn duration `x`: max(`minimum`, ⌈x⌉), at most 2³² − 1. A not-a-number
/// counts as 0.
#[must_use]
#[inline]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates as wanted"
)]
pub fn whole_days(x: f64, minimum: u32) -> u32 {
    let floor = x as u32;
    let days = floor.saturating_add(u32::from(x > f64::from(floor)));
    days.max(minimum)
}

#[inline]
fn triangle(min: f64, mode: f64, max: f64, u: f64) -> f64 {
    if u * (max - min) <= mode - min {
        min + (u * (max - min) * (mode - min)).sqrt()
    } else {
        max - ((1.0 - u) * (max - min) * (max - mode)).sqrt()
    }
}

impl Table {
    #[inline]
    fn value(&self, u: f64) -> f64 {
        let v = 1.0 - u;
        let p = if u < v { u } else { v };
        let shift = MANTISSA_BITS - self.bits;
        let bits = p.to_bits();
        let first = least_p().to_bits() >> shift;
        let index = usize::try_from((bits >> shift).wrapping_sub(first)).unwrap_or(usize::MAX);
        if index >= self.half {
            return self.exact(u);
        }
        let upper = if u < 0.5 { 0 } else { self.half };
        let value = cubic(&self.cells[upper + index], bits, shift);
        if value.is_nan() {
            return self.fine(u, bits, upper + index);
        }
        value.clamp(self.support.0, self.support.1)
    }

    /// The value where the cell is not smooth.
    #[cold]
    #[inline(never)]
    fn fine(&self, u: f64, bits: u64, index: usize) -> f64 {
        let shift = MANTISSA_BITS - self.bits - FINE_BITS;
        let Some(first) = index_of(self.cells[index].0[1]) else {
            return self.exact(u);
        };
        let within = (bits >> shift) & ((1 << FINE_BITS) - 1);
        let value = cubic(&self.cells[first + within as usize], bits, shift);
        if value.is_nan() {
            return self.exact(u);
        }
        value.clamp(self.support.0, self.support.1)
    }

    #[cold]
    #[inline(never)]
    fn exact(&self, u: f64) -> f64 {
        self.law.quantile(Probability::of(u))
    }

    fn new(law: Law) -> Self {
        let pieces = [Pieces::new(&law, false), Pieces::new(&law, true)];
        let bits = cell_bits(&pieces);
        let half = (OCTAVES << bits) as usize + 1;
        let mut cells = Vec::new();
        let mut rough = Vec::new();
        for side in &pieces {
            for (from, to) in cell_bounds(bits) {
                let cell = fit(side, from, to);
                if cell.is_none() {
                    rough.push((side, from, to, cells.len()));
                }
                cells.push(cell.unwrap_or(Cell([f64::NAN, -1.0, 0.0, 0.0])));
            }
            let middle = law.quantile(Probability::of(0.5));
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
                cells.push(cell.unwrap_or(Cell([f64::NAN, -1.0, 0.0, 0.0])));
            }
        }
        Self {
            support: law.support(),
            law,
            bits,
            half,
            cells,
        }
    }
}

/// The least p in a table.
#[inline]
fn least_p() -> f64 {
    f64::from_bits(ONE - (u64::from(OCTAVES + 1) << MANTISSA_BITS))
}

/// The cubic of a cell at the bits of p below `shift`.
#[inline]
fn cubic(cell: &Cell, bits: u64, shift: u32) -> f64 {
    let rest = bits << (MANTISSA_BITS - shift) & ((1 << MANTISSA_BITS) - 1);
    let t = f64::from_bits(ONE | rest) - 1.0;
    let [c0, c1, c2, c3] = cell.0;
    c0 + t * (c1 + t * (c2 + t * c3))
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an index of a cell, or −1"
)]
fn index_of(x: f64) -> Option<usize> {
    (x >= 0.0).then_some(x as usize)
}

/// Bounds in p of all cells of a half, with 2^`bits` cells per octave.
fn cell_bounds(bits: u32) -> impl Iterator<Item = (f64, f64)> {
    let shift = MANTISSA_BITS - bits;
    let first = least_p().to_bits() >> shift;
    let last = first + (u64::from(OCTAVES) << bits);
    let bound = move |index: u64| f64::from_bits(index << shift);
    (first..last).map(move |index| (bound(index), bound(index + 1)))
}

/// log₂ of cells per octave: as many as smoothness asks for. Kinks never get smooth, and only
/// halve their share with each step; finer cells around them are better.
fn cell_bits(pieces: &[Pieces; 2]) -> u32 {
    let mut bits = LEAST_BITS;
    let mut share = rough_share(pieces, bits);
    while share > ROUGH_SHARE && bits < MOST_BITS {
        let next = rough_share(pieces, bits + 1);
        if next > 0.4 * share {
            break;
        }
        share = next;
        bits += 1;
    }
    bits
}

/// The share of draws whose cell is not smooth, with 2^`bits` cells per octave.
fn rough_share(pieces: &[Pieces; 2], bits: u32) -> f64 {
    let mut share = 0.0;
    for side in pieces {
        for (from, to) in cell_bounds(bits) {
            if fit(side, from, to).is_none() {
                share += to - from;
            }
        }
    }
    share
}

/// The cubic through the quantile at the four Chebyshev points of a cell; none if it is wrong by
/// more than the tolerance.
fn fit(pieces: &Pieces, from: f64, to: f64) -> Option<Cell> {
    /// (1 − cos((2k + 1) π / 8)) / 2
    const NODES: [f64; 4] = [
        0.038_060_233_744_356_62,
        0.308_658_283_817_455_1,
        0.691_341_716_182_544_9,
        0.961_939_766_255_643_4,
    ];
    /// Where the error of that cubic is greatest, for a quartic.
    const CHECKS: [f64; 5] = [
        0.0,
        0.146_446_609_406_726_24,
        0.5,
        0.853_553_390_593_273_8,
        1.0,
    ];
    let piece = pieces.over(from, to)?;
    let at = |t: f64| pieces.value(piece, from + (to - from) * t);
    let y = NODES.map(at);
    #[allow(clippy::float_cmp, reason = "a constant is kept to the bit")]
    if y.iter().all(|&value| value == y[0]) {
        return (at(0.0) == y[0] && at(1.0) == y[0]).then_some(Cell([y[0], 0.0, 0.0, 0.0]));
    }
    // Newton's divided differences of first, second and third order, expanded in powers of t.
    let [t0, t1, t2, t3] = NODES;
    let first = [
        (y[1] - y[0]) / (t1 - t0),
        (y[2] - y[1]) / (t2 - t1),
        (y[3] - y[2]) / (t3 - t2),
    ];
    let second = [
        (first[1] - first[0]) / (t2 - t0),
        (first[2] - first[1]) / (t3 - t1),
    ];
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::PhiloxRng;
    use rand::{Rng, SeedableRng};

    fn laws() -> Vec<(&'static str, Distribution)> {
        let lognormal = |median, sigma| Distribution::lognormal_sigma(median, sigma);
        let all = [
            ("uniform", Distribution::uniform(10.0, 60.0)),
            ("triangular", Distribution::triangular(10.0, 20.0, 90.0)),
            ("pert", Distribution::pert(10.0, 20.0, 90.0)),
            ("pert at its end", Distribution::pert(10.0, 10.0, 90.0)),
            ("normal", Distribution::normal(5.0, 2.0)),
            ("lognormal 0.8", lognormal(25.0, 0.8)),
            ("lognormal 0.05", lognormal(25.0, 0.05)),
            ("lognormal 2", lognormal(25.0, 2.0)),
            ("gamma 2.5", Distribution::gamma_shape(2.5, 12.0)),
            ("gamma 0.3", Distribution::gamma_shape(0.3, 12.0)),
            ("gamma 0.01", Distribution::gamma_shape(0.01, 12.0)),
            ("gamma 100", Distribution::gamma(30.0, 0.1)),
            ("gamma 10000", Distribution::gamma(30.0, 0.01)),
            ("weibull 0.7", Distribution::weibull(0.7, 20.0)),
            ("weibull 3", Distribution::weibull(3.0, 20.0)),
            ("exponential", Distribution::exponential(20.0)),
            ("beta 0.5, 0.5", Distribution::beta(0.5, 0.5, -1.0, 1.0)),
            ("beta 2, 30", Distribution::beta(2.0, 30.0, 0.0, 1.0)),
            ("poisson 4", Distribution::poisson(4.0)),
            ("poisson 5000", Distribution::poisson(5000.0)),
            (
                "empirical",
                Distribution::empirical(&[12.0, 15.0, 40.0], &[1.0, 2.0, 1.0]),
            ),
            (
                "truncated lognormal",
                lognormal(25.0, 0.8).and_then(|law| law.truncated(10.0, 60.0)),
            ),
            (
                "truncated normal",
                Distribution::normal(5.0, 2.0).and_then(|law| law.truncated(0.0, f64::INFINITY)),
            ),
            (
                "mixture",
                Distribution::mixture(vec![
                    (0.3, Distribution::fixed(0.0).unwrap()),
                    (0.5, Distribution::gamma_shape(2.5, 12.0).unwrap()),
                    (0.2, Distribution::uniform(40.0, 90.0).unwrap()),
                ]),
            ),
        ];
        all.map(|(name, law)| (name, law.unwrap())).to_vec()
    }

    /// What an error is relative to: the value, or the spread of a law on both sides of zero.
    fn scale(law: &Distribution, value: f64) -> f64 {
        let (low, high) = law.support();
        let spread = law.quantile(0.75) - law.quantile(0.25);
        let floor = if low < 0.0 && high > 0.0 {
            spread
        } else {
            1e-290
        };
        value.abs().max(floor)
    }

    #[test]
    fn tables_keep_to_the_exact_quantile() {
        for (name, law) in laws() {
            let sampler = Sampler::new(&law);
            let mut rng = PhiloxRng::seed_from_u64(1);
            for i in 0..10_000 {
                // A third of the words lie deep in one tail or the other.
                let word = match i % 6 {
                    0 => rng.next_u64() >> (rng.next_u32() % 54),
                    1 => !(rng.next_u64() >> (rng.next_u32() % 54)),
                    _ => rng.next_u64(),
                };
                let exact = law.quantile(uniform(word));
                let error = (sampler.value(word) - exact).abs();
                let allowed = 1e-8 * scale(&law, exact);
                assert!(
                    error <= allowed,
                    "{name} at {}: {error:e} off {exact}",
                    uniform(word)
                );
            }
        }
    }
}
