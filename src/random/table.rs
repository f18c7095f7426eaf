//! Quantiles from a table, so that a draw costs a few nanoseconds whatever the distribution.
//!
//! Smooth distributions are interpolated by cubics, with relative errors below 10⁻⁹; the few places that are
//! not smooth take the exact quantile. Discrete distributions are not approximated: they look up their
//! steps. Fixed, uniform and triangular distributions are direct formulas.

use std::sync::Arc;

use super::cells::Table;
use super::distribution::Distribution;
use super::family::{Family, linear, triangle};
use super::special::Probability;
use super::steps::Steps;
use super::streams::{uniform, uniforms};

#[derive(Clone, Debug)]
enum Kind {
    /// Always 1.
    Fixed,
    Uniform(f64, f64),
    Triangle(f64, f64, f64),
    Steps(Arc<Steps>),
    Table(Arc<Table>),
    /// Values in an order of their own, equally likely.
    Rows(Arc<[f64]>),
}

/// Draws from one distribution, quickly: value(word) = quantile(uniform(word)), within 10⁻⁸
/// relative (exactly for fixed, uniform, triangular, Poisson and empirical distributions), rising with the
/// word to within that error, and always within the distribution's support.
///
/// Copies are cheap and share their table. Distributions that differ only in location and scale can share
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

    /// Draws from values in the order given, all equally likely: the word says which row, so that samplers with as many
    /// rows draw the same one of the same word.
    ///
    /// # Panics
    /// Without a value.
    #[must_use]
    pub fn rows(values: &[f64]) -> Self {
        assert!(!values.is_empty(), "a sampler needs a value");
        Self { location: 0.0, scale: 1.0, kind: Kind::Rows(values.into()) }
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
            Kind::Fixed => 1.0,
            Kind::Uniform(min, max) => linear(*min, *max, u),
            Kind::Triangle(min, mode, max) => triangle(*min, *mode, *max, Probability { lower: u, upper: 1.0 - u }),
            Kind::Steps(steps) => steps.quantile(u),
            Kind::Table(table) => table.value(u),
            Kind::Rows(values) => values[row(u, values.len())],
        };
        self.location + self.scale * standard
    }

    /// [`Sampler::value`] of each word, the same bits, at less cost where there are many lanes.
    #[must_use]
    #[inline(always)]
    #[allow(
        clippy::inline_always,
        clippy::needless_range_loop,
        reason = "must inline into the caller's instruction set, as plain loops over lanes"
    )]
    pub fn values<const W: usize>(&self, words: &[u64; W]) -> [f64; W] {
        let u = uniforms(words);
        let mut values = [0.0; W];
        if let Kind::Table(table) = &self.kind {
            let standard = table.values(&u);
            for w in 0..W {
                values[w] = self.location + self.scale * standard[w];
            }
        } else {
            for w in 0..W {
                values[w] = self.at(u[w]);
            }
        }
        values
    }

    /// The sampler of `factor` times the value, for a factor ≥ 0; it shares this one's table.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Self { location: factor * self.location, scale: factor * self.scale, kind: self.kind.clone() }
    }

    /// Whether every word gives the same value.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        matches!(self.kind, Kind::Fixed) || self.scale <= 0.0
    }
}

#[inline]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a row's number"
)]
fn row(u: f64, rows: usize) -> usize {
    ((u * rows as f64) as usize).min(rows - 1)
}

/// Makes samplers, each table only once.
///
/// Normal distributions share one table, and so do exponential distributions, lognormal distributions of the same
/// sigma, and gamma and Weibull distributions of the same shape; other distributions only with their like.
#[derive(Clone, Debug, Default)]
pub(crate) struct SamplerCache {
    tables: Vec<Arc<Table>>,
}

