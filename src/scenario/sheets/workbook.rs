//! The sheets of a workbook, within bounds: a cell far out, or a file that unpacks to much more than it is, is refused
//! before it takes any memory.

use std::io::{Cursor, Read};

use calamine::{Data, DataRef, Dimensions, Reader, Xlsx};
use jiff::civil::Date;

use super::grid::{Found, Grid, cell_name};
use crate::reading;

/// Most bytes that the parts of a workbook may unpack to.
const MOST_UNPACKED: u64 = 256 << 20;
/// Most rows and columns of a sheet, and most cells of all its rows.
const MOST_ROWS: usize = 200_000;
const MOST_COLUMNS: usize = 1_000;
const MOST_CELLS: usize = 4_000_000;
/// Digits of a number that a workbook keeps.
const DIGITS: f64 = 1e15;

/// Reads the sheets that are wanted; the others are named only.
///
/// # Errors
/// Why it cannot be read, with the sheet and the cell where one is to blame.
pub(super) fn read(bytes: Vec<u8>, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<Grid>, String> {
    within_bounds(&bytes)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let mut grids = Vec::new();
    for name in book.sheet_names() {
        let mut grid = Grid { shown: name.clone(), name, ..Grid::default() };
        if wanted(&grid.name) {
            fill(&mut book, &mut grid).map_err(|why| format!("sheet “{}”: {why}", grid.name))?;
        }
        grids.push(grid);
    }
    Ok(grids)
}

/// Unpacks everything once without keeping it.
fn within_bounds(bytes: &[u8]) -> Result<(), String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let mut left = MOST_UNPACKED;
    for at in 0..archive.len() {
        // What cannot be unpacked is told when it is needed.
        let Ok(part) = archive.by_index(at) else { continue };
        let taken = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).unwrap_or(0);
        left = left.checked_sub(taken).ok_or_else(|| format!("it unpacks to more than {} MB", MOST_UNPACKED >> 20))?;
    }
    Ok(())
}

fn fill(book: &mut Xlsx<Cursor<Vec<u8>>>, grid: &mut Grid) -> Result<(), String> {
    values(book, grid)?;
    padded(book, grid)?;
    let merged = book.merge_cells_by_sheet_name(&grid.name).map_err(|error| error.to_string())?;
    grid.merged = merged.iter().map(|Dimensions { start, end }| [place(*start), place(*end)]).collect();
    Ok(())
}

fn values(book: &mut Xlsx<Cursor<Vec<u8>>>, grid: &mut Grid) -> Result<(), String> {
    let mut cells = book.worksheet_cells_reader(&grid.name).map_err(|error| error.to_string())?;
    let mut count = 0;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|error| error.to_string())? {
        let found = match found(&cell.value) {
            // Some programs write formulas without what they come to; text of no letters is something else.
            Found::Nothing if cell.formula.is_some() && cell.value == DataRef::Empty => Found::Broken(
                "a formula without its result (open the workbook in a spreadsheet and save it)".to_owned(),
            ),
            Found::Nothing => continue,
            found => found,
        };
        let (row, column) = place(cell.pos);
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err(format!(
                "cell {} is too far out: {} rows and {} columns are read at most; clear it",
                cell_name(row, column),
                MOST_ROWS,
                MOST_COLUMNS
            ));
        }
        if grid.rows.len() <= row {
            grid.rows.resize_with(row + 1, Vec::new);
        }
        let cells = &mut grid.rows[row];
        count += (column + 1).saturating_sub(cells.len());
        if count > MOST_CELLS {
            return Err(format!("it has more than {MOST_CELLS} cells (at {})", cell_name(row, column)));
        }
        if cells.len() <= column {
            cells.resize(column + 1, Found::Nothing);
        }
        cells[column] = found;
    }
    Ok(())
}

/// Part numbers that are numbers, and are shown with zeros in front, become what is shown.
fn padded(book: &mut Xlsx<Cursor<Vec<u8>>>, grid: &mut Grid) -> Result<(), String> {
    let mut cells = book.worksheet_cells_reader(&grid.name).map_err(|error| error.to_string())?;
    let zeros = |style: &calamine::Style| {
        let code = style.number_format.as_ref().map(|format| format.format_code.as_str())?;
        (code.len() > 1 && code.bytes().all(|byte| byte == b'0')).then_some(code.len())
    };
    let widths: Vec<Option<usize>> = cells.styles().iter().map(zeros).collect();
    if widths.iter().all(Option::is_none) {
        return Ok(());
    }
    while let Some((row, column, style)) = cells.next_style_id().map_err(|error| error.to_string())? {
        let (row, column) = place((row, column));
        let cell = grid.rows.get_mut(row).and_then(|cells| cells.get_mut(column));
        if let (Some(cell), Some(Some(width))) = (cell, widths.get(style))
            && let Found::Number(x) = *cell
            && x.fract() == 0.0
            && (0.0..DIGITS).contains(&x)
        {
            *cell = Found::Words(format!("{x:0>width$}"));
        }
    }
    Ok(())
}

fn place((row, column): (u32, u32)) -> (usize, usize) {
    (usize::try_from(row).unwrap_or(usize::MAX), usize::try_from(column).unwrap_or(usize::MAX))
}

fn found(cell: &DataRef) -> Found {
    match Data::from(cell.clone()) {
        Data::Empty => Found::Nothing,
        #[allow(clippy::cast_precision_loss, reason = "workbooks hold no larger whole numbers")]
        Data::Int(n) => Found::Number(n as f64),
        Data::Float(x) => Found::Number(x),
        Data::DateTimeIso(text) => {
            let date = reading::date(&text, reading::Locale::UNDECLARED);
            date.map_or_else(|_| Found::words(&text), Found::Date)
        }
        Data::String(text) | Data::DurationIso(text) => Found::words(&text),
        Data::Bool(yes) => Found::Words(if yes { "yes" } else { "no" }.to_owned()),
        Data::DateTime(at) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            let is_day = at.is_datetime() && at.as_f64() >= 1.0;
            let date = || Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
            is_day.then(date).flatten().map_or(Found::Number(at.as_f64()), Found::Date)
        }
        Data::Error(error) => Found::Broken(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{ExcelDateTime, ExcelDateTimeType};
    use jiff::civil::date;

    #[test]
    fn days_of_workbooks_are_dates_in_both_systems() {
        let at = |serial, since_1904| {
            found(&DataRef::DateTime(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, since_1904)))
        };
        assert_eq!(at(46_083.0, false), Found::Date(date(2026, 3, 2)));
        assert_eq!(at(46_083.75, false), Found::Date(date(2026, 3, 2)));
        assert_eq!(at(44_621.0, true), Found::Date(date(2026, 3, 2)));
        assert_eq!(at(0.5, false), Found::Number(0.5));
    }
}
