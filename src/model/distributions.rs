//! Distributions: from what an analyst writes to what is drawn from.

use super::CompileError;
use crate::random::Distribution;
use crate::scenario::Distribution as Written;

/// The distribution that is written. A `scaled` distribution inside another must have a plain factor.
///
/// # Errors
/// Impossible parameters, with what is allowed.
pub(crate) fn distribution_of(written: &Written) -> Result<Distribution, CompileError> {
    let built = match written {
        Written::Fixed(value) => Distribution::fixed(*value),
        Written::Uniform { min, max } => Distribution::uniform(*min, *max),
        Written::Triangular { min, mode, max } => Distribution::triangular(*min, *mode, *max),
        Written::Pert { min, mode, max } => Distribution::pert(*min, *mode, *max),
        Written::Normal { mean, sd } => Distribution::normal(*mean, *sd),
        Written::Lognormal { median, p90 } => Distribution::lognormal(*median, *p90),
        Written::Gamma { mean, cv } => Distribution::gamma(*mean, *cv),
        Written::Weibull { scale, shape } => Distribution::weibull(*shape, *scale),
        Written::Exponential { mean } => Distribution::exponential(*mean),
        Written::Beta { alpha, beta, min, max } => Distribution::beta(*alpha, *beta, *min, *max),
        Written::Empirical(e) => {
            let equal = vec![1.0; e.values.len()];
            Distribution::empirical(&e.values, if e.weights.is_empty() { &equal } else { &e.weights })
        }
        Written::Mixture(parts) => {
            let parts: Result<Vec<_>, CompileError> =
                parts.iter().map(|p| Ok((p.weight, distribution_of(&p.distribution)?))).collect();
            Distribution::mixture(parts?)
        }
        Written::Truncated { distribution, min, max } => {
            distribution_of(distribution)?.truncated(min.unwrap_or(f64::NEG_INFINITY), max.unwrap_or(f64::INFINITY))
        }
        Written::Scaled { distribution, by } => {
            let factor = by.value().ok_or_else(|| {
                CompileError::Field(
                    "a distribution scaled by a parameter cannot stand inside another distribution".into(),
                )
            })?;
            distribution_of(distribution)?.scaled(factor)
        }
    };
    built.map_err(|e| CompileError::Field(e.to_string()))
}
