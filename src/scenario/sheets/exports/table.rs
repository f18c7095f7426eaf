//! Exports as they lie in a folder: every CSV file and every sheet of a workbook is a table.

use std::path::{Path, PathBuf};

use super::super::book::fill_merged;
use super::super::grid::{Found, Grid, MOST_BYTES, column_name};
use super::super::workbook;
use crate::reading::Text;
use crate::scenario::input;

/// A table as it was found.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    /// Its name in the mapping and in messages: the file, and the sheet of a workbook that has several.
    pub name: String,
    /// Rows that hold something, with the line, or the row of the sheet, counted from 1.
    pub rows: Vec<(usize, Vec<Found>)>,
    /// What is good to know about how it was read.
    pub notes: Vec<String>,
}

impl Table {
    /// The headings that stand in a line; one that stands there twice has the letters of its column behind it.
    #[must_use]
    pub(super) fn headings(&self, line: usize) -> Option<Vec<String>> {
        let (_, cells) = self.rows.iter().find(|(known, _)| *known == line)?;
        let texts: Vec<String> = cells.iter().map(Found::shown).collect();
        let twice = |at: usize| texts.iter().enumerate().any(|(other, text)| other != at && *text == texts[at]);
        let named = |(at, text): (usize, &String)| match text.as_str() {
            "" => String::new(),
            text if twice(at) => format!("{text} [{}]", column_name(at)),
            text => text.to_owned(),
        };
        Some(texts.iter().enumerate().map(named).collect())
    }
}

/// Reads a file, or all CSV files and workbooks of a folder.
///
/// # Errors
/// Why files cannot be read.
pub(super) fn read(path: &Path) -> Result<Vec<Table>, Vec<String>> {
    let files = files(path)?;
    let (mut tables, mut wrong) = (Vec::new(), Vec::new());
    for file in files {
        match read_file(&file) {
            Ok(read) => tables.extend(read),
            Err(why) => wrong.push(why),
        }
    }
    if wrong.is_empty() { Ok(tables) } else { Err(wrong) }
}

/// The files that hold exports.
///
/// # Errors
/// If there are none.
pub(super) fn files(path: &Path) -> Result<Vec<PathBuf>, Vec<String>> {
    let shown = path.display();
    if !path.exists() {
        return Err(vec![format!("there is no {shown}")]);
    }
    if !path.is_dir() {
        return if ending(path).is_some() { Ok(vec![path.to_owned()]) } else { Err(vec![no_export(path)]) };
    }
    let entries = std::fs::read_dir(path).map_err(|error| vec![format!("{shown} cannot be read: {error}")])?;
    let hidden = |file: &Path| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '~']));
    let mut files: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|file| ending(file).is_some() && !hidden(file)).collect();
    files.sort();
    if files.is_empty() {
        Err(vec![format!("{shown} holds neither a CSV file nor a workbook (.xlsx)")])
    } else {
        Ok(files)
    }
}

fn no_export(path: &Path) -> String {
    format!("{} is neither a CSV file nor a workbook (.xlsx)", path.display())
}

/// Whether it is a workbook; nothing if it is no export.
fn ending(path: &Path) -> Option<bool> {
    match path.extension()?.to_string_lossy().to_lowercase().as_str() {
        "xlsx" | "xlsm" => Some(true),
        "csv" | "txt" | "tsv" => Some(false),
        _ => None,
    }
}

fn read_file(path: &Path) -> Result<Vec<Table>, String> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let bytes = input::read(path, MOST_BYTES).map_err(|problem| problem.message)?;
    let refused = |why: String| format!("{name} cannot be read: {why}");
    if ending(path) == Some(true) {
        let grids = workbook::read(bytes, &|_| true).map_err(refused)?;
        let filled = grids.into_iter().filter(|grid| !grid.rows.is_empty()).collect::<Vec<_>>();
        let alone = filled.len() == 1;
        let table = |mut grid: Grid| {
            let name = if alone { name.clone() } else { format!("{name}, {}", grid.name) };
            // Merged titles stand above the headings; below, a merged cell counts for each of its rows.
            let notes = fill_merged(&mut grid, 0);
            Table { name, rows: kept((1..).zip(grid.rows)), notes: [grid.notes, notes].concat() }
        };
        return Ok(filled.into_iter().map(table).collect());
    }
    let text = Text::read_export(&bytes).map_err(refused)?;
    let cells = |fields: Vec<String>| fields.iter().map(|field| Found::words(field)).collect();
    let rows = text.rows.into_iter().map(|(line, fields)| (line, cells(fields)));
    Ok(vec![Table { name, rows: kept(rows), notes: text.notes }])
}

fn kept(rows: impl Iterator<Item = (usize, Vec<Found>)>) -> Vec<(usize, Vec<Found>)> {
    rows.filter(|(_, cells)| cells.iter().any(|cell| *cell != Found::Nothing)).collect()
}
