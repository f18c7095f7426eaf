//! Laws of chance: from the analyst's terms to a distribution.

use super::CompileError;
use crate::random::Distribution;
use crate::scenario::Law;

/// The distribution of a law. A `scaled` law inside another must have a plain factor.
///
/// # Errors
/// Impossible parameters, with what is allowed.
pub(crate) fn distribution_of(law: &Law) -> Result<Distribution, CompileError> {
    let built = match law {
        Law::Fixed(value) => Distribution::fixed(*value),
        Law::Uniform { min, max } => Distribution::uniform(*min, *max),
        Law::Triangular { min, mode, max } => Distribution::triangular(*min, *mode, *max),
        Law::Pert { min, mode, max } => Distribution::pert(*min, *mode, *max),
        Law::Normal { mean, sd } => Distribution::normal(*mean, *sd),
        Law::Lognormal { median, p90 } => Distribution::lognormal(*median, *p90),
        Law::Gamma { mean, cv } => Distribution::gamma(*mean, *cv),
        Law::Weibull { scale, shape } => Distribution::weibull(*shape, *scale),
        Law::Exponential { mean } => Distribution::exponential(*mean),
        Law::Beta { alpha, beta, min, max } => Distribution::beta(*alpha, *beta, *min, *max),
        Law::Empirical(e) => {
            let equal = vec![1.0; e.values.len()];
            Distribution::empirical(&e.values, if e.weights.is_empty() { &equal } else { &e.weights })
        }
        Law::Mixture(parts) => {
            let parts: Result<Vec<_>, CompileError> =
                parts.iter().map(|p| Ok((p.weight, distribution_of(&p.law)?))).collect();
            Distribution::mixture(parts?)
        }
        Law::Truncated { law, min, max } => {
            distribution_of(law)?.truncated(min.unwrap_or(f64::NEG_INFINITY), max.unwrap_or(f64::INFINITY))
        }
        Law::Scaled { law, by } => {
            let factor = by.value().ok_or_else(|| {
                CompileError::Field("a law scaled by a parameter cannot stand inside another law".into())
            })?;
            distribution_of(law)?.scaled(factor)
        }
    };
    built.map_err(|e| CompileError::Field(e.to_string()))
}
