//! Stock cover of each manufacturer over time, as a fan of quantiles.

use super::data::{Caption, PolicyEvent};
use jiff::civil::Date;
use serde::Serialize;

/// Cover (stock in days of planned need) over calendar time: one panel a manufacturer.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CoverFan {
    /// Title, subtitle and footnote.
    pub caption: Caption,
    /// The days of the series, ascending; all panels share them.
    pub dates: Vec<Date>,
    /// One panel a manufacturer, in reading order.
    pub panels: Vec<CoverPanel>,
    /// Policy events, marked in every panel.
    pub events: Vec<PolicyEvent>,
}

/// One manufacturer's cover. Each series has one value in days for each date of the chart.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CoverPanel {
    /// Name of the manufacturer.
    pub name: String,
    /// Sector and country, or anything else worth a small line.
    pub detail: String,
    /// 5 % of trials have less cover than this, in days.
    pub p05: Vec<f64>,
    /// 25 % of trials have less cover than this, in days.
    pub p25: Vec<f64>,
    /// Median cover, in days.
    pub p50: Vec<f64>,
    /// 75 % of trials have less cover than this, in days.
    pub p75: Vec<f64>,
    /// 95 % of trials have less cover than this, in days.
    pub p95: Vec<f64>,
}
