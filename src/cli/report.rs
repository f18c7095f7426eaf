//! `linestop report`: results as one page that can be sent.

use std::path::{Path, PathBuf};

use clap::Args;

use super::replace::{Overwrite, needs_file};
use super::{Failure, terminal};
use crate::report::{Found, page, read, sealed, write_files};

/// Write one HTML page of results: the answer in sentences, charts, tables, assumptions, and how to do it again.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop report output/quickstart
  linestop report output/quickstart output/compare-levers output/size-quickstart --title \"Magnets in 2026\" --out board.html

The page needs nothing else: it opens from disk, works without a network, and prints to a clean PDF. Nothing is \
simulated again. It is written beside the first folder: as output/quickstart.html, or as output/report.html if there \
are several.")]
pub(super) struct Arguments {
    /// Folders that linestop wrote, in the order in which they are to be read.
    #[arg(value_name = "RESULT", required = true)]
    folders: Vec<PathBuf>,
    /// The file to write.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The title of the page [default: those of the scenarios].
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    #[command(flatten)]
    overwrite: Overwrite,
    /// Print what was written as JSON.
    #[arg(long)]
    json: bool,
}

/// Writes the page.
pub(super) fn report(arguments: &Arguments) -> Result<(), Failure> {
    let results: Vec<Found> = arguments.folders.iter().map(|folder| read(folder)).collect::<Result<_, _>>()?;
    let out = match (&arguments.out, &results[..]) {
        (Some(out), _) => out.clone(),
        (None, [only]) => beside(only, &only.name),
        (None, [first, ..]) => beside(first, "report"),
        (None, []) => return Ok(()),
    };
    needs_file(&out, "report.html")?;
    // Looked at before the page is put together, too: that can take a while.
    let replace = arguments.overwrite.replace(results.iter().flat_map(Found::paths).collect());
    replace.check(&out)?;
    let page = sealed(page(&results, arguments.title.as_deref())?.into_bytes());
    write_files(&[(out.clone(), page)], &replace)?;
    let words = format!("Written to {}\n", out.display());
    terminal::written(arguments.json, &[out], &words)
}

fn beside(found: &Found, name: &str) -> PathBuf {
    found.folder.parent().unwrap_or(Path::new("")).join(format!("{name}.html"))
}
