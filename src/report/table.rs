//! The result on a terminal: what a manager reads first.

use std::cmp::Reverse;

use comfy_table::{
    Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width,
};

use super::words::{amount_of, amount_with_interval, chance, date, share, thousands, worst};
use crate::experiment::{Estimate, LineAnswer, RunAnswer, WhenHalted};

/// How there is to be shown.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Width in characters.
    pub width: u16,
    /// Whether colours and bold type may be used.
    pub colour: bool,
}

/// From this width on, sector, country and intervals stand beside, not below.
const WIDE: u16 = 120;
/// Below this width, the last column is left out.
const NARROW: u16 = 64;
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));

/// The result as text.
#[must_use]
pub fn render(answer: &RunAnswer, layout: Layout) -> String {
    let mut text = String::new();
    let mut makers: Vec<&LineAnswer> = answer.manufacturers().collect();
    let mut suppliers: Vec<&LineAnswer> =
        answer.lines.iter().filter(|line| !line.manufacturer && line.halt.trials > 0).collect();
    // Those most at risk come first; else the order of the file.
    makers.sort_by_key(|line| Reverse(line.halt.trials));
    suppliers.sort_by_key(|line| Reverse(line.halt.trials));
    let quiet = answer.lines.iter().filter(|line| !line.manufacturer && line.halt.trials == 0).count();
    paragraph(&mut text, &bold(&answer.scenario.title, layout), layout);
    paragraph(&mut text, &heading(answer), layout);
    if answer.lines.iter().any(|line| line.when_halted.is_some()) {
        paragraph(&mut text, "First halt and halt days are those of futures in which the line halts.", layout);
    }
    if !makers.is_empty() {
        text.push('\n');
        text.push_str(&table(answer, &makers, "Manufacturer", layout));
        text.push('\n');
    }
    if !suppliers.is_empty() {
        text.push_str("\nSuppliers' lines that stood still\n");
        text.push_str(&table(answer, &suppliers, "Supplier", layout));
        text.push('\n');
    }
    text.push('\n');
    if quiet > 0 {
        let lines = if quiet == 1 { "line" } else { "lines" };
        paragraph(&mut text, &format!("{quiet} supplier {lines} never stood still."), layout);
    }
    if makers.len() > 1 {
        let any = chance(&answer.any_manufacturer_halts);
        paragraph(&mut text, &format!("Chance that any manufacturer halts: {any}."), layout);
    }
    let currency = &answer.scenario.currency;
    let loss = &answer.total_loss;
    let mean = amount_with_interval(&loss.mean);
    let sum = format!("Expected loss of all lines: {currency}\u{a0}{mean}; {}.", worst(&loss.tail, currency));
    paragraph(&mut text, &sum, layout);
    paragraph(&mut text, &precision(answer), layout);
    text
}

fn heading(answer: &RunAnswer) -> String {
    let scenario = &answer.scenario;
    format!(
        "Chance of a halt between {} and {} ({} days), {} futures, seed\u{a0}{}",
        date(scenario.start),
        date(scenario.end),
        scenario.horizon_days,
        thousands(answer.run.trials),
        answer.run.seed
    )
}

fn precision(answer: &RunAnswer) -> String {
    let Some(precision) = answer.run.precision else { return String::new() };
    let points = |share: f64| {
        let text = format!("{:.3}", 100.0 * share);
        format!("±\u{a0}{}\u{a0}%", text.trim_end_matches('0').trim_end_matches('.'))
    };
    let (asked, widest) = (points(precision.asked), points(precision.widest));
    let trials = thousands(answer.run.trials);
    if precision.reached {
        format!("Precision {asked} reached with {trials} futures (the widest interval is {widest}).")
    } else {
        format!(
            "Precision {asked} not reached: after {trials} futures, the most allowed, the widest interval is {widest}."
        )
    }
}

