//! The distributions behind [`Distribution`](super::Distribution): their formulas, without checks.

use std::hint::select_unpredictable;
use std::sync::Arc;

use libm::{exp, expm1, log, pow, sqrt, tgamma};

use super::compound::{Mixture, Truncated, between};
use super::special::{
    Probability, beta_cdf, beta_density, beta_quantile, exponential_quantile, gamma_cdf, gamma_density, gamma_quantile,
    normal_cdf, normal_density, normal_quantile,
};
use super::steps::Steps;

/// A distribution with valid numbers; see the constructors of `Distribution` for their meaning.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Family {
    Fixed(f64),
    Uniform { min: f64, max: f64 },
    Triangular { min: f64, mode: f64, max: f64 },
    Normal { mean: f64, sd: f64 },
    Lognormal { median: f64, sigma: f64 },
    Gamma { shape: f64, scale: f64 },
    Weibull { shape: f64, scale: f64 },
    Exponential { mean: f64 },
    Beta { alpha: f64, beta: f64, min: f64, max: f64 },
    Steps(Arc<Steps>),
    Truncated(Arc<Truncated>),
    Mixture(Arc<Mixture>),
}

impl Family {
    pub(super) fn quantile(&self, target: Probability) -> f64 {
        let (low, high) = self.support();
        if target.lower <= 0.0 {
            return low;
        }
        if target.upper <= 0.0 {
            return high;
        }
        match *self {
            Self::Fixed(x) => x,
            Self::Uniform { min, max } => linear(min, max, target.lower),
            Self::Triangular { min, mode, max } => triangle(min, mode, max, target),
            Self::Normal { mean, sd } => mean + sd * normal_quantile(target),
            Self::Lognormal { median, sigma } => median * exp(sigma * normal_quantile(target)),
            Self::Gamma { shape, scale } => scale * gamma_quantile(shape, target),
            Self::Weibull { shape, scale } => scale * pow(exponential_quantile(target), 1.0 / shape),
            Self::Exponential { mean } => mean * exponential_quantile(target),
            Self::Beta { alpha, beta, min, max } => {
                let (x, y) = beta_quantile(alpha, beta, target);
                if x <= 0.5 { min + (max - min) * x } else { max - (max - min) * y }
            }
            Self::Steps(ref steps) => steps.quantile(target.lower),
            Self::Truncated(ref distribution) => {
                let mix = |below: f64, upto: f64| below * target.upper + upto * target.lower;
                let inner = Probability {
                    lower: mix(distribution.below.lower, distribution.upto.lower),
                    upper: mix(distribution.below.upper, distribution.upto.upper),
                };
                distribution.inner.quantile(inner).clamp(distribution.min, distribution.max)
            }
            Self::Mixture(ref distribution) => distribution.quantile(target),
        }
    }

    /// P(X ≤ x) and P(X > x).
    pub(super) fn cdf(&self, x: f64) -> Probability {
        let (low, high) = self.support();
        if x < low {
            return Probability::of(0.0);
        }
        if x >= high {
            return Probability::of(1.0);
        }
        match *self {
            Self::Fixed(_) => Probability::of(1.0),
            Self::Uniform { min, max } => {
                Probability { lower: (x - min) / (max - min), upper: (max - x) / (max - min) }
            }
            Self::Triangular { min, mode, max } => {
                if x <= mode {
                    Probability::of((x - min) * (x - min) / ((max - min) * (mode - min)))
                } else {
                    Probability::of_upper((max - x) * (max - x) / ((max - min) * (max - mode)))
                }
            }
            Self::Normal { mean, sd } => normal_cdf((x - mean) / sd),
            Self::Lognormal { median, sigma } => normal_cdf(log(x / median) / sigma),
            Self::Gamma { shape, scale } => gamma_cdf(shape, x / scale),
            Self::Weibull { shape, scale } => exponential_cdf(pow(x / scale, shape)),
            Self::Exponential { mean } => exponential_cdf(x / mean),
            Self::Beta { alpha, beta, min, max } => {
                let width = max - min;
                beta_cdf(alpha, beta, (x - min) / width, (max - x) / width)
            }
            Self::Steps(ref steps) => Probability::of(steps.upto(x)),
            Self::Truncated(ref distribution) => distribution.conditional(distribution.inner.cdf(x)),
            Self::Mixture(ref distribution) => distribution.sum(|part| part.cdf(x)),
        }
    }

    /// P(X < x) and P(X ≥ x).
    pub(super) fn cdf_left(&self, x: f64) -> Probability {
        match self {
            Self::Fixed(value) => Probability::of(if *value < x { 1.0 } else { 0.0 }),
            Self::Steps(steps) => Probability::of(steps.below(x)),
            Self::Truncated(distribution) if x <= distribution.min => Probability::of(0.0),
            Self::Truncated(distribution) if x <= distribution.max => {
                distribution.conditional(distribution.inner.cdf_left(x))
            }
            Self::Mixture(distribution) => distribution.sum(|part| part.cdf_left(x)),
            _ => self.cdf(x),
        }
    }

