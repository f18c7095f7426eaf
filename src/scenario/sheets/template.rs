//! The sheets that a buyer fills in, with their example: as a workbook, or as a folder of CSV files.

use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook,
    Worksheet, XlsxError,
};

use super::layout::{Allowed, Column, INSTRUCTIONS, SHEETS, Sheet, heading};
use crate::reading::{self, Locale};

/// Rows with hints and lists, the heading included.
const ROWS: u32 = 500;
const NEEDED: u32 = 0x001F_4E79;
const OPTIONAL: u32 = 0x00DD_E6EE;

/// The workbook.
///
/// # Errors
/// What does not fit into a workbook.
pub fn template() -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // A date of its own: the same template has the same bytes on every day.
    let created = ExcelDateTime::from_ymd(2026, 1, 1)?;
    let author = concat!("linestop ", env!("CARGO_PKG_VERSION"));
    book.set_properties(
        &DocProperties::new().set_title("Sheets for linestop").set_author(author).set_creation_datetime(&created),
    );
    read_me(book.add_worksheet())?;
    for sheet in SHEETS {
        fill(book.add_worksheet(), &sheet)?;
    }
    book.save_to_buffer()
}

/// The CSV files: name and text of each. Instructions stand in a text file beside them.
#[must_use]
pub fn template_files() -> Vec<(String, String)> {
    let mut files = vec![("READ ME.txt".to_owned(), format!("{}\n", INSTRUCTIONS.join("\n\n")))];
    for sheet in SHEETS {
        let mut out = csv::Writer::from_writer(Vec::new());
        let rows = sheet.example().map(|row| row.into_iter().map(str::to_owned).collect());
        let rows = std::iter::once(sheet.columns.iter().map(heading).collect()).chain(rows);
        for row in rows {
            let row: Vec<String> = row;
            // A vector takes all that is written.
            let _ = out.write_record(row);
        }
        let text = out.into_inner().unwrap_or_default();
        files.push((format!("{}.csv", sheet.name), String::from_utf8_lossy(&text).into_owned()));
    }
    files
}

