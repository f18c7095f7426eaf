//! Text and tables on a terminal: what every result shares.

use comfy_table::{
    Attribute, Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width,
};

/// How there is to be shown.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Width in characters.
    pub width: u16,
    /// Whether colours and bold type may be used.
    pub colour: bool,
}

/// The usual gap between columns.
pub(super) const GAP: u16 = 2;
/// From this width on, details stand beside, not below.
pub(super) const WIDE: u16 = 120;
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));

/// A paragraph, broken at spaces; nothing for an empty one.
pub(super) fn paragraph(text: &mut String, words: &str, layout: Layout) {
    let mut column = 0;
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().filter(|c| !c.is_control()).count();
        if column > 0 && column + 1 + length > usize::from(layout.width) {
            text.push('\n');
            column = 0;
        } else if column > 0 {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += length;
    }
    if column > 0 {
        text.push('\n');
    }
}

/// The words, or as many of their letters as fit with an ellipsis.
pub(super) fn shortened(words: &str, most: usize) -> String {
    if words.chars().count() <= most {
        return words.to_owned();
    }
    let head: String = words.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", head.trim_end())
}

pub(super) fn bold(text: &str, layout: Layout) -> String {
    if layout.colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// A column: its header, whether it is of numbers, and its cells.
pub(super) struct Column {
    header: String,
    numbers: bool,
    cells: Vec<Cell>,
}

impl Column {
    pub fn new(header: &str, numbers: bool, cells: impl Iterator<Item = Cell>) -> Self {
        Self { header: header.to_owned(), numbers, cells: cells.collect() }
    }

    /// Characters of the longest line.
    pub fn width(&self) -> u16 {
        let longest = |text: &str| text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        let cells = self.cells.iter().map(|cell| longest(&cell.content())).max().unwrap_or(0);
        u16::try_from(cells.max(longest(&self.header))).unwrap_or(u16::MAX)
    }
}

/// Width of all columns but that of the names, with the gaps before them.
pub(super) fn beside_names(columns: &[Column], gap: u16) -> u16 {
    columns.iter().skip(1).map(|column| column.width() + gap).sum()
}

/// Columns as a table, `gap` apart, closed by a line. The first column gives way where there is no room.
pub(super) fn grid(columns: &[Column], gap: u16, layout: Layout) -> String {
    let mut table = Table::new();
    table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic).set_width(layout.width);
    if layout.colour {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table.set_header(columns.iter().map(|column| Cell::new(&column.header).add_attribute(Attribute::Bold)));
    let rows = columns.iter().map(|column| column.cells.len()).max().unwrap_or(0);
    for row in 0..rows {
        table.add_row(columns.iter().filter_map(|column| column.cells.get(row).cloned()));
    }
    // Names give way; all else keeps its width.
    let others = beside_names(columns, gap);
    let names = columns.first().map_or(0, Column::width).min(layout.width.saturating_sub(others)).max(8);
    let last = columns.len() - 1;
    for (i, column) in columns.iter().enumerate() {
        let padding = if i < last { gap } else { 0 };
        let width = if i == 0 { names } else { column.width() };
        if let Some(shown) = table.column_mut(i) {
            shown.set_padding((0, padding));
            shown.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width + padding)));
            if column.numbers {
                shown.set_cell_alignment(CellAlignment::Right);
            }
        }
    }
    let width = usize::from(names + others);
    format!("{}\n{}", table.trim_fmt(), "─".repeat(width))
}
