//! The distributions that an analyst can fill in for an uncertain number.
//!
//! Every distribution has an exact quantile function, and drawing is inversion: one uniform number in, one
//! value out. Where a quantile has no closed form it is found by Newton's method, to about 10⁻¹²
//! relative. That is slow (up to microseconds); simulations draw from a
//! [`Sampler`](super::Sampler), a table of the same function.

use std::sync::Arc;

use libm::{log, sqrt};
use rand::{Rng, RngExt};

pub(crate) use super::checks::DistributionError;
use super::checks::{MOST_SHAPE, check_weights, finite, ordered, positive, range, shaped, three_points, within};
use super::compound::{Mixture, Truncated};
use super::family::Family;
use super::special::{Probability, normal_quantile, poisson_probability};
use super::steps::Steps;
use super::streams::uniform;

/// Largest mean of a Poisson distribution.
const MOST_POISSON: f64 = 1e6;
/// Least share of a distribution that a truncation may leave.
const LEAST_MASS: f64 = 1e-9;

/// The distribution of an uncertain number, in the unit of that number.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    family: Family,
}

/// The result of a constructor.
type Built = Result<Distribution, DistributionError>;

impl Distribution {
    /// Always `value`.
    ///
    /// # Errors
    /// If `value` is not finite.
    pub fn fixed(value: f64) -> Built {
        finite("fixed", "value", value)?;
        Ok(Family::Fixed(value).into())
    }

    /// Every value from `min` to `max` alike.
    ///
    /// # Errors
    /// If a bound is not finite, or not `min < max`.
    pub fn uniform(min: f64, max: f64) -> Built {
        range("uniform", min, max)?;
        Ok(Family::Uniform { min, max }.into())
    }

    /// Rising in a straight line from `min` to `mode`, falling in a straight line to `max`.
    ///
    /// # Errors
    /// If a number is not finite, or not `min ≤ mode ≤ max` and `min < max`.
    pub fn triangular(min: f64, mode: f64, max: f64) -> Built {
        three_points("triangular", min, mode, max)?;
        Ok(Family::Triangular { min, mode, max }.into())
    }

    /// PERT: a beta distribution from `min` to `max` whose mean is (`min` + 4 `mode` + `max`) / 6.
    ///
    /// α = 1 + 4 (mode − min) / (max − min) and β = 1 + 4 (max − mode) / (max − min); Malcolm,
    /// Roseboom, Clark and Fazar, *Operations Research* 7(5), 1959.
    ///
    /// # Errors
    /// If a number is not finite, or not `min ≤ mode ≤ max` and `min < max`.
    pub fn pert(min: f64, mode: f64, max: f64) -> Built {
        three_points("pert", min, mode, max)?;
        Ok(Family::Beta {
            alpha: 1.0 + 4.0 * (mode - min) / (max - min),
            beta: 1.0 + 4.0 * (max - mode) / (max - min),
            min,
            max,
        }
        .into())
    }

    /// The normal distribution. It reaches below zero: truncate it where that makes no sense.
    ///
    /// # Errors
    /// If `mean` is not finite or `sd` is not positive and finite.
    pub fn normal(mean: f64, sd: f64) -> Built {
        finite("normal", "mean", mean)?;
        positive("normal", "sd", sd)?;
        Ok(Family::Normal { mean, sd }.into())
    }

    /// The lognormal distribution with half its values below `median` and nine tenths below `p90`.
    ///
    /// # Errors
    /// If a number is not positive and finite, or not `median < p90`.
    pub fn lognormal(median: f64, p90: f64) -> Built {
        positive("lognormal", "median", median)?;
        positive("lognormal", "p90", p90)?;
        ordered("lognormal", ("median", median), ("p90", p90))?;
        let z90 = normal_quantile(Probability::of_upper(0.1));
        Self::lognormal_sigma(median, log(p90 / median) / z90)
    }

    /// The lognormal distribution whose logarithm is normal with mean ln `median` and standard deviation
    /// `sigma`.
    ///
    /// # Errors
    /// If `median` is not positive and finite, or `sigma` not above 0 and at most 20.
    pub fn lognormal_sigma(median: f64, sigma: f64) -> Built {
        positive("lognormal", "median", median)?;
        within("lognormal", "sigma", sigma, sigma > 0.0 && sigma <= 20.0, "above 0 and at most 20")?;
        Ok(Family::Lognormal { median, sigma }.into())
    }

    /// The gamma distribution with this mean and coefficient of variation (standard deviation / mean).
    ///
    /// Shape = 1 / cv², scale = mean · cv².
    ///
    /// # Errors
    /// If `mean` is not positive and finite, or `cv` not from 0.001 to 30.
    pub fn gamma(mean: f64, cv: f64) -> Built {
        positive("gamma", "mean", mean)?;
        within("gamma", "cv", cv, (1e-3..=30.0).contains(&cv), "from 0.001 to 30")?;
        Self::gamma_shape(1.0 / (cv * cv), mean * cv * cv)
    }