fn read_me(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let words = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name("Read me")?.set_column_width(0, 4)?.set_column_width(1, 24)?.set_column_width(2, 96)?;
    let title = Format::new().set_bold().set_font_size(15);
    sheet.write_string_with_format(0, 0, "From these sheets to a simulation", &title)?;
    let mut row = 2;
    for (at, text) in (1..).zip(INSTRUCTIONS) {
        sheet.write_number_with_format(row, 0, at, &words)?;
        sheet.merge_range(row, 1, row, 2, text, &words)?;
        sheet.set_row_height(row, height(text, 125))?;
        row += 1;
    }
    row += 1;
    let bold = Format::new().set_bold();
    for part in SHEETS {
        sheet.write_string_with_format(row, 1, part.name, &bold)?;
        sheet.set_row_height(row, height(part.about, 100))?;
        sheet.write_string_with_format(row, 2, part.about, &words)?;
        row += 1;
        for column in part.columns {
            let name = if column.needed { format!("{} *", column.name) } else { column.name.to_owned() };
            sheet.write_string_with_format(row, 1, name, &words.clone().set_indent(1))?;
            let unit = if column.unit.is_empty() { String::new() } else { format!(" [{}]", column.unit) };
            let help = format!("{}{unit}", column.help);
            sheet.set_row_height(row, height(&help, 100))?;
            sheet.write_string_with_format(row, 2, help, &words)?;
            row += 1;
        }
        row += 1;
    }
    sheet.write_string_with_format(row, 1, "* needed in every row", &words)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

/// Height of a row of words that break after so many letters.
fn height(text: &str, letters: usize) -> f64 {
    let lines = u32::try_from(text.chars().count().div_ceil(letters)).unwrap_or(1);
    16.0 * f64::from(lines.max(1))
}

fn fill(sheet: &mut Worksheet, part: &Sheet) -> Result<(), XlsxError> {
    sheet.set_name(part.name)?;
    let top =
        || Format::new().set_text_wrap().set_align(FormatAlign::VerticalCenter).set_border_bottom(FormatBorder::Thin);
    let needed = top().set_bold().set_font_color(Color::White).set_background_color(NEEDED);
    let optional = top().set_background_color(OPTIONAL);
    for (at, column) in (0..).zip(part.columns) {
        let format = if column.needed { &needed } else { &optional };
        sheet.write_string_with_format(0, at, heading(column).replacen(" (", "\n(", 1), format)?;
        sheet.set_column_width(at, width(part, usize::from(at), column))?;
        sheet.set_column_format(at, &cell_format(column.allowed))?;
        sheet.add_data_validation(1, at, ROWS, at, &hint(column)?)?;
    }
    for (row, cells) in (1..).zip(part.example()) {
        for ((at, column), text) in (0..).zip(part.columns).zip(cells) {
            write(sheet, (row, at), column.allowed, text)?;
        }
    }
    sheet.set_row_height(0, 64)?.set_freeze_panes(1, 1)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

fn cell_format(allowed: Allowed) -> Format {
    // Ranges are words and stand on the left: so do the numbers above and below them.
    let left = Format::new().set_align(FormatAlign::Left);
    match allowed {
        Allowed::Date => left.set_num_format("yyyy-mm-dd"),
        Allowed::Share => left.set_num_format("0 %"),
        // Part numbers keep their zeros: what is typed stays text.
        Allowed::Words | Allowed::Name(_) => left.set_num_format_index(49),
        _ => left,
    }
}

fn write(sheet: &mut Worksheet, (row, at): (u32, u16), allowed: Allowed, text: &str) -> Result<(), XlsxError> {
    let format = cell_format(allowed);
    match reading::share(text, Locale::UNDECLARED) {
        _ if text.is_empty() => {}
        // Names are text, also where they look like numbers.
        Ok(x) if !matches!(allowed, Allowed::Words | Allowed::Name(_)) => {
            sheet.write_number_with_format(row, at, x, &format)?;
        }
        _ if allowed == Allowed::Date => {
            sheet.write_datetime_with_format(row, at, &ExcelDateTime::parse_from_str(text)?, &format)?;
        }
        _ => _ = sheet.write_string_with_format(row, at, text, &format)?,
    }
    Ok(())
}

/// What is shown beside a cell, and the list that it offers.
fn hint(column: &Column) -> Result<DataValidation, XlsxError> {
    let plain = DataValidation::new();
    let list = match column.allowed {
        Allowed::OneOf(choices) => {
            let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
            plain.allow_list_strings(&words)?
        }
        Allowed::Name(sheet) => plain.allow_list_formula(Formula::new(format!("='{sheet}'!$A$2:$A${ROWS}"))),
        _ => plain.allow_any_value(),
    };
    let unit = if column.unit.is_empty() { String::new() } else { format!("\nIn: {}", column.unit) };
    let list = list.set_error_title("Not in the list")?;
    let list = list.set_error_message("Choose one of the words that the cell offers.")?;
    list.set_input_title(column.name)?
        .set_input_message(format!("{}{unit}", column.help).chars().take(255).collect::<String>())
}

/// Room for the example and the heading.
#[allow(clippy::cast_precision_loss, reason = "a number of letters")]
fn width(part: &Sheet, at: usize, column: &Column) -> f64 {
    let cells = part.example().map(|row| row[at].chars().count() + 2);
    let unit = column.unit.split(' ').map(|word| word.chars().count() + 2).max().unwrap_or(0);
    let needed = cells.chain([column.name.chars().count() + 3, unit, 11]).max().unwrap_or(11);
    let words = if matches!(column.name, "Source" | "Reason") { 26 } else { 0 };
    needed.clamp(words, 44) as f64
}
