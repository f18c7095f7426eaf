//! Whole days of a drawn duration at a glance: the top bits of a random word tell them, whatever the distribution.
//!
//! A duration is a distribution's value times a factor, and often the factor is one of a few (one for each regime of a
//! licence desk). A cell of the table holds the days under [`FACTORS`] of them, so that one look answers for all.
//! Where a day ends within a cell, the cell points to finer ones; where one ends within those too, the days are
//! worked out: a table never changes a result.

use super::table::Sampler;

/// Factors in one table.
pub(crate) const FACTORS: usize = 4;

/// Most days that are told apart; all above lie beyond any horizon.
const MOST_DAYS: f64 = 32_767.0;
/// Adding it leaves a number's whole part in the lowest bits, rounded to the nearest.
const TO_BITS: f64 = 4_503_599_627_370_496.0;

/// Cells of a table.
const CELLS: usize = 2048;
/// Bits of a word below those that name a cell.
const BELOW: u32 = 64 - CELLS.trailing_zeros();
/// Finer cells in one cell in which a day ends.
const FINER: usize = 16;
/// Bits of a word below those that name a finer cell.
const BELOW_FINER: u32 = BELOW - FINER.trailing_zeros();
/// Set in a cell in which a day ends; the rest is the place of its finer cells. No days set it.
const ENDS: u64 = 1 << 63;
/// No number of days.
const UNTOLD: u16 = u16::MAX;
/// How far, relative to the value, a sampler may be off the distribution: far more than it is.
const MARGIN: f64 = 1e-6;

/// Whole days of a drawn duration, between 1 and 32,767, in steps that a compiler vectorises. A not-a-number
/// counts as 0.
#[must_use]
#[inline(always)]
#[allow(clippy::inline_always, reason = "must inline into the caller's instruction set")]
#[allow(clippy::manual_clamp, reason = "a clamp keeps a not-a-number")]
#[allow(clippy::cast_possible_truncation, reason = "the range is known")]
pub(crate) fn few_days(x: f64) -> u16 {
    let x = x.max(0.0).min(MOST_DAYS);
    let nearest = (x + TO_BITS) - TO_BITS;
    let up = if x > nearest { 1.0 } else { 0.0 };
    let days = (nearest + up).max(1.0);
    (days + TO_BITS).to_bits() as u16
}

/// The days under one factor among those under all.
#[inline]
#[allow(clippy::cast_possible_truncation, reason = "one factor's part of the number")]
fn of_factor(days: u64, factor: usize) -> u16 {
    (days >> (16 * factor)) as u16
}

/// Days of a distribution's value under a few factors.
#[derive(Clone, Debug)]
pub struct DayTable {
    sampler: Sampler,
    factors: [f64; FACTORS],
    cells: Box<[u64; CELLS]>,
    /// The days of each cell by factor alone; [`UNTOLD`] where a day ends.
    by_factor: Box<[[u16; CELLS]; FACTORS]>,
    finer: Vec<[u64; FINER]>,
}

impl DayTable {
    /// The days of `sampler`'s value times each of up to [`FACTORS`] factors; 0 days for factors that are
    /// missing or not above 0.
    #[must_use]
    pub fn new(sampler: &Sampler, factors: &[f64]) -> Self {
        let mut all = [0.0; FACTORS];
        for (slot, factor) in all.iter_mut().zip(factors) {
            *slot = *factor;
        }
        let cells = Box::new([ENDS; CELLS]);
        let by_factor = Box::new([[UNTOLD; CELLS]; FACTORS]);
        let mut table = Self { sampler: sampler.clone(), factors: all, cells, by_factor, finer: Vec::new() };
        let spread = (sampler.at(0.75) - sampler.at(0.25)).abs();
        for cell in 0..CELLS {
            let word = (cell as u64) << BELOW;
            let [low, high] = table.bounds(word, BELOW, spread);
            for factor in 0..FACTORS {
                let [low, high] = [low, high].map(|days| of_factor(days, factor));
                table.by_factor[factor][cell] = if low == high { low } else { UNTOLD };
            }
            table.cells[cell] = table.told(word, BELOW, spread).unwrap_or_else(|| {
                let part = |i: usize| table.told(word | (i as u64) << BELOW_FINER, BELOW_FINER, spread);
                let finer = std::array::from_fn(|i| part(i).unwrap_or(ENDS));
                table.finer.push(finer);
                ENDS | (table.finer.len() - 1) as u64
            });
        }
        table
    }

    /// The days of all words that differ from `first` in so many low bits, if they are the same.
    fn told(&self, first: u64, bits: u32, spread: f64) -> Option<u64> {
        let [low, high] = self.bounds(first, bits, spread);
        (low == high).then_some(low)
    }

    /// The fewest and the most days of all words that differ from `first` in so many low bits.
    fn bounds(&self, first: u64, bits: u32, spread: f64) -> [u64; 2] {
        let margin = |x: f64| MARGIN * x.abs().max(spread);
        let (low, high) = (self.sampler.value(first), self.sampler.value(first | ((1 << bits) - 1)));
        [self.pack(low - margin(low)), self.pack(high + margin(high))]
    }

