//! How tables look in a workbook.

use rust_xlsxwriter::{ColNum, ExcelDateTime, Format, FormatAlign, FormatBorder, RowNum, Worksheet, XlsxError};

use super::super::data::{Cell, Data, Field, Kind};

/// Widths of columns, in characters.
const NARROWEST: usize = 12;
const WIDEST: usize = 70;
/// A sheet's first column is wider than this only for tables.
const TEXT_WIDTH: f64 = 34.0;

/// Formats of cells.
pub(super) struct Styles {
    title: Format,
    words: Format,
    heading: Format,
    text: Format,
    date: Format,
    month: Format,
    whole: Format,
    number: Format,
    share: Format,
    money: Format,
}

impl Styles {
    pub fn new() -> Self {
        let top = || Format::new().set_align(FormatAlign::Top);
        let heading = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Bottom);
        let heading = heading.set_background_color(0x00E8_EDF2).set_border_bottom(FormatBorder::Thin);
        Self {
            title: Format::new().set_bold().set_font_size(15),
            words: top().set_text_wrap(),
            heading,
            text: top().set_text_wrap(),
            date: top().set_num_format("yyyy-mm-dd"),
            month: top().set_num_format("yyyy-mm"),
            whole: top().set_num_format("#,##0"),
            number: top().set_num_format("#,##0.00"),
            share: top().set_num_format("0.0%"),
            money: top().set_num_format("#,##0"),
        }
    }

    /// How the cells of a column look.
    fn of(&self, column: &Field) -> &Format {
        match (column.kind, column.unit.as_str()) {
            (Kind::Text | Kind::Yes, _) => &self.text,
            (Kind::Date, _) => &self.date,
            (Kind::Month, _) => &self.month,
            (Kind::Whole, _) => &self.whole,
            (Kind::Number, unit) if unit.starts_with("share") => &self.share,
            (Kind::Number, unit) if is_currency(unit) => &self.money,
            (Kind::Number, _) => &self.number,
        }
    }
}

/// "EUR", "USD".
fn is_currency(unit: &str) -> bool {
    unit.len() == 3 && unit.bytes().all(|b| b.is_ascii_uppercase())
}

/// A sheet that is one table: heading in its first row.
pub(super) fn table(sheet: &mut Worksheet, styles: &Styles, name: &str, data: &Data) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    rows(sheet, styles, 0, data)?;
    for (at, column) in (0..).zip(&data.columns) {
        sheet.set_column_width(at, width(data, usize::from(at), column))?;
    }
    sheet.set_freeze_panes(1, u16::from(data.columns.len() > 6))?;
    let last = (row_number(data.rows.len()), column_number(data.columns.len().saturating_sub(1)));
    sheet.autofilter(0, 0, last.0, last.1)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

/// A sheet to be read: a title, sentences, a table below.
pub(super) fn page(
    sheet: &mut Worksheet,
    styles: &Styles,
    name: &str,
    title: &str,
    sentences: &[String],
    data: &Data,
) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    let last = column_number(data.columns.len().saturating_sub(1));
    let mut wide = 0.0;
    for (at, column) in (0..).zip(&data.columns) {
        let width = if at == 0 { TEXT_WIDTH } else { width(data, usize::from(at), column) };
        wide += width;
        sheet.set_column_width(at, width)?;
    }
    sheet.write_string_with_format(0, 0, title, &styles.title)?;
    let mut row = 1;
    for sentence in sentences {
        sheet.merge_range(row, 0, row, last, sentence, &styles.words)?;
        #[allow(clippy::cast_precision_loss, reason = "letters of a sentence")]
        let lines = (sentence.chars().count() as f64 / wide).ceil().max(1.0);
        sheet.set_row_height(row, 15.0 * lines + 2.0)?;
        row += 1;
    }
    rows(sheet, styles, row + 1, data)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

fn rows(sheet: &mut Worksheet, styles: &Styles, first: RowNum, data: &Data) -> Result<(), XlsxError> {
    for (at, column) in (0..).zip(&data.columns) {
        sheet.write_string_with_format(first, at, heading(column), &styles.heading)?;
    }
    let lines = data.columns.iter().enumerate().map(|(at, column)| lines_of(&heading(column), width(data, at, column)));
    sheet.set_row_height(first, 15 * lines.max().unwrap_or(1) + 3)?;
    for (row, cells) in (first + 1..).zip(&data.rows) {
        for ((at, column), cell) in (0..).zip(&data.columns).zip(cells) {
            write(sheet, (row, at), *cell, styles.of(column))?;
        }
    }
    Ok(())
}

fn write(sheet: &mut Worksheet, (row, at): (RowNum, ColNum), cell: Cell, format: &Format) -> Result<(), XlsxError> {
    #[allow(clippy::cast_precision_loss, reason = "a workbook has no other numbers")]
    match cell {
        Cell::Empty => sheet,
        Cell::Text(text) => sheet.write_string_with_format(row, at, text, format)?,
        Cell::Whole(n) => sheet.write_number_with_format(row, at, n as f64, format)?,
        Cell::Number(x) => sheet.write_number_with_format(row, at, x, format)?,
        Cell::Yes(yes) => sheet.write_boolean_with_format(row, at, yes, format)?,
        Cell::Date(day) => {
            let [month, day_of_month] = [day.month(), day.day()].map(i8::unsigned_abs);
            let date = ExcelDateTime::from_ymd(day.year().unsigned_abs(), month, day_of_month)?;
            sheet.write_datetime_with_format(row, at, &date, format)?
        }
    };
    Ok(())
}

/// Name and unit, below each other; a name that ends in the unit says it already.
fn heading(column: &Field) -> String {
    let said = column.name.to_lowercase().ends_with(&column.unit.to_lowercase());
    if said { column.name.clone() } else { format!("{}\n({})", column.name, column.unit) }
}

/// How many lines words take in bold type at some width; they break at blanks.
fn lines_of(text: &str, width: f64) -> u16 {
    let mut lines = 0;
    for part in text.split('\n') {
        let mut room = 0.0;
        for word in part.split(' ') {
            let letters = 1.15 * f64::from(u16::try_from(word.chars().count()).unwrap_or(u16::MAX)) + 1.0;
            if letters > room {
                lines += 1;
                room = width;
            }
            room -= letters;
        }
    }
    lines
}

/// Room for the longest word of the heading and the longest cell.
#[allow(clippy::cast_precision_loss, reason = "a number of letters")]
fn width(data: &Data, at: usize, column: &Field) -> f64 {
    let heading = heading(column).split(['\n', ' ']).map(|word| word.chars().count() + 3).max().unwrap_or(0);
    let cells = data.rows.iter().take(2000).filter_map(|row| match row.get(at)? {
        Cell::Text(text) => Some(text.chars().count() + 2),
        Cell::Date(_) => Some(12),
        // The mark of the month is seven letters long.
        Cell::Whole(n) => Some(n.to_string().len() * 4 / 3 + 2),
        Cell::Number(x) => Some(format!("{x:.0}").len() * 4 / 3 + 5),
        Cell::Yes(_) => Some(7),
        Cell::Empty => None,
    });
    cells.chain([heading]).max().unwrap_or(0).clamp(NARROWEST, WIDEST) as f64
}

fn row_number(n: usize) -> RowNum {
    RowNum::try_from(n).unwrap_or(RowNum::MAX)
}

fn column_number(n: usize) -> ColNum {
    ColNum::try_from(n).unwrap_or(ColNum::MAX)
}
