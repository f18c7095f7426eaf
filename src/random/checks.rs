//! Checks of the numbers given for a distribution.

use thiserror::Error;

/// Bounds of shapes, so that quantiles stay exact.
const LEAST_SHAPE: f64 = 1e-3;
pub(super) const MOST_SHAPE: f64 = 1e6;

/// What is wrong with the numbers given for a distribution.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum DistributionError {
    /// A number outside the range that its distribution allows.
    #[error("{distribution}: {field} is {value}, but must be {allowed}")]
    Value {
        /// The distribution, as a constructor is called.
        distribution: &'static str,
        /// The number's name.
        field: &'static str,
        /// What was given.
        value: f64,
        /// What is allowed, to follow "must be".
        allowed: &'static str,
    },
    /// Two numbers in the wrong order.
    #[error(
        "{distribution}: {lesser} is {lesser_value} and {greater} is {greater_value}, but {lesser} must be {relation} {greater}"
    )]
    Order {
        /// The distribution, as a constructor is called.
        distribution: &'static str,
        /// Name of the number that must be less.
        lesser: &'static str,
        /// What was given for it.
        lesser_value: f64,
        /// Name of the number that must be greater.
        greater: &'static str,
        /// What was given for it.
        greater_value: f64,
        /// "less than" or "at most".
        relation: &'static str,
    },
    /// No values, or no components.
    #[error("{distribution}: the list is empty, but must have at least one entry")]
    Empty {
        /// The distribution, as a constructor is called.
        distribution: &'static str,
    },
    /// Values and weights do not pair up.
    #[error("{distribution}: {values} values with {weights} weights, but each value needs one weight")]
    Lengths {
        /// The distribution, as a constructor is called.
        distribution: &'static str,
        /// Number of values.
        values: usize,
        /// Number of weights.
        weights: usize,
    },
    /// All weights are zero.
    #[error("{distribution}: the weights sum to 0, but at least one must be positive")]
    NoWeight {
        /// The distribution, as a constructor is called.
        distribution: &'static str,
    },
    /// A truncation that leaves next to nothing of its distribution.
    #[error("truncated: only a share of {mass} of the distribution lies from {min} to {max}, but at least 1e-9 must")]
    NothingLeft {
        /// The lower bound.
        min: f64,
        /// The upper bound.
        max: f64,
        /// The probability between them.
        mass: f64,
    },
}

pub(super) fn within(
    distribution: &'static str,
    field: &'static str,
    value: f64,
    fits: bool,
    allowed: &'static str,
) -> Result<(), DistributionError> {
    if fits {
        return Ok(());
    }
    Err(DistributionError::Value { distribution, field, value, allowed })
}

pub(super) fn finite(distribution: &'static str, field: &'static str, value: f64) -> Result<(), DistributionError> {
    within(distribution, field, value, value.is_finite(), "a finite number")
}

pub(super) fn positive(distribution: &'static str, field: &'static str, value: f64) -> Result<(), DistributionError> {
    let fits = value > 0.0 && value.is_finite();
    within(distribution, field, value, fits, "a positive, finite number")
}

pub(super) fn shaped(distribution: &'static str, field: &'static str, value: f64) -> Result<(), DistributionError> {
    let fits = (LEAST_SHAPE..=MOST_SHAPE).contains(&value);
    within(distribution, field, value, fits, "from 0.001 to 1000000")
}

pub(super) fn ordered(
    distribution: &'static str,
    (lesser, lesser_value): (&'static str, f64),
    (greater, greater_value): (&'static str, f64),
) -> Result<(), DistributionError> {
    if lesser_value < greater_value {
        return Ok(());
    }
    Err(DistributionError::Order { distribution, lesser, lesser_value, greater, greater_value, relation: "less than" })
}

pub(super) fn range(distribution: &'static str, min: f64, max: f64) -> Result<(), DistributionError> {
    finite(distribution, "min", min)?;
    finite(distribution, "max", max)?;
    ordered(distribution, ("min", min), ("max", max))
}

pub(super) fn three_points(distribution: &'static str, min: f64, mode: f64, max: f64) -> Result<(), DistributionError> {
    range(distribution, min, max)?;
    let fits = (min..=max).contains(&mode);
    within(distribution, "mode", mode, fits, "from min to max")
}

pub(super) fn check_weights(
    distribution: &'static str,
    weights: impl Iterator<Item = f64>,
) -> Result<(), DistributionError> {
    let mut total = 0.0;
    for weight in weights {
        let fits = weight >= 0.0 && weight.is_finite();
        within(distribution, "weight", weight, fits, "0 or a positive, finite number")?;
        total += weight;
    }
    if total > 0.0 { Ok(()) } else { Err(DistributionError::NoWeight { distribution }) }
}
