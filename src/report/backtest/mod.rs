//! A backtest as people and programs read it.

mod charts;
mod table;

pub use charts::charts as backtest_charts;
pub use table::render as render_backtest;

use std::io::Write;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use jiff::civil::Date;
use serde::Serialize;

use super::files::Files;
use super::{InputFile, ReportError, StudyManifest};
use crate::experiment::{Backtest, CONTROL_BANDS};

/// Kind of its manifest.
pub const BACKTEST: &str = "linestop backtest";

/// Options of a backtest that change what is written.
#[derive(Clone, Debug, Serialize)]
pub struct BacktestManifestOptions {
    /// Dates of the forecasts.
    pub as_of: Vec<Date>,
    /// Months ahead.
    pub horizon_months: u32,
    /// Files of observed months.
    pub observed: Vec<InputFile>,
    /// Whether charts were drawn.
    pub charts: bool,
}

/// Writes all files of a backtest into an empty folder.
///
/// # Errors
/// What the system or a chart refuses, or the user's stop.
pub fn write_backtest(
    folder: &Path,
    answer: &Backtest,
    manifest: &StudyManifest<BacktestManifestOptions>,
    stop: &AtomicBool,
) -> Result<(), ReportError> {
    let mut files = Files::new(folder, stop);
    files.json("backtest.json", answer)?;
    files.write("backtest.csv", |out| rows(out, answer))?;
    if manifest.options.charts {
        files.charts(&charts::charts(answer))?;
    }
    files.manifest(&manifest.scenarios.again, |files| StudyManifest { files, ..manifest.clone() })
}

/// `backtest.csv`: one row a date and month.
fn rows(out: &mut dyn Write, answer: &Backtest) -> std::io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let mut header: Vec<String> =
        ["as_of", "month", "what", "unit", "observed", "mean", "median"].map(str::to_owned).to_vec();
    for band in CONTROL_BANDS {
        let percent = format!("{:.0}", band * 100.0);
        header.extend([format!("band{percent}_low"), format!("band{percent}_high")]);
    }
    header.extend(["crps", "pit", "median_error", "last_value_error", "seasonal_error"].map(str::to_owned));
    csv.write_record(&header)?;
    let text = |number: Option<f64>| number.map_or(String::new(), |x| x.to_string());
    for forecast in &answer.forecasts {
        for month in &forecast.months {
            let mut cells = vec![
                forecast.as_of.to_string(),
                month.month.strftime("%Y-%m").to_string(),
                month.part.word().to_owned(),
                answer.unit.clone(),
                text(month.came),
                month.mean.to_string(),
                month.median.to_string(),
            ];
            cells.extend(month.bands.iter().flat_map(|band| [band.low.to_string(), band.high.to_string()]));
            let scored = month.scored.as_ref();
            cells.extend([
                text(scored.map(|s| s.crps)),
                text(scored.map(|s| s.pit)),
                text(scored.map(|s| s.median_error)),
                text(scored.and_then(|s| s.last_value_error)),
                text(scored.and_then(|s| s.seasonal_error)),
            ]);
            csv.write_record(&cells)?;
        }
    }
    csv.flush()
}
