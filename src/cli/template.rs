//! `linestop template`: sheets to fill in.

use std::path::PathBuf;

use clap::Args;

use super::replace::Overwrite;
use super::{Failure, terminal};
use crate::report::{check_clock, write_files};
use crate::scenario::sheets;

/// Write a workbook, or a folder of CSV files, for buyers to fill in.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop template buyers.xlsx      a workbook with instructions and a small example
  linestop template buyers           the same as a folder of CSV files

The example runs as it is: `linestop import buyers.xlsx --out buyers.json`, then `linestop run buyers.json`.")]
pub(super) struct Arguments {
    /// The workbook (.xlsx), or the folder for CSV files.
    #[arg(value_name = "FILE.xlsx|FOLDER")]
    out: PathBuf,
    #[command(flatten)]
    overwrite: Overwrite,
    /// Print what was written as JSON.
    #[arg(long)]
    json: bool,
}

/// Writes the sheets.
pub(super) fn template(arguments: &Arguments) -> Result<(), Failure> {
    let out = &arguments.out;
    let ending = out.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let files = match ending.as_deref() {
        Some("xlsx") => {
            check_clock()?;
            let bytes = sheets::template()
                .map_err(|error| Failure::Fault(format!("the workbook cannot be put together: {error}")))?;
            vec![(out.clone(), bytes)]
        }
        None => {
            let files = sheets::template_files().into_iter();
            files.map(|(name, text)| (out.join(name), text.into_bytes())).collect()
        }
        Some(other) => {
            return Err(Failure::Mistake(format!(
                "a template is a workbook (.xlsx) or a folder of CSV files, not a .{other} file; write {} or {}",
                out.with_extension("xlsx").display(),
                out.with_extension("").display()
            )));
        }
    };
    write_files(&files, &arguments.overwrite.replace(Vec::new()))?;
    let written: Vec<PathBuf> = files.into_iter().map(|(path, _)| path).collect();
    let (shown, scenario) = (out.display(), out.with_extension("json"));
    let words = format!("Written to {shown}\nFill it in, then: linestop import {shown} --out {}\n", scenario.display());
    terminal::written(arguments.json, &written, &words)
}
