//! How much is lost, over all trials: the exceedance curve.

use super::data::Caption;
use serde::Serialize;

/// Share of trials that lose more than an amount, with the usual measures of risk marked.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct LossDistribution {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// ISO 4217 code of the currency of all amounts, such as "EUR".
    pub currency: String,
    /// Points of the exceedance curve, ascending by loss: loss in units of the currency, and the
    /// share of trials (0 to 1) that lose more.
    pub exceedance: Vec<(f64, f64)>,
    /// Share of trials that lose nothing, 0 to 1.
    pub share_zero: f64,
    /// Mean, value at risk, expected shortfall: what to mark, in any order.
    pub markers: Vec<LossMarker>,
}

/// One amount to mark on the curve, with its 95 % interval, in units of the currency.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct LossMarker {
    /// What the amount is, such as "Mean" or "CVaR 95".
    pub label: String,
    /// The estimate.
    pub value: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of its 95 % interval.
    pub high: f64,
}