/// A paragraph, broken at spaces; nothing for an empty one.
fn paragraph(text: &mut String, words: &str, layout: Layout) {
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

fn bold(text: &str, layout: Layout) -> String {
    if layout.colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// A column: its header, whether it is of numbers, and its cells.
struct Column {
    header: String,
    numbers: bool,
    cells: Vec<Cell>,
}

impl Column {
    fn new(header: &str, numbers: bool, cells: impl Iterator<Item = Cell>) -> Self {
        Self { header: header.to_owned(), numbers, cells: cells.collect() }
    }

    /// Characters of the longest line.
    fn width(&self) -> u16 {
        let longest = |text: &str| text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        let cells = self.cells.iter().map(|cell| longest(&cell.content())).max().unwrap_or(0);
        u16::try_from(cells.max(longest(&self.header))).unwrap_or(u16::MAX)
    }
}

fn table(answer: &RunAnswer, lines: &[&LineAnswer], what: &str, layout: Layout) -> String {
    let columns =
        if layout.width >= WIDE { wide(answer, lines, what) } else { narrow(answer, lines, what, layout.width) };
    let gap = if layout.width >= WIDE { 3 } else { 2 };
    let mut table = Table::new();
    table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic).set_width(layout.width);
    if layout.colour {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table.set_header(columns.iter().map(|column| Cell::new(&column.header).add_attribute(Attribute::Bold)));
    for row in 0..lines.len() {
        table.add_row(columns.iter().filter_map(|column| column.cells.get(row).cloned()));
    }
    // Names give way; all else keeps its width.
    let others: u16 = columns.iter().skip(1).map(|column| column.width() + gap).sum();
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

fn wide(answer: &RunAnswer, lines: &[&LineAnswer], what: &str) -> Vec<Column> {
    let each = || lines.iter().copied();
    let money = format!("Expected loss,\n{} (95 %)", answer.scenario.currency);
    vec![
        Column::new(what, false, each().map(|line| Cell::new(&line.title))),
        Column::new("Sector", false, each().map(|line| Cell::new(&line.sector))),
        Column::new("Country", false, each().map(|line| Cell::new(&line.country))),
        Column::new("Chance of\na halt (95 %)", false, each().map(|line| risk(chance(&line.halt), line))),
        Column::new("First halt,\nmedian", true, each().map(|line| when_halted(line, first_halt))),
        Column::new("Halt days,\nmedian (P95)", true, each().map(|line| when_halted(line, halt_days))),
        Column::new(&money, true, each().map(|line| Cell::new(loss(line, amount_with_interval)))),
        Column::new("Missing material\nmostly", false, each().map(|line| Cell::new(mostly(line, ", ")))),
    ]
}

/// What is beside each other in a wide table is below each other here.
fn narrow(answer: &RunAnswer, lines: &[&LineAnswer], what: &str, width: u16) -> Vec<Column> {
    let each = || lines.iter().copied();
    let name = |line: &LineAnswer| format!("{}\n{}, {}", line.title, line.sector, line.country);
    let chance = |line: &LineAnswer| chance(&line.halt).replacen(" (", "\n(", 1);
    let money = format!("Expected\nloss,\n{}", answer.scenario.currency);
    let mean = |mean: &Estimate| amount_of(mean.value);
    let mut columns = vec![
        Column::new(what, false, each().map(|line| Cell::new(name(line)))),
        Column::new("Chance of\na halt\n(95 %)", false, each().map(|line| risk(chance(line), line))),
        Column::new("First\nhalt,\nmedian", true, each().map(|line| when_halted(line, first_halt))),
        Column::new("Halt\ndays,\n(P95)", true, each().map(|line| when_halted(line, halt_days))),
        Column::new(&money, true, each().map(|line| Cell::new(loss(line, mean)))),
    ];
    if width >= NARROW {
        let place = |line: &LineAnswer| mostly(line, "\n").replacen(", ", ",\n", 1);
        columns.push(Column::new("Missing\nmaterial\nmostly", false, each().map(|line| Cell::new(place(line)))));
    }
    columns
}

fn when_halted(line: &LineAnswer, show: fn(&WhenHalted) -> String) -> Cell {
    Cell::new(line.when_halted.as_ref().map_or("–".to_owned(), show))
}

fn first_halt(halted: &WhenHalted) -> String {
    date(halted.first_halt.median.value).replace(' ', "\u{a0}")
}

fn halt_days(halted: &WhenHalted) -> String {
    format!("{}\u{a0}({})", halted.halt_days.median.value, halted.halt_days.p95.value)
}

fn loss(line: &LineAnswer, show: impl Fn(&Estimate) -> String) -> String {
    let mean = &line.loss.mean;
    if mean.value > 0.0 { show(mean) } else { "–".to_owned() }
}

/// The place of most of the missing material, and its share.
fn mostly(line: &LineAnswer, between: &str) -> String {
    let most = line.missing_material.iter().max_by(|a, b| a.share.total_cmp(&b.share));
    most.filter(|part| part.share > 0.0)
        .map_or("–".to_owned(), |part| format!("{}{between}{}", part.place, share(part.share)))
}

/// Red from one half on, yellow from one in ten.
fn risk(text: String, line: &LineAnswer) -> Cell {
    let cell = Cell::new(text);
    match line.halt.share {
        p if p >= 0.5 => cell.fg(Color::Red),
        p if p >= 0.1 => cell.fg(Color::Yellow),
        _ => cell,
    }
}
