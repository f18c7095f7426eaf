//! What a manufacturer sells: its plan, how sales are spread around it, what becomes of those that are not met.

use super::numbers::{Num, Steps};
use crate::random::Sampler;
use crate::random::counts::Counts;

/// The sales plan of a manufacturer.
#[derive(Clone, Debug)]
pub struct Sales {
    /// Ticks planned on a working day, in steps.
    pub plan: Steps,
    /// Plan by day where it is the same in every trial, and the line makes what it sells.
    pub certain: Option<Vec<i64>>,
    /// How sales are spread around the plan; nothing where they are as planned.
    pub demand: Option<Demand>,
    /// Sales are served from finished goods, or wait: the line plans what is owed.
    pub from_stock: bool,
    /// Days for which a sale that is not met waits; 0 where it is lost at once.
    pub patience: u32,
    /// Margin lost with a unit never made.
    pub margin: Num,
    /// Penalty for a unit never made.
    pub penalty: Num,
    /// Penalty for a unit and calendar day by which it is late.
    pub late_penalty: Num,
}

/// Sales that are drawn around the plan.
#[derive(Clone, Debug)]
pub struct Demand {
    /// The distribution.
    pub distribution: DemandDistribution,
    /// Drawn for a week at once.
    pub weekly: bool,
    /// Correlation of the normal scores of one draw and the next.
    pub autocorrelation: f64,
}

/// A distribution around the plan.
#[derive(Clone, Debug)]
pub enum DemandDistribution {
    /// The plan times a factor with a mean of 1; below 0 nothing is sold.
    Factor(Sampler),
    /// Whole numbers of so many ticks, with the plan as their mean.
    Counts(CountDistribution, i64),
}

/// A distribution of whole numbers, but for its mean.
#[derive(Clone, Debug)]
pub enum CountDistribution {
    /// Poisson.
    Poisson,
    /// Poisson many orders, of sizes with their chances.
    Compound(Vec<(usize, f64)>),
    /// Negative binomial, by the ratio of its variance to its mean.
    NegativeBinomial(f64),
}

impl CountDistribution {
    /// Its chances with a mean.
    #[must_use]
    pub fn table(&self, mean: f64) -> Counts {
        match self {
            Self::Poisson => Counts::poisson(mean),
            Self::Compound(sizes) => Counts::compound(mean, sizes),
            Self::NegativeBinomial(ratio) => Counts::negative_binomial(mean, *ratio),
        }
    }
}
