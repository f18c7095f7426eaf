//! Chance of having halted, by date.

use super::data::{Caption, PolicyEvent};
use jiff::civil::Date;
use serde::Serialize;

/// Share of trials in which a manufacturer has halted by each date: one step line each.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct HaltedBy {
    /// Title, subtitle (which states the horizon) and footnote.
    pub caption: Caption,
    /// The days of the series, ascending; all lines share them.
    pub dates: Vec<Date>,
    /// One line a manufacturer; up to about sixteen stay readable.
    pub lines: Vec<HaltedLine>,
    /// Policy events, marked by vertical lines.
    pub events: Vec<PolicyEvent>,
}

/// One manufacturer. Each series has one value from 0 to 1 for each date of the chart.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct HaltedLine {
    /// Name of the manufacturer.
    pub name: String,
    /// Sector: gives the colour when there are more than six lines.
    pub sector: String,
    /// Share of trials that have halted by the date, 0 to 1.
    pub share: Vec<f64>,
    /// Lower end of its 95 % interval, 0 to 1.
    pub low: Vec<f64>,
    /// Upper end of its 95 % interval, 0 to 1.
    pub high: Vec<f64>,
}
