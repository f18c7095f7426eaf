//! What an analyst writes of sales: the plan, how sales are spread around it, what becomes of those that are not met.

use schemars::JsonSchema;
use serde::Deserialize;

use super::distribution::Empirical;
use super::number::{Money, Number, Quantity};
use super::schedule::Schedule;

/// Sales of a manufacturer. It makes what it sells, unless it has finished goods between; unmet sales are lost unless
/// they wait or are caught up.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sales {
    /// Units planned on each working day.
    pub per_working_day: Schedule<Quantity>,
    /// Factors of the plan in each month, from January to December (default: 1).
    pub month_factors: Option<[f64; 12]>,
    /// How sales are spread around the plan, which is their mean (default: they are as planned).
    pub distribution: Option<SalesDistribution>,
    /// Whether the sales of each working day are drawn, or those of each week, Monday to Sunday (default: `day`).
    #[serde(default)]
    pub drawn_each: DrawnEach,
    /// Correlation of one draw with the next, of their normal scores (default 0).
    #[schemars(range(min = -0.999, max = 0.999))]
    #[serde(default)]
    pub autocorrelation: f64,
    /// What becomes of sales that are not met on their day (default: `lost`).
    #[serde(default)]
    pub unmet: Unmet,
    /// Margin lost with each unit that is never made.
    pub margin_per_unit: Option<Number<Money>>,
    /// Penalty owed for each unit that is never made (default 0).
    pub penalty_per_unit: Option<Number<Money>>,
    /// Penalty owed for each unit and calendar day by which it is late (default 0): sales that wait, and output that is
    /// caught up.
    pub late_penalty_per_unit_day: Option<Number<Money>>,
}

/// How sales are spread around the plan.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum SalesDistribution {
    /// The normal distribution; below 0 nothing is sold.
    Normal {
        /// Standard deviation, as a share of the plan.
        #[schemars(range(min = 0.000_001, max = 10.0))]
        cv: f64,
    },
    /// The gamma distribution.
    Gamma {
        /// Standard deviation, as a share of the plan.
        #[schemars(range(min = 0.000_001, max = 10.0))]
        cv: f64,
    },
    /// Single units, independently of each other.
    Poisson {},
    /// Independent orders of several units each.
    CompoundPoisson {
        /// Units of an order, whole numbers.
        #[schemars(length(min = 1), inner(range(min = 1, max = 1_000_000)))]
        sizes: Vec<u32>,
        /// How likely each size is, against the others (default: all the same).
        #[serde(default)]
        weights: Vec<f64>,
    },
    /// Single units, more spread than Poisson.
    NegativeBinomial {
        /// Variance, as a multiple of the mean; above 1.
        #[schemars(range(min = 1.000_001, max = 1e6))]
        variance_to_mean: f64,
    },
    /// The history of sales: values around their own mean, which becomes the plan.
    Empirical(Empirical),
}

/// How often sales are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DrawnEach {
    /// Each working day.
    #[default]
    Day,
    /// Each week, spread over its working days as planned.
    Week,
}

/// What becomes of sales that are not met on their day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Unmet {
    /// They are lost.
    #[default]
    Lost,
    /// They wait.
    Backordered {
        /// Days for which they wait; what is not met by then is lost (default: no limit).
        #[schemars(range(min = 1, max = 3660))]
        patience_days: Option<u32>,
    },
}