impl SamplerCache {
    /// A cache without tables.
    #[must_use]
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A sampler of `distribution`, on a table that is already there or on a new one.
    #[must_use]
    pub(crate) fn sampler(&mut self, distribution: &Distribution) -> Sampler {
        let (distribution, location, scale) = distribution.family().standard();
        let (location, scale, kind) = match distribution {
            Family::Fixed(value) => (0.0, value, Kind::Fixed),
            Family::Uniform { min, max } => (0.0, 1.0, Kind::Uniform(min, max)),
            Family::Triangular { min, mode, max } => (0.0, 1.0, Kind::Triangle(min, mode, max)),
            Family::Steps(steps) => (0.0, 1.0, Kind::Steps(steps)),
            distribution => (location, scale, Kind::Table(self.table(distribution))),
        };
        Sampler { location, scale, kind }
    }

    fn table(&mut self, distribution: Family) -> Arc<Table> {
        if let Some(table) = self.tables.iter().find(|table| table.distribution == distribution) {
            return Arc::clone(table);
        }
        let table = Arc::new(Table::new(distribution));
        self.tables.push(Arc::clone(&table));
        table
    }
}

/// Whole days of a drawn duration `x`: max(`minimum`, ⌈x⌉), at most 2³² − 1. A not-a-number
/// counts as 0.
#[must_use]
#[inline]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates as wanted")]
pub(crate) fn whole_days(x: f64, minimum: u32) -> u32 {
    let floor = x as u32;
    let days = floor.saturating_add(u32::from(x > f64::from(floor)));
    days.max(minimum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::philox::PhiloxRng;
    use rand::{Rng, SeedableRng};
    use std::sync::LazyLock;

    /// Tables take a while, so all tests share them.
    static DISTRIBUTIONS: LazyLock<Vec<(&str, Distribution, Sampler)>> = LazyLock::new(distributions);

    fn distributions() -> Vec<(&'static str, Distribution, Sampler)> {
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
            ("empirical", Distribution::empirical(&[12.0, 15.0, 40.0], &[1.0, 2.0, 1.0])),
            ("truncated lognormal", lognormal(25.0, 0.8).and_then(|distribution| distribution.truncated(10.0, 60.0))),
            (
                "truncated normal",
                Distribution::normal(5.0, 2.0).and_then(|distribution| distribution.truncated(0.0, f64::INFINITY)),
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
        all.map(|(name, distribution)| {
            let distribution = distribution.unwrap();
            let sampler = Sampler::new(&distribution);
            (name, distribution, sampler)
        })
        .to_vec()
    }

    /// What an error is relative to: the value, or the spread of a distribution on both sides of zero.
    fn scale(distribution: &Distribution, value: f64) -> f64 {
        let (low, high) = distribution.support();
        let spread = distribution.quantile(0.75) - distribution.quantile(0.25);
        let floor = if low < 0.0 && high > 0.0 { spread } else { 1e-290 };
        value.abs().max(floor)
    }

    #[test]
    fn tables_keep_to_the_exact_quantile() {
        for (name, distribution, sampler) in DISTRIBUTIONS.iter() {
            let mut rng = PhiloxRng::seed_from_u64(1);
            for i in 0..10_000 {
                // A third of the words lie deep in one tail or the other.
                let word = match i % 6 {
                    0 => rng.next_u64() >> (rng.next_u32() % 54),
                    1 => !(rng.next_u64() >> (rng.next_u32() % 54)),
                    _ => rng.next_u64(),
                };
                let exact = distribution.quantile(uniform(word));
                let error = (sampler.value(word) - exact).abs();
                let allowed = 1e-8 * scale(distribution, exact);
                assert!(error <= allowed, "{name} at {}: {error:e} off {exact}", uniform(word));
            }
        }
    }

    #[test]
    fn direct_formulas_and_steps_are_exact() {
        for (name, distribution, sampler) in DISTRIBUTIONS.iter() {
            if matches!(sampler.kind, Kind::Table(_)) {
                continue;
            }
            let mut rng = PhiloxRng::seed_from_u64(2);
            for word in (0..20_000).map(|_| rng.next_u64()).chain([0, u64::MAX]) {
                let (value, exact) = (sampler.value(word), distribution.quantile(uniform(word)));
                assert!(value.to_bits() == exact.to_bits(), "{name}: {value} is not {exact}");
            }
        }
    }

    #[test]
    fn values_rise_with_the_word_and_stay_in_the_support() {
        for (name, distribution, sampler) in DISTRIBUTIONS.iter() {
            let (low, high) = distribution.support();
            let mut last = f64::NEG_INFINITY;
            for i in 0..16_384_u64 {
                let value = sampler.value(i << 50 | i);
                assert!(low <= value && value <= high, "{name}: {value}");
                // The cubics of neighbouring cells may differ by their errors.
                assert!(value >= last - 1e-8 * scale(distribution, value), "{name}: {value} after {last}");
                last = value;
            }
            for word in [0, u64::MAX] {
                let value = sampler.value(word);
                assert!(low <= value && value <= high, "{name}: {value}");
            }
        }
    }

    #[test]
    fn lanes_have_the_bits_of_single_values() {
        for (name, _, sampler) in DISTRIBUTIONS.iter() {
            let mut rng = PhiloxRng::seed_from_u64(4);
            for _ in 0..2_000 {
                let mut words = [0; 16].map(|_: u64| rng.next_u64());
                words[5] >>= 40;
                words[6] = !(words[6] >> 30);
                let single = words.map(|word| sampler.value(word).to_bits());
                assert_eq!(sampler.values(&words).map(f64::to_bits), single, "{name}");
            }
        }
    }

    #[test]
    fn distributions_of_one_shape_share_a_table() {
        let mut cache = SamplerCache::new();
        let distributions = [
            Distribution::lognormal(25.0, 60.0),
            Distribution::lognormal(50.0, 120.0),
            Distribution::exponential(3.0),
            Distribution::exponential(30.0),
            Distribution::normal(1.0, 2.0),
            Distribution::normal(7.0, 0.1),
            Distribution::gamma_shape(4.0, 1.0),
            Distribution::gamma_shape(4.0, 0.5),
            Distribution::uniform(1.0, 2.0),
            Distribution::fixed(3.0),
        ];
        for distribution in distributions {
            let distribution = distribution.unwrap();
            let sampler = cache.sampler(&distribution);
            let (value, exact) = (sampler.at(0.77), distribution.quantile(0.77));
            assert!((value / exact - 1.0).abs() < 1e-8, "{distribution:?}: {value} is not {exact}");
            let tripled = sampler.scaled(3.0).at(0.77);
            assert!((tripled / (3.0 * exact) - 1.0).abs() < 1e-8, "{distribution:?}: {tripled}");
        }
        assert_eq!(cache.tables.len(), 4);
        assert!(cache.sampler(&Distribution::fixed(3.0).unwrap()).is_fixed());
        assert!(!cache.sampler(&Distribution::uniform(1.0, 2.0).unwrap()).is_fixed());
    }

    /// A change of these bits changes the results of every simulation.
    #[test]
    fn values_are_stable() {
        let mut hash = 0xCBF2_9CE4_8422_2325_u64;
        for (_, _, sampler) in DISTRIBUTIONS.iter() {
            let mut rng = PhiloxRng::seed_from_u64(3);
            for _ in 0..1_000 {
                let bits = sampler.value(rng.next_u64()).to_bits();
                hash = (hash ^ bits).wrapping_mul(0x0000_0100_0000_01B3);
            }
        }
        assert_eq!(hash, 0x0418_1C5A_EDBA_0233);
    }

    #[test]
    fn whole_days_round_up() {
        let cases = [
            (0.0, 1, 1),
            (0.2, 0, 1),
            (3.0, 1, 3),
            (3.000_001, 1, 4),
            (-2.0, 0, 0),
            (f64::NAN, 2, 2),
            (1e12, 1, u32::MAX),
            (4_294_967_294.5, 1, u32::MAX),
        ];
        for (x, minimum, expected) in cases {
            assert_eq!(whole_days(x, minimum), expected, "{x}");
        }
    }
}
