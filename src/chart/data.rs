//! What several charts share: their words, their policy events, and what can be wrong with them.

use jiff::civil::Date;
use serde::Serialize;

/// The words around a chart. Any of them may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Caption {
    /// The finding, or the subject, in words; set in bold.
    pub title: String,
    /// What is shown, in which unit, over which horizon.
    pub subtitle: String,
    /// Small print: number of trials, seed, version.
    pub footnote: String,
}

/// A dated event of policy, marked in charts over time by a thin vertical line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyEvent {
    /// The day it takes effect.
    pub date: Date,
    /// A few words, such as "Licensing announced".
    pub label: String,
}

/// Days in a row on which a plant or a desk is planned to be closed, marked in charts over time by a grey span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Closure {
    /// Whose it is: a name, or "plant" for the one that a panel shows.
    pub who: String,
    /// Whether that is a desk.
    pub desk: bool,
    /// What it is called; may be empty.
    pub name: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
}

/// Why a chart cannot be drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChartError {
    /// A series does not have one value for each date.
    #[error("series {series} has {found} values for {expected} dates")]
    SeriesLength {
        /// Which series.
        series: String,
        /// Number of dates.
        expected: usize,
        /// Number of values.
        found: usize,
    },
    /// A value is not a number.
    #[error("{series} has a value that is not a number")]
    NotANumber {
        /// Which series or amount.
        series: String,
    },
    /// The page is smaller than the chart can use.
    #[error("a chart needs a page of at least {min_width} × {min_height}, not {width} × {height}")]
    TooSmall {
        /// Width asked for, in logical pixels.
        width: u32,
        /// Height asked for, in logical pixels.
        height: u32,
        /// Least width, in logical pixels.
        min_width: u32,
        /// Least height, in logical pixels.
        min_height: u32,
    },
    /// The page is larger than any that is drawn.
    #[error("a page of {width} × {height} is too large: at most {most} × {most} is drawn")]
    TooLarge {
        /// Width asked for, in logical pixels.
        width: u32,
        /// Height asked for, in logical pixels.
        height: u32,
        /// Most in either direction, in logical pixels.
        most: u32,
    },
    /// A picture of dots would be larger than any that is drawn.
    #[error(
        "a PNG of {width} × {height} would have {} million dots, and at most {} million are drawn; choose a smaller size, \
         or SVG, which has no dots",
        dots / 1_000_000, most / 1_000_000
    )]
    TooManyDots {
        /// Width asked for, in logical pixels.
        width: u32,
        /// Height asked for, in logical pixels.
        height: u32,
        /// Dots it would have.
        dots: u64,
        /// Most dots.
        most: u64,
    },
    /// An embedded font cannot be read.
    #[error("an embedded font cannot be read")]
    Font,
    /// The file format's writer failed.
    #[error("the chart cannot be written: {0}")]
    Drawing(String),
}

/// Checks that a series has a number for each date.
///
/// # Errors
/// [`ChartError::SeriesLength`] or [`ChartError::NotANumber`].
pub(super) fn check_series(series: &str, values: &[f64], dates: usize) -> Result<(), ChartError> {
    if values.len() != dates {
        return Err(ChartError::SeriesLength { series: series.to_owned(), expected: dates, found: values.len() });
    }
    check_numbers(series, values)
}

/// Checks that all values are numbers; they may be infinite.
///
/// # Errors
/// [`ChartError::NotANumber`].
pub(super) fn check_numbers(series: &str, values: &[f64]) -> Result<(), ChartError> {
    if values.iter().any(|value| value.is_nan()) {
        return Err(ChartError::NotANumber { series: series.to_owned() });
    }
    Ok(())
}