    /// The gamma distribution with this shape and scale; its mean is their product.
    ///
    /// # Errors
    /// If `shape` is not from 0.001 to 1000000, or `scale` not positive and finite.
    pub fn gamma_shape(shape: f64, scale: f64) -> Built {
        shaped("gamma", "shape", shape)?;
        positive("gamma", "scale", scale)?;
        Ok(Family::Gamma { shape, scale }.into())
    }

    /// The Weibull distribution: P(X > x) = exp(−(x / scale)^shape).
    ///
    /// # Errors
    /// If `shape` is not from 0.01 to 1000000, or `scale` not positive and finite.
    pub fn weibull(shape: f64, scale: f64) -> Built {
        let fits = (0.01..=MOST_SHAPE).contains(&shape);
        within("weibull", "shape", shape, fits, "from 0.01 to 1000000")?;
        positive("weibull", "scale", scale)?;
        Ok(Family::Weibull { shape, scale }.into())
    }

    /// The exponential distribution with this mean.
    ///
    /// # Errors
    /// If `mean` is not positive and finite.
    pub fn exponential(mean: f64) -> Built {
        positive("exponential", "mean", mean)?;
        Ok(Family::Exponential { mean }.into())
    }

    /// The beta distribution stretched from `min` to `max`.
    ///
    /// # Errors
    /// If `alpha` or `beta` is not from 0.001 to 1000000, a bound is not finite, or not `min < max`.
    pub fn beta(alpha: f64, beta: f64, min: f64, max: f64) -> Built {
        shaped("beta", "alpha", alpha)?;
        shaped("beta", "beta", beta)?;
        range("beta", min, max)?;
        Ok(Family::Beta { alpha, beta, min, max }.into())
    }

    /// The Poisson distribution: whole numbers of things that happen independently, `mean` on average.
    ///
    /// # Errors
    /// If `mean` is not above 0 and at most 10⁶.
    pub fn poisson(mean: f64) -> Built {
        let fits = mean > 0.0 && mean <= MOST_POISSON;
        within("poisson", "mean", mean, fits, "above 0 and at most 1000000")?;
        Ok(Family::Steps(Arc::new(poisson_steps(mean))).into())
    }

    /// The listed values with the listed weights, which need not sum to 1.
    ///
    /// The quantile at u is the smallest value whose cumulative weight reaches u, without
    /// interpolation (type 1 of Hyndman and Fan 1996).
    ///
    /// # Errors
    /// If the lists are empty or of different lengths, a value is not finite, or a weight is
    /// negative or not finite, or all are 0.
    pub fn empirical(values: &[f64], weights: &[f64]) -> Built {
        const DISTRIBUTION: &str = "empirical";
        if values.is_empty() {
            return Err(DistributionError::Empty { distribution: DISTRIBUTION });
        }
        if values.len() != weights.len() {
            return Err(DistributionError::Lengths {
                distribution: DISTRIBUTION,
                values: values.len(),
                weights: weights.len(),
            });
        }
        for &value in values {
            finite(DISTRIBUTION, "value", value)?;
        }
        check_weights(DISTRIBUTION, weights.iter().copied())?;
        let weighted = values.iter().copied().zip(weights.iter().copied());
        Ok(discrete(weighted.collect()).into())
    }

    /// One of several distributions, chosen with the given weights, which need not sum to 1.
    ///
    /// Drawn with one uniform number, by inversion of the mixture's distribution function; so a
    /// larger uniform number still never gives a smaller value.
    ///
    /// # Errors
    /// If there are no components, or a weight is negative or not finite, or all are 0.
    pub fn mixture(parts: Vec<(f64, Distribution)>) -> Built {
        const DISTRIBUTION: &str = "mixture";
        if parts.is_empty() {
            return Err(DistributionError::Empty { distribution: DISTRIBUTION });
        }
        check_weights(DISTRIBUTION, parts.iter().map(|(weight, _)| *weight))?;
        let total: f64 = parts.iter().map(|(weight, _)| weight).sum();
        let mut distributions: Vec<(f64, Family)> = parts
            .into_iter()
            .filter(|(weight, _)| *weight > 0.0)
            .map(|(weight, part)| (weight / total, part.family))
            .collect();
        if distributions.len() == 1
            && let Some((_, distribution)) = distributions.pop()
        {
            return Ok(distribution.into());
        }
        let mut weighted = Vec::new();
        for (weight, distribution) in &distributions {
            match distribution {
                Family::Fixed(x) => weighted.push((*x, *weight)),
                Family::Steps(steps) => {
                    weighted.extend(steps.weighted().map(|(x, share)| (x, weight * share)));
                }
                _ => return Ok(Family::Mixture(Arc::new(Mixture::new(distributions))).into()),
            }
        }
        Ok(discrete(weighted).into())
    }

