//! Text and tables on a terminal: what every result shares.

use std::borrow::Cow;

use comfy_table::{
    Attribute, Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width,
};

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm, fill};
use unicode_width::UnicodeWidthStr;

use crate::reading::is_printable;

/// How there is to be shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    /// Width in characters.
    pub width: u16,
    /// Whether colours and bold type may be used.
    pub colour: bool,
}

/// The usual gap between columns.
pub(super) const GAP: u16 = 2;
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));

/// How words are broken into lines: at spaces alone, so that numbers stay with their units.
fn wrapping<'a>(width: usize) -> Options<'a> {
    let options = Options::new(width).word_separator(WordSeparator::AsciiSpace);
    options.word_splitter(WordSplitter::NoHyphenation).wrap_algorithm(WrapAlgorithm::FirstFit).break_words(false)
}

/// A paragraph; nothing for an empty one.
pub(super) fn paragraph(text: &mut String, words: &str, layout: Layout) {
    if !words.is_empty() {
        text.push_str(&broken(&printable(words), layout.width.into()));
        text.push('\n');
    }
}

/// Words broken into lines of a width, the first behind some blanks, all others behind others: what a table breaks
/// itself loses them.
pub(super) fn hanging(words: &str, [first, others]: [usize; 2], width: u16) -> String {
    let blanks = [first, others].map(|n| " ".repeat(n));
    fill(words, wrapping(width.into()).initial_indent(&blanks[0]).subsequent_indent(&blanks[1]))
}

/// Words broken into lines of a width.
pub(super) fn broken(words: &str, width: usize) -> String {
    fill(words, wrapping(width))
}

pub(super) fn bold(text: &str, layout: Layout) -> String {
    if layout.colour { format!("{BOLD}{}{PLAIN}", printable(text)) } else { text.to_owned() }
}

const BOLD: &str = "\u{1b}[1m";
const PLAIN: &str = "\u{1b}[0m";

/// Text that a terminal shows and does nothing else with: names and titles may hold anything. Bold type stays.
fn printable(text: &str) -> Cow<'_, str> {
    let fine = |c: char| c == '\n' || is_printable(c);
    if text.chars().all(fine) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let kept = [BOLD, PLAIN].into_iter().find(|style| rest.starts_with(style));
        match kept {
            Some(style) => shown.push_str(style),
            None => shown.push(if fine(c) { c } else { '\u{fffd}' }),
        }
        rest = &rest[kept.map_or(c.len_utf8(), str::len)..];
    }
    Cow::Owned(shown)
}

/// A column: its header, whether it is of numbers, and its cells.
#[derive(Clone)]
pub(super) struct Column {
    header: String,
    numbers: bool,
    cells: Vec<Cell>,
}

impl Column {
    pub(super) fn new(header: &str, numbers: bool, cells: impl Iterator<Item = Cell>) -> Self {
        Self { header: printable(header).into_owned(), numbers, cells: cells.map(shown).collect() }
    }

    /// Characters of the longest line.
    pub(super) fn width(&self) -> u16 {
        let longest = |text: &str| text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
        let cells = self.cells.iter().map(|cell| longest(&cell.content())).max().unwrap_or(0);
        u16::try_from(cells.max(longest(&self.header))).unwrap_or(u16::MAX)
    }
}

/// A cell as the terminal may have it. One that holds what is not shown loses its colour too.
fn shown(cell: Cell) -> Cell {
    let text = cell.content();
    match printable(&text) {
        Cow::Borrowed(_) => cell,
        Cow::Owned(text) => Cell::new(text),
    }
}

/// Width of all columns but that of the names, with the gaps before them.
pub(super) fn beside_names(columns: &[Column], gap: u16) -> u16 {
    columns.iter().skip(1).map(|column| column.width() + gap).sum()
}

/// Names narrower than this are not read, but spelt.
const NARROW: u16 = 18;

