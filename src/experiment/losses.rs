//! Quantiles and tails of a loss: exact from kept outcomes, or brackets from a histogram.

use super::MoneyTally;
use super::answer::{Between, CONFIDENCE, Estimate, Loss, Quantiles, Tail};
use super::summarise::amount;
use crate::engine::SiteOutcome;
use crate::statistics::{Histogram, quantile, tail};

/// Units of the currency in a tick.
const CENT: f64 = 0.01;
/// Points of an exceedance curve at most.
const POINTS: usize = 200;

/// Amounts by trial in rising order; `lines` outcomes make a trial.
pub(super) fn sorted(outcomes: &[SiteOutcome], lines: usize, amount: impl Fn(&[SiteOutcome]) -> i64) -> Vec<i64> {
    let mut amounts: Vec<i64> = outcomes.chunks_exact(lines.max(1)).map(amount).collect();
    amounts.sort_unstable();
    amounts
}

/// The answer from sums and, if they were kept, the amounts of all trials in rising order.
pub(super) fn loss_of(tally: &MoneyTally, sorted: &[i64]) -> Loss {
    let mean = amount(&tally.moments, CENT);
    if let Some(quantiles) = exact(sorted) {
        let none = sorted.partition_point(|cents| *cents <= 0);
        let none_share = Some(none as f64 / sorted.len() as f64);
        return Loss { mean, none_share, tail: Tail::Exact(quantiles), exceedance: steps(sorted) };
    }
    let tail = Tail::Bracketed(bracketed(&tally.histogram));
    Loss { mean, none_share: None, tail, exceedance: edges(&tally.histogram) }
}

fn exact(sorted: &[i64]) -> Option<Quantiles<Estimate>> {
    let n = sorted.len() as u64;
    let at_rank = |rank: u64| sorted.get((rank - 1) as usize).map(|cents| *cents as f64 * CENT);
    let estimate = |p: f64| {
        let ranks = quantile::order_statistic_interval(n, p, CONFIDENCE);
        let value = quantile::of_sorted(sorted, p)? as f64 * CENT;
        Some(Estimate { value, low: ranks.low.and_then(at_rank), high: ranks.high.and_then(at_rank) })
    };
    let worst = tail::of_sorted(sorted, 0.95)?;
    let interval = worst.interval(CONFIDENCE);
    let end = |x: f64| x.is_finite().then_some(x * CENT);
    Some(Quantiles {
        p50: estimate(0.5)?,
        p95: estimate(0.95)?,
        p99: estimate(0.99)?,
        cvar95: Estimate {
            value: worst.mean * CENT,
            low: end(interval.low).map(|low| low.max(0.0)),
            high: end(interval.high),
        },
        cvar95_standard_error: end(worst.standard_error),
    })
}

/// The bins' lower edges; no loss is negative.
fn lower_edges(histogram: &Histogram) -> Vec<i64> {
    (0..histogram.edges().bins()).map(|bin| histogram.edges().bracket(bin).low.unwrap_or(0)).collect()
}

fn bracketed(histogram: &Histogram) -> Quantiles<Between> {
    let lower = lower_edges(histogram);
    let upper: Vec<i64> =
        (0..lower.len()).map(|bin| histogram.edges().bracket(bin).high.map_or(i64::MAX, |edge| edge - 1)).collect();
    let bound = |cents: i64| (cents != i64::MAX).then_some(cents as f64 * CENT);
    let quantile = |p: f64| {
        let low = quantile::of_counts(&lower, histogram.counts(), p).unwrap_or(0);
        let high = quantile::of_counts(&upper, histogram.counts(), p).and_then(bound);
        Between { at_least: low as f64 * CENT, at_most: high }
    };
    let worst = |edges: &[i64]| tail::of_counts(edges, histogram.counts(), 0.95).map(|tail| tail.mean);
    let open_ended = histogram.counts().last().is_some_and(|n| *n > 0);
    Quantiles {
        p50: quantile(0.5),
        p95: quantile(0.95),
        p99: quantile(0.99),
        cvar95: Between {
            at_least: worst(&lower).unwrap_or(0.0) * CENT,
            at_most: worst(&upper).filter(|_| !open_ended).map(|cents| cents * CENT),
        },
        cvar95_standard_error: None,
    }
}

/// Amounts and the share of trials that lose more, at evenly spaced ranks and at the largest.
fn steps(sorted: &[i64]) -> Vec<(f64, f64)> {
    let n = sorted.len();
    let mut points: Vec<(f64, f64)> = Vec::new();
    for point in 0..=POINTS {
        // Half of the points resolve the last twentieth.
        let half = POINTS / 2;
        let index = if point <= half {
            (n - 1) * 19 / 20 * point / half
        } else {
            let start = (n - 1) * 19 / 20;
            start + (n - 1 - start) * (point - half) / half
        };
        let cents = sorted[index];
        let above = n - sorted.partition_point(|x| *x <= cents);
        let next = (cents as f64 * CENT, above as f64 / n as f64);
        if points.last().is_none_or(|last| last.0 < next.0) {
            points.push(next);
        }
    }
    points
}

/// The same at the edges of bins that hold trials.
fn edges(histogram: &Histogram) -> Vec<(f64, f64)> {
    let lower = lower_edges(histogram);
    let total = histogram.total();
    let mut above = total;
    let mut points = Vec::new();
    for (bin, count) in histogram.counts().iter().enumerate() {
        if *count > 0 {
            let edge = lower[bin] as f64 * CENT;
            if points.last().is_none_or(|last: &(f64, f64)| last.0 < edge) {
                points.push((edge, above as f64 / total as f64));
            }
            above -= count;
            if let Some(next) = lower.get(bin + 1) {
                points.push((*next as f64 * CENT, above as f64 / total as f64));
            }
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::statistics::Edges;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-9, "{a} {b}");
    }

    #[test]
    fn exact_quantiles_lie_within_their_brackets() {
        let edges = Arc::new(Edges::logarithmic(1_000, 10_000_000, 20).unwrap());
        let mut histogram = Histogram::new(edges);
        let mut cents: Vec<i64> = (0..2000_i64).map(|i| if i < 500 { 0 } else { i * i * 3 }).collect();
        for amount in &mut cents {
            *amount = (*amount).min(9_999_999);
            histogram.add(*amount);
        }
        cents.sort_unstable();
        let (exact, between) = (exact(&cents).unwrap(), bracketed(&histogram));
        for (exact, between) in [
            (exact.p50, between.p50),
            (exact.p95, between.p95),
            (exact.p99, between.p99),
            (exact.cvar95, between.cvar95),
        ] {
            assert!(between.at_least <= exact.value, "{exact:?} {between:?}");
            assert!(between.at_most.unwrap() >= exact.value, "{exact:?} {between:?}");
            assert!(exact.low.unwrap() <= exact.value && exact.value <= exact.high.unwrap());
        }
    }

    #[test]
    fn a_curve_says_which_share_loses_more() {
        let points = steps(&[0, 0, 0, 100, 300]);
        assert_eq!(points.len(), 3);
        close(points[0].1, 0.4);
        close(points[1].0, 1.0);
        close(points[1].1, 0.2);
        close(points[2].1, 0.0);
        assert!(exact(&[]).is_none());
    }
}
