//! `linestop template`: sheets to fill in.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Failure, terminal};
use crate::report::write_beside;
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
    /// Replace what is there.
    #[arg(long)]
    overwrite: bool,
    /// Print what was written as JSON.
    #[arg(long)]
    json: bool,
}

/// Writes the sheets.
pub(super) fn template(arguments: &Arguments) -> Result<(), Failure> {
    let out = &arguments.out;
    let ending = out.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let written = match ending.as_deref() {
        Some("xlsx") => {
            refuse_existing(out, arguments.overwrite)?;
            let bytes = sheets::template()
                .map_err(|error| Failure::Fault(format!("the workbook cannot be put together: {error}")))?;
            write_beside(out, &bytes)?;
            vec![out.clone()]
        }
        None => {
            let files = sheets::template_files();
            for (name, _) in &files {
                refuse_existing(&out.join(name), arguments.overwrite)?;
            }
            for (name, text) in &files {
                write_beside(&out.join(name), text.as_bytes())?;
            }
            files.iter().map(|(name, _)| out.join(name)).collect()
        }
        Some(other) => {
            return Err(Failure::Mistake(format!(
                "a template is a workbook (.xlsx) or a folder of CSV files, not a .{other} file; write {} or {}",
                out.with_extension("xlsx").display(),
                out.with_extension("").display()
            )));
        }
    };
    let (shown, scenario) = (out.display(), out.with_extension("json"));
    let words = format!("Written to {shown}\nFill it in, then: linestop import {shown} --out {}\n", scenario.display());
    terminal::written(arguments.json, &written, &words)
}

/// A file that is there already is only replaced when that is asked for.
pub(super) fn refuse_existing(file: &Path, overwrite: bool) -> Result<(), Failure> {
    if overwrite || !file.exists() {
        return Ok(());
    }
    Err(Failure::Mistake(format!(
        "{} is there already; nothing was written. Choose another name, or replace it with --overwrite",
        file.display()
    )))
}
