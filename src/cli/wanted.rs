//! What is wanted besides the tables of an answer: the same for every command that writes a folder.

use std::path::{Path, PathBuf};

use clap::Args;

use super::replace::Overwrite;
use crate::report::{self, Also, Replace, ReportError, Target};

/// Which files are written, and what is printed.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Wanted {
    #[command(flatten)]
    overwrite: Overwrite,
    /// Write no charts.
    #[arg(long)]
    no_charts: bool,
    /// Write each table as Parquet too, for notebooks: typed columns, with units and meanings in each file.
    #[arg(long)]
    parquet: bool,
    /// Write a workbook too, named after the folder: the answer, every table, assumptions with their sources.
    #[arg(long)]
    xlsx: bool,
    /// Print the result as JSON, as in the folder's JSON file, instead of tables.
    #[arg(long)]
    pub json: bool,
}

impl Wanted {
    /// Where results of these names go in a folder, once it is sure that they may; `inputs` are the files that are
    /// read.
    pub(super) fn target(
        &self,
        folder: &Path,
        names: Vec<String>,
        inputs: Vec<PathBuf>,
    ) -> Result<Target, ReportError> {
        if self.xlsx {
            report::check_clock()?;
        }
        Target::new(folder, names, self.replace(inputs))
    }
    /// What a command may replace that reads these files.
    pub(super) fn replace(&self, inputs: Vec<PathBuf>) -> Replace {
        self.overwrite.replace(inputs)
    }
    /// Files that are wanted besides the tables.
    pub(super) fn also(&self) -> Also {
        Also { charts: !self.no_charts, parquet: self.parquet, xlsx: self.xlsx }
    }
}

/// What was written, in words; `files` come first.
pub(super) fn told(also: Also, folder: &Path, files: &[String]) -> String {
    let workbook = report::workbook_name(folder);
    let mut all: Vec<&str> = files.iter().map(String::as_str).collect();
    all.extend(also.parquet.then_some("each table as .parquet"));
    all.extend(also.xlsx.then_some(workbook.as_str()));
    all.push("manifest.json");
    all.extend(also.charts.then_some("charts"));
    all.push("scenarios");
    format!("Written to {}: {}\n", folder.display(), all.join(", "))
}
