//! `linestop import`: a scenario from a workbook or a folder of CSV files that were filled in.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::options::declared;
use super::replace::{Overwrite, needs_file};
use super::{Failure, terminal};
use crate::report::{counted, write_files};
use crate::scenario::{Scenario, sheets};

/// Make a scenario of sheets that were filled in, or of exports of an ERP system.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop template buyers.xlsx                          the workbook to fill in
  linestop import buyers.xlsx --out buyers.json
  linestop run buyers.json

  linestop import exports --mapping mapping.json --out firm.json
                                                         first: writes mapping.json, a guess of each column
  linestop import exports --mapping mapping.json --out firm.json
                                                         then: makes the scenario as the mapping says

All mistakes are told at once, each by sheet and cell, or by file, line and column; then nothing is written and the \
exit code is 2. What neither sheets nor exports can say goes into a scenario that extends the imported one, so that \
importing again loses nothing.

Exports are CSV files and workbooks of a folder: a stock list, open purchase orders, bills of materials, vendors, \
and a sales plan, with headings in German or English. Rows that have no place in the scenario are listed in \
SCENARIO-left-out.csv with their reason.")]
pub(super) struct Arguments {
    /// A workbook (.xlsx) or a folder of CSV files: sheets that were filled in, or exports.
    #[arg(value_name = "FILE|FOLDER")]
    pub(super) sheets: PathBuf,
    /// The scenario file to write.
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
    /// Read exports of an ERP system as this file says; written with a guess if there is none yet.
    #[arg(long, value_name = "FILE")]
    pub(super) mapping: Option<PathBuf>,
    #[command(flatten)]
    pub(super) overwrite: Overwrite,
    /// Print what was written, or all mistakes, as JSON.
    #[arg(long)]
    pub(super) json: bool,
}

/// Reads the sheets and writes the scenario.
pub(super) fn import(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments { sheets, out, overwrite, json, mapping } = arguments;
    needs_file(out, "scenario.json")?;
    if let Some(mapping) = mapping {
        return super::exports::exports(arguments, mapping);
    }
    let replace = overwrite.replace(inputs(sheets));
    replace.check(out)?;
    let imported = sheets::import(sheets, declared()).or_else(|mistakes| {
        let none = mistakes.iter().any(|told| told.contains("there is no sheet “Scenario”"));
        refuse(sheets, &mistakes, *json, if none { EXPORTS } else { "" })
    })?;
    told(&imported.warnings, &imported.notes);
    write_files(&[(out.clone(), imported.text.into_bytes())], &replace)?;
    if *json {
        let written = [out.to_string_lossy()];
        return terminal::print_json(
            &json!({"written": written, "warnings": imported.warnings, "notes": imported.notes}),
        );
    }
    terminal::print(&written(out, &imported.loaded.scenario))
}

/// What is said where nothing looks like the sheets of the template.
const EXPORTS: &str = "\nIf these are exports of an ERP system, add --mapping mapping.json";

/// All mistakes at once, as words or as JSON.
pub(super) fn refuse<T>(path: &Path, mistakes: &[String], json: bool, hint: &str) -> Result<T, Failure> {
    if json {
        terminal::print_json(&json!({"written": [], "mistakes": mistakes}))?;
        return Err(Failure::Mistake(String::new()));
    }
    let count = counted(mistakes.len() as u64, "mistake");
    let lines = mistakes.join("\n");
    Err(Failure::Mistake(format!("{count} in {}; nothing was written\n{lines}{hint}", path.display())))
}

/// Tells warnings and notes.
pub(super) fn told(warnings: &[String], notes: &[String]) {
    for warning in warnings {
        terminal::tell(&format!("warning: {warning}"));
    }
    terminal::notes(notes);
}

/// What was written.
pub(super) fn written(out: &Path, scenario: &Scenario) -> String {
    let of = |n: usize, one: &str| counted(n as u64, one);
    format!(
        "Written to {}: {}, {}, {}, {} from {}\nPlay it: linestop run {}\n",
        out.display(),
        of(scenario.sites.len(), "site"),
        of(scenario.lanes.len(), "lane"),
        of(scenario.materials.len(), "material"),
        of(scenario.horizon_days as usize, "day"),
        scenario.start,
        out.display(),
    )
}

/// What is read: the workbook, or what lies in the folder.
fn inputs(sheets: &Path) -> Vec<PathBuf> {
    if !sheets.is_dir() {
        return vec![sheets.to_owned()];
    }
    let files = std::fs::read_dir(sheets).into_iter().flatten().flatten().map(|entry| entry.path());
    files.filter(|path| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"))).collect()
}
