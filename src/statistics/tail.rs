//! The mean beyond a quantile: expected shortfall, also called `CVaR`.

use serde::Serialize;

use super::interval::{Interval, normal_multiplier};
use super::moments::Moments;
use super::quantile;

/// The mean of the worst 1 − p of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TailMean {
    /// The p-quantile q (value at risk).
    pub quantile: i64,
    /// q + mean((X − q)⁺) / (1 − p). Where the sample ties at q, only as much of the tie counts as
    /// makes up 1 − p (Rockafellar and Uryasev, *Journal of Banking & Finance* 26, 2002).
    pub mean: f64,
    /// sd((X − q)⁺) / ((1 − p) √n).
    pub standard_error: f64,
}

impl TailMean {
    /// The normal interval for the tail mean of the distribution.
    #[must_use]
    pub fn interval(&self, confidence: f64) -> Interval {
        Interval::around(self.mean, normal_multiplier(confidence) * self.standard_error)
    }
}

/// The tail mean beyond the p-quantile, 0 ≤ p < 1, of values in rising order; none of an empty
/// list.
#[must_use]
pub fn of_sorted(sorted: &[i64], p: f64) -> Option<TailMean> {
    let quantile = quantile::of_sorted(sorted, p)?;
    Some(beyond(quantile, p, sorted.iter().map(|&value| (value, 1))))
}

/// The same of values in rising order that occurred `counts[i]` times each.
#[must_use]
pub fn of_counts(values: &[i64], counts: &[u64], p: f64) -> Option<TailMean> {
    let quantile = quantile::of_counts(values, counts, p)?;
    let weighted = values.iter().copied().zip(counts.iter().copied());
    Some(beyond(quantile, p, weighted))
}

#[allow(clippy::cast_precision_loss, reason = "a mean is a rounded number")]
fn beyond(quantile: i64, p: f64, weighted: impl Iterator<Item = (i64, u64)>) -> TailMean {
    let mut excess = Moments::new();
    for (value, times) in weighted {
        excess.add_times(value.saturating_sub(quantile).max(0), times);
    }
    TailMean {
        quantile,
        mean: quantile as f64 + excess.mean() / (1.0 - p),
        standard_error: excess.standard_error() / (1.0 - p),
    }
}

#[cfg(test)]
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "samples are small")]
mod tests {
    use super::*;
    use crate::random::{Distribution, Domain, Purpose, Sampler, Stream};

    /// Ten lead times against 35 days of cover, in exact fractions: 65, 235/3, 105.
    #[test]
    fn ties_at_the_quantile_are_split() {
        let halts = [0, 0, 0, 0, 0, 0, 0, 0, 25, 105];
        for (p, expected) in [(0.8, 65.0), (0.85, 235.0 / 3.0), (0.9, 105.0)] {
            let tail = of_sorted(&halts, p).unwrap();
            assert!((tail.mean - expected).abs() < 1e-9, "{p}: {}", tail.mean);
            let counted = of_counts(&[0, 25, 105], &[8, 1, 1], p).unwrap();
            assert_eq!(tail, counted);
        }
        assert_eq!(of_sorted(&[], 0.9), None);
        assert!((of_sorted(&halts, 0.0).unwrap().mean - 13.0).abs() < 1e-12);
    }

    /// Lognormal lead time (median 25, σ 0.8) against 40 days of cover: the 0.95 tail mean of halt
    /// days is 97.0905104644688 (closed form). n = 100,000, threshold 4.5 standard errors: a false
    /// alarm has a chance of about 10⁻⁵.
    #[test]
    fn a_heavy_tail_agrees_with_its_closed_form() {
        let sampler = Sampler::new(&Distribution::lognormal_sigma(25.0, 0.8).unwrap());
        let stream = Stream::new(7, Domain::Lane, "tail");
        let mut ticks: Vec<i64> = (0..100_000)
            .map(|trial| {
                let word = stream.pair(trial, 0, Purpose::Review, 0, 0)[0];
                let halt = (sampler.value(word) - 40.0).max(0.0);
                (halt * 1e6).round() as i64
            })
            .collect();
        ticks.sort_unstable();
        let tail = of_sorted(&ticks, 0.95).unwrap();
        let miss = (tail.mean - 97.090_510_464_468_8e6).abs();
        assert!(miss <= 4.5 * tail.standard_error, "{tail:?}");
        let quantile = tail.quantile as f64;
        assert!((quantile - 53.201_025_647_209_5e6).abs() < 2e6, "{tail:?}");
    }

    /// 200 seeds, n = 2,000: outside 180 to 198 with chance below 0.3 % for exact 95 %.
    #[test]
    fn the_interval_covers_as_stated() {
        let sampler = Sampler::new(&Distribution::exponential(20.0).unwrap());
        let truth = 20.0 * (1.0 + libm::log(10.0)) * 1e6;
        let covering = (0..200_u64).filter(|&seed| {
            let stream = Stream::new(seed, Domain::Lane, "coverage");
            let mut ticks: Vec<i64> = (0..2_000)
                .map(|trial| {
                    let word = stream.pair(trial, 0, Purpose::Review, 0, 0)[0];
                    (sampler.value(word) * 1e6).round() as i64
                })
                .collect();
            ticks.sort_unstable();
            let tail = of_sorted(&ticks, 0.9).unwrap();
            tail.interval(0.95).contains(truth)
        });
        let covering = covering.count();
        assert!((180..=198).contains(&covering), "{covering} of 200");
    }
}