    /// This distribution given that its value lies from `min` to `max`, either of which may be infinite.
    ///
    /// # Errors
    /// If not `min ≤ max`, or less than 10⁻⁹ of the distribution lies between.
    pub fn truncated(self, min: f64, max: f64) -> Built {
        if min.is_nan() || max.is_nan() || min > max {
            return Err(DistributionError::Order {
                distribution: "truncated",
                lesser: "min",
                lesser_value: min,
                greater: "max",
                greater_value: max,
                relation: "at most",
            });
        }
        let (low, high) = self.family.support();
        if min <= low && high <= max {
            return Ok(self);
        }
        let distribution = Truncated::new(self.family, min, max);
        if distribution.mass < LEAST_MASS || distribution.mass.is_nan() {
            let mass = distribution.mass.max(0.0);
            return Err(DistributionError::NothingLeft { min, max, mass });
        }
        let distribution = match &distribution.inner {
            Family::Uniform { .. } => Family::Uniform { min: min.max(low), max: max.min(high) },
            Family::Steps(steps) => {
                let inside = steps.weighted().filter(|&(x, _)| x >= min && x <= max);
                discrete(inside.collect())
            }
            _ => Family::Truncated(Arc::new(distribution)),
        };
        Ok(distribution.into())
    }

    /// The distribution of `factor` times this distribution's value.
    ///
    /// # Errors
    /// If `factor` is not positive and finite.
    pub fn scaled(&self, factor: f64) -> Built {
        positive("scaled", "factor", factor)?;
        Ok(self.family.scaled(factor).into())
    }

    /// The smallest x with P(X ≤ x) ≥ `u`. `u` outside [0, 1] is taken as the nearer bound, where
    /// the quantile is the end of [`Distribution::support`].
    #[must_use]
    pub fn quantile(&self, u: f64) -> f64 {
        self.family.quantile(Probability::of(u))
    }

    /// P(X ≤ `x`).
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        self.family.cdf(x).lower
    }

    /// P(X > `x`), exact even where it is tiny.
    #[must_use]
    pub fn survival(&self, x: f64) -> f64 {
        self.family.cdf(x).upper
    }

    /// Probability per unit at `x`. Values of positive probability (of fixed, Poisson and
    /// empirical distributions) do not count.
    #[must_use]
    pub fn density(&self, x: f64) -> f64 {
        self.family.density(x)
    }

    /// The mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.family.partial_mean(f64::INFINITY)
    }

    /// E[max(X − `x`, 0)], the loss function of inventory theory: by how much the value exceeds x
    /// on average, times how often.
    #[must_use]
    pub fn expected_excess(&self, x: f64) -> f64 {
        let above = self.mean() - self.family.partial_mean(x);
        (above - x * self.survival(x)).max(0.0)
    }

    /// The least and the greatest possible value; infinite where there is no bound.
    #[must_use]
    pub fn support(&self) -> (f64, f64) {
        self.family.support()
    }

    /// The value, if there is but one.
    #[must_use]
    pub fn is_fixed(&self) -> Option<f64> {
        match self.family {
            Family::Fixed(x) => Some(x),
            _ => None,
        }
    }

    pub(super) fn family(&self) -> &Family {
        &self.family
    }
}

impl From<Family> for Distribution {
    fn from(family: Family) -> Self {
        Self { family }
    }
}

impl rand::distr::Distribution<f64> for Distribution {
    /// The quantile at one uniform number, made of one word of the generator.
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        self.quantile(uniform(rng.random()))
    }
}

/// A discrete distribution, or a fixed one if there is but one value.
fn discrete(weighted: Vec<(f64, f64)>) -> Family {
    let steps = Steps::new(weighted);
    match *steps.values() {
        [only] => Family::Fixed(only),
        _ => Family::Steps(Arc::new(steps)),
    }
}

/// All values of the Poisson distribution whose cumulative probability differs from 0 and 1 in a double.
fn poisson_steps(mean: f64) -> Steps {
    let mut k = (mean - 9.0 * sqrt(mean) - 40.0).floor().max(0.0);
    let mut upto = 0.0;
    let mut pairs = Vec::new();
    loop {
        let share = poisson_probability(k, mean);
        let next = upto + share;
        if next > upto {
            pairs.push((k, next));
            upto = next;
        } else if k > mean {
            return Steps::from_cumulative(pairs);
        }
        k += 1.0;
    }
}

#[cfg(test)]
mod tests;
