//! The result on a terminal: what a manager reads first.

use std::fmt::Write as _;

use comfy_table::{Attribute, Cell, CellAlignment, Color, ContentArrangement, LineStyle, Table, TableStyle};

use super::words::{chance, date, money, money_estimate, share, thousands, worst};
use crate::experiment::{LineAnswer, RunAnswer};

/// How there is to be shown.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Width in characters.
    pub width: u16,
    /// Whether colours and bold type may be used.
    pub colour: bool,
}

/// From this width on, sector, country and interval have columns or lines of their own.
const WIDE: u16 = 110;
const STYLE: TableStyle = TableStyle::new()
    .header_separator(LineStyle::new('─', '─', '─', '─'))
    .bottom_border(LineStyle::new('─', '─', '─', '─'));

/// The result as text.
#[must_use]
pub fn render(answer: &RunAnswer, layout: Layout) -> String {
    let mut text = String::new();
    let makers: Vec<&LineAnswer> = answer.manufacturers().collect();
    let suppliers: Vec<&LineAnswer> =
        answer.lines.iter().filter(|line| !line.manufacturer && line.halt.trials > 0).collect();
    let quiet = answer.lines.iter().filter(|line| !line.manufacturer && line.halt.trials == 0).count();
    paragraph(&mut text, &bold(&answer.scenario.title, layout), layout);
    paragraph(&mut text, &heading(answer), layout);
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
    if quiet > 0 {
        let lines = if quiet == 1 { "line" } else { "lines" };
        paragraph(&mut text, &format!("{quiet} supplier {lines} never stood still."), layout);
    }
    text.push('\n');
    if makers.len() > 1 {
        let any = chance(&answer.any_manufacturer_halts);
        paragraph(&mut text, &format!("Chance that any manufacturer halts: {any}."), layout);
    }
    let currency = &answer.scenario.currency;
    let loss = &answer.total_loss;
    let sum = format!(
        "Expected loss of all lines: {}; {}.",
        money_estimate(&loss.mean, currency),
        worst(&loss.tail, currency)
    );
    paragraph(&mut text, &sum, layout);
    paragraph(&mut text, &precision(answer), layout);
    text
}

fn heading(answer: &RunAnswer) -> String {
    let scenario = &answer.scenario;
    format!(
        "Chance of a halt between {} and {} ({} days), {} futures, seed {}",
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
        format!("± {} %", text.trim_end_matches('0').trim_end_matches('.'))
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

fn table(answer: &RunAnswer, lines: &[&LineAnswer], what: &str, layout: Layout) -> String {
    let wide = layout.width >= WIDE;
    let mut header = vec![what];
    if wide {
        header.extend(["Sector", "Country", "Chance of a halt", "First halt, median"]);
    } else {
        header.extend(["Chance of a halt", "First halt, median"]);
    }
    header.extend(["Halt days if halted, median (P95)", "Expected loss", "Mostly missing"]);
    let right = header.len() - 4..header.len() - 1;
    let mut table = Table::new();
    table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic).set_width(layout.width);
    if layout.colour {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table.set_header(header.iter().map(|name| Cell::new(name).add_attribute(Attribute::Bold)));
    let columns = header.len();
    for column in 0..columns {
        if let Some(column_mut) = table.column_mut(column) {
            // The text of neighbours stands two characters apart.
            column_mut.set_padding((0, if column + 1 < columns { 2 } else { 0 }));
            if right.contains(&column) {
                column_mut.set_cell_alignment(CellAlignment::Right);
            }
        }
    }
    for line in lines {
        table.add_row(row(answer, line, wide));
    }
    table.trim_fmt()
}

fn row(answer: &RunAnswer, line: &LineAnswer, wide: bool) -> Vec<Cell> {
    let currency = &answer.scenario.currency;
    let chance = chance(&line.halt);
    let mut cells = if wide {
        vec![Cell::new(&line.title), Cell::new(&line.sector), Cell::new(&line.country), risk(chance, line)]
    } else {
        let halves = chance.replacen(" (", "\n(", 1);
        vec![Cell::new(format!("{}\n{}, {}", line.title, line.sector, line.country)), risk(halves, line)]
    };
    let Some(halted) = &line.when_halted else {
        let loss = if line.loss.mean.value > 0.0 { money(line.loss.mean.value, currency) } else { "–".to_owned() };
        cells.extend(["–", "–", &loss, "–"].map(Cell::new));
        return cells;
    };
    let days = &halted.halt_days;
    cells.push(Cell::new(date(halted.first_halt.median.value)));
    cells.push(Cell::new(format!("{} ({})", days.median.value, days.p95.value)));
    cells.push(Cell::new(if wide {
        money_estimate(&line.loss.mean, currency)
    } else {
        money(line.loss.mean.value, currency)
    }));
    let most = line.missing_material.iter().max_by(|a, b| a.share.total_cmp(&b.share));
    cells.push(Cell::new(most.map_or("–".to_owned(), |part| {
        let mut text = part.place.to_owned();
        let _ = write!(text, ", {}", share(part.share));
        text
    })));
    cells
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