/// Columns as a table, `gap` apart, closed by a line. The first column gives way where there is no room; where it
/// would have to give way too far, its names stand above the numbers.
pub(super) fn grid(columns: &[Column], gap: u16, layout: Layout) -> String {
    let others = beside_names(columns, gap);
    let room = layout.width.saturating_sub(others);
    let wanted = columns.first().map_or(0, Column::width);
    let above = room < NARROW.min(wanted);
    let names = if above { 0 } else { wanted.min(room) };
    let mut table = Table::new();
    table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic).set_width(layout.width.max(others));
    if layout.colour {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    let shown = if above { &columns[1..] } else { columns };
    table.set_header(shown.iter().map(|column| Cell::new(&column.header).add_attribute(Attribute::Bold)));
    let rows = columns.iter().map(|column| column.cells.len()).max().unwrap_or(0);
    for row in 0..rows {
        table.add_row(shown.iter().filter_map(|column| column.cells.get(row).cloned()));
    }
    // Names give way; all else keeps its width.
    let last = shown.len() - 1;
    for (i, column) in shown.iter().enumerate() {
        let padding = if i < last { gap } else { 0 };
        let width = if i == 0 && !above { names } else { column.width() };
        if let Some(shown) = table.column_mut(i) {
            shown.set_padding((0, padding));
            shown.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width + padding)));
            if column.numbers {
                shown.set_cell_alignment(CellAlignment::Right);
            }
        }
    }
    let line = "─".repeat(usize::from(if above { others - gap } else { names + others }));
    let text = if above { with_names_above(&table.trim_fmt(), columns, layout) } else { table.trim_fmt() };
    format!("{text}\n{line}")
}

/// Puts the names of the first column on lines of their own, each above its row of the others.
fn with_names_above(table: &str, columns: &[Column], layout: Layout) -> String {
    let lines = |text: &str| text.lines().count().max(1);
    let header = columns[1..].iter().map(|column| lines(&column.header)).max().unwrap_or(1);
    let mut left = table.lines();
    // The header, and the line below it.
    let mut all: Vec<String> = left.by_ref().take(header + 1).map(str::to_owned).collect();
    for (row, name) in columns[0].cells.iter().enumerate() {
        for line in name.content().lines() {
            let blanks = line.chars().take_while(|c| *c == ' ').count();
            all.extend(hanging(line, [blanks, blanks], layout.width).lines().map(str::to_owned));
        }
        let cells = columns[1..].iter().filter_map(|column| column.cells.get(row));
        let height = cells.map(|cell| lines(&cell.content())).max().unwrap_or(1);
        all.extend(left.by_ref().take(height).map(str::to_owned));
    }
    all.extend(left.map(str::to_owned));
    all.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_do_nothing_to_the_terminal() {
        let evil = "a\u{1b}]0;title\u{7}\u{9b}2J\u{202e}b";
        let layout = Layout { width: 80, colour: true };
        let mut text = String::new();
        paragraph(&mut text, &format!("{} {evil}", bold(evil, layout)), layout);
        text += &grid(&[Column::new(evil, false, [Cell::new(evil)].into_iter())], GAP, layout);
        for acts in ["\u{1b}]", "\u{7}", "\u{9b}", "\u{202e}"] {
            assert!(!text.contains(acts), "{text:?}");
        }
        assert!(text.starts_with(BOLD) && text.contains(PLAIN), "{text:?}");
    }

    #[test]
    fn lines_hang_behind_their_blanks() {
        let text = hanging("order: Magnet makers in China (china_car)", [2, 4], 24);
        assert_eq!(text, "  order: Magnet makers\n    in China (china_car)");
        assert_eq!(hanging("", [0, 2], 10), "");
    }

    #[test]
    fn names_without_room_stand_above() {
        let cells = |texts: &[&str]| texts.iter().map(Cell::new).collect::<Vec<_>>().into_iter();
        let columns = [
            Column::new("Line\nmaterial", false, cells(&["Sport-utility vehicle plant\nmagnets", "Scanners"])),
            Column::new("Order\nmore", true, cells(&["31,259 kg\n69 days", "none"])),
            Column::new("Hold", true, cells(&["48,478 kg", "12 kg"])),
        ];
        let at = |width| grid(&columns, GAP, Layout { width, colour: false });
        let narrow = "    Order       Hold
     more
────────────────────
Sport-utility vehicle plant
magnets
31,259 kg  48,478 kg
  69 days
Scanners
     none      12 kg
────────────────────";
        assert_eq!(at(30), narrow);
        assert!(at(60).lines().any(|line| line.starts_with("Scanners ") && line.ends_with("12 kg")), "{}", at(60));
    }
}
