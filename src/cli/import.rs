//! `linestop import`: a scenario from a workbook or a folder of CSV files.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::options::declared;
use super::replace::Overwrite;
use super::{Failure, terminal};
use crate::report::write_files;
use crate::scenario::sheets;

/// Make a scenario of a workbook, or of a folder of CSV files, that was filled in.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop template buyers.xlsx                          the workbook to fill in
  linestop import buyers.xlsx --out buyers.json
  linestop import buyers.xlsx --out buyers.json --overwrite
  linestop run buyers.json

All mistakes are told at once, each by sheet and cell; then nothing is written and the exit code is 2. What the sheets
cannot say goes into a scenario that extends the imported one, so that importing again loses nothing.")]
pub(super) struct Arguments {
    /// A workbook (.xlsx), or a folder of CSV files.
    #[arg(value_name = "FILE|FOLDER")]
    sheets: PathBuf,
    /// The scenario file to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    overwrite: Overwrite,
    /// Print what was written, or all mistakes, as JSON.
    #[arg(long)]
    json: bool,
}

/// Reads the sheets and writes the scenario.
pub(super) fn import(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments { sheets, out, overwrite, json } = arguments;
    if out.is_dir() {
        let shown = out.display();
        return Err(Failure::Mistake(format!(
            "{shown} is a folder; --out needs a file, such as {shown}/scenario.json"
        )));
    }
    let replace = overwrite.replace(inputs(sheets));
    replace.check(out)?;
    let imported = match sheets::import(sheets, declared()) {
        Ok(imported) => imported,
        Err(mistakes) if *json => {
            terminal::print_json(&json!({"written": [], "mistakes": mistakes}))?;
            return Err(Failure::Mistake(String::new()));
        }
        Err(mistakes) => {
            let count = match mistakes.len() {
                1 => "1 mistake".to_owned(),
                n => format!("{n} mistakes"),
            };
            let lines = mistakes.join("\n");
            return Err(Failure::Mistake(format!("{count} in {}; nothing was written\n{lines}", sheets.display())));
        }
    };
    for warning in &imported.warnings {
        terminal::tell(&format!("warning: {warning}"));
    }
    terminal::notes(&imported.notes);
    write_files(&[(out.clone(), imported.text.into_bytes())], &replace)?;
    if *json {
        let written = [out.to_string_lossy()];
        return terminal::print_json(
            &json!({"written": written, "warnings": imported.warnings, "notes": imported.notes}),
        );
    }
    let scenario = &imported.loaded.scenario;
    let of = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    terminal::print(&format!(
        "Written to {}: {}, {}, {}, {} from {}\nPlay it: linestop run {}\n",
        out.display(),
        of(scenario.sites.len(), "site"),
        of(scenario.lanes.len(), "lane"),
        of(scenario.materials.len(), "material"),
        of(scenario.horizon_days as usize, "day"),
        scenario.start,
        out.display(),
    ))
}

/// What is read: the workbook, or what lies in the folder.
fn inputs(sheets: &Path) -> Vec<PathBuf> {
    if !sheets.is_dir() {
        return vec![sheets.to_owned()];
    }
    let files = std::fs::read_dir(sheets).into_iter().flatten().flatten().map(|entry| entry.path());
    files.filter(|path| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"))).collect()
}
