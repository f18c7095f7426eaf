//! A sizing on a terminal, to be pasted into a purchasing request.

use std::fmt::Write as _;

use comfy_table::{Cell, Color};

use super::super::columns::{Column, GAP, Layout, beside_names, bold, grid, paragraph};
use super::super::measures::{value, with_interval};
use super::super::words::{date, money, thousands};
use super::details::{building, textbook};
use super::many;
use super::totals::{budget, infeasible, totals};
use super::words::{asked, methods, part, quantity, skipped, sure, unit, value_of, verdict};
use crate::experiment::size::{Amount, SizeAnswer, SizedInput, SizedLine, Verdict, What};

/// From this width on, headings need not be broken often.
pub(super) const NARROW: u16 = 80;
/// Of many parts, the tables below that of the stocks have so many lines and orders, the largest.
const LARGEST: usize = 6;

/// A row: line, input, and whether it is the first of its line.
pub(super) type Row<'a> = (&'a SizedLine, &'a SizedInput, bool);

/// The sizing as text.
#[must_use]
pub(crate) fn render(answer: &SizeAnswer, layout: Layout) -> String {
    let mut text = String::new();
    let facts = &answer.scenario;
    paragraph(&mut text, &bold(&facts.title, layout), layout);
    let what = match answer.what {
        What::Opening => "Stock on the first day",
        What::Target => "Order level to which the stock is built up",
    };
    let head = format!(
        "{what} for {}, {} to {} ({} days). Found on {} trials, tried on {} fresh ones, seed\u{a0}{}.",
        asked(answer),
        date(facts.start),
        date(facts.end),
        facts.horizon_days,
        thousands(answer.run.trials),
        thousands(answer.run.fresh_trials),
        answer.run.seed
    );
    paragraph(&mut text, &head, layout);
    let plants = if many::are_many(answer) { Some(many::plants(answer)) } else { None };
    let table = match &plants {
        Some(plants) if plants.is_empty() => String::new(),
        Some(plants) => many::table(answer, plants, layout),
        None => main_table(answer, &rows(answer), layout),
    };
    if !table.is_empty() {
        let _ = write!(text, "\n{table}\n");
    }
    text.push('\n');
    if let Some(plants) = &plants {
        paragraph(&mut text, &many::rest(answer, plants), layout);
    }
    totals(&mut text, answer, layout);
    infeasible(&mut text, answer, layout);
    if let Some(spread) = &answer.budget {
        budget(&mut text, answer, spread, layout);
    }
    text.push('\n');
    for words in methods(answer) {
        paragraph(&mut text, &words, layout);
    }
    match &plants {
        None => {
            building(&mut text, answer, &answer.lines.iter().collect::<Vec<_>>(), layout);
            textbook(&mut text, &rows(answer), layout);
        }
        Some(plants) => {
            let lines: Vec<&SizedLine> = plants.iter().map(|plant| plant.line).take(LARGEST).collect();
            building(&mut text, answer, &lines, layout);
            textbook(&mut text, &many::largest(plants, LARGEST), layout);
        }
    }
    for note in answer.notes.iter().cloned().chain(skipped(answer)) {
        text.push('\n');
        paragraph(&mut text, &format!("Note: {note}"), layout);
    }
    text
}

/// All parts, in the order of the file.
fn rows(answer: &SizeAnswer) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for line in &answer.lines {
        rows.extend(line.inputs.iter().enumerate().map(|(at, input)| (line, input, at == 0)));
    }
    rows
}

