//! `linestop chart`: charts of results that are there already.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::options::{Choice, between, one_of};
use super::replace::Overwrite;
use super::{Failure, terminal};
use crate::chart::{Chart, Format, Size};
use crate::report::{Found, Undrawn, drawn, read, write_files};
use crate::scenario::{name_list, nearest_name};

/// Draw one chart of a result, or all of them, without simulating again: in any size, as SVG or PNG.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop chart list output/quickstart                              which charts there are
  linestop chart halted-by-date output/quickstart --size 1600x900
  linestop chart loss output/quickstart output/quickstart-truce --format svg
  linestop chart all output/compare-levers --out slides

Each chart is written beside its folder, as output/quickstart-loss.png; --out names another folder. A PNG has two \
dots for each unit of the size, so that it is sharp on paper and on good screens.")]
pub(super) struct Arguments {
    /// Name of the chart, as its file is called in the folder's charts; \"all\" for all, \"list\" for their names.
    #[arg(value_name = "CHART")]
    kind: String,
    /// Folders that linestop wrote.
    #[arg(value_name = "RESULT", required = true)]
    folders: Vec<PathBuf>,
    /// Width and height [default: as large as the chart needs].
    #[arg(long, value_name = "WxH", value_parser = parse_size)]
    size: Option<Size>,
    /// File format.
    #[arg(long, value_name = "FORMAT", default_value = "png", value_parser = one_of(&FORMATS))]
    format: (&'static str, Format),
    /// Folder for the charts [default: beside the result].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    overwrite: Overwrite,
    /// Print what was written, or the list, as JSON.
    #[arg(long)]
    json: bool,
}

/// Formats, with the endings of their files.
const FORMATS: [Choice<(&str, Format)>; 2] = [
    ("svg", "Scalable Vector Graphics", ("svg", Format::Svg)),
    ("png", "Portable Network Graphics", ("png", Format::Png)),
];

fn parse_size(text: &str) -> Result<Size, String> {
    let needed = "width and height are needed, such as 1600x900";
    let (width, height) = text.split_once(['x', 'X', '×']).ok_or(needed)?;
    let number = |part: &str| between(1_u32, u32::MAX)(part).map_err(|why| format!("{why}; {needed}"));
    Ok(Size { width: number(width)?, height: number(height)? })
}

/// Draws what was asked for.
pub(super) fn chart(arguments: &Arguments) -> Result<(), Failure> {
    let results: Vec<Found> = arguments.folders.iter().map(|folder| read(folder)).collect::<Result<_, _>>()?;
    if arguments.kind == "list" {
        return if arguments.json { list_as_json(&results) } else { results.iter().try_for_each(list) };
    }
    let replace = arguments.overwrite.replace(results.iter().flat_map(Found::paths).collect());
    // All is drawn before anything is written.
    let (mut files, mut undrawn) = (Vec::new(), Vec::new());
    for found in &results {
        for (kind, chart) in chosen(found, &arguments.kind)? {
            let (ending, format) = arguments.format;
            let size = arguments.size.map_or_else(|| chart.natural_size(), Ok);
            let bytes = match size.and_then(|size| drawn(&chart, format, size)) {
                Ok(bytes) => bytes,
                Err(error) => {
                    undrawn.push(Undrawn { chart: kind, why: error.to_string() });
                    continue;
                }
            };
            let folder = match &arguments.out {
                Some(out) => out.clone(),
                None => found.folder.parent().unwrap_or(Path::new("")).to_owned(),
            };
            files.push((folder.join(format!("{}-{kind}.{ending}", found.name)), bytes));
        }
    }
    if files.is_empty()
        && let Some(Undrawn { chart, why }) = undrawn.first()
    {
        return Err(Failure::Mistake(format!("the chart {chart} cannot be drawn: {why}")));
    }
    write_files(&files, &replace)?;
    terminal::tell_undrawn(&undrawn);
    let files: Vec<PathBuf> = files.into_iter().map(|(path, _)| path).collect();
    let words: Vec<String> = files.iter().map(|path| format!("Written to {}\n", path.display())).collect();
    terminal::written(arguments.json, &files, &words.concat())
}

fn list_as_json(results: &[Found]) -> Result<(), Failure> {
    let charts = |found: &Found| -> Vec<Value> {
        found.charts().iter().map(|(name, chart)| json!({"name": name, "title": chart.caption().title})).collect()
    };
    let all: Vec<Value> = results
        .iter()
        .map(|found| json!({"result": found.folder.to_string_lossy(), "charts": charts(found)}))
        .collect();
    terminal::print_json(&all)
}

fn list(found: &Found) -> Result<(), Failure> {
    let charts = found.charts();
    let wide = charts.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let lines: Vec<String> =
        charts.iter().map(|(name, chart)| format!("  {name:wide$}  {}", chart.caption().title)).collect();
    terminal::print(&format!("Charts of {}:\n{}\n", found.folder.display(), lines.join("\n")))
}

/// The charts of that name, or all.
fn chosen(found: &Found, kind: &str) -> Result<Vec<(String, Chart)>, Failure> {
    let charts = found.charts();
    if kind == "all" {
        return Ok(charts);
    }
    let (wanted, others): (Vec<_>, Vec<_>) = charts.into_iter().partition(|(name, _)| name == kind);
    if !wanted.is_empty() {
        return Ok(wanted);
    }
    let names = || others.iter().map(|(name, _)| name.as_str());
    let meant = nearest_name(kind, names()).map_or(String::new(), |near| format!(" (did you mean \"{near}\"?)"));
    Err(Failure::Mistake(format!(
        "{} has no chart \"{kind}\"{meant}; its charts: {}",
        found.folder.display(),
        name_list(names(), "and")
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for text in ["1600x900", "1600X900", "1600 × 900"] {
            assert_eq!(parse_size(text), Ok(Size { width: 1600, height: 900 }), "{text}");
        }
        assert!(["1600", "x900", "0x900", "axb", "-5x5"].iter().all(|text| parse_size(text).is_err()));
    }
}