    /// The days of a word under one of the factors.
    #[must_use]
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "asked file by file")]
    pub fn days_under(&self, factor: u8, word: u64) -> u16 {
        let factor = usize::from(factor) % FACTORS;
        let days = self.by_factor[factor][(word >> BELOW) as usize];
        if days == UNTOLD { of_factor(self.days_of_ending(word), factor) } else { days }
    }

    /// [`DayTable::days`], where a day ends.
    #[inline(never)]
    fn days_of_ending(&self, word: u64) -> u64 {
        self.days(word)
    }

    /// The days of a word by factor, sixteen bits each of which the highest is 0, those of the first factor lowest.
    #[must_use]
    #[inline]
    pub fn days(&self, word: u64) -> u64 {
        let days = self.cells[(word >> BELOW) as usize];
        if days & ENDS == 0 { days } else { self.look_closer(word, days) }
    }

    /// [`DayTable::days`] of each word, the same bits.
    #[must_use]
    #[inline(always)]
    #[allow(clippy::inline_always, clippy::needless_range_loop, reason = "a plain loop over lanes")]
    pub fn all_days<const W: usize>(&self, words: &[u64; W]) -> [u64; W] {
        let mut days = [0; W];
        for w in 0..W {
            days[w] = self.cells[(words[w] >> BELOW) as usize];
        }
        for w in 0..W {
            if days[w] & ENDS != 0 {
                days[w] = self.look_closer(words[w], days[w]);
            }
        }
        days
    }

    #[inline]
    fn look_closer(&self, word: u64, cell: u64) -> u64 {
        let days = self.finer[(cell & !ENDS) as usize][(word >> BELOW_FINER) as usize % FINER];
        if days == ENDS { self.work_out(word) } else { days }
    }

    #[cold]
    #[inline(never)]
    fn work_out(&self, word: u64) -> u64 {
        self.pack(self.sampler.value(word))
    }

    fn pack(&self, value: f64) -> u64 {
        let mut packed = 0;
        for factor in self.factors.iter().rev() {
            let days = if *factor > 0.0 { few_days(value * factor) } else { 0 };
            packed = packed << 16 | u64::from(days);
        }
        packed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::philox::PhiloxRng;
    use crate::random::{Distribution, whole_days};
    use rand::{Rng, SeedableRng};

    #[test]
    fn few_days_are_whole_days() {
        let cases = [0.0, 0.2, 0.5, 1.0, 1.5, 2.5, 3.0, 3.000_001, 17.999_999, 32_766.5, -1.0, f64::NAN, 1e300];
        for x in cases {
            assert_eq!(u32::from(few_days(x)), whole_days(x, 1).min(32_767), "{x}");
        }
        for i in 0..100_000 {
            let x = f64::from(i) * 0.0625;
            assert_eq!(u32::from(few_days(x)), whole_days(x, 1), "{x}");
        }
    }

    #[test]
    fn tables_give_the_days_of_the_value() {
        let distributions = [
            Distribution::lognormal_sigma(25.0, 0.8),
            Distribution::gamma_shape(0.3, 12.0),
            Distribution::normal(2.0, 3.0),
            Distribution::uniform(1.0, 9.0),
            Distribution::poisson(4.0),
            Distribution::empirical(&[1.0, 2.0, 5.0], &[1.0, 1.0, 1.0]),
            Distribution::fixed(5.0),
            Distribution::lognormal_sigma(1e9, 0.1),
        ];
        let factors = [1.0, 1.8, 5.0];
        for distribution in distributions {
            let distribution = distribution.unwrap();
            let sampler = Sampler::new(&distribution);
            let table = DayTable::new(&sampler, &factors);
            let mut rng = PhiloxRng::seed_from_u64(7);
            for i in 0..50_000 {
                // Some of the words stand at the ends of cells.
                let word = match i % 4 {
                    0 => rng.next_u64() >> BELOW << BELOW,
                    1 => rng.next_u64() | ((1 << BELOW) - 1),
                    _ => rng.next_u64(),
                };
                let days = table.days(word);
                assert_eq!(table.all_days(&[word; 3]), [days; 3]);
                for (f, factor) in (0_u8..).zip(&factors) {
                    let exact = few_days(sampler.value(word) * factor);
                    assert_eq!(days >> (16 * f) & 0xFFFF, u64::from(exact), "{distribution:?} × {factor}");
                    assert_eq!(table.days_under(f, word), exact, "{distribution:?} × {factor}");
                }
                assert_eq!(days >> 48, 0);
            }
        }
    }

    #[test]
    fn most_cells_tell() {
        let sampler = Sampler::new(&Distribution::lognormal_sigma(25.0, 0.8).unwrap());
        let table = DayTable::new(&sampler, &[1.0, 1.0 / 1.5]);
        assert!(table.finer.len() < CELLS * 3 / 20, "{} of {CELLS}", table.finer.len());
        let untold = table.finer.iter().flatten().filter(|cell| **cell == ENDS).count();
        assert!(untold < CELLS * FINER * 3 / 200, "{untold} of {}", CELLS * FINER);
    }
}
