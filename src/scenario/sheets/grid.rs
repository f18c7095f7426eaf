//! A workbook, or a folder of CSV files, as plain cells with their places.

use std::path::Path;

use jiff::civil::Date;

use super::super::input;
use super::workbook;
use crate::reading::{self, Text};

/// Most bytes of a workbook, and of a CSV file in its place.
pub(super) const MOST_BYTES: u64 = 256 << 20;

/// A sheet as it was found.
#[derive(Clone, Debug, Default)]
pub(super) struct Grid {
    /// Its name.
    pub name: String,
    /// How messages call it: the name, or that of the CSV file.
    pub shown: String,
    /// Its rows from the first one on; nothing of sheets that nobody asks for.
    pub rows: Vec<Vec<Found>>,
    /// Cells that are one, as first and last row and column.
    pub merged: Vec<[(usize, usize); 2]>,
    /// Whether it is a CSV file whose fields semicolons separate.
    pub semicolons: bool,
    /// What is good to know about how it was read.
    pub notes: Vec<String>,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// Words, without blanks around them.
    Words(String),
    /// A number.
    Number(f64),
    /// A date.
    Date(Date),
    /// An error of the spreadsheet, such as `#REF!`.
    Broken(String),
}

impl Found {
    /// What words say; blanks are nothing.
    pub(super) fn words(text: &str) -> Self {
        // A space that does not break is a space.
        let text = reading::tidy(&text.replace(['\u{a0}', '\u{202f}'], " "));
        if text.is_empty() { Self::Nothing } else { Self::Words(text) }
    }

    /// As a message quotes it.
    #[must_use]
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Words(text) | Self::Broken(text) => text.clone(),
            Self::Number(x) => x.to_string(),
            Self::Date(day) => day.to_string(),
        }
    }
}

/// The name of a cell as spreadsheets show it; row and column count from 0.
#[must_use]
pub(super) fn cell_name(row: usize, column: usize) -> String {
    column_name(column) + &(row + 1).to_string()
}

/// The letters of a column.
#[must_use]
#[allow(clippy::cast_possible_truncation, reason = "one of 26 letters")]
pub(super) fn column_name(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// Reads the sheets of a workbook, or the CSV files of a folder, whose names are wanted; the others are named only.
///
/// # Errors
/// Why they cannot be read.
pub(super) fn read(path: &Path, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<Grid>, Vec<String>> {
    let shown = path.display();
    let refused = |why: String| Err(vec![why]);
    if !path.exists() {
        return refused(format!("there is no {shown}; `linestop template {shown}` writes one to fill in"));
    }
    if path.is_dir() {
        return folder(path, wanted);
    }
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "xlsx" | "xlsm" => {
            let bytes = input::read(path, MOST_BYTES).map_err(|problem| vec![problem.message])?;
            let read = workbook::read(bytes, wanted);
            read.map_err(|why| vec![format!("{shown} cannot be read as a workbook: {why}")])
        }
        "csv" => refused(format!("{shown} is one CSV file; name the folder that holds all of them")),
        "xls" | "ods" | "xlsb" => {
            refused(format!("{shown} is a .{ending} file; save it as a workbook of the kind .xlsx"))
        }
        _ => refused(format!("{shown} is neither a workbook (.xlsx) nor a folder of CSV files")),
    }
}

fn folder(path: &Path, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<Grid>, Vec<String>> {
    let entries =
        std::fs::read_dir(path).map_err(|error| vec![format!("{} cannot be read: {error}", path.display())])?;
    let mut files: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|file| file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")))
        .collect();
    files.sort();
    if files.is_empty() {
        let shown = path.display();
        return Err(vec![format!("{shown} holds no CSV file; `linestop template FOLDER` writes a set to fill in")]);
    }
    let (mut grids, mut wrong) = (Vec::new(), Vec::new());
    for file in files {
        match csv(&file, wanted) {
            Ok(grid) => grids.push(grid),
            Err(why) => wrong.push(why),
        }
    }
    if wrong.is_empty() { Ok(grids) } else { Err(wrong) }
}

fn csv(path: &Path, wanted: &dyn Fn(&str) -> bool) -> Result<Grid, String> {
    let name = |part: Option<&std::ffi::OsStr>| part.map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let mut grid = Grid { name: name(path.file_stem()), shown: name(path.file_name()), ..Grid::default() };
    if !wanted(&grid.name) {
        return Ok(grid);
    }
    let bytes = input::read(path, MOST_BYTES).map_err(|problem| problem.message)?;
    let text = Text::read(&bytes).map_err(|why| format!("{} cannot be read: {why}", path.display()))?;
    // A cell of a CSV file is text: a part number keeps its zeros. Who wants a number reads one.
    grid.rows =
        text.rows.into_iter().map(|(_, fields)| fields.iter().map(|field| Found::words(field)).collect()).collect();
    (grid.semicolons, grid.notes) = (text.semicolons, text.notes);
    Ok(grid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheets_do() {
        assert_eq!(
            [(0, 0), (6, 2), (9, 25), (0, 26), (0, 701), (0, 702)].map(|(r, c)| cell_name(r, c)),
            ["A1", "C7", "Z10", "AA1", "ZZ1", "AAA1"]
        );
    }

    #[test]
    fn blanks_of_any_kind_are_nothing() {
        assert_eq!([" ", "\u{a0}", "\u{200b}", "\t\n"].map(Found::words), [const { Found::Nothing }; 4]);
        assert_eq!(Found::words(" Mu\u{308}ller\u{a0}Werk "), Found::Words("Müller Werk".to_owned()));
    }
}
