//! An answer as people and programs read it: terminal table, CSV, JSON, charts, in one folder a scenario.
//!
//! Nothing that is written depends on the number of threads, the time of day or the machine.

mod bands;
mod charts;
mod folder;
mod licences;
mod manifest;
mod outcomes;
mod table;
mod words;

pub use charts::charts;
pub use folder::{Staging, check_target};
pub use manifest::{InputFile, Manifest, Options};
pub use table::{Layout, render};
pub use words::{share, thousands};

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use crate::chart::{ChartError, Format};
use crate::experiment::{RunAnswer, Stopped};

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
    /// A chart that cannot be drawn.
    #[error("the chart {name} cannot be drawn: {source}")]
    Chart {
        /// Its file name without ending.
        name: &'static str,
        /// Why.
        source: ChartError,
    },
    /// The user stopped it.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

impl ReportError {
    fn write(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| {
            // Words that a library has put around the system's name a folder that nobody knows.
            let wrapped = source.raw_os_error().is_none() && source.kind() != std::io::ErrorKind::Other;
            let source = if wrapped { source.kind().into() } else { source };
            Self::Write { path: path.to_owned(), source }
        }
    }
}

/// Writes all files of an answer into an empty folder.
///
/// # Errors
/// What the system or a chart refuses, or the user's stop.
pub fn write_all(
    folder: &Path,
    answer: &RunAnswer,
    manifest: &Manifest,
    with_charts: bool,
    stop: &AtomicBool,
) -> Result<(), ReportError> {
    let mut manifest = manifest.clone();
    let mut write = |name: &str, body: &mut dyn FnMut(&mut dyn Write) -> std::io::Result<()>| {
        if stop.load(std::sync::atomic::Ordering::Relaxed) {
            return Err(ReportError::Stopped(Stopped));
        }
        manifest.files.push(name.to_owned());
        write_file(&folder.join(name), body)
    };
    write("summary.json", &mut |out| json(out, answer))?;
    write("bands.csv", &mut |out| bands::write(out, answer))?;
    write("licences.csv", &mut |out| licences::write(out, answer))?;
    if answer.run.outcomes_kept {
        write("outcomes.csv", &mut |out| outcomes::write(out, answer, stop))?;
    }
    if with_charts {
        let path = folder.join("charts");
        std::fs::create_dir(&path).map_err(ReportError::write(&path))?;
        for (name, chart) in charts(answer) {
            let error = |source| ReportError::Chart { name, source };
            let size = chart.natural_size().map_err(error)?;
            for (ending, format) in [("svg", Format::Svg), ("png", Format::Png)] {
                let bytes = crate::chart::render(&chart, format, size).map_err(error)?;
                write(&format!("charts/{name}.{ending}"), &mut |out| out.write_all(&bytes))?;
            }
        }
    }
    manifest.files.push(manifest::NAME.to_owned());
    manifest.files.sort();
    write_file(&folder.join(manifest::NAME), &mut |out| json(out, &manifest))
}

fn write_file(path: &Path, body: &mut dyn FnMut(&mut dyn Write) -> std::io::Result<()>) -> Result<(), ReportError> {
    let mut write = || {
        let mut out = BufWriter::with_capacity(1 << 16, File::create_new(path)?);
        body(&mut out)?;
        out.flush()
    };
    write().map_err(|source| {
        let stopped = source.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Stopped>);
        if stopped { ReportError::Stopped(Stopped) } else { ReportError::Write { path: path.to_owned(), source } }
    })
}

fn json(out: &mut dyn Write, value: &impl serde::Serialize) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")
}
