//! An interval of uncertainty.

use serde::{Deserialize, Serialize};

use crate::random::special::{Probability, normal_quantile};

/// A confidence interval, ends included, in the unit of what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct Interval {
    /// Lower end; −∞ where there is no bound.
    pub low: f64,
    /// Upper end; ∞ where there is no bound.
    pub high: f64,
}

impl Interval {
    /// From `centre` − `reach` to `centre` + `reach`.
    #[must_use]
    pub fn around(centre: f64, reach: f64) -> Self {
        Self { low: centre - reach, high: centre + reach }
    }

    /// Whether `x` lies within, ends included.
    #[must_use]
    pub fn contains(&self, x: f64) -> bool {
        self.low <= x && x <= self.high
    }

    /// Half of its width.
    #[must_use]
    pub fn half_width(&self) -> f64 {
        0.5 * (self.high - self.low)
    }
}

/// How many standard errors a normal two-sided interval of this confidence reaches to either side:
/// 1.96 for 0.95. `confidence` lies between 0 and 1.
#[must_use]
pub(crate) fn normal_multiplier(confidence: f64) -> f64 {
    normal_quantile(Probability::of_upper(0.5 * (1.0 - confidence)))
}
