//! An answer as people and programs read it: terminal table, CSV, JSON, charts, in one folder a scenario.
//!
//! Nothing that is written depends on the number of threads, the time of day or the machine.

mod answer;
mod assumptions;
mod backtest;
mod bands;
mod calibrate;
mod captions;
mod charts;
mod columns;
mod comparison;
mod content;
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
mod manifest;
mod measures;
mod missing;
mod outcomes;
mod page;
mod parquet;
mod pooled;
mod read;
mod register;
mod replace;
mod roll;
mod rules;
mod run;
mod seal;
mod sensitivity;
mod shown;
mod sizing;
mod story;
mod stress;
mod study;
mod survey;
mod sweep;
mod typed;
mod words;
mod workbook;

pub use answer::Answer;
pub(crate) use answer::write;
pub(crate) use calibrate::{calibrated, calibrated_name};
pub(crate) use columns::Layout;
pub(crate) use data::list_csv;
pub(crate) use files::{Undrawn, drawn, workbook_name};
pub(crate) use folder::{Staging, Target};
pub(crate) use lead_times::{TRANSIT, snippets};
pub(crate) use manifest::{Again, Also, InputFile, Manifest, Of, Source, Sources};
pub use page::page;
pub use read::{Found, ReadError, read};
pub(crate) use replace::{Replace, write_files};
pub(crate) use rules::{
    at_csv, diff_csv, list_rows_csv, one_csv, render_at, render_list, render_one, render_rules_diff,
};
pub(crate) use seal::sealed;
pub(crate) use sizing::{PROPOSED, proposed};
pub(crate) use survey::REVIEW;
pub use typed::{TypedColumn, TypedTable, Values};
pub(crate) use words::{counted, thousands};
pub(crate) use workbook::check_clock;

use std::path::{Path, PathBuf};

use crate::experiment::Stopped;

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
