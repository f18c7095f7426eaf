//! Quantiles without interpolation, and what a sample says about those of its distribution.
//!
//! The p-quantile is inf{x : F(x) ≥ p}, type 1 of Hyndman and Fan (*The American Statistician* 50,
//! 1996): always a value that occurred. Ranks count from 1, the smallest. p lies between 0 and 1.

use serde::Serialize;

use crate::random::special::binomial_cdf;

/// The rank of the p-quantile among `n` values: the smallest k ≥ 1 with k / n ≥ p. Not more than n.
#[must_use]
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts are far below 2⁵³, and p is not negative"
)]
pub fn rank(n: u64, p: f64) -> u64 {
    let reaches = |k: u64| k as f64 / n as f64 >= p;
    // n · p may be rounded to either side of a whole number.
    let near = (n as f64 * p) as u64;
    let first = near.saturating_sub(1).max(1);
    (first..=near + 1).find(|&k| reaches(k)).unwrap_or(near + 2).min(n)
}

/// The p-quantile of values in rising order; none of an empty list.
#[must_use]
pub fn of_sorted<T: Copy>(sorted: &[T], p: f64) -> Option<T> {
    let rank = rank(sorted.len() as u64, p);
    let index = usize::try_from(rank).ok()?.checked_sub(1)?;
    sorted.get(index).copied()
}

/// The p-quantile of values in rising order that occurred `counts[i]` times each; none if none
/// occurred.
#[must_use]
pub fn of_counts<T: Copy>(values: &[T], counts: &[u64], p: f64) -> Option<T> {
    index_in_counts(counts, p).and_then(|index| values.get(index).copied())
}

/// The index of the count in which the p-quantile lies; none if all counts are 0.
#[must_use]
pub fn index_in_counts(counts: &[u64], p: f64) -> Option<usize> {
    let total = counts.iter().sum();
    if total == 0 {
        return None;
    }
    let rank = rank(total, p);
    let mut upto = 0;
    counts.iter().position(|count| {
        upto += count;
        upto >= rank
    })
}

/// An interval for a quantile of the distribution, between two values of the sample.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RankInterval {
    /// Rank of the lower end; none if the sample is too small to bound it.
    pub low: Option<u64>,
    /// Rank of the upper end; none if the sample is too small to bound it.
    pub high: Option<u64>,
    /// The exact chance that the quantile of a continuous distribution lies between; at least that if the
    /// distribution has ties.
    pub coverage: f64,
}

/// The ranks between which the p-quantile of the distribution lies, from a sample of `n`: the quantiles of
/// the binomial distribution (n, p) at (1 ∓ confidence) / 2, the upper one plus 1 (David and Nagaraja,
/// *Order Statistics*, 2003, section 7.1).
#[must_use]
pub fn order_statistic_interval(n: u64, p: f64, confidence: f64) -> RankInterval {
    let below = binomial_quantile(n, p, 0.5 * (1.0 - confidence));
    let above = binomial_quantile(n, p, 0.5 * (1.0 + confidence)) + 1;
    let upto = binomial_cdf(above - 1, n, p).lower;
    let under = if below == 0 { 0.0 } else { binomial_cdf(below - 1, n, p).lower };
    RankInterval { low: (below >= 1).then_some(below), high: (above <= n).then_some(above), coverage: upto - under }
}

/// The rank whose value is at least the p-quantile of the distribution with the stated (one-sided)
/// confidence: the smallest r with P(N ≤ r − 1) ≥ confidence for N binomial (n, p). None if the
/// sample is too small: see [`wilks_size`].
#[must_use]
pub fn upper_rank(n: u64, p: f64, confidence: f64) -> Option<u64> {
    let rank = binomial_quantile(n, p, confidence) + 1;
    (rank <= n).then_some(rank)
}

/// How many trials it takes for the `order`-th largest value to be at least the p-quantile with the
/// stated confidence: the smallest n with P(N ≥ order) ≥ confidence for N binomial (n, 1 − p);
/// Wilks, *Annals of Mathematical Statistics* 12 (1941). 59 for 0.95, 0.95, 1. `order` ≥ 1.
#[must_use]
pub fn wilks_size(p: f64, confidence: f64, order: u64) -> u64 {
    let order = order.max(1);
    let enough = |n: u64| binomial_cdf(order - 1, n, 1.0 - p).upper >= confidence;
    let mut high = order;
    while !enough(high) && high < 1 << 52 {
        high *= 2;
    }
    first(order, high, enough)
}