    /// Probability per unit at x; values of positive probability do not count.
    pub(super) fn density(&self, x: f64) -> f64 {
        let (low, high) = self.support();
        if x < low || x > high {
            return 0.0;
        }
        match *self {
            Self::Fixed(_) | Self::Steps(_) => 0.0,
            Self::Uniform { min, max } => 1.0 / (max - min),
            Self::Triangular { min, mode, max } => {
                if x < mode {
                    2.0 * (x - min) / ((max - min) * (mode - min))
                } else if x > mode {
                    2.0 * (max - x) / ((max - min) * (max - mode))
                } else {
                    2.0 / (max - min)
                }
            }
            Self::Normal { mean, sd } => normal_density((x - mean) / sd) / sd,
            Self::Lognormal { median, sigma } => {
                if x > 0.0 {
                    normal_density(log(x / median) / sigma) / (sigma * x)
                } else {
                    0.0
                }
            }
            Self::Gamma { shape, scale } => gamma_density(shape, x / scale) / scale,
            Self::Weibull { shape, scale } => {
                let t = x / scale;
                shape / scale * pow(t, shape - 1.0) * exp(-pow(t, shape))
            }
            Self::Exponential { mean } => exp(-x / mean) / mean,
            Self::Beta { alpha, beta, min, max } => {
                let width = max - min;
                beta_density(alpha, beta, (x - min) / width, (max - x) / width) / width
            }
            Self::Truncated(ref distribution) => distribution.inner.density(x) / distribution.mass,
            Self::Mixture(ref distribution) => distribution.total(|part| part.density(x)),
        }
    }

    pub(super) fn support(&self) -> (f64, f64) {
        match *self {
            Self::Fixed(x) => (x, x),
            Self::Uniform { min, max } | Self::Triangular { min, max, .. } | Self::Beta { min, max, .. } => (min, max),
            Self::Normal { .. } => (f64::NEG_INFINITY, f64::INFINITY),
            Self::Lognormal { .. } | Self::Gamma { .. } | Self::Weibull { .. } | Self::Exponential { .. } => {
                (0.0, f64::INFINITY)
            }
            Self::Steps(ref steps) => {
                let values = steps.values();
                (values[0], values[values.len() - 1])
            }
            Self::Truncated(ref distribution) => {
                let (low, high) = distribution.inner.support();
                (low.max(distribution.min), high.min(distribution.max))
            }
            Self::Mixture(ref distribution) => {
                let start = (f64::INFINITY, f64::NEG_INFINITY);
                distribution.parts.iter().fold(start, |(low, high), (_, part)| {
                    let (from, to) = part.support();
                    (low.min(from), high.max(to))
                })
            }
        }
    }

    /// E[X; X ≤ x], the part of the mean that comes from values up to x.
    pub(super) fn partial_mean(&self, x: f64) -> f64 {
        let (low, high) = self.support();
        if x < low {
            return 0.0;
        }
        let x = x.min(high);
        match *self {
            Self::Fixed(value) => value,
            Self::Uniform { min, max } => 0.5 * (x - min) * (x + min) / (max - min),
            Self::Triangular { min, mode, max } => {
                // A triangle from its corner: the mean lies at two thirds of the way.
                if x <= mode {
                    self.cdf(x).lower * (min + (x - min) * 2.0 / 3.0)
                } else {
                    let above = self.cdf(x).upper * (max - (max - x) * 2.0 / 3.0);
                    (min + mode + max) / 3.0 - above
                }
            }
            Self::Normal { mean, sd } => {
                let z = (x - mean) / sd;
                mean * normal_cdf(z).lower - sd * normal_density(z)
            }
            Self::Lognormal { median, sigma } => {
                let z = log(x / median) / sigma;
                median * exp(0.5 * sigma * sigma) * normal_cdf(z - sigma).lower
            }
            Self::Gamma { shape, scale } => shape * scale * gamma_cdf(shape + 1.0, x / scale).lower,
            Self::Weibull { shape, scale } => {
                let power = 1.0 + 1.0 / shape;
                scale * tgamma(power) * gamma_cdf(power, pow(x / scale, shape)).lower
            }
            Self::Exponential { mean } => mean * gamma_cdf(2.0, x / mean).lower,
            Self::Beta { alpha, beta, min, max } => {
                let width = max - min;
                let upto = beta_cdf(alpha + 1.0, beta, (x - min) / width, (max - x) / width);
                min * self.cdf(x).lower + width * alpha / (alpha + beta) * upto.lower
            }
            Self::Steps(ref steps) => steps.partial_mean(x),
            Self::Truncated(ref distribution) => {
                // An atom of the inner distribution at the lower bound belongs to the truncated distribution.
                let at_min =
                    between(distribution.inner.cdf_left(distribution.min), distribution.inner.cdf(distribution.min));
                let atom = if at_min > 0.0 { distribution.min * at_min } else { 0.0 };
                (distribution.inner.partial_mean(x) - distribution.inner.partial_mean(distribution.min) + atom)
                    / distribution.mass
            }
            Self::Mixture(ref distribution) => distribution.total(|part| part.partial_mean(x)),
        }
    }

