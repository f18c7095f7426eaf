//! A workbook, or a folder of CSV files, as plain cells with their places.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use jiff::civil::{Date, date};

/// A sheet as it was found.
#[derive(Clone, Debug)]
pub struct Grid {
    /// Its name.
    pub name: String,
    /// How messages call it: the name, or that of the CSV file.
    pub shown: String,
    /// Its rows from the first one on.
    pub rows: Vec<Vec<Found>>,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
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
    fn words(text: &str) -> Self {
        // A space that does not break is a space.
        let text = text.replace(['\u{a0}', '\u{202f}'], " ");
        match text.trim() {
            "" => Self::Nothing,
            text => Self::Words(text.to_owned()),
        }
    }

    /// As a message quotes it.
    #[must_use]
    pub fn shown(&self) -> String {
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
#[allow(clippy::cast_possible_truncation, reason = "one of 26 letters")]
pub fn cell_name(row: usize, column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect::<String>() + &(row + 1).to_string()
}

/// Reads all sheets of a workbook, or all CSV files of a folder.
///
/// # Errors
/// Why it cannot be read.
pub fn read(path: &Path) -> Result<Vec<Grid>, String> {
    let shown = path.display();
    if !path.exists() {
        return Err(format!("there is no {shown}; `linestop template {shown}` writes one to fill in"));
    }
    if path.is_dir() {
        return folder(path);
    }
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "xlsx" | "xlsm" => workbook(path),
        "csv" => Err(format!("{shown} is one CSV file; name the folder that holds all of them")),
        "xls" | "ods" | "xlsb" => Err(format!("{shown} is a .{ending} file; save it as a workbook of the kind .xlsx")),
        _ => Err(format!("{shown} is neither a workbook (.xlsx) nor a folder of CSV files")),
    }
}

fn workbook(path: &Path) -> Result<Vec<Grid>, String> {
    let refused = |why: String| format!("{} cannot be read as a workbook: {why}", path.display());
    let file = File::open(path).map_err(|error| refused(error.to_string()))?;
    let mut book = Xlsx::new(BufReader::new(file)).map_err(|error| refused(error.to_string()))?;
    let mut grids = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(|error| refused(error.to_string()))?;
        let formulas = book.worksheet_formula(&name).map_err(|error| refused(error.to_string()))?;
        // Cells are counted from the corner of the sheet, not from the first that is filled.
        let (rows, columns) = range.end().map_or((0, 0), |(row, column)| (row + 1, column + 1));
        let cell = |row, column| match range.get_value((row, column)).map_or(Found::Nothing, found) {
            // Some programs write formulas without what they come to.
            Found::Nothing if formulas.get_value((row, column)).is_some_and(|formula| !formula.is_empty()) => {
                Found::Broken(
                    "a formula without its result (open the workbook in a spreadsheet and save it)".to_owned(),
                )
            }
            found => found,
        };
        let rows = (0..rows).map(|row| (0..columns).map(|column| cell(row, column)).collect()).collect();
        grids.push(Grid { shown: name.clone(), name, rows });
    }
    Ok(grids)
}

fn found(data: &Data) -> Found {
    match data {
        Data::Empty => Found::Nothing,
        #[allow(clippy::cast_precision_loss, reason = "workbooks hold no larger whole numbers")]
        Data::Int(n) => Found::Number(*n as f64),
        Data::Float(x) => Found::Number(*x),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Found::words(text),
        Data::Bool(yes) => Found::Words(if *yes { "yes" } else { "no" }.to_owned()),
        Data::DateTime(at) => day(at.as_f64()).map_or(Found::Number(at.as_f64()), Found::Date),
        Data::Error(error) => Found::Broken(error.to_string()),
    }
}

/// The date of a workbook's day, counted as spreadsheets do.
fn day(serial: f64) -> Option<Date> {
    #[allow(clippy::cast_possible_truncation, reason = "days of a calendar")]
    let days = (1.0..3e6).contains(&serial).then_some(serial.floor() as i64)?;
    date(1899, 12, 30).checked_add(jiff::Span::new().days(days)).ok()
}

fn folder(path: &Path) -> Result<Vec<Grid>, String> {
    let refused = |what: &Path, why: String| format!("{} cannot be read: {why}", what.display());
    let entries = std::fs::read_dir(path).map_err(|error| refused(path, error.to_string()))?;
    let mut files: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|file| file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(format!(
            "{} holds no CSV file; `linestop template FOLDER` writes a set to fill in",
            path.display()
        ));
    }
    files.iter().map(|file| csv(file).map_err(|why| refused(file, why))).collect()
}

fn csv(path: &Path) -> Result<Grid, String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let text = String::from_utf8(bytes).map_err(|_| "it is not text in UTF-8; save it as “CSV UTF-8”".to_owned())?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    let mut reader = ::csv::ReaderBuilder::new();
    let reader = reader.has_headers(false).flexible(true).delimiter(delimiter(text)).from_reader(text.as_bytes());
    let mut rows: Vec<Vec<Found>> = Vec::new();
    for record in reader.into_records() {
        let record = record.map_err(|error| error.to_string())?;
        rows.push(record.iter().map(plain).collect());
    }
    let name = |part: Option<&std::ffi::OsStr>| part.map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Grid { name: name(path.file_stem()), shown: name(path.file_name()), rows })
}

/// Some spreadsheets write semicolons: what stands more often between the headings, whose lines may be broken.
fn delimiter(text: &str) -> u8 {
    let (mut quoted, mut commas, mut semicolons) = (false, 0, 0);
    for letter in text.bytes() {
        match letter {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            b',' if !quoted => commas += 1,
            b';' if !quoted => semicolons += 1,
            _ => {}
        }
    }
    if semicolons > commas { b';' } else { b',' }
}

/// A cell of a CSV file: a number where it is one.
pub(super) fn plain(text: &str) -> Found {
    match text.trim().parse::<f64>() {
        Ok(x) if x.is_finite() => Found::Number(x),
        _ => Found::words(text),
    }
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
    fn headings_tell_commas_from_semicolons() {
        assert_eq!(delimiter("\"From\n(a, b, c)\";To\nx,y,z"), b';');
        assert_eq!(delimiter("From,\"To; there; or there\"\nx;y;z"), b',');
        assert_eq!(delimiter("Site"), b',');
    }

    #[test]
    fn days_of_workbooks_are_dates() {
        assert_eq!(day(46_083.0), Some(date(2026, 3, 2)));
        assert_eq!(day(46_083.75), Some(date(2026, 3, 2)));
        assert_eq!(day(0.5), None);
    }
}
