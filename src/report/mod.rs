//! An answer as people and programs read it: terminal table, CSV, JSON, charts, in one folder a scenario.
//!
//! Nothing that is written depends on the number of threads, the time of day or the machine.

mod answer;
mod assumptions;
mod at_risk;
mod backtest;
mod bands;
mod basis;
mod calibrate;
mod charts;
mod columns;
mod comparison;
mod costs;
mod data;
mod deadline;
mod desks;
mod diff;
mod fields;
mod files;
mod folder;
mod hidden;
mod lead_times;
mod licences;

mod manifest;
mod measures;
mod missing;
mod outcomes;
mod page;
mod parquet;
mod pooled;
mod quotas;
mod read;
mod redraw;
mod register;
mod replace;
mod roll;
mod rules;
mod seal;
mod sensitivity;
mod sizing;
mod story;
mod stress;
mod survey;
mod sweep;
mod table;
mod tables;
mod typed;
mod words;
mod workbook;

pub(crate) use backtest::{BACKTEST, BacktestManifest, backtest_charts, render_backtest, write_backtest};
pub(crate) use calibrate::{
    CALIBRATE, CalibrateManifest, calibration_charts, render_calibrate, scenario_name, write_calibrate,
};
pub(crate) use charts::charts;
pub(crate) use columns::Layout;
pub(crate) use comparison::{COMPARE, CompareManifest, comparison_charts, render_compare, write_compare};
pub(crate) use data::list_csv;
pub(crate) use deadline::{DEADLINE, DeadlineManifest, deadline_charts, render_deadline, write_deadline};
pub(crate) use diff::{DIFF, DiffManifest, diff_charts, render_diff, write_diff};
pub(crate) use files::{Undrawn, drawn, workbook_name};
pub(crate) use folder::Target;
pub(crate) use lead_times::{
    LEAD_TIMES, LeadTimesManifest, TRANSIT, lead_time_charts, render_lead_times, write_lead_times,
};
pub(crate) use manifest::{Again, Also, InputFile, Manifest, ScenarioSource, Sources, StudyManifest};
pub use page::page;
pub(crate) use pooled::{POOLED, pooled_charts, render_pooled, write_pooled};
pub use read::{Answer, Found, ReadError, read};
pub(crate) use replace::{Replace, write_files};
pub(crate) use roll::{ROLL, RollManifest, render_roll, roll_charts, write_roll};
pub(crate) use rules::{
    at_csv, diff_csv, list_rows_csv, one_csv, render_at, render_list, render_one, render_rules_diff,
};
pub(crate) use seal::sealed;
pub(crate) use sensitivity::{
    SENSITIVITY, SensitivityManifest, render_sensitivity, sensitivity_charts, write_sensitivity,
};
pub(crate) use sizing::{SIZE, SizeManifest, render_size, sizing_charts, write_size};
pub(crate) use story::{EXPLAIN, ExplainManifest, render_explain, story_charts, write_explain};
pub(crate) use stress::{STRESS, StressManifest, render_stress, stress_charts, write_stress};
pub(crate) use survey::{REVIEW, SURVEY, SurveyManifest, render_survey, survey_charts, write_survey};
pub(crate) use sweep::{SWEEP, SweepManifest, render_sweep, sweep_charts, write_sweep};
pub(crate) use table::render as render_run;
pub use typed::{TypedColumn, TypedTable, Values};
pub(crate) use words::thousands;
pub(crate) use workbook::check_clock;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use crate::experiment::{RunAnswer, Stopped};
use files::Files;
use workbook::{Book, lines};

/// Why a report was not written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The system refused.
    #[error("{} cannot be written: {source}", path.display())]
    Write {
        /// What was to be written.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A folder that holds something else.
    #[error("{message}")]
    Target {
        /// What is in the way and what to do.
        message: String,
    },
    /// A workbook that cannot be put together.
    #[error("the workbook {name} cannot be put together: {source}")]
    Workbook {
        /// Its file name.
        name: String,
        /// Why.
        source: rust_xlsxwriter::XlsxError,
    },
    /// A page that cannot be put together: its template does not fit its data.
    #[error("the page cannot be put together: {0}")]
    Page(String),
    /// The user stopped it.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

impl ReportError {
    #[allow(clippy::needless_pass_by_value, reason = "for map_err")]
    fn page(error: minijinja::Error) -> Self {
        Self::Page(format!("{error:#}"))
    }
    fn write(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| {
            // Words that a library has put around the system's name a folder that nobody knows.
            let wrapped = source.raw_os_error().is_none() && source.kind() != std::io::ErrorKind::Other;
            let source = if wrapped { source.kind().into() } else { source };
            Self::Write { path: path.to_owned(), source }
        }
    }
}

/// Writes all files of an answer into an empty folder: those that the options of the manifest ask for.
///
/// # Errors
/// What the system or a chart refuses, or the user's stop.
pub(crate) fn write_run(
    folder: &Path,
    answer: &RunAnswer,
    manifest: &Manifest,
    stop: &AtomicBool,
) -> Result<Vec<Undrawn>, ReportError> {
    let mut files = Files::new(folder, stop);
    files.json("summary.json", answer)?;
    let book =
        || Book { words: page::run::content(answer, None), summary: lines::summary(answer), more: lines::more(answer) };
    let basis = manifest.basis(&answer.scenario);
    files.forms(manifest.options.also, &basis, &tables::tables(answer, stop), book, || charts(answer))?;
    files.manifest(&manifest.again, |files| Manifest { files, ..manifest.clone() })
}