/// The smallest k with P(N ≤ k) ≥ `target` for N binomial (n, p).
fn binomial_quantile(n: u64, p: f64, target: f64) -> u64 {
    first(0, n, |k| binomial_cdf(k, n, p).lower >= target)
}

/// The first number of a range for which a condition holds that holds from there on; the last
/// number is taken for granted.
fn first(mut low: u64, mut high: u64, holds: impl Fn(u64) -> bool) -> u64 {
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

#[cfg(test)]
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "samples are small")]
mod tests {
    use super::*;
    use crate::random::philox::PhiloxRng;
    use crate::random::{Distribution, Domain, Purpose, Stream};
    use rand_distr::Distribution as _;

    /// Lead times of ten shipments, with cover for 35 days: halt days are what exceeds it.
    #[test]
    fn quantiles_are_values_that_occurred() {
        let days = [12, 15, 18, 21, 21, 28, 35, 35, 60, 140];
        let halts = days.map(|day: i64| (day - 35).max(0));
        for (p, expected) in [(0.8, 0), (0.85, 25), (0.9, 25), (0.95, 105)] {
            assert_eq!(of_sorted(&halts, p), Some(expected));
        }
        for (p, expected) in [(0.8, 35), (0.85, 60), (0.9, 60), (0.95, 140), (0.0, 12), (1.0, 140)] {
            assert_eq!(of_sorted(&days, p), Some(expected));
        }
        let values = [12, 15, 18, 21, 28, 35, 60, 140];
        let counts = [1, 1, 1, 2, 1, 2, 1, 1];
        for i in 0..=100 {
            let p = f64::from(i) / 100.0;
            assert_eq!(of_counts(&values, &counts, p), of_sorted(&days, p), "{p}");
        }
        assert_eq!(of_sorted::<i64>(&[], 0.5), None);
        assert_eq!(of_counts(&values, &[0; 8], 0.5), None);
    }

    #[test]
    fn ranks_are_exact_where_products_are_not() {
        // 100 × 0.07 is 7.000000000000001 in floating point.
        assert_eq!(rank(100, 0.07), 7);
        for n in [1_u64, 7, 10, 100, 1000, 4096] {
            for k in 1..=n {
                let p = k as f64 / n as f64;
                assert_eq!(rank(n, p), k, "{k} of {n}");
                assert_eq!(rank(n, p + 1e-12), (k + 1).min(n), "just above {k} of {n}");
            }
        }
    }

    /// David and Nagaraja (2003); Wilks (1941).
    #[test]
    fn agrees_with_published_ranks_and_sizes() {
        let interval = order_statistic_interval(1000, 0.95, 0.95);
        assert_eq!((interval.low, interval.high), (Some(936), Some(964)));
        assert!((interval.coverage - 0.958_095_268_222_654).abs() < 1e-12);
        assert_eq!(upper_rank(1000, 0.95, 0.95), Some(962));
        let confidence = binomial_cdf(961, 1000, 0.95).lower;
        assert!((confidence - 0.956_651_809_393_091).abs() < 1e-12);

        assert_eq!([1, 2, 3].map(|order| wilks_size(0.95, 0.95, order)), [59, 93, 124]);
        assert_eq!([1, 2].map(|order| wilks_size(0.99, 0.95, order)), [299, 473]);
        assert_eq!(upper_rank(59, 0.95, 0.95), Some(59));
        assert_eq!(upper_rank(58, 0.95, 0.95), None);
        assert_eq!(order_statistic_interval(20, 0.99, 0.95).high, None);
    }

    /// 200 seeds, n = 500: outside 180 to 198 with chance below 0.3 %.
    #[test]
    fn order_statistics_cover_as_stated() {
        let distribution = Distribution::exponential(20.0).unwrap();
        let truth = distribution.quantile(0.9);
        let ranks = order_statistic_interval(500, 0.9, 0.95);
        let (low, high) = (ranks.low.unwrap() as usize, ranks.high.unwrap() as usize);
        let covering = (0..200_u64).filter(|&seed| {
            let stream = Stream::new(seed, Domain::Procedure, "quantile");
            let mut rng: PhiloxRng = stream.sequence(0, Purpose::Resampling);
            let mut sample: Vec<f64> = (0..500).map(|_| distribution.sample(&mut rng)).collect();
            sample.sort_by(f64::total_cmp);
            sample[low - 1] <= truth && truth <= sample[high - 1]
        });
        let covering = covering.count();
        assert!((180..=198).contains(&covering), "{covering} of 200");
    }
}
