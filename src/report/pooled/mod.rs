//! A backtest of several series as people and programs read it.

mod charts;
mod rows;
mod table;
pub(super) mod words;

pub(crate) use charts::charts as pooled_charts;
pub(crate) use table::render as render_pooled;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::backtest::BacktestManifest;
use super::data::Data;
use super::files::{Files, Undrawn};
use super::workbook::Book;
use super::{ReportError, StudyManifest, page};
use crate::experiment::PooledAnswer;

/// Kind of its manifest.
pub(crate) const POOLED: &str = "linestop backtest of several series";

/// Its tables.
pub(super) fn tables(answer: &PooledAnswer) -> Vec<Data<'_>> {
    vec![rows::scores(answer), rows::forecasts(answer), rows::reliability(answer)]
}

/// Writes all files of a backtest of several series into an empty folder.
///
/// # Errors
/// What the system or a chart refuses, or the user's stop.
pub(crate) fn write_pooled(
    folder: &Path,
    answer: &PooledAnswer,
    manifest: &StudyManifest<BacktestManifest>,
    stop: &AtomicBool,
) -> Result<Vec<Undrawn>, ReportError> {
    let mut files = Files::new(folder, stop);
    files.json("pooled.json", answer)?;
    let book = || Book { words: page::pooled::content(answer), summary: rows::summary(answer), more: Vec::new() };
    // As of every study of several scenarios, the first one stands for them.
    let basis = manifest.basis(&answer.series[0].scenario);
    files.forms(manifest.options.also, &basis, &tables(answer), book, || charts::charts(answer))?;
    files.manifest(&manifest.scenarios.again, |files| StudyManifest { files, ..manifest.clone() })
}