fn main_table(answer: &SizeAnswer, shown: &[Row], layout: Layout) -> String {
    let currency = &answer.scenario.currency;
    let each = || shown.iter().copied();
    let unit = unit(answer);
    // What is out of reach is not to be ordered.
    let if_reached = |line: &SizedLine, text: String| Cell::new(if line.feasible { text } else { "–".to_owned() });
    let stock =
        |amount: &Amount, unit: &str| format!("{}\n{:.0}\u{a0}days", quantity(amount.quantity, unit), amount.days);
    // What today's stock has more than is asked for is no order.
    let extra = |input: &SizedInput| {
        let amount = &input.extra;
        if amount.quantity <= 0.0 {
            let spare = -amount.days;
            return if spare < 0.5 { "none".to_owned() } else { format!("none\n({spare:.0}\u{a0}days\u{a0}spare)") };
        }
        format!("+{}\n+{:.0}\u{a0}days", quantity(amount.quantity, input.unit), amount.days)
    };
    let both = |more: Option<f64>, all: Option<f64>| match (more, all) {
        (Some(more), Some(all)) => format!("{}\n{}", worth(more.max(0.0)), worth(all)),
        _ => "no price".to_owned(),
    };
    let name = |line: &SizedLine, input: &SizedInput| format!("{}\n{}", line.title, part(input));
    let once = |first: bool, text: String| Cell::new(if first { text } else { String::new() });
    let mut columns = vec![
        Column::new("Line\nmaterial", false, each().map(|(line, input, _)| Cell::new(name(line, input)))),
        Column::new("Today", true, each().map(|(_, input, _)| Cell::new(stock(&input.today, input.unit)))),
        Column::new("Order\nmore", true, each().map(|(line, input, _)| if_reached(line, extra(input)))),
        Column::new("Hold", true, each().map(|(line, input, _)| if_reached(line, stock(&input.hold, input.unit)))),
    ];
    if each().any(|(_, input, _)| value_of(&input.hold) > 0.0) {
        let cells = each().map(|(l, input, _)| if_reached(l, both(input.extra.money, input.hold.money)));
        let narrow = layout.width < NARROW;
        let head = if narrow { "Value of\nmore and\nall, " } else { "Value of more\nand all, " };
        columns.push(Column::new(&format!("{head}{currency}"), true, cells));
    }
    if each().any(|(_, input, _)| input.holding_per_year.unwrap_or(0.0) > 0.0) {
        let cost = |input: &SizedInput| both(input.extra_holding_per_year, input.holding_per_year);
        let cells = each().map(|(line, input, _)| if_reached(line, cost(input)));
        columns.push(Column::new("Holding it\na year", true, cells));
    }
    let today = |(line, _, first): Row| once(first, value(unit, &line.today));
    columns.push(Column::new(&format!("{}\ntoday", title(answer)), true, each().map(today)));
    if answer.bound.is_some() {
        let with = |line: &SizedLine| format!("{}\n{}", value(unit, &line.figure()), sure(answer, line));
        columns.push(Column::new("with it,\n95 % sure", true, each().map(|(l, _, first)| once(first, with(l)))));
        columns.push(Column::new("Target", true, each().map(|(line, _, first)| judged(line, first))));
    } else {
        let with = |line: &SizedLine| with_interval(unit, &line.figure()).replacen(" (", "\n(", 1);
        columns.push(Column::new("with it\n(95 %)", true, each().map(|(l, _, first)| once(first, with(l)))));
    }
    if beside_names(&columns, GAP) > layout.width {
        // Today's stock is what is held less what is ordered.
        columns.remove(1);
    }
    let gap = if beside_names(&columns, GAP) > layout.width { 1 } else { GAP };
    grid(&columns, gap, layout)
}

/// Money without its currency; nothing where there is none.
pub(super) fn worth(x: f64) -> String {
    if x.abs() > 0.0 { money(x, "").trim().to_owned() } else { "–".to_owned() }
}

pub(super) fn title(answer: &SizeAnswer) -> &'static str {
    match answer.outcome {
        "p_halt" => "P(halt)",
        "cvar_loss" => "Worst 5 %",
        _ => answer.outcome_title,
    }
}

/// Whether what is sure meets the target.
pub(super) fn judged(line: &SizedLine, first: bool) -> Cell {
    let colour = match (line.feasible, line.verdict) {
        _ if !first => return Cell::new(""),
        (false, _) => Color::Red,
        (_, Verdict::Confirmed) => Color::Green,
        _ => Color::Yellow,
    };
    Cell::new(verdict(line)).fg(colour)
}
