//! A backtest as people and programs read it.

mod charts;
mod rows;
mod table;

pub(crate) use charts::charts as backtest_charts;
pub(crate) use table::render as render_backtest;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use jiff::civil::Date;
use serde::Serialize;

use super::data::Data;
use super::files::{Files, Undrawn};
use super::workbook::Book;
use super::{Also, InputFile, ReportError, StudyManifest, page};
use crate::experiment::BacktestAnswer;

/// Kind of its manifest.
pub(crate) const BACKTEST: &str = "linestop backtest";

/// Options of a backtest that change what is written.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct BacktestManifest {
    /// Dates of the forecasts.
    pub as_of: Vec<Date>,
    /// Months ahead.
    pub horizon_months: u32,
    /// Files of observed months.
    pub observed: Vec<InputFile>,
    /// Files besides the usual ones.
    #[serde(flatten)]
    pub also: Also,
}

/// Its tables, in the order in which they are told.
pub(super) fn tables(answer: &BacktestAnswer) -> Vec<Data<'_>> {
    vec![rows::months(answer)]
}

/// Writes all files of a backtest into an empty folder.
///
/// # Errors
/// What the system or a chart refuses, or the user's stop.
pub(crate) fn write_backtest(
    folder: &Path,
    answer: &BacktestAnswer,
    manifest: &StudyManifest<BacktestManifest>,
    stop: &AtomicBool,
) -> Result<Vec<Undrawn>, ReportError> {
    let mut files = Files::new(folder, stop);
    files.json("backtest.json", answer)?;
    let more = || vec![rows::coverage(answer), rows::observed(answer)];
    let book = || Book { words: page::backtest::content(answer), summary: rows::summary(answer), more: more() };
    let basis = manifest.basis(&answer.scenario);
    files.forms(manifest.options.also, &basis, &tables(answer), book, || charts::charts(answer))?;
    files.manifest(&manifest.scenarios.again, |files| StudyManifest { files, ..manifest.clone() })
}
