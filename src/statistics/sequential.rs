//! Looking at a run more than once, and stopping when enough is known.
//!
//! An interval of fixed size is wrong if one looks again and again and stops when it pleases. Two
//! ways out: spend the permitted error over the looks ([`spending`]), or use an interval that holds
//! at all times at once ([`confidence_sequence`]).

use libm::{lgamma, log, log1p};

use super::interval::Interval;

/// The share of a permitted error that look k = 1, 2, … may use: `error` / (k (k + 1)). Over all
/// looks the shares sum to `error`.
#[must_use]
pub fn spending(error: f64, look: u32) -> f64 {
    let k = f64::from(look.max(1));
    error / (k * (k + 1.0))
}

/// The number of trials at look k = 0, 1, 2, …: `first` · 2ᵏ, saturating.
#[must_use]
pub fn trials_at_look(first: u64, look: u32) -> u64 {
    1_u64.checked_shl(look).map_or(u64::MAX, |factor| first.saturating_mul(factor))
}

/// The beta-binomial confidence sequence for a probability: whenever one looks, the chance that any
/// of all these intervals ever misses it is at most 1 − `confidence`.
///
/// {q : B(k + ½, n − k + ½) / (B(½, ½) qᵏ (1 − q)ⁿ⁻ᵏ) < 1 / (1 − confidence)} with Jeffreys'
/// prior; Robbins, *Annals of Mathematical Statistics* 41 (1970), and Howard et al., *Annals of
/// Statistics* 49 (2021). k ≤ n.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "counts of trials are far below 2⁵³")]
pub fn confidence_sequence(successes: u64, trials: u64, confidence: f64) -> Interval {
    let failures = trials.saturating_sub(successes) as f64;
    let successes = successes as f64;
    let ln_beta = |a: f64, b: f64| lgamma(a) + lgamma(b) - lgamma(a + b);
    let mixture = ln_beta(successes + 0.5, failures + 0.5) - ln_beta(0.5, 0.5);
    let inside = |q: f64| {
        let term = |count: f64, ln: f64| if count > 0.0 { count * ln } else { 0.0 };
        let likelihood = term(successes, log(q)) + term(failures, log1p(-q));
        mixture - likelihood < -log(1.0 - confidence)
    };
    let share = if trials == 0 { 0.5 } else { successes / (successes + failures) };
    Interval { low: boundary(share, 0.0, inside), high: boundary(share, 1.0, inside) }
}

/// Where a condition that holds at `inner` ceases to hold towards `outer`; `outer` if nowhere.
fn boundary(inner: f64, outer: f64, holds: impl Fn(f64) -> bool) -> f64 {
    if holds(outer) {
        return outer;
    }
    let (mut inside, mut outside) = (inner, outer);
    for _ in 0..200 {
        let middle = 0.5 * (inside + outside);
        if holds(middle) {
            inside = middle;
        } else {
            outside = middle;
        }
    }
    0.5 * (inside + outside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_agrees_with_independent_roots() {
        let cases = [
            (50, 0.028_719_917_259_623_4, 0.079_239_581_810_856_9),
            (0, 0.0, 0.006_997_502_521_426_73),
            (223, 0.177_485_613_210_239, 0.273_424_526_678_191),
        ];
        for (successes, low, high) in cases {
            let interval = confidence_sequence(successes, 1000, 0.95);
            assert!((interval.low - low).abs() <= 1e-9 * low, "{interval:?}");
            assert!((interval.high - high).abs() <= 1e-9 * high, "{interval:?}");
        }
        let nothing = confidence_sequence(0, 0, 0.95);
        assert_eq!(nothing, Interval { low: 0.0, high: 1.0 });
    }

    #[test]
    fn spending_sums_to_the_permitted_error() {
        let spent: f64 = (1..=1000).map(|look| spending(0.05, look)).sum();
        assert!((spent - 0.05 * (1.0 - 1.0 / 1001.0)).abs() < 1e-15);
        assert_eq!(trials_at_look(1000, 3), 8000);
        assert_eq!(trials_at_look(1000, 80), u64::MAX);
    }
}
