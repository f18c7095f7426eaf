//! Distributions, in the terms of those who fill them in.

use schemars::JsonSchema;
use serde::Deserialize;

use super::number::{Factor, Number};

/// A distribution, in terms that can be filled in from experience.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Distribution {
    /// Always the same value.
    Fixed(f64),
    /// Any value between two ends, all equally likely.
    Uniform {
        /// Smallest value.
        min: f64,
        /// Largest value.
        max: f64,
    },
    /// A triangle over smallest, most likely and largest value.
    Triangular {
        /// Smallest value.
        min: f64,
        /// Most likely value.
        mode: f64,
        /// Largest value.
        max: f64,
    },
    /// A smooth hump over smallest, most likely and largest value (beta with λ = 4).
    Pert {
        /// Smallest value.
        min: f64,
        /// Most likely value.
        mode: f64,
        /// Largest value.
        max: f64,
    },
    /// The normal distribution.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation.
        sd: f64,
    },
    /// Right-skewed: half the draws lie below the median, nine in ten below p90.
    Lognormal {
        /// Median.
        median: f64,
        /// 90 % quantile; above the median.
        p90: f64,
    },
    /// Right-skewed, by mean and coefficient of variation.
    Gamma {
        /// Mean.
        mean: f64,
        /// Standard deviation divided by the mean.
        cv: f64,
    },
    /// The Weibull distribution.
    Weibull {
        /// Scale: 63 % of the draws lie below it.
        scale: f64,
        /// Shape: below 1 the longer it lasts the longer it will last, above 1 the opposite.
        shape: f64,
    },
    /// Memoryless waits.
    Exponential {
        /// Mean.
        mean: f64,
    },
    /// The beta distribution, stretched from min to max.
    Beta {
        /// First shape.
        alpha: f64,
        /// Second shape.
        beta: f64,
        /// Smallest value (default 0).
        #[serde(default)]
        min: f64,
        /// Largest value (default 1).
        #[serde(default = "one")]
        max: f64,
    },
    /// Observed values, each as likely as its weight.
    Empirical(Empirical),
    /// One of several distributions, each as likely as its weight.
    Mixture(Vec<Component>),
    /// A distribution cut off at both ends.
    Truncated {
        /// The distribution that is cut.
        #[serde(rename = "law")]
        distribution: Box<Distribution>,
        /// Nothing below this (default: no limit).
        min: Option<f64>,
        /// Nothing above this (default: no limit).
        max: Option<f64>,
    },
    /// A distribution times a number; the number may be a parameter.
    Scaled {
        /// The distribution that is scaled.
        #[serde(rename = "law")]
        distribution: Box<Distribution>,
        /// The factor.
        by: Box<Number<Factor>>,
    },
}

fn one() -> f64 {
    1.0
}

/// Observed values: written out, or a column of a CSV file beside the scenario.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Empirical {
    /// The values.
    #[serde(default)]
    pub values: Vec<f64>,
    /// Their weights (default: all the same).
    #[serde(default)]
    pub weights: Vec<f64>,
    /// A CSV file, relative to the scenario, instead of `values`.
    pub csv: Option<String>,
    /// Its column of values.
    pub column: Option<String>,
    /// Its column of weights.
    pub weight_column: Option<String>,
    /// How the file writes numbers, such as `de` for 2,5 (default: 2.5).
    pub locale: Option<String>,
    /// Parameters that name the same here are drawn together: in each trial all of them take the values of one row.
    pub together: Option<String>,
}

/// One distribution of a mixture.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// How likely, against the other weights.
    pub weight: f64,
    /// The distribution.
    #[serde(rename = "law")]
    pub distribution: Distribution,
}