    /// The distribution of `factor` times the value, factor > 0.
    pub(super) fn scaled(&self, factor: f64) -> Self {
        match *self {
            Self::Fixed(x) => Self::Fixed(factor * x),
            Self::Uniform { min, max } => Self::Uniform { min: factor * min, max: factor * max },
            Self::Triangular { min, mode, max } => {
                Self::Triangular { min: factor * min, mode: factor * mode, max: factor * max }
            }
            Self::Normal { mean, sd } => Self::Normal { mean: factor * mean, sd: factor * sd },
            Self::Lognormal { median, sigma } => Self::Lognormal { median: factor * median, sigma },
            Self::Gamma { shape, scale } => Self::Gamma { shape, scale: factor * scale },
            Self::Weibull { shape, scale } => Self::Weibull { shape, scale: factor * scale },
            Self::Exponential { mean } => Self::Exponential { mean: factor * mean },
            Self::Beta { alpha, beta, min, max } => Self::Beta { alpha, beta, min: factor * min, max: factor * max },
            Self::Steps(ref steps) => Self::Steps(Arc::new(steps.mapped(|x| factor * x))),
            Self::Truncated(ref distribution) => Self::Truncated(Arc::new(Truncated {
                inner: distribution.inner.scaled(factor),
                min: factor * distribution.min,
                max: factor * distribution.max,
                ..(**distribution).clone()
            })),
            Self::Mixture(ref distribution) => Self::Mixture(Arc::new(Mixture {
                parts: distribution.parts.iter().map(|(weight, part)| (*weight, part.scaled(factor))).collect(),
                atoms: distribution.atoms.iter().map(|&(x, left, right)| (factor * x, left, right)).collect(),
            })),
        }
    }

    /// The distribution as location + scale × a standard distribution, so that like distributions share one table.
    pub(super) fn standard(&self) -> (Self, f64, f64) {
        match *self {
            Self::Normal { mean, sd } => (Self::Normal { mean: 0.0, sd: 1.0 }, mean, sd),
            Self::Lognormal { median, sigma } => {
                let standard = Self::Lognormal { median: 1.0, sigma };
                (standard, 0.0, median)
            }
            Self::Gamma { shape, scale } => (Self::Gamma { shape, scale: 1.0 }, 0.0, scale),
            Self::Weibull { shape, scale } => (Self::Weibull { shape, scale: 1.0 }, 0.0, scale),
            Self::Exponential { mean } => (Self::Exponential { mean: 1.0 }, 0.0, mean),
            _ => (self.clone(), 0.0, 1.0),
        }
    }

    /// Adds the values of positive probability.
    pub(super) fn atoms(&self, places: &mut Vec<f64>) {
        match self {
            Self::Fixed(x) => places.push(*x),
            Self::Steps(steps) => places.extend(steps.values()),
            Self::Truncated(distribution) => {
                let mut inner = Vec::new();
                distribution.inner.atoms(&mut inner);
                places.extend(inner.iter().filter(|&&x| x >= distribution.min && x <= distribution.max));
            }
            Self::Mixture(distribution) => places.extend(distribution.atoms.iter().map(|atom| atom.0)),
            _ => {}
        }
    }
}

fn exponential_cdf(t: f64) -> Probability {
    Probability { lower: -expm1(-t), upper: exp(-t) }
}

/// Quantile of the uniform distribution.
#[inline]
pub(super) fn linear(min: f64, max: f64, u: f64) -> f64 {
    let x = min + (max - min) * u;
    // Rounding may exceed the bound.
    if x < max { x } else { max }
}

/// Quantile of the triangular distribution, without a branch: which side is a coin toss.
#[inline]
pub(super) fn triangle(min: f64, mode: f64, max: f64, target: Probability) -> f64 {
    let rising = target.lower * (max - min) <= mode - min;
    let tail = select_unpredictable(rising, target.lower, target.upper);
    let side = select_unpredictable(rising, mode - min, max - mode);
    let reach = sqrt(tail * (max - min) * side);
    let x = select_unpredictable(rising, min + reach, max - reach);
    let x = if x > min { x } else { min };
    if x < max { x } else { max }
}
