//! How tables look in a workbook.

use std::collections::HashMap;

use rust_xlsxwriter::{ColNum, ExcelDateTime, Format, FormatAlign, FormatBorder, Image, RowNum, Worksheet, XlsxError};

use super::super::data::{Cell, Data, Field, Kind};
use super::Picture;
use super::look::{Look, heading, of_cell, of_column};

/// Widths of columns, in characters.
const NARROWEST: usize = 12;
const WIDEST: usize = 70;
/// Least width of the names below sentences.
const TEXT_WIDTH: f64 = 34.0;
/// Width of a sentence, and of a printed page.
const SENTENCE: f64 = 120.0;
const PAPER: f64 = 240.0;
/// Lines of a heading.
const LINES: u16 = 4;
/// Width of a letter, as part of a digit's: in bold type, and else.
const BOLD: f64 = 1.1;
const PLAIN: f64 = 0.95;
/// Dots of a picture to the pixel.
const DOTS: f64 = 2.0;
/// Pixels of a row of usual height.
const ROW: f64 = 20.0;
/// Paper of the size A4.
const A4: u8 = 9;

/// Formats of cells.
pub(super) struct Styles {
    title: Format,
    words: Format,
    heading: Format,
    heading_of_numbers: Format,
    cells: HashMap<Look, Format>,
}

impl Styles {
    pub(super) fn new() -> Self {
        let top = || Format::new().set_align(FormatAlign::Top);
        // So that words keep a distance from the number before them.
        let words = || top().set_text_wrap().set_align(FormatAlign::Left).set_indent(1);
        let heading = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Bottom);
        let heading = heading.set_background_color(0x00E8_EDF2).set_border_bottom(FormatBorder::Thin);
        let cell = |look: Look| match look {
            Look::Text => words(),
            Look::Plain | Look::Day => words().set_num_format(look.format()),
            _ => top().set_num_format(look.format()),
        };
        Self {
            title: Format::new().set_bold().set_font_size(15).set_indent(1),
            words: words(),
            heading_of_numbers: heading.clone().set_align(FormatAlign::Right),
            heading: heading.set_align(FormatAlign::Left).set_indent(1),
            cells: Look::all().map(|look| (look, cell(look))).collect(),
        }
    }
}

/// A sheet that is one table: heading in its first row.
pub(super) fn table(sheet: &mut Worksheet, styles: &Styles, name: &str, data: &Data) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    rows(sheet, styles, 0, data)?;
    for (at, column) in (0..).zip(&data.columns) {
        sheet.set_column_width(at, width(data, usize::from(at), column))?;
    }
    sheet.set_freeze_panes(1, u16::from(data.columns.len() > 6))?;
    let last = (row_number(data.held().map_or(0, <[_]>::len)), column_number(data.columns.len().saturating_sub(1)));
    sheet.autofilter(0, 0, last.0, last.1)?;
    let wide = (0..).zip(&data.columns).map(|(at, column)| width(data, at, column)).sum();
    on_paper(sheet, wide)?.set_repeat_rows(0, 0)?;
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
    let (mut wide, mut said, mut last) = (0.0, 0.0, 1);
    for (at, column) in (0..).zip(&data.columns) {
        let first = if at == 0 && column.kind == Kind::Text { TEXT_WIDTH } else { 0.0 };
        let width = width(data, usize::from(at), column).max(first);
        wide += width;
        if wide <= SENTENCE || at <= 1 {
            (said, last) = (wide, at.max(1));
        }
        sheet.set_column_width(at, width)?;
    }
    sheet.write_string_with_format(0, 0, title, &styles.title)?;
    let mut row = 1;
    for sentence in sentences {
        sheet.merge_range(row, 0, row, last, sentence, &styles.words)?;
        sheet.set_row_height(row, 15 * lines_of(sentence, said, PLAIN) + 2)?;
        row += 1;
    }
    rows(sheet, styles, row + 1, data)?;
    on_paper(sheet, 0.0)?;
    Ok(())
}

/// A sheet of charts, one below the other, each on a page of its own when it is printed.
pub(super) fn charts(sheet: &mut Worksheet, name: &str, pictures: &[Picture]) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.set_screen_gridlines(false);
    let mut row = 0;
    let mut breaks = Vec::new();
    for picture in pictures {
        let image = Image::new_from_buffer(&picture.png)?;
        let height = image.height() / DOTS;
        let image = image.set_scale_width(1.0 / DOTS).set_scale_height(1.0 / DOTS).set_alt_text(&picture.title);
        if row > 0 {
            breaks.push(row);
        }
        sheet.insert_image(row, 0, &image)?;
        row = row.saturating_add(rows_of(height)).saturating_add(1);
    }
    sheet.set_page_breaks(&breaks)?;
    on_paper(sheet, 0.0)?;
    Ok(())
}

/// Rows of usual height that a picture covers.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates; pictures are small")]
fn rows_of(height: f64) -> RowNum {
    (height / ROW).ceil() as RowNum
}

