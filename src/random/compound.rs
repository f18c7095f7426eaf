//! Distributions made of other distributions: truncated ones and mixtures.

use libm::sqrt;

use super::family::Family;
use super::special::{Probability, newton};

/// A distribution given that it lies in `[min, max]`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Truncated {
    pub(super) inner: Family,
    pub(super) min: f64,
    pub(super) max: f64,
    /// P(X < min) of the inner distribution, and P(X ≤ max).
    pub(super) below: Probability,
    pub(super) upto: Probability,
    pub(super) mass: f64,
}

/// A mixture of distributions, not all of them discrete.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mixture {
    /// Weights of sum 1.
    pub(super) parts: Vec<(f64, Family)>,
    /// Values of positive probability, rising, with P(X < x) and P(X ≤ x).
    pub(super) atoms: Vec<(f64, Probability, Probability)>,
}

impl Truncated {
    pub(super) fn new(inner: Family, min: f64, max: f64) -> Self {
        let (below, upto) = (inner.cdf_left(min), inner.cdf(max));
        Self { mass: between(below, upto), inner, min, max, below, upto }
    }

    /// The distribution function at a place where the inner distribution's is this.
    pub(super) fn conditional(&self, inner: Probability) -> Probability {
        Probability {
            lower: (between(self.below, inner) / self.mass).clamp(0.0, 1.0),
            upper: (between(inner, self.upto) / self.mass).clamp(0.0, 1.0),
        }
    }
}

impl Mixture {
    /// Weights must have the sum 1.
    pub(super) fn new(parts: Vec<(f64, Family)>) -> Self {
        let mut places = Vec::new();
        for (_, distribution) in &parts {
            distribution.atoms(&mut places);
        }
        places.sort_by(f64::total_cmp);
        places.dedup();
        let mut mixture = Self { parts, atoms: Vec::new() };
        mixture.atoms = places
            .into_iter()
            .map(|x| {
                (
                    x,
                    mixture.sum(|distribution| distribution.cdf_left(x)),
                    mixture.sum(|distribution| distribution.cdf(x)),
                )
            })
            .collect();
        mixture
    }

    /// A probability of the mixture from those of its parts.
    pub(super) fn sum(&self, of: impl Fn(&Family) -> Probability) -> Probability {
        let mut sum = Probability { lower: 0.0, upper: 0.0 };
        for (weight, distribution) in &self.parts {
            let part = of(distribution);
            sum.lower += weight * part.lower;
            sum.upper += weight * part.upper;
        }
        sum
    }

    /// The weighted sum of something over the parts.
    pub(super) fn total(&self, of: impl Fn(&Family) -> f64) -> f64 {
        self.parts.iter().map(|(weight, distribution)| weight * of(distribution)).sum()
    }

    /// By Newton's method between the quantiles of the parts; atoms are found exactly.
    pub(super) fn quantile(&self, target: Probability) -> f64 {
        let mut low = f64::INFINITY;
        let mut high = f64::NEG_INFINITY;
        for (_, distribution) in &self.parts {
            let x = distribution.quantile(target);
            low = low.min(x);
            high = high.max(x);
        }
        let next = self.atoms.partition_point(|atom| less(atom.2, target));
        if let Some(&(x, left, _)) = self.atoms.get(next) {
            if less(left, target) {
                return x;
            }
            high = high.min(x);
        }
        if next > 0 {
            low = low.max(self.atoms[next - 1].0);
        }
        if low >= high || low.is_infinite() || high.is_infinite() {
            return low;
        }
        // The solver wants positive numbers; an offset makes them so.
        let offset = if low < 0.0 { low } else { 0.0 };
        let (from, to) = (low - offset, high - offset);
        let start = if from > 0.0 && to > 4.0 * from { sqrt(from) * sqrt(to) } else { 0.5 * (from + to) };
        offset
            + newton(start, from, to, target, &|x| {
                let cdf = self.sum(|distribution| distribution.cdf(offset + x));
                (cdf, self.total(|distribution| distribution.density(offset + x)))
            })
    }
}

/// Whether a < b, seen from the side where b is small.
fn less(a: Probability, b: Probability) -> bool {
    if b.lower <= b.upper { a.lower < b.lower } else { a.upper > b.upper }
}

/// The probability from `below` to `upto`, seen from the side where it is small.
pub(super) fn between(below: Probability, upto: Probability) -> f64 {
    if below.lower < 0.5 { upto.lower - below.lower } else { below.upper - upto.upper }
}