/// Printed on as many pages beside each other as it takes to be read; its first column stands on each.
fn on_paper(sheet: &mut Worksheet, wide: f64) -> Result<&mut Worksheet, XlsxError> {
    let pages = (1..20).find(|pages| wide <= PAPER * f64::from(*pages)).unwrap_or(20);
    let sheet = sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(pages, 0);
    if pages > 1 { sheet.set_repeat_columns(0, 0) } else { Ok(sheet) }
}

fn rows(sheet: &mut Worksheet, styles: &Styles, first: RowNum, data: &Data) -> Result<(), XlsxError> {
    for (at, column) in (0..).zip(&data.columns) {
        let style =
            if matches!(column.kind, Kind::Text | Kind::Yes) { &styles.heading } else { &styles.heading_of_numbers };
        sheet.write_string_with_format(first, at, heading(column), style)?;
    }
    let widths: Vec<f64> = data.columns.iter().enumerate().map(|(at, column)| width(data, at, column)).collect();
    let lines = data.columns.iter().enumerate().map(|(at, column)| lines_of(&heading(column), widths[at], BOLD));
    sheet.set_row_height(first, 15 * lines.max().unwrap_or(1) + 3)?;
    let looks: Vec<Option<Look>> =
        data.columns.iter().enumerate().map(|(at, column)| of_column(data, at, column)).collect();
    for (row, cells) in (first + 1..).zip(data.held().unwrap_or_default()) {
        let lines = cells.iter().zip(&widths).map(|(cell, width)| match cell {
            Cell::Text(text) => lines_of(text, *width - 1.0, PLAIN),
            _ => 1,
        });
        if let Some(lines @ 2..) = lines.max() {
            sheet.set_row_height(row, 15 * lines + 1)?;
        }
        for (at, cell) in cells.iter().enumerate() {
            let look = match (looks[at], cell) {
                (Some(Look::Text), Cell::Date(_) | Cell::Whole(_)) | (None, _) => {
                    of_cell(data, &data.columns[at], cells, cell)
                }
                (Some(look), _) => look,
            };
            write(sheet, (row, column_number(at)), cell, &styles.cells[&look])?;
        }
    }
    Ok(())
}

fn write(sheet: &mut Worksheet, (row, at): (RowNum, ColNum), cell: &Cell, format: &Format) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => sheet.write_string_with_format(row, at, &**text, format)?,
        Cell::Yes(yes) => sheet.write_boolean_with_format(row, at, *yes, format)?,
        Cell::Date(day) => {
            let [month, day_of_month] = [day.month(), day.day()].map(i8::unsigned_abs);
            let date = ExcelDateTime::from_ymd(day.year().unsigned_abs(), month, day_of_month)?;
            sheet.write_datetime_with_format(row, at, &date, format)?
        }
        _ => match cell.value().filter(|x| x.is_finite()) {
            Some(x) => sheet.write_number_with_format(row, at, x, format)?,
            None => sheet,
        },
    };
    Ok(())
}

/// How many lines words take at some width; they break at blanks.
fn lines_of(text: &str, width: f64, letter: f64) -> u16 {
    let mut lines = 0;
    for part in text.split('\n') {
        let mut room = 0.0;
        for word in part.split(' ') {
            let letters = letters(word, letter);
            if letters > room {
                lines += 1;
                room = width - 1.0;
            }
            room -= letters + letter;
        }
    }
    lines
}

/// Width of a word.
fn letters(word: &str, letter: f64) -> f64 {
    letter * f64::from(u16::try_from(word.chars().count()).unwrap_or(u16::MAX))
}

/// Room for the heading in a few lines, and for the longest cell.
#[allow(clippy::cast_precision_loss, reason = "a number of letters")]
fn width(data: &Data, at: usize, column: &Field) -> f64 {
    let heading = heading(column);
    let word = heading.split(['\n', ' ']).map(|word| letters(word, BOLD)).fold(0.0, f64::max) + 2.0;
    let few = (NARROWEST..=WIDEST).find(|width| lines_of(&heading, *width as f64, BOLD) <= LINES).unwrap_or(WIDEST);
    let rows = data.held().unwrap_or_default();
    let cells = rows.iter().take(2000).filter_map(|row| {
        let cell = row.get(at)?;
        match cell {
            Cell::Text(text) => Some(text.chars().count() + 3),
            Cell::Date(_) => Some(12),
            Cell::Whole(n) => Some(n.to_string().len() * 4 / 3 + 2),
            Cell::Number(_) | Cell::Decimal(..) => Some(format!("{:.0}", cell.value()?).len() * 4 / 3 + 5),
            Cell::Yes(_) => Some(8),
            Cell::Empty => None,
        }
    });
    let cells = cells.max().unwrap_or(0).clamp(NARROWEST, WIDEST) as f64;
    cells.max(word).max(few as f64)
}

fn row_number(n: usize) -> RowNum {
    RowNum::try_from(n).unwrap_or(RowNum::MAX)
}

fn column_number(n: usize) -> ColNum {
    ColNum::try_from(n).unwrap_or(ColNum::MAX)
}
